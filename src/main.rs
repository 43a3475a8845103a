//! The program: parses the command line, reports what went wrong, sets the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    wezmux::cli::run()
}
