//! What other programs are configured with → Project, and line by line what became of it.

pub mod kind;
pub(crate) mod lua;
pub mod merge;
pub mod ssh_config;
pub mod wezterm_lua;

use std::collections::HashMap;
use std::rc::Rc;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::project::Project;

/// What was made of a text. The domains have no accents yet where the text says nothing of colours, so that each gets
/// one that sets it apart from what it comes to lie beside: see [`merge::merge`].
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// What the project file can hold of it.
    pub project: Project,
    /// Where each domain of it leads, in their order.
    pub accounts: Vec<Account>,
    /// What became of each line that says something, in the order in which they were read.
    pub notes: Vec<Note>,
}

impl Import {
    /// How many mistakes there are, for which the program that the text is for refuses it.
    pub fn mistakes(&self) -> usize {
        let notes = self.notes.iter();
        notes.filter(|note| note.fate == Fate::Mistake).count()
    }
}

/// An account on a host, so that one that is there already is known again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Other addresses that lead to the host.
    pub addresses: Vec<String>,
    /// The user, where the text names one.
    pub username: Option<String>,
    /// The private key that is tried first, where the text names one.
    pub identity_file: Option<String>,
    /// The index of the note about the line that it comes from, which says where it leads.
    pub note: usize,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// A domain was made of it, or is reached by it.
    Taken,
    /// It is not in the project, and goes on to count where it stands.
    Kept,
    /// It is not in the project, and something is missing there.
    Left,
    /// It does not do what it seems to.
    Trap,
    /// The program that the text is for refuses it.
    Mistake,
}

/// A line of the text, what became of it, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Note {
    /// What became of it.
    pub fate: Fate,
    /// The file that the line stands in, where it is one that the text includes.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Rc<str>>,
    /// The number of the line, from 1; 0 when it is about the whole text.
    pub line: usize,
    /// What of the line it is about: a name, a keyword.
    pub subject: String,
    /// The line, at most its first 200 characters.
    pub text: String,
    /// What became of it and why, in lower case and without a full stop.
    pub message: String,
    /// What to do about it.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Note {
    /// As a diagnostic, its place in [`Note::text`] for a text.
    pub fn diagnostic(&self) -> Diagnostic {
        let start = self.text.find(&self.subject).filter(|_| !self.subject.is_empty());
        let span = start.map_or(0..self.text.len(), |start| start..start + self.subject.len());
        Diagnostic {
            severity: match self.fate {
                Fate::Mistake => Severity::Error,
                _ => Severity::Warning,
            },
            path: String::new(),
            message: self.message.clone(),
            hint: self.hint.clone(),
            place: (self.line > 0).then(|| Place {
                line: self.line,
                column: self.text[..span.start].chars().count() + 1,
                span,
            }),
            alike: None,
        }
    }
}

/// Names of domains whatever their case, each with the last number that was tried behind it.
#[derive(Default)]
struct Names(HashMap<String, usize>);

impl Names {
    /// Takes `name`, with a number where somebody has it.
    fn take(&mut self, name: &str) -> String {
        let stem = name.to_ascii_lowercase();
        let mut free = name.to_owned();
        while self.0.contains_key(&free.to_ascii_lowercase()) {
            let number = self.0.entry(stem.clone()).or_insert(1);
            *number += 1;
            // 64 characters at most.
            free = format!("{}-{number}", &name[..name.floor_char_boundary(58)]);
        }
        self.0.insert(free.to_ascii_lowercase(), 1);
        free
    }
}
