//! Runs the rules over pages: over each by itself, then over what was noted of all.
//!
//! Nothing here reads files or prints. [`page`] gives diagnostics of one page; [`run`] those that need every page.

mod address;
mod context;
mod facts;
mod finding;
mod known_texts;
mod labels;
mod markup;
mod profile;

use rayon::prelude::*;

pub(crate) use address::{comparable, without_locale};
pub use context::{PageContext, PairContext, SegmentContext};
pub(crate) use facts::PairHashes;
pub use facts::{NotedPairs, PageFacts, PairFacts, SourceLength};
pub use finding::{Finding, Fingerprint, PackedFindings, PairPlace, RelatedFinding, findings};
pub(crate) use labels::Labels;
pub use markup::{Difference, quoted};
pub(crate) use profile::Memory;
pub use profile::{Profile, RuleSet};

use crate::check::known_texts::{KnownTexts, RuleNumbers};
use crate::diagnostic::{Diagnostic, RuleId, Severity};
use crate::report::Texts;
use crate::rules::{self, CATALOGUE, Check, Rule};
use crate::source::DecodeError;
use crate::suppression::Suppressions;

/// What a page came to: what is wrong with it by itself, and what [`run`] needs to know of it.
#[derive(Debug, Default)]
pub struct Checked {
    /// What was found, in the order of the page.
    pub diagnostics: Vec<Diagnostic>,
    /// How many more findings a comment in the page suppresses.
    pub suppressed: usize,
    /// The comments that suppress findings.
    pub suppressions: Suppressions,
    /// What was noted for the rules that look at all pages; empty if none of them is on.
    pub facts: PageFacts,
}

/// Checks one page. `parsed` is what [`parse`](crate::parse()) said of it.
///
/// ```
/// use std::path::Path;
///
/// use bitext::check::{self, PageContext, Profile};
///
/// let page = "<span data-ttu-id=\"0a1b2-101\"></span>\
///             <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Hello</span></span>\n";
/// let (document, said) = bitext::parse(page);
/// let profile = Profile::default();
/// let checked = check::page(&PageContext::new(&document, &profile, Path::new("hello.md")), said);
/// assert_eq!(checked.diagnostics[0].rule.as_str(), "empty-target");
/// ```
#[must_use]
pub fn page(context: &PageContext<'_>, parsed: Vec<Diagnostic>) -> Checked {
    let rules = &context.profile.rules;
    let mut findings = Findings::default();
    // What is only shown, such as pairs in code, is no defect.
    for diagnostic in parsed.into_iter().filter(|diagnostic| diagnostic.severity > Severity::Info) {
        if let Some(severity) = rules.severity(diagnostic.rule) {
            findings.found.push(Diagnostic { severity, ..diagnostic });
        }
    }
    for rule in rules.page_rules() {
        findings.severity = rule.severity;
        (rule.check)(context, &mut findings);
    }
    let facts = rules.has_run_rules().then(|| PageFacts::of(context));
    context.each_pair(|pair, wanted| {
        let mut needed = RuleNumbers::NONE;
        for (number, rule) in rules.pair_rules().iter().enumerate() {
            if !rule.when.holds(pair.target.chars, pair.source.chars) || !wanted.has(number) {
                continue;
            }
            let found = findings.len();
            findings.severity = rule.severity;
            (rule.check)(pair, &mut findings);
            if findings.len() > found || pair.hangs_on_page() {
                needed.add(number);
            }
        }
        needed
    });
    let mut diagnostics = findings.found;
    let (mut suppressions, misuses) = Suppressions::find(context.document);
    let found = diagnostics.len();
    if !suppressions.is_empty() {
        diagnostics.retain(|diagnostic| !suppressions.suppress(diagnostic.rule, diagnostic.span.start));
    }
    let suppressed = found - diagnostics.len();
    diagnostics.extend(rules.suppression(misuses.into_iter()));
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    Checked { diagnostics, suppressed, suppressions, facts: facts.unwrap_or_default() }
}

/// What is found in a file whose bytes are not text. The place is one of [`valid_prefix`](crate::source::valid_prefix).
#[must_use]
pub fn not_text(error: DecodeError, profile: &Profile) -> Option<Diagnostic> {
    let severity = profile.rules.severity(RuleId::INVALID_UTF8)?;
    Some(Diagnostic { severity, ..crate::rules::not_text(error) })
}

/// What a run came to, beyond its pages.
#[derive(Debug, Default)]
pub struct RunChecked {
    /// What was found, each with the index of its page, in the order of pages and places.
    pub diagnostics: Vec<(usize, Diagnostic)>,
    /// How many more findings a comment in their page suppresses.
    pub suppressed: usize,
}

/// Checks what only all pages together show. `rules` has the rules of each page, `suppressions` what [`page`] gave of it;
/// `texts` gives the few texts that are needed once more.
#[must_use]
pub fn run(
    facts: &[PageFacts],
    rules: &[&RuleSet],
    suppressions: &mut [Suppressions],
    texts: &dyn Texts,
) -> RunChecked {
    let mut run = run_rules(facts, rules, suppressions, texts);
    run.diagnostics.extend(idle_suppressions(rules, suppressions));
    run.diagnostics.sort_by_key(|(page, diagnostic)| (*page, diagnostic.span));
    run
}

