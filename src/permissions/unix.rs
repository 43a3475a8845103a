//! Permissions of files where files have them.

use std::fs::{File, Metadata, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;

/// Gives `file` the permissions `mode`, as in `chmod`.
pub(crate) fn set(file: &File, mode: u32) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(mode))
}

/// The permissions of a file.
pub(crate) fn of(metadata: &Metadata) -> u32 {
    metadata.permissions().mode() & 0o7777
}
