//! wezmux turns one short project file into every file that WezTerm needs for terminal sessions that live on remote
//! servers.
//!
//! # Steps
//! 1. [`Project::read`] reads the file as written, or the link, [`project`], [`share`]; a project can also come from what
//!    other programs are configured with, [`mod@import`];
//! 2. [`Fleet::validate`] checks every value of it, [`fleet`];
//! 3. [`Theme::from_accent`] makes each domain's colours, [`theme`];
//! 4. [`render()`] makes the files, [`mod@render`].
//!
//! [`check`] does the first two with all mistakes of both, each a [`Diagnostic`]. Nothing here reads a clock, an
//! environment or a file: the same project gives the same bytes on every machine.

pub mod diagnostic;
pub mod import;
pub mod project;
pub mod share;

pub mod fleet;

pub mod theme;

pub mod render;

/// Smaller by kilobytes than the one that comes with Rust, which every page would load.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(feature = "cli")]
pub mod cli;

#[cfg(all(feature = "cli", unix))]
#[path = "permissions/unix.rs"]
mod permissions;

#[cfg(all(feature = "cli", not(unix)))]
#[path = "permissions/other.rs"]
mod permissions;

use std::collections::HashSet;

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
    let (syntax, known): (Vec<&Diagnostic>, Vec<&Diagnostic>) = reading
        .diagnostics
        .iter()
        .partition(|diagnostic| diagnostic.path.is_empty());
    let line = |diagnostic: &Diagnostic| diagnostic.place.as_ref().map(|place| place.line);
    let broken: HashSet<usize> = syntax.iter().filter_map(|diagnostic| line(diagnostic)).collect();
    let misread: HashSet<&str> = known.iter().map(|diagnostic| diagnostic.path.as_str()).collect();
    // Where the syntax is broken, a field may seem to be missing, or to hold what nobody wrote.
    let is_real = |diagnostic: &Diagnostic| line(diagnostic).is_none_or(|line| !broken.contains(&line));
    found.retain(|new| {
        is_real(new)
            && (syntax.is_empty() || reading.has(&new.path))
            && !reading.is_misspelt(&new.path)
            // A field that could not be read is not missing.
            && !diagnostic::around(&new.path).any(|path| misread.contains(path))
    });
    // Behind a header that is broken, up to the next one, keys seem to be those of the project itself.
    let headers = reading.headers();
    let is_placed = |diagnostic: &Diagnostic| {
        let above = line(diagnostic).map_or(0, |line| headers.partition_point(|header| *header <= line));
        diagnostic.path.contains('.') || above == 0 || !broken.contains(&headers[above - 1])
    };
    let known = known
        .into_iter()
        .filter(|diagnostic| is_real(diagnostic) && is_placed(diagnostic));
    let mut diagnostics: Vec<Diagnostic> = syntax.iter().copied().chain(known).cloned().collect();
    diagnostics.extend(found);
    // What has no place is about the whole file, and comes last.
    diagnostics.sort_by_key(|diagnostic| {
        let start = diagnostic.place.as_ref().map(|place| place.span.start);
        (start.is_none(), start)
    });
    let fleet = fleet.filter(|_| !diagnostic::has_errors(&diagnostics));
    (fleet, diagnostic::cut(diagnostics))
}
