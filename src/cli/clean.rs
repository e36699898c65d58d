//! `bitext clean`: single-language Markdown out of bilingual pages.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Result, bail};
use clap::ValueEnum;
use regex::Regex;

use super::Status;
use super::input::{Input, Unread, is_stdin};
use super::outputs::{Outputs, Put, PutError};
use super::pages::process;
use super::report::{self, Message, counted, number};
use crate::bitext::{Document, Side};
use crate::clean::{Cleaned, Options, clean, clean_parts, is_clean};
use crate::diagnostic::{Diagnostic, RuleId, Severity};
use crate::original::Original;
use crate::select::{IdRange, Selector, headings, select};
use crate::source::{Locator, decode};
use crate::walk::{self, Page};
use crate::write::{self, Durability};

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

/// Where the clean pages go.
enum Destination {
    Stdout,
    Folder(Outputs),
    InPlace,
}

/// What became of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Written, or printed.
    Done,
    /// It was clean already, or the output was there already.
    Unchanged,
    /// `--check` would change it.
    WouldChange,
    /// The selection leaves it out.
    NotSelected,
    /// Not written because of what its messages say.
    Skipped,
    /// It could not be read or written.
    Failed,
    /// Not begun, because the disk is full.
    NotBegun,
}

/// A page's share of the report.
struct PageResult {
    outcome: Outcome,
    pairs: usize,
    messages: Vec<Message>,
    printed: Vec<u8>,
}

impl PageResult {
    fn unread(unread: Unread) -> Self {
        let outcome = if unread.status == Status::Failure { Outcome::Failed } else { Outcome::Skipped };
        Self { outcome, pairs: 0, messages: vec![unread.message], printed: Vec::new() }
    }
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
    let selector = args.selector();
    let wanted = selector.as_ref().map(Selector::each).filter(|each| each.len() > 1).unwrap_or_default();
    let job = Job {
        args,
        selector,
        wanted: wanted.into_iter().map(|selector| (selector, AtomicBool::new(false))).collect(),
        destination,
        input: &input,
        is_full: AtomicBool::new(false),
    };
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
    let mut status = job.finish(&input.pages, &results, &input.unreadable, started)?;
    for (selector, _) in job.wanted.iter().filter(|(_, found)| !found.load(Ordering::Relaxed)) {
        report::failure(&anyhow::anyhow!("no page has `{selector}`; only the rest of the selection is there"));
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

/// All that the work on one page needs to know of the run.
struct Job<'a> {
    args: &'a Args,
    selector: Option<Selector>,
    /// Each part of the selector, if it has more than one, and whether some page has it.
    wanted: Vec<(Selector, AtomicBool)>,
    destination: Destination,
    input: &'a Input,
    is_full: AtomicBool,
}

impl Job<'_> {
    fn page(&self, page: &Page) -> PageResult {
        let mut result = PageResult { outcome: Outcome::Done, pairs: 0, messages: Vec::new(), printed: Vec::new() };
        if self.is_full.load(Ordering::Relaxed) {
            result.outcome = Outcome::NotBegun;
            return result;
        }
        let bytes = match self.input.read(page) {
            Ok(bytes) => bytes,
            Err(error) => return PageResult::unread(Unread::unreadable(page, &error)),
        };
        let text = match decode(&bytes) {
            Ok(text) => text,
            Err(error) => return PageResult::unread(Unread::not_text(page, error)),
        };
        let (document, mut diagnostics) = crate::parse(text);
        if !self.args.conditions.iter().all(|condition| condition.holds(&document)) {
            result.outcome = Outcome::NotSelected;
            return result;
        }
        let is_broken = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        let mut refusal = None;
        result.outcome = if is_broken && self.args.strict {
            let help = "correct the page, or leave out --strict to write all of it that can be cleaned";
            refusal = Some(Message::failure(&page.path, "not written: it holds a broken pair", Some(help)));
            Outcome::Skipped
        } else {
            self.clean(page, &document, &mut diagnostics, &mut result)
        };
        if result.outcome == Outcome::NotSelected {
            return result;
        }
        result.pairs = document.pairs().len();
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        let mut locator = Locator::new(text);
        let said = diagnostics.iter().map(|diagnostic| Message::of(&page.path, &mut locator, diagnostic));
        result.messages.splice(0..0, said);
        result.messages.extend(refusal);
        result
    }

    fn clean(
        &self,
        page: &Page,
        document: &Document<'_>,
        diagnostics: &mut Vec<Diagnostic>,
        result: &mut PageResult,
    ) -> Outcome {
        let args = self.args;
        let side = match args.side {
            SideArg::Target => Side::Target,
            SideArg::Source => Side::Source,
        };
        if args.check && matches!(self.destination, Destination::InPlace) && args.source_root.is_none() {
            return if is_clean(document, side) { Outcome::Unchanged } else { Outcome::WouldChange };
        }
        let parts = self.selector.as_ref().map(|selector| select(document, selector));
        if parts.as_ref().is_some_and(Vec::is_empty) {
            return Outcome::NotSelected;
        }
        for (wanted, found) in &self.wanted {
            if !found.load(Ordering::Relaxed) && !select(document, wanted).is_empty() {
                found.store(true, Ordering::Relaxed);
            }
        }
        let original = match self.original(page) {
            Ok(original) => original,
            Err(message) => {
                result.messages.push(message);
                None
            }
        };
        let options = Options { side, keep_escapes: args.keep_escapes, original: original.as_ref() };
        let Cleaned { bytes, diagnostics: more } = match &parts {
            Some(parts) => clean_parts(document, &options, parts),
            None => clean(document, &options),
        };
        // An extract has no front matter to warn of.
        diagnostics.extend(more.into_iter().filter(|diagnostic| {
            parts.is_none() || !matches!(diagnostic.rule, RuleId::TranslatedFrontMatter | RuleId::FrontMatter)
        }));
        self.put(page, document, bytes, result)
    }

