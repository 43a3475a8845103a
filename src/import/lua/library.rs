//! What a config can call of Lua's own library: nothing that reaches outside, and nothing that could take for ever.

use super::machine::{Fault, Machine, Native, Ran, one};
use super::pattern::{Capture, Failure, Matcher};
use super::syntax::Number;
use super::value::{Table, Value, is_same, whole};

mod format;

pub(super) use format::float_text;

/// What loops call, by their numbers.
const STEPS: [Native; 3] = [
    |machine, arguments| {
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
    },
    |machine, arguments| {
        let Value::Table(state) = argument(arguments, 0) else {
            return one(Value::Nil);
        };
        let (found, at) = (
            machine.raw_get(state, &Value::Integer(1)),
            machine.raw_get(state, &Value::Integer(2)),
        );
        let (Value::Table(found), Value::Integer(at)) = (found, at) else {
            return one(Value::Nil);
        };
        machine.raw_set(state, &Value::Integer(2), Value::Integer(at + 1))?;
        match machine.raw_get(found, &Value::Integer(at + 1)) {
            Value::Table(values) => Ok(machine
                .entries(values)
                .into_iter()
                .map(|(_, value, _)| value)
                .collect()),
            _ => one(Value::Nil),
        }
    },
    |machine, arguments| {
        let text = text(machine, arguments, 0)?;
        let mut at = integer(machine, arguments, 1)?.max(0) as usize;
        while is_inside(&text, at) {
            at += 1;
        }
        if at >= text.len() {
            return one(Value::Nil);
        }
        let code = decode(machine, &text, at)?;
        Ok([at as i64 + 1, u32::from(code).into()]
            .map(Value::Integer)
            .to_vec())
    },
];

const IPAIRS: Value = Value::Native(0);
const GMATCH: Value = Value::Native(1);
const CODES: Value = Value::Native(2);

/// Puts the library among the global variables of a new machine.
pub(super) fn open(machine: &mut Machine) -> Ran<()> {
    for step in STEPS {
        machine.native(step);
    }
    let globals = machine.globals;
    add(machine, globals, &BASE)?;
    let texts = machine.texts;
    add(machine, texts, &STRING)?;
    machine.raw_set(globals, &Value::text("string"), Value::Table(texts))?;
    machine.raw_set(globals, &Value::text("_G"), Value::Table(globals))?;
    machine.raw_set(globals, &Value::text("_VERSION"), Value::text("Lua 5.4"))?;
    for (name, functions) in [("table", &TABLE[..]), ("math", &MATH), ("utf8", &UTF8)] {
        let table = machine.table()?;
        add(machine, table, functions)?;
        machine.raw_set(globals, &Value::text(name), Value::Table(table))?;
    }
    let Value::Table(math) = machine.field(globals, "math") else {
        return Ok(());
    };
    let numbers = [
        ("pi", Value::Float(std::f64::consts::PI)),
        ("huge", Value::Float(f64::INFINITY)),
        ("maxinteger", Value::Integer(i64::MAX)),
        ("mininteger", Value::Integer(i64::MIN)),
    ];
    for (name, number) in numbers {
        machine.raw_set(math, &Value::text(name), number)?;
    }
    let Value::Table(utf8) = machine.field(globals, "utf8") else {
        return Ok(());
    };
    machine.raw_set(
        utf8,
        &Value::text("charpattern"),
        Value::text(b"[\0-\x7F\xC2-\xFD][\x80-\xBF]*"),
    )
}

fn add(machine: &mut Machine, table: Table, functions: &[(&str, Native)]) -> Ran<()> {
    for (name, native) in functions {
        let native = machine.native(*native);
        machine.raw_set(table, &Value::text(name), native)?;
    }
    Ok(())
}

