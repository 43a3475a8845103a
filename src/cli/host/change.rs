//! What is to become of a host: what we wrote, what is there and what is wanted, compared.

use std::time::Duration;

use serde::Serialize;
use similar::TextDiff;

use super::report::{Kind, Report, Seen, Whose};
use super::ssh::printable;
use crate::fleet::Domain;
use crate::render::host_files;

/// What happens to a file that someone else wrote or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Policy {
    /// Leave it as it is, and from now on take it for right
    Adopt,
    /// Replace it; a copy stays on the host
    Overwrite,
    /// Leave it as it is this time
    Skip,
}

/// What a file is to what is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// It is what is wanted.
    Same,
    /// It is not there.
    Missing,
    /// We wrote it, and someone removed it.
    Removed,
    /// It is an earlier version of ours.
    Outdated,
    /// Someone changed it after we wrote it.
    Changed,
    /// Someone else wrote it.
    Foreign,
    /// It is not there, and would hide the config that is.
    Hides,
    /// We wrote it for another machine: the home is shared, or was copied.
    OtherMachine,
    /// Someone else wrote it, and it was adopted.
    Adopted,
    /// It is no file.
    NoFile,
}

/// What WezTerm reads where there is no `~/.wezterm.lua` (config/src/config.rs:980 at 20250223).
const HIDDEN: &str = "~/.config/wezterm/wezterm.lua";

/// One file of a host.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FileChange {
    pub(crate) path: &'static str,
    /// What is read in its place.
    #[serde(skip)]
    pub(crate) read: &'static str,
    pub(crate) state: State,
    /// What someone changed, where that is known: written to found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) drift: Option<String>,
    /// What would be written over it: found to wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) diff: Option<String>,
    /// What is there is not what is wanted.
    #[serde(skip)]
    differs: bool,
    /// What we wrote is what is wanted.
    #[serde(skip)]
    is_current: bool,
    /// How many lines are wanted.
    #[serde(skip)]
    length: usize,
    /// What it is called in the options of a script.
    #[serde(skip)]
    word: &'static str,
    #[serde(skip)]
    sum: String,
}

/// Everything that is to be done on a host.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Change {
    pub(crate) files: [FileChange; 2],
    /// What else there is to do.
    pub(crate) steps: Vec<String>,
    /// The server that runs is still as its files were before.
    pub(crate) waits: bool,
}

impl FileChange {
    fn of(path: &'static str, word: &'static str, seen: &Seen, wanted: &str) -> Self {
        let read = match seen.kind {
            Kind::Hidden => HIDDEN,
            _ => path,
        };
        let state = match seen {
            Seen { same: true, .. } => State::Same,
            Seen {
                kind: Kind::Other, ..
            } => State::NoFile,
            Seen { gone: true, .. } => State::Removed,
            Seen {
                kind: Kind::Absent, ..
            } => State::Missing,
            Seen {
                whose: Whose::Ours, ..
            } => State::Outdated,
            Seen {
                whose: Whose::Adopted,
                ..
            } => State::Adopted,
            Seen {
                kind: Kind::Hidden, ..
            } => State::Hides,
            Seen {
                whose: Whose::OtherMachine,
                ..
            } => State::OtherMachine,
            Seen { written: Some(_), .. } => State::Changed,
            Seen { .. } => State::Foreign,
        };
        let drift = match (&seen.written, &seen.found) {
            (Some(written), Some(found)) if state == State::Changed => {
                Some(diff((path, "written"), written, (path, "found"), found))
            }
            _ => None,
        };
        let found = match state {
            State::Same | State::NoFile | State::Adopted => None,
            State::Missing | State::Removed => Some(&[][..]),
            State::Outdated | State::Changed | State::Foreign | State::Hides | State::OtherMachine => {
                seen.found.as_deref()
            }
        };
        Self {
            path,
            read,
            state,
            drift,
            differs: seen.found.as_deref() != Some(wanted.as_bytes()),
            is_current: seen.written.as_deref() == Some(wanted.as_bytes()),
            length: wanted.lines().count(),
            diff: found.map(|found| diff((read, "found"), found, (path, "wanted"), wanted.as_bytes())),
            word,
            sum: seen.sum.clone(),
        }
    }

    /// Whether it would be written where there is none.
    pub(crate) fn is_new(&self) -> bool {
        matches!(self.state, State::Missing | State::Removed)
    }

    /// Whether it would be written, and nobody has to be asked first.
    fn is_plain(&self) -> bool {
        self.is_new() || self.state == State::Outdated
    }

    /// The diffs that are worth reading: all of a new file only where `is_full` asks for it, and what someone changed only
    /// where it is not what would be undone.
    pub(crate) fn diffs(&self, is_full: bool) -> impl Iterator<Item = &String> {
        let drift = self.drift.as_ref().filter(|_| !self.is_current);
        let diff = self.diff.as_ref().filter(|_| is_full || !self.is_new());
        drift.into_iter().chain(diff)
    }

    /// Whether someone else has to decide.
    pub(crate) fn is_contested(&self) -> bool {
        matches!(
            self.state,
            State::Changed | State::Foreign | State::Hides | State::OtherMachine
        )
    }

