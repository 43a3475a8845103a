//! The browser's doors, each of which becomes a module of WebAssembly: one for what every page needs, and one for what
//! reads text, because a page needs that only when someone brings a file or a link.

#[cfg(not(feature = "reader"))]
mod core;
#[cfg(feature = "reader")]
mod reader;

use serde::Serialize;
use tsify::Tsify;

use crate::{Diagnostic, Project, Reading, check};

/// A project that was read.
#[derive(Serialize, Tsify)]
pub struct Opened {
    /// What could be read of it.
    project: Project,
    /// Every mistake of reading and validating, in the order of the text.
    diagnostics: Vec<Diagnostic>,
}

impl From<Reading> for Opened {
    fn from(reading: Reading) -> Self {
        let (_, diagnostics) = check(&reading);
        Self {
            project: reading.project,
            diagnostics,
        }
    }
}
