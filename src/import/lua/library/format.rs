//! `string.format`.

use super::{float, integer, text, to_text};
use crate::import::lua::machine::{Machine, Ran, shown};
use crate::import::lua::number::digits;
use crate::import::lua::value::Value;

/// A float that is not negative, as C's `printf` writes it with `%a`: so that nothing of it is lost.
fn hexadecimal(float: f64) -> String {
    if !float.is_finite() {
        return digits(b'f', float, 0, false);
    }
    let (mantissa, exponent) = (float.to_bits() & ((1 << 52) - 1), (float.to_bits() >> 52) as i32);
    let mantissa_digits = format!("{mantissa:013x}");
    let (first, exponent) = match exponent {
        0 if mantissa == 0 => (0, 0),
        0 => (0, -1022),
        _ => (1, exponent - 1023),
    };
    let point = if mantissa == 0 { "" } else { "." };
    format!(
        "0x{first}{point}{}p{exponent:+}",
        mantissa_digits.trim_end_matches('0')
    )
}

/// A value as Lua reads it again (`addliteral`, lstrlib.c of 5.4).
fn literal(machine: &mut Machine, value: &Value) -> Ran<Vec<u8>> {
    Ok(match value {
        Value::Text(text) => {
            let mut made = vec![b'"'];
            for (at, byte) in text.iter().enumerate() {
                match byte {
                    b'"' | b'\\' | b'\n' => made.extend([b'\\', *byte]),
                    _ if byte.is_ascii_control() => made.extend(match text.get(at + 1) {
                        Some(b'0'..=b'9') => format!("\\{byte:03}").into_bytes(),
                        _ => format!("\\{byte}").into_bytes(),
                    }),
                    _ => made.push(*byte),
                }
            }
            made.push(b'"');
            made
        }
        Value::Integer(i64::MIN) => b"0x8000000000000000".to_vec(),
        Value::Float(float) if float.is_nan() => b"(0/0)".to_vec(),
        Value::Float(float) => {
            let sign = if float.is_sign_negative() { "-" } else { "" };
            match float.is_finite() {
                true => format!("{sign}{}", hexadecimal(float.abs())).into_bytes(),
                false => format!("{sign}1e9999").into_bytes(),
            }
        }
        Value::Table(_) | Value::Closure(_) | Value::Native(_) => {
            return Err(machine.error("`%q` writes no tables and no functions"));
        }
        value => to_text(machine, value)?,
    })
}

pub(super) fn format(machine: &mut Machine, arguments: &[Value]) -> Ran<Vec<u8>> {
    let pattern = text(machine, arguments, 0)?;
    let mut made = Vec::new();
    let mut bytes = pattern.iter().copied().peekable();
    let mut index = 0;
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            made.push(byte);
            continue;
        } else if bytes.next_if_eq(&b'%').is_some() {
            made.push(b'%');
            continue;
        }
        index += 1;
        let mut flags = Vec::new();
        while let Some(flag) = bytes.next_if(|byte| b"-+ #0".contains(byte)) {
            flags.push(flag);
        }
        let number = |bytes: &mut std::iter::Peekable<std::iter::Copied<std::slice::Iter<'_, u8>>>| {
            let mut number = 0_usize;
            while let Some(digit) = bytes.next_if(u8::is_ascii_digit) {
                number = number.saturating_mul(10).saturating_add((digit - b'0').into());
            }
            number
        };
        let width = number(&mut bytes);
        let precision = bytes.next_if_eq(&b'.').is_some().then(|| number(&mut bytes));
        if width > 99 || precision.is_some_and(|precision| precision > 99) {
            return Err(machine.error("`string.format` pads to at most 99"));
        }
        let kind = bytes.next().unwrap_or(0);
        if index >= arguments.len() {
            return Err(machine.error(format!("`string.format` has no value for number {index}")));
        }
        let has = |flag: u8| flags.contains(&flag);
        let sign = |is_negative: bool| match is_negative {
            true => "-",
            false if has(b'+') => "+",
            false if has(b' ') => " ",
            false => "",
        };
        let kept = |text: String| match (precision, text.as_str()) {
            (Some(0), "0") => String::new(),
            (Some(precision), _) => format!("{text:0>precision$}"),
            _ => text,
        };
        // What stands before the zeros that fill it up, what behind them, and whether there may be any.
        let (start, part, may_fill) = match kind {
            b'd' | b'i' => {
                let value = integer(machine, arguments, index)?;
                let text = kept(value.unsigned_abs().to_string());
                (sign(value < 0), text.into_bytes(), precision.is_none())
            }
            b'u' | b'x' | b'X' | b'o' => {
                let value = integer(machine, arguments, index)?;
                let (start, text) = match kind {
                    b'u' => ("", (value as u64).to_string()),
                    b'x' => ("0x", format!("{value:x}")),
                    b'X' => ("0X", format!("{value:X}")),
                    _ => ("0", format!("{value:o}")),
                };
                let text = kept(text);
                let is_marked = match kind {
                    b'o' => !text.starts_with('0'),
                    _ => value != 0,
                };
                let start = if has(b'#') && is_marked { start } else { "" };
                (start, text.into_bytes(), precision.is_none())
            }
            b'f' | b'e' | b'E' | b'g' | b'G' => {
                let value = float(machine, arguments, index)?;
                let small = kind.to_ascii_lowercase();
                let text = digits(small, value.abs(), precision.unwrap_or(6), has(b'#'));
                let text = if kind.is_ascii_uppercase() {
                    text.to_uppercase()
                } else {
                    text
                };
                (
                    sign(value.is_sign_negative()),
                    text.into_bytes(),
                    value.is_finite(),
                )
            }
            b'c' => ("", vec![integer(machine, arguments, index)? as u8], false),
            b's' => {
                let mut text = to_text(machine, &arguments[index])?;
                text.truncate(precision.unwrap_or(usize::MAX));
                ("", text, false)
            }
            b'q' if !flags.is_empty() || width > 0 || precision.is_some() => {
                return Err(machine.error("`%q` is padded and cut by nothing"));
            }
            b'q' => ("", literal(machine, &arguments[index])?, false),
            other => {
                return Err(machine.error(format!("`string.format` knows no `%{}`", shown(&[other]))));
            }
        };
        let missing = width.saturating_sub(start.len() + part.len());
        let (before, zeros, after) = match (has(b'-'), has(b'0') && may_fill) {
            (true, _) => (0, 0, missing),
            (false, true) => (0, missing, 0),
            (false, false) => (missing, 0, 0),
        };
        made.resize(made.len() + before, b' ');
        made.extend_from_slice(start.as_bytes());
        made.resize(made.len() + zeros, b'0');
        made.extend_from_slice(&part);
        made.resize(made.len() + after, b' ');
        machine.charge(part.len())?;
    }
    Ok(made)
}
