//! Where the report of a check goes, and in which forms.

use std::io::{BufWriter, Write};

use anyhow::Result;

use crate::report::{Report, Texts, concise};

/// Options for reports.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Reports")]
pub(super) struct Args {}

/// A stream of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    /// Where the page itself goes to standard output.
    Stderr,
}

impl Args {
    /// Writes the report in all forms that are asked for; those that go to no file, to a stream.
    pub(super) fn write(&self, report: &Report, _texts: &dyn Texts, stream: Stream) -> Result<()> {
        let stream: Box<dyn Write> = match stream {
            Stream::Stdout => Box::new(std::io::stdout().lock()),
            Stream::Stderr => Box::new(std::io::stderr().lock()),
        };
        let mut out = BufWriter::new(stream);
        concise::write(report, &mut out)?;
        out.flush()?;
        Ok(())
    }
}
