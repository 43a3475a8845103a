use super::Error;
use super::host::crew::{self, Look, Waves};
use super::host::outcome::{Exit, Outcome, Verdict};
use super::host::report::Kind;
use super::host::selection::Hosts;
use super::host::tabs::KillTabs;
use crate::fleet::Domain;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    hosts: Hosts,
    /// How many tabs of a host may end by it, or `all`; those that would end are listed
    #[arg(long, value_name = "N", default_value = "0")]
    kill_tabs: KillTabs,
    /// First this many hosts, such as `1,10%`, and the others only when all of those got well
    #[arg(long, value_name = "WAVES", value_parser = Waves::parse)]
    canary: Option<Waves>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Error> {
    let canary = arguments.canary.as_ref();
    crew::change(&arguments.hosts, ["restart", "restarting"], canary, |look| {
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
