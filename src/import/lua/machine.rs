//! Runs the tree. What it may do is what `library` gives it, which is nothing outside itself; every step, byte and level
//! is counted, so that it ends whatever it is given.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::syntax::{self, Block, Expression, Field, Function, Number, Statement};
use super::value::{Contents, Table, Value, arithmetic, is_same};

/// How many steps are made: ten thousand domains take half of them.
const MAX_STEPS: u64 = 5_000_000;

/// How many bytes of text and of tables are made, whether or not they are kept.
const MAX_BYTES: usize = 128 << 20;

/// How deep calls, blocks and expressions nest while they run: a stack of a megabyte is enough.
const MAX_DEPTH: usize = 250;

/// Why running ended early.
#[derive(Debug)]
pub(crate) enum Fault {
    /// What `error` or a mistake raised; `pcall` catches it.
    Error(Value),
    /// A limit; nothing catches it. What there is too much of.
    Limit(&'static str),
}

pub(super) type Ran<T> = Result<T, Fault>;

/// What a function of the library is.
pub(super) type Native = fn(&mut Machine, &[Value]) -> Ran<Vec<Value>>;

struct Closure {
    function: Rc<Function>,
    scope: Rc<Scope>,
}

/// The variables of a block while it runs.
struct Scope {
    variables: RefCell<Vec<Value>>,
    parent: Option<Rc<Scope>>,
    /// Whether a closure keeps it.
    is_kept: Cell<bool>,
}

impl Scope {
    fn inside(parent: &Rc<Self>, variables: Vec<Value>) -> Rc<Self> {
        Rc::new(Self {
            variables: RefCell::new(variables),
            parent: Some(Rc::clone(parent)),
            is_kept: Cell::new(false),
        })
    }

    fn out(self: &Rc<Self>, count: usize) -> &Rc<Self> {
        let mut scope = self;
        for _ in 0..count {
            scope = scope.parent.as_ref().expect("the parser has counted the scopes");
        }
        scope
    }
}

/// How a block ended.
enum Flow {
    Next,
    Break,
    Return(Vec<Value>),
    Goto(Rc<str>),
}

/// A place in one of the files that run.
type Place = (u8, u32);

/// Lua, with everything that it made.
pub(crate) struct Machine {
    tables: Vec<Contents>,
    closures: Vec<Closure>,
    natives: Vec<Native>,
    /// The global variables.
    pub(crate) globals: Table,
    /// The methods of texts.
    pub(super) texts: Table,
    names: Vec<String>,
    steps: u64,
    bytes: usize,
    /// What closures take, which is charged with the next that is.
    debt: usize,
    depth: usize,
    here: Place,
    calls: Vec<Place>,
}

/// What a function of the library returns that has one value.
pub(super) fn one(value: Value) -> Ran<Vec<Value>> {
    Ok(vec![value])
}

impl Machine {
    /// A machine with no global variable at all.
    pub(super) fn new() -> Self {
        let mut machine = Self {
            tables: Vec::new(),
            closures: Vec::new(),
            natives: Vec::new(),
            globals: Table(0),
            texts: Table(0),
            names: Vec::new(),
            steps: MAX_STEPS,
            bytes: MAX_BYTES,
            debt: 0,
            depth: 0,
            here: (0, 0),
            calls: Vec::new(),
        };
        machine.globals = machine.table().expect("there is room for one");
        machine.texts = machine.table().expect("there is room for one");
        machine
    }

    /// Reads a file that is called `name` in messages, as a function.
    pub(crate) fn load(&mut self, name: &str, text: &[u8]) -> Result<Value, syntax::Mistake> {
        let chunk = self.names.len() as u8;
        let function = syntax::parse(text, chunk)?;
        self.names.push(name.to_owned());
        let scope = Rc::new(Scope {
            variables: RefCell::default(),
            parent: None,
            is_kept: Cell::new(true),
        });
        Ok(self.closure(Rc::new(function), scope))
    }

