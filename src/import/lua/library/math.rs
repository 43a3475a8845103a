//! `math` (the manual of 5.4, 6.7), but that its random numbers are always the same.

use super::{argument, float, integer};
use crate::import::lua::machine::{Machine, Native, Ran, one};
use crate::import::lua::number::{Number, whole};
use crate::import::lua::value::Value;

pub(super) const MATH: [(&str, Native); 23] = [
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

pub(super) const CONSTANTS: [(&str, Value); 4] = [
    ("pi", Value::Float(std::f64::consts::PI)),
    ("huge", Value::Float(f64::INFINITY)),
    ("maxinteger", Value::Integer(i64::MAX)),
    ("mininteger", Value::Integer(i64::MIN)),
];

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
