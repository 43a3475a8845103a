use super::Error;
use super::host::crew::{self, Look, Waves};
use super::host::outcome::{Exit, Outcome, Verdict};
use super::host::selection::Hosts;
use super::host::tabs::KillTabs;
use crate::fleet::Domain;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    hosts: Hosts,
    /// Restart a server for what was put back, where at most N tabs end by that; `all` for any number
    #[arg(long, value_name = "N", default_value = "0")]
    kill_tabs: KillTabs,
    /// First this many hosts, such as `1,10%`, and the others only when all of those got well
    #[arg(long, value_name = "WAVES", value_parser = Waves::parse)]
    canary: Option<Waves>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Error> {
    let canary = arguments.canary.as_ref();
    crew::change(&arguments.hosts, ["undo", "undoing"], canary, |look| {
        decide(look, arguments.kill_tabs)
    })
}

fn decide((domain, report): Look, kill_tabs: KillTabs) -> Result<(Domain, Vec<String>), Box<Outcome>> {
    match report?.can_undo {
        true => Ok((domain, vec!["--undo".to_owned(), kill_tabs.option()])),
        false => Err(Box::new(Outcome::new(
            &domain,
            Verdict::Unchanged,
            "nothing to undo",
        ))),
    }
}
