//! `bitext check`: findings about pages, and the exit code that a pipeline goes by.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, anyhow};
use rayon::prelude::*;

use self::fixes::{Fixer, Outcome};
use self::output::Stream;
use self::page::{PageResult, Work};
use self::rereading::Rereading;
use self::shard::Split;
use super::input::{Input, Unread};
use super::originals;
use super::pages::process;
use super::report::{self, shown};
use super::{Status, glossaries};
use crate::check::{self, Finding, PageFacts, Profile, RuleSet};
use crate::config::{FailOn, Profiles};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{CheckedPage, Failure, Report, Texts};
use crate::source::Version;
use crate::spool::Spool;
use crate::suppression::Suppressions;

mod baseline;
mod control;
mod diff;
mod fixes;
mod merge;
mod output;
mod page;
mod rereading;
mod shard;

pub(super) use self::diff::Diff;
pub(super) use self::merge::{Args as ReportArgs, run as report};

/// Compare the translations of pages with their sources
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bitext check docs                              what is wrong below docs
  bitext check docs --output-format concise      a line a finding
  bitext check docs --fix                        mend what can be mended safely
  bitext check docs --changed-since origin/main  only what a branch changed
  bitext check docs --output-format github --output-format sarif=out.sarif
                                                 for a pull request")]
pub(super) struct Args {
    /// Pages, folders of pages, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Folder of the original pages, under the same paths: tells which translations are out of date
    #[arg(long, value_name = "DIR", hide_short_help = true)]
    source_root: Option<PathBuf>,

    #[command(flatten)]
    control: control::Args,

    #[command(flatten)]
    fixes: fixes::Args,

    #[command(flatten)]
    output: output::Args,
}

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    let started = Instant::now();
    if let Some(root) = &args.source_root {
        originals::check_root(root)?;
    }
    let control = args.control.open(&args.paths)?;
    let mut input = Input::find(&args.paths, None)?;
    let outputs = args.output.outputs(input.pages.iter().map(|page| &*page.path))?;
    control.retain(&mut input, &args.paths)?;
    let split = control.shard().map(|shard| Split::new(shard, &mut input));
    let glossaries = glossaries::read(&control.config)?;
    let all_profiles = Profiles::new(&control.config, args.control.layer(), &glossaries).map_err(anyhow::Error::msg)?;
    let fixer = args.fixes.fixer(&args.paths);
    let work = Work {
        input: &input,
        profiles: &all_profiles,
        source_root: args.source_root.as_deref(),
        fixer: fixer.as_ref(),
    };
    let results = process(&input.pages, |page| work.check(page));
    let fail_on = control.fail_on();
    let mut gathered = Gathered::new(results, &input, fail_on);
    // Counted before known findings are taken out: they are fixed as well.
    let held_back = fixer.as_ref().map_or(0, |fixer| fixer.held_back(&gathered.report));
    if let Some(fixer) = &fixer {
        fixer.print(&gathered.outcomes)?;
        if fixer.only_shows() {
            let done = match fixer.finish(&gathered.outcomes, held_back) {
                Status::Findings if fail_on == FailOn::Never => Status::Clean,
                done => done,
            };
            let status = gathered.status.max(done).max(input.report_unreadable());
            report::print(input.notes.iter().chain(&gathered.messages), args.output.verbose);
            return Ok(status);
        }
    }
    if let Some(fixed) = gathered.outcomes.iter_mut().find_map(|outcome| outcome.text.take()) {
        input.replace_stdin(fixed);
    }
    let texts = Rereading::new(&input, gathered.pages.clone());
    let profiles = std::mem::take(&mut gathered.profiles);
    let rules: Vec<&RuleSet> = profiles.iter().map(|profile| &profile.rules).collect();
    let spool = all_profiles.spool();
    let part = match split {
        None => {
            let facts = std::mem::take(&mut gathered.facts);
            let run = check::run(&facts, &rules, &mut gathered.suppressions, &texts);
            gathered.report.suppressed += run.suppressed;
            add(&mut gathered.report.pages, run.diagnostics, &texts, spool);
            None
        }
        Some(split) => {
            add(&mut gathered.report.pages, check::idle_suppressions(&rules, &gathered.suppressions), &texts, spool);
            split.announce(&rules);
            let run = split.run(&control, args.source_root.is_some())?;
            let is_incomplete = gathered.is_incomplete || !input.unreadable.is_empty();
            Some(split.part(run, &mut gathered, &profiles, is_incomplete))
        }
    };
    let Gathered { report: mut checked, mut status, messages, outcomes, .. } = gathered;
    control.settle_known(&mut checked, &rules, &input)?;
    status = status.max(control::status(fail_on, &checked));
    let is_stdout_taken = fixer.as_ref().is_some_and(Fixer::takes_stdout);
    let stream = if is_stdout_taken { Stream::Stderr } else { Stream::Stdout };
    outputs.write(&checked, part.as_ref(), &texts, stream, started.elapsed())?;
    if let Some(fixer) = &fixer {
        status = status.max(fixer.finish(&outcomes, held_back));
    }
    let changed = texts.changed();
    if !changed.is_empty() {
        status = Status::Failure;
    }
    status = status.max(report_unspooled(spool)).max(input.report_unreadable());
    report::print(input.notes.iter().chain(&messages).chain(&changed), args.output.verbose);
    // The process ends: to free thousands of findings one by one would only take time.
    std::mem::forget((checked, part));
    Ok(status)
}

