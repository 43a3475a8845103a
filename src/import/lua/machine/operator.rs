//! What operators make of values (the manual of 5.4, 3.4).

use super::{Machine, Ran};
use crate::import::lua::number::{Number, arithmetic};
use crate::import::lua::value::{Value, is_same};

impl Machine {
    pub(super) fn unary(&mut self, operator: &str, value: &Value) -> Ran<Value> {
        let (event, refused) = match operator {
            "not" => return Ok(Value::Boolean(!value.is_true())),
            "#" => {
                if let Value::Text(text) = value {
                    return Ok(Value::Integer(text.len() as i64));
                }
                ("__len", "has no length")
            }
            "-" => match value.number() {
                Some(Number::Integer(integer)) => return Ok(Value::Integer(integer.wrapping_neg())),
                Some(Number::Float(float)) => return Ok(Value::Float(-float)),
                None => ("__unm", "is no number"),
            },
            _ => match value.integer() {
                Some(integer) => return Ok(Value::Integer(!integer)),
                None => ("__bnot", "is no whole number"),
            },
        };
        match (self.meta_method(value, event), value) {
            (Value::Nil, Value::Table(table)) if event == "__len" => {
                Ok(Value::Integer(self.length(*table) as i64))
            }
            (Value::Nil, _) => Err(self.error(format!("a {} {refused}", value.type_name()))),
            (handler, _) => self.first(&handler, &[value.clone(), value.clone()]),
        }
    }

    fn first(&mut self, handler: &Value, arguments: &[Value]) -> Ran<Value> {
        Ok(self
            .call(handler, arguments)?
            .into_iter()
            .next()
            .unwrap_or(Value::Nil))
    }

    /// What the metatable of either says of an operator.
    fn by_event(&mut self, event: &str, left: &Value, right: &Value) -> Ran<Option<Value>> {
        let handler = match self.meta_method(left, event) {
            Value::Nil => self.meta_method(right, event),
            handler => handler,
        };
        match handler {
            Value::Nil => Ok(None),
            handler => self.first(&handler, &[left.clone(), right.clone()]).map(Some),
        }
    }

    pub(super) fn binary(&mut self, operator: &str, left: &Value, right: &Value) -> Ran<Value> {
        let event = match operator {
            "==" => return Ok(Value::Boolean(self.equals(left, right)?)),
            "~=" => return Ok(Value::Boolean(!self.equals(left, right)?)),
            "<" => return Ok(Value::Boolean(self.is_less(left, right, false)?)),
            "<=" => return Ok(Value::Boolean(self.is_less(left, right, true)?)),
            ">" => return Ok(Value::Boolean(self.is_less(right, left, false)?)),
            ">=" => return Ok(Value::Boolean(self.is_less(right, left, true)?)),
            ".." => {
                if let (Some(left), Some(right)) = (left.written(), right.written()) {
                    return self.make([left, right].concat());
                }
                "__concat"
            }
            "+" => "__add",
            "-" => "__sub",
            "*" => "__mul",
            "/" => "__div",
            "//" => "__idiv",
            "%" => "__mod",
            "^" => "__pow",
            "&" => "__band",
            "|" => "__bor",
            "~" => "__bxor",
            "<<" => "__shl",
            _ => "__shr",
        };
        if let (Some(one), Some(other)) = (left.number(), right.number()) {
            return arithmetic(operator, one, other).map_err(|message| self.error(message));
        }
        if let Some(value) = self.by_event(event, left, right)? {
            return Ok(value);
        }
        let odd = match operator {
            ".." if left.written().is_some() => right,
            ".." => left,
            _ if left.number().is_some() => right,
            _ => left,
        };
        let kind = odd.type_name();
        Err(self.error(match operator {
            ".." => format!("`..` joins texts and numbers, not a {kind}"),
            _ => format!("`{operator}` takes numbers, not a {kind}"),
        }))
    }

    fn equals(&mut self, left: &Value, right: &Value) -> Ran<bool> {
        if is_same(left, right) {
            return Ok(true);
        }
        match (left, right) {
            (Value::Table(_), Value::Table(_)) => Ok(self
                .by_event("__eq", left, right)?
                .is_some_and(|value| value.is_true())),
            _ => Ok(false),
        }
    }

    pub(in crate::import::lua) fn is_less(
        &mut self,
        left: &Value,
        right: &Value,
        or_equal: bool,
    ) -> Ran<bool> {
        use Value::{Float, Integer, Text};
        match (left, right) {
            (Integer(left), Integer(right)) => Ok(if or_equal { left <= right } else { left < right }),
            (Integer(_) | Float(_), Integer(_) | Float(_)) => {
                let [left, right] = [left, right].map(|value| value.float().unwrap_or(f64::NAN));
                Ok(if or_equal { left <= right } else { left < right })
            }
            (Text(left), Text(right)) => Ok(if or_equal { left <= right } else { left < right }),
            _ => match self.by_event(if or_equal { "__le" } else { "__lt" }, left, right)? {
                Some(value) => Ok(value.is_true()),
                None => {
                    let kinds = (left.type_name(), right.type_name());
                    Err(self.error(format!("a {} and a {} cannot be compared", kinds.0, kinds.1)))
                }
            },
        }
    }
}
