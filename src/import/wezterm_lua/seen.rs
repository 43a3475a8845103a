//! Runs a config with the stand-in, and gives what was seen as data.

use std::fmt;

use serde_json::json;

use super::STAND_IN;
use crate::import::Fate;
use crate::import::lua::{Fault, Machine, Mistake, Table, Value};

/// How deep data is looked at.
const MAX_DEPTH: usize = 16;

/// How many values are looked at: a table may hold one other in many places.
const MAX_VALUES: usize = 4_000_000;

/// What a config has lists of, as far as they are read.
const LISTS: [&str; 6] = [
    "ssh_domains",
    "unix_domains",
    "tls_clients",
    "exec_domains",
    "wsl_domains",
    "keys",
];

/// The stand-in is loaded first, the config second.
const CONFIG: u8 = 1;

/// A value that a config made.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Data {
    /// Something that only WezTerm knows, or a function.
    #[default]
    Unknown,
    Boolean(bool),
    Number(f64),
    Text(String),
    Table(Fields),
}

/// What a table holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields {
    /// What stands there from 1 on, each with its line.
    pub(super) list: Vec<(Data, u32)>,
    /// What has a name, with the line that it was given in.
    pub(super) named: Vec<(String, Data, u32)>,
}

impl Data {
    /// What has the name `name` in it.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.entry(name).map(|(data, _)| data)
    }

    /// The same with its line.
    pub(super) fn entry(&self, name: &str) -> Option<(&Self, u32)> {
        let named = self.named().iter().find(|(each, ..)| each == name);
        named.map(|(_, data, line)| (data, *line))
    }

    /// What is at the end of a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |data, name| data.get(name))
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            // A colour is one as well.
            Self::Table(_) => match self.get("$color") {
                Some(Self::Text(text)) => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn is_true(&self) -> bool {
        *self == Self::Boolean(true)
    }

    pub(super) fn is_table(&self) -> bool {
        matches!(self, Self::Table(_))
    }

    pub(super) fn list(&self) -> &[(Self, u32)] {
        match self {
            Self::Table(fields) => &fields.list,
            _ => &[],
        }
    }

    pub(super) fn named(&self) -> &[(String, Self, u32)] {
        match self {
            Self::Table(fields) => &fields.named,
            _ => &[],
        }
    }

    /// The text of each of a list; none where it is no list of texts.
    pub(super) fn texts(&self) -> Option<Vec<&str>> {
        self.list().iter().map(|(data, _)| data.text()).collect()
    }

    pub(super) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Unknown => json!(null),
            Self::Boolean(boolean) => json!(boolean),
            Self::Number(number) => json!(number),
            Self::Text(text) => json!(text),
            Self::Table(fields) if fields.named.is_empty() => {
                fields.list.iter().map(|(data, _)| data.to_json()).collect()
            }
            Self::Table(fields) => {
                let listed = fields
                    .list
                    .iter()
                    .zip(1..)
                    .map(|((data, _), at)| (format!("[{at}]"), data.to_json()));
                let named = fields
                    .named
                    .iter()
                    .map(|(name, data, _)| (name.clone(), data.to_json()));
                listed.chain(named).collect()
            }
        }
    }
}

/// What was seen.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) all: Data,
    /// The lists of the config that had a hole, each with the line of what stands behind it.
    pub(super) holes: Vec<(&'static str, u32)>,
}

/// Why a config was not run to its end.
pub(super) enum Stop {
    /// It is no Lua.
    Syntax(Mistake),
    /// It raised an error.
    Error(u32, String),
    /// It reached a limit, here.
    Limit(u32, &'static str),
    /// Its handlers did: what the config itself says is known.
    Handler(u32, &'static str),
}

impl Stop {
    pub(super) fn line(&self) -> u32 {
        match self {
            Self::Syntax(mistake) => mistake.line,
            Self::Error(line, _) | Self::Limit(line, _) | Self::Handler(line, _) => *line,
        }
    }

    pub(super) fn fate(&self) -> Fate {
        match self {
            Self::Syntax(_) | Self::Limit(..) => Fate::Mistake,
            Self::Error(..) | Self::Handler(..) => Fate::Left,
        }
    }

    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Syntax(_) => None,
            Self::Error(..) => {
                Some("what was set before it is in the import, and nothing after it".to_owned())
            }
            Self::Limit(..) => {
                Some("leave that part out of a copy of the config, and import the copy".to_owned())
            }
            Self::Handler(..) => Some(
                "what the config sets is in the import; what its handlers do to windows may not be"
                    .to_owned(),
            ),
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(mistake) => write!(f, "not Lua: {}", mistake.message),
            Self::Error(_, message) => write!(f, "stops here: {message}"),
            Self::Limit(_, what) => write!(f, "{what}"),
            Self::Handler(_, what) => write!(f, "a handler was stopped: {what}"),
        }
    }
}