const BASE: [(&str, Native); 20] = [
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
            return one(value.number().map_or(Value::Nil, |number| match number {
                Number::Integer(integer) => Value::Integer(integer),
                Number::Float(float) => Value::Float(float),
            }));
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

const STRING: [(&str, Native); 14] = [
    ("byte", |machine, arguments| {
        let text = text(machine, arguments, 0)?;
        let first = arguments.get(1).and_then(Value::integer).unwrap_or(1);
        let last = arguments.get(2).and_then(Value::integer).unwrap_or(first);
        let part = &text[range(text.len(), first, last)];
        machine.spend(part.len() as u64)?;
        Ok(part.iter().map(|byte| Value::Integer((*byte).into())).collect())
    }),
    ("char", |machine, arguments| {
        let mut bytes = Vec::with_capacity(arguments.len());
        for index in 0..arguments.len() {
            let code = integer(machine, arguments, index)?;
            bytes.push(u8::try_from(code).map_err(|_| machine.error("a byte is from 0 to 255"))?);
        }
        one(machine.make(bytes)?)
    }),
    ("find", |machine, arguments| find(machine, arguments, true)),
    ("format", |machine, arguments| {
        let made = format::format(machine, arguments)?;
        one(machine.make(made)?)
    }),
    ("gmatch", |machine, arguments| {
        let (text, pattern) = (text(machine, arguments, 0)?, text(machine, arguments, 1)?);
        let all = matches(machine, &text, &pattern, usize::MAX)?;
        // All at once, since none of it can change.
        let mut found = Vec::new();
        for (start, end, captures) in &all {
            let values = captured(machine, &text, *start, *end, captures)?;
            found.push(Value::Table(machine.list(values)?));
        }
        let found = machine.list(found)?;
        let state = machine.list(vec![Value::Table(found), Value::Integer(0)])?;
        let meta = machine.table()?;
        machine.raw_set(meta, &Value::text("__call"), GMATCH)?;
        machine.set_meta(state, Some(meta));
        one(Value::Table(state))
    }),
    ("gsub", |machine, arguments| gsub(machine, arguments)),
    ("len", |machine, arguments| {
        one(Value::Integer(text(machine, arguments, 0)?.len() as i64))
    }),
    ("lower", |machine, arguments| {
        let lower = text(machine, arguments, 0)?.to_ascii_lowercase();
        one(machine.make(lower)?)
    }),
    ("match", |machine, arguments| find(machine, arguments, false)),
    ("rep", |machine, arguments| {
        let part = text(machine, arguments, 0)?;
        let count = usize::try_from(integer(machine, arguments, 1)?).unwrap_or(0);
        let between = match arguments.get(2) {
            Some(_) => text(machine, arguments, 2)?,
            None => [].into(),
        };
        // Before it is made.
        machine.charge(part.len().saturating_add(between.len()).saturating_mul(count))?;
        machine.spend(count as u64)?;
        one(machine.make(vec![part; count].join(&between[..]))?)
    }),
    ("reverse", |machine, arguments| {
        let reversed = text(machine, arguments, 0)?.iter().rev().copied().collect();
        one(machine.make(reversed)?)
    }),
    ("sub", |machine, arguments| {
        let text = text(machine, arguments, 0)?;
        let first = arguments.get(1).and_then(Value::integer).unwrap_or(1);
        let last = arguments.get(2).and_then(Value::integer).unwrap_or(-1);
        let part = text[range(text.len(), first, last)].to_vec();
        one(machine.make(part)?)
    }),
    ("upper", |machine, arguments| {
        let upper = text(machine, arguments, 0)?.to_ascii_uppercase();
        one(machine.make(upper)?)
    }),
    ("dump", |machine, _| {
        Err(machine.error("functions are not compiled here"))
    }),
];

const TABLE: [(&str, Native); 7] = [
    ("concat", |machine, arguments| {
        let table = table(machine, arguments, 0, "table.concat")?;
        let between = match arguments.get(1) {
            None | Some(Value::Nil) => [].into(),
            Some(_) => text(machine, arguments, 1)?,
        };
        let first = arguments.get(2).and_then(Value::integer).unwrap_or(1);
        let last = arguments
            .get(3)
            .and_then(Value::integer)
            .unwrap_or(machine.length(table) as i64);
        let mut joined = Vec::new();
        let mut at = first;
        while at <= last {
            machine.spend(1)?;
            let Some(part) = machine.raw_get(table, &Value::Integer(at)).written() else {
                return Err(machine.error(format!("`table.concat` finds no text at {at}")));
            };
            machine.charge(part.len() + between.len())?;
            joined.extend_from_slice(&part);
            if at < last {
                joined.extend_from_slice(&between);
            }
            at += 1;
        }
        one(machine.make(joined)?)
    }),
    ("insert", |machine, arguments| {
        let table = table(machine, arguments, 0, "table.insert")?;
        let length = machine.length(table);
        match arguments {
            [_, value] => machine.raw_set(table, &Value::Integer(length as i64 + 1), value.clone())?,
            [_, _, value] => {
                let at = integer(machine, arguments, 1)?;
                let Some(at) = usize::try_from(at)
                    .ok()
                    .filter(|at| (1..=length + 1).contains(at))
                else {
                    return Err(machine.error(format!("`table.insert` has no place {at}")));
                };
                machine.shift(table, at - 1, Some(value.clone()))?;
            }
            _ => return Err(machine.error("`table.insert` takes two or three arguments")),
        }
        Ok(Vec::new())
    }),
    ("move", |machine, arguments| {
        let from = table(machine, arguments, 0, "table.move")?;
        let to = match arguments.get(4) {
            None | Some(Value::Nil) => from,
            Some(_) => table(machine, arguments, 4, "table.move")?,
        };
        let [first, last, at] = [1, 2, 3].map(|index| integer(machine, arguments, index));
        let (first, last, at) = (first?, last?, at?);
        if last >= first {
            let count = last.checked_sub(first).and_then(|count| count.checked_add(1));
            let Some(count) = count.filter(|count| at <= i64::MAX - count + 1) else {
                return Err(machine.error("`table.move` has too much to move"));
            };
            machine.spend(count as u64)?;
            // What is not moved yet is not overwritten.
            let is_forward = at > last || at <= first || to != from;
            for step in 0..count {
                let step = if is_forward { step } else { count - 1 - step };
                let value = machine.raw_get(from, &Value::Integer(first + step));
                machine.raw_set(to, &Value::Integer(at + step), value)?;
            }
        }
        one(Value::Table(to))
    }),
    ("pack", |machine, arguments| {
        let table = machine.list(arguments.to_vec())?;
        machine.raw_set(table, &Value::text("n"), Value::Integer(arguments.len() as i64))?;
        one(Value::Table(table))
    }),
    ("remove", |machine, arguments| {
        let table = table(machine, arguments, 0, "table.remove")?;
        let length = machine.length(table);
        let at = match arguments.get(1) {
            Some(_) => integer(machine, arguments, 1)?,
            None => length as i64,
        };
        match usize::try_from(at).ok().filter(|at| (1..=length).contains(at)) {
            Some(at) => one(machine.shift(table, at - 1, None)?),
            None => one(Value::Nil),
        }
    }),
    ("sort", |machine, arguments| {
        let table = table(machine, arguments, 0, "table.sort")?;
        let values = machine.entries(table).into_iter();
        let values: Vec<Value> = values
            .take(machine.length(table))
            .map(|(_, value, _)| value)
            .collect();
        machine.charge(values.len() * 64)?;
        let by = arguments.get(1).filter(|by| by.is_true()).cloned();
        let sorted = merge_sort(machine, values, by.as_ref())?;
        machine.arrange(table, sorted);
        Ok(Vec::new())
    }),
    ("unpack", |machine, arguments| {
        let table = table(machine, arguments, 0, "table.unpack")?;
        let first = arguments.get(1).and_then(Value::integer).unwrap_or(1);
        let last = arguments
            .get(2)
            .and_then(Value::integer)
            .unwrap_or(machine.length(table) as i64);
        if last.saturating_sub(first) >= 1_000_000 {
            return Err(machine.error("too many results to unpack"));
        }
        machine.spend(last.saturating_sub(first).max(0) as u64)?;
        Ok((first..=last)
            .map(|at| machine.raw_get(table, &Value::Integer(at)))
            .collect())
    }),
];

const MATH: [(&str, Native); 23] = [
    ("abs", |machine, arguments| {
        match argument(arguments, 0).number() {
            Some(Number::Integer(integer)) => one(Value::Integer(integer.wrapping_abs())),
            _ => one(Value::Float(float(machine, arguments, 0)?.abs())),
        }
    }),
    ("ceil", |machine, arguments| {
        rounded(machine, arguments, f64::ceil)
    }),
    ("floor", |machine, arguments| {
        rounded(machine, arguments, f64::floor)
    }),
    ("fmod", |machine, arguments| match arguments {
        [Value::Integer(a), Value::Integer(b), ..] => match b {
            0 => Err(machine.error("bad argument #2 to 'fmod' (zero)")),
            _ => one(Value::Integer(a.wrapping_rem(*b))),
        },
        _ => one(Value::Float(
            float(machine, arguments, 0)? % float(machine, arguments, 1)?,
        )),
    }),
    ("max", |machine, arguments| extreme(machine, arguments, false)),
    ("min", |machine, arguments| extreme(machine, arguments, true)),
    // Always the same, so that an import is.
    ("random", |machine, arguments| match arguments {
        [] => one(Value::Float(0.5)),
        [_] => one(Value::Integer(1)),
        _ => one(Value::Integer(integer(machine, arguments, 0)?)),
    }),
    ("randomseed", |_, _| Ok(Vec::new())),
    ("sqrt", |machine, arguments| {
        computed(machine, arguments, f64::sqrt)
    }),
    ("sin", |machine, arguments| computed(machine, arguments, f64::sin)),
    ("cos", |machine, arguments| computed(machine, arguments, f64::cos)),
    ("tan", |machine, arguments| computed(machine, arguments, f64::tan)),
    ("asin", |machine, arguments| {
        computed(machine, arguments, f64::asin)
    }),
    ("acos", |machine, arguments| {
        computed(machine, arguments, f64::acos)
    }),
    ("atan", |machine, arguments| match arguments {
        [_] => computed(machine, arguments, f64::atan),
        _ => one(Value::Float(
            float(machine, arguments, 0)?.atan2(float(machine, arguments, 1)?),
        )),
    }),
    ("exp", |machine, arguments| computed(machine, arguments, f64::exp)),
    ("log", |machine, arguments| match arguments {
        [_] => computed(machine, arguments, f64::ln),
        _ => one(Value::Float(match float(machine, arguments, 1)? {
            2.0 => float(machine, arguments, 0)?.log2(),
            10.0 => float(machine, arguments, 0)?.log10(),
            base => float(machine, arguments, 0)?.ln() / base.ln(),
        })),
    }),
    ("deg", |machine, arguments| {
        computed(machine, arguments, |angle| angle * (180.0 / std::f64::consts::PI))
    }),
    ("rad", |machine, arguments| {
        computed(machine, arguments, |angle| angle * (std::f64::consts::PI / 180.0))
    }),
    ("modf", |machine, arguments| {
        let value = float(machine, arguments, 0)?;
        let rest = if value.is_infinite() { 0.0 } else { value.fract() };
        let value = whole(value.trunc()).map_or(Value::Float(value), Value::Integer);
        Ok(vec![value, Value::Float(rest)])
    }),
    ("ult", |machine, arguments| {
        let (left, right) = (integer(machine, arguments, 0)?, integer(machine, arguments, 1)?);
        one(Value::Boolean((left as u64) < right as u64))
    }),
    ("tointeger", |_, arguments| {
        one(argument(arguments, 0)
            .integer()
            .map_or(Value::Nil, Value::Integer))
    }),
    ("type", |_, arguments| {
        one(match argument(arguments, 0) {
            Value::Integer(_) => Value::text("integer"),
            Value::Float(_) => Value::text("float"),
            _ => Value::Nil,
        })
    }),
];

const UTF8: [(&str, Native); 5] = [
    ("char", |machine, arguments| {
        let mut text = String::new();
        for index in 0..arguments.len() {
            let code = integer(machine, arguments, index)?;
            let code = u32::try_from(code).ok().and_then(char::from_u32);
            text.push(code.ok_or_else(|| machine.error("there is no such character"))?);
        }
        one(machine.make(text.into_bytes())?)
    }),
    ("codepoint", |machine, arguments| {
        let text = text(machine, arguments, 0)?;
        let first = position(machine, arguments, 1, &text, 1)?;
        let last = position(machine, arguments, 2, &text, first)?;
        if first < 1 || last > text.len() as i64 {
            return Err(machine.error("this is outside of the text"));
        }
        let mut codes = Vec::new();
        let mut at = first as usize - 1;
        while (at as i64) < last {
            machine.spend(1)?;
            let code = decode(machine, &text, at)?;
            codes.push(Value::Integer(u32::from(code).into()));
            at += code.len_utf8();
        }
        Ok(codes)
    }),
    ("codes", |machine, arguments| {
        text(machine, arguments, 0)?;
        Ok(vec![CODES, argument(arguments, 0), Value::Integer(0)])
    }),
    ("len", |machine, arguments| {
        let text = text(machine, arguments, 0)?;
        machine.spend(text.len() as u64 / 64)?;
        let first = position(machine, arguments, 1, &text, 1)?;
        let last = position(machine, arguments, 2, &text, -1)?;
        if !(1..=text.len() as i64 + 1).contains(&first) || last > text.len() as i64 {
            return Err(machine.error("this is outside of the text"));
        }
        let (mut at, mut count) = (first as usize - 1, 0);
        while (at as i64) < last {
            match code_at(&text, at) {
                Some(code) => at += code.len_utf8(),
                None => return Ok(vec![Value::Nil, Value::Integer(at as i64 + 1)]),
            }
            count += 1;
        }
        one(Value::Integer(count))
    }),
    ("offset", |machine, arguments| {
        let text = text(machine, arguments, 0)?;
        machine.spend(text.len() as u64 / 64)?;
        let mut count = integer(machine, arguments, 1)?;
        let from = if count >= 0 { 1 } else { text.len() as i64 + 1 };
        let from = position(machine, arguments, 2, &text, from)?;
        if !(1..=text.len() as i64 + 1).contains(&from) {
            return Err(machine.error("this is outside of the text"));
        }
        let mut at = from as usize - 1;
        if count != 0 && is_inside(&text, at) {
            return Err(machine.error("this is inside of a character"));
        } else if count > 0 {
            count -= 1;
            while count > 0 && at < text.len() {
                at += 1;
                count -= i64::from(!is_inside(&text, at));
            }
        } else {
            // Of none the start of the character that is there.
            while at > 0 && (count < 0 || is_inside(&text, at)) {
                at -= 1;
                count += i64::from(count < 0 && (at == 0 || !is_inside(&text, at)));
            }
        }
        one(match count {
            0 => Value::Integer(at as i64 + 1),
            _ => Value::Nil,
        })
    }),
];

/// Whether a byte is one of a character that began before it.
fn is_inside(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(|byte| byte & 0xc0 == 0x80)
}

/// The character that begins at a byte.
fn code_at(text: &[u8], at: usize) -> Option<char> {
    let length = match text.get(at)? {
        0..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    };
    let bytes = text.get(at..at + length)?;
    std::str::from_utf8(bytes).ok()?.chars().next()
}

fn decode(machine: &Machine, text: &[u8], at: usize) -> Ran<char> {
    code_at(text, at).ok_or_else(|| machine.error("invalid UTF-8 code"))
}

/// A byte's number in a text, from its end where it is negative.
fn position(machine: &Machine, arguments: &[Value], index: usize, text: &[u8], default: i64) -> Ran<i64> {
    let at = match arguments.get(index) {
        None | Some(Value::Nil) => default,
        Some(_) => integer(machine, arguments, index)?,
    };
    Ok(match at {
        0.. => at,
        _ => (text.len() as i64).saturating_add(at).saturating_add(1).max(0),
    })
}

fn argument(arguments: &[Value], index: usize) -> Value {
    arguments.get(index).cloned().unwrap_or(Value::Nil)
}

fn table(machine: &Machine, arguments: &[Value], index: usize, name: &str) -> Ran<Table> {
    match argument(arguments, index) {
        Value::Table(table) => Ok(table),
        other => Err(machine.error(format!("`{name}` takes a table, not a {}", other.type_name()))),
    }
}

fn text(machine: &Machine, arguments: &[Value], index: usize) -> Ran<std::rc::Rc<[u8]>> {
    let value = argument(arguments, index);
    value
        .written()
        .ok_or_else(|| machine.error(format!("a text is wanted, not a {}", value.type_name())))
}

fn integer(machine: &Machine, arguments: &[Value], index: usize) -> Ran<i64> {
    let value = argument(arguments, index);
    let refused = || machine.error(format!("a whole number is wanted, not a {}", value.type_name()));
    value.integer().ok_or_else(refused)
}

fn float(machine: &Machine, arguments: &[Value], index: usize) -> Ran<f64> {
    let value = argument(arguments, index);
    value
        .float()
        .ok_or_else(|| machine.error(format!("a number is wanted, not a {}", value.type_name())))
}

/// The bytes from `first` to `last`, counted as Lua does: from 1, and from the end where they are negative.
fn range(length: usize, first: i64, last: i64) -> std::ops::Range<usize> {
    let length = length as i64;
    let from = match first {
        0 => 1,
        _ if first < 0 => length.saturating_add(first).saturating_add(1).max(1),
        _ => first,
    };
    let to = if last < 0 {
        length.saturating_add(last).saturating_add(1)
    } else {
        last.min(length)
    };
    match from <= to {
        true => from as usize - 1..to as usize,
        false => 0..0,
    }
}

fn to_text(machine: &mut Machine, value: &Value) -> Ran<Vec<u8>> {
    if let Value::Table(table) = value
        && let Some(meta) = machine.meta(*table)
        && let handler @ (Value::Closure(_) | Value::Native(_)) = machine.field(meta, "__tostring")
    {
        let values = machine.call(&handler, std::slice::from_ref(value))?;
        return match values.first().and_then(Value::written) {
            Some(text) => Ok(text.to_vec()),
            None => Err(machine.error("`__tostring` must return a text")),
        };
    }
    Ok(match value {
        Value::Nil => b"nil".to_vec(),
        Value::Boolean(boolean) => boolean.to_string().into_bytes(),
        Value::Table(_) | Value::Closure(_) | Value::Native(_) => {
            format!("{}: 0x0", value.type_name()).into_bytes()
        }
        other => other.written().map_or_else(Vec::new, |text| text.to_vec()),
    })
}

fn rounded(machine: &Machine, arguments: &[Value], round: fn(f64) -> f64) -> Ran<Vec<Value>> {
    if let Some(Number::Integer(integer)) = argument(arguments, 0).number() {
        return one(Value::Integer(integer));
    }
    let rounded = round(float(machine, arguments, 0)?);
    one(whole(rounded).map_or(Value::Float(rounded), Value::Integer))
}

fn computed(machine: &Machine, arguments: &[Value], compute: fn(f64) -> f64) -> Ran<Vec<Value>> {
    one(Value::Float(compute(float(machine, arguments, 0)?)))
}

fn extreme(machine: &mut Machine, arguments: &[Value], least: bool) -> Ran<Vec<Value>> {
    float(machine, arguments, 0)?;
    let mut found = argument(arguments, 0);
    for (index, value) in arguments.iter().enumerate().skip(1) {
        float(machine, arguments, index)?;
        let (left, right) = if least { (value, &found) } else { (&found, value) };
        if machine.is_less(left, right, false)? {
            found = value.clone();
        }
    }
    one(found)
}

fn merge_sort(machine: &mut Machine, values: Vec<Value>, by: Option<&Value>) -> Ran<Vec<Value>> {
    if values.len() < 2 {
        return Ok(values);
    }
    let mut left = values;
    let right = left.split_off(left.len() / 2);
    let left = merge_sort(machine, left, by)?;
    let right = merge_sort(machine, right, by)?;
    let mut sorted = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        machine.spend(1)?;
        let is_later = match by {
            Some(by) => machine
                .call(by, &[other.clone(), one.clone()])?
                .first()
                .is_some_and(Value::is_true),
            None => machine.is_less(other, one, false)?,
        };
        sorted.extend(if is_later { right.next() } else { left.next() });
    }
    sorted.extend(left);
    sorted.extend(right);
    Ok(sorted)
}

