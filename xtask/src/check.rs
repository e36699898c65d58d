//! Runs the checker over the pages of a set, with every rule on.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use bitext::check::{self, Finding, PageContext, Profile, RuleSet};
use bitext::diagnostic::Severity;
use bitext::original::Original;
use bitext::report::Texts;
use bitext::rules::Rule;
use rayon::prelude::*;

use crate::sets;

/// The pages of a set, checked.
pub(crate) struct CheckedSet {
    pub(crate) name: String,
    pub(crate) pages: Vec<CheckedPage>,
    pub(crate) pairs: usize,
}

/// A page to be checked.
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) text: String,
    /// What it was translated from, if that is at hand.
    pub(crate) original: Option<Original>,
}

/// A page that was checked.
pub(crate) struct CheckedPage {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) findings: Vec<Finding>,
}

impl CheckedSet {
    /// How many findings of a rule there are.
    pub(crate) fn count(&self, rule: &Rule) -> usize {
        self.findings(rule).count()
    }

    /// The findings of a rule, with their pages.
    pub(crate) fn findings<'a>(&'a self, rule: &'a Rule) -> impl Iterator<Item = (&'a CheckedPage, &'a Finding)> {
        self.pages.iter().flat_map(move |page| {
            page.findings.iter().filter(|finding| finding.rule.id == rule.id).map(move |finding| (page, finding))
        })
    }
}

/// What pages are held to: every rule, with its own severity.
pub(crate) fn profile() -> Profile {
    let rules = RuleSet::new(|rule| Some(rule.severity.unwrap_or(Severity::Info)));
    Profile::new(rules)
}

/// Reads and checks one page in `sample` of a set.
pub(crate) fn check_set(folder: &Path, sample: u64, profile: &Profile) -> Result<CheckedSet> {
    let read = |path: String| {
        let file = folder.join("bilingual").join(&path);
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        Ok(Page { path, text, original: None })
    };
    let pages = sets::pages(folder, sample)?.into_par_iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(check_as_set(sets::name(folder), pages, profile))
}

/// Checks the pages of a set.
pub(crate) fn check_as_set(name: String, pages: Vec<Page>, profile: &Profile) -> CheckedSet {
    let (findings, pairs) = check_pages(&pages, profile);
    let checked = |(Page { path, text, .. }, findings)| CheckedPage { path, text, findings };
    CheckedSet { name, pages: pages.into_iter().zip(findings).map(checked).collect(), pairs }
}

/// Checks pages as one run: the findings of each, and how many pairs there are.
pub(crate) fn check_pages(pages: &[Page], profile: &Profile) -> (Vec<Vec<Finding>>, usize) {
    let checked: Vec<_> = pages
        .par_iter()
        .map(|Page { path, text, original }| {
            let (document, parsed) = bitext::parse(text);
            let context = PageContext::new(&document, profile, Path::new(path)).with_original(original.as_ref());
            (check::page(&context, parsed), document.pairs().len())
        })
        .collect();
    let pairs = checked.iter().map(|(_, pairs)| pairs).sum();
    let (mut diagnostics, mut facts, mut suppressions) = (Vec::new(), Vec::new(), Vec::new());
    for (checked, _) in checked {
        diagnostics.push(checked.diagnostics);
        facts.push(checked.facts);
        suppressions.push(checked.suppressions);
    }
    let run = check::run(&facts, &vec![&profile.rules; facts.len()], &mut suppressions, &InMemory(pages));
    for (page, diagnostic) in run.diagnostics {
        diagnostics[page].push(diagnostic);
    }
    let findings = pages
        .par_iter()
        .zip(diagnostics)
        .map(|(page, mut diagnostics)| {
            diagnostics.sort_by_key(|diagnostic| diagnostic.span);
            check::findings(&bitext::parse(&page.text).0, diagnostics)
        })
        .collect();
    (findings, pairs)
}

struct InMemory<'a>(&'a [Page]);

impl Texts for InMemory<'_> {
    fn text(&self, page: usize) -> Option<Cow<'_, str>> {
        self.0.get(page).map(|page| Cow::Borrowed(page.text.as_str()))
    }
}
