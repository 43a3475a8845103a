//! What a shell needs to complete command lines; the candidates come from the program itself, while one types.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use clap::builder::PossibleValuesParser;
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Shells, Zsh};
use clap_complete::{CompleteEnv, CompletionCandidate, engine};

use super::{Error, PROJECT_FILE, source};
use crate::Project;

/// In which the shell says that it asks for candidates.
const VARIABLE: &str = "WEZMUX_COMPLETE";

const SHELLS: Shells<'static> = Shells(&[&JoiningBash, &Elvish, &Fish, &Powershell, &Zsh]);

/// Bash, which makes three words of `--option=value`: `=` is in its `COMP_WORDBREAKS`.
struct JoiningBash;

impl EnvCompleter for JoiningBash {
    fn name(&self) -> &'static str {
        Bash.name()
    }

    fn is(&self, name: &str) -> bool {
        Bash.is(name)
    }

    fn write_registration(
        &self,
        variable: &str,
        name: &str,
        program: &str,
        completer: &str,
        out: &mut dyn Write,
    ) -> Result<(), io::Error> {
        Bash.write_registration(variable, name, program, completer, out)
    }

    fn write_complete(
        &self,
        command: &mut clap::Command,
        words: Vec<OsString>,
        folder: Option<&Path>,
        out: &mut dyn Write,
    ) -> Result<(), io::Error> {
        let number = |name| std::env::var(name).ok()?.parse().ok();
        let at = number("_CLAP_COMPLETE_INDEX").unwrap_or(0);
        let (words, at, kept) = join(words, at);
        let offered = engine::complete(command, words, at, folder)?;
        // Bash puts what it is given behind the last `=`.
        let offered = offered.iter().map(|candidate| {
            let value = candidate.get_value().to_string_lossy();
            value
                .strip_prefix(&*kept)
                .map_or_else(|| value.to_string(), str::to_owned)
        });
        let between = std::env::var("_CLAP_IFS").unwrap_or("\n".to_owned());
        write!(out, "{}", offered.collect::<Vec<_>>().join(&between))
    }
}

/// Makes one word of each `--option` `=` `value`; with where the word number `at` is then, and what of it stands before
/// the value that bash asks for. Behind `--option=` bash asks for an empty word, without the `=`, which is right as it is.
fn join(words: Vec<OsString>, at: usize) -> (Vec<OsString>, usize, String) {
    let mut joined: Vec<OsString> = Vec::new();
    let (mut now, mut kept) = (0, String::new());
    for (index, word) in words.into_iter().enumerate() {
        let mut before = OsString::new();
        if let [.., option, sign] = &joined[..]
            && sign == "="
            && option.to_string_lossy().starts_with("--")
        {
            before.push(option);
            before.push(sign);
            joined.truncate(joined.len() - 2);
        }
        if index == at {
            (now, kept) = (joined.len(), before.to_string_lossy().into_owned());
        }
        before.push(word);
        joined.push(before);
    }
    (joined, now, kept)
}

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_parser = PossibleValuesParser::new(SHELLS.names()))]
    shell: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let shell = SHELLS
        .completer(&arguments.shell)
        .expect("the parser knows the shells");
    let mut script = Vec::new();
    shell
        .write_registration(VARIABLE, "wezmux", "wezmux", "wezmux", &mut script)
        .and_then(|()| anstream::stdout().write_all(&script))
        .map_err(Error::Output)
}

/// Answers a shell that asks for candidates, and ends the program; does nothing where none asks.
pub(super) fn answer() {
    CompleteEnv::with_factory(super::Arguments::command)
        .shells(SHELLS)
        .var(VARIABLE)
        .complete();
}

/// The domains of the project that the command line names.
pub(super) fn domains() -> Vec<CompletionCandidate> {
    let project = project();
    let domains = project.domain.iter().filter_map(|domain| {
        let candidate = CompletionCandidate::new(domain.name.as_ref()?);
        Some(candidate.help(domain.label.clone().or(domain.address.clone()).map(Into::into)))
    });
    domains.collect()
}

/// The tags of its domains.
pub(super) fn tags() -> Vec<CompletionCandidate> {
    let project = project();
    let tags = project
        .domain
        .iter()
        .chain([&project.defaults])
        .flat_map(|domain| domain.tags.iter().flatten());
    let mut tags: Vec<&String> = tags.collect();
    tags.sort();
    tags.dedup();
    tags.into_iter().map(CompletionCandidate::new).collect()
}

/// The project that the line names, as far as it can be read: whoever completes has not finished.
fn project() -> Project {
    let words = std::env::args().map(|word| word.strip_prefix("--project=").unwrap_or(&word).to_owned());
    let named = words.map(PathBuf::from).find(|path| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        matches!(ending, Some("toml" | "json"))
    });
    let path = named.unwrap_or_else(|| PathBuf::from(PROJECT_FILE));
    let text = source::read(&path);
    text.map_or_else(|_| Project::default(), |text| Project::read(&text).project)
}
