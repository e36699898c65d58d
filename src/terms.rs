//! Lists of terms: the names that stay as they are, and the terms that have a set translation.
//!
//! It reads lists from bytes ([`TermList::from_toml`], [`TermList::from_csv`], [`TermList::from_tbx`]) and finds terms in plain
//! text ([`Matcher`], [`abbreviation::definitions`]). It touches no files and knows no pages.

pub mod abbreviation;
mod csv;
mod locale;
mod matcher;
mod set;
mod tbx;
mod toml;
mod translation;

use std::fmt;

pub use locale::Locale;
pub use matcher::{Entry, Found, Matcher, Treatment, find_name, is_kept};
pub use set::TermSet;
pub use toml::{GlossaryEntry, TermTables};
pub use translation::{FoldedText, Translation};

use crate::source::{self, Locator, Position};

/// What a list says about terms, whatever format it was read from.
///
/// ```
/// use bitext::terms::TermList;
///
/// let list = TermList::from_toml(
///     r#"
///     do-not-translate = ["Nordlys Backup"]
///
///     [[glossary]]
///     source = "retention rule"
///     targets = { sv = ["kvarhållningsregel", "regel för kvarhållning"] }
///     forbidden = { sv = "retentionsregel" }
///     "#
///     .as_bytes(),
/// )
/// .unwrap();
/// assert_eq!(list.do_not_translate[0].as_str(), "Nordlys Backup");
/// assert_eq!(list.glossary[0].targets.len(), 3);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermList {
    /// Names that stay as they are in every language, in the case in which they are written.
    pub do_not_translate: Vec<TermText>,
    /// Concepts with their translations.
    pub glossary: Vec<Concept>,
}

impl TermList {
    /// Adds the terms of another list.
    pub fn extend(&mut self, other: Self) {
        self.do_not_translate.extend(other.do_not_translate);
        self.glossary.extend(other.glossary);
    }
}

/// One meaning, with its names in the source language and in others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concept {
    /// The names in the source language; at least one.
    pub sources: Vec<TermText>,
    /// The names in other languages. Those of one locale are alternatives.
    pub targets: Vec<TargetTerm>,
}

/// A name of a concept in a target language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetTerm {
    /// The locale that it belongs to; [`Locale::ANY`] for every one.
    pub locale: Locale,
    /// The name.
    pub text: TermText,
    /// Whether it is deprecated, so that it must not be used.
    pub is_forbidden: bool,
}

/// The text of a term: not empty, white space folded to single spaces, at most [`TermText::LONGEST`] bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TermText(String);

impl TermText {
    /// The longest term in bytes. Longer ones are sentences, or a quote that was never closed.
    pub const LONGEST: usize = 500;

    /// Takes a text as a term.
    ///
    /// # Errors
    /// What is wrong with it and what to do.
    pub fn new(text: &str) -> Result<Self, String> {
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !folded.chars().any(char::is_alphanumeric) {
            return Err("a term has no letter or digit; write it or remove its entry".into());
        }
        if folded.len() > Self::LONGEST {
            let start: String = folded.chars().take(40).collect();
            let longest = Self::LONGEST;
            return Err(format!(
                "the term `{start}…` is longer than {longest} bytes; look for a quote that is not closed"
            ));
        }
        Ok(Self(folded))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TermText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a list could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{position}: {message}")]
pub struct ReadError {
    /// Where in the list.
    pub position: Position,
    /// What is wrong and what to do.
    pub message: String,
}

impl ReadError {
    fn new(text: &str, offset: usize, message: impl Into<String>) -> Self {
        Self { position: Locator::new(text).locate(offset), message: message.into() }
    }
}

/// The longest list in bytes. The largest published term bases have half of this.
const LONGEST_LIST: usize = 64 << 20;

/// The bytes of a list as text.
fn decode(bytes: &[u8]) -> Result<&str, ReadError> {
    if bytes.len() > LONGEST_LIST {
        let message = format!("the list is larger than {} MiB; split it", LONGEST_LIST >> 20);
        return Err(ReadError::new("", 0, message));
    }
    source::decode(bytes).map_err(|error| {
        let readable = match error {
            source::DecodeError::NotUtf8 { offset } => std::str::from_utf8(&bytes[..offset]).unwrap_or_default(),
            source::DecodeError::Utf16 => "",
        };
        ReadError::new(readable, readable.len(), error.to_string())
    })
}
