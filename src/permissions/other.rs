//! Permissions of files where files have none of this kind.

use std::fs::{File, Metadata};
use std::io;

/// Leaves `file` as it is.
pub(crate) fn set(_file: &File, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// None that count.
pub(crate) fn of(_metadata: &Metadata) -> u32 {
    0
}
