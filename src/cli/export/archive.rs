//! The files of a project in one tar archive, which is the same each time.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::cli::{Error, file};
use crate::render::export::File;

/// Endings of what is packed in a way that is not known here (`tar --auto-compress`, and archives of other kinds).
const OTHER_ENDINGS: [&str; 17] = [
    "7z", "br", "bz2", "lz", "lzma", "lzo", "rar", "taz", "tbz", "tbz2", "tlz", "txz", "tzst", "xz", "z",
    "zip", "zst",
];

/// 1 January 1980, the first day that archives of every kind know.
const DATE: u64 = 315_532_800;

/// Writes `files` as an archive to `output`, with gzip where its name says so; `-` is standard output.
pub(super) fn write(files: &[File], output: &Path, force: bool) -> Result<(), Error> {
    let bytes = to_tar(files).expect("memory takes any file, and no path is longer than tar allows");
    let ending = output.extension().unwrap_or_default().to_ascii_lowercase();
    let bytes = match ending.to_str() {
        Some("gz" | "tgz") => gzip(&bytes),
        Some(other) if OTHER_ENDINGS.contains(&other) => {
            return Err(Error::ArchiveName(output.to_owned()));
        }
        _ => bytes,
    };
    if output == Path::new("-") {
        let mut out = io::stdout().lock();
        if out.is_terminal() {
            return Err(Error::TarToTerminal);
        }
        return out
            .write_all(&bytes)
            .and_then(|()| out.flush())
            .map_err(Error::Output);
    }
    // What is written to might be standard output by another name.
    if file::is_special(output) {
        return file::write(output, &bytes, 0o644);
    }
    // What a link leads to, so that it stays a link.
    let target = fs::canonicalize(output).unwrap_or_else(|_| output.to_owned());
    let word = match is_ours(&target) {
        Some(is_ours) if is_ours || force => "replaced",
        Some(_) => return Err(Error::NotOurArchive(output.to_owned())),
        None => "wrote",
    };
    file::write(&target, &bytes, 0o644)?;
    writeln!(anstream::stdout(), "{word} {}", output.display()).map_err(Error::Output)
}

/// As gzip packs it, but that it says no time.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let packed = gzip.write_all(bytes).and_then(|()| gzip.finish());
    packed.expect("memory takes it")
}

/// Whether the file at `path` is an archive of [`to_tar`], with gzip or not, or empty, if it is there.
fn is_ours(path: &Path) -> Option<bool> {
    let mut start = Vec::new();
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) => return (error.kind() != io::ErrorKind::NotFound).then_some(false),
    };
    let mut is_read = file.take(4096).read_to_end(&mut start).is_ok();
    if start.starts_with(b"\x1f\x8b") {
        let mut unpacked = vec![0; 512];
        is_read &= GzDecoder::new(&*start).read_exact(&mut unpacked).is_ok();
        start = unpacked;
    }
    // The name is first in a header (POSIX.1-2024, XCU pax, "ustar Interchange Format"), and the magic is at 257.
    let is_ours = start.starts_with(b"wezmux/") && start.get(257..263) == Some(b"ustar\0");
    Some(is_read && (is_ours || start.is_empty()))
}

/// All in one folder, so that it is not poured out over another.
fn to_tar(files: &[File]) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    for file in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(file.text.len() as u64);
        header.set_mode(file.mode);
        header.set_mtime(DATE);
        header.set_uid(0);
        header.set_gid(0);
        archive.append_data(&mut header, format!("wezmux/{}", file.path), file.text.as_bytes())?;
    }
    archive.into_inner()
}
