//! `bitext import`: what translators gave back, merged into the bilingual pages.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Error, Result, bail};

use self::job::{FileResult, Job, OwnPage};
use self::tally::Tally;
use super::check::Diff;
use super::configuration::ConfigArgs;
use super::outputs::Outputs;
use super::pages::process;
use super::panics::caught;
use super::report::{self, Message};
use super::{Status, glossaries};
use crate::config::{Layer, Profiles};
use crate::exchange::read::Limits;

mod files;
mod job;
mod root;
mod said;
mod tally;

/// Merge translated XLIFF or PO files into their bilingual pages
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bitext import out --into docs             every file below out, into the pages below docs
  bitext import out --into docs --diff      what that would change
  bitext import page.md.xlf --into page.md  one file into one page
Only targets that were changed are written; every other byte of a page stays.
A page with a unit that is refused stays as it is unless --partial is given.")]
pub(super) struct Args {
    /// XLIFF or PO files, or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The folder that was exported, or the page if a file holds but one
    #[arg(long, value_name = "DIR|PAGE", default_value = ".")]
    into: PathBuf,

    /// Write nothing; say what would be done
    #[arg(long, conflicts_with = "diff")]
    dry_run: bool,

    /// Write nothing; print the changes as a diff
    #[arg(long)]
    diff: bool,

    /// Write a page although some of its units are refused
    #[arg(long)]
    partial: bool,

    /// Write the clean translation of each page of the files into this folder too
    #[arg(long, value_name = "DIR")]
    clean_to: Option<PathBuf>,

    /// The largest file that is read, in MiB
    #[arg(long, value_name = "MIB", default_value_t = DEFAULT_MAX_SIZE)]
    max_size: u64,

    #[command(flatten)]
    config: ConfigArgs,

    /// Say of every unit what was done
    #[arg(short, long)]
    verbose: bool,
}

/// In MiB: twice what all of the largest repository that was measured comes to in one file.
const DEFAULT_MAX_SIZE: u64 = 512;

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    let started = Instant::now();
    let files = files::find(&args.files)?;
    let root = root::Root::open(&args.into)?;
    let clean_to = args.clean_to.as_ref().map(|folder| Outputs::open(folder, false)).transpose()?;
    let config = args.config.load(std::slice::from_ref(&args.into))?;
    let glossaries = glossaries::read(&config)?;
    let profiles = Profiles::new(&config, Layer::default(), &glossaries).map_err(Error::msg)?;
    let writes_nothing =
        [("--dry-run", args.dry_run), ("--diff", args.diff)].into_iter().find(|(_, is_given)| *is_given);
    if let (Some((option, _)), Some(_)) = (writes_nothing, &args.clean_to) {
        bail!("{option} writes nothing; leave out --clean-to");
    }
    let exports = files::exports(&args.files)?;
    let job = Job {
        args,
        exports: &exports,
        root: &root,
        profiles: &profiles,
        limits: Limits { bytes: usize::try_from(args.max_size.saturating_mul(1 << 20)).unwrap_or(usize::MAX) },
        clean_to: clean_to.as_ref(),
        diff: args.diff.then(Diff::for_stdout),
        doubles: files::doubles(&files),
        claimed: Default::default(),
        is_full: Default::default(),
    };
    // All of them first: what waits may be about pages of files behind it.
    let own_pages: Vec<_> = process(&files, |file| job.own_page(file)).collect();
    let results: Vec<FileResult> = own_pages
        .into_iter()
        .zip(&files)
        .map(|(result, file)| {
            let done = result.and_then(|page| match page {
                OwnPage::Done(done) => Ok(done),
                OwnPage::Waits(bytes) => caught(|| job.file(file, bytes)),
            });
            done.unwrap_or_else(|panic| FileResult::panicked(file, &panic))
        })
        .collect();
    finish(args, &results, clean_to.as_ref(), started)
}

fn finish(args: &Args, results: &[FileResult], clean_to: Option<&Outputs>, started: Instant) -> Result<Status> {
    let mut stdout = std::io::BufWriter::new(std::io::stdout().lock());
    let mut tally = Tally::default();
    let mut messages: Vec<&Message> = Vec::new();
    let mut status = Status::Clean;
    for result in results {
        messages.extend(&result.messages);
        status = status.max(result.status);
        tally.add_file(result);
        for page in &result.pages {
            stdout.write_all(&page.shown)?;
            messages.extend(&page.messages);
            tally.add(page);
            status = status.max(page.status());
        }
    }
    stdout.flush()?;
    report::print(messages, true);
    if let Some(outputs) = clean_to
        && let Err(error) = outputs.finish()
    {
        report::failure(&anyhow::anyhow!("cannot put the list of outputs in order: {error}"));
        status = Status::Failure;
    }
    if status == Status::Clean && results.iter().all(|result| result.pages.is_empty() && !result.is_untouched) {
        report::failure(&anyhow::anyhow!("no unit there is one of a page, so nothing was imported"));
        status = Status::Failure;
    }
    let is_written = !args.dry_run && !args.diff;
    report::line(&tally.line(is_written, started.elapsed()));
    Ok(status)
}
