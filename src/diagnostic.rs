//! What is said about a page: a rule, a place, a message and what to do next.
//!
//! A diagnostic stores a byte span and never a line; the report computes that.

use std::fmt;

use crate::source::Span;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing needs to be done.
    Info,
    /// The page could be read as it was meant, but someone should look.
    Warning,
    /// Something could not be done as it was asked; it was left as it is.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// The defect that a diagnostic reports. The name that people see is [`RuleId::as_str`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RuleId {
    /// A target half that no source half follows.
    UnpairedTarget,
    /// A source half that no target half precedes.
    UnpairedSource,
    /// A target half and the source half behind it have different ids.
    IdMismatch,
    /// Tags of a pair that are not written as the generator writes them.
    MalformedSpan,
    /// Quotes of the tags were written as `&quot;` by the generator.
    EncodedMarker,
    /// A pair that stands in a code block or a code span.
    PairInCode,
    /// Front matter that is not valid YAML, or is never closed.
    FrontMatter,
    /// Front matter values that are in the language of the other side.
    TranslatedFrontMatter,
    /// Sources that have no text.
    EmptySource,
    /// Text of a localized page that no pair covers.
    TextOutsidePair,
    /// The bytes of the file are not UTF-8 text.
    InvalidUtf8,
    /// The original page is not the one that was translated.
    StaleSource,
    /// The folder of the original pages has none for this page.
    MissingOriginal,
}

impl RuleId {
    /// The id as it is printed, in `kebab-case`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnpairedTarget => "unpaired-target",
            Self::UnpairedSource => "unpaired-source",
            Self::IdMismatch => "id-mismatch",
            Self::MalformedSpan => "malformed-span",
            Self::EncodedMarker => "encoded-marker",
            Self::PairInCode => "pair-in-code",
            Self::FrontMatter => "front-matter",
            Self::TranslatedFrontMatter => "translated-front-matter",
            Self::EmptySource => "empty-source",
            Self::TextOutsidePair => "text-outside-pair",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::StaleSource => "stale-source",
            Self::MissingOriginal => "missing-original",
        }
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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
}

impl Diagnostic {
    /// A diagnostic of severity error.
    pub fn error(rule: RuleId, span: Span, message: impl Into<String>) -> Self {
        Self { rule, severity: Severity::Error, span, message: message.into(), help: None }
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
}
