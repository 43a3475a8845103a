//! Lua, as much of it as configs are written in: read and run without anything of the machine that it runs on.
//!
//! It is not Lua's own implementation, so that the page can run it too, both say the same, each table knows the line that
//! it was written in, and no text can take more than its time and room: whatever is called counts its steps and bytes.
//! Coroutines, `load` and what reaches outside are not there.

mod library;
mod machine;
mod number;
mod pattern;
mod syntax;
mod value;

pub(super) use machine::{Fault, Machine};
pub(super) use syntax::Mistake;
pub(super) use value::{Table, Value};

use machine::{Native, Ran};

impl Machine {
    /// A machine with the library, and with `natives` beside it.
    pub(crate) fn open(natives: &[(&str, Native)]) -> Ran<Self> {
        let mut machine = Self::new();
        library::open(&mut machine)?;
        for (name, native) in natives {
            let native = machine.native(*native);
            machine.raw_set(machine.globals, &Value::text(name), native)?;
        }
        Ok(machine)
    }
}
