//! What runs a tree, with everything that this makes. What it may do is what `library` gives it, which is nothing outside
//! itself; every step, byte and level is counted, so that it ends whatever it is given.

mod operator;
mod run;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::syntax::{self, Function};
use super::value::{Contents, Table, Value};

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
}

/// A text as it can stand in a message.
pub(super) fn shown(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(&text[..text.len().min(60)]);
    crate::fleet::visible(text)
}
