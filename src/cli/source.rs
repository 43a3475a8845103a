//! A project file on disk: read, checked, and its mistakes shown beside its lines.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::shell::word;
use super::{Error, PROJECT_FILE};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::fleet::Sketch;
use crate::project::{MAX_BYTES, Project};
use crate::{Fleet, check, share};

/// What a verb takes that reads a project and talks to no host.
#[derive(Debug, clap::Args)]
pub(super) struct ProjectFile {
    /// The project file, in TOML or JSON, or a link; `-` reads it from standard input
    #[arg(value_name = "PROJECT", default_value = PROJECT_FILE)]
    path: PathBuf,
    /// The same as PROJECT, in the way of the verbs about hosts
    #[arg(short, long, value_name = "FILE", conflicts_with = "path")]
    project: Option<PathBuf>,
}

impl ProjectFile {
    pub(super) fn open(&self) -> Result<Source, Error> {
        Source::open(self.path())
    }

    fn path(&self) -> &Path {
        self.project.as_ref().unwrap_or(&self.path)
    }

    /// What takes the setup of a domain, whose name is to follow, off its host.
    pub(super) fn remove_command(&self) -> String {
        match word_of(self.path()) {
            Some(project) if project.is_empty() => "wezmux remove".to_owned(),
            project => format!("wezmux remove -p {}", project.as_deref().unwrap_or("PROJECT")),
        }
    }
}

/// The word that names a project file to a verb, empty where every verb looks anyway; None for a link, which is no file,
/// and for what came through a pipe.
pub(super) fn word_of(path: &Path) -> Option<String> {
    match path.to_str()? {
        PROJECT_FILE => Some(String::new()),
        text => path.is_file().then(|| word(text)),
    }
}

/// A project file and what it says.
pub(super) struct Source {
    pub(super) path: PathBuf,
    text: String,
    is_link: bool,
    pub(super) project: Project,
    pub(super) fleet: Option<Fleet>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Source {
    /// Reads and checks the file at `path`, standard input for `-`, or the project in a link.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let link = path.to_str().filter(|text| share::is_link(text));
        let (path, text) = match link {
            Some(link) => (Path::new("link"), link.to_owned()),
            None => (path, read(path).map_err(no_project)?),
        };
        Ok(Self::of(path, text))
    }

    /// Checks the project in `text`, from the file at `path`.
    pub(super) fn of(path: &Path, text: String) -> Self {
        let reading = Project::read(&text);
        let (fleet, diagnostics) = check(&reading);
        let is_link = share::is_link(&text);
        // What stands where in a link is in the file that it holds.
        let text = match is_link {
            true => reading.project.to_toml(),
            false => text,
        };
        Self {
            path: path.to_owned(),
            text,
            is_link,
            project: reading.project,
            fleet,
            diagnostics,
        }
    }

    /// Whether the text is no project at all.
    pub(super) fn is_unreadable(&self) -> bool {
        let is_syntax =
            |diagnostic: &Diagnostic| diagnostic.path.is_empty() && diagnostic.severity == Severity::Error;
        self.diagnostics.iter().any(is_syntax)
    }

    /// Shows every diagnostic on standard error, then gives the fleet, if there is one.
    pub(super) fn fleet(self) -> Result<Fleet, Error> {
        for diagnostic in &self.diagnostics {
            anstream::eprintln!("{}\n", self.excerpt(diagnostic));
        }
        let errors = self
            .diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .count();
        self.fleet.ok_or(match self.is_link {
            true => Error::Link(errors),
            false => Error::Project {
                path: self.path,
                errors,
            },
        })
    }

