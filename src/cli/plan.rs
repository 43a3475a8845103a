use super::Error;
use super::host::change::{Change, FileChange};
use super::host::crew::{self, Look};
use super::host::outcome::{Exit, Outcome, Verdict};
use super::host::selection::Hosts;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    hosts: Hosts,
    /// Show new files whole as well, and not only how long they are
    #[arg(long)]
    full: bool,
}

const FULL_HELP: &str = "`wezmux plan --full` shows new files whole";

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Error> {
    crew::examine(&arguments.hosts, "plan", false, |look| plan(look, arguments.full))
}

fn plan(look: Look, is_full: bool) -> Outcome {
    if let Some(outcome) = crew::twin(&look) {
        return outcome;
    }
    let (domain, report) = look;
    let report = match report {
        Ok(report) => report,
        Err(outcome) => return *outcome,
    };
    if let Some(outcome) = super::apply::impossible(&domain, &report) {
        return outcome;
    }
    let change = Change::of(&domain, &report);
    let is_contested = change.contested().next().is_some();
    let (verdict, message) = match (is_contested, change.is_none(), change.waits) {
        (true, ..) => (Verdict::Pending, "someone else wrote or changed what is there"),
        (_, false, _) => (Verdict::Pending, "changes to make"),
        (.., true) => (Verdict::Pending, "a change waits"),
        _ => (Verdict::Unchanged, "nothing to do"),
    };
    let help = match is_contested {
        true => Some(super::apply::CHANGED_HELP),
        false => (!is_full && change.files.iter().any(FileChange::is_new)).then_some(FULL_HELP),
    };
    let diffs = change.files.iter().flat_map(|file| file.diffs(is_full));
    Outcome {
        diffs: diffs.cloned().collect(),
        help: help.map(str::to_owned),
        ..Outcome::new(&domain, verdict, message)
            .lines(change.lines())
            .fact("files", &change.files)
    }
}
