use super::Error;
use super::host::crew::{self, Changes, Look};
use super::host::outcome::{Exit, Outcome, Verdict};
use super::host::report::Kind;
use super::host::tabs::KillTabs;
use crate::fleet::Domain;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    changes: Changes,
    /// How many tabs of a host may end by it, or `all`; those that would end are listed
    #[arg(long, value_name = "N", default_value = "0")]
    kill_tabs: KillTabs,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Error> {
    crew::change(&arguments.changes, ["restart", "restarting"], |look| {
        decide(look, arguments.kill_tabs)
    })
}

fn decide((domain, report): Look, kill_tabs: KillTabs) -> Result<(Domain, Vec<String>), Box<Outcome>> {
    let report = report?;
    if report.unit.kind == Kind::Absent {
        let outcome = Outcome::new(&domain, Verdict::Failed, "it is not set up");
        return Err(Box::new(outcome.help("set it up with `wezmux apply`")));
    }
    match kill_tabs.refuse(&domain, &report) {
        Some(outcome) => Err(Box::new(outcome)),
        None => Ok((domain, vec!["--restart".to_owned(), kill_tabs.option()])),
    }
}
