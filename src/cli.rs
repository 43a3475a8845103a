//! The program: one file for each verb.
//!
//! Exit codes: 0 done; 1 it could not be done, or the project has errors; 2 the command line was not understood; of the
//! verbs about hosts also 3 something differs or waits; 4 a host could not be reached; 130 the user stopped it.

mod apply;
mod build;
mod check;
mod completions;
mod doctor;
mod error;
mod export;
mod file;
mod folder;
mod help;
mod here;
mod host;
mod import;
mod init;
mod logs;
mod man;
mod plan;
mod preview;
mod reference;
mod remove;
mod restart;
mod schema;
mod serve;
mod share;
mod shell;
mod source;
mod status;
mod theme;
mod undo;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use error::Error;
pub use export::pack;
use host::outcome::Exit;

/// Where a verb looks for the project when it is not told.
const PROJECT_FILE: &str = "wezmux.toml";

/// One short project file in, everything that WezTerm needs for sessions that live on your servers out.
#[derive(Debug, Parser)]
#[command(name = "wezmux", version, after_help = AFTER_HELP, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

/// What begins the line that says what a program ends with.
const EXIT_CODES: &str = "Exit codes: ";

const AFTER_HELP: &str = "\
Exit codes: 0 done, 1 it could not be done or the project has errors, 2 the command line was not understood; \
of verbs about hosts also 3 something differs or waits, 4 a host could not be reached, 130 you stopped it.
Colour is used on a terminal only, and not at all when NO_COLOR is set.
`wezmux help project` says what every key of the project file means.";

const HOSTS_HELP: &str = "\
Exit codes: 0 all is as it should be, 1 something failed (of doctor: it found an error), 2 the command line was not \
understood, 3 something differs from the project or waits for a decision or a restart, 4 a host could not be reached \
and nothing failed, 130 you stopped it.";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write a project file with comments to start from
    Init(init::Arguments),
    /// Make a project of the ssh_config or the wezterm.lua that you have
    Import(import::Arguments),
    /// Say what is wrong with a project file, all at once
    Check(check::Arguments),
    /// Write every file of a project into a folder
    Build(build::Arguments),
    /// Write a project for an engine that many hosts are kept with
    #[command(after_help = export::HELP)]
    Export(export::Arguments),
    /// Show the theme that an accent colour gives
    Theme(theme::Arguments),
    /// Draw the windows of a project's domains, as SVG or PNG
    Preview(preview::Arguments),
    /// Say what would change on the hosts, as a diff
    #[command(after_help = HOSTS_HELP)]
    Plan(plan::Arguments),
    /// Set the hosts up, or bring them up to date
    #[command(after_help = HOSTS_HELP)]
    Apply(apply::Arguments),
    /// Say how the servers on the hosts are, with their tabs
    #[command(after_help = HOSTS_HELP)]
    Status(status::Arguments),
    /// Look for what goes wrong on the hosts, and say how to put it right
    #[command(after_help = HOSTS_HELP)]
    Doctor(doctor::Arguments),
    /// Restart the servers on the hosts
    #[command(after_help = HOSTS_HELP)]
    Restart(restart::Arguments),
    /// Put back what the last change replaced on the hosts
    #[command(after_help = HOSTS_HELP)]
    Undo(undo::Arguments),
    /// Take everything off the hosts that was put there, and put back what was there before
    #[command(after_help = HOSTS_HELP)]
    Remove(remove::Arguments),
    /// Print what the servers on the hosts have said
    #[command(after_help = HOSTS_HELP)]
    Logs(logs::Arguments),
    /// Print a project as a link to the page, or a link as a project file
    Share(share::Arguments),
    /// Print the JSON Schema of the project file, for editors
    Schema(schema::Arguments),
    /// Serve the page to this computer's browser
    Serve(serve::Arguments),
    /// Print what a shell needs to complete command lines, with the names of domains
    Completions(completions::Arguments),
    /// Write manual pages
    Man(man::Arguments),
    /// Print the help of a verb, or of a topic
    Help(help::Arguments),
}

/// Runs the program and reports its errors on standard error.
pub fn run() -> ExitCode {
    completions::answer();
    let clean = |()| Exit::Clean;
    let result = match Arguments::parse().verb {
        Verb::Init(arguments) => init::run(&arguments).map(clean),
        Verb::Check(arguments) => check::run(&arguments).map(clean),
        Verb::Build(arguments) => build::run(&arguments).map(clean),
        Verb::Export(arguments) => export::run(&arguments).map(clean),
        Verb::Theme(arguments) => theme::run(&arguments).map(clean),
        Verb::Preview(arguments) => preview::run(&arguments).map(clean),
        Verb::Share(arguments) => share::run(&arguments).map(clean),
        Verb::Import(arguments) => import::run(&arguments),
        Verb::Plan(arguments) => plan::run(&arguments),
        Verb::Apply(arguments) => apply::run(&arguments),
        Verb::Status(arguments) => status::run(&arguments),
        Verb::Doctor(arguments) => doctor::run(&arguments),
        Verb::Restart(arguments) => restart::run(&arguments),
        Verb::Undo(arguments) => undo::run(&arguments),
        Verb::Remove(arguments) => remove::run(&arguments),
        Verb::Logs(arguments) => logs::run(&arguments),
        Verb::Schema(arguments) => schema::run(&arguments).map(clean),
        Verb::Serve(arguments) => serve::run(&arguments).map(clean),
        Verb::Completions(arguments) => completions::run(&arguments).map(clean),
        Verb::Man(arguments) => man::run(&arguments).map(clean),
        Verb::Help(arguments) => help::run(&arguments).map(clean),
    };
    match result {
        Ok(exit) => ExitCode::from(exit as u8),
        // The reader of our output has gone: there is nobody to tell.
        Err(Error::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            error.report();
            ExitCode::from(error.exit() as u8)
        }
    }
}