type Match = (usize, usize, Vec<Capture>);

/// The matches of `pattern` from the start of `text` on, at most so many.
fn matches(machine: &mut Machine, text: &[u8], pattern: &[u8], most: usize) -> Ran<Vec<Match>> {
    let (is_anchored, pattern) = match pattern.strip_prefix(b"^") {
        Some(pattern) => (true, pattern),
        None => (false, pattern),
    };
    let mut found = Vec::new();
    let (mut at, mut last_end) = (0, None);
    while at <= text.len() && found.len() < most {
        match compare(machine, text, pattern, at)? {
            Some((end, captures)) if last_end != Some(end) => {
                machine.charge(64)?;
                found.push((at, end, captures));
                last_end = Some(end);
                at = end;
                if is_anchored {
                    break;
                }
            }
            _ if is_anchored => break,
            _ => at += 1,
        }
    }
    Ok(found)
}

fn compare(
    machine: &mut Machine,
    text: &[u8],
    pattern: &[u8],
    at: usize,
) -> Ran<Option<(usize, Vec<Capture>)>> {
    let mut steps = machine.steps_left();
    let mut matcher = Matcher::new(text, pattern, &mut steps);
    let matched = matcher.at(at);
    let captures = std::mem::take(&mut matcher.captures);
    machine.spend(machine.steps_left() - steps)?;
    match matched {
        Ok(end) => Ok(end.map(|end| (end, captures))),
        Err(Failure::Malformed(message)) => Err(machine.error(message)),
        Err(Failure::Steps) => {
            machine.spend(u64::MAX)?;
            Ok(None)
        }
    }
}

