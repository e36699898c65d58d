//! What holds for every text that is checked: all that is found has a place in it, fixes keep its pairs, and fixing twice changes
//! nothing. Shared by the fuzz target, `tests/mutations.rs`, `tests/fixes.rs` and `tests/limits.rs`.
#![allow(dead_code)]

use std::path::Path;

use bitext::check::{self, Checked, PageContext, Profile, RuleSet};
use bitext::diagnostic::{Applicability, Diagnostic, Severity};
use bitext::fix::{Fixed, Unfixable, fix};
use bitext::report::Texts;
use bitext::{Document, parse};

/// A profile with every rule of the catalogue.
pub(crate) fn all_rules() -> Profile {
    let rules = RuleSet::new(|rule| Some(rule.severity.unwrap_or(Severity::Info)));
    Profile::new(rules)
}

fn found(document: &Document<'_>, parsed: Vec<Diagnostic>, profile: &Profile) -> Checked {
    check::page(&PageContext::new(document, profile, Path::new("å.md")), parsed)
}

struct OneText<'t>(&'t str);

impl Texts for OneText<'_> {
    fn text(&self, _: usize) -> Option<std::borrow::Cow<'_, str>> {
        Some(self.0.into())
    }
}

/// Checks a page as a run of that one page does. Panics if something is found at what is no place in the text.
pub(crate) fn check(text: &str, profile: &Profile) {
    let (document, parsed) = parse(text);
    let Checked { mut diagnostics, suppressions, facts, .. } = found(&document, parsed, profile);
    let run = check::run(&[facts], &[&profile.rules], &mut [suppressions], &OneText(text));
    diagnostics.extend(run.diagnostics.into_iter().map(|(_, diagnostic)| diagnostic));
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    for diagnostic in &diagnostics {
        let related = diagnostic.related.iter().map(|related| related.span);
        let edits = diagnostic.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
        for span in related.chain(edits).chain([diagnostic.span]) {
            assert!(text.get(span.range()).is_some(), "{}: {span:?}", diagnostic.rule);
        }
    }
    let _ = check::findings(&document, diagnostics);
}

fn fixed(text: &str, profile: &Profile) -> Result<Fixed, Unfixable> {
    fix(text, Applicability::Unsafe, |document, parsed| found(document, parsed, profile).diagnostics)
}

/// What is wrong with the fixes of a page, if anything is.
pub(crate) fn fault(text: &str, profile: &Profile) -> Option<String> {
    let once = match fixed(text, profile) {
        Ok(once) => once,
        Err(error) => return Some(error.to_string()),
    };
    if once.fixes == 0 {
        return (once.text != text).then(|| "the page is changed without a fix".to_owned());
    }
    let ids = |text: &str| -> Vec<String> {
        let (document, _) = parse(text);
        document.pairs().iter().map(|pair| document.id(pair).to_owned()).collect()
    };
    let (before, mut after) = (ids(text), ids(&once.text).into_iter());
    if !before.iter().all(|id| after.any(|other| other == *id)) {
        return Some("a pair is lost".to_owned());
    }
    match fixed(&once.text, profile) {
        Ok(twice) if twice.text == once.text && twice.fixes == 0 => None,
        Ok(_) => Some("fixing twice changes it again".to_owned()),
        Err(error) => Some(format!("fixing twice: {error}")),
    }
}
