use std::path::PathBuf;

use super::Error;
use super::folder::Folder;
use super::source::ProjectFile;
use crate::render;
use crate::render::export::File;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    project: ProjectFile,
    /// The folder to write into
    #[arg(short, long, default_value = "out", value_name = "DIR")]
    output: PathBuf,
    /// Replace files that wezmux did not write, or that were changed since
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let fleet = arguments.project.open()?.fleet()?;
    let files: Vec<File> = render(&fleet).into_iter().map(File::from).collect();
    let next = format!(
        "read {}/CHEATSHEET.md, which has the command for each host.",
        arguments.output.display()
    );
    Folder::open(&arguments.output, "build")?.write(
        &files,
        arguments.force,
        &next,
        &arguments.project.remove_command(),
    )
}
