//! What a host says of itself: parsed line by line, and nothing of it believed to be well formed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::ssh::{Answer, MARK, clean};
use crate::fleet::{DomainName, Username};

/// The most lines of one kind that are kept.
const MOST_LINES: usize = 40;

/// The facts that `--report` prints (src/render/host.sh).
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Lines of a start-up file that printed where it must not.
    pub(crate) noise: Vec<String>,
    pub(crate) user: String,
    /// What tells this account from all others.
    pub(crate) account: Option<String>,
    /// The domain of this run that has the same account.
    pub(crate) twin: Option<DomainName>,
    /// XDG_RUNTIME_DIR of the session, and what it has to be.
    pub(crate) runtime: String,
    pub(crate) expected_runtime: String,
    /// Why nothing can be set up here, with the exit code that the set-up would end with.
    pub(crate) cannot: Option<(u8, Vec<String>)>,
    /// What there is to do, as the set-up says it.
    pub(crate) todo: Vec<String>,
    pub(crate) config: Seen,
    pub(crate) unit: Seen,
    pub(crate) lingers: bool,
    pub(crate) enabled: bool,
    /// The server that runs is still as its files were before.
    pub(crate) waits: bool,
    /// A set-up has left its record here.
    pub(crate) known: bool,
    pub(crate) can_undo: bool,
    pub(crate) manager: bool,
    pub(crate) load_state: String,
    pub(crate) active_state: String,
    pub(crate) sub_state: String,
    pub(crate) restarts: u32,
    pub(crate) servers: Vec<u32>,
    /// The panes of the server; none when it does not answer.
    pub(crate) panes: Option<Vec<Pane>>,
    /// There is a socket, and nobody answers at it.
    pub(crate) silent: bool,
    pub(crate) deep: Deep,
}

/// What only `status` and `doctor` ask.
#[derive(Debug, Default)]
pub(crate) struct Deep {
    /// What `wezterm --version` prints.
    pub(crate) installed: Option<String>,
    /// The protocol of the server that runs.
    pub(crate) codec: Option<u64>,
    /// Where a shell that is not interactive finds `wezterm`.
    pub(crate) path: Option<String>,
    pub(crate) kills_user_processes: bool,
    pub(crate) free_kib: Option<u64>,
    pub(crate) read_only: bool,
    pub(crate) socket: bool,
    pub(crate) journal: Vec<String>,
}

/// A file as it is on the host.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) kind: Kind,
    pub(crate) whose: Whose,
    /// It is what is wanted.
    pub(crate) same: bool,
    /// We wrote it, and it is gone.
    pub(crate) gone: bool,
    /// The SHA-256 of what is there, or `none`.
    pub(crate) sum: String,
    /// What is there; none when it is the same, or too large to be shown.
    pub(crate) found: Option<Vec<u8>>,
    /// What we wrote, where something else is there.
    pub(crate) written: Option<Vec<u8>>,
}

/// What kind of file is at a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    #[default]
    Absent,
    File,
    Link,
    /// A folder, a pipe: nothing that can be replaced.
    Other,
    /// It is absent, and another file is read in its place.
    Hidden,
}

/// Who wrote the file that is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Whose {
    Ours,
    /// Theirs, and left to them.
    Adopted,
    /// Ours, and written for another machine.
    OtherMachine,
    #[default]
    Theirs,
}

/// A pane of the server, as `wezterm cli list --format json` has it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Pane {
    #[serde(default)]
    pub(crate) tab_id: u64,
    /// What the tab was called, by its user or by the project; mostly nothing.
    #[serde(default)]
    pub(crate) tab_title: String,
    /// What the pane calls itself.
    #[serde(default)]
    pub(crate) title: String,
    /// An address with `file:`, the host's name and the folder, or nothing.
    #[serde(default)]
    pub(crate) cwd: String,
}

impl Pane {
    /// Its folder, as one writes it; none where the server does not know it.
    pub(crate) fn folder(&self) -> Option<String> {
        let (_, folder) = self.cwd.strip_prefix("file://")?.split_once('/')?;
        let folder = percent_decode_str(folder).decode_utf8_lossy();
        Some(clean(&format!("/{folder}")))
    }
}

impl Report {
    /// Reads what `--report` has printed; the reason when it is not all of it.
    pub(crate) fn read(answer: &Answer) -> Result<Self, String> {
        let noise: Vec<String> = answer.noise().take(MOST_LINES).map(clean).collect();
        if !answer.began() {
            return Err(match noise.first() {
                Some(first) => format!("its shell printed `{first}` and ran nothing"),
                None => {
                    let last = answer.errors.lines().rfind(|line| !line.trim().is_empty());
                    format!(
                        "its shell ran nothing: {}",
                        clean(last.unwrap_or("it said nothing"))
                    )
                }
            });
        }
        if !answer.lines().any(|line| line == "end") {
            let last = answer.errors.lines().rfind(|line| !line.trim().is_empty());
            return Err(match last {
                Some(last) => format!("it ended before it had said all: {}", clean(last)),
                None => "it ended before it had said all".to_owned(),
            });
        }
        let mut report = Self {
            noise,
            ..Self::default()
        };
        let mut tabs = String::new();
        for line in answer.lines() {
            let (key, value) = line.split_once(' ').unwrap_or((line, ""));
            match key {
                "tabs" => tabs.extend([value, "\n"]),
                _ => report.take(key, value),
            }
        }
        if !tabs.is_empty() {
            report.panes = serde_json::from_str(&tabs).ok();
            report.silent |= report.panes.is_none();
        }
        Ok(report)
    }

