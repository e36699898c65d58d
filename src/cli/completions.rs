//! `bitext completions`: what a shell needs to complete command lines.

use std::io::Write as _;

use anyhow::Result;
use clap_complete::Shell;

use super::Status;

/// Print the completions of a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bitext completions bash > ~/.local/share/bash-completion/completions/bitext
  bitext completions zsh > ~/.zfunc/_bitext       with ~/.zfunc in fpath
  bitext completions fish > ~/.config/fish/completions/bitext.fish
  bitext completions powershell >> $PROFILE
Start a new shell after that.")]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "bitext", &mut script);
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(&script)?;
    stdout.flush()?;
    Ok(Status::Clean)
}
