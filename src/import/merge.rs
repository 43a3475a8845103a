//! An import beside what a project has: what is new, what is changed, what is the same.
//!
//! Nothing that the project has is removed, and of what it has only what the import says otherwise is changed. Names stay,
//! and so do accents and everything else that the import says nothing of.

mod edit;
mod find;

use serde::Serialize;

use find::{addresses, find, host};

use super::{Account, Fate, Import, Names, Note};
use crate::diagnostic::Severity;
use crate::fleet::{Accent, Appearance, Fleet, IdentityFile, Key, Username};
use crate::project::writer::{Table, Written};
use crate::project::{DomainEntry, Project, TabEntry};
use crate::theme::vision;

pub use edit::write;

/// A project with an import in it, and what that changes.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The project as it becomes.
    pub project: Project,
    /// What becomes of each domain of the import, and of `local` and `keys` where it speaks of them.
    pub changes: Vec<Change>,
    /// What of the import does not come to count in the project.
    pub notes: Vec<Note>,
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
/// leads to the same account; no two are the same one. Each new one without an accent gets one that is as far from all
/// others as can be. What the project's defaults would have of it and the import has otherwise is written into it.
pub fn merge(project: &Project, import: &Import) -> Merge {
    let mut merged = project.clone();
    let mut changes = Vec::new();
    let mut notes = Vec::new();
    changes.extend(put("local", &mut merged.local, &import.project.local));
    changes.extend(put("keys", &mut merged.keys, &import.project.keys));
    let found = find(project, import);
    let mut names = Names::default();
    for entry in project.domain.iter().chain(&import.project.domain) {
        names
            .0
            .extend(entry.name.as_ref().map(|name| (name.to_ascii_lowercase(), 1)));
    }
    // The transport that a domain has when nobody says anything.
    let defaults = DomainEntry {
        transport: project.defaults.transport.clone().or(Some("openssh".to_owned())),
        ..project.defaults.clone()
    };
    let mut fresh = Vec::new();
    let mut overruled = Overruled::default();
    for (index, entry) in import.project.domain.iter().enumerate() {
        let account = import.account(index);
        let mut fields = Vec::new();
        let (index, is_there) = match found[index] {
            Some((index, is_name)) => {
                let wanted = wanted(
                    entry,
                    &account,
                    &project.domain[index],
                    &defaults,
                    is_name,
                    &mut notes,
                );
                merged.domain[index].adopt(&wanted, &defaults, &mut |field, before, after| {
                    fields.push(FieldChange::new(field, before, &after));
                });
                (index, true)
            }
            None => {
                let mut entry = entry.clone();
                if let Some(name) = entry.name.as_mut().filter(|_| !import.is_named(index)) {
                    // It is among the names itself.
                    if project.names(name) {
                        *name = names.take(name);
                    }
                }
                overruled.stand_against(&project.defaults, &mut entry, &account);
                merged.domain.push(entry);
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
    overruled.tell(&mut notes);
    let mut merge = Merge {
        project: merged,
        changes,
        notes,
    };
    merge.leave_keys(project);
    merge
}

/// What an import, `entry`, would have of the domain that is there, `theirs`: another way to the same account is none that
/// needs a change.
fn wanted(
    entry: &DomainEntry,
    account: &Account,
    theirs: &DomainEntry,
    defaults: &DomainEntry,
    is_name: bool,
    notes: &mut Vec<Note>,
) -> DomainEntry {
    let (user, own) = (user(entry, account), theirs.username.as_ref());
    let named = own.or(defaults.username.as_ref());
    let is_same_user = user.is_none() || user == named;
    let reached = theirs.address.as_deref().map(host);
    let leads_there = addresses(entry, account).any(|address| Some(address) == reached);
    // The name that ssh looks up leads to its user only where the project names none.
    let is_same = leads_there && (is_same_user || entry.address.as_deref().map(host) == reached);
    let accent = |entry: &DomainEntry| entry.accent.as_ref().map(|accent| Accent::parse(accent).ok());
    let is_same_accent = accent(entry) == accent(theirs).or(accent(defaults));
    let listed = theirs.tab.as_ref().or(defaults.tab.as_ref());
    let (tabs, tab, left) = tabs(theirs, listed.filter(|_| theirs.tabs.is_none()), entry);
    notes.extend(left);
    DomainEntry {
        name: None,
        address: entry.address.clone().filter(|_| is_name && !is_same),
        username: user
            .filter(|_| is_name && named.is_some())
            .cloned()
            .or(entry.username.clone()),
        accent: entry.accent.clone().filter(|_| !is_same_accent),
        tabs,
        tab,
        ..entry.clone()
    }
}

/// What of the tabs of an import comes into a domain that has its own, perhaps `listed` one by one with what no import
/// knows of them; and a note about what does not.
fn tabs(
    theirs: &DomainEntry,
    listed: Option<&Vec<TabEntry>>,
    entry: &DomainEntry,
) -> (Option<i32>, Option<Vec<TabEntry>>, Option<Note>) {
    let (mut tabs, mut tab) = (entry.tabs, entry.tab.clone());
    let has = match listed {
        Some(_) => "tab",
        None if theirs.tabs.is_some() => "tabs",
        None => return (tabs, tab, None),
    };
    let mut left = None;
    if let (Some(listed), Some(count)) = (listed, tabs) {
        let own = listed.iter().filter(|tab| tab.split.is_none()).count();
        left = (usize::try_from(count) != Ok(own)).then(|| ("tabs", count.to_string()));
        tabs = None;
    }
    if let Some(tab) = tab.take() {
        left = (listed != Some(&tab)).then(|| ("tab", Written::from(&tab).toml()));
    }
    let left = left.map(|(field, value)| {
        note(
            format!(
                "{}: `{field}` = {value} is left out: the project has `{has}`, which counts",
                theirs.name.as_deref().unwrap_or_default()
            ),
            format!("take `{has}` out of the project and import again, if that is to count"),
        )
    });
    (tabs, tab, left)
}

/// Puts what an import has of a table into the one of that name, and says what that changes; nothing where it has none.
fn put<T: Table + Default>(name: &str, table: &mut T, import: &T) -> Option<Change> {
    let was_there = has_fields(table);
    let mut fields = Vec::new();
    table.adopt(import, &T::default(), &mut |field, before, after| {
        fields.push(FieldChange::new(field, before, &after));
    });
    has_fields(import).then(|| change(name.to_owned(), name.to_owned(), fields, was_there))
}

impl Import {
    fn account(&self, index: usize) -> Account {
        self.accounts.get(index).cloned().unwrap_or_default()
    }

    /// Whether the name of a domain is the one that the text has, not one that was made up for it.
    fn is_named(&self, index: usize) -> bool {
        let note = self
            .accounts
            .get(index)
            .and_then(|account| self.notes.get(account.note));
        note.is_none_or(|note| self.project.domain[index].name.as_ref() == Some(&note.subject))
    }
}

/// The user that an import has, as far as a project can.
fn user<'a>(entry: &'a DomainEntry, account: &'a Account) -> Option<&'a String> {
    let user = entry.username.as_ref().or(account.username.as_ref());
    user.filter(|user| Username::parse(user).is_ok())
}

/// The new domains for which a default counts in place of what the import says.
#[derive(Default)]
struct Overruled([Vec<String>; 2]);

impl Overruled {
    /// Writes into `entry` what the defaults would have otherwise, where it can be written.
    fn stand_against(&mut self, defaults: &DomainEntry, entry: &mut DomainEntry, account: &Account) {
        let name = entry.name.clone().unwrap_or_default();
        if defaults.forward_agent == Some(true) && entry.forward_agent.is_none() {
            entry.forward_agent = Some(false);
        }
        let file = account.identity_file.as_ref();
        let file = file.filter(|file| IdentityFile::parse(file).is_ok()).cloned();
        let user = user(entry, account).cloned();
        for (index, default, place, value) in [
            (0, &defaults.username, &mut entry.username, user),
            (1, &defaults.identity_file, &mut entry.identity_file, file),
        ] {
            if default.is_none() || place.is_some() {
                continue;
            }
            match value {
                None => self.0[index].push(name.clone()),
                value => *place = value.filter(|value| Some(value) != default.as_ref()),
            }
        }
    }

    fn tell(self, notes: &mut Vec<Note>) {
        for (field, names) in ["username", "identity_file"].into_iter().zip(self.0) {
            const MOST: usize = 8;
            let more = names.len().saturating_sub(MOST);
            let listed = names[..names.len() - more].join("`, `");
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            if !names.is_empty() {
                notes.push(note(
                    format!("the project's `[defaults]` have `{field}`, which counts for `{listed}`{more} in place of what ssh would choose"),
                    format!("write each its `{field}`, or take it out of `[defaults]`"),
                ));
            }
        }
    }
}

/// About no line of its own.
fn note(message: String, hint: String) -> Note {
    Note {
        fate: Fate::Left,
        file: None,
        line: 0,
        subject: String::new(),
        text: String::new(),
        message,
        hint: Some(hint),
    }
}

impl Merge {
    /// Takes out the keys of the import that do something else in `project` already.
    fn leave_keys(&mut self, project: &Project) {
        let has_key = |change: &Change| {
            change
                .fields
                .iter()
                .any(|field| is_key(&change.path, field.field))
        };
        if !self.changes.iter().any(has_key) {
            return;
        }
        let (_, found) = Fleet::validate(&self.project);
        for mistake in found.iter().filter(|found| found.severity == Severity::Error) {
            let place = mistake.path.rsplit_once('.');
            let place = place.filter(|(path, name)| is_key(path, name));
            if let Some((change, field)) = place.and_then(|(path, name)| self.imported_key(path, name)) {
                self.leave(change, field, project);
            }
        }
    }

    /// The index of the change, and of its field, which wrote the key that is wrong at `path`, or the same one elsewhere: of
    /// two that are the same either may be the import's.
    fn imported_key(&self, path: &str, name: &str) -> Option<(usize, usize)> {
        let key = |toml: &str| Key::parse(toml.trim_matches('"').trim_end_matches('!')).ok();
        let mut there = None;
        self.project.table(path).each_value(&mut |field, value| {
            if field == name {
                there = key(&value.toml());
            }
        });
        self.changes.iter().enumerate().find_map(|(index, change)| {
            let field = change.fields.iter().position(|written| {
                let is_it = (change.path == path && written.field == name)
                    || there.is_some() && key(&written.after) == there;
                is_key(&change.path, written.field) && is_it
            });
            Some((index, field?))
        })
    }

    /// Makes a field of a change what it was in `project`, and tells of it.
    fn leave(&mut self, change: usize, field: usize, project: &Project) {
        let change = &mut self.changes[change];
        let left = change.fields.remove(field);
        match index(&change.path) {
            Some(index) => {
                let before = project.domain.get(index);
                self.project.domain[index].key = before.and_then(|before| before.key.clone());
            }
            None => {
                let before = project.keys.clone().key_mut(left.field).and_then(Option::take);
                if let Some(key) = self.project.keys.key_mut(left.field) {
                    *key = before;
                }
            }
        }
        if change.fields.is_empty() {
            change.difference = Difference::Same;
        }
        self.notes.push(note(
            format!(
                "{}: `{}` = {} is left out: the project has the key already",
                change.name, left.field, left.after
            ),
            "choose another key for one of the two".to_owned(),
        ));
    }
}

/// Whether the field of a table is a key that does something.
fn is_key(path: &str, field: &str) -> bool {
    match path {
        "keys" => field != "leader" && field != "leader_timeout",
        _ => path != "local" && field == "key",
    }
}

/// Which domain a path of a [`Change`] is.
fn index(path: &str) -> Option<usize> {
    let index = path.strip_prefix("domain[")?.strip_suffix(']')?;
    index.parse().ok()
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
    /// Whether a domain has this name, whatever its case.
    fn names(&self, name: &str) -> bool {
        let names = self.domain.iter().filter_map(|entry| entry.name.as_ref());
        names.into_iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// The table at a path of a [`Change`].
    fn table(&self, path: &str) -> &dyn Table {
        match (path, index(path)) {
            (_, Some(index)) => &self.domain[index],
            ("local", _) => &self.local,
            _ => &self.keys,
        }
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
