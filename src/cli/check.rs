use std::io::Write;
use std::path::PathBuf;

use super::source::Source;
use super::{Error, PROJECT_FILE};
use crate::diagnostic::has_errors;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The project file, in TOML or JSON, or a link; `-` reads it from standard input
    #[arg(default_value = PROJECT_FILE)]
    project: PathBuf,
    /// Print the mistakes as JSON on standard output
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let source = Source::open(&arguments.project)?;
    if arguments.json {
        let json =
            serde_json::to_string_pretty(&source.diagnostics).expect("diagnostics are strings and numbers");
        writeln!(anstream::stdout(), "{json}").map_err(Error::Output)?;
        return match has_errors(&source.diagnostics) {
            true => source.fleet().map(|_| ()),
            false => Ok(()),
        };
    }
    let path = source.path.clone();
    let fleet = source.fleet()?;
    let count = fleet.domains().len();
    let domains = if count == 1 { "domain" } else { "domains" };
    writeln!(
        anstream::stdout(),
        "{}: {count} {domains}, no errors",
        path.display()
    )
    .map_err(Error::Output)
}
