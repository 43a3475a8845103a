use super::Error;
use super::host::change::{Change, Policy};
use super::host::crew::{self, Changes, Look};
use super::host::outcome::{Exit, Outcome, Verdict};
use super::host::report::Report;
use super::host::tabs::KillTabs;
use crate::fleet::Domain;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    changes: Changes,
    /// What becomes of a file that someone else wrote or changed, or that ours would hide; without this its host is left
    /// alone
    #[arg(long, value_name = "WHAT")]
    changed: Option<Policy>,
    /// Restart a server for what changed, where at most N tabs end by that; `all` for any number
    #[arg(long, value_name = "N", default_value = "0")]
    kill_tabs: KillTabs,
}

pub(super) const CHANGED_HELP: &str =
    "say what to do with `--changed`: `overwrite` (a copy stays there), `adopt` or `skip`";

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Error> {
    crew::change(&arguments.changes, ["apply", "applying"], |look| {
        decide(look, arguments)
    })
}

/// What to run on a host, or what became of it without that.
fn decide((domain, report): Look, arguments: &Arguments) -> Result<(Domain, Vec<String>), Box<Outcome>> {
    let report = report?;
    if let Some(outcome) = impossible(&domain, &report) {
        return Err(Box::new(outcome));
    }
    let change = Change::of(&domain, &report);
    let policy = arguments.changed;
    if policy.is_none() && change.contested().next().is_some() {
        let outcome = Outcome::new(
            &domain,
            Verdict::Pending,
            "left alone: someone else wrote or changed what is there",
        );
        return Err(Box::new(outcome.lines(change.lines()).help(CHANGED_HELP)));
    }
    let kill_tabs = arguments.kill_tabs.option();
    if change.is_needed(policy) {
        let mut options = change.options(policy);
        options.push(kill_tabs);
        return Ok((domain, options));
    }
    if change.waits {
        if arguments.kill_tabs != KillTabs::Most(0) {
            return Ok((domain, vec!["--restart".to_owned(), kill_tabs]));
        }
        let outcome = Outcome::new(&domain, Verdict::Pending, "a change waits")
            .help("`wezmux restart` starts the server anew, and lists the tabs that would end");
        return Err(Box::new(outcome.lines(change.lines())));
    }
    if change.contested().next().is_some() {
        let outcome = Outcome::new(
            &domain,
            Verdict::Pending,
            "nothing to do, but for what was skipped",
        );
        return Err(Box::new(outcome.lines(change.lines()).help(CHANGED_HELP)));
    }
    let outcome = Outcome::new(&domain, Verdict::Unchanged, "nothing to do");
    Err(Box::new(outcome))
}

/// Why a host cannot be set up at all, if that is so.
pub(super) fn impossible(domain: &Domain, report: &Report) -> Option<Outcome> {
    let (_, why) = report.cannot.as_ref()?;
    let (message, rest) = match why.split_first() {
        Some((message, rest)) => (message.clone(), rest.to_vec()),
        None => ("it cannot be set up".to_owned(), Vec::new()),
    };
    Some(Outcome::new(domain, Verdict::Failed, message).lines(rest))
}
