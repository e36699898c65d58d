//! JUnit XML, as build servers read it: a test suite for each page, a failed test for each finding.
//!
//! Findings that are only worth knowing are skipped tests, so that they break no build. A page without findings has one test,
//! which passes; a page that could not be checked has one with an error.

use std::io::{self, Write};
use std::path::Path;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::ElementWriter;

use super::places::PageText;
use super::{CheckedPage, Report, Texts, printable};
use crate::check::Finding;
use crate::diagnostic::Severity;

type Xml<'o> = Writer<&'o mut dyn Write>;

/// Writes the report, a page at a time.
///
/// # Errors
/// When it cannot be written.
pub fn write(report: &Report, texts: &dyn Texts, out: &mut dyn Write) -> io::Result<()> {
    let of_pages = report.pages.iter().map(Counts::of);
    let all = of_pages.chain(report.failures.iter().map(|_| Counts::FAILURE)).fold(Counts::default(), Counts::and);
    let mut xml: Xml<'_> = Writer::new_with_indent(&mut *out, b' ', 4);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    all.element(&mut xml, "testsuites", "bitext check").write_inner_content(|xml| {
        for failure in &report.failures {
            let path = shown(&failure.path);
            Counts::FAILURE.element(xml, "testsuite", &path).write_inner_content(|xml| {
                case(xml, "check", &path).write_inner_content(|xml| {
                    let message = printable(&failure.message);
                    xml.create_element("error").with_attribute(("message", &*message)).write_empty().map(drop)
                })?;
                Ok(())
            })?;
        }
        for (index, page) in report.pages.iter().enumerate() {
            let path = shown(&page.path);
            Counts::of(page).element(xml, "testsuite", &path).write_inner_content(|xml| {
                if page.findings.is_empty() {
                    return case(xml, "check", &path).write_empty().map(drop);
                }
                let findings: Vec<Finding> = page.findings.iter().collect();
                let text = PageText::read(index, &findings, texts);
                findings.iter().try_for_each(|finding| write_finding(xml, &path, finding, &text))
            })?;
        }
        Ok(())
    })?;
    writeln!(out)
}

/// How many tests there are, and how they ended.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    tests: usize,
    skipped: usize,
    failures: usize,
    errors: usize,
}

impl Counts {
    /// A page that could not be checked.
    const FAILURE: Self = Self { tests: 1, skipped: 0, failures: 0, errors: 1 };

    fn of(page: &CheckedPage) -> Self {
        let skipped = page.findings.count(Severity::Info);
        Self { tests: page.findings.len().max(1), skipped, failures: page.findings.len() - skipped, errors: 0 }
    }

    fn and(self, more: Self) -> Self {
        Self {
            tests: self.tests + more.tests,
            skipped: self.skipped + more.skipped,
            failures: self.failures + more.failures,
            errors: self.errors + more.errors,
        }
    }

    /// An element that holds these tests.
    fn element<'x, 'o>(self, xml: &'x mut Xml<'o>, element: &str, name: &str) -> ElementWriter<'x, &'o mut dyn Write> {
        let counts = [self.tests, self.skipped, self.errors, self.failures].map(|count| count.to_string());
        let counts = ["tests", "skipped", "errors", "failures"].into_iter().zip(counts.iter().map(|count| &**count));
        xml.create_element(element.to_owned()).with_attribute(("name", name)).with_attributes(counts)
    }
}

fn case<'x, 'o>(xml: &'x mut Xml<'o>, name: &str, path: &str) -> ElementWriter<'x, &'o mut dyn Write> {
    xml.create_element("testcase").with_attribute(("name", name)).with_attribute(("classname", path))
}

fn write_finding(xml: &mut Xml<'_>, path: &str, finding: &Finding, text: &PageText<'_>) -> io::Result<()> {
    let outcome = match finding.severity {
        Severity::Error | Severity::Warning => "failure",
        Severity::Info => "skipped",
    };
    case(xml, &format!("{} at {}", finding.rule.id, finding.start), path).write_inner_content(|xml| {
        let outcome = xml
            .create_element(outcome)
            .with_attribute(("message", &*printable(&finding.message)))
            .with_attribute(("type", finding.severity.as_str()));
        outcome.write_text_content(BytesText::new(&description(path, finding, text))).map(drop)
    })?;
    Ok(())
}

/// What the message does not say: a line each.
fn description(path: &str, finding: &Finding, text: &PageText<'_>) -> String {
    let mut lines = vec![format!("{path}:{}", finding.start)];
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
