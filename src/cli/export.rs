//! Writes a project for an engine that many hosts are kept with, into a folder as `build` does, or as an archive.

mod archive;

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::Error;
use super::folder::Folder;
use super::shell::word;
use super::source::ProjectFile;
use crate::diagnostic::Diagnostic;
use crate::fleet::DomainName;
use crate::render::export::{Engine, File, export};

/// What stands below the options.
pub(super) const HELP: &str = "\
ansible: a role, a playbook and an inventory, with a group for each tag. pyinfra: the same as a deploy. Both run the \
setup.sh of each host: run again they change nothing, and `wezmux plan` agrees, though it exits with 3 while a change \
waits for a restart.
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
        return archive::write(&export.files, output, arguments.force);
    }
    if export.files.is_empty() {
        return Err(Error::NoUsers);
    }
    let next = next(engine, &output.display().to_string());
    let remove = arguments.project.remove_command();
    Folder::open(output, default_output)?.write(&export.files, arguments.force, &next, &remove)?;
    say_left_out(&export.left_out);
    if engine == Engine::CloudInit {
        say_too_large(&export.files);
    }
    Ok(())
}

/// `text` as `encoding: gz+b64` of cloud-init takes it.
pub fn pack(text: &str) -> String {
    STANDARD.encode(archive::gzip(text.as_bytes()))
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
