//! Permissions of files where files have none of this kind.

use std::fs::File;
use std::io;

/// Leaves `file` as it is.
pub(crate) fn set(_file: &File, _mode: u32) -> io::Result<()> {
    Ok(())
}
