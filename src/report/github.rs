//! Annotations of a pull request: workflow commands of GitHub Actions.
//!
//! A command is a line, `::error file=…,line=…::message`. Whatever could end the line or a property is escaped as the runner
//! reads it: `%`, CR and LF everywhere, `:` and `,` in properties too.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use super::{Limits, Report, printable};
use crate::diagnostic::Severity;

/// Writes the findings that `limits` leave, and an error for each page that could not be checked.
///
/// # Errors
/// When they cannot be written.
pub fn write(report: &Report, limits: Limits, out: &mut dyn Write) -> io::Result<()> {
    for failure in &report.failures {
        let message = printable(&failure.message);
        writeln!(out, "::error file={},title=bitext::{}", file(&failure.path), data(&message))?;
    }
    for (page, finding) in report.shown(limits) {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let (start, end) = (finding.start, finding.end);
        let mut place = format!("file={},line={}", file(&report.pages[page].path), start.line);
        // Columns of an annotation are of one line.
        let _ = if start.line == end.line {
            write!(place, ",col={},endLine={},endColumn={}", start.column, end.line, end.column)
        } else {
            write!(place, ",endLine={}", end.line)
        };
        let title = property(finding.rule.id.as_str());
        let mut message = data(&printable(&finding.message));
        if let Some(help) = &finding.help {
            message.push_str("%0Ahelp: ");
            message.push_str(&data(&printable(help)));
        }
        writeln!(out, "::{command} {place},title={title}::{message}")?;
    }
    Ok(())
}

/// A path as a property: with `/`, and true to its name as far as a log can show it.
fn file(path: &Path) -> String {
    let path = path.to_string_lossy().replace(|c: char| c.is_control() && !matches!(c, '\n' | '\r'), "\u{fffd}");
    property(&if cfg!(windows) { path.replace('\\', "/") } else { path })
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn check(report: &Report, expected: &str) {
        let mut out = Vec::new();
        write(report, Limits { info: true, findings: None }, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn each_severity_has_its_command() {
        check(
            &sample::every_kind().report,
            "::error file=docs/bad.md,title=bitext::not valid UTF-8 at byte 3; save the file as UTF-8\n\
             ::error file=docs/å b.md,line=5,col=37,endLine=5,endColumn=42,title=empty-target::\
             the target has no emphasis%0Ahelp: mark the same words\n\
             ::notice file=docs/å b.md,line=7,col=31,endLine=7,endColumn=34,title=empty-target::a number is spelt out\n\
             ::warning file=docs/ja.md,line=5,col=37,endLine=5,endColumn=42,title=empty-target::not as elsewhere\n",
        );
    }

    #[test]
    fn nothing_breaks_out_of_a_command() {
        check(
            &sample::hostile().report,
            "::error file=a%25%3A%2C%0A<b>&\"'\u{202e}.md,line=4,col=29,endLine=4,endColumn=41,title=empty-target::\
             ]]> <script>alert(1)</script> & \"q\" %250A\\u{d}\\u{a}::error::x \\u{0}\\u{fffe}\\u{202e}\\u{1b}[31m\
             %0Ahelp: 100%25: a,b\\u{a}::warning::\n",
        );
    }

    #[test]
    fn a_finding_of_several_lines_has_no_columns() {
        let sample = sample::Sample::empty().page("a.md", "å\nb\n", |text| vec![sample::error(text, "å\nb", "x")]);
        check(&sample.report, "::error file=a.md,line=1,endLine=2,title=empty-target::x\n");
    }
}
