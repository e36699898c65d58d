//! Which rules are on and how grave their findings are: settled once, then only looked up.

use std::sync::Arc;

use crate::check::{Findings, KnownTexts, PageContext, PairContext};
use crate::config::DEFAULT_SOURCE_LANGUAGE;
use crate::diagnostic::{Diagnostic, RuleId, Severity};
use crate::rules::{CATALOGUE, Check, Rule, When};
use crate::spool::Spool;
use crate::suppression::Misuse;
use crate::terms::TermSet;

/// What a page is held to.
#[derive(Debug)]
pub struct Profile {
    /// The rules that are on.
    pub rules: RuleSet,
    /// The language of the sources, a BCP 47 tag.
    pub source_language: String,
    /// The terms that it is held to.
    pub terms: TermSet,
    pub(crate) memory: Memory,
}

/// What the pages of a run have taught.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    pub(crate) known: Arc<KnownTexts>,
    /// Where what is known of pages waits for the end of the run.
    pub(crate) spool: Arc<Spool>,
    /// Tells the profiles of a run apart.
    pub(crate) seed: u64,
}

impl Default for Profile {
    fn default() -> Self {
        Self::new(RuleSet::default())
    }
}

impl Profile {
    /// A profile with some rules, English sources and no terms.
    #[must_use]
    pub fn new(rules: RuleSet) -> Self {
        let source_language = DEFAULT_SOURCE_LANGUAGE.to_owned();
        Self { rules, source_language, terms: TermSet::default(), memory: Memory::default() }
    }
}

/// The rules that are on, ready to be run.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// In the order of the catalogue.
    severities: Vec<Option<Severity>>,
    pairs: Vec<PairRule>,
    pages: Vec<PageRule>,
    has_run_rules: bool,
    suppression: Option<SuppressionRule>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct PairRule {
    pub(super) when: When,
    pub(super) check: fn(&PairContext<'_>, &mut Findings),
    pub(super) severity: Severity,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct PageRule {
    pub(super) check: fn(&PageContext<'_>, &mut Findings),
    pub(super) severity: Severity,
}

#[derive(Debug, Clone, Copy)]
struct SuppressionRule {
    check: fn(Misuse) -> Diagnostic,
    severity: Severity,
}

impl Default for RuleSet {
    /// Every rule as the catalogue has it.
    fn default() -> Self {
        Self::new(|rule| rule.severity)
    }
}

impl RuleSet {
    /// The rules with the severity that each is given; `None` switches a rule off.
    #[must_use]
    pub fn new(severity_of: impl Fn(&Rule) -> Option<Severity>) -> Self {
        let severities: Vec<Option<Severity>> = CATALOGUE.iter().map(|rule| severity_of(rule)).collect();
        let mut set = Self {
            severities: Vec::new(),
            pairs: Vec::new(),
            pages: Vec::new(),
            has_run_rules: false,
            suppression: None,
        };
        for (rule, severity) in CATALOGUE.iter().zip(&severities) {
            let Some(severity) = *severity else { continue };
            match rule.check {
                Check::Reading => {}
                Check::Pair(when, check) => set.pairs.push(PairRule { when, check, severity }),
                Check::Page(check) => set.pages.push(PageRule { check, severity }),
                Check::Run(_) => set.has_run_rules = true,
                Check::Suppression(check) => set.suppression = Some(SuppressionRule { check, severity }),
            }
        }
        Self { severities, ..set }
    }

    /// How grave a finding of a rule is; `None` if the rule is off or is none of the catalogue.
    #[must_use]
    pub fn severity(&self, rule: RuleId) -> Option<Severity> {
        let index = CATALOGUE.iter().position(|known| known.id == rule)?;
        self.severities[index]
    }

    /// The rules that are on, with the severity of their findings.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Rule, Severity)> {
        CATALOGUE.iter().zip(&self.severities).filter_map(|(rule, severity)| severity.map(|severity| (*rule, severity)))
    }

    pub(super) fn pair_rules(&self) -> &[PairRule] {
        &self.pairs
    }

    pub(super) fn page_rules(&self) -> &[PageRule] {
        &self.pages
    }

    /// The findings about comments that suppress findings.
    pub(super) fn suppression(&self, misuses: impl Iterator<Item = Misuse>) -> impl Iterator<Item = Diagnostic> {
        let rule = self.suppression;
        misuses
            .filter_map(move |misuse| rule.map(|rule| Diagnostic { severity: rule.severity, ..(rule.check)(misuse) }))
    }

    /// Whether a rule is on that compares all pages of a run.
    pub(crate) fn has_run_rules(&self) -> bool {
        self.has_run_rules
    }
}
