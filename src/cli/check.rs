//! `bitext check`: findings about pages, and the exit code that a pipeline goes by.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use rayon::prelude::*;

use self::fixes::Fixer;
use self::output::Stream;
use self::page::Work;
use self::rereading::Rereading;
use super::input::{Input, Unread};
use super::originals;
use super::pages::process;
use super::report;
use super::{Status, glossaries};
use crate::check::{self, Finding, Profile};
use crate::config::Profiles;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{CheckedPage, Failure, Report, Texts};

mod baseline;
mod control;
mod diff;
mod fixes;
mod output;
mod page;
mod rereading;

pub(super) use self::diff::Diff;

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
    let outputs = args.output.outputs(&input.pages)?;
    control.retain(&mut input, &args.paths)?;
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
    let mut status = Status::Clean;
    let mut checked = Report { pages: Vec::new(), failures: Vec::new(), suppressed: 0, in_baseline: 0 };
    let mut facts = Vec::with_capacity(results.len());
    let mut profiles = Vec::with_capacity(results.len());
    let mut suppressions = Vec::with_capacity(results.len());
    let mut messages: Vec<report::Message> = Vec::new();
    let mut outcomes = Vec::new();
    let mut pages = Vec::with_capacity(results.len());
    for (index, (result, page)) in results.into_iter().zip(&input.pages).enumerate() {
        match result.unwrap_or_else(|panic| Err(Unread::panicked(page, &panic))) {
            Ok(result) => {
                if let Some(message) = result.no_original {
                    let is_unreadable = message.is_error();
                    let missing = if is_unreadable { Status::Failure } else { control.status_of(Severity::Warning) };
                    status = status.max(missing);
                    messages.push(message);
                }
                checked.pages.push(result.page);
                checked.suppressed += result.suppressed;
                facts.push(result.facts);
                profiles.push(result.profile);
                suppressions.push(result.suppressions);
                pages.push((index, result.version));
                outcomes.extend(result.outcome);
            }
            Err(unread) => {
                status = status.max(unread.status);
                checked.failures.push(Failure { path: page.path.clone(), message: unread.text });
                messages.push(unread.message);
            }
        }
    }
    // Counted before known findings are taken out: they are fixed as well.
    let held_back = fixer.as_ref().map_or(0, |fixer| fixer.held_back(checked.findings()));
    if let Some(fixer) = &fixer {
        fixer.print(&outcomes)?;
        if fixer.only_shows() {
            status = status.max(fixer.finish(&outcomes, held_back)).max(input.report_unreadable());
            report::print(input.notes.iter().chain(&messages), args.output.verbose);
            return Ok(status);
        }
    }
    if let Some(fixed) = outcomes.iter_mut().find_map(|outcome| outcome.text.take()) {
        input.replace_stdin(fixed);
    }
    let texts = Rereading::new(&input, pages);
    let profiles: Vec<&Profile> = profiles.iter().map(|profile| &**profile).collect();
    let check::RunChecked { diagnostics, suppressed } = check::run(&facts, &profiles, &mut suppressions, &texts);
    checked.suppressed += suppressed;
    add(&mut checked.pages, diagnostics, &texts);
    drop(facts);

    control.settle_known(&mut checked, |page, rule| profiles[page].rules.severity(rule).is_some())?;
    status = status.max(control.status(&checked));
    let is_stdout_taken = fixer.as_ref().is_some_and(Fixer::takes_stdout);
    let stream = if is_stdout_taken { Stream::Stderr } else { Stream::Stdout };
    outputs.write(&checked, &texts, stream, started.elapsed())?;
    if let Some(fixer) = &fixer {
        status = status.max(fixer.finish(&outcomes, held_back));
    }
    let changed = texts.changed();
    if !changed.is_empty() {
        status = Status::Failure;
    }
    status = status.max(input.report_unreadable());
    report::print(input.notes.iter().chain(&messages).chain(&changed), args.output.verbose);
    // The process ends: to free thousands of findings one by one would only take time.
    std::mem::forget(checked);
    Ok(status)
}

/// Adds what was found over all pages. Their texts are not at hand any more, so those that are needed are read again; what is
/// found in a page that changed since has no place any more and is left out.
fn add(pages: &mut [CheckedPage], found: Vec<(usize, Diagnostic)>, texts: &Rereading<'_>) {
    let mut by_page: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
    for (page, diagnostic) in found {
        by_page.entry(page).or_default().push(diagnostic);
    }
    let more: Vec<(usize, Vec<Finding>)> = by_page
        .into_par_iter()
        .filter_map(|(page, diagnostics)| {
            let text = texts.text(page)?;
            let (document, _) = crate::parse(&text);
            Some((page, check::findings(&document, diagnostics)))
        })
        .collect();
    for (page, mut findings) in more {
        pages[page].findings.append(&mut findings);
        pages[page].findings.sort_by_key(|finding| finding.span);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::rereading::Version;
    use super::*;
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
        let mut pages = [CheckedPage { path, locale: None, pairs: 0, findings: Vec::new() }];
        add(&mut pages, vec![(0, Diagnostic::error(RuleId::UNPAIRED_TARGET, end, "å"))], &texts);
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
