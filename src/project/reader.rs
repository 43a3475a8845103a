//! Node → Project: types and keys are checked here, values in [`crate::fleet`].

use std::collections::HashSet;

use super::node::{Node, Places, Value};
use super::{DomainEntry, KeysEntry, LocalEntry, Project, TabEntry};
use crate::diagnostic::{Diagnostic, join};
use crate::fleet::visible;

/// Reads a whole project; every mistake is reported, and what is right is kept.
pub(super) fn read(root: &Node) -> (Project, Notes) {
    let mut notes = Notes::default();
    let project = notes
        .table(root, "", |top| {
            let mut project = Project::default();
            top.section("defaults", |fields| {
                project.defaults = DomainEntry::read(fields);
            });
            top.section("local", |fields| project.local = LocalEntry::read(fields));
            top.section("keys", |fields| project.keys = KeysEntry::read(fields));
            project.domain = top.sections("domain", DomainEntry::read);
            project
        })
        .unwrap_or_default();
    (project, notes)
}

/// Reads one domain, without its mistakes.
pub(super) fn read_domain(node: &Node) -> DomainEntry {
    Notes::default()
        .table(node, "", DomainEntry::read)
        .unwrap_or_default()
}

/// What the reader writes down on its way.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) places: Places,
    /// Fields that are not given, but for a key that is likely meant as one.
    pub(super) meant: Vec<String>,
}

impl Notes {
    /// Of something that could not be read at all.
    pub(super) fn of(mistake: Diagnostic) -> Self {
        Self {
            diagnostics: vec![mistake],
            ..Self::default()
        }
    }

    /// Reads `node` as a table with `read`, then reports the keys that `read` did not ask for.
    fn table<T>(&mut self, node: &Node, path: &str, read: impl FnOnce(&mut Fields<'_>) -> T) -> Option<T> {
        self.places.insert(path, node.span.as_ref());
        let Value::Table(entries) = &node.value else {
            let expected = if path.is_empty() { "a project" } else { "a table" };
            self.mistake(path, node, expected);
            return None;
        };
        let mut fields = Fields {
            entries,
            path,
            known: Vec::new(),
            notes: self,
        };
        let value = read(&mut fields);
        fields.report_unknown();
        Some(value)
    }

    fn mistake(&mut self, path: &str, node: &Node, expected: &str) {
        let subject = subject(path);
        let found = describe(&node.value);
        let message = match subject {
            "" => format!("expected {expected}, found {found}"),
            _ => format!("`{subject}` must be {expected}, found {found}"),
        };
        let diagnostic = Diagnostic::error(path, message);
        self.diagnostics.push(match (&node.value, expected) {
            (Value::Table(_), "an array of tables") => {
                diagnostic.hint(format!("write `[[{subject}]]`, with two brackets"))
            }
            (Value::Integer(_), "an array of tables") if subject == "tab" => {
                diagnostic.hint("did you mean `tabs`?")
            }
            (Value::Text(text), "a whole number") if text.parse::<i32>().is_ok() => {
                diagnostic.hint("write it without quotes")
            }
            (Value::Text(text), "`true` or `false`") if text.parse::<bool>().is_ok() => {
                diagnostic.hint("write it without quotes")
            }
            (Value::Text(text), "an array of texts") => {
                diagnostic.hint(format!("write it in brackets: `[\"{}\"]`", visible(text)))
            }
            (Value::Integer(_) | Value::Boolean(_), "text") => diagnostic.hint("write it in quotes"),
            _ => diagnostic,
        });
    }
}

/// The last part of a path: `tabs` of `domain[1].tabs`.
fn subject(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn describe(value: &Value) -> String {
    match value {
        // A whole novel in a field helps nobody find it.
        Value::Text(text) if text.chars().count() > 40 => {
            format!("text `{}…`", visible(text.chars().take(40).collect::<String>()))
        }
        Value::Text(text) => format!("text `{}`", visible(text)),
        Value::Integer(integer) => format!("the number `{integer}`"),
        Value::Boolean(boolean) => format!("`{boolean}`"),
        Value::Array(_) => "an array".to_owned(),
        Value::Table(_) => "a table".to_owned(),
        Value::Absent => "nothing".to_owned(),
        Value::Other(written) => format!("`{written}`"),
    }
}

/// A table that is being read.
pub(super) struct Fields<'a> {
    entries: &'a [(Node, Node)],
    path: &'a str,
    known: Vec<&'static str>,
    notes: &'a mut Notes,
}

impl<'a> Fields<'a> {
    fn take(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        let entries = self.entries;
        let node = entries.iter().rev().find_map(|(name, node)| {
            matches!(&name.value, Value::Text(name) if name == key).then_some(node)
        })?;
        if matches!(node.value, Value::Absent) {
            return None;
        }
        // A path takes longer to write than the value to read.
        if node.span.is_some() {
            let path = join(self.path, key);
            self.notes.places.insert(&path, node.span.as_ref());
        }
        Some(node)
    }

