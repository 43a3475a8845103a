use std::path::PathBuf;

use super::folder::Folder;
use super::source::Source;
use super::{Error, PROJECT_FILE};
use crate::render;
use crate::render::export::File;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The project file, in TOML or JSON, or a link; `-` reads it from standard input
    #[arg(default_value = PROJECT_FILE)]
    project: PathBuf,
    /// The folder to write into
    #[arg(short, long, default_value = "out", value_name = "DIR")]
    output: PathBuf,
    /// Replace files that wezmux did not write, or that were changed since
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let fleet = Source::open(&arguments.project)?.fleet()?;
    let files: Vec<File> = render(&fleet).into_iter().map(File::from).collect();
    let next = format!(
        "read {}/CHEATSHEET.md, which has the command for each host.",
        arguments.output.display()
    );
    Folder::open(&arguments.output, "build")?.write(&files, arguments.force, &next)
}
