//! The help of the program, of a verb, or of a topic.

use std::io::Write;

use anstyle::Style;
use clap::CommandFactory;
use clap_complete::{ArgValueCandidates, CompletionCandidate};

use super::{Error, reference};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A verb, or one of the topics `project` (every key of the project file) and `exit-codes`
    #[arg(value_name = "WORD", add = ArgValueCandidates::new(completed))]
    words: Vec<String>,
}

/// What there is besides the verbs.
const TOPICS: [(&str, &str); 2] = [
    ("project", "Every key of the project file"),
    ("exit-codes", "What the program ends with"),
];

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let words: Vec<&str> = arguments.words.iter().map(String::as_str).collect();
    let text = match words.as_slice() {
        ["project"] => project(width()),
        ["exit-codes"] => exit_codes(width()),
        words => of_verb(words).ok_or_else(|| Error::NoTopic(words.join(" "), known(words)))?,
    };
    write!(anstream::stdout(), "{text}").map_err(Error::Output)
}

/// What `--help` behind these words prints.
fn of_verb(words: &[&str]) -> Option<String> {
    let mut program = super::Arguments::command();
    program.build();
    words
        .iter()
        .try_fold(&program, |command, word| command.find_subcommand(word))?;
    let line = ["wezmux"].iter().chain(words).chain(&["--help"]);
    let help = program.try_get_matches_from(line).err()?;
    Some(help.render().ansi().to_string())
}

/// What there is help for where there is none for `words`.
fn known(words: &[&str]) -> Vec<String> {
    let before = &words[..words.len().saturating_sub(1)];
    let (before, subjects) = match subjects(before) {
        none if none.is_empty() => (&[][..], subjects(&[])),
        some => (before, some),
    };
    let subjects = subjects.iter();
    let subjects = subjects.map(|subject| subject.get_value().to_string_lossy().into_owned());
    subjects
        .map(|subject| [before, &[&subject]].concat().join(" "))
        .collect()
}

/// Every word behind `words` that there is help for.
fn subjects(words: &[&str]) -> Vec<CompletionCandidate> {
    let program = super::Arguments::command();
    let mut words = words.iter();
    let Some(verb) = words.try_fold(&program, |command, word| command.find_subcommand(word)) else {
        return Vec::new();
    };
    let verbs = verb.get_subcommands().filter(|verb| !verb.is_hide_set());
    let verbs = verbs.map(|verb| CompletionCandidate::new(verb.get_name()).help(verb.get_about().cloned()));
    let is_top = verb.get_name() == program.get_name();
    let topics = TOPICS.iter().filter(|_| is_top);
    let topics = topics.map(|(name, about)| CompletionCandidate::new(*name).help(Some((*about).into())));
    verbs.chain(topics).collect()
}

/// The same for the words on the command line that a shell completes, the last of which is being written.
fn completed() -> Vec<CompletionCandidate> {
    let words: Vec<String> = std::env::args()
        .skip_while(|word| word != "help")
        .skip(1)
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    subjects(&words[..words.len().saturating_sub(1)])
}

/// As wide as clap makes its own help.
fn width() -> usize {
    terminal_size::terminal_size()
        .map_or(100, |(width, _)| usize::from(width.0))
        .clamp(40, 100)
}

fn wrap(text: &str, indent: &str, width: usize) -> String {
    textwrap::fill(
        text,
        textwrap::Options::new(width)
            .initial_indent(indent)
            .subsequent_indent(indent),
    ) + "\n"
}

fn project(width: usize) -> String {
    let bold = Style::new().bold();
    let heading = bold.underline();
    let mut text = wrap(reference::ABOUT, "", width);
    for table in reference::tables() {
        text += &format!("\n{heading}{}{heading:#}\n", table.heading);
        text += &wrap(&table.purpose, "", width);
        for field in table.fields {
            text += &format!("\n  {bold}{}{bold:#} = {}\n", field.name, field.value);
            text += &wrap(&field.purpose, "    ", width);
        }
    }
    text
}

fn exit_codes(width: usize) -> String {
    let heading = Style::new().bold().underline();
    let parts = [
        ("All verbs", super::AFTER_HELP),
        ("Verbs about hosts", super::HOSTS_HELP),
    ];
    let parts = parts.map(|(name, says)| {
        let says: String = says.lines().map(|line| wrap(line, "", width)).collect();
        format!("{heading}{name}{heading:#}\n{says}")
    });
    parts.join("\n")
}
