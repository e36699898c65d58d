//! A file whose bytes are not text.

use super::{Category, Check, Example, Rule};
use crate::diagnostic::{Diagnostic, RuleId, Severity};
use crate::source::{DecodeError, Span};

pub(super) static RULE: Rule = Rule {
    id: RuleId::INVALID_UTF8,
    category: Category::Structure,
    severity: Some(Severity::Error),
    finds: "a file that is not UTF-8 text",
    why: "Neither this program nor those that publish the page can read such a file, so nothing else in it is checked. A file in UTF-16 is \
          one of them.",
    example: Example::bytes(b"---\nms.contentlocale: sv-SE\n---\n\nV\xe4lj **\xd6ppna**.\n"),
    fix: None,
    check: Check::Reading,
};

/// What is wrong with bytes that are not text. The place is one of the text in front of the first that is none.
pub(crate) fn diagnostic(error: DecodeError) -> Diagnostic {
    let (offset, message) = match error {
        DecodeError::NotUtf8 { offset } => (offset, "from here on the file is not valid UTF-8; it was not checked"),
        DecodeError::Utf16 => (0, "the file is UTF-16; it was not checked"),
    };
    RULE.at(Span::new(offset, offset), message).with_help("save the file as UTF-8")
}
