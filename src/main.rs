//! The `advisor` program: parses, runs, and ends with the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    advisor::cli::forbid_core_dumps();
    ExitCode::from(advisor::cli::run(std::env::args_os()))
}
