//! The program: one file for each verb.
//!
//! Exit codes: 0 done; 1 it could not be done, or the project has errors; 2 the command line was not understood.

mod build;
mod check;
mod error;
mod file;
mod init;
mod preview;
mod serve;
mod share;
mod source;
mod theme;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use error::Error;

/// Where a verb looks for the project when it is not told.
const PROJECT_FILE: &str = "wezmux.toml";

/// One short project file in, everything that WezTerm needs for sessions that live on your servers out.
#[derive(Debug, Parser)]
#[command(name = "wezmux", version, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

const AFTER_HELP: &str = "\
Exit codes: 0 done, 1 it could not be done or the project has errors, 2 the command line was not understood.
Colour is used on a terminal only, and not at all when NO_COLOR is set.";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write a project file with comments to start from
    Init(init::Arguments),
    /// Say what is wrong with a project file, all at once
    Check(check::Arguments),
    /// Write every file of a project into a folder
    Build(build::Arguments),
    /// Show the theme that an accent colour gives
    Theme(theme::Arguments),
    /// Draw the windows of a project's domains, as SVG or PNG
    Preview(preview::Arguments),
    /// Print a project as a link to the page, or a link as a project file
    Share(share::Arguments),
    /// Serve the page to this computer's browser
    Serve(serve::Arguments),
}

/// Runs the program and reports its errors on standard error.
pub fn run() -> ExitCode {
    let result = match Arguments::parse().verb {
        Verb::Init(arguments) => init::run(&arguments),
        Verb::Check(arguments) => check::run(&arguments),
        Verb::Build(arguments) => build::run(&arguments),
        Verb::Theme(arguments) => theme::run(&arguments),
        Verb::Preview(arguments) => preview::run(&arguments),
        Verb::Share(arguments) => share::run(&arguments),
        Verb::Serve(arguments) => serve::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of our output has gone: there is nobody to tell.
        Err(Error::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            error.report();
            ExitCode::FAILURE
        }
    }
}
