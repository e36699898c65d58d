//! The findings of a run counted by rule.

use std::collections::BTreeMap;

use super::Report;
use crate::diagnostic::Severity;

/// What was found by a rule under one severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RuleCount {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) findings: usize,
    /// Pages with such findings.
    pub(super) pages: usize,
    /// Findings with a fix.
    pub(super) fixable: usize,
}

/// The counts, the gravest first, then the most frequent.
pub(super) fn counts(report: &Report) -> Vec<RuleCount> {
    let mut counts: BTreeMap<(Severity, &str), (RuleCount, Option<usize>)> = BTreeMap::new();
    for (index, page) in report.pages_with_findings() {
        for finding in page.findings.iter() {
            let (rule, severity) = (finding.rule.id.as_str(), finding.severity);
            let empty = RuleCount { rule, severity, findings: 0, pages: 0, fixable: 0 };
            let (count, last_page) = counts.entry((severity, rule)).or_insert((empty, None));
            count.findings += 1;
            count.fixable += usize::from(finding.fix.is_some());
            count.pages += usize::from(last_page.replace(index) != Some(index));
        }
    }
    let mut counts: Vec<RuleCount> = counts.into_values().map(|(count, _)| count).collect();
    counts
        .sort_by(|a, b| b.severity.cmp(&a.severity).then(b.findings.cmp(&a.findings)).then_with(|| a.rule.cmp(b.rule)));
    counts
}
