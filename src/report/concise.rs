//! One line a finding: `path:line:col: severity[rule] message`.

use std::io::{self, Write};

use super::{Limits, Report, printable};

/// Writes the findings that `limits` leave.
///
/// # Errors
/// When they cannot be written.
pub fn write(report: &Report, limits: Limits, out: &mut dyn Write) -> io::Result<()> {
    let mut last = None;
    for (page, finding) in report.shown(limits) {
        let path = match last.take() {
            Some((known, path)) if known == page => path,
            _ => printable(&report.pages[page].path.display().to_string()).into_owned(),
        };
        let (severity, rule, message) = (finding.severity, finding.rule.id, printable(&finding.message));
        writeln!(out, "{path}:{}: {severity}[{rule}] {message}", finding.start)?;
        last = Some((page, path));
    }
    Ok(())
}
