//! Makes a project of what people have, or puts it into the one that there is.

mod ssh_config;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use self::ssh_config::home;
use super::host::outcome::Exit;
use super::source::{self, Source};
use super::{Error, error, file};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::fleet::visible;
use crate::import::merge::{self, Difference, Merge};
use crate::import::ssh_config::Config;
use crate::import::{Fate, Import, Note, wezterm_lua};
use crate::project::{DomainEntry, STARTER};
use crate::{Project, permissions, share};

/// How many lines are shown that are not in the project.
const SHOWN: usize = 100;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, clap::Subcommand)]
enum From {
    /// Take the hosts of an ssh_config, under the names that you give to ssh
    ///
    /// The project is printed, and beside it, on standard error, what became of each line. A domain's address is the name
    /// that your ssh knows, so that all your ssh_config says of it goes on to count: users, ports, keys and jump hosts.
    /// WezTerm's own ssh does not know all of that; where it would not get through, the domain has transport `openssh`.
    Ssh(Ssh),
    /// Take the hosts of a wezterm.lua, with their colours, tabs and keys
    ///
    /// The config is run, apart from this computer: nothing outside it is read, written or called. What its handlers do to
    /// a window of each domain says what the domain looks like. The project is printed, and beside it, on standard error,
    /// what is not in it and why, and what in the config does not do what it seems to. A `wezmux.lua` can be taken back as
    /// well, and a unit of systemd's can be looked at.
    Wezterm(Wezterm),
}

const INTO_HELP: &str = "\
Exit codes: 0 done, or there was nothing to do; 1 it could not be done; 2 the command line was not understood; of --into \
also 3 it was shown and not done.";

#[derive(Debug, clap::Args)]
#[command(after_help = INTO_HELP)]
struct Ssh {
    /// The ssh_config, with all that it includes; `-` reads it from standard input; ~/.ssh/config when not given
    file: Option<PathBuf>,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, clap::Args)]
#[command(after_help = INTO_HELP)]
struct Wezterm {
    /// The config; `-` reads it from standard input; the one that WezTerm reads when not given
    file: Option<PathBuf>,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, clap::Args)]