    fn mistake(&mut self, key: &str, node: &Node, expected: &str) {
        let path = join(self.path, key);
        self.notes.mistake(&path, node, expected);
    }

    /// The text at `key`.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        let node = self.take(key)?;
        match &node.value {
            Value::Text(text) => return Some(text.clone()),
            _ => self.mistake(key, node, "text"),
        }
        None
    }

    /// The texts of the array at `key`.
    pub(super) fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        let node = self.take(key)?;
        let Value::Array(nodes) = &node.value else {
            self.mistake(key, node, "an array of texts");
            return None;
        };
        let path = join(self.path, key);
        let mut texts = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let path = format!("{path}[{index}]");
            self.notes.places.insert(&path, node.span.as_ref());
            match &node.value {
                Value::Text(text) => texts.push(text.clone()),
                _ => {
                    self.notes.mistake(&path, node, "text");
                    // The others keep their index.
                    texts.push(String::new());
                }
            }
        }
        Some(texts)
    }

    /// The whole number at `key`.
    pub(super) fn integer(&mut self, key: &'static str) -> Option<i32> {
        let node = self.take(key)?;
        if let Value::Integer(integer) = node.value {
            match i32::try_from(integer) {
                Ok(integer) => return Some(integer),
                Err(_) => self.mistake(key, node, "a whole number of at most nine digits"),
            }
            return None;
        }
        self.mistake(key, node, "a whole number");
        None
    }

    /// The `true` or `false` at `key`.
    pub(super) fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let node = self.take(key)?;
        if let Value::Boolean(boolean) = node.value {
            return Some(boolean);
        }
        self.mistake(key, node, "`true` or `false`");
        None
    }

    /// The tabs at `key`.
    pub(super) fn tabs(&mut self, key: &'static str) -> Option<Vec<TabEntry>> {
        let tabs = self.sections(key, TabEntry::read);
        (!tabs.is_empty()).then_some(tabs)
    }

    /// The table at `key`.
    fn section(&mut self, key: &'static str, read: impl FnOnce(&mut Fields<'_>)) {
        if let Some(node) = self.take(key) {
            let path = join(self.path, key);
            self.notes.table(node, &path, read);
        }
    }

    /// Each table of the array at `key`; one that is no table is read as an empty one, so that the others keep
    /// their index.
    fn sections<T: Default>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Fields<'_>) -> T,
    ) -> Vec<T> {
        let Some(node) = self.take(key) else {
            return Vec::new();
        };
        let Value::Array(nodes) = &node.value else {
            self.mistake(key, node, "an array of tables");
            return Vec::new();
        };
        let path = join(self.path, key);
        let mut tables = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let table = self.notes.table(node, &format!("{path}[{index}]"), &mut read);
            tables.push(table.unwrap_or_default());
        }
        tables
    }

    fn report_unknown(&mut self) {
        let mut seen = HashSet::new();
        for (key, node) in self.entries {
            let Value::Text(name) = &key.value else {
                continue;
            };
            // TOML refuses it itself; JSON and JavaScript let the last one win without a word.
            if !seen.insert(name.as_str()) {
                let message = format!("`{}` is given twice", visible(name));
                let diagnostic =
                    Diagnostic::error(join(self.path, name), message).hint("keep one of the two");
                self.notes.diagnostics.push(diagnostic);
            }
            if self.known.contains(&name.as_str()) {
                continue;
            }
            let path = join(self.path, name);
            self.notes
                .places
                .insert(&path, key.span.as_ref().or(node.span.as_ref()));
            let shown: String = name.chars().take(40).collect();
            let table = match self.path {
                "" => "a project".to_owned(),
                // `domain.tab` of `domain[0].tab[1]`.
                path => {
                    let parts = path.split('.').map(|part| part.split('[').next().unwrap_or(part));
                    format!("`{}`", parts.collect::<Vec<_>>().join("."))
                }
            };
            let diagnostic =
                Diagnostic::error(path, format!("`{}` is not a key of {table}", visible(&shown)));
            let nearest = self
                .known
                .iter()
                .map(|known| (strsim::osa_distance(known, &shown.to_ascii_lowercase()), known))
                .min();
            self.notes.diagnostics.push(match nearest {
                Some((distance, known)) if distance <= 1 + known.len() / 3 => {
                    let is_given =
                        |(key, _): &(Node, Node)| matches!(&key.value, Value::Text(name) if name == known);
                    if !self.entries.iter().any(is_given) {
                        self.notes.meant.push(join(self.path, known));
                    }
                    diagnostic.hint(format!("did you mean `{known}`?"))
                }
                _ => diagnostic.hint(format!("the keys are `{}`", self.known.join("`, `"))),
            });
        }
    }
}
