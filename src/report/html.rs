//! One page for a browser that holds all it needs: findings with both sides of their pairs, to be filtered, shared and printed.
//!
//! Text of pages, paths and messages is only in the data that the script of the page reads, and the script adds it as text; in the
//! markup there is nothing but what the catalogue and this program say. The policy of the page lets nothing run but that script.

mod data;
mod excerpt;

use std::collections::HashMap;
use std::io::{self, Write};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest, Sha256};

use super::{Report, Texts, number};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown;
use crate::rules::Rule;

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// Writes the report. Texts are read again page by page, in order.
///
/// # Errors
/// When it cannot be written.
pub fn write(report: &Report, texts: &dyn Texts, out: &mut impl Write) -> io::Result<()> {
    let rules = Rules::of(report);
    let mut slots = PAGE.split("{{");
    out.write_all(slots.next().unwrap_or_default().as_bytes())?;
    for slot in slots {
        let (name, behind) = slot.split_once("}}").unwrap_or((slot, ""));
        match name {
            "policy" => write!(out, "style-src {}; script-src {}", hash(STYLE), hash(SCRIPT))?,
            "version" => out.write_all(env!("CARGO_PKG_VERSION").as_bytes())?,
            "style" => out.write_all(STYLE.as_bytes())?,
            "script" => out.write_all(SCRIPT.as_bytes())?,
            "totals" => write_totals(report, out)?,
            "rules" => rules.write_rows(out)?,
            "data" => data::write(report, &rules, texts, out)?,
            _ => debug_assert!(false, "the page has a slot that nothing fills: {name}"),
        }
        out.write_all(behind.as_bytes())?;
    }
    Ok(())
}

/// The source expression of an inline element (Content Security Policy Level 3, section 2.3.1).
fn hash(element: &str) -> String {
    // A browser reads every line ending as LF before it compares.
    let digest = Sha256::digest(element.replace("\r\n", "\n"));
    format!("'sha256-{}'", BASE64_STANDARD.encode(digest))
}

fn write_totals(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let run = report.totals();
    let totals = [
        ("error", "error", "errors", run.errors),
        ("warning", "warning", "warnings", run.warnings),
        ("info", "info", "info", run.info),
        ("", "page with findings", "pages with findings", report.pages_with_findings().count()),
        ("", "page", "pages", run.pages),
        ("", "pair", "pairs", run.pairs),
    ];
    let also = [
        ("error", "not checked", "not checked", run.failures),
        ("", "suppressed", "suppressed", run.suppressed),
        ("", "in the baseline", "in the baseline", run.in_baseline),
    ];
    for (class, one, many, count) in totals.into_iter().chain(also.into_iter().filter(|(.., count)| *count > 0)) {
        let (name, count) = (if count == 1 { one } else { many }, number(count));
        writeln!(out, "<div class=\"{class}\"><dt>{name}</dt><dd>{count}</dd></div>")?;
    }
    Ok(())
}

/// The rules that found something: the gravest and most frequent first.
struct Rules {
    rules: Vec<RuleTotal>,
    index: HashMap<RuleId, usize>,
}

struct RuleTotal {
    rule: &'static Rule,
    severity: Severity,
    findings: usize,
    pages: usize,
}

impl Rules {
    fn of(report: &Report) -> Self {
        let mut totals: HashMap<RuleId, RuleTotal> = HashMap::new();
        let mut last_page: HashMap<RuleId, usize> = HashMap::new();
        for (index, page) in report.pages_with_findings() {
            for finding in page.findings.iter() {
                let rule = finding.rule;
                let total = totals.entry(rule.id).or_insert(RuleTotal {
                    rule,
                    severity: finding.severity,
                    findings: 0,
                    pages: 0,
                });
                total.severity = total.severity.max(finding.severity);
                total.findings += 1;
                if last_page.insert(rule.id, index) != Some(index) {
                    total.pages += 1;
                }
            }
        }
        let mut rules: Vec<RuleTotal> = totals.into_values().collect();
        rules.sort_by_key(|total| (std::cmp::Reverse((total.severity, total.findings)), total.rule.id));
        let index = rules.iter().enumerate().map(|(index, total)| (total.rule.id, index)).collect();
        Self { rules, index }
    }

    fn ids(&self) -> impl Iterator<Item = &'static str> {
        self.rules.iter().map(|total| total.rule.id.as_str())
    }

    fn index(&self, rule: RuleId) -> Option<usize> {
        self.index.get(&rule).copied()
    }

    fn write_rows(&self, out: &mut impl Write) -> io::Result<()> {
        for RuleTotal { rule, severity, findings, pages } in &self.rules {
            let (id, category) = (rule.id, rule.category.as_str());
            let (finds, why) = (markdown::inline_html(rule.finds), markdown::html(rule.why));
            let (findings, pages) = (number(*findings), number(*pages));
            writeln!(
                out,
                "<tr><th scope=\"row\"><a href=\"#rule={id}\">{id}</a></th>\
                 <td class=\"severity {severity}\">{severity}</td><td class=\"count\">{findings}</td>\
                 <td class=\"count\">{pages}</td><td class=\"category\">{category}</td>\
                 <td><details class=\"about\"><summary>{finds}</summary>{why}</details></td></tr>"
            )?;
        }
        Ok(())
    }
}