    /// The original page, if there is a folder of them.
    fn original(&self, page: &Page) -> Result<Option<Original>, Message> {
        let Some(root) = &self.args.source_root else {
            return Ok(None);
        };
        let candidates = candidates(page, root, &self.args.paths);
        for path in candidates {
            match fs::read(&path) {
                Ok(bytes) => return Ok(Some(Original { path, bytes })),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(Message::failure(&path, &error.to_string(), None)),
            }
        }
        let text = format!("{} holds no original of this page", root.display());
        let help = "the originals are looked for under the same paths as the pages";
        Err(Message::about(&page.path, Severity::Warning, RuleId::MissingOriginal, &text, Some(help)))
    }

    fn put(&self, page: &Page, document: &Document<'_>, bytes: Vec<u8>, result: &mut PageResult) -> Outcome {
        let is_same = bytes == document.text().as_bytes();
        match &self.destination {
            Destination::Stdout => {
                result.printed = bytes;
                Outcome::Done
            }
            Destination::InPlace if is_same => Outcome::Unchanged,
            Destination::InPlace if self.args.check => Outcome::WouldChange,
            Destination::InPlace => {
                // A page behind a symbolic link is replaced where it lies.
                let path = page.path.canonicalize().unwrap_or_else(|_| page.path.clone());
                match write::write(&path, &bytes, Durability::Disk) {
                    Ok(()) => Outcome::Done,
                    Err(error) => self.failed(&path, &error, result),
                }
            }
            Destination::Folder(outputs) if self.args.check => match outputs.differs(page, &bytes) {
                Ok(false) => Outcome::Unchanged,
                Ok(true) => Outcome::WouldChange,
                Err(error) => self.failed(&outputs.path(page), &error, result),
            },
            Destination::Folder(outputs) => match outputs.put(page, &bytes) {
                Ok(Put::Written) => Outcome::Done,
                Ok(Put::Unchanged) => Outcome::Unchanged,
                Err(PutError::Io(error)) => self.failed(&outputs.path(page), &error, result),
                Err(error @ PutError::NotOurs) => {
                    let help = "move it away, or overwrite it with --force";
                    result.messages.push(Message::failure(&outputs.path(page), &error.to_string(), Some(help)));
                    Outcome::Failed
                }
            },
        }
    }

    fn failed(&self, path: &Path, error: &std::io::Error, result: &mut PageResult) -> Outcome {
        let help = match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                self.is_full.store(true, Ordering::Relaxed);
                Some("make room and run again; pages that are written already are left alone")
            }
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                Some("check the permissions of the file and its folder")
            }
            _ => None,
        };
        result.messages.push(Message::failure(path, &format!("cannot write it: {error}"), help));
        Outcome::Failed
    }

    /// Prints what the run has to say, and gives its status.
    fn finish(
        &self,
        pages: &[Page],
        results: &[PageResult],
        unreadable: &[walk::WalkError],
        started: Instant,
    ) -> Result<Status> {
        let stdout = std::io::stdout();
        let mut stdout = stdout.lock();
        for (page, result) in pages.iter().zip(results) {
            stdout.write_all(&result.printed)?;
            if result.outcome == Outcome::WouldChange {
                let path = match &self.destination {
                    Destination::Folder(outputs) => outputs.path(page),
                    Destination::Stdout | Destination::InPlace => page.path.clone(),
                };
                writeln!(stdout, "would change: {}", path.display())?;
            }
        }
        stdout.flush()?;
        let mut status = Status::Clean;
        let mut messages = Vec::new();
        for error in unreadable {
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
        report::print(messages, self.args.verbose);
        if !matches!(self.destination, Destination::Stdout) || self.args.verbose {
            let verb = if self.args.check { "would change" } else { "written" };
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
}

/// Where the original of a page may be: under its path below the folder given. Of a page that was given by itself, that folder
/// is not known: the longest end of its path that leads to a file is taken.
fn candidates(page: &Page, root: &Path, paths: &[PathBuf]) -> Vec<PathBuf> {
    if !paths.contains(&page.path) {
        return vec![root.join(&page.relative)];
    }
    let names: Vec<_> = page.path.components().filter(|part| matches!(part, std::path::Component::Normal(_))).collect();
    (0..names.len()).map(|from| names[from..].iter().fold(root.to_path_buf(), |path, name| path.join(name))).collect()
}
