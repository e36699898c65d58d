//! The command line: arguments, messages and exit codes. One file for each command; the work is done in the library.

mod changed;
mod check;
mod clean;
mod completions;
mod configuration;
mod diff;
mod explain;
mod export;
mod glossaries;
mod import;
mod init;
mod input;
mod names;
mod originals;
mod outputs;
mod pages;
mod panics;
mod replace;
mod report;
mod rules;
mod selection;
mod stats;
mod version;
mod width;

use std::ffi::OsString;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{CommandFactory, Parser};

/// What a run came to; its number is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Done, and nothing to report.
    Clean = 0,
    /// Done, with findings: a broken pair, or a file that `--check` would change.
    Findings = 1,
    /// Something could not be done.
    Failure = 2,
}

const STYLES: Styles =
    Styles::styled().header(AnsiColor::Green.on_default().bold()).usage(AnsiColor::Green.on_default().bold());

/// The command line of `bitext`.
#[derive(Debug, Parser)]
#[command(
    name = "bitext",
    version,
    disable_version_flag = true,
    about = "Work with bilingual Markdown pages: translations with their source beside them",
    after_help = "\
Examples:
  bitext check docs                     what is wrong below docs
  bitext clean docs -o out              the translations as clean Markdown
  bitext export docs --to xliff -o out  files for translators
  bitext import out --into docs         what they gave back
  bitext check --help                   all about a command
Exit codes: 0 clean, 1 findings, 2 something could not be done.",
    styles = STYLES,
    max_term_width = 100,
    override_usage = "bitext <COMMAND>\n       bitext --version [--verbose]",
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// Print the version; with --verbose also what a bug report needs
    #[arg(short = 'V', long)]
    version: bool,

    #[arg(short, long, requires = "version", hide = true)]
    verbose: bool,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Check(check::Args),
    Clean(clean::Args),
    Completions(completions::Args),
    Diff(diff::Args),
    Explain(explain::Args),
    Export(export::Args),
    Import(import::Args),
    Init(init::Args),
    Report(check::ReportArgs),
    Rules(rules::Args),
    Stats(stats::Args),
}

/// The commands and options as data, for whatever describes them: documentation, completions, manual pages.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs a command line, the name of the program first.
///
/// Results go to standard output, messages to standard error. A reader that closes standard output early ends the run with
/// [`Status::Clean`].
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Status {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; where they cannot be written there is nobody to tell.
            let _ = error.print();
            return if error.use_stderr() { Status::Failure } else { Status::Clean };
        }
    };
    let result = panics::caught(|| match &cli.command {
        _ if cli.version => version::run(cli.verbose),
        Some(command) => run_command(command),
        None => Err(anyhow::anyhow!("name a command; `bitext --help` lists them")),
    })
    .unwrap_or_else(|said| {
        let help = panics::help("pages", "what was not reported above may not have been done");
        Err(anyhow::anyhow!("internal error: {said}\n  help: {help}"))
    });
    result.unwrap_or_else(|error| {
        if is_broken_pipe(&error) {
            return Status::Clean;
        }
        report::failure(&error);
        Status::Failure
    })
}

fn run_command(command: &Command) -> anyhow::Result<Status> {
    match command {
        Command::Check(args) => check::run(args),
        Command::Clean(args) => clean::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Export(args) => export::run(args),
        Command::Import(args) => import::run(args),
        Command::Init(args) => init::run(args),
        Command::Report(args) => check::report(args),
        Command::Rules(args) => rules::run(args),
        Command::Stats(args) => stats::run(args),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
