//! What became of each host, as text, as JSON and as an exit code.

use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::ssh::Trouble;
use crate::cli::error::list;
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

    /// How hosts of which this became are called where `verb` counts them.
    fn word(self, verb: &str) -> &'static str {
        match self {
            Self::Unchanged => match verb {
                "plan" => "up to date",
                "status" => "well",
                "doctor" => "without errors",
                _ => "unchanged",
            },
            Self::Changed => "changed",
            Self::Pending => "pending",
            Self::Failed if verb == "doctor" => "with errors",
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
    /// The wave that it was in, from 1, where hosts were changed in waves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wave: Option<usize>,
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
            wave: None,
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

    fn write(&self, out: &mut impl Write, width: Option<usize>) -> io::Result<()> {
        let (bold, style) = (Style::new().bold(), self.verdict.style());
        let said = wrap(&format!("{}: {}", self.host, self.message), 2, width);
        // The first word is the host with its colon, whose name has no spaces.
        let said = said.strip_prefix(&self.host).unwrap_or(&said);
        write!(out, "{bold}{}{bold:#}:", self.host)?;
        for line in said[1..].lines() {
            writeln!(out, "{style}{line}{style:#}")?;
        }
        for line in &self.lines {
            writeln!(out, "{}", wrap(&format!("  {line}"), hang(line), width))?;
        }
        if let Some(help) = &self.help {
            let help = wrap(&format!("  help: {help}"), 8, width);
            writeln!(
                out,
                "{}",
                help.replacen("help", &format!("{bold}help{bold:#}"), 1)
            )?;
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

/// Stands for a space at which no line is broken (NO-BREAK SPACE).
const GLUE: &str = "\u{a0}";

/// How far the text of a line is indented, of which the first word has a column of its own; none of a line that is not to
/// be broken, as a command that is to be pasted, which is indented.
fn hang(line: &str) -> Option<usize> {
    const FIX: &str = "          fix: ";
    match line.get(..10) {
        _ if line.starts_with(FIX) => Some(2 + FIX.len()),
        _ if line.starts_with(' ') => None,
        Some(word) if word.ends_with(' ') => Some(12),
        _ => Some(4),
    }
}

/// `text` in lines of at most `width` columns where there is one, those behind the first indented by `hang`. What stands
/// in backticks, and a command at the end, is pasted: it stays together where a line can hold it.
fn wrap(text: &str, hang: impl Into<Option<usize>>, width: Option<usize>) -> String {
    const COMMANDS: [&str; 3] = ["sudo ", "loginctl ", "journalctl "];
    let (Some(width), Some(hang)) = (width, hang.into()) else {
        return text.to_owned();
    };
    let is_command = |rest: &&str| COMMANDS.iter().any(|command| rest.starts_with(command));
    let (_, last) = text.rsplit_once(": ").unwrap_or_default();
    let command = Some(last).filter(is_command).unwrap_or_default();
    let mut glued = String::new();
    let mut glue = |part: &str, is_whole: bool| match is_whole && part.len() + hang < width {
        true => glued += &part.replace(' ', GLUE),
        false => glued += part,
    };
    // A word that is longer than a line goes on beside its column, and not below.
    let before = &text[..text.len() - command.len()];
    let (column, before) = before.split_at_checked(hang).unwrap_or(("", before));
    glue(column, true);
    let ticks = column.matches('`').count();
    for (index, part) in (ticks..).zip(before.split_inclusive('`')) {
        glue(part, index % 2 == 1);
    }
    glue(command, true);
    let indent = " ".repeat(hang);
    let options = textwrap::Options::new(width)
        .subsequent_indent(&indent)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(&glued, options).replace(GLUE, " ")
}

/// The columns of the terminal that standard output is, where it is one.
fn width() -> Option<usize> {
    let out = io::stdout();
    let size = out
        .is_terminal()
        .then(|| terminal_size::terminal_size_of(&out))??;
    Some(usize::from(size.0.0).max(40))
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
    let (width, mut out) = (width(), anstream::stdout().lock());
    if json {
        let report = serde_json::json!({ "verb": verb, "exit_code": exit as u8, "hosts": outcomes });
        return writeln!(out, "{report:#}");
    }
    for outcome in outcomes
        .iter()
        .filter(|outcome| outcome.verdict != Verdict::Stopped)
    {
        outcome.write(&mut out, width)?;
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
                (count > 0).then(|| format!("{count} {}", kind.word(verb)))
            })
            .collect();
        let hosts = format!("{} hosts: {}", outcomes.len(), counts.join(", "));
        writeln!(out, "\n{}", wrap(&hosts, 2, width))?;
        if let Some(waves) = waves(outcomes) {
            writeln!(out, "{}", wrap(&waves, 2, width))?;
        }
    }
    Ok(())
}

/// Which hosts went first, and which then, where it was more than one wave.
fn waves(outcomes: &[Outcome]) -> Option<String> {
    let last = outcomes.iter().filter_map(|outcome| outcome.wave).max()?;
    let names = |wave| {
        let of_it = outcomes.iter().filter(|outcome| outcome.wave == Some(wave));
        list(&of_it.map(|outcome| &outcome.host).collect::<Vec<_>>())
    };
    let waves: Vec<String> = (1..=last).map(names).collect();
    (last > 1).then(|| format!("in waves: {}", waves.join("; then ")))
}
