//! `bitext check`: findings about pages, and the exit code that a pipeline goes by.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use rayon::prelude::*;

use super::configuration::absolute;
use super::input::{Input, Unread};
use super::originals;
use super::pages::process;
use super::report;
use super::{Status, glossaries};
use crate::check::{self, Finding, PageContext, PageFacts, Profile};
use crate::config::Profiles;
use crate::diagnostic::Diagnostic;
use crate::report::{CheckedPage, Failure, Report, Texts};
use crate::source::decode;
use crate::suppression::Suppressions;
use crate::walk::Page;

mod baseline;
mod control;
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

    /// Folder of the original pages, under the same paths: tells which translations are out of date
    #[arg(long, value_name = "DIR")]
    source_root: Option<PathBuf>,

    #[command(flatten)]
    control: control::Args,

    #[command(flatten)]
    output: output::Args,
}

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    if let Some(root) = &args.source_root {
        originals::check_root(root)?;
    }
    let control = args.control.open(&args.paths)?;
    let mut input = Input::find(&args.paths, None)?;
    control.retain(&mut input, &args.paths)?;
    let glossaries = glossaries::read(&control.config)?;
    let all_profiles = Profiles::new(&control.config, args.control.layer(), &glossaries).map_err(anyhow::Error::msg)?;
    let source_root = args.source_root.as_deref();
    let results = process(&input.pages, |page| check_page(&input, page, &all_profiles, source_root));
    let mut status = Status::Clean;
    let mut checked = Report { pages: Vec::new(), failures: Vec::new(), suppressed: 0, in_baseline: 0 };
    let mut facts = Vec::with_capacity(results.len());
    let mut profiles = Vec::with_capacity(results.len());
    let mut suppressions = Vec::with_capacity(results.len());
    let mut messages: Vec<report::Message> = Vec::new();
    let mut pages = Vec::with_capacity(results.len());
    for (result, page) in results.into_iter().zip(&input.pages) {
        match result.unwrap_or_else(|panic| Err(Unread::panicked(page, &panic))) {
            Ok(result) => {
                if let Some(message) = result.no_original {
                    status = status.max(if message.is_error() { Status::Failure } else { Status::Findings });
                    messages.push(message);
                }
                checked.pages.push(result.page);
                checked.suppressed += result.suppressed;
                facts.push(result.facts);
                profiles.push(result.profile);
                suppressions.push(result.suppressions);
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
    let profiles: Vec<&Profile> = profiles.iter().map(|profile| &**profile).collect();
    let check::RunChecked { diagnostics, suppressed } = check::run(&facts, &profiles, &mut suppressions, &texts);
    checked.suppressed += suppressed;
    add(&mut checked.pages, diagnostics, &texts);
    drop(facts);

    control.settle_known(&mut checked, |page, rule| profiles[page].rules.severity(rule).is_some())?;
    status = status.max(control.status(&checked));
    control.cut(&mut checked);
    args.output.write(&checked, &texts)?;
    status = status.max(input.report_unreadable());
    report::print(input.notes.iter().chain(&messages), false);
    Ok(status)
}

/// A page that was checked, with what is needed to check it among the others.
struct PageResult {
    page: CheckedPage,
    profile: Arc<Profile>,
    facts: PageFacts,
    suppressed: usize,
    suppressions: Suppressions,
    /// Why the page could not be compared with its original, if it was to be.
    no_original: Option<report::Message>,
}

fn check_page(
    input: &Input,
    page: &Page,
    profiles: &Profiles<'_>,
    source_root: Option<&Path>,
) -> Result<PageResult, Unread> {
    let bytes = input.read(page).map_err(|error| Unread::unreadable(page, &error))?;
    let text = decode(&bytes).map_err(|error| Unread::not_text(page, error))?;
    let (document, parsed) = crate::parse(text);
    let path = absolute(&page.path).map_err(|error| Unread::unreadable(page, &error))?;
    let profile = profiles.of(&path, &document);
    // A page without pairs is in the source language: an include, an index.
    let source_root = source_root.filter(|_| !document.pairs().is_empty());
    let (original, no_original) = match originals::find(source_root, page, &document) {
        Ok(original) => (original, None),
        Err(message) => (None, Some(message)),
    };
    let context = PageContext::new(&document, &profile, &page.path).with_original(original.as_ref());
    let check::Checked { diagnostics, suppressed, suppressions, facts } = check::page(&context, parsed);
    let findings = check::findings(&document, diagnostics);
    let page =
        CheckedPage { path: page.path.clone(), locale: facts.locale.clone(), pairs: document.pairs().len(), findings };
    Ok(PageResult { page, profile, facts, suppressed, suppressions, no_original })
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
