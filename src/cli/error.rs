use std::fmt;
use std::io;
use std::path::PathBuf;

use super::host::outcome::Exit;
use super::shell::word;
use crate::diagnostic::{Diagnostic, Severity};

/// Why a verb could not do its work.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A project is named where a domain is.
    FileAsHost(String),
    /// A folder would be written to standard output.
    FolderToOutput,
    /// What is to be put into a project file would be put into this instead; and what to do.
    Into(&'static str, &'static str),
    /// A project file is laid out in a way that nothing can be put into.
    Layout(PathBuf),
    /// Files that this program did not write, or that were changed since, stand in the way.
    InTheWay(PathBuf, Vec<String>),
    /// A link has so many errors, which were reported already.
    Link(usize),
    /// The page's server could not have its port.
    Listen(u16, io::Error),
    /// What the command line says about a look is wrong in these places.
    Look(Vec<Diagnostic>),
    /// The record of what was written where cannot be understood.
    Manifest(PathBuf, String),
    /// A file has nothing of which a domain could be made.
    Nothing(PathBuf),
    /// The project has no domain of that name, but these.
    NoDomain(String, Vec<String>),
    /// The same, where this verb was to talk to its host.
    NoHost(String, Vec<String>, &'static str),
    /// The project has no domain with that tag, but these tags.
    NoTag(String, Vec<String>),
    /// There is no font to draw with.
    NoFonts,
    /// There is no project file.
    NoProject(PathBuf),
    /// This verb has left no record of who failed.
    NoRecord(&'static str),
    /// There is no help for these words, but for those.
    NoTopic(String, Vec<String>),
    /// An engine can do nothing for any domain, as none says its user.
    NoUsers,
    /// What is to be a folder is something else.
    NotAFolder(PathBuf),
    /// The name of an archive ends as one that is packed in a way that is not known here.
    ArchiveName(PathBuf),
    /// A file is no archive that this program wrote.
    NotOurArchive(PathBuf),
    /// A folder was written for this engine, or by `build`, and now for another one.
    OtherFolder(PathBuf, String),
    /// Standard output could not be written.
    Output(io::Error),
    /// A picture could not be encoded.
    Picture(String),
    /// A picture would be printed on a terminal.
    PictureToTerminal,
    /// A picture's name does not say what it is to be.
    PictureName(PathBuf),
    /// A picture would be this large, in pixels.
    PictureSize(u32, u32),
    /// The project has errors, which were reported already.
    Project {
        /// The file.
        path: PathBuf,
        /// How many errors it has.
        errors: usize,
    },
    /// A file could not be read.
    Read(PathBuf, io::Error),
    /// The program's own threads could not be started.
    Runtime(io::Error),
    /// The starter file would replace a file.
    StarterExists(PathBuf),
    /// The user ended it.
    Stopped,
    /// An archive would be printed on a terminal.
    TarToTerminal,
    /// No accent was given to make a theme from.
    NoAccent,
    /// A colour scheme would have to be both dark and light.
    TwoSchemes,
    /// So many hosts are not followed at once; at most so many are.
    TooMany(usize, usize),
    /// A file is not UTF-8.
    Utf8(PathBuf, usize),
    /// A file could not be written.
    Write(PathBuf, io::Error),
}

impl Error {
    /// How the program ends for it.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::FileAsHost(_)
            | Self::NoHost(..)
            | Self::NoTag(..)
            | Self::NoTopic(..)
            | Self::PictureToTerminal
            | Self::TooMany(..)
            | Self::TwoSchemes
            | Self::NoAccent => Exit::Usage,
            Self::Stopped => Exit::Stopped,
            _ => Exit::Failed,
        }
    }

    /// What to do about it.
    fn hint(&self) -> Option<String> {
        match self {
            Self::InTheWay(..) => {
                Some("write into another folder with `-o`, or replace them with `--force`".to_owned())
            }
            // What a terminal would not show cannot be typed after it either.
            Self::FileAsHost(name) if name.chars().any(char::is_control) => {
                Some("to name the project file: `-p FILE`".to_owned())
            }
            Self::FileAsHost(name) => Some(format!("to name the project file: `-p {}`", word(name))),
            Self::FolderToOutput => {
                Some("name a folder with `-o`; as an archive: `wezmux export tar -o -`".to_owned())
            }
            Self::NotOurArchive(_) => {
                Some("write into another file with `-o`, or replace it with `--force`".to_owned())
            }
            Self::OtherFolder(..) => {
                Some("write into another folder with `-o`, or replace its files with `--force`".to_owned())
            }
            Self::Into(_, hint) => Some((*hint).to_owned()),
            Self::Layout(_) => Some("print it without `--into`, and put it there by hand".to_owned()),
            Self::Link(_) => {
                Some("write it into a file with `wezmux share --toml`, and mend it there".to_owned())
            }
            Self::Listen(..) => Some("let the system choose a free port with `--port 0`".to_owned()),
            Self::Manifest(..) => Some("remove it, and build with `--force`".to_owned()),
            Self::NoTag(_, known) if known.is_empty() => {
                Some("no domain has any; write `tags = [\"web\"]` to one".to_owned())
            }
            Self::NoHost(_, known, "remove") => Some(format!(
                "the project has {}; what a domain has left on its host is removed while it is in the project: put it back \
                 first",
                list(known)
            )),
            Self::NoDomain(_, known) | Self::NoHost(_, known, _) | Self::NoTag(_, known) => {
                Some(format!("the project has {}", list(known)))
            }
            Self::NoTopic(_, known) => Some(format!("there is some for `{}`", known.join("`, `"))),
            Self::NoUsers => {
                Some("write `username = \"ubuntu\"` to each domain, or once to `[defaults]`".to_owned())
            }
            Self::ArchiveName(_) => Some("end it in `.tar`, `.tar.gz` or `.tgz`".to_owned()),
            Self::TarToTerminal => Some("name a file with `-o`, or pipe it to `tar`".to_owned()),
            Self::PictureToTerminal => Some("name a file with `-o`".to_owned()),
            Self::NotAFolder(_) => Some("name another folder with `-o`".to_owned()),
            Self::NoFonts => {
                Some("install one, such as Debian's `fonts-dejavu-core`, or write SVG".to_owned())
            }
            Self::PictureName(_) => Some("end it in `.svg` or `.png`".to_owned()),
            Self::PictureSize(..) => {
                let advice = "write SVG, fewer windows with `--domain`, or smaller ones with `--width`, `--height` and \
                              `--scale`";
                Some(advice.to_owned())
            }
            Self::NoAccent => Some(
                "give one, such as `wezmux theme '#bb9af7'`: without the quotes a shell takes the rest of the line from \
                 `#` on as a comment"
                    .to_owned(),
            ),
            Self::NoProject(_) => {
                Some("write one with `wezmux init`, or name another file with `-p`".to_owned())
            }
            Self::NoRecord(_) => Some("run it without `--retry-failed`".to_owned()),
            Self::StarterExists(_) => Some("replace it with `--force`, or name another file".to_owned()),
            Self::TooMany(..) => Some("name those that you mean, or raise `--parallel`".to_owned()),
            Self::TwoSchemes => {
                Some("write one with `--appearance dark` and one with `--appearance light`".to_owned())
            }
            Self::Utf8(..) => Some("save the file as UTF-8".to_owned()),
            _ => None,
        }
    }

    /// Prints it with its hint on standard error.
    pub(super) fn report(&self) {
        match self {
            Self::Look(mistakes) => mistakes.iter().for_each(print),
            _ => {
                let error = Diagnostic::error("", self.to_string());
                print(&Diagnostic {
                    hint: self.hint(),
                    ..error
                });
            }
        }
    }
}

