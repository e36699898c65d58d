//! Chores of the project: measuring against real documents, generating documentation, checking the tree.
//!
//! Nothing here is published. Exit codes: 0 all well, 1 something to mend, 2 could not do it.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for developers at a terminal")]

mod assets;
mod bench;
mod check;
mod clients;
mod corpus;
mod docs;
mod exported;
mod fuzz;
mod install;
mod mutate;
mod npm;
mod packages;
mod precision;
mod sets;
mod soak;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

/// Chores of the project
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Chore {
    Assets(assets::Args),
    Bench(bench::Args),
    Clients(clients::Args),
    Corpus(corpus::Args),
    Docs(docs::Args),
    Fuzz(fuzz::Args),
    Mutate(mutate::Args),
    Npm(npm::Args),
    Packages(packages::Args),
    Precision(precision::Args),
    Soak(soak::Args),
    /// Check what the house style asks of every file, and the links and examples of the documents
    Tidy,
}

fn main() -> ExitCode {
    let done = match Chore::parse() {
        Chore::Assets(args) => assets::run(&args),
        Chore::Bench(args) => bench::run(&args),
        Chore::Clients(args) => clients::run(&args),
        Chore::Corpus(args) => corpus::run(&args),
        Chore::Docs(args) => docs::run(&args),
        Chore::Fuzz(args) => fuzz::run(&args),
        Chore::Mutate(args) => mutate::run(&args),
        Chore::Npm(args) => npm::run(&args),
        Chore::Packages(args) => packages::run(&args),
        Chore::Precision(args) => precision::run(&args),
        Chore::Soak(args) => soak::run(&args),
        Chore::Tidy => tidy::run(),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
