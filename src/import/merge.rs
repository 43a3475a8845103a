//! An import beside what a project has: what is new, what is changed, what is the same.
//!
//! Nothing that the project has is removed, and of what it has only what the import says otherwise is changed. Names stay,
//! and so do accents and everything else that the import says nothing of.

use std::collections::HashMap;

use serde::Serialize;

use super::{Account, Import};
use crate::fleet::{Accent, Appearance};
use crate::project::writer::{self, Table, Written};
use crate::project::{DomainEntry, KeysEntry, LocalEntry, Project, Reading};
use crate::theme::vision;

/// A project with an import in it, and what that changes.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The project as it becomes.
    pub project: Project,
    /// What becomes of each domain of the import, and of `local` and `keys` where it speaks of them.
    pub changes: Vec<Change>,
}

/// What becomes of a table of the project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Change {
    /// Where it is in the project as it becomes, such as `domain[3]` or `keys`.
    pub path: String,
    /// The name of the domain; of others the same as the path.
    pub name: String,
    /// How it compares.
    pub difference: Difference,
    /// The fields that change; of what is new all of them.
    pub fields: Vec<FieldChange>,
}

/// How a part of an import compares with the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Difference {
    /// The project does not have it yet.
    New,
    /// The project has it, and says otherwise.
    Changed,
    /// The project says it already.
    Same,
}

/// A field that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FieldChange {
    /// Its name.
    pub field: &'static str,
    /// Its value before, in TOML, where it has one.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Its value after, in TOML.
    pub after: String,
}

impl FieldChange {
    fn new(field: &'static str, before: Option<Written<'_>>, after: &Written<'_>) -> Self {
        Self {
            field,
            before: before.map(|value| value.toml()),
            after: after.toml(),
        }
    }
}

/// Puts `import` into `project`: a domain is one that is there already when it has the same name, whatever its case, or
/// leads to the same account. Each new one without an accent gets one that is as far from all others as can be.
pub fn merge(project: &Project, import: &Import) -> Merge {
    let mut merged = project.clone();
    let mut changes = Vec::new();
    let (local, keys) = (&import.project.local, &import.project.keys);
    let mut fields = Vec::new();
    merged
        .local
        .adopt(local, &LocalEntry::default(), &mut |field, before, after| {
            fields.push(FieldChange::new(field, before, &after));
        });
    if has_fields(local) {
        changes.push(change(
            "local".to_owned(),
            "local".to_owned(),
            fields,
            has_fields(&project.local),
        ));
    }
    let mut fields = Vec::new();
    merged
        .keys
        .adopt(keys, &KeysEntry::default(), &mut |field, before, after| {
            fields.push(FieldChange::new(field, before, &after));
        });
    if has_fields(keys) {
        changes.push(change(
            "keys".to_owned(),
            "keys".to_owned(),
            fields,
            has_fields(&project.keys),
        ));
    }
    let known = Known::of(project);
    let mut fresh = Vec::new();
    let nobody = Account::default();
    for (index, entry) in import.project.domain.iter().enumerate() {
        let account = import.accounts.get(index).unwrap_or(&nobody);
        let mut fields = Vec::new();
        let (index, is_there) = match known.find(project, entry, account) {
            Some((index, is_name)) => {
                // The transport that a domain has when nobody says anything; and another way to the same account is none
                // that needs a change.
                let defaults = DomainEntry {
                    transport: project.defaults.transport.clone().or(Some("openssh".to_owned())),
                    ..project.defaults.clone()
                };
                let leads_there = |address: &String| account.addresses.contains(address);
                let is_same = project.domain[index].address.as_ref().is_some_and(leads_there);
                let wanted = DomainEntry {
                    name: None,
                    address: entry.address.clone().filter(|_| is_name && !is_same),
                    ..entry.clone()
                };
                merged.domain[index].adopt(&wanted, &defaults, &mut |field, before, after| {
                    fields.push(FieldChange::new(field, before, &after));
                });
                (index, true)
            }
            None => {
                merged.domain.push(entry.clone());
                fresh.push(merged.domain.len() - 1);
                (merged.domain.len() - 1, false)
            }
        };
        let name = merged.domain[index].name.clone().unwrap_or_default();
        changes.push(change(format!("domain[{index}]"), name, fields, is_there));
    }
    dress(&mut merged, &fresh);
    for change in changes
        .iter_mut()
        .filter(|change| change.difference == Difference::New)
    {
        change.fields.clear();
        merged.table(&change.path).each_value(&mut |field, value| {
            change.fields.push(FieldChange::new(field, None, &value));
        });
    }
    Merge {
        project: merged,
        changes,
    }
}

fn change(path: String, name: String, fields: Vec<FieldChange>, is_there: bool) -> Change {
    Change {
        path,
        name,
        difference: match (is_there, fields.is_empty()) {
            (false, _) => Difference::New,
            (true, true) => Difference::Same,
            (true, false) => Difference::Changed,
        },
        fields,
    }
}

fn has_fields(table: &dyn Table) -> bool {
    let mut any = false;
    table.each_value(&mut |_, _| any = true);
    any
}

impl Project {
    /// The table at a path of a [`Change`].
    fn table(&self, path: &str) -> &dyn Table {
        let index = path
            .strip_prefix("domain[")
            .and_then(|rest| rest.strip_suffix(']'));
        match (path, index.and_then(|index| index.parse::<usize>().ok())) {
            (_, Some(index)) => &self.domain[index],
            ("local", _) => &self.local,
            _ => &self.keys,
        }
    }
}

