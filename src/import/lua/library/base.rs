//! The basic functions (the manual of 5.4, 6.1), but for those that reach outside.

use super::{IPAIRS, argument, integer, table, text, to_text};
use crate::import::lua::machine::{Fault, Native, one};
use crate::import::lua::value::{Value, is_same};

/// The next entry of what `ipairs` was given.
pub(super) const IPAIRS_STEP: Native = |machine, arguments| {
    let next = integer(machine, arguments, 1)?.wrapping_add(1);
    let value = machine.get(
        &argument(arguments, 0),
        &Value::Integer(next),
        "what `ipairs` was given",
    )?;
    Ok(match value {
        Value::Nil => vec![Value::Nil],
        value => vec![Value::Integer(next), value],
    })
};

pub(super) const BASE: [(&str, Native); 20] = [
    ("assert", |machine, arguments| match arguments {
        [value, ..] if value.is_true() => Ok(arguments.to_vec()),
        [_, message, ..] => Err(Fault::Error(message.clone())),
        _ => Err(machine.error("assertion failed")),
    }),
    ("collectgarbage", |_, _| one(Value::Integer(0))),
    ("error", |machine, arguments| {
        let level = arguments.get(1).and_then(Value::integer).unwrap_or(1);
        let message = arguments.first().cloned().unwrap_or(Value::Nil);
        Err(Fault::Error(match &message {
            Value::Text(text) => {
                let position = machine.position(usize::try_from(level).unwrap_or_default());
                Value::text([position.as_bytes(), text].concat())
            }
            _ => message,
        }))
    }),
    ("getmetatable", |machine, arguments| {
        let meta = match arguments.first() {
            Some(Value::Table(table)) => machine.meta(*table),
            _ => None,
        };
        one(
            meta.map_or(Value::Nil, |meta| match machine.field(meta, "__metatable") {
                Value::Nil => Value::Table(meta),
                hidden => hidden,
            }),
        )
    }),
    ("ipairs", |machine, arguments| match arguments.first() {
        None | Some(Value::Nil) => Err(machine.error("`ipairs` was given nil, which holds nothing")),
        Some(of) => Ok(vec![IPAIRS, of.clone(), Value::Integer(0)]),
    }),
    ("next", |machine, arguments| {
        let table = table(machine, arguments, 0, "next")?;
        let entry = machine.after(table, &argument(arguments, 1))?;
        Ok(entry.map_or(vec![Value::Nil], |(key, value)| vec![key, value]))
    }),
    ("pairs", |machine, arguments| {
        if let Some(Value::Table(table)) = arguments.first()
            && let Some(meta) = machine.meta(*table)
            && let handler @ (Value::Closure(_) | Value::Native(_)) = machine.field(meta, "__pairs")
        {
            let mut values = machine.call(&handler, &arguments[..1])?;
            values.resize(3, Value::Nil);
            return Ok(values);
        }
        let table = table(machine, arguments, 0, "pairs")?;
        Ok(vec![
            machine.field(machine.globals, "next"),
            Value::Table(table),
            Value::Nil,
        ])
    }),
    ("pcall", |machine, arguments| {
        let Some((function, arguments)) = arguments.split_first() else {
            return Err(machine.error("`pcall` was given nothing to call"));
        };
        Ok(match machine.protected(function, arguments)? {
            Ok(values) => [vec![Value::Boolean(true)], values].concat(),
            Err(error) => vec![Value::Boolean(false), error],
        })
    }),
    ("print", |_, _| Ok(Vec::new())),
    ("rawequal", |_, arguments| {
        one(Value::Boolean(is_same(
            &argument(arguments, 0),
            &argument(arguments, 1),
        )))
    }),
    ("rawget", |machine, arguments| {
        let table = table(machine, arguments, 0, "rawget")?;
        one(machine.raw_get(table, &argument(arguments, 1)))
    }),
    ("rawlen", |machine, arguments| match arguments.first() {
        Some(Value::Text(text)) => one(Value::Integer(text.len() as i64)),
        _ => {
            let table = table(machine, arguments, 0, "rawlen")?;
            one(Value::Integer(machine.length(table) as i64))
        }
    }),
    ("rawset", |machine, arguments| {
        let table = table(machine, arguments, 0, "rawset")?;
        machine.raw_set(table, &argument(arguments, 1), argument(arguments, 2))?;
        one(Value::Table(table))
    }),
    ("select", |machine, arguments| {
        if let Some(Value::Text(text)) = arguments.first()
            && text.as_ref() == b"#"
        {
            return one(Value::Integer(arguments.len() as i64 - 1));
        }
        let from = integer(machine, arguments, 0)?;
        let count = arguments.len() as i64 - 1;
        let from = if from < 0 {
            count.saturating_add(from).saturating_add(1)
        } else {
            from
        };
        match from {
            1.. => Ok(arguments.iter().skip(from as usize).cloned().collect()),
            _ => Err(machine.error("`select` counts from 1")),
        }
    }),
    ("setmetatable", |machine, arguments| {
        let of = table(machine, arguments, 0, "setmetatable")?;
        if let Some(meta) = machine.meta(of)
            && !matches!(machine.field(meta, "__metatable"), Value::Nil)
        {
            return Err(machine.error("this metatable is protected"));
        }
        let meta = match arguments.get(1) {
            Some(Value::Table(meta)) => Some(*meta),
            Some(Value::Nil) => None,
            _ => return Err(machine.error("a metatable is a table or nil")),
        };
        machine.set_meta(of, meta);
        one(Value::Table(of))
    }),
    ("tonumber", |machine, arguments| {
        let value = argument(arguments, 0);
        let Some(base) = arguments.get(1).and_then(Value::integer) else {
            return one(value.number().map_or(Value::Nil, Value::from));
        };
        let text = text(machine, arguments, 0)?;
        let base = u32::try_from(base).ok().filter(|base| (2..=36).contains(base));
        let Some(base) = base else {
            return Err(machine.error("a base is from 2 to 36"));
        };
        let digits = String::from_utf8_lossy(&text);
        let number = i64::from_str_radix(digits.trim().trim_start_matches('+'), base);
        one(number.map_or(Value::Nil, Value::Integer))
    }),
    ("tostring", |machine, arguments| {
        let text = to_text(machine, &argument(arguments, 0))?;
        one(machine.make(text)?)
    }),
    ("type", |machine, arguments| match arguments.first() {
        Some(value) => one(Value::text(value.type_name())),
        None => Err(machine.error("`type` was given nothing")),
    }),
    ("xpcall", |machine, arguments| {
        let [function, handler, arguments @ ..] = arguments else {
            return Err(machine.error("`xpcall` was given nothing to call"));
        };
        Ok(match machine.protected(function, arguments)? {
            Ok(values) => [vec![Value::Boolean(true)], values].concat(),
            Err(error) => [vec![Value::Boolean(false)], machine.call(handler, &[error])?].concat(),
        })
    }),
    ("load", |_, _| {
        Ok(vec![
            Value::Nil,
            Value::text("text that a config makes itself is not run"),
        ])
    }),
];
