//! One tree of values for TOML, JSON and JavaScript, so that there is one reader.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Lines, around};

/// How deep tables and arrays may nest. A project needs three levels.
const MAX_DEPTH: usize = 32;

/// A value of any type, with its place where it came from text.
#[derive(Clone, Debug)]
pub struct Node {
    pub(super) value: Value,
    pub(super) span: Option<Range<usize>>,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    Boolean(bool),
    Array(Vec<Node>),
    Table(Vec<(Node, Node)>),
    /// JavaScript's and JSON's way to say that a field is not given.
    Absent,
    /// A value that no field takes: how it was written.
    Other(String),
}

impl Node {
    /// A value without a place.
    pub(crate) fn plain(value: Value) -> Self {
        Self { value, span: None }
    }

    /// A value with its place, in whatever its reader counts.
    pub(crate) fn at(value: Value, span: Range<usize>) -> Self {
        let span = Some(span);
        Self { value, span }
    }

    /// Reads TOML as far as it goes; syntax errors are returned beside the tree, each with its place.
    pub(super) fn from_toml(text: &str) -> (Self, Vec<Diagnostic>) {
        let (table, errors) = DeTable::parse_recoverable(text);
        let lines = Lines::of(text);
        let diagnostics = errors
            .iter()
            .map(|error| {
                let diagnostic = Diagnostic::error("", format!("not TOML: {}", error.message().trim()));
                match error.span() {
                    Some(span) => diagnostic.at(span, &lines),
                    None => diagnostic,
                }
            })
            .collect();
        let span = table.span();
        let node = Self {
            value: from_table(table.into_inner(), MAX_DEPTH),
            span: Some(span),
        };
        (node, diagnostics)
    }
}

fn from_table(table: DeTable<'_>, depth: usize) -> Value {
    if depth == 0 {
        return Value::Other("a table".to_owned());
    }
    let mut entries: Vec<(Node, Node)> = table
        .into_iter()
        .map(|(key, value): (Spanned<DeString<'_>>, _)| {
            let key = Node {
                span: Some(key.span()),
                value: Value::Text(key.into_inner().into_owned()),
            };
            (key, from_value(value, depth - 1))
        })
        .collect();
    // The parser sorts by key; a reader expects the order of the file.
    entries.sort_by_key(|(key, _)| key.span.as_ref().map(|span| span.start));
    Value::Table(entries)
}

fn from_value(value: Spanned<DeValue<'_>>, depth: usize) -> Node {
    let span = Some(value.span());
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(integer) => Value::Integer(integer),
            Err(_) => Value::Other(integer.as_str().to_owned()),
        },
        DeValue::Float(float) => Value::Other(float.as_str().to_owned()),
        DeValue::Boolean(boolean) => Value::Boolean(boolean),
        DeValue::Datetime(datetime) => Value::Other(datetime.to_string()),
        DeValue::Array(_) if depth == 0 => Value::Other("an array".to_owned()),
        DeValue::Array(array) => Value::Array(
            array
                .into_iter()
                .map(|value| from_value(value, depth - 1))
                .collect(),
        ),
        DeValue::Table(table) => from_table(table, depth),
    };
    Node { value, span }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyValue;

        impl<'de> Visitor<'de> for AnyValue {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a project")
            }

            fn visit_str<E>(self, text: &str) -> Result<Node, E> {
                Ok(Node::plain(Value::Text(text.to_owned())))
            }

            fn visit_bool<E>(self, boolean: bool) -> Result<Node, E> {
                Ok(Node::plain(Value::Boolean(boolean)))
            }

            fn visit_i64<E>(self, integer: i64) -> Result<Node, E> {
                Ok(Node::plain(Value::Integer(integer)))
            }

            fn visit_u64<E>(self, integer: u64) -> Result<Node, E> {
                Ok(Node::plain(match i64::try_from(integer) {
                    Ok(integer) => Value::Integer(integer),
                    Err(_) => Value::Other(integer.to_string()),
                }))
            }

            fn visit_f64<E>(self, float: f64) -> Result<Node, E> {
                Ok(Node::plain(Value::Other(float.to_string())))
            }

            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::plain(Value::Absent))
            }

            fn visit_none<E>(self) -> Result<Node, E> {
                Ok(Node::plain(Value::Absent))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
                let mut array = Vec::new();
                while let Some(node) = seq.next_element()? {
                    array.push(node);
                }
                Ok(Node::plain(Value::Array(array)))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut entries = Vec::new();
                while let Some((key, node)) = map.next_entry::<String, Node>()? {
                    entries.push((Node::plain(Value::Text(key)), node));
                }
                Ok(Node::plain(Value::Table(entries)))
            }
        }

        deserializer.deserialize_any(AnyValue)
    }
}

/// Where each field of a project stands in its text, by path.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<String, Range<usize>>);

impl Places {
    pub(super) fn insert(&mut self, path: &str, span: Option<&Range<usize>>) {
        if let Some(span) = span {
            self.0.insert(path.to_owned(), span.clone());
        }
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// The place of the field at `path`, else of the nearest table around it that the text has.
    pub(super) fn nearest(&self, path: &str) -> Option<Range<usize>> {
        around(path).find_map(|path| self.0.get(path).cloned())
    }
}