    fn closure(&mut self, function: Rc<Function>, scope: Rc<Scope>) -> Value {
        let around = std::iter::successors(Some(&scope), |scope| scope.parent.as_ref());
        self.debt += 64;
        for kept in around.take_while(|scope| !scope.is_kept.replace(true)) {
            self.debt += 64 + 24 * kept.variables.borrow().len();
        }
        self.closures.push(Closure { function, scope });
        Value::Closure(self.closures.len() as u32 - 1)
    }

    pub(super) fn native(&mut self, native: Native) -> Value {
        self.natives.push(native);
        Value::Native(self.natives.len() as u32 - 1)
    }

    /// An empty table.
    pub(crate) fn table(&mut self) -> Ran<Table> {
        self.charge(128)?;
        self.tables.push(Contents::default());
        Ok(Table(self.tables.len() as u32 - 1))
    }

    /// A table of `values`, in their order.
    pub(super) fn list(&mut self, values: Vec<Value>) -> Ran<Table> {
        let table = self.table()?;
        self.charge(values.len() * 48)?;
        let line = self.here.1;
        self.contents(table).list = values.into_iter().map(|value| (value, line)).collect();
        while matches!(self.contents(table).list.last(), Some((Value::Nil, _))) {
            self.contents(table).list.pop();
        }
        Ok(table)
    }

    fn contents(&mut self, table: Table) -> &mut Contents {
        &mut self.tables[table.0 as usize]
    }

    fn peek(&self, table: Table) -> &Contents {
        &self.tables[table.0 as usize]
    }

    /// The value at `key`, whatever the table's metatable says.
    pub(crate) fn raw_get(&self, table: Table, key: &Value) -> Value {
        self.peek(table).get(key)
    }

    /// The value at the name `key`.
    pub(crate) fn field(&self, table: Table, key: &str) -> Value {
        self.raw_get(table, &Value::text(key))
    }

    pub(crate) fn raw_set(&mut self, table: Table, key: &Value, value: Value) -> Ran<()> {
        let line = self.here.1;
        match self.contents(table).set(key, value, line) {
            Some(bytes) => self.charge(bytes),
            None => Err(self.error("a table's key cannot be nil or no number")),
        }
    }

    /// How many values stand in it from 1 on.
    pub(crate) fn length(&self, table: Table) -> usize {
        self.peek(table).list.len()
    }

    /// Everything in it: key, value, and the line in which that was set.
    pub(crate) fn entries(&self, table: Table) -> Vec<(Value, Value, u32)> {
        let contents = self.peek(table);
        let listed = contents.list.iter().zip(1..);
        let listed = listed.map(|((value, line), number)| (Value::Integer(number), value.clone(), *line));
        let others = contents
            .entries
            .iter()
            .map(|(key, value, line)| (key.value(), value.clone(), *line));
        listed
            .chain(others)
            .filter(|(_, value, _)| !matches!(value, Value::Nil))
            .collect()
    }

    /// Closes up what stands in it by numbers; the line of the first value that stood behind a hole.
    pub(crate) fn close_up(&mut self, table: Table) -> Option<u32> {
        self.contents(table).close_up()
    }

    pub(super) fn after(&mut self, table: Table, key: &Value) -> Ran<Option<(Value, Value)>> {
        let Ok((entry, passed)) = self.peek(table).after(key) else {
            return Err(self.error("`next` was given a key that is not in the table"));
        };
        self.spend(1 + passed)?;
        Ok(entry)
    }

    pub(super) fn meta(&self, table: Table) -> Option<Table> {
        self.peek(table).meta
    }

    pub(super) fn set_meta(&mut self, table: Table, meta: Option<Table>) {
        self.contents(table).meta = meta;
    }

    /// Moves what stands in the list from `at` on, to make room for a value or to take one out.
    pub(super) fn shift(&mut self, table: Table, at: usize, value: Option<Value>) -> Ran<Value> {
        self.spend((self.length(table) - at) as u64 / 16)?;
        let line = self.here.1;
        let list = &mut self.contents(table).list;
        match value {
            Some(value) => {
                list.insert(at, (value, line));
                self.charge(48)?;
                Ok(Value::Nil)
            }
            None => Ok(list.remove(at).0),
        }
    }