    /// What is said of it, if anything.
    pub(crate) fn line(&self) -> Option<String> {
        let Self {
            path, read, length, ..
        } = self;
        Some(match self.state {
            State::Same => return None,
            State::Missing => format!("write     {path}, {length} lines"),
            State::Removed => format!("write     {path}, which someone removed, {length} lines"),
            State::Outdated => format!("update    {path}"),
            State::Changed => format!("changed   {path}, by someone else since wezmux wrote it"),
            State::Foreign => format!("foreign   {path}, which wezmux did not write"),
            State::Hides => {
                format!("hides     {read}: WezTerm takes {path} first, and would read that no more")
            }
            State::OtherMachine => {
                format!(
                    "other     {path}, which was written for another machine: this home is shared, or was copied"
                )
            }
            State::Adopted if self.differs => format!(
                "adopted   {read}, left as it is; the project has other contents (--changed overwrite takes those)"
            ),
            State::Adopted => format!("adopted   {read}, left as it is"),
            State::NoFile => format!("no file   {path}"),
        })
    }
}

impl Change {
    pub(crate) fn of(domain: &Domain, report: &Report) -> Self {
        let (config, unit) = host_files(domain);
        let files = [
            FileChange::of("~/.wezterm.lua", "config", &report.config, &config),
            FileChange::of(
                "~/.config/systemd/user/wezterm-mux-server.service",
                "unit",
                &report.unit,
                &unit,
            ),
        ];
        // The files are judged here, where it is known who wrote them.
        let is_of_a_file = |step: &str| {
            ["write ", "replace ", "hide "]
                .iter()
                .any(|word| step.starts_with(word))
        };
        let steps = report.todo.iter().filter(|step| !is_of_a_file(step));
        // What the set-up ends with, where it did not end well.
        let proof = match report.servers.len() {
            _ if report.cannot.is_some() || report.active_state != "active" => None,
            2.. => Some("check     that there is one server, of which there are more"),
            _ if report.panes.is_none() => Some("check     the server, which does not answer"),
            _ => None,
        };
        Self {
            files,
            steps: steps.cloned().chain(proof.map(str::to_owned)).collect(),
            waits: report.waits,
        }
    }

    /// The files that someone else wrote or changed.
    pub(crate) fn contested(&self) -> impl Iterator<Item = &FileChange> {
        self.files.iter().filter(|file| file.is_contested())
    }

    /// Whether there is nothing to do and nothing to decide.
    pub(crate) fn is_none(&self) -> bool {
        self.steps.is_empty()
            && !self
                .files
                .iter()
                .any(|file| file.is_plain() || file.is_contested())
    }

    /// Whether `policy` leaves anything to be done on the host.
    pub(crate) fn is_needed(&self, policy: Option<Policy>) -> bool {
        let writes = |file: &FileChange| match policy {
            _ if file.is_plain() => true,
            Some(Policy::Overwrite) => file.is_contested() || file.state == State::Adopted,
            Some(Policy::Adopt) => file.is_contested(),
            Some(Policy::Skip) | None => false,
        };
        !self.steps.is_empty() || self.files.iter().any(writes)
    }

    /// The options that carry it out. An adopted file is left alone unless all are to be overwritten.
    pub(crate) fn options(&self, policy: Option<Policy>) -> Vec<String> {
        let mut options = Vec::new();
        for file in &self.files {
            let word = file.word;
            let is_theirs = file.is_contested() || file.state == State::Adopted;
            if is_theirs && policy != Some(Policy::Overwrite) {
                let way = match policy {
                    _ if !file.is_contested() => "keep",
                    Some(Policy::Adopt) => "adopt",
                    _ => "skip",
                };
                options.push(format!("--{word}={way}"));
            } else {
                options.push(format!("--seen-{word}={}", file.sum));
            }
        }
        options
    }

    /// What would be done, a line each.
    pub(crate) fn lines(&self) -> Vec<String> {
        let files = self.files.iter().filter_map(FileChange::line);
        let steps = self.steps.iter().cloned();
        let waits = self.waits.then(|| {
            "waits     for the next start of the server, which still runs as its files were before".to_owned()
        });
        files.chain(steps).chain(waits).collect()
    }
}

/// A unified diff of two texts, each with its path and what it is, or a line that says that there is none to show.
fn diff(old_name: (&str, &str), old: &[u8], new_name: (&str, &str), new: &[u8]) -> String {
    let (Ok(old), Ok(new)) = (std::str::from_utf8(old), std::str::from_utf8(new)) else {
        return format!("{} is not text\n", old_name.0);
    };
    let name = |(path, what)| format!("{path} ({what})");
    // What a host has made to be slow to compare is compared less well.
    let diff = TextDiff::configure()
        .timeout(Duration::from_millis(500))
        .diff_lines(old, new);
    let text = diff
        .unified_diff()
        .context_radius(3)
        .header(&name(old_name), &name(new_name))
        .to_string();
    text.lines().map(|line| printable(line) + "\n").collect()
}