/// Runs a config and, as far as it goes, everything that it does later.
pub(super) fn watch(text: &[u8], seen: &mut Seen) -> Result<(), Stop> {
    let limit = |fault: Fault| match fault {
        Fault::Limit(what) => Stop::Limit(0, what),
        Fault::Error(error) => Stop::Error(0, message_of(&error)),
    };
    let here: fn(&mut Machine, &[Value]) -> Result<Vec<Value>, Fault> =
        |machine, _| Ok(vec![Value::Integer(machine.line_in(CONFIG).into())]);
    let mut machine = Machine::open(&[("here", here)]).map_err(limit)?;
    let stand_in = machine
        .load("stand-in", STAND_IN.as_bytes())
        .map_err(Stop::Syntax)?;
    let parts = machine.call(&stand_in, &[]).map_err(limit)?;
    let [Value::Table(table), evaluate, wear, start, press] = &parts[..] else {
        unreachable!("a test runs the stand-in");
    };
    let config = machine.load("wezterm.lua", text).map_err(Stop::Syntax)?;
    let mut stop = match machine.call(evaluate, &[config]) {
        Ok(_) => None,
        Err(Fault::Limit(what)) => Some(Stop::Limit(machine.line_in(CONFIG), what)),
        Err(fault) => Some(limit(fault)),
    };
    let config = machine.field(*table, "config");
    if let Value::Table(config) = config {
        // So that what stands behind a hole is dressed and pressed as well.
        for list in LISTS {
            if let Value::Table(table) = machine.field(config, list)
                && let Some(line) = machine.close_up(table)
            {
                seen.holes.push((list, line));
            }
        }
    }
    if stop.is_none() && matches!(config, Value::Table(_)) {
        for phase in [wear, start, press] {
            match machine.call(phase, &[]) {
                Ok(_) => {}
                Err(Fault::Limit(what)) => {
                    stop = Some(Stop::Handler(machine.line_in(CONFIG), what));
                    break;
                }
                // What a config has overwritten may fail in the stand-in.
                Err(Fault::Error(_)) => {}
            }
        }
    }
    let Value::Table(unknown) = machine.field(*table, "unknown") else {
        unreachable!("a test runs the stand-in");
    };
    let mut left = MAX_VALUES;
    seen.all = data(&machine, &Value::Table(*table), unknown, MAX_DEPTH, &mut left);
    if stop.is_none()
        && let Value::Text(text) = machine.field(*table, "error")
    {
        let text = String::from_utf8_lossy(&text);
        stop = Some(error_of(&text));
    }
    stop.map_or(Ok(()), Err)
}

/// The line and the words of `wezterm.lua:12: words`.
pub(super) fn place_of(text: &str) -> (u32, &str) {
    let placed = text
        .strip_prefix("wezterm.lua:")
        .and_then(|rest| rest.split_once(": "));
    match placed.map(|(line, words)| (line.parse(), words)) {
        Some((Ok(line), words)) => (line, words),
        _ => (0, text),
    }
}

fn error_of(text: &str) -> Stop {
    let (line, words) = place_of(text);
    let words: String = words.chars().take(300).collect();
    Stop::Error(line, crate::fleet::visible(words))
}

fn message_of(error: &Value) -> String {
    match error {
        Value::Text(text) => String::from_utf8_lossy(text).into_owned(),
        _ => "an error".to_owned(),
    }
}

fn data(machine: &Machine, value: &Value, unknown: Table, depth: usize, left: &mut usize) -> Data {
    if *left == 0 || depth == 0 {
        return Data::Unknown;
    }
    *left -= 1;
    match value {
        Value::Boolean(boolean) => Data::Boolean(*boolean),
        Value::Integer(integer) => Data::Number(*integer as f64),
        Value::Float(float) => Data::Number(*float),
        Value::Text(text) => Data::Text(String::from_utf8_lossy(text).into_owned()),
        Value::Table(table) if *table != unknown => {
            let mut fields = Fields::default();
            for (key, value, line) in machine.entries(*table) {
                match key {
                    Value::Integer(number) if usize::try_from(number) == Ok(fields.list.len() + 1) => {
                        fields
                            .list
                            .push((data(machine, &value, unknown, depth - 1, left), line));
                    }
                    Value::Text(name) => {
                        let name = String::from_utf8_lossy(&name).into_owned();
                        let data = data(machine, &value, unknown, depth - 1, left);
                        fields.named.push((name, data, line));
                    }
                    _ => {}
                }
            }
            Data::Table(fields)
        }
        _ => Data::Unknown,
    }
}

/// The value that a piece of Lua returns, which uses nothing but the language.
pub(super) fn evaluate(text: &str) -> Result<Data, Stop> {
    let fault = |fault: Fault, line| match fault {
        Fault::Limit(what) => Stop::Limit(line, what),
        Fault::Error(error) => error_of(&message_of(&error)),
    };
    let mut machine = Machine::open(&[]).map_err(|error| fault(error, 0))?;
    let chunk = machine
        .load("wezterm.lua", text.as_bytes())
        .map_err(Stop::Syntax)?;
    let values = machine.call(&chunk, &[]);
    let values = values.map_err(|error| fault(error, machine.line_in(0)))?;
    let value = values.first().unwrap_or(&Value::Nil);
    let mut left = MAX_VALUES;
    Ok(data(&machine, value, machine.globals, MAX_DEPTH, &mut left))
}
