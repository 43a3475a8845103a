use super::Error;
use super::host::change::{Change, FileChange};
use super::host::crew::{self, Look};
use super::host::outcome::{Exit, Outcome, Verdict};
use super::host::selection::Hosts;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    hosts: Hosts,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Error> {
    crew::examine(&arguments.hosts, "plan", false, plan)
}

fn plan(look: Look) -> Outcome {
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
        (true, ..) => (Verdict::Pending, "someone else changed what is there"),
        (_, false, _) => (Verdict::Pending, "changes to make"),
        (.., true) => (Verdict::Pending, "a change waits"),
        _ => (Verdict::Unchanged, "nothing to do"),
    };
    let diffs = |file: &FileChange| [file.drift.clone(), file.diff.clone()];
    Outcome {
        diffs: change.files.iter().flat_map(diffs).flatten().collect(),
        help: is_contested.then(|| super::apply::CHANGED_HELP.to_owned()),
        ..Outcome::new(&domain, verdict, message)
            .lines(change.lines())
            .fact("files", &change.files)
    }
}
