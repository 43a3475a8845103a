//! Writes a project for an engine that many hosts are kept with, into a folder as `build` does, or as an archive.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::folder::Folder;
use super::source::ProjectFile;
use super::{Error, file};
use crate::diagnostic::Diagnostic;
use crate::fleet::DomainName;
use crate::render::export::{Engine, File, export};

/// What stands below the options.
pub(super) const HELP: &str = "\
ansible: a role, a playbook and an inventory, with a group for each tag. pyinfra: the same as a deploy. Both run the \
setup.sh of each host: run again they change nothing, and `wezmux plan` agrees.
cloud-init: user-data for each host, which sets it up at its first boot. A domain without `username` is left out. \
Of several parts of user-data put this one last.
home-manager: a module for each host, and one for this computer.
tar: the files that `build` writes, in an archive that is the same each time; with gzip where its name ends in .tgz or \
.tar.gz.";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What to write
    #[arg(value_name = "ENGINE", value_parser = PossibleValuesParser::new(Engine::ALL.map(Engine::name)).map(|name| Engine::named(&name).expect("one of these")))]
    engine: Engine,
    #[command(flatten)]
    project: ProjectFile,
    /// The folder to write into, by default of the engine's name; of tar the file, by default `wezmux.tar`, and `-` for
    /// standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace files that wezmux did not write, or that were changed since
    #[arg(long)]
    force: bool,
}

/// What to do with what is in `folder`.
fn next(engine: Engine, folder: &str) -> String {
    match engine {
        Engine::Ansible => format!(
            "ansible-playbook -i {} {} --check, and without --check.",
            word(&format!("{folder}/inventory.yml")),
            word(&format!("{folder}/site.yml")),
        ),
        Engine::Pyinfra => format!(
            "pyinfra --dry {} {}, and without --dry.",
            word(&format!("{folder}/inventory.py")),
            word(&format!("{folder}/deploy.py")),
        ),
        Engine::CloudInit => format!("start each host with its {folder}/hosts/<domain>/user-data."),
        Engine::HomeManager => format!(
            "let the configuration of each host's user import {folder}/hosts/<domain>/home.nix, and yours {folder}/local.nix."
        ),
        Engine::Tar => String::new(),
    }
}

/// `text` as one word of a shell.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    match text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let fleet = arguments.project.open()?.fleet()?;
    let engine = arguments.engine;
    let default_output = match engine {
        Engine::Tar => "wezmux.tar",
        _ => engine.name(),
    };
    let output = arguments.output.as_deref().unwrap_or(Path::new(default_output));
    let export = export(&fleet, engine, pack);
    if engine == Engine::Tar {
        return archive(&export.files, output, arguments.force);
    }
    if export.files.is_empty() {
        return Err(Error::NoUsers);
    }
    let next = next(engine, &output.display().to_string());
    Folder::open(output, default_output)?.write(&export.files, arguments.force, &next)?;
    say_left_out(&export.left_out);
    if engine == Engine::CloudInit {
        say_too_large(&export.files);
    }
    Ok(())
}

/// `text` as `encoding: gz+b64` of cloud-init takes it.
pub fn pack(text: &str) -> String {
    STANDARD.encode(gzip(text.as_bytes()))
}

/// It says no time.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let packed = gzip.write_all(bytes).and_then(|()| gzip.finish());
    packed.expect("memory takes it")
}

/// Endings of what is packed in a way that is not known here (`tar --auto-compress`, and archives of other kinds).
const OTHER_ENDINGS: [&str; 17] = [
    "7z", "br", "bz2", "lz", "lzma", "lzo", "rar", "taz", "tbz", "tbz2", "tlz", "txz", "tzst", "xz", "z",
    "zip", "zst",
];

/// 1 January 1980, the first day that archives of every kind know.
const DATE: u64 = 315_532_800;

fn archive(files: &[File], output: &Path, force: bool) -> Result<(), Error> {
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

/// One message for all, however many.
fn say_left_out(domains: &[DomainName]) {
    let (who, whose) = match domains {
        [] => return,
        [name] => (format!("`{name}` is"), "its"),
        _ => (format!("{} are", super::error::list(domains)), "their"),
    };
    let message = format!("{who} left out, since the project does not say {whose} user");
    let warning = Diagnostic::warning("", message)
        .hint("write `username = \"ubuntu\"`: at a first boot nobody has logged in yet");
    super::error::print(&warning);
}

/// What EC2 takes of user-data, the least of the clouds (its user guide, "Run commands on your Linux instance").
const MOST_USER_DATA: usize = 16 << 10;

/// One message for all, however many.
fn say_too_large(files: &[File]) {
    let large = files.iter().filter(|file| file.text.len() > MOST_USER_DATA);
    let large: Vec<String> = large
        .map(|file| format!("`{}` has {} bytes", file.path, file.text.len()))
        .collect();
    if large.is_empty() {
        return;
    }
    let message = format!("{}, and some clouds take {MOST_USER_DATA}", large.join(", "));
    let warning = Diagnostic::warning("", message)
        .hint("on such a cloud, as EC2 is, compress it with gzip or let `#include` of cloud-init fetch it");
    super::error::print(&warning);
}
