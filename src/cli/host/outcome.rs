//! What became of each host, as text, as JSON and as an exit code.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::ssh::Trouble;
use crate::fleet::Domain;

/// How the program ends; the numbers are its exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is as it should be.
    Clean = 0,
    /// Something failed.
    Failed = 1,
    /// The command line was not understood.
    Usage = 2,
    /// Something differs from the project, or waits for a decision.
    Pending = 3,
    /// A host could not be reached.
    Unreachable = 4,
    /// The user ended it, as shells count a SIGINT.
    Stopped = 130,
}

/// What became of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    /// There was nothing to do.
    Unchanged,
    /// All was done.
    Changed,
    /// Something is to be done, or waits for a decision or a restart.
    Pending,
    /// Something failed.
    Failed,
    /// It could not be reached.
    Unreachable,
    /// It was not tried, since a host of an earlier wave did not get well.
    Held,
    /// It was not tried, since the user ended it before.
    Stopped,
}

impl Verdict {
    fn exit(self) -> Exit {
        match self {
            Self::Unchanged | Self::Changed => Exit::Clean,
            Self::Pending => Exit::Pending,
            Self::Failed | Self::Held => Exit::Failed,
            Self::Unreachable => Exit::Unreachable,
            Self::Stopped => Exit::Stopped,
        }
    }

    /// Whether `--retry-failed` takes it.
    pub(crate) fn is_failure(self) -> bool {
        matches!(
            self,
            Self::Failed | Self::Unreachable | Self::Held | Self::Stopped
        )
    }

    fn style(self) -> Style {
        let color = match self {
            Self::Unchanged => return Style::new(),
            Self::Changed => AnsiColor::Green,
            Self::Pending | Self::Held | Self::Stopped => AnsiColor::Yellow,
            Self::Failed | Self::Unreachable => AnsiColor::Red,
        };
        Style::new().fg_color(Some(color.into()))
    }

    fn word(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Changed => "changed",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::Unreachable => "unreachable",
            Self::Held => "held back",
            Self::Stopped => "not tried",
        }
    }
}

/// One host's part of the answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Outcome {
    pub(crate) host: String,
    pub(crate) verdict: Verdict,
    pub(crate) exit_code: u8,
    /// What is to be said of it, on one line.
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) help: Option<String>,
    /// What was done, would be done or was found, a line each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) lines: Vec<String>,
    /// Unified diffs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) diffs: Vec<String>,
    /// The same for programs, where a verb has more to say.
    #[serde(flatten)]
    pub(crate) facts: serde_json::Map<String, serde_json::Value>,
}

impl Outcome {
    pub(crate) fn new(domain: &Domain, verdict: Verdict, message: impl Into<String>) -> Self {
        Self {
            host: domain.name.to_string(),
            verdict,
            exit_code: verdict.exit() as u8,
            message: message.into(),
            help: None,
            lines: Vec::new(),
            diffs: Vec::new(),
            facts: serde_json::Map::new(),
        }
    }

    pub(crate) fn unreachable(domain: &Domain, trouble: &Trouble) -> Self {
        Self::new(domain, Verdict::Unreachable, trouble.to_string()).help(trouble.hint(domain))
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn lines(mut self, lines: Vec<String>) -> Self {
        self.lines = lines;
        self
    }

    pub(crate) fn fact(mut self, name: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).expect("facts are text and numbers");
        self.facts.insert(name.to_owned(), value);
        self
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let (bold, style) = (Style::new().bold(), self.verdict.style());
        writeln!(
            out,
            "{bold}{}{bold:#}: {style}{}{style:#}",
            self.host, self.message
        )?;
        for line in &self.lines {
            writeln!(out, "  {line}")?;
        }
        if let Some(help) = &self.help {
            writeln!(out, "  {bold}help{bold:#}: {help}")?;
        }
        for line in self.diffs.iter().flat_map(|diff| diff.lines()) {
            let color = match line.as_bytes().first() {
                Some(b'+') => Some(AnsiColor::Green.into()),
                Some(b'-') => Some(AnsiColor::Red.into()),
                Some(b'@') => Some(AnsiColor::Cyan.into()),
                _ => None,
            };
            let style = Style::new().fg_color(color);
            writeln!(out, "{style}{line}{style:#}")?;
        }
        Ok(())
    }
}

/// The worst of all: failed before unreachable before pending.
pub(crate) fn exit(outcomes: &[Outcome]) -> Exit {
    let has = |exit| outcomes.iter().any(|outcome| outcome.verdict.exit() == exit);
    [Exit::Failed, Exit::Unreachable, Exit::Pending]
        .into_iter()
        .find(|exit| has(*exit))
        .unwrap_or(Exit::Clean)
}

/// Prints them in their order, and how many there are of each kind where there is more than one. Of those that were not
/// tried only the number is text.
pub(crate) fn print(verb: &str, outcomes: &[Outcome], exit: Exit, json: bool) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    if json {
        let report = serde_json::json!({ "verb": verb, "exit_code": exit as u8, "hosts": outcomes });
        return writeln!(out, "{report:#}");
    }
    for outcome in outcomes
        .iter()
        .filter(|outcome| outcome.verdict != Verdict::Stopped)
    {
        outcome.write(&mut out)?;
    }
    if outcomes.len() > 1 {
        let kinds = [
            Verdict::Changed,
            Verdict::Unchanged,
            Verdict::Pending,
            Verdict::Failed,
            Verdict::Unreachable,
            Verdict::Held,
            Verdict::Stopped,
        ];
        let counts: Vec<String> = kinds
            .into_iter()
            .filter_map(|kind| {
                let count = outcomes.iter().filter(|outcome| outcome.verdict == kind).count();
                (count > 0).then(|| format!("{count} {}", kind.word()))
            })
            .collect();
        writeln!(out, "\n{} hosts: {}", outcomes.len(), counts.join(", "))?;
    }
    Ok(())
}
