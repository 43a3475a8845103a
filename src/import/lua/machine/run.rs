//! Runs the tree: statements, and the expressions in them.

use std::rc::Rc;

use super::{Flow, Machine, Ran, Scope, shown};
use crate::import::lua::number::Number;
use crate::import::lua::syntax::{Block, Expression, Field, Statement};
use crate::import::lua::value::Value;

impl Machine {
    pub(super) fn block(&mut self, block: &Block, scope: &Rc<Scope>, rest: &[Value]) -> Ran<Flow> {
        let mut at = 0;
        while let Some((line, statement)) = block.statements.get(at) {
            self.here.1 = *line;
            self.spend(1)?;
            self.charge(0)?;
            at += 1;
            match self.statement(statement, scope, rest)? {
                Flow::Next => {}
                Flow::Goto(name) => match block.labels.iter().find(|(label, ..)| *label == name) {
                    Some((_, to, variables)) => {
                        scope.variables.borrow_mut().truncate(*variables);
                        at = *to;
                    }
                    None => return Ok(Flow::Goto(name)),
                },
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    /// A block with a scope of its own.
    fn inner(
        &mut self,
        block: &Block,
        scope: &Rc<Scope>,
        variables: Vec<Value>,
        rest: &[Value],
    ) -> Ran<Flow> {
        self.spend(1)?;
        self.deepen()?;
        let flow = self.block(block, &Scope::inside(scope, variables), rest)?;
        self.depth -= 1;
        Ok(flow)
    }

    fn statement(&mut self, statement: &Statement, scope: &Rc<Scope>, rest: &[Value]) -> Ran<Flow> {
        match statement {
            Statement::Local(count, values) => {
                let mut values = self.values(values, scope, rest)?;
                values.resize(*count, Value::Nil);
                if scope.is_kept.get() {
                    self.debt += 24 * values.len();
                }
                scope.variables.borrow_mut().extend(values);
            }
            Statement::LocalFunction(function) => {
                let closure = self.closure(Rc::clone(function), Rc::clone(scope));
                scope.variables.borrow_mut().push(closure);
            }
            Statement::Assign(targets, values) => return self.assign(targets, values, scope, rest),
            Statement::Call(call) => {
                self.many(call, scope, rest)?;
            }
            Statement::Do(block) => return self.inner(block, scope, Vec::new(), rest),
            Statement::While(condition, block) => {
                while self.value(condition, scope, rest)?.is_true() {
                    match self.inner(block, scope, Vec::new(), rest)? {
                        Flow::Next => {}
                        Flow::Break => break,
                        other => return Ok(other),
                    }
                }
            }
            Statement::Repeat(block, condition) => loop {
                self.spend(1)?;
                let inside = Scope::inside(scope, Vec::new());
                match self.block(block, &inside, rest)? {
                    Flow::Next => {}
                    Flow::Break => break,
                    other => return Ok(other),
                }
                if self.value(condition, &inside, rest)?.is_true() {
                    break;
                }
            },
            Statement::If(branches, otherwise) => {
                for (condition, block) in branches {
                    if self.value(condition, scope, rest)?.is_true() {
                        return self.inner(block, scope, Vec::new(), rest);
                    }
                }
                if let Some(block) = otherwise {
                    return self.inner(block, scope, Vec::new(), rest);
                }
            }
            Statement::Count(bounds, block) => return self.count(bounds, block, scope, rest),
            Statement::Each(count, values, block) => return self.each(*count, values, block, scope, rest),
            Statement::Return(values) => return Ok(Flow::Return(self.values(values, scope, rest)?)),
            Statement::Break => return Ok(Flow::Break),
            Statement::Goto(name) => return Ok(Flow::Goto(Rc::clone(name))),
        }
        Ok(Flow::Next)
    }

    fn assign(
        &mut self,
        targets: &[Expression],
        values: &[Expression],
        scope: &Rc<Scope>,
        rest: &[Value],
    ) -> Ran<Flow> {
        let mut places = Vec::with_capacity(targets.len());
        for target in targets {
            places.push(match target {
                Expression::Index(parts, _) => Some((
                    self.value(&parts.0, scope, rest)?,
                    self.value(&parts.1, scope, rest)?,
                )),
                _ => None,
            });
        }
        let mut values = self.values(values, scope, rest)?;
        values.resize(targets.len(), Value::Nil);
        for ((target, place), value) in targets.iter().zip(places).zip(values) {
            match (target, place) {
                (Expression::Local(out, number, _), _) => {
                    scope.out(*out).variables.borrow_mut()[*number] = value;
                }
                (Expression::Global(name), _) => {
                    let (globals, name) = (Value::Table(self.globals), Value::Text(Rc::clone(name)));
                    self.set(&globals, &name, value, "_ENV")?;
                }
                (Expression::Index(parts, line), Some((of, key))) => {
                    self.here.1 = *line;
                    self.set(&of, &key, value, &describe(&parts.0))?;
                }
                _ => {}
            }
        }
        Ok(Flow::Next)
    }

    fn count(
        &mut self,
        bounds: &[Expression; 3],
        block: &Block,
        scope: &Rc<Scope>,
        rest: &[Value],
    ) -> Ran<Flow> {
        let mut numbers = Vec::with_capacity(3);
        for bound in bounds {
            let value = self.value(bound, scope, rest)?;
            match (&value, value.number()) {
                (Value::Text(_), _) | (_, None) => {
                    let kind = value.type_name();
                    return Err(self.error(format!("`for` counts with numbers, not with a {kind}")));
                }
                (_, Some(number)) => numbers.push(number),
            }
        }
        if let [Number::Integer(first), last, Number::Integer(step)] = numbers[..] {
            let last = match last {
                Number::Integer(last) => last,
                Number::Float(last) if step > 0 => last.floor() as i64,
                Number::Float(last) => last.ceil() as i64,
            };
            if step == 0 {
                return Err(self.error("`for` has a step of 0"));
            }
            let mut next = Some(first);
            while let Some(number) = next.filter(|next| if step > 0 { *next <= last } else { *next >= last })
            {
                self.spend(1)?;
                match self.inner(block, scope, vec![Value::Integer(number)], rest)? {
                    Flow::Next => {}
                    Flow::Break => break,
                    other => return Ok(other),
                }
                next = number.checked_add(step);
            }
            return Ok(Flow::Next);
        }
        let [mut number, last, step] = [0, 1, 2].map(|at: usize| numbers[at].float());
        if step == 0.0 {
            return Err(self.error("`for` has a step of 0"));
        }
        while if step > 0.0 {
            number <= last
        } else {
            number >= last
        } {
            self.spend(1)?;
            match self.inner(block, scope, vec![Value::Float(number)], rest)? {
                Flow::Next => {}
                Flow::Break => break,
                other => return Ok(other),
            }
            number += step;
        }
        Ok(Flow::Next)
    }

    fn each(
        &mut self,
        count: usize,
        values: &[Expression],
        block: &Block,
        scope: &Rc<Scope>,
        rest: &[Value],
    ) -> Ran<Flow> {
        let mut iterator = self.values(values, scope, rest)?;
        iterator.resize(3, Value::Nil);
        let line = self.here.1;
        loop {
            self.here.1 = line;
            let mut found = self.call(&iterator[0], &iterator[1..3])?;
            found.resize(count, Value::Nil);
            if matches!(found[0], Value::Nil) {
                return Ok(Flow::Next);
            }
            iterator[2] = found[0].clone();
            match self.inner(block, scope, found, rest)? {
                Flow::Next => {}
                Flow::Break => return Ok(Flow::Next),
                other => return Ok(other),
            }
        }
    }

    /// The values of a list, of which the last may be many.
    fn values(&mut self, list: &[Expression], scope: &Rc<Scope>, rest: &[Value]) -> Ran<Vec<Value>> {
        let Some((last, others)) = list.split_last() else {
            return Ok(Vec::new());
        };
        let mut values = Vec::with_capacity(list.len());
        for expression in others {
            values.push(self.value(expression, scope, rest)?);
        }
        match last {
            Expression::Call(..) | Expression::Method(..) | Expression::Varargs => {
                values.extend(self.many(last, scope, rest)?);
            }
            _ => values.push(self.value(last, scope, rest)?),
        }
        Ok(values)
    }

    /// An expression that may have any number of values.
    fn many(&mut self, expression: &Expression, scope: &Rc<Scope>, rest: &[Value]) -> Ran<Vec<Value>> {
        match expression {
            Expression::Varargs => {
                self.spend(rest.len() as u64)?;
                Ok(rest.to_vec())
            }
            Expression::Call(parts, line) => {
                let function = self.value(&parts.0, scope, rest)?;
                let arguments = self.values(&parts.1, scope, rest)?;
                self.here.1 = *line;
                self.invoke(&function, &arguments, &parts.0)
            }
            Expression::Method(parts, line) => {
                let of = self.value(&parts.0, scope, rest)?;
                let name = Value::Text(Rc::clone(&parts.1));
                self.here.1 = *line;
                let function = self.get(&of, &name, &describe(&parts.0))?;
                let mut arguments = vec![of];
                arguments.extend(self.values(&parts.2, scope, rest)?);
                self.here.1 = *line;
                if matches!(function, Value::Nil) {
                    let message = format!("there is no method `{}` here", shown(&parts.1));
                    return Err(self.error(message));
                }
                self.call(&function, &arguments)
            }
            other => Ok(vec![self.value(other, scope, rest)?]),
        }
    }

    fn invoke(&mut self, function: &Value, arguments: &[Value], written: &Expression) -> Ran<Vec<Value>> {
        let is_callable = match function {
            Value::Closure(_) | Value::Native(_) => true,
            Value::Table(_) => self.meta_method(function, "__call").is_true(),
            _ => false,
        };
        if !is_callable {
            let kind = function.type_name();
            return Err(self.error(format!("{} is {kind}, which cannot be called", describe(written))));
        }
        self.call(function, arguments)
    }

    fn value(&mut self, expression: &Expression, scope: &Rc<Scope>, rest: &[Value]) -> Ran<Value> {
        Ok(match expression {
            Expression::Nil => Value::Nil,
            Expression::Boolean(boolean) => Value::Boolean(*boolean),
            Expression::Integer(integer) => Value::Integer(*integer),
            Expression::Float(float) => Value::Float(*float),
            Expression::Text(text) => Value::Text(Rc::clone(text)),
            Expression::Local(out, number, _) => scope.out(*out).variables.borrow()[*number].clone(),
            Expression::Global(name) => {
                let (globals, name) = (Value::Table(self.globals), Value::Text(Rc::clone(name)));
                return self.get(&globals, &name, "_ENV");
            }
            Expression::Function(function) => self.closure(Rc::clone(function), Rc::clone(scope)),
            _ => {
                self.deepen()?;
                let value = self.compound(expression, scope, rest)?;
                self.depth -= 1;
                value
            }
        })
    }

    fn compound(&mut self, expression: &Expression, scope: &Rc<Scope>, rest: &[Value]) -> Ran<Value> {
        self.spend(1)?;
        match expression {
            Expression::One(inner) => self.value(inner, scope, rest),
            Expression::Index(parts, line) => {
                let of = self.value(&parts.0, scope, rest)?;
                let key = self.value(&parts.1, scope, rest)?;
                self.here.1 = *line;
                match of {
                    Value::Table(_) => self.get(&of, &key, ""),
                    _ => self.get(&of, &key, &describe(&parts.0)),
                }
            }
            Expression::Table(fields, line) => self.constructor(fields, *line, scope, rest),
            Expression::Binary("and", parts, _) => {
                let left = self.value(&parts.0, scope, rest)?;
                if left.is_true() {
                    self.value(&parts.1, scope, rest)
                } else {
                    Ok(left)
                }
            }
            Expression::Binary("or", parts, _) => {
                let left = self.value(&parts.0, scope, rest)?;
                if left.is_true() {
                    Ok(left)
                } else {
                    self.value(&parts.1, scope, rest)
                }
            }
            Expression::Binary(operator, parts, line) => {
                let left = self.value(&parts.0, scope, rest)?;
                let right = self.value(&parts.1, scope, rest)?;
                self.here.1 = *line;
                self.binary(operator, &left, &right)
            }
            Expression::Unary(operator, inner, line) => {
                let value = self.value(inner, scope, rest)?;
                self.here.1 = *line;
                self.unary(operator, &value)
            }
            many => Ok(self
                .many(many, scope, rest)?
                .into_iter()
                .next()
                .unwrap_or(Value::Nil)),
        }
    }

    fn constructor(
        &mut self,
        fields: &[(u32, Field)],
        line: u32,
        scope: &Rc<Scope>,
        rest: &[Value],
    ) -> Ran<Value> {
        self.here.1 = line;
        let table = self.table()?;
        let mut next = 1;
        for (index, (line, field)) in fields.iter().enumerate() {
            self.here.1 = *line;
            match field {
                Field::Named(key, value) => {
                    let key = self.value(key, scope, rest)?;
                    let value = self.value(value, scope, rest)?;
                    self.here.1 = *line;
                    self.raw_set(table, &key, value)?;
                }
                Field::Next(value) => {
                    let values = match index + 1 == fields.len() {
                        true => self.values(std::slice::from_ref(value), scope, rest)?,
                        false => vec![self.value(value, scope, rest)?],
                    };
                    self.here.1 = *line;
                    for value in values {
                        self.raw_set(table, &Value::Integer(next), value)?;
                        next += 1;
                    }
                }
            }
        }
        Ok(Value::Table(table))
    }
}

/// What an expression is called where its value is not what is wanted.
fn describe(expression: &Expression) -> String {
    match expression {
        Expression::Local(_, _, name) => format!("`{name}`"),
        Expression::Global(name) => format!("`{}`", shown(name)),
        Expression::Index(parts, _) => match &parts.1 {
            Expression::Text(name) => format!("`{}`", shown(name)),
            _ => "an entry".to_owned(),
        },
        Expression::Method(parts, _) => format!("what `{}` returned", shown(&parts.1)),
        Expression::Call(parts, _) => match &parts.0 {
            Expression::Local(..) | Expression::Global(_) | Expression::Index(..) => {
                format!("what {} returned", describe(&parts.0))
            }
            _ => "what a call returned".to_owned(),
        },
        Expression::One(inner) => describe(inner),
        _ => "a value".to_owned(),
    }
}
