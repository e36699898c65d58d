//! `bitext check`: findings about pages, and the exit code that a pipeline goes by.

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use rayon::prelude::*;

use self::fixes::Fixer;
use self::output::Stream;
use self::page::Work;
use super::input::{Input, Unread};
use super::originals;
use super::pages::process;
use super::report;
use super::{Status, glossaries};
use crate::check::{self, Finding, Profile};
use crate::config::Profiles;
use crate::diagnostic::Diagnostic;
use crate::report::{CheckedPage, Failure, Report, Texts};
use crate::source::decode;

mod baseline;
mod control;
mod diff;
mod fixes;
mod output;
mod page;

/// Compare the translations of pages with their sources
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bitext check docs                                  what is wrong below docs
  bitext check docs --output-format concise          one line a finding, for other programs
  bitext check docs --diff                           what --fix would change
  bitext check docs --fix                            mend what can be mended safely
  bitext check docs --changed-since origin/main      only pages that a pull request changed
  bitext check docs --output-format github --output-format sarif=out.sarif
                                                     annotations, and a file for code scanning")]
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
                    status = status.max(if message.is_error() { Status::Failure } else { Status::Findings });
                    messages.push(message);
                }
                checked.pages.push(result.page);
                checked.suppressed += result.suppressed;
                facts.push(result.facts);
                profiles.push(result.profile);
                suppressions.push(result.suppressions);
                pages.push(index);
                outcomes.extend(result.outcome);
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
            report::print(input.notes.iter().chain(&messages), args.output.verbose);
            return Ok(status);
        }
    }
    if let Some(fixed) = outcomes.iter_mut().find_map(|outcome| outcome.text.take()) {
        input.replace_stdin(fixed);
    }
    let texts = Rereading { input: &input, pages };
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
        status = status.max(fixer.finish(&outcomes, checked.findings()));
    }
    status = status.max(input.report_unreadable());
    report::print(input.notes.iter().chain(&messages), args.output.verbose);
    Ok(status)
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
