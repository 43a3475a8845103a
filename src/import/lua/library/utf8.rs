//! `utf8` (the manual of 5.4, 6.5).

use super::{CODES, argument, integer, text};
use crate::import::lua::machine::{Machine, Native, Ran, one};
use crate::import::lua::value::Value;

/// The next character of what `codes` was given.
pub(super) const CODES_STEP: Native = |machine, arguments| {
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
};

pub(super) const UTF8: [(&str, Native); 5] = [
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

pub(super) const CHARPATTERN: &[u8] = b"[\0-\x7F\xC2-\xFD][\x80-\xBF]*";

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
