use super::Error;
use super::host::change::Change;
use super::host::crew::{self, Look};
use super::host::outcome::{Exit, Outcome, Verdict};
use super::host::report::Report;
use super::host::selection::Hosts;
use super::host::tabs;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    hosts: Hosts,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Error> {
    crew::examine(&arguments.hosts, "status", true, status)
}

fn status((domain, report): Look) -> Outcome {
    let report = match report {
        Ok(report) => report,
        Err(outcome) => return *outcome,
    };
    let change = Change::of(&domain, &report);
    let (verdict, message) = match &report.cannot {
        Some((_, why)) => (
            Verdict::Failed,
            why.first().cloned().unwrap_or("it cannot be set up".to_owned()),
        ),
        None => server(&report),
    };
    let is_pending = change.contested().next().is_some() || !change.is_none() || change.waits;
    let verdict = match verdict {
        Verdict::Unchanged if is_pending => Verdict::Pending,
        verdict => verdict,
    };
    let version = report.deep.installed.iter().map(|installed| {
        let protocol = report.deep.codec.map(|codec| format!(", protocol {codec}"));
        format!("version   {installed}{}", protocol.unwrap_or_default())
    });
    let lines = version.chain(tabs::lines(&report)).chain(change.lines());
    Outcome::new(&domain, verdict, message)
        .lines(lines.collect())
        .fact("active", report.active_state == "active")
        .fact("answers", report.panes.is_some())
        .fact("servers", report.servers.len())
        .fact("tabs", report.tabs())
        .fact("panes", &report.panes)
        .fact("lingers", report.lingers)
        .fact("version", &report.deep.installed)
        .fact("protocol", report.deep.codec)
        .fact("waits", report.waits)
        .fact("files", &change.files)
}

/// How its server is, in a few words.
fn server(report: &Report) -> (Verdict, String) {
    let state = report.active_state.as_str();
    match (state, report.tabs()) {
        _ if report.sub_state == "auto-restart" => (
            Verdict::Failed,
            format!(
                "its server ends again and again, {} times so far",
                report.restarts
            ),
        ),
        ("active", Some(tabs)) => (Verdict::Unchanged, format!("running, {}", tabs::count(tabs))),
        ("active", None) => (Verdict::Failed, "its server runs and does not answer".to_owned()),
        (_, Some(tabs)) => (
            Verdict::Pending,
            format!(
                "the unit does not run; a server that a client started does, with {}",
                tabs::count(tabs)
            ),
        ),
        _ if report.known => (Verdict::Pending, "its server does not run".to_owned()),
        _ => (Verdict::Pending, "not set up".to_owned()),
    }
}
