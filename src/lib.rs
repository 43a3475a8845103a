//! wezmux turns one short project file into every file that WezTerm needs for terminal sessions that live on remote
//! servers.
//!
//! # Steps
//! 1. [`Project::read_toml`] reads the file as written, [`project`];
//! 2. [`Fleet::validate`] checks every value of it, [`fleet`];
//! 3. [`Theme::from_accent`] makes each domain's colours, [`theme`];
//! 4. [`render()`] makes the files, [`mod@render`].
//!
//! [`check`] does the first two with all mistakes of both, each a [`Diagnostic`]. Nothing here reads a clock, an
//! environment or a file: the same project gives the same bytes on every machine.

pub mod diagnostic;
pub mod project;

pub mod fleet;

pub mod theme;

pub mod render;

#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(feature = "cli")]
pub mod cli;

pub use diagnostic::{Diagnostic, Severity};
pub use fleet::Fleet;
pub use project::{Project, Reading};
pub use render::{Artifact, render};
pub use theme::Theme;

/// Validates what was read: the fleet, unless anything in the project is an error, and every mistake of reading and
/// validating in the order of the text.
pub fn check(reading: &Reading) -> (Option<Fleet>, Vec<Diagnostic>) {
    let (fleet, mut found) = Fleet::validate(&reading.project);
    reading.locate(&mut found);
    let syntax: Vec<&Diagnostic> = reading
        .diagnostics
        .iter()
        .filter(|known| known.path.is_empty())
        .collect();
    let line = |diagnostic: &Diagnostic| diagnostic.place.as_ref().map(|place| place.line);
    found.retain(|new| {
        // A field that could not be read is not missing.
        !reading.diagnostics.iter().any(|known| is_within(&new.path, &known.path))
            // Where the syntax is broken, a field may seem to be missing, or to hold what nobody wrote.
            && (syntax.is_empty() || reading.has(&new.path))
            && !syntax.iter().any(|known| line(known).is_some() && line(known) == line(new))
    });
    let mut diagnostics = reading.diagnostics.clone();
    diagnostics.extend(found);
    // What has no place is about the whole file, and comes last.
    diagnostics.sort_by_key(|diagnostic| {
        let start = diagnostic.place.as_ref().map(|place| place.span.start);
        (start.is_none(), start)
    });
    let fleet = fleet.filter(|_| !diagnostic::has_errors(&diagnostics));
    (fleet, diagnostics)
}

/// Whether the field at `path` is the one at `around` or inside it.
fn is_within(path: &str, around: &str) -> bool {
    !around.is_empty()
        && path
            .strip_prefix(around)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
