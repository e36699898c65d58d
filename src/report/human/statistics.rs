//! A table of the findings by rule.

use crate::diagnostic::Applicability;
use crate::report::by_rule::{RuleCount, counts};
use crate::report::{Report, number, table};

/// The table, the gravest first, then the most frequent.
pub(super) fn table(report: &Report) -> String {
    let head = ["rule", "severity", "findings", "pages", "fixable"].map(str::to_owned);
    let row = |RuleCount { rule, severity, findings, pages, fixable }: RuleCount| {
        let [findings, pages, fixable] = [findings, pages, fixable].map(number);
        [rule.to_owned(), severity.to_string(), findings, pages, fixable]
    };
    let rows: Vec<_> = counts(report).into_iter().map(row).collect();
    let total = [
        "total".to_owned(),
        String::new(),
        number(report.len()),
        number(report.pages_with_findings().count()),
        number(report.fixes(Applicability::Safe) + report.fixes(Applicability::Unsafe)),
    ];
    table::render(&[&[head], &rows, &[total]], 2)
}
