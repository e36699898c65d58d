//! A table of the findings by rule.

use std::collections::BTreeMap;

use crate::diagnostic::Severity;
use crate::report::{Report, number, table};

/// What was found by a rule under one severity.
#[derive(Debug, Default)]
struct Count {
    findings: usize,
    pages: usize,
    fixable: usize,
    last_page: Option<usize>,
}

/// The table, the gravest first, then the most frequent.
pub(super) fn table(report: &Report) -> String {
    let mut counts: BTreeMap<(Severity, &str), Count> = BTreeMap::new();
    for (index, page) in report.pages_with_findings() {
        for finding in &page.findings {
            let count = counts.entry((finding.severity, finding.rule.id.as_str())).or_default();
            count.findings += 1;
            count.fixable += usize::from(finding.fix.is_some());
            count.pages += usize::from(count.last_page.replace(index) != Some(index));
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|((a, x), m), ((b, y), n)| b.cmp(a).then(n.findings.cmp(&m.findings)).then(x.cmp(y)));
    let head = ["rule", "severity", "findings", "pages", "fixable"].map(str::to_owned);
    let rows: Vec<_> = counts
        .iter()
        .map(|((severity, rule), count)| {
            let [findings, pages, fixable] = [count.findings, count.pages, count.fixable].map(number);
            [(*rule).to_owned(), severity.to_string(), findings, pages, fixable]
        })
        .collect();
    let total = [
        "total".to_owned(),
        String::new(),
        number(report.findings().count()),
        number(report.pages_with_findings().count()),
        number(report.findings().filter(|finding| finding.fix.is_some()).count()),
    ];
    table::render(&[&[head], &rows, &[total]], 2)
}
