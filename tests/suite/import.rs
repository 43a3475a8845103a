//! What is made of the configs of other programs, and what that changes in a project.

mod kind;
mod lua;
mod merging;
mod ssh_config;
pub mod wezterm_lua;

use wezmux::import::Import;

/// What became of each line, as `fate file:line subject: message (hint)`.
fn notes(import: &Import) -> Vec<String> {
    let notes = import.notes.iter().map(|note| {
        let file = note.file.as_ref().map(|file| format!("{file}:"));
        let subject = Some(format!(" {}", note.subject)).filter(|_| !note.subject.is_empty());
        let hint = note.hint.as_ref().map(|hint| format!(" ({hint})"));
        let [file, subject, hint] = [file, subject, hint].map(Option::unwrap_or_default);
        let fate = format!("{:?}", note.fate).to_lowercase();
        format!("{fate} {file}{}{subject}: {}{hint}", note.line, note.message)
    });
    notes.collect()
}
