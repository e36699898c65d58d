//! JUnit XML, as build servers read it: a test suite for each page, a failed test for each finding.
//!
//! Findings that are only worth knowing are skipped tests, so that they break no build. A page without findings has one test,
//! which passes; a page that could not be checked has one with an error.

use std::io::{self, Write};
use std::path::Path;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::places::PageText;
use super::{CheckedPage, Report, Texts, printable};
use crate::check::Finding;
use crate::diagnostic::Severity;

/// Writes the report.
///
/// # Errors
/// When it cannot be written.
pub fn write(report: &Report, texts: &dyn Texts, out: &mut dyn Write) -> io::Result<()> {
    let mut suites = quick_junit::Report::new("bitext check");
    for failure in &report.failures {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(&*printable(&failure.message));
        suites.add_test_suite(suite(&failure.path, [("check".to_owned(), status)]));
    }
    for (index, page) in report.pages.iter().enumerate() {
        suites.add_test_suite(match page.findings.is_empty() {
            true => suite(&page.path, [("check".to_owned(), TestCaseStatus::success())]),
            false => {
                let findings: Vec<Finding> = page.findings.iter().collect();
                checked(page, &findings, &PageText::read(index, &findings, texts))
            }
        });
    }
    // Its own way to write hides what kind of error stopped it.
    let xml = suites.to_string().map_err(io::Error::other)?;
    out.write_all(xml.as_bytes())
}

fn checked(page: &CheckedPage, findings: &[Finding], text: &PageText<'_>) -> TestSuite {
    let cases = findings.iter().map(|finding| {
        let name = format!("{} at {}", finding.rule.id, finding.start);
        let mut status = match finding.severity {
            Severity::Error | Severity::Warning => TestCaseStatus::non_success(NonSuccessKind::Failure),
            Severity::Info => TestCaseStatus::skipped(),
        };
        status
            .set_type(finding.severity.as_str())
            .set_message(&*printable(&finding.message))
            .set_description(description(page, finding, text));
        (name, status)
    });
    suite(&page.path, cases)
}

/// What the message does not say: a line each.
fn description(page: &CheckedPage, finding: &Finding, text: &PageText<'_>) -> String {
    let mut lines = vec![format!("{}:{}", shown(&page.path), finding.start)];
    let sides = finding.pair.iter().flat_map(|pair| {
        [("id", text.get(pair.id)), ("source", text.get(pair.source)), ("target", text.get(pair.target))]
    });
    for (name, text) in sides.chain([("help", finding.help.as_deref())]) {
        if let Some(text) = text {
            lines.push(format!("{name}: {}", printable(text)));
        }
    }
    lines.join("\n")
}

fn suite(path: &Path, cases: impl IntoIterator<Item = (String, TestCaseStatus)>) -> TestSuite {
    let path = shown(path);
    let mut suite = TestSuite::new(&path);
    for (name, status) in cases {
        let mut case = TestCase::new(name, status);
        case.set_classname(&path);
        suite.add_test_case(case);
    }
    suite
}

fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{self, Gone, Sample};

    fn xml(sample: &Sample, texts: &dyn Texts) -> String {
        let mut out = Vec::new();
        write(&sample.report, texts, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_finding_is_a_test() {
        let sample = sample::every_kind();
        insta::assert_snapshot!(xml(&sample, &sample.texts));
        insta::assert_snapshot!(xml(&Sample::empty(), &Gone));
    }

    #[test]
    fn a_hostile_page_is_well_formed() {
        let sample = sample::hostile();
        let xml = xml(&sample, &sample.texts);
        let is_allowed = |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        assert_eq!(xml.chars().find(|c| !is_allowed(*c)), None, "{xml:?}");
        insta::assert_snapshot!(xml);
        let mut reader = quick_xml::Reader::from_str(&xml);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                    for attribute in tag.attributes() {
                        attribute.unwrap();
                    }
                }
                _ => {}
            }
        }
    }
}
