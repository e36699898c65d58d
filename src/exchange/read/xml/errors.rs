//! What is said of a document that is not well-formed.

use quick_xml::Error;
use quick_xml::errors::IllFormedError;
use quick_xml::events::attributes::AttrError;

use super::{EXPORT_AGAIN, XmlReader};
use crate::exchange::read::{ReadError, shortened};

impl XmlReader<'_> {
    pub(super) fn not_well_formed(&self, error: &Error) -> ReadError {
        let offset = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
        let message = match error {
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                format!("`</{}>` closes the element `{}`", shortened(found), shortened(expected))
            }
            Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => {
                format!("`</{}>` closes no element", shortened(found))
            }
            Error::IllFormed(IllFormedError::UnclosedReference) => NO_REFERENCE.to_owned(),
            Error::IllFormed(error) => error.to_string(),
            Error::Syntax(error) => error.to_string(),
            error => format!("not well-formed XML: {error}"),
        };
        self.error(offset, message, EXPORT_AGAIN)
    }

    pub(super) fn wrong_attribute(&self, at: usize, error: &AttrError) -> ReadError {
        let (start, message) = match *error {
            AttrError::Duplicated(start, _) => (start, "an attribute is given twice"),
            AttrError::ExpectedEq(start) | AttrError::ExpectedValue(start) => (start, "an attribute has no value"),
            AttrError::UnquotedValue(start) => (start, "the value of an attribute is not in quotes"),
            AttrError::ExpectedQuote(start, _) => (start, "the value of an attribute is not closed"),
        };
        self.error(at + 1 + start, message, EXPORT_AGAIN)
    }

    pub(super) fn duplicate(&self, offset: usize, name: &str) -> ReadError {
        self.error(offset, format!("the attribute `{}` is given twice", shortened(name)), EXPORT_AGAIN)
    }

    pub(super) fn undeclared(&self, offset: usize, prefix: &str) -> ReadError {
        let message = format!("the prefix `{}` is not declared", shortened(prefix));
        self.error(offset, message, "declare it with `xmlns`, or let the client export the file again")
    }

    pub(super) fn illegal(&self, offset: usize, character: char) -> ReadError {
        let message = format!("the character U+{:04X} is not allowed in XML", u32::from(character));
        self.error(offset, message, "take it out, or let the client export the file again")
    }
}

const NO_REFERENCE: &str = "an `&` starts no reference; write `&amp;`";

pub(super) fn reference_message(error: &Error) -> String {
    use quick_xml::escape::EscapeError;
    match error {
        Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => unknown_entity(name),
        Error::Escape(EscapeError::UnterminatedEntity(_)) => NO_REFERENCE.to_owned(),
        _ => "a character reference is wrong".to_owned(),
    }
}

pub(super) fn unknown_entity(name: &str) -> String {
    format!("the entity `&{};` is not one of XML's own five", shortened(name))
}
