//! The values of Lua, and what tables hold of them.

use std::collections::HashMap;
use std::rc::Rc;

use super::number::{Number, float_text, number, whole};

/// A value of Lua.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Nil,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(Rc<[u8]>),
    Table(Table),
    /// A function that was written in Lua.
    Closure(u32),
    /// One of the library, by its number.
    Native(u32),
}

/// A table, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Table(pub(super) u32);

/// A value as the key of a table, which nil and what is no number cannot be.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Boolean(bool),
    Integer(i64),
    Float(u64),
    Text(Rc<[u8]>),
    Table(Table),
    Closure(u32),
    Native(u32),
}

/// What a table holds, in the order in which it came.
#[derive(Default)]
pub(super) struct Contents {
    /// 1 to n, each with the line that it was written in.
    pub(super) list: Vec<(Value, u32)>,
    pub(super) entries: Vec<(Key, Value, u32)>,
    pub(super) index: HashMap<Key, usize>,
    pub(super) meta: Option<Table>,
}

impl Value {
    pub(crate) fn text(text: impl AsRef<[u8]>) -> Self {
        Self::Text(text.as_ref().into())
    }

    pub(crate) fn is_true(&self) -> bool {
        !matches!(self, Self::Nil | Self::Boolean(false))
    }

    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Nil => "nil",
            Self::Boolean(_) => "boolean",
            Self::Integer(_) | Self::Float(_) => "number",
            Self::Text(_) => "string",
            Self::Table(_) => "table",
            Self::Closure(_) | Self::Native(_) => "function",
        }
    }

    /// As a number, also where it is written as a text.
    pub(super) fn number(&self) -> Option<Number> {
        match self {
            Self::Integer(integer) => Some(Number::Integer(*integer)),
            Self::Float(float) => Some(Number::Float(*float)),
            Self::Text(text) => number(text),
            _ => None,
        }
    }

    pub(super) fn integer(&self) -> Option<i64> {
        match self.number()? {
            Number::Integer(integer) => Some(integer),
            Number::Float(float) => whole(float),
        }
    }

    pub(super) fn float(&self) -> Option<f64> {
        self.number().map(Number::float)
    }

    /// A text, or a number as it is written.
    pub(super) fn written(&self) -> Option<Rc<[u8]>> {
        match self {
            Self::Text(text) => Some(Rc::clone(text)),
            Self::Integer(integer) => Some(integer.to_string().as_bytes().into()),
            Self::Float(float) => Some(float_text(*float).as_bytes().into()),
            _ => None,
        }
    }

    pub(super) fn key(&self) -> Option<Key> {
        Some(match self {
            Self::Nil => return None,
            Self::Boolean(boolean) => Key::Boolean(*boolean),
            Self::Integer(integer) => Key::Integer(*integer),
            Self::Float(float) => match whole(*float) {
                Some(integer) => Key::Integer(integer),
                None if float.is_nan() => return None,
                None => Key::Float(float.to_bits()),
            },
            Self::Text(text) => Key::Text(Rc::clone(text)),
            Self::Table(table) => Key::Table(*table),
            Self::Closure(number) => Key::Closure(*number),
            Self::Native(number) => Key::Native(*number),
        })
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        match number {
            Number::Integer(integer) => Self::Integer(integer),
            Number::Float(float) => Self::Float(float),
        }
    }
}

impl Key {
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Boolean(boolean) => Value::Boolean(*boolean),
            Self::Integer(integer) => Value::Integer(*integer),
            Self::Float(bits) => Value::Float(f64::from_bits(*bits)),
            Self::Text(text) => Value::Text(Rc::clone(text)),
            Self::Table(table) => Value::Table(*table),
            Self::Closure(number) => Value::Closure(*number),
            Self::Native(number) => Value::Native(*number),
        }
    }
}

impl Contents {
    pub(super) fn get(&self, key: &Value) -> Value {
        match key.key() {
            Some(Key::Integer(number)) if number > 0 && number as usize <= self.list.len() => {
                self.list[number as usize - 1].0.clone()
            }
            Some(key) => self
                .index
                .get(&key)
                .map_or(Value::Nil, |at| self.entries[*at].1.clone()),
            None => Value::Nil,
        }
    }

