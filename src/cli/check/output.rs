//! Where the report of a check goes, and in which forms.

use std::io::{BufWriter, Write};

use anyhow::Result;

use crate::report::{Report, Texts, concise};

/// Options for reports.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Reports")]
pub(super) struct Args {}

impl Args {
    /// Writes the report in all forms that are asked for.
    pub(super) fn write(&self, report: &Report, _texts: &dyn Texts) -> Result<()> {
        let mut out = BufWriter::new(std::io::stdout().lock());
        concise::write(report, &mut out)?;
        out.flush()?;
        Ok(())
    }
}
