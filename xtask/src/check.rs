//! Runs the checker over the pages of a set, with every rule on.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use bitext::check::{self, Finding, PageContext, Profile, RuleSet};
use bitext::diagnostic::Severity;
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
pub(crate) fn check_set(folder: &Path, sample: u64) -> Result<CheckedSet> {
    let read = |path: String| {
        let file = folder.join("bilingual").join(&path);
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        Ok((path, text))
    };
    let texts = sets::pages(folder, sample)?.into_par_iter().map(read).collect::<Result<Vec<_>>>()?;
    let name = sets::name(folder);
    let (pages, pairs) = check_pages(&texts);
    let pages =
        texts.into_iter().zip(pages).map(|((path, text), findings)| CheckedPage { path, text, findings }).collect();
    Ok(CheckedSet { name, pages, pairs })
}

/// Checks pages as one run: the findings of each, and how many pairs there are.
pub(crate) fn check_pages(texts: &[(String, String)]) -> (Vec<Vec<Finding>>, usize) {
    let profile = profile();
    let checked: Vec<_> = texts
        .par_iter()
        .map(|(path, text)| {
            let (document, parsed) = bitext::parse(text);
            let context = PageContext::new(&document, &profile, Path::new(path));
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
    let run = check::run(&facts, &vec![&profile; facts.len()], &mut suppressions, &InMemory(texts));
    for (page, diagnostic) in run.diagnostics {
        diagnostics[page].push(diagnostic);
    }
    let findings = texts
        .par_iter()
        .zip(diagnostics)
        .map(|((_, text), mut diagnostics)| {
            diagnostics.sort_by_key(|diagnostic| diagnostic.span);
            check::findings(&bitext::parse(text).0, diagnostics)
        })
        .collect();
    (findings, pairs)
}

struct InMemory<'a>(&'a [(String, String)]);

impl Texts for InMemory<'_> {
    fn text(&self, page: usize) -> Option<Cow<'_, str>> {
        self.0.get(page).map(|(_, text)| Cow::Borrowed(text.as_str()))
    }
}
