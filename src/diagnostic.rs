//! What is wrong with a project, as data.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::fleet::Shade;
use crate::theme::vision::Vision;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing can be made until it is mended.
    Error,
    /// The files can be made, but are likely not what one wants.
    Warning,
}

/// Where in the text of a project file something stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The bytes of the text that are meant.
    #[serde(skip)]
    pub span: Range<usize>,
}

/// A text with the bytes at which its lines start.
#[derive(Debug)]
pub(crate) struct Lines {
    text: String,
    starts: Vec<usize>,
}

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        let starts = text.match_indices('\n').map(|(newline, _)| newline + 1);
        Self {
            text: text.to_owned(),
            starts: std::iter::once(0).chain(starts).collect(),
        }
    }

    /// The lines of which `first` is the first character that is no blank; they begin with 1.
    pub(crate) fn beginning(&self, first: char) -> Vec<usize> {
        let begins = |start: usize| {
            let line = self.text[start..].trim_start_matches([' ', '\t']);
            line.starts_with(first)
        };
        let lines = self.starts.iter().zip(1..);
        lines
            .filter(|(start, _)| begins(**start))
            .map(|(_, line)| line)
            .collect()
    }

    /// The place of `span`, a range of bytes; one that ends past the text is cut there.
    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        let start = self.text.floor_char_boundary(span.start);
        let end = self.text.floor_char_boundary(span.end);
        let line = self.starts.partition_point(|line_start| *line_start <= start);
        Place {
            line,
            column: self.text[self.starts[line - 1]..start].chars().count() + 1,
            span: start..end.max(start),
        }
    }
}

/// The path of a field of the table at `path`.
pub(crate) fn join(path: &str, field: &str) -> String {
    match path {
        "" => field.to_owned(),
        path => format!("{path}.{field}"),
    }
}

/// `path` and the path of each table around it.
pub(crate) fn around(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| Some(&path[..path.rfind(['.', '['])?]))
}

/// One thing that is wrong with a project: where, what was found, what was expected, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// The field, such as `domain[1].accent`; empty when it is about the whole file.
    pub path: String,
    /// What was found and what was expected, in lower case and without a full stop.
    pub message: String,
    /// What to do about it.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Where it stands, for a project that was read from TOML.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What it looks like, where it is about an accent that looks like another.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alike: Option<Box<Alike>>,
}

/// What an accent looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Alike {
    /// The field with the other accent, such as `domain[0].accent`.
    pub path: String,
    /// To whom: to everyone where it is the normal one.
    pub vision: Vision,
    /// In windows of which shade.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"dark\" | \"light\""))]
    pub shade: Shade,
}

impl Diagnostic {
    /// An error about the field at `path`.
    pub(crate) fn error(path: impl Into<String>, message: impl Into<String>) -> Self {
        // One body for all: the page is smaller for it.
        #[inline(never)]
        fn error(path: String, message: String) -> Diagnostic {
            Diagnostic {
                severity: Severity::Error,
                path,
                message,
                hint: None,
                place: None,
                alike: None,
            }
        }
        error(path.into(), message.into())
    }

    /// A warning about the field at `path`.
    pub(crate) fn warning(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(path, message)
        }
    }

    /// The same diagnostic with advice on what to do.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same diagnostic with its place.
    pub(crate) fn at(mut self, span: Range<usize>, lines: &Lines) -> Self {
        self.place = Some(lines.place(span));
        self
    }
}

impl fmt::Display for Diagnostic {
    /// `line:column: path: message`, each of the first two only where known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{}:{}: ", place.line, place.column)?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

/// Whether any of `diagnostics` is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// How many mistakes are shown at once; a file of noise would otherwise have one on every line.
const MOST: usize = 100;

/// The first of `diagnostics`, and how many more there are.
pub(crate) fn cut(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let found = diagnostics.len();
    if found > MOST {
        let severity = match has_errors(&diagnostics[MOST..]) {
            true => Severity::Error,
            false => Severity::Warning,
        };
        diagnostics.truncate(MOST);
        let more = Diagnostic::error("", format!("{} more mistakes", found - MOST));
        diagnostics.push(Diagnostic { severity, ..more }.hint("mend the first ones and check again"));
    }
    diagnostics
}
