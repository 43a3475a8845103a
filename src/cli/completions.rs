//! What a shell needs to complete command lines; the candidates come from the program itself, while one types.

use std::io::Write;
use std::path::PathBuf;

use clap::CommandFactory;
use clap::builder::PossibleValuesParser;
use clap_complete::env::Shells;
use clap_complete::{CompleteEnv, CompletionCandidate};

use super::{Error, PROJECT_FILE, source};
use crate::Project;

/// In which the shell says that it asks for candidates.
const VARIABLE: &str = "WEZMUX_COMPLETE";

const SHELLS: Shells<'static> = Shells::builtins();

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