    /// What a picture shows of the domains. Those of a link need no addresses for it, which most links are made without;
    /// any other mistake is reported as by [`Source::fleet`].
    pub(super) fn sketches(self) -> Result<Vec<Sketch>, Error> {
        let errors = self.diagnostics.iter().filter(|d| d.severity == Severity::Error);
        let Project { defaults, domain, .. } = &self.project;
        let without_address = domain.iter().filter(|entry| entry.address.is_none()).count();
        let is_missing = |diagnostic: &Diagnostic| diagnostic.path.ends_with("].address");
        if self.is_link && errors.clone().all(is_missing) && errors.count() == without_address {
            let sketches = domain.iter().map(|entry| Fleet::sketch_of(entry, defaults));
            if let Some(sketches) = sketches.collect() {
                return Ok(sketches);
            }
        }
        Ok(self.fleet()?.domains().iter().map(Sketch::from).collect())
    }

    fn excerpt(&self, diagnostic: &Diagnostic) -> String {
        let path = self.path.display().to_string();
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(&self.text);
        excerpt(&path, diagnostic, |span| around(text, span))
    }
}

/// A diagnostic with its line of the file at `path`. `lines` gives the number of the line where a span of bytes starts,
/// that line, and the part of the span in it.
pub(super) fn excerpt<'a>(
    path: &str,
    diagnostic: &Diagnostic,
    lines: impl Fn(Range<usize>) -> (usize, &'a str, Range<usize>),
) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    // Far along a line, as in JSON without newlines, nobody would know what is shown, and it takes long.
    let is_shown = |place: &&Place| place.column < 10_000;
    let title = match (
        diagnostic.place.as_ref().filter(is_shown),
        diagnostic.path.as_str(),
    ) {
        // Without a line to show, the field says where it is.
        (None, field) if !field.is_empty() => format!("{field}: {}", diagnostic.message),
        _ => diagnostic.message.clone(),
    };
    let mut group = Group::with_title(level.primary_title(title));
    match &diagnostic.place {
        Some(place) if is_shown(&place) => {
            let (start, part, span) = lines(place.span.clone());
            let annotation = AnnotationKind::Primary.span(span);
            let annotation = match diagnostic.path.as_str() {
                "" => annotation,
                field => annotation.label(field),
            };
            let snippet = Snippet::source(part).path(path).line_start(start).fold(true);
            group = group.element(snippet.annotation(annotation));
        }
        Some(place) => {
            group = group.element(Origin::path(path).line(place.line).char_column(place.column));
        }
        None => group = group.element(Origin::path(path)),
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(hint));
    }
    Renderer::styled().render(&[group])
}

/// The line where `span` starts, its number, and the part of `span` in it. A table is shown by its first line, and
/// a line of noise only as far as a little after its mistake; the renderer leaves out what comes before it.
fn around(text: &str, span: Range<usize>) -> (usize, &str, Range<usize>) {
    const MARGIN: usize = 200;
    let start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let mut end = text[span.start..]
        .find('\n')
        .map_or(text.len(), |newline| span.start + newline);
    let line = text[..start].matches('\n').count() + 1;
    if end - span.start > MARGIN {
        end = floor(text, span.start + MARGIN);
    }
    let mark = span.start - start..span.end.clamp(span.start, end) - start;
    (line, &text[start..end], mark)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// There is no such file: what is meant is a project.
fn no_project(error: Error) -> Error {
    match error {
        Error::Read(path, error) if error.kind() == io::ErrorKind::NotFound => Error::NoProject(path),
        other => other,
    }
}

/// The text of the file at `path`, or of standard input for `-`.
pub(super) fn read(path: &Path) -> Result<String, Error> {
    let bytes = read_bytes(path)?;
    String::from_utf8(bytes).map_err(|error| Error::Utf8(path.to_owned(), error.utf8_error().valid_up_to()))
}

/// The same where it need not be UTF-8.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, Error> {
    // One byte more than allowed, so that the reader can say that the file is too large.
    let limit = MAX_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    let result = match path.to_str() {
        Some("-") => io::stdin().lock().take(limit).read_to_end(&mut bytes),
        _ => File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)),
    };
    result.map_err(|error| Error::Read(path.to_owned(), error))?;
    Ok(bytes)
}
