//! A merge in the text of a project file, whose layout and comments stay.

use std::ops::Range;

use super::{Difference, Merge};
use crate::project::writer;
use crate::project::{Project, Reading};

/// Puts what `merge` changes into the text of the TOML file that `reading` has read: changed values in their places, new
/// fields under the first one of their table, new tables at the end. None where the layout of the file does not allow
/// that; otherwise the text reads as the project of `merge`.
pub fn write(text: &str, reading: &Reading, merge: &Merge) -> Option<String> {
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    let newline = if body.contains("\r\n") { "\r\n" } else { "\n" };
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut end = String::new();
    let mut more = Vec::new();
    for change in &merge.changes {
        let table = merge.project.table(&change.path);
        match (change.difference, change.path.starts_with("domain[")) {
            (Difference::Same, _) => {}
            (Difference::New, true) => more.push(table),
            // It has no fields yet, only its header.
            (Difference::New, false) if reading.has(&change.path) => {
                let span = reading.span(&change.path)?;
                let fields = change.fields.iter();
                let fields: Vec<String> = fields
                    .map(|field| format!("{} = {}", field.field, field.after))
                    .collect();
                edits.push(if body.get(span.clone())?.starts_with('{') {
                    (span, format!("{{ {} }}", fields.join(", ")))
                } else {
                    below(body, span.start, newline, &fields.join(newline))
                });
            }
            (Difference::New, false) => {
                let mut tables = String::new();
                writer::write_table(&mut tables, &format!("[{}]", change.path), &change.path, table);
                end.push_str(&format!("\n{tables}"));
            }
            (Difference::Changed, _) => {
                for field in &change.fields {
                    let path = format!("{}.{}", change.path, field.field);
                    if reading.has(&path) {
                        edits.push((reading.span(&path)?, field.after.clone()));
                        continue;
                    }
                    let mut first = None;
                    let around = reading.project.table(&change.path);
                    around.each_value(&mut |field, _| {
                        let span = reading.span(&format!("{}.{field}", change.path));
                        first = std::mem::take(&mut first).or(span);
                    });
                    let at = first?.end;
                    let is_inline = body.get(reading.span(&change.path)?)?.starts_with('{');
                    edits.push(match is_inline {
                        true => (at..at, format!(", {} = {}", field.field, field.after)),
                        false => below(body, at, newline, &format!("{} = {}", field.field, field.after)),
                    });
                }
            }
        }
    }
    let list = reading.has("domain").then(|| reading.span("domain")).flatten();
    let is_inline = list.as_ref().is_some_and(|span| {
        let start = body.get(span.clone()).unwrap_or_default();
        start.starts_with('[') && !start.starts_with("[[")
    });
    if let (true, false, Some(list)) = (is_inline, more.is_empty(), list) {
        let tables: Vec<String> = more.iter().map(|table| writer::inline(*table)).collect();
        let last = reading.project.domain.len().checked_sub(1);
        edits.push(match last {
            Some(last) => {
                let at = reading.span(&format!("domain[{last}]"))?.end;
                (at..at, format!(", {}", tables.join(", ")))
            }
            None => (list.start + 1..list.start + 1, tables.join(", ")),
        });
    } else {
        for table in more {
            let mut domain = String::new();
            writer::write_table(&mut domain, "[[domain]]", "domain", table);
            end.push_str(&format!("\n{domain}"));
        }
    }
    edits.sort_by_key(|(span, _)| span.start);
    let mut written = String::with_capacity(body.len() + end.len());
    let mut done = 0;
    for (span, value) in edits {
        written += body.get(done..span.start)?;
        written += &value;
        done = span.end;
    }
    written += body.get(done..)?;
    if !end.is_empty() && !written.is_empty() && !written.ends_with('\n') {
        written.push_str(newline);
    }
    let end = if written.is_empty() {
        end.trim_start()
    } else {
        &end
    };
    written.push_str(&end.replace('\n', newline));
    let written = format!("{mark}{written}");
    let again = Project::read_toml(&written);
    let is_whole = again.diagnostics.len() <= reading.diagnostics.len() && again.project == merge.project;
    is_whole.then_some(written)
}

/// What puts `lines` under the line around `at`, behind a comment that stands on it.
fn below(body: &str, at: usize, newline: &str, lines: &str) -> (Range<usize>, String) {
    let end = body[at..]
        .find('\n')
        .map_or(body.len(), |newline| at + newline + 1);
    let before = if body[..end].ends_with('\n') { "" } else { newline };
    (end..end, format!("{before}{lines}{newline}"))
}