    /// Puts a value in; false where the key can be none. Tells how many bytes that takes.
    pub(super) fn set(&mut self, key: &Value, value: Value, line: u32) -> Option<usize> {
        let key = key.key()?;
        if let Key::Integer(number) = key
            && number > 0
        {
            let at = number as usize - 1;
            if at < self.list.len() {
                self.list[at] = (value, line);
                while self
                    .list
                    .last()
                    .is_some_and(|(value, _)| matches!(value, Value::Nil))
                {
                    self.list.pop();
                }
                return Some(0);
            } else if at == self.list.len() {
                if matches!(value, Value::Nil) {
                    // It may stand among the others.
                } else {
                    self.forget(&key);
                    self.list.push((value, line));
                    // What came too early follows.
                    while let Some(at) = self.index.get(&Key::Integer(self.list.len() as i64 + 1)) {
                        let (key, value, line) = self.entries[*at].clone();
                        if matches!(value, Value::Nil) {
                            break;
                        }
                        self.forget(&key);
                        self.list.push((value, line));
                    }
                    return Some(48);
                }
            }
        }
        if let Some(at) = self.index.get(&key) {
            (self.entries[*at].1, self.entries[*at].2) = (value, line);
            return Some(0);
        } else if matches!(value, Value::Nil) {
            return Some(0);
        }
        self.index.insert(key.clone(), self.entries.len());
        self.entries.push((key, value, line));
        Some(96)
    }

    pub(super) fn forget(&mut self, key: &Key) {
        if let Some(at) = self.index.remove(key) {
            self.entries[at].1 = Value::Nil;
        }
    }

    /// Moves what stands by numbers together; the line of the first value that stood behind a hole.
    pub(super) fn close_up(&mut self) -> Option<u32> {
        let is_nil = |value: &Value| matches!(value, Value::Nil);
        let mut moved = None;
        if let Some(hole) = self.list.iter().position(|(value, _)| is_nil(value)) {
            let behind = self.list.split_off(hole).into_iter();
            self.list.extend(behind.filter(|(value, _)| !is_nil(value)));
            moved = self.list.get(hole).map(|(_, line)| *line);
        }
        let numbered = self.entries.iter().filter_map(|(key, value, line)| match key {
            Key::Integer(number @ 1..) if !is_nil(value) => Some((*number, value.clone(), *line)),
            _ => None,
        });
        let mut numbered: Vec<(i64, Value, u32)> = numbered.collect();
        numbered.sort_by_key(|(number, ..)| *number);
        for (number, value, line) in numbered {
            self.forget(&Key::Integer(number));
            self.list.push((value, line));
            moved = moved.or(Some(line));
        }
        moved
    }

    /// The entry after `key` with how many were passed over; none at the end, and an error where there is no such key.
    pub(super) fn after(&self, key: &Value) -> Result<(Option<(Value, Value)>, u64), ()> {
        let at = match key.key() {
            None => 0,
            Some(Key::Integer(number)) if number > 0 && number as usize <= self.list.len() => number as usize,
            Some(key) => match self.index.get(&key) {
                Some(at) => self.list.len() + at + 1,
                // The list may have become shorter meanwhile.
                None if matches!(key, Key::Integer(_)) => self.list.len(),
                None => return Err(()),
            },
        };
        let mut passed = 0;
        for (index, (value, _)) in self.list.iter().enumerate().skip(at) {
            if !matches!(value, Value::Nil) {
                return Ok((Some((Value::Integer(index as i64 + 1), value.clone())), passed));
            }
            passed += 1;
        }
        for (key, value, _) in self.entries.iter().skip(at.saturating_sub(self.list.len())) {
            if !matches!(value, Value::Nil) {
                return Ok((Some((key.value(), value.clone())), passed));
            }
            passed += 1;
        }
        Ok((None, passed))
    }
}

/// Whether two values are the same, whatever their metatables say.
pub(super) fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Nil, Value::Nil) => true,
        (Value::Float(left), Value::Float(right)) => left == right,
        _ => matches!((left.key(), right.key()), (Some(left), Some(right)) if left == right),
    }
}