    /// Puts what stands in the list into another order.
    pub(super) fn arrange(&mut self, table: Table, values: Vec<Value>) {
        let line = self.here.1;
        self.contents(table).list = values.into_iter().map(|value| (value, line)).collect();
    }

    fn meta_method(&self, value: &Value, name: &str) -> Value {
        match value {
            Value::Table(table) => self
                .meta(*table)
                .map_or(Value::Nil, |meta| self.raw_get(meta, &Value::text(name))),
            _ => Value::Nil,
        }
    }

    pub(super) fn spend(&mut self, steps: u64) -> Ran<()> {
        match self.steps.checked_sub(steps) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => {
                self.steps = 0;
                Err(Fault::Limit(
                    "it does not end: it was stopped after five million steps",
                ))
            }
        }
    }

    pub(super) fn steps_left(&self) -> u64 {
        self.steps
    }

    pub(super) fn charge(&mut self, bytes: usize) -> Ran<()> {
        let bytes = bytes.saturating_add(std::mem::take(&mut self.debt));
        match self.bytes.checked_sub(bytes) {
            Some(left) => {
                self.bytes = left;
                Ok(())
            }
            None => Err(Fault::Limit("it makes more than 128 MiB of text and tables")),
        }
    }

    /// A text, once there is room for it.
    pub(super) fn make(&mut self, text: Vec<u8>) -> Ran<Value> {
        self.charge(text.len())?;
        self.spend(text.len() as u64 / 64)?;
        Ok(Value::Text(text.into()))
    }

    fn deepen(&mut self) -> Ran<()> {
        self.depth += 1;
        match self.depth > MAX_DEPTH {
            true => Err(Fault::Limit("it calls itself too deep")),
            false => Ok(()),
        }
    }

    /// `file:line:` of the function that runs, or of the one so many calls out.
    pub(super) fn position(&self, level: usize) -> String {
        let place = match level {
            0 => return String::new(),
            1 => Some(&self.here),
            _ => self.calls.iter().rev().nth(level - 2),
        };
        let place = place.filter(|(chunk, line)| *line > 0 && (*chunk as usize) < self.names.len());
        place.map_or(String::new(), |(chunk, line)| {
            format!("{}:{line}: ", self.names[*chunk as usize])
        })
    }

    /// The line that runs in the file of this number, or that called what runs.
    pub(crate) fn line_in(&self, chunk: u8) -> u32 {
        let places = std::iter::once(&self.here).chain(self.calls.iter().rev());
        places
            .filter(|(each, _)| *each == chunk)
            .map(|(_, line)| *line)
            .next()
            .unwrap_or(0)
    }

    /// A mistake in the line that runs.
    pub(super) fn error(&self, message: impl AsRef<str>) -> Fault {
        Fault::Error(Value::text(format!("{}{}", self.position(1), message.as_ref())))
    }

    /// The value at `key`, as the table's metatable says.
    pub(super) fn get(&mut self, of: &Value, key: &Value, what: &str) -> Ran<Value> {
        self.spend(1)?;
        let mut of = of.clone();
        for _ in 0..20 {
            let handler = match &of {
                Value::Table(table) => {
                    let value = self.raw_get(*table, key);
                    if !matches!(value, Value::Nil) {
                        return Ok(value);
                    }
                    match self.meta_method(&of, "__index") {
                        Value::Nil => return Ok(Value::Nil),
                        handler => handler,
                    }
                }
                Value::Text(_) => Value::Table(self.texts),
                _ => {
                    let key = key.written().map(|key| format!(" with `{}`", shown(&key)));
                    let (kind, key) = (of.type_name(), key.unwrap_or_default());
                    return Err(self.error(format!("{what} is {kind}, which cannot be indexed{key}")));
                }
            };
            match handler {
                Value::Closure(_) | Value::Native(_) => {
                    let values = self.call(&handler, &[of, key.clone()])?;
                    return Ok(values.into_iter().next().unwrap_or(Value::Nil));
                }
                next => of = next,
            }
        }
        Err(self.error("`__index` goes on too long"))
    }

