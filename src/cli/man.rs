//! Manual pages, from what the program says of itself: one for each verb, and one for the project file.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

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
    let text = page(&man, command).expect("memory can be written");
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

/// The page of a command, with what stands below its options under the names that manual pages have for it
/// (man-pages(7)).
fn page(man: &Man, command: &Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    synopsis(command).to_writer(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    let below = command.get_after_help().map(ToString::to_string);
    let lines = below.iter().flat_map(|text| text.lines());
    let (codes, notes): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with(super::EXIT_CODES));
    for (heading, lines) in [("EXIT STATUS", codes), ("NOTES", notes)] {
        if lines.is_empty() {
            continue;
        }
        let mut section = Roff::new();
        section.control("SH", [heading]);
        for line in lines {
            section.text([roman(line.strip_prefix(super::EXIT_CODES).unwrap_or(line))]);
            section.control("PP", []);
        }
        section.to_writer(&mut text)?;
    }
    if command.get_version().is_some() {
        man.render_version_section(&mut text)?;
    }
    Ok(text)
}

/// How a command is written, with the values of its options, which clap_mangen leaves out.
fn synopsis(command: &Command) -> Roff {
    let mut line = vec![bold(command.get_bin_name().unwrap_or_else(|| command.get_name()))];
    let (positional, options): (Vec<&Arg>, Vec<&Arg>) = command
        .get_arguments()
        .filter(|argument| !argument.is_hide_set())
        .partition(|argument| argument.is_positional());
    for option in options {
        line.extend(written(option));
    }
    for argument in positional {
        line.extend([roman(" "), italic(argument.to_string().replace(['<', '>'], ""))]);
    }
    if command.has_subcommands() {
        line.extend([roman(" "), italic("VERB")]);
    }
    let mut section = Roff::new();
    section.control("SH", ["SYNOPSIS"]);
    section.text(line);
    section
}

fn written(option: &Arg) -> Vec<Inline> {
    let is_needed = option.is_required_set();
    let long = option.get_long().expect("every option has a long name");
    let mut line = vec![roman(if is_needed { " " } else { " [" })];
    if let Some(short) = option.get_short() {
        line.extend([bold(format!("-{short}")), roman("|")]);
    }
    line.push(bold(format!("--{long}")));
    let whole = option.to_string();
    let value = whole.strip_prefix(&format!("--{long}")).unwrap_or_default();
    line.push(italic(value.replace(['<', '>'], "")));
    line.push(roman(if is_needed { "" } else { "]" }));
    if matches!(option.get_action(), ArgAction::Append) {
        line.push(roman("..."));
    }
    line
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