/// What a match gives: its captures, or all of it where there are none.
fn captured(
    machine: &mut Machine,
    text: &[u8],
    start: usize,
    end: usize,
    captures: &[Capture],
) -> Ran<Vec<Value>> {
    if captures.is_empty() {
        return one(machine.make(text[start..end].to_vec())?);
    }
    let mut values = Vec::with_capacity(captures.len());
    for (at, length) in captures {
        values.push(match length {
            Some(length) => machine.make(text[*at..at + length].to_vec())?,
            None => Value::Integer(*at as i64 + 1),
        });
    }
    Ok(values)
}

fn find(machine: &mut Machine, arguments: &[Value], with_place: bool) -> Ran<Vec<Value>> {
    let (of, pattern) = (text(machine, arguments, 0)?, text(machine, arguments, 1)?);
    let first = arguments.get(2).and_then(Value::integer).unwrap_or(1);
    let first = match first {
        1.. => first - 1,
        0 => 0,
        _ => (of.len() as i64).saturating_add(first).max(0),
    };
    let Some(start) = usize::try_from(first).ok().filter(|start| *start <= of.len()) else {
        return one(Value::Nil);
    };
    let is_plain = with_place && arguments.get(3).is_some_and(Value::is_true);
    let place = |start: usize, end: usize| [start as i64 + 1, end as i64].map(Value::Integer);
    if is_plain {
        machine.spend((of.len() + pattern.len()) as u64 / 16)?;
        let found = match pattern.is_empty() {
            true => Some(start),
            false => {
                machine.spend((of.len() as u64).saturating_mul(pattern.len() as u64) / 64)?;
                of[start..]
                    .windows(pattern.len())
                    .position(|part| part == &pattern[..])
                    .map(|at| start + at)
            }
        };
        return Ok(found.map_or(vec![Value::Nil], |at| place(at, at + pattern.len()).to_vec()));
    }
    let (is_anchored, pattern) = match pattern.strip_prefix(b"^") {
        Some(pattern) => (true, pattern),
        None => (false, &pattern[..]),
    };
    for at in start..=of.len() {
        if let Some((end, captures)) = compare(machine, &of, pattern, at)? {
            if !with_place {
                return captured(machine, &of, at, end, &captures);
            }
            let mut values = place(at, end).to_vec();
            if !captures.is_empty() {
                values.extend(captured(machine, &of, at, end, &captures)?);
            }
            return Ok(values);
        } else if is_anchored {
            break;
        }
    }
    one(Value::Nil)
}

