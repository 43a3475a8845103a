//! What is said of the project file outside of it: every key with its type and its meaning, from the schema.

use serde_json::{Map, Value};

use super::schema::schema;

/// What the project file is.
pub(super) const ABOUT: &str = "The project file is TOML or JSON. Only `name`, `address` and `accent` of each domain \
                                have to be given. `wezmux init` writes one to start from.";

/// A table of the project file.
pub(super) struct Table {
    /// As it is written in the file.
    pub(super) heading: &'static str,
    /// What it is for.
    pub(super) purpose: String,
    pub(super) fields: Vec<Field>,
}

/// A key of a table.
pub(super) struct Field {
    pub(super) name: String,
    /// What can stand there, in words.
    pub(super) value: String,
    /// What it is for, and what counts when it is not given.
    pub(super) purpose: String,
}

/// Every table, in the order in which a project file has them.
pub(super) fn tables() -> Vec<Table> {
    let schema = schema();
    let entries = [
        ("[defaults], [[domain]]", "DomainEntry"),
        ("[[domain.tab]]", "TabEntry"),
        ("[local]", "LocalEntry"),
        ("[keys]", "KeysEntry"),
    ];
    entries
        .map(|(heading, entry)| table(heading, schema.pointer(&format!("/definitions/{entry}"))))
        .into()
}

fn table(heading: &'static str, definition: Option<&Value>) -> Table {
    let definition = definition
        .and_then(Value::as_object)
        .expect("every table has a definition");
    let fields = definition["properties"]
        .as_object()
        .expect("every table has keys");
    Table {
        heading,
        purpose: purpose(definition),
        fields: fields
            .iter()
            .map(|(name, field)| Field::of(name, field.as_object().expect("every key has a type")))
            .collect(),
    }
}

impl Field {
    fn of(name: &str, says: &Map<String, Value>) -> Self {
        Self {
            name: name.to_owned(),
            value: value(says),
            purpose: purpose(says),
        }
    }
}

fn purpose(says: &Map<String, Value>) -> String {
    let text = says["description"].as_str().expect("everything is documented");
    text.replace('\n', " ")
}

fn value(says: &Map<String, Value>) -> String {
    if let Some(choices) = says.get("enum").and_then(Value::as_array) {
        let choices: Vec<&str> = choices.iter().filter_map(Value::as_str).collect();
        return choices.join(" | ");
    }
    if let (Some(least), Some(most)) = (says.get("minimum"), says.get("maximum")) {
        return format!("{least} to {most}");
    }
    match says["type"].as_str() {
        Some("boolean") => "true | false",
        Some("array") if says["items"].get("$ref").is_some() => "tables",
        Some("array") => "array of texts",
        _ => "text",
    }
    .to_owned()
}
