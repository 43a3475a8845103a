use super::Error;
use super::host::crew::{self, Changes, Look};
use super::host::outcome::{Exit, Outcome, Verdict};
use super::host::tabs::KillTabs;
use crate::fleet::Domain;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    changes: Changes,
    /// Restart a server for what was put back, where at most N tabs end by that; `all` for any number
    #[arg(long, value_name = "N", default_value = "0")]
    kill_tabs: KillTabs,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Error> {
    crew::change(&arguments.changes, ["undo", "undoing"], |look| {
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
