//! One test binary: what each module is about stands at its head.

mod lua;