/// `names` in backticks, and of many the first ones.
pub(super) fn list(names: &[impl fmt::Display]) -> String {
    const SHOWN: usize = 10;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Prints a mistake that has no line to show, with its hint, on standard error.
pub(super) fn print(mistake: &Diagnostic) {
    let bold = anstyle::Style::new().bold();
    let (word, color) = match mistake.severity {
        Severity::Error => ("error", anstyle::AnsiColor::Red),
        Severity::Warning => ("warning", anstyle::AnsiColor::Yellow),
    };
    let level = bold.fg_color(Some(color.into()));
    anstream::eprintln!("{level}{word}{level:#}{bold}: {}{bold:#}", mistake.message);
    if let Some(hint) = &mistake.hint {
        anstream::eprintln!("{bold}help{bold:#}: {hint}");
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InTheWay(folder, paths) => {
                write!(
                    f,
                    "`{}` has files that this program did not write, or that were changed since:",
                    folder.display()
                )?;
                paths.iter().try_for_each(|path| write!(f, "\n  {path}"))
            }
            Self::Into(found, _) => write!(f, "`--into` must name a project file in TOML, found {found}"),
            Self::Layout(path) => write!(
                f,
                "cannot put domains into `{}` as it is laid out",
                path.display()
            ),
            Self::Link(1) => f.write_str("the link has 1 error"),
            Self::Link(errors) => write!(f, "the link has {errors} errors"),
            Self::Listen(port, error) => write!(f, "cannot listen on port `{port}` of 127.0.0.1: {error}"),
            Self::Look(mistakes) => {
                let messages: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
                f.write_str(&messages.join("; "))
            }
            Self::Manifest(path, why) => write!(f, "cannot understand `{}`: {why}", path.display()),
            Self::Nothing(path) => write!(f, "`{}` has no host that can be a domain", path.display()),
            Self::FileAsHost(name) | Self::NoDomain(name, _) | Self::NoHost(name, ..) => {
                write!(f, "there is no domain `{}`", name.escape_debug())
            }
            Self::NoTag(tag, _) => write!(f, "no domain has the tag `{}`", tag.escape_debug()),
            Self::NoFonts => f.write_str("this computer has no font to draw a PNG with"),
            Self::NoTopic(words, _) => write!(f, "there is no help for `{}`", words.escape_debug()),
            Self::NoUsers => {
                f.write_str("no domain says its user, whom cloud-init has to know before anyone logs in")
            }
            Self::ArchiveName(path) => {
                write!(
                    f,
                    "`{}` ends as no archive that can be written here",
                    path.display()
                )
            }
            Self::PictureToTerminal => f.write_str("a picture is nothing for a terminal"),
            Self::TarToTerminal => f.write_str("an archive is nothing for a terminal"),
            Self::FolderToOutput => f.write_str("only an archive goes to standard output"),
            Self::NotOurArchive(path) => {
                write!(f, "`{}` is no archive that this program wrote", path.display())
            }
            Self::OtherFolder(path, made_for) => {
                write!(f, "`{}` has the files of ", path.display())?;
                match made_for.as_str() {
                    "build" => f.write_str("`wezmux build`"),
                    engine => write!(f, "`wezmux export {engine}`"),
                }
            }
            Self::NotAFolder(path) => write!(f, "`{}` is no folder", path.display()),
            Self::Picture(why) => write!(f, "cannot make a PNG: {why}"),
            Self::PictureName(path) => write!(f, "`{}` is neither an SVG nor a PNG", path.display()),
            Self::PictureSize(width, height) => {
                write!(
                    f,
                    "the picture would have {width} times {height} pixels, but at most 64 million are drawn"
                )
            }
            Self::Output(error) => write!(f, "cannot write to standard output: {error}"),
            Self::NoProject(path) => write!(f, "there is no project file `{}`", path.display()),
            Self::NoRecord(verb) => {
                write!(
                    f,
                    "`wezmux {verb}` has not run for this project yet, so it is not known who failed"
                )
            }
            Self::Stopped => f.write_str("stopped"),
            Self::Project { path, errors: 1 } => write!(f, "`{}` has 1 error", path.display()),
            Self::Project { path, errors } => write!(f, "`{}` has {errors} errors", path.display()),
            Self::Read(path, error) => write!(f, "cannot read `{}`: {error}", path.display()),
            Self::Runtime(error) => write!(f, "cannot start: {error}"),
            Self::StarterExists(path) => write!(f, "`{}` is there already", path.display()),
            Self::TooMany(hosts, most) => {
                write!(
                    f,
                    "{hosts} hosts are to be followed, but at most {most} are at once"
                )
            }
            Self::NoAccent => f.write_str("there is no accent"),
            Self::TwoSchemes => f.write_str("a colour scheme is either dark or light, but `system` is both"),
            Self::Utf8(path, at) => {
                write!(f, "`{}` is not text: byte {at} is not UTF-8", path.display())
            }
            Self::Write(path, error) => write!(f, "cannot write `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen(_, error)
            | Self::Output(error)
            | Self::Read(_, error)
            | Self::Runtime(error)
            | Self::Write(_, error) => Some(error),
            _ => None,
        }
    }
}
