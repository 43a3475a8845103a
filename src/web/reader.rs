//! The browser's second door: what reads text. It has a module of its own, because a page needs it only when someone
//! brings a file or a link.

use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::{Diagnostic, Project, check};

/// A project that was read from text.
#[derive(Serialize, Tsify)]
pub struct Opened {
    /// What could be read of it.
    project: Project,
    /// Every mistake of reading and validating, in the order of the text.
    diagnostics: Vec<Diagnostic>,
}

/// Reads a project from text: a project file in TOML or JSON, or a link.
#[wasm_bindgen]
pub fn open(text: &str) -> Result<Ts<Opened>, JsError> {
    let reading = Project::read(text);
    let (_, diagnostics) = check(&reading);
    let opened = Opened {
        project: reading.project,
        diagnostics,
    };
    Ok(opened.into_ts()?)
}
