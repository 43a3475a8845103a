use std::io::{self, IsTerminal, Write};

use super::Error;
use super::source::ProjectFile;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    project: ProjectFile,
    /// Put names, addresses, users, folders and commands into the link too; labels, icons and accents are in it anyway,
    /// but for a label or icon with a word of a name, an address or a user (a number alone is none) in it
    #[arg(long)]
    hosts: bool,
    /// The address of the page that the link leads to
    #[arg(long, value_name = "URL", conflicts_with = "toml", value_parser = parse_page)]
    page: Option<String>,
    /// Print the project as a file in TOML instead of a link
    #[arg(long, conflicts_with = "hosts")]
    toml: bool,
}

/// An address that a link can stand behind, so that the two open as one.
fn parse_page(text: &str) -> Result<String, String> {
    let is_web = ["https://", "http://"].iter().any(|scheme| {
        text.strip_prefix(scheme)
            .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
    });
    let is_plain = !text.contains(|c: char| c == '#' || c.is_whitespace() || c.is_control());
    match is_web && is_plain {
        true => Ok(text.to_owned()),
        false => Err("expected an address such as `https://example.org/wezmux/`, without `#`".to_owned()),
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let source = arguments.project.open()?;
    let mut out = anstream::stdout();
    // A project may be shared while it still has mistakes, as a question to someone; text that is none may not.
    if source.is_unreadable() {
        return source.fleet().map(|_| ());
    }
    if !arguments.toml && arguments.page.is_none() && io::stdout().is_terminal() {
        anstream::eprintln!(
            "note: `--page URL` puts the page's address before it, so that it opens in a browser"
        );
    }
    match arguments.toml {
        true => write!(out, "{}", source.project.to_toml()),
        false => writeln!(
            out,
            "{}{}",
            arguments.page.as_deref().unwrap_or_default(),
            source.project.to_link(arguments.hosts)
        ),
    }
    .map_err(Error::Output)
}
