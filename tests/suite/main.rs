//! One test binary; what each module is about stands at its head.

mod cli;
mod diagnostics;
mod docs;
mod escape;
mod export;
mod fuzz;
mod golden;
mod hosts;
mod import;
mod lua;
mod pkg;
mod preview;
mod program;
mod readme;
mod reference;
mod setup;
mod share;
mod theme;
