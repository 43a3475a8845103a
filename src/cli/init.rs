use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use super::{Error, PROJECT_FILE};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The file to write; `-` is standard output
    #[arg(default_value = PROJECT_FILE)]
    project: PathBuf,
    /// Replace the file if it is there already
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let path = &arguments.project;
    if path.as_os_str() == "-" {
        return anstream::stdout()
            .write_all(crate::project::STARTER.as_bytes())
            .map_err(Error::Output);
    }
    let mut options = OpenOptions::new();
    match arguments.force {
        true => options.create(true).truncate(true),
        false => options.create_new(true),
    };
    options
        .write(true)
        .open(path)
        .and_then(|mut file| file.write_all(crate::project::STARTER.as_bytes()))
        .map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Error::StarterExists(path.clone()),
            _ => Error::Write(path.clone(), error),
        })?;
    let path = path.display();
    writeln!(
        anstream::stdout(),
        "wrote {path}\n\nNow put your servers into it, then:\n  wezmux check {path}\n  wezmux build {path} -o out"
    )
    .map_err(Error::Output)
}
