//! What a config can call of Lua's own library: nothing that reaches outside, and nothing that could take for ever.
//!
//! Here is how its functions read what they are given; each table of the manual's chapter 6 has a file of its own.

mod base;
mod format;
mod math;
mod string;
mod table;
mod utf8;

use std::rc::Rc;

use super::machine::{Machine, Native, Ran};
use super::value::{Table, Value};

/// The functions of a table by their names.
type Functions = [(&'static str, Native)];

/// What loops call: the first functions of a machine, so that their numbers are known.
const STEPS: [Native; 3] = [base::IPAIRS_STEP, string::GMATCH_STEP, utf8::CODES_STEP];
const IPAIRS: Value = Value::Native(0);
const GMATCH: Value = Value::Native(1);
const CODES: Value = Value::Native(2);

/// Puts the library among the global variables of a new machine.
pub(super) fn open(machine: &mut Machine) -> Ran<()> {
    for step in STEPS {
        machine.native(step);
    }
    let globals = machine.globals;
    add(machine, globals, &base::BASE)?;
    let texts = machine.texts;
    add(machine, texts, &string::STRING)?;
    machine.raw_set(globals, &Value::text("string"), Value::Table(texts))?;
    machine.raw_set(globals, &Value::text("_G"), Value::Table(globals))?;
    machine.raw_set(globals, &Value::text("_VERSION"), Value::text("Lua 5.4"))?;
    add_table(machine, "table", &table::TABLE)?;
    let math = add_table(machine, "math", &math::MATH)?;
    for (name, number) in math::CONSTANTS {
        machine.raw_set(math, &Value::text(name), number)?;
    }
    let utf8 = add_table(machine, "utf8", &utf8::UTF8)?;
    machine.raw_set(utf8, &Value::text("charpattern"), Value::text(utf8::CHARPATTERN))
}

fn add_table(machine: &mut Machine, name: &str, functions: &Functions) -> Ran<Table> {
    let table = machine.table()?;
    add(machine, table, functions)?;
    machine.raw_set(machine.globals, &Value::text(name), Value::Table(table))?;
    Ok(table)
}

fn add(machine: &mut Machine, table: Table, functions: &Functions) -> Ran<()> {
    for (name, native) in functions {
        let native = machine.native(*native);
        machine.raw_set(table, &Value::text(name), native)?;
    }
    Ok(())
}

fn argument(arguments: &[Value], index: usize) -> Value {
    arguments.get(index).cloned().unwrap_or(Value::Nil)
}

fn table(machine: &Machine, arguments: &[Value], index: usize, name: &str) -> Ran<Table> {
    match argument(arguments, index) {
        Value::Table(table) => Ok(table),
        other => Err(machine.error(format!("`{name}` takes a table, not a {}", other.type_name()))),
    }
}

fn text(machine: &Machine, arguments: &[Value], index: usize) -> Ran<Rc<[u8]>> {
    let value = argument(arguments, index);
    value
        .written()
        .ok_or_else(|| machine.error(format!("a text is wanted, not a {}", value.type_name())))
}

fn integer(machine: &Machine, arguments: &[Value], index: usize) -> Ran<i64> {
    let value = argument(arguments, index);
    let refused = || machine.error(format!("a whole number is wanted, not a {}", value.type_name()));
    value.integer().ok_or_else(refused)
}

fn float(machine: &Machine, arguments: &[Value], index: usize) -> Ran<f64> {
    let value = argument(arguments, index);
    value
        .float()
        .ok_or_else(|| machine.error(format!("a number is wanted, not a {}", value.type_name())))
}

fn to_text(machine: &mut Machine, value: &Value) -> Ran<Vec<u8>> {
    if let Value::Table(table) = value
        && let Some(meta) = machine.meta(*table)
        && let handler @ (Value::Closure(_) | Value::Native(_)) = machine.field(meta, "__tostring")
    {
        let values = machine.call(&handler, std::slice::from_ref(value))?;
        return match values.first().and_then(Value::written) {
            Some(text) => Ok(text.to_vec()),
            None => Err(machine.error("`__tostring` must return a text")),
        };
    }
    Ok(match value {
        Value::Nil => b"nil".to_vec(),
        Value::Boolean(boolean) => boolean.to_string().into_bytes(),
        Value::Table(_) | Value::Closure(_) | Value::Native(_) => {
            format!("{}: 0x0", value.type_name()).into_bytes()
        }
        other => other.written().map_or_else(Vec::new, |text| text.to_vec()),
    })
}
