//! The `advisor` program: parses, runs, and ends with the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(advisor::cli::run(std::env::args_os()))
}
