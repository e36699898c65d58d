//! `bitext clean`: single-language Markdown out of bilingual pages.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::ValueEnum;
use regex::Regex;

use self::job::{Destination, Job, Outcome, PageResult};
use super::Status;
use super::input::{Input, Unread, is_stdin};
use super::outputs::Outputs;
use super::pages::process;
use super::report::{self, Message, counted, number};
use crate::select::{IdRange, Selector};

mod job;
mod wanted;

/// Write the clean single-language Markdown of bilingual pages
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bitext clean page.md                          the translation of one page, to standard output
  bitext clean docs -o out                      a folder, mirrored into another
  bitext clean docs -o out --side source        the other language
  bitext clean docs --check                     exit 1 if a page still holds pairs
  bitext clean page.md --section privacy-terms  one section, under the name links use for it
  bitext clean page.md --ids 107..113           from one pair to another")]
pub(super) struct Args {
    /// Pages, folders of pages, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The language to keep: the translation or the text it was made from
    #[arg(long, value_enum, default_value = "target", hide_possible_values = false)]
    side: SideArg,

    /// Write the pages into this folder, under the paths they have below the folders given
    #[arg(short, long, value_name = "DIR", conflicts_with = "in_place")]
    output: Option<PathBuf>,

    /// Replace each page by its clean form
    #[arg(long, conflicts_with_all = ["section", "ids", "matching"])]
    in_place: bool,

    /// Write nothing; name the files that would change and exit 1 if there are any
    #[arg(long)]
    check: bool,

    /// Overwrite files in the output folder that bitext did not write
    #[arg(long, requires = "output")]
    force: bool,

    /// Write no page that holds a broken pair
    #[arg(long)]
    strict: bool,

    /// Keep every backslash before * and `, those that the generator added included
    #[arg(long)]
    keep_escapes: bool,

    /// Folder of the original pages, under the same paths: tells what the bilingual pages alone do not
    #[arg(long, value_name = "DIR")]
    source_root: Option<PathBuf>,

    /// Only the section under this heading, named by its slug or its text in either language
    #[arg(long, value_name = "HEADING", help_heading = "Selection", conflicts_with_all = ["ids", "matching"])]
    section: Vec<String>,

    /// Only these pairs and what stands between them: 107 or 107..113, with or without the prefix
    #[arg(long, value_name = "RANGE", help_heading = "Selection", value_delimiter = ',', conflicts_with = "matching")]
    ids: Vec<IdRange>,

    /// Only blocks whose text matches in either language
    #[arg(long = "match", value_name = "REGEX", help_heading = "Selection")]
    matching: Option<Regex>,

    /// Only pages whose front matter has this value
    #[arg(long = "where", value_name = "KEY=VALUE", help_heading = "Selection")]
    conditions: Vec<wanted::Condition>,

    /// Name every warning, not only the first of each kind
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SideArg {
    Target,
    Source,
}

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    let started = Instant::now();
    if is_stdin(&args.paths) {
        check_stdin(args)?;
    }
    let input = Input::find(&args.paths, args.output.as_deref())?;
    let destination = destination(args)?;
    if let Destination::Folder(outputs) = &destination {
        outputs.plan(&input.pages)?;
        if !args.check {
            outputs.create_folders(&input.pages)?;
        }
    }
    let job = Job::new(args, destination, &input);
    let results: Vec<PageResult> = process(&input.pages, |page| job.page(page))
        .into_iter()
        .zip(&input.pages)
        .map(|(result, page)| result.unwrap_or_else(|panic| PageResult::unread(Unread::panicked(page, &panic))))
        .collect();
    let recorded = match &job.destination {
        Destination::Folder(outputs) if !args.check => outputs.finish(),
        Destination::Folder(_) | Destination::Stdout | Destination::InPlace => Ok(()),
    };
    let selected = results.iter().any(|result| result.outcome != Outcome::NotSelected);
    if !selected && !results.is_empty() {
        bail!(wanted::nothing_matches(&input.pages, &job, &args.conditions));
    }
    let mut status = finish(&job, &results, started)?;
    for missing in job.missing() {
        report::failure(&anyhow::anyhow!("no page has `{missing}`; only the rest of the selection is there"));
        status = Status::Failure;
    }
    if let Err(error) = recorded {
        report::failure(&error.context("cannot note what was written; the next run may ask for --force"));
        status = Status::Failure;
    }
    Ok(status)
}