/// The part of [`run`] that needs all pages: what the rules of the run find, and the comments that suppress none of that.
#[must_use]
pub fn run_rules(
    facts: &[PageFacts],
    rules: &[&RuleSet],
    suppressions: &mut [Suppressions],
    texts: &dyn Texts,
) -> RunChecked {
    let of_rule = |rule: &&Rule| {
        let Check::Run(check) = rule.check else { return Vec::new() };
        let severities: Vec<Option<Severity>> = rules.iter().map(|rules| rules.severity(rule.id)).collect();
        if severities.iter().all(Option::is_none) {
            return Vec::new();
        }
        let mut findings = RunFindings { severities, found: Vec::new() };
        check(facts, texts, &mut findings);
        findings.found
    };
    let mut diagnostics: Vec<_> = CATALOGUE.par_iter().flat_map_iter(of_rule).collect();
    let found = diagnostics.len();
    diagnostics.retain(|(page, diagnostic)| !suppressions[*page].suppress(diagnostic.rule, diagnostic.span.start));
    let suppressed = found - diagnostics.len();
    diagnostics.extend(unused(rules, suppressions, rules::is_of_run));
    diagnostics.sort_by_key(|(page, diagnostic)| (*page, diagnostic.span));
    RunChecked { diagnostics, suppressed }
}

/// The part of [`run`] that each page shows by itself: the comments that suppress nothing, but for those that name a rule of the run.
/// Each is given with the index of its page, in the order of pages and places.
#[must_use]
pub fn idle_suppressions(rules: &[&RuleSet], suppressions: &[Suppressions]) -> Vec<(usize, Diagnostic)> {
    let mut diagnostics = unused(rules, suppressions, |rule| !rules::is_of_run(rule));
    diagnostics.sort_by_key(|(page, diagnostic)| (*page, diagnostic.span));
    diagnostics
}

/// The comments that suppress nothing, of some rules that are on.
fn unused(
    rules: &[&RuleSet],
    suppressions: &[Suppressions],
    is_meant: impl Fn(RuleId) -> bool,
) -> Vec<(usize, Diagnostic)> {
    let mut found = Vec::new();
    for (page, (suppressions, rules)) in suppressions.iter().zip(rules).enumerate() {
        let unused = suppressions.unused(|rule| is_meant(rule) && rules.severity(rule).is_some());
        found.extend(rules.suppression(unused).map(|diagnostic| (page, diagnostic)));
    }
    found
}

/// What the rules find in a page.
#[derive(Debug, Default)]
pub struct Findings {
    severity: Severity,
    found: Vec<Diagnostic>,
}

impl Findings {
    /// How many there are.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// Adds a finding of the rule that is running.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(Diagnostic { severity: self.severity, ..diagnostic });
    }
}

/// What a rule finds over all pages.
#[derive(Debug)]
pub struct RunFindings {
    severities: Vec<Option<Severity>>,
    found: Vec<(usize, Diagnostic)>,
}

impl RunFindings {
    /// Whether the rule that is running is on for a page.
    #[must_use]
    pub fn wants(&self, page: usize) -> bool {
        self.severities[page].is_some()
    }

    /// Adds a finding in a page; where the rule is off, it is none.
    pub fn push(&mut self, page: usize, diagnostic: Diagnostic) {
        if let Some(severity) = self.severities[page] {
            self.found.push((page, Diagnostic { severity, ..diagnostic }));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::rules::page_of;

    /// The rules that find something in a page of some pairs, each source with its target.
    fn found(profile: &Profile, pairs: &[(&str, &str)]) -> Vec<&'static str> {
        let text = page_of("sv-SE", pairs);
        let (document, parsed) = crate::parse(&text);
        let checked = page(&PageContext::new(&document, profile, Path::new("å.md")), parsed);
        checked.diagnostics.iter().map(|diagnostic| diagnostic.rule.as_str()).collect()
    }

    #[test]
    fn an_equal_pair_is_judged_by_its_own_page() {
        let profile = Profile::new(RuleSet::new(|rule| {
            rule.severity
                .filter(|_| ["identifier-changed", "edge-space", "text-outside-pair"].contains(&rule.id.as_str()))
        }));
        let lost = ("Open the FastTab.", "Öppna snabbfliken.");
        let kept = ("Close the FastTab.", "Stäng FastTab.");
        for _ in 0..3 {
            assert_eq!(found(&profile, &[lost]), [""; 0]);
            assert_eq!(found(&profile, &[lost, kept]), ["identifier-changed"]);
        }
    }

    #[test]
    fn what_is_wrong_in_a_pair_is_wrong_wherever_it_stands() {
        let profile = Profile::default();
        let torn = ("Run **Get-Item** now.", "Kör \\*\\* Get-Item\\*\\* nu.");
        let first = found(&profile, &[torn]);
        assert!(first.contains(&"broken-emphasis"), "{first:?}");
        assert_eq!(found(&profile, &[("Close it.", "Stäng den."), torn]), first);
    }
}
