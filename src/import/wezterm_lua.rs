//! A `wezterm.lua` that somebody wrote → Import.
//!
//! The config is run, with a stand-in for WezTerm that does nothing and writes down what it is told; then its handlers
//! are: a window of each domain is dressed, WezTerm is started, keys are pressed. So what a domain looks like is known
//! however the config goes about it. A file of our own is read where it says what it was made from, and a unit for what is
//! wrong with it.

mod domains;
mod keys;
mod own;
mod seen;
mod unit;
mod windows;

use std::collections::HashMap;

use super::{Account, Fate, Import, Names, Note};
use crate::project::{DomainEntry, MAX_BYTES, Project};
use seen::Seen;

/// Where a project does not hold what a config says.
const KEPT: &str = "stays in your own config, to which `wezmux.lua` is added";

/// Reads a config. Never fails: what is wrong with it is in the notes. It touches nothing of the machine, and ends whatever
/// the text is, since steps, bytes and depth are counted.
pub fn read(text: &str) -> Import {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut report = Report::new(text);
    if text.len() > MAX_BYTES {
        let message = format!("the file has more than {MAX_BYTES} bytes, and no more are read");
        report
            .note(Fate::Mistake, 0, "", message)
            .hint("is this a config of WezTerm?");
    } else if own::is_own(text) {
        own::read(&text.replace("\r\n", "\n"), &mut report);
    } else if unit::is_unit(text) {
        unit::read(&mut report);
    } else {
        run(text, &mut report);
    }
    report.finish()
}

/// Whether it says of itself that it can be read here.
pub(super) fn is_marked(text: &str) -> bool {
    own::is_own(text) || unit::is_unit(text)
}

/// What running a config showed, for those who compare it with what Lua itself makes of the same: the stand-in's
/// account of it, with no lines.
pub fn observe(text: &str) -> Result<serde_json::Value, String> {
    let mut seen = Seen::default();
    match seen::watch(text.as_bytes(), &mut seen) {
        Ok(()) | Err(seen::Stop::Error(..)) => Ok(seen.all.to_json()),
        Err(stop) => Err(stop.to_string()),
    }
}

/// The stand-in, in Lua.
pub const STAND_IN: &str = include_str!("wezterm_lua/stand_in.lua");

fn run(text: &str, report: &mut Report<'_>) {
    let mut seen = Seen::default();
    let stop = seen::watch(text.as_bytes(), &mut seen).err();
    let config = seen.all.get("config").filter(|config| config.is_table());
    if let Some(stop) = &stop {
        // What came before is something, where there is anything.
        let fate = if config.is_some() {
            stop.fate()
        } else {
            Fate::Mistake
        };
        let is_useful = config.is_some() || matches!(stop, seen::Stop::Limit(..));
        let hint = stop.hint().filter(|_| is_useful);
        report.note(fate, stop.line(), "", stop.to_string()).hint_if(hint);
    }
    unit::find_flags(report);
    let Some(config) = config else {
        if stop.is_none() {
            windows::asked(&seen.all, report);
            let (message, hint) = match report.notes.is_empty() {
                true => ("it returns no config", "a config ends with `return config`"),
                false => (
                    "it returns no config that could be found out: what it returns comes from elsewhere",
                    "import the file that has the domains",
                ),
            };
            report.note(Fate::Mistake, 0, "", message).hint(hint);
        }
        return;
    };
    for (list, line) in &seen.holes {
        // `lua_value_to_dynamic` (luahelper/src/lib.rs at 20250223).
        let message =
            format!("a `nil` stands before this in `{list}`, and WezTerm refuses a config with such a list");
        report
            .note(Fate::Trap, *line, list, message)
            .hint("the list is taken as if it were not there; leave it out");
    }
    domains::read(config, report);
    windows::read(&seen.all, config, report);
    keys::read(&seen.all, config, report);
    windows::rest(&seen.all, config, report);
}

/// An import while it is being made.
struct Report<'a> {
    lines: Vec<&'a str>,
    project: Project,
    accounts: Vec<Account>,
    /// Which domain it is that the config calls by a name.
    named: HashMap<String, usize>,
    /// Which domain leads to an address and a user.
    reached: HashMap<(String, Option<String>), usize>,
    /// The names in the project.
    taken: Names,
    notes: Vec<Note>,
}

/// The note that was made last.
struct Latest<'a>(&'a mut Note);

impl Latest<'_> {
    fn hint(self, hint: impl Into<String>) {
        self.0.hint = Some(hint.into());
    }

    fn hint_if(self, hint: Option<String>) {
        self.0.hint = hint;
    }
}

impl<'a> Report<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            lines: text.lines().collect(),
            project: Project::default(),
            accounts: Vec::new(),
            named: HashMap::new(),
            reached: HashMap::new(),
            taken: Names::default(),
            notes: Vec::new(),
        }
    }

    /// Says what became of a line; 0 is the whole text.
    fn note(&mut self, fate: Fate, line: u32, subject: &str, message: impl Into<String>) -> Latest<'_> {
        // The end of a text may stand behind its last line.
        let line = (line as usize).min(self.lines.len());
        let text = line.checked_sub(1).and_then(|index| self.lines.get(index));
        let note = Note {
            fate,
            file: None,
            line,
            subject: subject.to_owned(),
            text: text.map_or_else(String::new, |text| text.trim().chars().take(200).collect()),
            message: message.into(),
            hint: None,
        };
        self.notes.push(note);
        Latest(self.notes.last_mut().expect("one was put there"))
    }

    /// The domain that the config calls `name`.
    fn domain(&mut self, name: &str) -> Option<&mut DomainEntry> {
        self.project.domain.get_mut(*self.named.get(name)?)
    }

    /// The import, with its notes in the order of their lines.
    fn finish(self) -> Import {
        let mut order: Vec<usize> = (0..self.notes.len()).collect();
        order.sort_by_key(|index| self.notes[*index].line);
        let mut places = vec![0; order.len()];
        for (place, index) in order.iter().enumerate() {
            places[*index] = place;
        }
        let mut notes: Vec<(usize, Note)> = places.iter().copied().zip(self.notes).collect();
        notes.sort_by_key(|(place, _)| *place);
        let accounts = self.accounts.into_iter();
        Import {
            project: self.project,
            accounts: accounts
                .map(|account| Account {
                    note: places[account.note],
                    ..account
                })
                .collect(),
            notes: notes.into_iter().map(|(_, note)| note).collect(),
        }
    }
}
