//! Manual pages, from what the program says of itself: one for each verb, and one for the project file.

use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::{Error, file, reference};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of manual pages, such as `~/.local/share/man`; they go into `man1` and `man5` in it
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let mut program = super::Arguments::command();
    program.build();
    let folder = arguments.output.join("man1");
    write(&folder, &program)?;
    file::write(
        &arguments.output.join("man5/wezmux.toml.5"),
        project().render().as_bytes(),
        0o644,
    )
}

/// Writes the page of a command, and those of its verbs.
fn write(folder: &Path, command: &Command) -> Result<(), Error> {
    let man = Man::new(command.clone());
    let mut text = Vec::new();
    man.render(&mut text).expect("memory can be written");
    file::write(&folder.join(man.get_filename()), &text, 0o644)?;
    // Below a verb, `help` is clap's own.
    let verbs = command
        .get_subcommands()
        .filter(|verb| !verb.is_hide_set() && (verb.get_name() != "help" || command.get_name() == "wezmux"));
    for verb in verbs {
        write(folder, verb)?;
    }
    Ok(())
}

fn project() -> Roff {
    let mut page = Roff::new();
    page.control(
        "TH",
        [
            "wezmux.toml",
            "5",
            "",
            concat!("wezmux ", env!("CARGO_PKG_VERSION")),
        ],
    );
    page.control("SH", ["NAME"]);
    page.text([roman("wezmux.toml - the project file of wezmux")]);
    page.control("SH", ["DESCRIPTION"]);
    page.text([roman(reference::ABOUT)]);
    for table in reference::tables() {
        page.control("SH", [table.heading]);
        page.text([roman(table.purpose)]);
        for field in table.fields {
            page.control("TP", []);
            page.text([bold(field.name), roman(format!(" = {}", field.value))]);
            page.text([roman(field.purpose)]);
        }
    }
    page.control("SH", ["SEE ALSO"]);
    page.text([bold("wezmux"), roman("(1), "), bold("wezmux-check"), roman("(1)")]);
    page
}
