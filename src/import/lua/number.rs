//! Numbers as Lua reads, writes and counts them.

use super::value::Value;

/// A number as Lua holds it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Integer(i64),
    Float(f64),
}

impl Number {
    pub(super) fn float(self) -> f64 {
        match self {
            Self::Integer(integer) => integer as f64,
            Self::Float(float) => float,
        }
    }
}

/// Reads a number as Lua does (`l_str2int` and `l_str2d`, lobject.c).
pub(super) fn number(written: &[u8]) -> Option<Number> {
    let written = std::str::from_utf8(written)
        .ok()?
        .trim_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let (is_negative, digits) = match written.as_bytes().first()? {
        b'-' => (true, &written[1..]),
        b'+' => (false, &written[1..]),
        _ => (false, written),
    };
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        if hex.is_empty() || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let float = hexadecimal(hex)?;
            return Some(Number::Float(if is_negative { -float } else { float }));
        }
        // It wraps around.
        let digits = hex.chars().filter_map(|digit| digit.to_digit(16));
        let value = digits.fold(0_i64, |value, digit| {
            value.wrapping_mul(16).wrapping_add(digit.into())
        });
        return Some(Number::Integer(if is_negative {
            value.wrapping_neg()
        } else {
            value
        }));
    }
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') || !digits.chars().all(is_number) {
        return None;
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit())
        && let Ok(integer) = digits.parse::<i64>()
    {
        return Some(Number::Integer(if is_negative { -integer } else { integer }));
    }
    let float: f64 = digits.parse().ok()?;
    Some(Number::Float(if is_negative { -float } else { float }))
}

/// A hexadecimal number with a point, or with an exponent of two, such as `A.8p1`.
fn hexadecimal(hex: &str) -> Option<f64> {
    let (mantissa, exponent) = hex.split_once(['p', 'P']).unwrap_or((hex, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    // More than a float holds: what follows the first thirty digits counts by their number alone.
    let digits = digits.trim_start_matches('0');
    let value = digits.get(..30).unwrap_or(digits);
    let left = digits.len() - value.len();
    let value = u128::from_str_radix(value, 16).unwrap_or(0);
    if value == 0 {
        return Some(0.0);
    }
    let exponent: i32 = exponent.parse().ok()?;
    let places = i32::try_from(left).ok()? - i32::try_from(fraction.len()).ok()?;
    let exponent = exponent.saturating_add(places.saturating_mul(4));
    // In two steps, since the first alone may be too small for a float.
    let half = exponent / 2;
    Some(value as f64 * 2_f64.powi(half) * 2_f64.powi(exponent - half))
}

/// A float that is a whole number, as an integer.
pub(super) fn whole(float: f64) -> Option<i64> {
    let limit = 9_223_372_036_854_775_808.0;
    (float.fract() == 0.0 && (-limit..limit).contains(&float)).then_some(float as i64)
}

/// A float as Lua writes it: with 14 digits, and always as a float.
pub(super) fn float_text(float: f64) -> String {
    let sign = if float.is_sign_negative() { "-" } else { "" };
    let text = digits(b'g', float.abs(), 14, false);
    let point = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        ".0"
    } else {
        ""
    };
    format!("{sign}{text}{point}")
}

/// A float that is not negative, as C's `printf` writes it with `%e`, `%f` or `%g`.
pub(super) fn digits(kind: u8, float: f64, precision: usize, keeps_point: bool) -> String {
    if !float.is_finite() {
        return if float.is_nan() { "nan" } else { "inf" }.to_owned();
    }
    let point = if keeps_point && precision == 0 { "." } else { "" };
    let scientific = |precision: usize| {
        let text = format!("{float:.precision$e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        (mantissa.to_owned(), exponent.parse::<i32>().unwrap_or(0))
    };
    match kind {
        b'f' => format!("{float:.precision$}{point}"),
        b'e' => {
            let (mantissa, exponent) = scientific(precision);
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}{point}e{sign}{:02}", exponent.abs())
        }
        _ => {
            let most = precision.max(1) as i32;
            let (_, exponent) = scientific(most as usize - 1);
            let text = match (-4..most).contains(&exponent) {
                true => digits(b'f', float, (most - 1 - exponent) as usize, keeps_point),
                false => digits(b'e', float, most as usize - 1, keeps_point),
            };
            let (mantissa, exponent) = text.split_at(text.find('e').unwrap_or(text.len()));
            match mantissa.contains('.') && !keeps_point {
                true => mantissa.trim_end_matches('0').trim_end_matches('.').to_owned() + exponent,
                false => text,
            }
        }
    }
}

/// What an operator with two sides makes of numbers; an error says what is wrong with them.
pub(super) fn arithmetic(operator: &str, left: Number, right: Number) -> Result<Value, String> {
    use Number::{Float, Integer};
    let bits = |number: Number| match number {
        Integer(integer) => Ok(integer),
        Float(float) => whole(float).ok_or_else(|| format!("`{operator}` takes whole numbers")),
    };
    if matches!(operator, "&" | "|" | "~" | "<<" | ">>") {
        let (left, right) = (bits(left)?, bits(right)?);
        let shift = |left: i64, by: i64| match by {
            0..=63 => ((left as u64) << by) as i64,
            -63..=-1 => ((left as u64) >> -by) as i64,
            _ => 0,
        };
        return Ok(Value::Integer(match operator {
            "&" => left & right,
            "|" => left | right,
            "~" => left ^ right,
            "<<" => shift(left, right),
            _ => shift(left, right.wrapping_neg()),
        }));
    }
    if let (Integer(left), Integer(right)) = (left, right) {
        let is_division = matches!(operator, "//" | "%");
        if is_division && right == 0 {
            return Err(format!("`{operator}` divides by 0"));
        }
        match operator {
            "+" => return Ok(Value::Integer(left.wrapping_add(right))),
            "-" => return Ok(Value::Integer(left.wrapping_sub(right))),
            "*" => return Ok(Value::Integer(left.wrapping_mul(right))),
            "//" => {
                let quotient = left.wrapping_div(right);
                let is_inexact = left.wrapping_rem(right) != 0 && (left < 0) != (right < 0);
                return Ok(Value::Integer(quotient - i64::from(is_inexact)));
            }
            "%" => {
                let remainder = left.wrapping_rem(right);
                let is_other = remainder != 0 && (remainder < 0) != (right < 0);
                return Ok(Value::Integer(if is_other {
                    remainder + right
                } else {
                    remainder
                }));
            }
            _ => {}
        }
    }
    let (left, right) = (left.float(), right.float());
    Ok(Value::Float(match operator {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "//" => (left / right).floor(),
        "%" => {
            let remainder = left % right;
            if remainder != 0.0 && (remainder < 0.0) != (right < 0.0) {
                remainder + right
            } else {
                remainder
            }
        }
        _ => left.powf(right),
    }))
}
