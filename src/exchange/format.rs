//! The formats that tools of translators read, and writing them.
//!
//! Everything is appended to a text, a page at a time, so a document of many pages never has to be in memory. What is the same
//! in all of them stands here; each has a module for what it looks like, and says there what it cannot hold. Reading is not done
//! here.

mod escape;
mod po;
mod tmx;
mod xliff12;
mod xliff2;

use std::borrow::Borrow;

use super::{FileHead, Unit};

/// What is written in front of [`FileHead::fingerprint`] wherever a format holds it: a note of the file in XLIFF, a comment in PO.
/// TMX does not come back, and has none.
pub const FINGERPRINT_LABEL: &str = "bitext-targets: ";

/// A format of exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// XLIFF 1.2, valid under the strict schema and the transitional one.
    Xliff12,
    /// XLIFF 2.0.
    Xliff20,
    /// XLIFF 2.1.
    Xliff21,
    /// XLIFF 2.2.
    Xliff22,
    /// TMX 1.4b: a memory of what is translated.
    Tmx,
    /// PO, as GNU gettext reads it.
    Po,
}

impl Format {
    /// How names of its files end, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xliff12 | Self::Xliff20 | Self::Xliff21 | Self::Xliff22 => "xlf",
            Self::Tmx => "tmx",
            Self::Po => "po",
        }
    }

    /// Starts a document in which `first` is a file. All files of a document must have its languages: most formats name them
    /// but once.
    pub fn start(self, first: &FileHead, out: &mut String) {
        match self {
            Self::Xliff12 => xliff12::start(out),
            Self::Xliff20 => xliff2::start(xliff2::Version::V20, first, out),
            Self::Xliff21 => xliff2::start(xliff2::Version::V21, first, out),
            Self::Xliff22 => xliff2::start(xliff2::Version::V22, first, out),
            Self::Tmx => tmx::start(first, out),
            Self::Po => po::start(first, out),
        }
    }

    /// Writes a file of the document, the `number`th from 1; numbers may be left out. XLIFF 2 cannot hold a file without units, so
    /// without units nothing is written.
    pub fn file<'a, U: Borrow<Unit<'a>>>(
        self,
        number: usize,
        head: &FileHead,
        units: impl IntoIterator<Item = U>,
        out: &mut String,
    ) {
        let mut units = units.into_iter().peekable();
        if units.peek().is_none() {
            return;
        }
        self.file_start(number, head, out);
        for unit in units {
            self.unit(head, unit.borrow(), out);
        }
        self.file_end(out);
    }

    /// Starts a file of the document: what stands in front of its units.
    pub fn file_start(self, number: usize, head: &FileHead, out: &mut String) {
        match self {
            Self::Xliff12 => xliff12::file_start(head, out),
            Self::Xliff20 | Self::Xliff21 | Self::Xliff22 => xliff2::file_start(number, head, out),
            Self::Tmx => {}
            Self::Po => po::file_start(head, out),
        }
    }

    /// Writes a unit of a file. The fingerprint of the file need not be known yet.
    pub fn unit(self, head: &FileHead, unit: &Unit<'_>, out: &mut String) {
        match self {
            Self::Xliff12 => xliff12::unit(unit, out),
            Self::Xliff20 | Self::Xliff21 | Self::Xliff22 => xliff2::unit(unit, out),
            Self::Tmx => tmx::unit(head, unit, out),
            Self::Po => po::unit(head, unit, out),
        }
    }

    /// Ends a file of the document.
    pub fn file_end(self, out: &mut String) {
        match self {
            Self::Xliff12 => out.push_str(xliff12::FILE_END),
            Self::Xliff20 | Self::Xliff21 | Self::Xliff22 => out.push_str(xliff2::FILE_END),
            Self::Tmx | Self::Po => {}
        }
    }

    /// Ends the document.
    pub fn end(self, out: &mut String) {
        match self {
            Self::Xliff12 | Self::Xliff20 | Self::Xliff21 | Self::Xliff22 => out.push_str("</xliff>\n"),
            Self::Tmx => out.push_str(tmx::END),
            Self::Po => {}
        }
    }
}

/// Without the machinery of `format!`: ids are a good part of what is written.
fn push_number(out: &mut String, number: u32) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.extend(char::from_digit(number % 10, 10));
}
