//! The JSON Schema of the project file, for editors.

use std::io::Write;

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Map, Value, json};

use super::Error;
use crate::Project;
use crate::fleet::{Appearance, Blend, MAX_DOMAINS, RANGES, Split, Transport};

/// What each domain needs, unless the defaults have it.
const NEEDED: [&str; 3] = ["name", "address", "accent"];

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

pub(super) fn run(_: &Arguments) -> Result<(), Error> {
    let text = serde_json::to_string_pretty(&schema()).expect("a schema is JSON");
    writeln!(anstream::stdout(), "{text}").map_err(Error::Output)
}

/// The schema of the project file: its tables, keys, types, ranges and choices. Every project that has no errors fits;
/// not all that fit have none, since what a text has to be like is left to `wezmux check`.
pub(super) fn schema() -> Schema {
    // Draft 7 is what editors know, in TOML as well.
    let generator = SchemaSettings::draft07()
        .with_transform(RecursiveTransform(narrow))
        .into_generator();
    let mut schema = generator.into_root_schema_for::<Project>();
    schema.insert("title".to_owned(), json!("A project of wezmux"));
    schema.insert("description".to_owned(), json!(super::reference::ABOUT));
    if let Some(domain) = schema
        .pointer_mut("/properties/domain")
        .and_then(Value::as_object_mut)
    {
        domain.insert("minItems".to_owned(), json!(1));
        domain.insert("maxItems".to_owned(), json!(MAX_DOMAINS));
    }
    schema.insert("required".to_owned(), json!(["domain"]));
    let needs = NEEDED.map(|key| {
        let given = json!({ "properties": { "defaults": { "required": [key] } }, "required": ["defaults"] });
        let each = json!({ "properties": { "domain": { "items": { "required": [key] } } } });
        json!({ "if": given, "else": each })
    });
    schema.insert("allOf".to_owned(), json!(needs));
    schema
}

/// Says of a field what its Rust type does not.
fn narrow(schema: &mut Schema) {
    // Everything is optional; that is no value of its own.
    if let Some(Value::Array(types)) = schema.get("type")
        && let [one, Value::String(null)] = types.as_slice()
        && null == "null"
    {
        let one = one.clone();
        schema.insert("type".to_owned(), one);
    }
    schema.remove("default");
    schema.remove("format");
    let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for (name, min, max) in RANGES {
        set(fields, name, &[("minimum", json!(min)), ("maximum", json!(max))]);
    }
    let choices = [
        ("appearance", names(&Appearance::NAMES)),
        ("blend", names(&Blend::NAMES)),
        ("split", names(&Split::NAMES)),
        ("transport", names(&Transport::NAMES)),
    ];
    for (name, values) in choices {
        set(fields, name, &[("enum", values)]);
    }
}

fn names<T>(names: &[(&str, T)]) -> Value {
    names.iter().map(|(name, _)| *name).collect()
}

fn set(fields: &mut Map<String, Value>, name: &str, says: &[(&str, Value)]) {
    if let Some(field) = fields.get_mut(name).and_then(Value::as_object_mut) {
        field.extend(says.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    }
}