    /// Keys that are not known are of another version, and passed over.
    fn take(&mut self, key: &str, value: &str) {
        let push = |list: &mut Vec<String>, value: &str| {
            if list.len() < MOST_LINES {
                list.push(clean(value));
            }
        };
        let number = |value: &str| value.trim().parse().ok();
        match key {
            // It becomes a word of commands that are shown.
            "user" => self.user = Username::parse(value).map_or("USER".to_owned(), |name| name.to_string()),
            "account" => self.account = Some(clean(value)),
            "runtime" => self.runtime = clean(value),
            "expected" => self.expected_runtime = clean(value),
            "cannot" => self.cannot = Some((value.parse().unwrap_or(1), Vec::new())),
            "why" => {
                if let Some((_, lines)) = &mut self.cannot {
                    push(lines, value.strip_prefix(MARK).unwrap_or(value));
                }
            }
            "todo" => {
                let step = value.strip_prefix("would ").unwrap_or(value);
                let (word, what) = step.split_once(' ').unwrap_or((step, ""));
                push(&mut self.todo, &format!("{word:<9} {}", what.trim_start()));
            }
            "file" => {
                let mut words = value.split(' ');
                let Some(seen) = words.next().and_then(|name| self.seen(name)) else {
                    return;
                };
                seen.kind = match words.next() {
                    Some("file") => Kind::File,
                    Some("link") => Kind::Link,
                    Some("other") => Kind::Other,
                    Some("hidden") => Kind::Hidden,
                    _ => Kind::Absent,
                };
                seen.whose = match words.next() {
                    Some("ours") => Whose::Ours,
                    Some("adopted") => Whose::Adopted,
                    Some("machine") => Whose::OtherMachine,
                    _ => Whose::Theirs,
                };
                let sum = words.next().unwrap_or_default();
                let is_sum = sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit());
                // It goes back as a word of a command.
                seen.sum = if is_sum { sum } else { "none" }.to_owned();
            }
            "same" => self.seen(value).into_iter().for_each(|seen| seen.same = true),
            "gone" => self.seen(value).into_iter().for_each(|seen| seen.gone = true),
            "found" | "written" => {
                let (name, text) = value.split_once(' ').unwrap_or((value, ""));
                let bytes = STANDARD.decode(text).ok();
                if let Some(seen) = self.seen(name) {
                    match key {
                        "found" => seen.found = bytes,
                        _ => seen.written = bytes,
                    }
                }
            }
            "linger" => self.lingers = value == "yes",
            "enabled" => self.enabled = value == "yes",
            "waiting" => self.waits = value == "yes",
            "known" => self.known = value == "yes",
            "undo" => self.can_undo = value == "yes",
            "manager" => self.manager = value == "yes",
            "unit" => match value.split_once('=') {
                Some(("LoadState", state)) => self.load_state = clean(state),
                Some(("ActiveState", state)) => self.active_state = clean(state),
                Some(("SubState", state)) => self.sub_state = clean(state),
                Some(("NRestarts", count)) => self.restarts = number(count).unwrap_or(0) as u32,
                _ => {}
            },
            "server" if self.servers.len() < MOST_LINES => self.servers.extend(value.parse::<u32>()),
            "silent" => self.silent = true,
            "installed" => self.deep.installed = Some(clean(value)).filter(|text| !text.is_empty()),
            "codec" => self.deep.codec = codec(value),
            "path" => self.deep.path = Some(clean(value)).filter(|text| !text.is_empty()),
            // busctl(1): a type and the value.
            "kill-user-processes" => self.deep.kills_user_processes = value.trim() == "b true",
            "free" => self.deep.free_kib = number(value),
            "writable" => self.deep.read_only = value == "no",
            "socket" => self.deep.socket = value == "yes",
            "journal" => push(&mut self.deep.journal, value),
            _ => {}
        }
    }

    fn seen(&mut self, name: &str) -> Option<&mut Seen> {
        match name {
            "config" => Some(&mut self.config),
            "unit" => Some(&mut self.unit),
            _ => None,
        }
    }

    /// How many tabs the server has; none when it does not answer.
    pub(crate) fn tabs(&self) -> Option<usize> {
        let panes = self.panes.as_ref()?;
        let tabs: std::collections::HashSet<u64> = panes.iter().map(|pane| pane.tab_id).collect();
        Some(tabs.len())
    }
}

/// The number in the first bytes of an answer to GetCodecVersion, which are given in decimal: a length, the serial 1,
/// the identifier 27, then the number, all in LEB128 (codec/src/lib.rs).
fn codec(bytes: &str) -> Option<u64> {
    let bytes: Vec<u8> = bytes
        .split_whitespace()
        .map_while(|byte| byte.parse::<u8>().ok())
        .collect();
    let mut numbers = Vec::new();
    let (mut number, mut shift) = (0, 0);
    for byte in bytes {
        number |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            numbers.push(number);
            (number, shift) = (0, 0);
        }
    }
    match numbers[..] {
        [_, 1, 27, codec, ..] => Some(codec),
        _ => None,
    }
}
