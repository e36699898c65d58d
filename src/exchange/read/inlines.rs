//! What stands in a source or a target, taken up part by part: text joined to text, codes as the client names them.
//!
//! It knows no element: a dialect of XLIFF says what each one is.

use std::borrow::Cow;

use super::xml::{Tag, XmlEvent, XmlReader};
use super::{ReadError, shortened};
use crate::exchange::content::Part;
use crate::exchange::returned::{ReturnedParts, is_blank};

/// Reads an inline element up to its end.
pub(super) type Dialect = for<'a> fn(&mut Inlines<'a>, &mut XmlReader<'a>, &Tag<'a>) -> Result<(), ReadError>;

/// The inline content of an element.
#[derive(Debug, Default)]
pub(super) struct Inlines<'a> {
    pub(super) parts: ReturnedParts<'a>,
    /// Why the parts are not all that stands there.
    pub(super) problem: Option<String>,
    /// Where the first text within native code is, if there is any; such text is left out.
    pub(super) subflow: Option<usize>,
    /// The segments that a client made of it: what it calls each, and whether it has anything but white space.
    pub(super) segments: Vec<(Cow<'a, str>, bool)>,
}

impl<'a> Inlines<'a> {
    /// Reads the open element up to its end.
    pub(super) fn of(xml: &mut XmlReader<'a>, dialect: Dialect) -> Result<Self, ReadError> {
        let mut inlines = Self::default();
        inlines.read(xml, dialect)?;
        Ok(inlines)
    }

    /// Reads the open element up to its end, behind what was read before.
    pub(super) fn read(&mut self, xml: &mut XmlReader<'a>, dialect: Dialect) -> Result<(), ReadError> {
        loop {
            match xml.next()? {
                XmlEvent::Text(text) => push_text(&mut self.parts, text),
                XmlEvent::Start(tag) if tag.is_foreign => self.leave_out(xml, &tag)?,
                XmlEvent::Start(tag) => dialect(self, xml, &tag)?,
                XmlEvent::End | XmlEvent::Eof => return Ok(()),
            }
        }
    }

    /// A segment that a client marked.
    pub(super) fn segment(
        &mut self,
        xml: &mut XmlReader<'a>,
        name: Cow<'a, str>,
        dialect: Dialect,
    ) -> Result<(), ReadError> {
        let before = std::mem::take(&mut self.parts);
        self.read(xml, dialect)?;
        let own = std::mem::replace(&mut self.parts, before);
        self.segments.push((name, !is_blank(&own)));
        append(&mut self.parts, own);
        Ok(())
    }

    /// A code around what the element holds.
    pub(super) fn spanning(
        &mut self,
        xml: &mut XmlReader<'a>,
        id: Cow<'a, str>,
        dialect: Dialect,
    ) -> Result<(), ReadError> {
        self.parts.push(Part::Open(id.clone()));
        self.read(xml, dialect)?;
        self.parts.push(Part::Close(id));
        Ok(())
    }

    /// A code for which the element stands; it holds no text.
    pub(super) fn code(
        &mut self,
        xml: &mut XmlReader<'_>,
        tag: &Tag<'_>,
        code: Part<'a, Cow<'a, str>>,
    ) -> Result<(), ReadError> {
        self.parts.push(code);
        self.leave_out(xml, tag)
    }

    /// A character that XML cannot hold, or should not, by its number.
    pub(super) fn character(&mut self, number: Option<u32>) {
        match number.and_then(char::from_u32) {
            Some(character) if super::characters::is_legal(character) => {
                push_text(&mut self.parts, Cow::Owned(character.into()));
            }
            Some(character) => {
                self.refuse(format!("it holds the control character U+{:04X}", u32::from(character)));
            }
            None => self.refuse("it holds a `cp` element that names no character".to_owned()),
        }
    }

    /// Goes to the end of an element that is not known here, or should be empty. Blanks in it are layout; text would be lost.
    pub(super) fn leave_out(&mut self, xml: &mut XmlReader<'_>, tag: &Tag<'_>) -> Result<(), ReadError> {
        if !xml.text()?.trim().is_empty() {
            self.refuse(format!("it holds text in the element `{}`, where no text may stand", shortened(tag.name)));
        }
        Ok(())
    }

    fn refuse(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }
}

/// Adds text behind the parts.
pub(super) fn push_text<'a>(parts: &mut ReturnedParts<'a>, text: Cow<'a, str>) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(Part::Text(last)) => last.to_mut().push_str(&text),
        _ => parts.push(Part::Text(text)),
    }
}

/// Adds parts behind the parts.
pub(super) fn append<'a>(parts: &mut ReturnedParts<'a>, more: ReturnedParts<'a>) {
    if parts.is_empty() {
        *parts = more;
        return;
    }
    for part in more {
        match part {
            Part::Text(text) => push_text(parts, text),
            code => parts.push(code),
        }
    }
}