struct Target {
    /// Put it into this project file, in TOML: what is new at its end, what has changed in its place
    #[arg(long, value_name = "PROJECT")]
    into: Option<PathBuf>,
    /// Do so without asking first
    #[arg(long, requires = "into")]
    yes: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Error> {
    match &arguments.from {
        From::Ssh(arguments) => ssh(arguments),
        From::Wezterm(arguments) => wezterm(arguments),
    }
}

fn ssh(arguments: &Ssh) -> Result<Exit, Error> {
    let own = home().join(".ssh/config");
    let path = arguments.file.as_ref().unwrap_or(&own);
    let config = ssh_config::read(path)?;
    let names: Vec<String> = config.names().into_iter().map(str::to_owned).collect();
    let import = config.import();
    tell(path, &import)?;
    if path != &own {
        warn_of_strangers(path, &own, &import, &names);
    }
    give(&import, &arguments.target)
}

fn wezterm(arguments: &Wezterm) -> Result<Exit, Error> {
    // Where WezTerm looks, and in this order (`Config::load`, config/src/config.rs at 20250223).
    let places = [".wezterm.lua", ".config/wezterm/wezterm.lua"].map(|place| home().join(place));
    let own = places.iter().find(|place| place.is_file()).unwrap_or(&places[0]);
    let path = arguments.file.as_ref().unwrap_or(own);
    let import = wezterm_lua::read(&source::read(path)?);
    tell(path, &import)?;
    give(&import, &arguments.target)
}

/// Prints what became of the file at `path`; an error where nothing can be made of it.
fn tell(path: &Path, import: &Import) -> Result<(), Error> {
    report(path, import);
    match import.mistakes() {
        0 if import.project.domain.is_empty() => Err(Error::Nothing(path.to_owned())),
        0 => Ok(()),
        errors => Err(Error::Project {
            path: path.to_owned(),
            errors,
        }),
    }
}

/// Prints the project, or puts it into the one that there is.
fn give(import: &Import, target: &Target) -> Result<Exit, Error> {
    match &target.into {
        None => {
            let Merge { project, .. } = merge::merge(&Project::default(), import);
            write!(anstream::stdout(), "{}", project.to_toml()).map_err(Error::Output)?;
            Ok(Exit::Clean)
        }
        Some(into) => put(into, import, target.yes),
    }
}

/// Prints what became of the file at `path`, on standard error.
fn report(path: &Path, import: &Import) {
    let own = path.display().to_string();
    let is_missing = |note: &&Note| matches!(note.fate, Fate::Left | Fate::Trap | Fate::Mistake);
    let missing = || import.notes.iter().filter(is_missing);
    // Mistakes first, so that none is among those that are only counted.
    let is_mistake = |note: &&Note| note.fate == Fate::Mistake;
    let shown = missing()
        .filter(is_mistake)
        .chain(missing().filter(|note| !is_mistake(note)));
    for note in shown.take(SHOWN) {
        let file = note.file.as_deref().unwrap_or(&own);
        let text = source::excerpt(file, &note.diagnostic(), |span| (note.line, &note.text, span));
        anstream::eprintln!("{text}\n");
    }
    if let more @ 1.. = missing().count().saturating_sub(SHOWN) {
        anstream::eprintln!("and {more} more lines that are not in the project\n");
    }
    let bold = anstyle::Style::new().bold();
    let mut kept: BTreeMap<&str, Vec<&Note>> = BTreeMap::new();
    for note in import.notes.iter().filter(|note| note.fate == Fate::Kept) {
        kept.entry(&note.message).or_default().push(note);
    }
    for (entry, account) in import.project.domain.iter().zip(&import.accounts) {
        let (name, note) = (
            entry.name.as_deref().unwrap_or_default(),
            &import.notes[account.note],
        );
        anstream::eprintln!("{bold}{name}{bold:#}: {}", note.message);
    }
    for (message, notes) in kept {
        const MOST: usize = 8;
        let line = |note: &&Note| {
            let place = match &note.file {
                Some(file) => format!("{file}:{}", note.line),
                None => format!("line {}", note.line),
            };
            format!("`{}` ({place})", visible(&note.subject))
        };
        let lines: Vec<_> = notes.iter().take(MOST).map(line).collect();
        let more = match notes.len().saturating_sub(MOST) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        anstream::eprintln!("note: {}{more}: {message}", lines.join(", "));
    }
}

/// Warns of names that ssh would not find, since they stand in no file that it reads.
fn warn_of_strangers(path: &Path, own: &Path, import: &Import, names: &[String]) {
    let known = ssh_config::read(own);
    let known = known.as_ref().map(Config::names).unwrap_or_default();
    let known: HashSet<&str> = known.into_iter().collect();
    let addresses = import
        .project
        .domain
        .iter()
        .filter_map(|entry| entry.address.as_deref());
    let addresses: HashSet<&str> = addresses.collect();
    let mut strangers = names
        .iter()
        .filter(|name| addresses.contains(name.as_str()) && !known.contains(name.as_str()));
    if let Some(first) = strangers.next() {
        let others = match strangers.count() {
            0 => String::new(),
            1 => " and 1 other name".to_owned(),
            more => format!(" and {more} other names"),
        };
        let message = format!(
            "your ssh does not know `{}`{others}: no file that it reads has such a name",
            visible(first)
        );
        let file = path.canonicalize().unwrap_or_else(|_| PathBuf::from("FILE"));
        let hint = format!("write `Include {}` at the top of ~/.ssh/config", file.display());
        error::print(&Diagnostic::warning("", message).hint(hint));
    }
}

/// Shows what an import changes in a project file, and does it when it may.
fn put(path: &Path, import: &Import, is_agreed: bool) -> Result<Exit, Error> {
    const LINK: Error = Error::Into(
        "a link",
        "write it into a file first, with `wezmux share --toml`, and name that file",
    );
    match path.to_str() {
        Some("-") => {
            let hint = "leave out `--into`: the project is then printed";
            return Err(Error::Into("`-`, which is standard output", hint));
        }
        Some(path) if share::is_link(path) => return Err(LINK),
        _ => {}
    }
    // A link to the file stays one.
    let target = path.canonicalize().or_else(|_| {
        // One that leads to no file yet.
        let led = fs::read_link(path)?;
        io::Result::Ok(path.parent().unwrap_or(Path::new("")).join(led))
    });
    let target = target.unwrap_or_else(|_| path.to_owned());
    let text = match source::read(&target) {
        Err(Error::Read(_, error)) if error.kind() == io::ErrorKind::NotFound => String::new(),
        text => text?,
    };
    if share::is_link(&text) {
        return Err(LINK);
    } else if text.trim_start().starts_with('{') {
        let hint = "make TOML of it first, with `wezmux share --toml`, and name that file";
        return Err(Error::Into("one in JSON", hint));
    }
    let reading = Project::read_toml(&text);
    if has_errors(&reading.diagnostics) {
        Source::of(path, text.clone()).fleet()?;
    }
    let merge = merge::merge(&reading.project, import);
    for note in &merge.notes {
        error::print(&note.diagnostic());
    }
    show(&merge).map_err(Error::Output)?;
    if merge
        .changes
        .iter()
        .all(|change| change.difference == Difference::Same)
    {
        return Ok(Exit::Clean);
    }
    let written = merge::write(&text, &reading, &merge).ok_or_else(|| Error::Layout(path.to_owned()))?;
    let source = Source::of(path, written.clone());
    if has_errors(&source.diagnostics) {
        anstream::eprintln!(
            "note: with the import, `{}` would have these mistakes",
            path.display()
        );
        source.fleet()?;
    }
    tell_of_examples(&merge);
    if !is_agreed && !agrees(path) {
        return Ok(Exit::Pending);
    }
    let mode = fs::metadata(&target).map_or(0o644, |metadata| permissions::of(&metadata));
    file::write(&target, written.as_bytes(), mode)?;
    writeln!(anstream::stdout(), "wrote {}", path.display()).map_err(Error::Output)?;
    Ok(Exit::Clean)
}

/// What is new, what changes, and how many domains are the same.
fn show(merge: &Merge) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let of = |difference| {
        merge
            .changes
            .iter()
            .filter(move |change| change.difference == difference)
    };
    for change in of(Difference::New) {
        let fields = change.fields.iter().filter(|field| field.field != "name");
        let fields: Vec<String> = fields
            .map(|field| format!("{} = {}", field.field, field.after))
            .collect();
        writeln!(out, "new      {}: {}", change.name, fields.join(", "))?;
    }
    for change in of(Difference::Changed) {
        for field in &change.fields {
            let before = field.before.as_deref().unwrap_or("nothing");
            writeln!(
                out,
                "changed  {}: {} = {}, was {before}",
                change.name, field.field, field.after
            )?;
        }
    }
    let same: Vec<&str> = of(Difference::Same).map(|change| change.name.as_str()).collect();
    if !same.is_empty() {
        writeln!(out, "same     {}", same.join(", "))?;
    }
    out.flush()
}

/// Says which domains are those that `wezmux init` made up: `apply` would go there.
fn tell_of_examples(merge: &Merge) {
    let starter = Project::read(STARTER).project;
    let is_example = |entry: &&DomainEntry| {
        let mut made_up = starter.domain.iter();
        made_up.any(|example| (&example.name, &example.address) == (&entry.name, &entry.address))
            && !merge
                .changes
                .iter()
                .any(|change| Some(&change.name) == entry.name.as_ref())
    };
    let examples = merge.project.domain.iter().filter(is_example);
    let names: Vec<String> = examples
        .filter_map(|entry| entry.name.as_ref())
        .map(|name| format!("`{name}`"))
        .collect();
    match &names[..] {
        [] => {}
        [name] => anstream::eprintln!("note: {name} is still an example of `wezmux init`"),
        [first @ .., last] => {
            anstream::eprintln!(
                "note: {} and {last} are still the examples of `wezmux init`",
                first.join(", ")
            );
        }
    }
}

/// Whether whoever sits at the terminal says yes; nobody does where there is none.
fn agrees(path: &Path) -> bool {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        anstream::eprintln!("note: nothing was written; --yes does it without asking");
        return false;
    }
    anstream::eprint!("write this into {}? [y/N] ", path.display());
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}