/// What the work on all pages came to. What has an entry for each page that was checked has them in the order of the report.
struct Gathered {
    report: Report,
    /// The index in the input and the version of each page.
    pages: Vec<(usize, Version)>,
    profiles: Vec<Arc<Profile>>,
    facts: Vec<PageFacts>,
    suppressions: Vec<Suppressions>,
    /// The index in the input of each page that could not be checked.
    failed: Vec<usize>,
    messages: Vec<report::Message>,
    outcomes: Vec<Outcome>,
    missing_originals: usize,
    /// Whether an original could not be read.
    is_incomplete: bool,
    status: Status,
}

impl Gathered {
    /// Takes in the results of the pages of `input`.
    fn new(
        results: impl Iterator<Item = Result<Result<PageResult, Unread>, String>>,
        input: &Input,
        fail_on: FailOn,
    ) -> Self {
        let count = input.pages.len();
        let mut all = Self {
            report: Report { pages: Vec::with_capacity(count), failures: Vec::new(), suppressed: 0, in_baseline: 0 },
            pages: Vec::with_capacity(count),
            profiles: Vec::with_capacity(count),
            facts: Vec::with_capacity(count),
            suppressions: Vec::with_capacity(count),
            failed: Vec::new(),
            messages: Vec::new(),
            outcomes: Vec::new(),
            missing_originals: 0,
            is_incomplete: false,
            status: Status::Clean,
        };
        for (index, (result, page)) in results.zip(&input.pages).enumerate() {
            match result.unwrap_or_else(|panic| Err(Unread::panicked(page, &panic))) {
                Ok(result) => all.add(index, result, fail_on),
                Err(unread) => {
                    all.status = all.status.max(unread.status);
                    all.failed.push(index);
                    all.report.failures.push(Failure { path: page.path.clone(), message: unread.text });
                    all.messages.push(unread.message);
                }
            }
        }
        all
    }

    fn add(&mut self, index: usize, result: PageResult, fail_on: FailOn) {
        if let Some(message) = result.no_original {
            let is_unreadable = message.is_error();
            self.is_incomplete |= is_unreadable;
            self.missing_originals += usize::from(!is_unreadable);
            let missing = if is_unreadable { Status::Failure } else { control::status_of(fail_on, Severity::Warning) };
            self.status = self.status.max(missing);
            self.messages.push(*message);
        }
        self.report.pages.push(result.page);
        self.report.suppressed += result.suppressed;
        self.pages.push((index, result.version));
        self.profiles.push(result.profile);
        self.facts.push(result.facts);
        self.suppressions.push(result.suppressions);
        self.outcomes.extend(result.outcome.map(|outcome| *outcome));
    }
}

/// Says why something that waited for the end of the run could not be read back, and what that makes of the run.
fn report_unspooled(spool: &Spool) -> Status {
    let Some(error) = spool.error() else { return Status::Clean };
    let folder = shown(&std::env::temp_dir());
    let what = "what waited there for the end of the run cannot be read back, so findings are missing";
    report::failure(&anyhow!("{folder}: {what}: {error}\n  help: run it again with another folder in TMPDIR"));
    Status::Failure
}

/// Adds what was found over all pages. Their texts are not at hand any more, so those that are needed are read again; what is
/// found in a page that changed since has no place any more and is left out.
fn add(pages: &mut [CheckedPage], found: Vec<(usize, Diagnostic)>, texts: &Rereading<'_>, spool: &Arc<Spool>) {
    let mut by_page: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
    for (page, diagnostic) in found {
        by_page.entry(page).or_default().push(diagnostic);
    }
    let more: Vec<(usize, Vec<Finding>)> = by_page
        .into_par_iter()
        .filter_map(|(page, diagnostics)| {
            let text = texts.text(page)?;
            let (document, _) = crate::parse(&text);
            // The report of a shard may say anything of where pairs are.
            if diagnostics.iter().any(|diagnostic| text.get(diagnostic.span.range()).is_none()) {
                texts.mark_changed(page);
                return None;
            }
            Some((page, check::findings(&document, diagnostics)))
        })
        .collect();
    for (page, findings) in more {
        // Of equal places, what the page showed by itself comes first.
        let mut all: Vec<Finding> = pages[page].findings.iter().chain(findings).collect();
        all.sort_by_key(|finding| finding.span);
        pages[page].findings = all.into_iter().collect();
        pages[page].findings.put_aside(spool);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;
    use crate::check::PackedFindings;
    use crate::diagnostic::RuleId;
    use crate::source::Span;

    /// What is left of a finding at the end of a page, when the page is `after` by the time that its place is looked up.
    fn found_in(before: &str, after: Option<&str>) -> (usize, usize) {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("å.md");
        fs::write(&path, before).unwrap();
        let input = Input::find(std::slice::from_ref(&path), None).unwrap();
        let texts = Rereading::new(&input, vec![(0, Version::of(before.as_bytes()))]);
        match after {
            Some(after) => fs::write(&path, after).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let end = Span::new(before.len() - 3, before.len());
        let mut pages = [CheckedPage { path, locale: None, pairs: 0, findings: PackedFindings::default() }];
        add(&mut pages, vec![(0, Diagnostic::error(RuleId::UNPAIRED_TARGET, end, "å"))], &texts, &Arc::default());
        (pages[0].findings.len(), texts.changed().len())
    }

    #[test]
    fn a_page_that_changed_since_it_was_checked_has_no_findings_over_the_run() {
        let page = "Välj **Öppna** på 日本";
        assert_eq!(found_in(page, Some(page)), (1, 0));
        for after in [Some(""), Some("Välj **Öppna** på 日"), Some("Välj **Öppna** på 日木"), Some("åäö"), None]
        {
            assert_eq!(found_in(page, after), (0, 1), "{after:?}");
        }
    }
}
