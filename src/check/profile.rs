//! Which rules are on and how grave their findings are: settled once, then only looked up.

use crate::check::{Findings, PageContext, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::rules::{CATALOGUE, Check, Rule, When};
use crate::terms::TermSet;

/// What a page is held to.
#[derive(Debug, Default)]
pub struct Profile {
    /// The rules that are on.
    pub rules: RuleSet,
    /// The terms that it is held to.
    pub terms: TermSet,
}

/// The rules that are on, ready to be run.
#[derive(Debug)]
pub struct RuleSet {
    /// In the order of the catalogue.
    severities: Vec<Option<Severity>>,
    pairs: Vec<PairRule>,
    pages: Vec<PageRule>,
    has_run_rules: bool,
}

#[derive(Debug)]
pub(super) struct PairRule {
    pub(super) when: When,
    pub(super) check: fn(&PairContext<'_>, &mut Findings),
    pub(super) severity: Severity,
}

#[derive(Debug)]
pub(super) struct PageRule {
    pub(super) check: fn(&PageContext<'_>, &mut Findings),
    pub(super) severity: Severity,
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
        let mut set = Self { severities: Vec::new(), pairs: Vec::new(), pages: Vec::new(), has_run_rules: false };
        for (rule, severity) in CATALOGUE.iter().zip(&severities) {
            let Some(severity) = *severity else { continue };
            match rule.check {
                Check::Reading | Check::Suppression => {}
                Check::Pair(when, check) => set.pairs.push(PairRule { when, check, severity }),
                Check::Page(check) => set.pages.push(PageRule { check, severity }),
                Check::Run(_) => set.has_run_rules = true,
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

    pub(super) fn has_run_rules(&self) -> bool {
        self.has_run_rules
    }
}
