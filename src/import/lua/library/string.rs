//! `string` (the manual of 5.4, 6.4), which texts have as their methods too.

use super::format::format;
use super::{GMATCH, argument, integer, text};
use crate::import::lua::machine::{Machine, Native, Ran, one};
use crate::import::lua::pattern::{Capture, Failure, Matcher};
use crate::import::lua::value::Value;

/// The next match of what `gmatch` was given.
pub(super) const GMATCH_STEP: Native = |machine, arguments| {
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
};

pub(super) const STRING: [(&str, Native); 14] = [
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
        let made = format(machine, arguments)?;
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
