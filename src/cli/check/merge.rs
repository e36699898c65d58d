//! `bitext report merge`: the reports of all shards of a run become the report of the run.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, anyhow, bail};
use rayon::prelude::*;

use super::baseline::KnownFindings;
use super::control::{is_looked_for, status, status_of};
use super::output::{self, Stream};
use super::rereading::Rereading;
use crate::check::{self, RuleSet};
use crate::cli::Status;
use crate::cli::configuration::absolute;
use crate::cli::input::Input;
use crate::cli::report::{self, Message, counted, number, printable, shown};
use crate::config::FailOn;
use crate::diagnostic::Severity;
use crate::report::json::{ReadError, read_shard};
use crate::report::shard::{BaselineFile, Joined, ShardReport, join};
use crate::walk::Page;

/// Work with reports of bitext check
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  bitext report merge 1.json 2.json     one report of two shards")]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Merge(MergeArgs),
}

/// Join the reports of all shards of a run: the result is that of one run over all pages
#[derive(Debug, clap::Args)]
#[command(after_help = "\
What compares all pages is found now, and known findings are taken out. Texts are not in the reports:
run it in the folder that the shards were run in, on the same commit.

Examples:
  bitext check docs --shard 1/2 --output-format json=1.json
  bitext check docs --shard 2/2 --output-format json=2.json
  bitext report merge 1.json 2.json                  as bitext check docs would have reported
  bitext report merge *.json --output-format sarif=out.sarif --output-format markdown=out.md")]
struct MergeArgs {
    /// The JSON reports of all shards, in any order
    #[arg(required = true, value_name = "REPORT")]
    reports: Vec<PathBuf>,

    /// What lets the run fail [default: what the configuration of the shards says, else warning]
    #[arg(long, value_name = "LEVEL", help_heading = "Findings", value_enum)]
    fail_on: Option<FailOn>,

    #[command(flatten)]
    output: output::Args,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args) -> Result<Status> {
    match &args.command {
        Command::Merge(args) => merge(args),
    }
}

fn merge(args: &MergeArgs) -> Result<Status> {
    let started = Instant::now();
    let parts = args.reports.par_iter().map(|path| Ok((shown(path), read(path)?))).collect::<Result<Vec<_>>>()?;
    let Joined { run, mut report, versions, rule_sets, rules, facts, mut suppressions, missing_originals, incomplete } =
        join(parts).map_err(|misfit| anyhow!("{}\n  help: {}", printable(&misfit.message), misfit.help))?;
    let fail_on = args.fail_on.or(run.fail_on).unwrap_or_default();
    let known = run.baseline.as_ref().map(known_findings).transpose()?;

    let page = |path: &Path| Page { path: path.to_path_buf(), relative: path.to_path_buf(), is_given: false };
    let input = Input::of(report.pages.iter().map(|checked| page(&checked.path)).collect());
    let inputs = input.pages.iter().map(|page| &*page.path).chain(args.reports.iter().map(PathBuf::as_path));
    let outputs = args.output.outputs(inputs)?;
    let texts = Rereading::new(&input, versions.into_iter().enumerate().collect());
    refuse_other_pages(&input, &texts.of_other_length())?;

    let rules: Vec<&RuleSet> = rules.into_iter().map(|index| &rule_sets[index]).collect();
    let found = check::run_rules(&facts, &rules, &mut suppressions, &texts);
    report.suppressed += found.suppressed;
    let spool = Arc::default();
    super::add(&mut report.pages, found.diagnostics, &texts, &spool);
    if let Some(known) = &known {
        known.say_stale(known.take_out(&mut report, is_looked_for(&rules, run.is_narrowed), false)?);
    }
    let mut status = status(fail_on, &report);
    outputs.write(&report, None, &texts, Stream::Stdout, started.elapsed())?;

    let failures =
        report.failures.iter().map(|failure| Message::failure(&failure.path, &printable(&failure.message), None));
    let messages: Vec<Message> = failures.chain(texts.changed()).collect();
    if !messages.is_empty() || !incomplete.is_empty() {
        status = Status::Failure;
    }
    report::print(&messages, args.output.verbose);
    status = status.max(super::report_unspooled(&spool));
    if missing_originals > 0 {
        status = status.max(status_of(fail_on, Severity::Warning));
        report::line(&format!("{} without an original; the shards named them", counted(missing_originals, "page")));
    }
    for shard in incomplete {
        report::line(&format!("shard {shard}: something could not be done there; its messages say what"));
    }
    Ok(status)
}

/// Reads the report of a shard.
fn read(path: &Path) -> Result<ShardReport> {
    let text = fs::read(path).map_err(|error| anyhow!("cannot read the report {}: {error}", shown(path)))?;
    read_shard(&text).map_err(|error| {
        let place = if let ReadError::Syntax { place, .. } = &error { format!(":{place}") } else { String::new() };
        anyhow!("{}{place}: {}\n  help: {}", shown(path), printable(&error.to_string()), error.help())
    })
}

/// The findings that the shards were compared with, if the file still holds them.
fn known_findings(file: &BaselineFile) -> Result<KnownFindings> {
    // A report may name any path, and a pipe might be read for ever.
    let is_file = fs::metadata(&file.path).is_ok_and(|data| data.is_file() && data.len() == file.version.length as u64);
    let known = if is_file { Some(KnownFindings::read(absolute(&file.path)?, false)?) } else { None };
    known.filter(|known| known.file().is_some_and(|now| now.version == file.version)).ok_or_else(|| {
        anyhow!(
            "{}: this is not the baseline that the shards were compared with\n  help: {SAME_PLACE}",
            shown(&file.path)
        )
    })
}

const SAME_PLACE: &str = "merge in the folder that the shards were checked in, on the same commit";

/// An error if pages are not those that the shards have checked.
fn refuse_other_pages(input: &Input, others: &[usize]) -> Result<()> {
    let Some(&first) = others.first() else { return Ok(()) };
    let path = &input.pages[first].path;
    let is = if path.exists() { "is not as its shard has checked it" } else { "is not there" };
    let more = if others.len() > 1 { format!(", and {} more", number(others.len() - 1)) } else { String::new() };
    bail!("{} {is}{more}\n  help: {SAME_PLACE}", shown(path))
}