    /// Puts a value in, as the table's metatable says.
    pub(super) fn set(&mut self, of: &Value, key: &Value, value: Value, what: &str) -> Ran<()> {
        self.spend(1)?;
        let mut of = of.clone();
        for _ in 0..20 {
            let Value::Table(table) = of else {
                let key = key.written().map(|key| format!(" at `{}`", shown(&key)));
                let (kind, key) = (of.type_name(), key.unwrap_or_default());
                return Err(self.error(format!("{what} is {kind}, in which nothing can be put{key}")));
            };
            let handler = match self.raw_get(table, key) {
                Value::Nil => self.meta_method(&of, "__newindex"),
                _ => Value::Nil,
            };
            match handler {
                Value::Nil => return self.raw_set(table, key, value),
                Value::Closure(_) | Value::Native(_) => {
                    return self.call(&handler, &[of, key.clone(), value]).map(drop);
                }
                next => of = next,
            }
        }
        Err(self.error("`__newindex` goes on too long"))
    }

    /// Calls a function, or what can be called.
    pub(crate) fn call(&mut self, function: &Value, arguments: &[Value]) -> Ran<Vec<Value>> {
        self.spend(1)?;
        match function {
            Value::Native(number) => {
                self.deepen()?;
                let results = self.natives[*number as usize](self, arguments)?;
                self.depth -= 1;
                Ok(results)
            }
            Value::Closure(number) => {
                let closure = &self.closures[*number as usize];
                let (function, scope) = (Rc::clone(&closure.function), Rc::clone(&closure.scope));
                self.deepen()?;
                let named = arguments.len().min(function.parameters);
                let mut variables = arguments[..named].to_vec();
                variables.resize(function.parameters, Value::Nil);
                let rest = match function.has_varargs {
                    true => &arguments[named..],
                    false => &[],
                };
                let scope = Scope::inside(&scope, variables);
                let (caller, depth) = (self.here, self.depth);
                self.calls.push(caller);
                self.here = (function.chunk, 0);
                let flow = self.block(&function.body, &scope, rest)?;
                self.calls.pop();
                (self.here, self.depth) = (caller, depth - 1);
                Ok(match flow {
                    Flow::Return(values) => values,
                    _ => Vec::new(),
                })
            }
            other => match self.meta_method(other, "__call") {
                Value::Nil => {
                    let kind = other.type_name();
                    Err(self.error(format!("a {kind} is called, which is no function")))
                }
                handler => {
                    let mut all = vec![other.clone()];
                    all.extend_from_slice(arguments);
                    self.deepen()?;
                    let results = self.call(&handler, &all)?;
                    self.depth -= 1;
                    Ok(results)
                }
            },
        }
    }

    /// Calls a function; an error is a value, and the place is the present one again.
    pub(crate) fn protected(
        &mut self,
        function: &Value,
        arguments: &[Value],
    ) -> Ran<Result<Vec<Value>, Value>> {
        let (here, depth, calls) = (self.here, self.depth, self.calls.len());
        match self.call(function, arguments) {
            Ok(values) => Ok(Ok(values)),
            Err(Fault::Error(error)) => {
                (self.here, self.depth) = (here, depth);
                self.calls.truncate(calls);
                Ok(Err(error))
            }
            Err(limit) => Err(limit),
        }
    }

    fn block(&mut self, block: &Block, scope: &Rc<Scope>, rest: &[Value]) -> Ran<Flow> {
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
        let as_float = |number: Number| match number {
            Number::Integer(integer) => integer as f64,
            Number::Float(float) => float,
        };
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
        let [mut number, last, step] = [0, 1, 2].map(|at: usize| as_float(numbers[at]));
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

    fn unary(&mut self, operator: &str, value: &Value) -> Ran<Value> {
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

    fn binary(&mut self, operator: &str, left: &Value, right: &Value) -> Ran<Value> {
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

    pub(super) fn equals(&mut self, left: &Value, right: &Value) -> Ran<bool> {
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

    pub(super) fn is_less(&mut self, left: &Value, right: &Value, or_equal: bool) -> Ran<bool> {
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

/// A text as it can stand in a message.
pub(super) fn shown(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(&text[..text.len().min(60)]);
    crate::fleet::visible(text)
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
