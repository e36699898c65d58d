//! One line a finding: `path:line:column: severity[rule] message`.

use std::io::{self, Write};

use super::{Report, printable};

/// Writes the report.
///
/// # Errors
/// When it cannot be written.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    for (_, page) in report.pages_with_findings() {
        let path = page.path.display().to_string();
        let path = printable(&path);
        for finding in &page.findings {
            let (severity, rule) = (finding.severity, finding.rule.id);
            writeln!(out, "{path}:{}: {severity}[{rule}] {}", finding.start, printable(&finding.message))?;
        }
    }
    Ok(())
}
