//! The `bitext` program: its arguments in, its exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(bitext::cli::run(std::env::args_os()) as u8)
}
