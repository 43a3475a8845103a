//! Project → TOML and serde's data, as [`super::reader`] reads it. It writes the few types that a project has with toml's
//! own writer of values: a serializer of all types weighs more in the page than all of this crate's reading.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use toml_writer::TomlWrite;

use super::{Project, TabEntry};

/// A value as it stands in a table.
pub(crate) enum Written<'a> {
    Text(&'a str),
    Texts(&'a [String]),
    Integer(i32),
    Boolean(bool),
    Tabs(&'a [TabEntry]),
}

impl Written<'_> {
    /// The value in TOML, on one line.
    pub(crate) fn toml(&self) -> String {
        let mut toml = String::new();
        let written = match self {
            Self::Text(text) => toml.value(*text),
            Self::Texts(texts) => toml.value(*texts),
            Self::Integer(integer) => toml.value(*integer),
            Self::Boolean(boolean) => toml.value(*boolean),
            Self::Tabs(tabs) => {
                let tabs: Vec<String> = tabs.iter().map(|tab| inline(tab)).collect();
                toml = format!("[{}]", tabs.join(", "));
                Ok(())
            }
        };
        written.expect("writing to a string does not fail");
        toml
    }
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Texts(texts) => texts.serialize(serializer),
            Self::Integer(integer) => serializer.serialize_i32(*integer),
            Self::Boolean(boolean) => serializer.serialize_bool(*boolean),
            Self::Tabs(tabs) => tabs.serialize(serializer),
        }
    }
}

/// Whether nothing stands in a table.
pub(super) fn is_empty(table: &impl Table) -> bool {
    count(table) == 0
}

fn count(table: &dyn Table) -> usize {
    let mut count = 0;
    table.each_value(&mut |_, _| count += 1);
    count
}

/// Serializes what stands in a table: one body for all tables, which is less in the page than what serde derives.
pub(super) fn serialize<S: Serializer>(table: &dyn Table, serializer: S) -> Result<S::Ok, S::Error> {
    let mut fields = serializer.serialize_struct("", count(table))?;
    let mut result = Ok(());
    table.each_value(&mut |key, value| {
        if result.is_ok() {
            result = fields.serialize_field(key, &value);
        }
    });
    result?;
    fields.end()
}

/// A table in TOML, on one line.
pub(crate) fn inline(table: &dyn Table) -> String {
    let mut fields = Vec::new();
    table.each_value(&mut |key, value| fields.push(format!("{key} = {}", value.toml())));
    match fields[..] {
        [] => "{}".to_owned(),
        _ => format!("{{ {} }}", fields.join(", ")),
    }
}

impl<'a> From<&'a String> for Written<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a Vec<String>> for Written<'a> {
    fn from(texts: &'a Vec<String>) -> Self {
        Self::Texts(texts)
    }
}

impl From<&i32> for Written<'_> {
    fn from(integer: &i32) -> Self {
        Self::Integer(*integer)
    }
}

impl From<&bool> for Written<'_> {
    fn from(boolean: &bool) -> Self {
        Self::Boolean(*boolean)
    }
}

impl<'a> From<&'a Vec<TabEntry>> for Written<'a> {
    fn from(tabs: &'a Vec<TabEntry>) -> Self {
        Self::Tabs(tabs)
    }
}

/// A table whose values can be asked for one by one, in the order of its fields.
pub(crate) trait Table {
    fn each_value<'a>(&'a self, visit: &mut dyn FnMut(&'static str, Written<'a>));

    /// Takes over each value of `other` that this table, or else `defaults`, does not have already, and tells of it what
    /// was there before and what is now.
    fn adopt(
        &mut self,
        other: &Self,
        defaults: &Self,
        tell: &mut dyn FnMut(&'static str, Option<Written<'_>>, Written<'_>),
    ) where
        Self: Sized;
}

/// Writes `project` with what every domain has first.
pub(super) fn write(project: &Project) -> String {
    let mut toml = String::new();
    if project.domain.is_empty() {
        toml.push_str("# There is no domain yet: each begins with [[domain]].\n");
    }
    for (name, table) in [
        ("defaults", &project.defaults as &dyn Table),
        ("local", &project.local),
        ("keys", &project.keys),
    ] {
        if count(table) > 0 {
            write_table(&mut toml, &format!("[{name}]"), name, table);
        }
    }
    for domain in &project.domain {
        write_table(&mut toml, "[[domain]]", "domain", domain);
    }
    toml
}

/// Adds a table under its header, after an empty line where it is not the first.
pub(crate) fn write_table(toml: &mut String, header: &str, name: &str, table: &dyn Table) {
    if !toml.is_empty() {
        toml.push('\n');
    }
    toml.push_str(header);
    toml.push('\n');
    let mut tabs: &[TabEntry] = &[];
    table.each_value(&mut |key, value| {
        if let Written::Tabs(listed) = value {
            tabs = listed;
            return;
        }
        toml.push_str(key);
        toml.push_str(" = ");
        toml.push_str(&value.toml());
        toml.push('\n');
    });
    // Tables of a table come after its values.
    for tab in tabs {
        write_table(toml, &format!("[[{name}.tab]]"), "", tab);
    }
}