/// The domains of a project, by what they are known again.
struct Known<'a> {
    names: HashMap<String, usize>,
    addresses: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Known<'a> {
    fn of(project: &'a Project) -> Self {
        let mut known = Self {
            names: HashMap::new(),
            addresses: HashMap::new(),
        };
        for (index, entry) in project.domain.iter().enumerate() {
            if let Some(name) = &entry.name {
                known.names.entry(name.to_ascii_lowercase()).or_insert(index);
            }
            if let Some(address) = &entry.address {
                known.addresses.entry(address).or_default().push(index);
            }
        }
        known
    }

    /// The domain that `entry` is, and whether it is known by its name.
    fn find(&self, project: &Project, entry: &DomainEntry, account: &Account) -> Option<(usize, bool)> {
        let name = entry.name.as_ref().map(|name| name.to_ascii_lowercase());
        if let Some(index) = name.and_then(|name| self.names.get(&name)) {
            return Some((*index, true));
        }
        let user = entry.username.as_ref().or(account.username.as_ref());
        let is_same_user = |index: &&usize| {
            let theirs = project.domain[**index].username.as_ref();
            let theirs = theirs.or(project.defaults.username.as_ref());
            theirs.is_none() || user.is_none() || theirs == user
        };
        let addresses = entry.address.iter().chain(&account.addresses);
        let mut there =
            addresses.flat_map(|address| self.addresses.get(address.as_str()).into_iter().flatten());
        there.find(is_same_user).map(|index| (*index, false))
    }
}

/// Gives accents to those of the `fresh` domains that have none.
fn dress(project: &mut Project, fresh: &[usize]) {
    let accent = |entry: &DomainEntry| {
        entry
            .accent
            .as_ref()
            .and_then(|accent| Accent::parse(accent).ok())
    };
    let bare: Vec<usize> = fresh
        .iter()
        .copied()
        .filter(|index| project.domain[*index].accent.is_none())
        .collect();
    let mut taken: Vec<Accent> = project.domain.iter().filter_map(accent).collect();
    taken.extend(accent(&project.defaults));
    let appearance = project.defaults.appearance.as_ref();
    let appearance = appearance.and_then(|appearance| Appearance::parse(appearance).ok());
    let accents = vision::spread(bare.len(), taken, appearance.unwrap_or(Appearance::Dark));
    for (index, accent) in bare.into_iter().zip(accents) {
        project.domain[index].accent = Some(accent.to_string());
    }
}

/// Puts what `merge` changes into the text of the TOML file that `reading` has read: changed values in their places, new
/// fields under the first one of their table, new tables at the end. None where the layout of the file does not allow
/// that; otherwise the text reads as the project of `merge`.
pub fn write(text: &str, reading: &Reading, merge: &Merge) -> Option<String> {
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    let newline = if body.contains("\r\n") { "\r\n" } else { "\n" };
    let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    let mut end = String::new();
    let mut more = Vec::new();
    for change in &merge.changes {
        let table = merge.project.table(&change.path);
        match (change.difference, change.path.starts_with("domain[")) {
            (Difference::Same, _) => {}
            (Difference::New, true) => more.push(table),
            (Difference::New, false) => {
                let mut tables = String::new();
                writer::write_table(&mut tables, &format!("[{}]", change.path), &change.path, table);
                end.push_str(&format!("\n{tables}"));
            }
            (Difference::Changed, _) => {
                for field in &change.fields {
                    let path = format!("{}.{}", change.path, field.field);
                    if reading.has(&path) {
                        edits.push((reading.span(&path)?, field.after.clone()));
                        continue;
                    }
                    let mut first = None;
                    let around = reading.project.table(&change.path);
                    around.each_value(&mut |field, _| {
                        let span = reading.span(&format!("{}.{field}", change.path));
                        first = std::mem::take(&mut first).or(span);
                    });
                    let at = first?.end;
                    let is_inline = body.get(reading.span(&change.path)?)?.starts_with('{');
                    edits.push(match is_inline {
                        true => (at..at, format!(", {} = {}", field.field, field.after)),
                        // Behind a comment that stands on the same line.
                        false => {
                            let at = body[at..]
                                .find('\n')
                                .map_or(body.len(), |newline| at + newline + 1);
                            let before = if body[..at].ends_with('\n') { "" } else { newline };
                            (
                                at..at,
                                format!("{before}{} = {}{newline}", field.field, field.after),
                            )
                        }
                    });
                }
            }
        }
    }
    let list = reading.has("domain").then(|| reading.span("domain")).flatten();
    let is_inline = list.as_ref().is_some_and(|span| {
        let start = body.get(span.clone()).unwrap_or_default();
        start.starts_with('[') && !start.starts_with("[[")
    });
    if let (true, false, Some(list)) = (is_inline, more.is_empty(), list) {
        let tables: Vec<String> = more.iter().map(|table| writer::inline(*table)).collect();
        let last = reading.project.domain.len().checked_sub(1);
        edits.push(match last {
            Some(last) => {
                let at = reading.span(&format!("domain[{last}]"))?.end;
                (at..at, format!(", {}", tables.join(", ")))
            }
            None => (list.start + 1..list.start + 1, tables.join(", ")),
        });
    } else {
        for table in more {
            let mut domain = String::new();
            writer::write_table(&mut domain, "[[domain]]", "domain", table);
            end.push_str(&format!("\n{domain}"));
        }
    }
    // From the end, so that those before keep their place.
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut written = body.to_owned();
    for (span, value) in edits {
        written.get(span.clone())?;
        written.replace_range(span, &value);
    }
    if !end.is_empty() && !written.is_empty() && !written.ends_with('\n') {
        written.push_str(newline);
    }
    let end = if written.is_empty() {
        end.trim_start()
    } else {
        &end
    };
    written.push_str(&end.replace('\n', newline));
    let written = format!("{mark}{written}");
    (Project::read_toml(&written).project == merge.project).then_some(written)
}
