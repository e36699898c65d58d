//! The `bitext` program: its arguments in, its exit code out.

use std::process::ExitCode;

/// With the allocator of musl a run takes more than twice the time.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(bitext::cli::run(std::env::args_os()) as u8)
}
