//! `bitext check`: findings about pages, and the exit code that a pipeline goes by.

use std::borrow::Cow;
use std::path::PathBuf;

use anyhow::Result;
use rayon::prelude::*;

use super::Status;
use super::input::{Input, Unread};
use super::pages::process;
use super::report;
use crate::check::{self, Finding, PageContext, PageFacts, Profile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{CheckedPage, Failure, Report, Texts};
use crate::source::decode;
use crate::walk::Page;

mod output;

/// Compare the translations of pages with their sources
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bitext check docs                                  what is wrong below docs
  bitext check docs --output-format concise          one line a finding, for other programs")]
pub(super) struct Args {
    /// Pages, folders of pages, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    output: output::Args,
}

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    let input = Input::find(&args.paths, None)?;
    let profile = Profile::default();
    let results = process(&input.pages, |page| check_page(&input, page, &profile));
    let mut status = Status::Clean;
    let mut checked = Report { pages: Vec::new(), failures: Vec::new(), suppressed: 0, in_baseline: 0 };
    let mut facts = Vec::with_capacity(results.len());
    let mut messages: Vec<report::Message> = Vec::new();
    let mut pages = Vec::with_capacity(results.len());
    for (result, page) in results.into_iter().zip(&input.pages) {
        match result.unwrap_or_else(|panic| Err(Unread::panicked(page, &panic))) {
            Ok(CheckedWithFacts { page: result, facts: noted }) => {
                checked.pages.push(result);
                facts.push(noted);
                pages.push(page);
            }
            Err(unread) => {
                status = status.max(unread.status);
                checked.failures.push(Failure { path: page.path.clone(), message: unread.text });
                messages.push(unread.message);
            }
        }
    }
    let texts = Rereading { input: &input, pages };
    let profiles = vec![&profile; facts.len()];
    add(&mut checked.pages, check::run(&facts, &profiles, &texts), &texts);
    drop(facts);

    if checked.findings().any(|finding| finding.severity >= Severity::Warning) {
        status = status.max(Status::Findings);
    }
    args.output.write(&checked, &texts)?;
    status = status.max(input.report_unreadable());
    report::print(input.notes.iter().chain(&messages), false);
    Ok(status)
}

struct CheckedWithFacts {
    page: CheckedPage,
    facts: PageFacts,
}

fn check_page(input: &Input, page: &Page, profile: &Profile) -> Result<CheckedWithFacts, Unread> {
    let bytes = input.read(page).map_err(|error| Unread::unreadable(page, &error))?;
    let text = decode(&bytes).map_err(|error| Unread::not_text(page, error))?;
    let (document, parsed) = crate::parse(text);
    let context = PageContext::new(&document, profile, &page.path);
    let check::Checked { diagnostics, facts } = check::page(&context, parsed);
    let findings = check::findings(&document, diagnostics);
    let page =
        CheckedPage { path: page.path.clone(), locale: facts.locale.clone(), pairs: document.pairs().len(), findings };
    Ok(CheckedWithFacts { page, facts })
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
    pages: Vec<&'i Page>,
}

impl Texts for Rereading<'_> {
    fn text(&self, page: usize) -> Option<Cow<'_, str>> {
        match self.input.read(self.pages[page]).ok()? {
            Cow::Borrowed(bytes) => decode(bytes).ok().map(Cow::Borrowed),
            Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
        }
    }
}
