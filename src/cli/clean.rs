//! `bitext clean`: single-language Markdown out of bilingual pages.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, anyhow, bail};
use clap::ValueEnum;

use self::job::{Destination, Job, Outcome, PageResult};
use super::Status;
use super::input::{Input, Unread, is_stdin};
use super::originals;
use super::outputs::Outputs;
use super::pages::process;
use super::report::{self, Message, counted, number, shown};
use super::selection::SelectionArgs;

mod job;

/// Outputs that no page makes any more which a message names at the most.
const MOST_ORPHANS: usize = 10;

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

    /// The language to keep
    ///
    /// It is the translation, or the text that it was made from.
    #[arg(long, value_enum, default_value = "target")]
    side: SideArg,

    /// Write the pages into this folder
    ///
    /// They keep the paths that they have below the folders given.
    #[arg(short, long, value_name = "DIR", conflicts_with = "in_place")]
    output: Option<PathBuf>,

    /// Replace each page by its clean form
    #[arg(long, conflicts_with_all = ["section", "ids", "matching"])]
    in_place: bool,

    /// Write nothing; name the files that would change
    ///
    /// The exit code is 1 if there are any.
    #[arg(long)]
    check: bool,

    /// Overwrite files that bitext did not write
    #[arg(long, requires = "output", conflicts_with = "in_place")]
    force: bool,

    /// Write no page that holds a broken pair
    #[arg(long)]
    strict: bool,

    /// Keep every backslash before * and `, those that the generator added included
    #[arg(long, hide_short_help = true)]
    keep_escapes: bool,

    /// Folder of the original pages, under the same paths: tells what the bilingual pages alone do not
    #[arg(long, value_name = "DIR", hide_short_help = true)]
    source_root: Option<PathBuf>,

    #[command(flatten)]
    selection: SelectionArgs,

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
    if let Some(root) = &args.source_root {
        originals::check_root(root)?;
    }
    let input = Input::find(&args.paths, args.output.as_deref())?;
    let destination = destination(args)?;
    if let Destination::Folder(outputs) = &destination {
        outputs.plan(&input.pages)?;
    }
    let job = Job::new(args, destination, &input);
    let results: Vec<PageResult> = process(&input.pages, |page| job.page(page))
        .zip(&input.pages)
        .map(|(result, page)| result.unwrap_or_else(|panic| PageResult::unread(Unread::panicked(page, &panic))))
        .collect();
    let mut closing = Vec::new();
    if let Destination::Folder(outputs) = &job.destination {
        closing.extend(orphans(&job, outputs));
        if !args.check
            && let Err(error) = outputs.finish()
        {
            let text = format!("cannot put the list of outputs in order: {error}");
            let help = "run again when that is mended; what was written is known all the same";
            closing.push(Message::failure(&outputs.record_path(), &text, Some(help)));
        }
    }
    if results.iter().all(|result| result.outcome == Outcome::NotSelected) && !results.is_empty() {
        input.report_unreadable();
        report::print(results.iter().flat_map(|result| &result.messages).chain(&closing), args.verbose);
        return Err(job.selection.nothing(&input));
    }
    finish(&job, &results, &closing, started)
}

/// Names what earlier runs wrote and this one does not, if it had all pages to make it from.
fn orphans(job: &Job<'_>, outputs: &Outputs) -> Option<Message> {
    let has_all = job.args.selection.has_all_pages()
        && job.input.unreadable.is_empty()
        && job.input.pages.iter().all(|page| !page.is_given);
    let orphans = if has_all { outputs.orphans(&job.input.pages) } else { Vec::new() };
    if orphans.is_empty() {
        return None;
    }
    let mut text = "no page makes these outputs of earlier runs any more:".to_owned();
    for orphan in orphans.iter().take(MOST_ORPHANS) {
        text.push_str("\n  ");
        text.push_str(&report::printable(orphan));
    }
    if orphans.len() > MOST_ORPHANS {
        text.push_str(&format!("\n  … and {} more", number(orphans.len() - MOST_ORPHANS)));
    }
    let help = "delete them, or give all folders that they were made from";
    Some(Message::warning(outputs.folder(), &text, Some(help)))
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
        if args.selection.has_selector() {
            bail!("--check of a selection needs --output: it compares with what is there");
        }
        return Ok(Destination::InPlace);
    }
    match args.paths.as_slice() {
        [path] if !path.is_dir() => Ok(Destination::Stdout),
        _ => bail!("say where the pages go: --output DIR, --in-place, or --check to write nothing"),
    }
}