fn gsub(machine: &mut Machine, arguments: &[Value]) -> Ran<Vec<Value>> {
    let (of, pattern) = (text(machine, arguments, 0)?, text(machine, arguments, 1)?);
    let by = argument(arguments, 2);
    let most = match arguments.get(3) {
        Some(_) => usize::try_from(integer(machine, arguments, 3)?).unwrap_or(0),
        None => usize::MAX,
    };
    let found = matches(machine, &of, &pattern, most)?;
    let mut made = Vec::new();
    let mut done = 0;
    for (start, end, captures) in &found {
        made.extend_from_slice(&of[done..*start]);
        done = *end;
        let values = captured(machine, &of, *start, *end, captures)?;
        let value = match &by {
            Value::Table(_) => machine.get(&by, &values[0], "what replaces")?,
            Value::Closure(_) | Value::Native(_) => machine
                .call(&by, &values)?
                .into_iter()
                .next()
                .unwrap_or(Value::Nil),
            _ => {
                let by = text(machine, arguments, 2)?;
                let mut part = Vec::new();
                let mut bytes = by.iter();
                while let Some(byte) = bytes.next() {
                    let next = if *byte == b'%' { bytes.next() } else { None };
                    match (byte, next) {
                        (b'%', Some(b'0')) => part.extend_from_slice(&of[*start..*end]),
                        (b'%', Some(digit @ b'1'..=b'9')) => {
                            let value = values.get(usize::from(digit - b'1')).and_then(Value::written);
                            let Some(value) = value else {
                                return Err(machine.error("there is no such capture"));
                            };
                            part.extend_from_slice(&value);
                        }
                        (b'%', Some(b'%')) => part.push(b'%'),
                        (b'%', _) => return Err(machine.error("`%` is no replacement")),
                        (byte, _) => part.push(*byte),
                    }
                    if part.len() > 1 << 16 {
                        machine.charge(part.len())?;
                    }
                }
                machine.make(part)?
            }
        };
        match value.written() {
            Some(part) => {
                machine.charge(part.len())?;
                made.extend_from_slice(&part);
            }
            None if !value.is_true() => made.extend_from_slice(&of[*start..*end]),
            None => return Err(machine.error("what replaces must be a text")),
        }
    }
    made.extend_from_slice(&of[done..]);
    let made = machine.make(made)?;
    Ok(vec![made, Value::Integer(found.len() as i64)])
}
