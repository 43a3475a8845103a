//! `table` (the manual of 5.4, 6.6).

use super::{integer, table, text};
use crate::import::lua::machine::{Machine, Native, Ran, one};
use crate::import::lua::value::Value;

pub(super) const TABLE: [(&str, Native); 7] = [
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