/// How many pages came to what.
#[derive(Debug, Default)]
struct Tally {
    done: usize,
    unchanged: usize,
    skipped: usize,
    failed: usize,
    pairs: usize,
}

impl Tally {
    /// Counts a page, and gives what the run comes to by it.
    fn add(&mut self, result: &PageResult) -> Status {
        self.pairs += result.pairs;
        let (count, status) = match result.outcome {
            Outcome::Done => (&mut self.done, Status::Clean),
            Outcome::Unchanged => (&mut self.unchanged, Status::Clean),
            Outcome::WouldChange => (&mut self.done, Status::Findings),
            Outcome::NotSelected => return Status::Clean,
            Outcome::Skipped => (&mut self.skipped, Status::Findings),
            Outcome::Failed | Outcome::NotBegun => (&mut self.failed, Status::Failure),
        };
        *count += 1;
        let said = if result.messages.iter().any(Message::is_error) { Status::Findings } else { Status::Clean };
        status.max(said)
    }

    fn line(&self, verb: &str, seconds: f64) -> String {
        format!(
            "{}, {}: {} {verb}, {} unchanged, {} skipped, {} failed; {seconds:.2} s",
            counted(self.done + self.unchanged + self.skipped + self.failed, "page"),
            counted(self.pairs, "pair"),
            number(self.done),
            number(self.unchanged),
            number(self.skipped),
            number(self.failed),
        )
    }
}

/// Prints what the run has to say, and gives its status.
fn finish(job: &Job<'_>, results: &[PageResult], closing: &[Message], started: Instant) -> Result<Status> {
    let is_stdout = matches!(job.destination, Destination::Stdout);
    let has_output =
        |result: &PageResult| matches!(result.outcome, Outcome::Done | Outcome::Unchanged | Outcome::WouldChange);
    // Of pages that could not be read, nobody knows what they have.
    let missing: Vec<_> = if results.iter().any(has_output) { job.selection.missing().collect() } else { Vec::new() };
    let printed = if is_stdout && !missing.is_empty() { Ok(()) } else { print_results(job, results) };
    if printed.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return Ok(Status::Clean);
    }
    let mut status = job.input.report_unreadable();
    let mut tally = Tally::default();
    for result in results {
        status = status.max(tally.add(result));
    }
    let said = results.iter().flat_map(|result| &result.messages);
    report::print(job.input.notes.iter().chain(said).chain(closing), job.args.verbose);
    if !is_stdout || job.args.verbose {
        let verb = if job.args.check { "would change" } else { "written" };
        report::line(&tally.line(verb, started.elapsed().as_secs_f64()));
    }
    for missing in missing {
        let rest = if is_stdout { "nothing was printed" } else { "only the rest of the selection is there" };
        report::failure(&anyhow!("no page has `{missing}`; {rest}"));
        status = Status::Failure;
    }
    if let Err(error) = printed {
        report::failure(&anyhow!("cannot write to standard output: {error}"));
        status = Status::Failure;
    }
    if closing.iter().any(Message::is_error) {
        status = Status::Failure;
    }
    Ok(status)
}

fn print_results(job: &Job<'_>, results: &[PageResult]) -> io::Result<()> {
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    for (page, result) in job.input.pages.iter().zip(results) {
        stdout.write_all(&result.printed)?;
        if result.outcome == Outcome::WouldChange {
            let path = match &job.destination {
                Destination::Folder(outputs) => outputs.path(page),
                Destination::Stdout | Destination::InPlace => page.path.clone(),
            };
            writeln!(stdout, "would change: {}", shown(&path))?;
        }
    }
    stdout.flush()
}
