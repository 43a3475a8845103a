use std::io::Write;

use super::Error;
use super::source::ProjectFile;
use crate::diagnostic::has_errors;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    project: ProjectFile,
    /// Print the mistakes as JSON on standard output
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let source = arguments.project.open()?;
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