fn check_stdin(args: &Args) -> Result<()> {
    for (given, option) in [
        (args.output.is_some(), "--output"),
        (args.in_place, "--in-place"),
        (args.source_root.is_some(), "--source-root"),
    ] {
        if given {
            bail!("{option} needs the path of the page; standard input has none");
        }
    }
    Ok(())
}

fn destination(args: &Args) -> Result<Destination> {
    if let Some(folder) = &args.output {
        return Ok(Destination::Folder(Outputs::open(folder, args.force)?));
    }
    if args.in_place || args.check {
        if args.selector().is_some() {
            bail!("--check of a selection needs --output: it compares with what is there");
        }
        return Ok(Destination::InPlace);
    }
    match args.paths.as_slice() {
        [path] if !path.is_dir() => Ok(Destination::Stdout),
        _ => bail!("say where the pages go: --output DIR, --in-place, or --check to write nothing"),
    }
}

impl Args {
    fn selector(&self) -> Option<Selector> {
        if !self.section.is_empty() {
            Some(Selector::Sections(self.section.clone()))
        } else if !self.ids.is_empty() {
            Some(Selector::Ids(self.ids.clone()))
        } else {
            self.matching.clone().map(Selector::Matching)
        }
    }
}

/// Prints what the run has to say, and gives its status.
fn finish(job: &Job<'_>, results: &[PageResult], started: Instant) -> Result<Status> {
    let stdout = std::io::stdout();
    let mut stdout = stdout.lock();
    for (page, result) in job.input.pages.iter().zip(results) {
        stdout.write_all(&result.printed)?;
        if result.outcome == Outcome::WouldChange {
            let path = match &job.destination {
                Destination::Folder(outputs) => outputs.path(page),
                Destination::Stdout | Destination::InPlace => page.path.clone(),
            };
            writeln!(stdout, "would change: {}", path.display())?;
        }
    }
    stdout.flush()?;
    let mut status = Status::Clean;
    let mut messages = Vec::new();
    for error in &job.input.unreadable {
        report::failure(&anyhow::anyhow!("{error}"));
        status = Status::Failure;
    }
    let mut count = [0_usize; 4];
    let mut pairs = 0;
    for result in results {
        messages.extend(&result.messages);
        pairs += result.pairs;
        let (slot, own) = match result.outcome {
            Outcome::Done => (0, Status::Clean),
            Outcome::Unchanged => (1, Status::Clean),
            Outcome::WouldChange => (0, Status::Findings),
            Outcome::NotSelected => continue,
            Outcome::Skipped => (2, Status::Findings),
            Outcome::Failed | Outcome::NotBegun => (3, Status::Failure),
        };
        count[slot] += 1;
        let said = if result.messages.iter().any(Message::is_error) { Status::Findings } else { Status::Clean };
        status = status.max(own).max(said);
    }
    report::print(messages, job.args.verbose);
    if !matches!(job.destination, Destination::Stdout) || job.args.verbose {
        let verb = if job.args.check { "would change" } else { "written" };
        let seconds = started.elapsed().as_secs_f64();
        let [done, unchanged, skipped, failed] = count;
        report::line(&format!(
            "{}, {}: {} {verb}, {} unchanged, {} skipped, {} failed; {seconds:.2} s",
            counted(done + unchanged + skipped + failed, "page"),
            counted(pairs, "pair"),
            number(done),
            number(unchanged),
            number(skipped),
            number(failed),
        ));
    }
    Ok(status)
}
