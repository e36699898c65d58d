//! What is said about a page: a rule, a place, a message, what to do next and, where one is certain, the edits that do it.
//!
//! A diagnostic stores byte spans and never a line; the report computes that.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::source::Span;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing; nothing needs to be done.
    #[default]
    Info,
    /// The page could be read as it was meant, but someone should look.
    Warning,
    /// Something is broken for the reader of the page, or could not be done as it was asked.
    Error,
}

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Info];

    /// The name, as it is printed and as configuration gives it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The defect that a diagnostic reports, by the name that people see, in `kebab-case`.
///
/// A check has its id in its own file below [`crate::rules`]. The ids here belong to what is found while pages are read and
/// cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(&'static str);

impl RuleId {
    /// A target half that no source half follows.
    pub const UNPAIRED_TARGET: Self = Self("unpaired-target");
    /// A source half that no target half precedes.
    pub const UNPAIRED_SOURCE: Self = Self("unpaired-source");
    /// A target half and the source half behind it have different ids.
    pub const ID_MISMATCH: Self = Self("id-mismatch");
    /// Tags of a pair that are not written as the generator writes them.
    pub const MALFORMED_SPAN: Self = Self("malformed-span");
    /// Quotes of the tags were written as `&quot;` by the generator.
    pub const ENCODED_MARKER: Self = Self("encoded-marker");
    /// A pair that stands in a code block or a code span.
    pub const PAIR_IN_CODE: Self = Self("pair-in-code");
    /// Front matter that is not valid YAML, or is never closed.
    pub const FRONT_MATTER: Self = Self("front-matter");
    /// Front matter values that are in the language of the other side.
    pub const TRANSLATED_FRONT_MATTER: Self = Self("translated-front-matter");
    /// Sources that have no text.
    pub const EMPTY_SOURCE: Self = Self("empty-source");
    /// Text of a localized page that no pair covers.
    pub const TEXT_OUTSIDE_PAIR: Self = Self("text-outside-pair");
    /// The bytes of the file are not UTF-8 text.
    pub const INVALID_UTF8: Self = Self("invalid-utf8");
    /// The original page is not the one that was translated.
    pub const STALE_SOURCE: Self = Self("stale-source");
    /// The folder of the original pages has none for this page.
    pub const MISSING_ORIGINAL: Self = Self("missing-original");

    /// An id of its own.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self(id)
    }

    /// The id as it is printed, in `kebab-case`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// One finding, at one place of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of defect it is.
    pub rule: RuleId,
    /// How grave it is.
    pub severity: Severity,
    /// Where it is, in bytes of the page.
    pub span: Span,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do next, in one sentence without a full stop.
    pub help: Option<String>,
    /// Other places that explain it, such as what the source has where the target has none.
    pub related: Vec<Related>,
    /// How to mend it, where that is known.
    pub fix: Option<Fix>,
}

/// A place that explains a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The page that it is in, by its index in the run; `None` for the page of the diagnostic.
    pub page: Option<usize>,
    /// Where it is, in bytes of that page.
    pub span: Span,
    /// What is there, in a few words.
    pub message: String,
}

/// How to mend a defect. All edits are made, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// Whether it can be made unseen.
    pub applicability: Applicability,
    /// What is changed; the spans do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix can be made without being looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Applicability {
    /// It gives what was meant; `--fix` makes it.
    Safe,
    /// It may give something else; `--unsafe-fixes` makes it too.
    Unsafe,
}

impl Applicability {
    /// The name, as it is printed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// Bytes of a page and what takes their place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Edit {
    /// The bytes that go. An empty span is an insertion.
    pub span: Span,
    /// What comes.
    pub text: String,
}

impl Edit {
    /// Puts `text` in the place of `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Takes `span` out.
    #[must_use]
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }

    /// Puts `text` in at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::new(offset, offset), text)
    }
}

impl Diagnostic {
    /// A diagnostic of severity error.
    pub fn error(rule: RuleId, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            span,
            message: message.into(),
            help: None,
            related: Vec::new(),
            fix: None,
        }
    }

    /// A diagnostic of severity warning.
    pub fn warning(rule: RuleId, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(rule, span, message) }
    }

    /// The same diagnostic, with what to do next.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same diagnostic, with another place of the same page that explains it.
    #[must_use]
    pub fn with_related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { page: None, span, message: message.into() });
        self
    }

    /// The same diagnostic, with edits that mend it unseen.
    #[must_use]
    pub fn with_fix(self, edits: Vec<Edit>) -> Self {
        self.fixed_by(Applicability::Safe, edits)
    }

    /// The same diagnostic, with edits that someone has to look at.
    #[must_use]
    pub fn with_unsafe_fix(self, edits: Vec<Edit>) -> Self {
        self.fixed_by(Applicability::Unsafe, edits)
    }

    fn fixed_by(mut self, applicability: Applicability, mut edits: Vec<Edit>) -> Self {
        edits.sort();
        debug_assert!(edits.windows(2).all(|two| two[0].span.end <= two[1].span.start), "edits do not overlap");
        self.fix = Some(Fix { applicability, edits });
        self
    }
}
