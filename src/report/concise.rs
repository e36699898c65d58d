//! One line a finding: `path:line:col: severity[rule] message`.

use std::io::{self, Write};

use super::{Limits, Report, printable};

/// Writes the findings that `limits` leave.
///
/// # Errors
/// When they cannot be written.
pub fn write(report: &Report, limits: Limits, out: &mut dyn Write) -> io::Result<()> {
    for (page, finding) in report.shown(limits) {
        let path = report.pages[page].path.display().to_string();
        let (severity, rule) = (finding.severity, finding.rule.id);
        let (path, message) = (printable(&path), printable(&finding.message));
        writeln!(out, "{path}:{}: {severity}[{rule}] {message}", finding.start)?;
    }
    Ok(())
}
