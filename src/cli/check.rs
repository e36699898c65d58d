//! `bitext check`: findings about pages, and the exit code that a pipeline goes by.

use std::borrow::Cow;
use std::path::PathBuf;

use anyhow::Result;
use rayon::prelude::*;

use self::fixes::{Fixer, Outcome};
use self::output::Stream;
use super::Status;
use super::input::{Input, Unread};
use super::pages::process;
use super::report;
use crate::bitext::Document;
use crate::check::{self, Finding, PageContext, PageFacts, Profile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{CheckedPage, Failure, Report, Texts};
use crate::source::{decode, valid_prefix};
use crate::walk::Page;

mod diff;
mod fixes;
mod output;

/// Compare the translations of pages with their sources
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bitext check docs                                  what is wrong below docs
  bitext check docs --output-format concise          one line a finding, for other programs
  bitext check docs --diff                           what --fix would change
  bitext check docs --fix                            mend what can be mended safely")]
pub(super) struct Args {
    /// Pages, folders of pages, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    fixes: fixes::Args,

    #[command(flatten)]
    output: output::Args,
}

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    let mut input = Input::find(&args.paths, None)?;
    let profile = Profile::default();
    let fixer = args.fixes.fixer(&args.paths);
    let results = process(&input.pages, |page| check_page(&input, page, &profile, fixer.as_ref()));
    let mut status = Status::Clean;
    let mut checked = Report { pages: Vec::new(), failures: Vec::new(), suppressed: 0, in_baseline: 0 };
    let mut facts = Vec::with_capacity(results.len());
    let mut messages: Vec<report::Message> = Vec::new();
    let mut outcomes = Vec::new();
    let mut pages = Vec::with_capacity(results.len());
    for (index, (result, page)) in results.into_iter().zip(&input.pages).enumerate() {
        match result.unwrap_or_else(|panic| Err(Unread::panicked(page, &panic))) {
            Ok(result) => {
                checked.pages.push(result.page);
                facts.push(result.facts);
                outcomes.extend(result.outcome);
                pages.push(index);
            }
            Err(unread) => {
                status = status.max(unread.status);
                checked.failures.push(Failure { path: page.path.clone(), message: unread.text });
                messages.push(unread.message);
            }
        }
    }
    if let Some(fixer) = &fixer {
        fixer.print(&outcomes)?;
        if fixer.only_shows() {
            status = status.max(fixer.finish(&outcomes, checked.findings())).max(input.report_unreadable());
            report::print(input.notes.iter().chain(&messages), false);
            return Ok(status);
        }
    }
    if let Some(fixed) = outcomes.iter_mut().find_map(|outcome| outcome.text.take()) {
        input.replace_stdin(fixed);
    }
    let texts = Rereading { input: &input, pages };
    let profiles = vec![&profile; facts.len()];
    add(&mut checked.pages, check::run(&facts, &profiles, &texts), &texts);
    drop(facts);

    if checked.findings().any(|finding| finding.severity >= Severity::Warning) {
        status = status.max(Status::Findings);
    }
    let is_stdout_taken = fixer.as_ref().is_some_and(Fixer::takes_stdout);
    args.output.write(&checked, &texts, if is_stdout_taken { Stream::Stderr } else { Stream::Stdout })?;
    if let Some(fixer) = &fixer {
        status = status.max(fixer.finish(&outcomes, checked.findings()));
    }
    status = status.max(input.report_unreadable());
    report::print(input.notes.iter().chain(&messages), false);
    Ok(status)
}

/// A page that was checked, with what is needed to check it among the others.
struct PageResult {
    page: CheckedPage,
    facts: PageFacts,
    /// What was done about it, if fixes were asked for.
    outcome: Option<Outcome>,
}

fn check_page(input: &Input, page: &Page, profile: &Profile, fixer: Option<&Fixer>) -> Result<PageResult, Unread> {
    let bytes = input.read(page).map_err(|error| Unread::unreadable(page, &error))?;
    let text = match decode(&bytes) {
        Ok(text) => text,
        Err(error) => {
            let (document, _) = crate::parse(valid_prefix(&bytes));
            let found = check::not_text(error, profile).into_iter().collect();
            let findings = check::findings(&document, found);
            let checked = CheckedPage { path: page.path.clone(), locale: None, pairs: 0, findings };
            let outcome = fixer.map(|fixer| fixer.unchanged(&bytes));
            return Ok(PageResult { page: checked, facts: PageFacts::default(), outcome });
        }
    };
    let checked = check_text(page, text, profile);
    let Some(fixer) = fixer else { return Ok(checked) };
    let find = |document: &Document<'_>, parsed| {
        check::page(&PageContext::new(document, profile, &page.path), parsed).diagnostics
    };
    let mut outcome = fixer.page(page, text, &checked.page.findings, find);
    let checked = match &outcome.text {
        Some(fixed) => check_text(page, fixed, profile),
        None => checked,
    };
    // Of a page that was written, the text is not kept: there may be many.
    outcome.text = outcome.text.filter(|_| fixer.takes_stdout());
    Ok(PageResult { outcome: Some(outcome), ..checked })
}

fn check_text(page: &Page, text: &str, profile: &Profile) -> PageResult {
    let (document, parsed) = crate::parse(text);
    let context = PageContext::new(&document, profile, &page.path);
    let check::Checked { diagnostics, facts } = check::page(&context, parsed);
    let findings = check::findings(&document, diagnostics);
    let page =
        CheckedPage { path: page.path.clone(), locale: facts.locale.clone(), pairs: document.pairs().len(), findings };
    PageResult { page, facts, outcome: None }
}

/// Adds what was found over all pages. Their texts are not at hand any more, so those that are needed are read again.
fn add(pages: &mut [CheckedPage], found: Vec<(usize, Diagnostic)>, texts: &Rereading<'_>) {
    let by_page: Vec<Vec<(usize, Diagnostic)>> = {
        let mut groups: Vec<Vec<(usize, Diagnostic)>> = Vec::new();
        for item in found {
            match groups.last_mut().filter(|group| group[0].0 == item.0) {
                Some(group) => group.push(item),
                None => groups.push(vec![item]),
            }
        }
        groups
    };
    let more: Vec<(usize, Vec<Finding>)> = by_page
        .into_par_iter()
        .filter_map(|group| {
            let page = group[0].0;
            let text = texts.text(page)?;
            let (document, _) = crate::parse(&text);
            Some((page, check::findings(&document, group.into_iter().map(|(_, diagnostic)| diagnostic).collect())))
        })
        .collect();
    for (page, mut findings) in more {
        pages[page].findings.append(&mut findings);
        pages[page].findings.sort_by_key(|finding| finding.span);
    }
}

/// The texts of the pages that were checked, read again.
struct Rereading<'i> {
    input: &'i Input,
    /// Their indices in the input.
    pages: Vec<usize>,
}

impl Texts for Rereading<'_> {
    fn text(&self, page: usize) -> Option<Cow<'_, str>> {
        match self.input.read(&self.input.pages[self.pages[page]]).ok()? {
            Cow::Borrowed(bytes) => decode(bytes).ok().map(Cow::Borrowed),
            Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
        }
    }
}
