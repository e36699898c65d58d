//! The `bitext` program: its arguments in, its exit code out.

use std::process::ExitCode;

/// Pages are many and small, and each of their findings has a few short texts: the system's allocator took a tenth of a run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(bitext::cli::run(std::env::args_os()) as u8)
}
