//! Term bases in TBX: version 2 (ISO 30042:2008, root `martif`) and version 3 (ISO 30042:2019, root `tbx`, in both styles: DCA
//! says the data category in an attribute, DCT in the name of the element).
//!
//! It reads terms, their languages and whether they are deprecated, and nothing else. A document type declaration is skipped:
//! entities other than XML's own five are refused.

use quick_xml::escape::{EscapeError, resolve_predefined_entity};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

use super::{Concept, Locale, ReadError, TargetTerm, TermList, TermText, decode};
use crate::source::byte_order_mark_len;

/// Elements in elements that a term base may hold; the standard's own structure has about ten.
const DEEPEST: usize = 64;

impl TermList {
    /// Reads a term base in TBX whose source terms are in `source`.
    ///
    /// Terms whose `administrativeStatus` or `normativeAuthorization` is deprecated or superseded are forbidden translations.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn from_tbx(bytes: &[u8], source: &Locale) -> Result<Self, ReadError> {
        let text = decode(bytes)?;
        let start = byte_order_mark_len(text);
        let mut reader = Reader::from_str(&text[start..]);
        let mut base = TermBase::new(source);
        loop {
            let at = position(reader.buffer_position());
            let mistake = |offset: usize, message: String| ReadError::new(text, start + offset, message);
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(mistake(position(reader.error_position()), not_xml(&error))),
            };
            let step = match event {
                Event::Start(tag) => base.open(&tag),
                Event::Empty(tag) => base.open(&tag).and_then(|()| base.close()),
                Event::End(_) => base.close(),
                Event::Text(text) => base.text(&text.xml10_content()),
                Event::CData(text) => base.text(&text.xml10_content()),
                Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                    Ok(Some(character)) => base.text(character.encode_utf8(&mut [0; 4])),
                    Ok(None) => match resolve_predefined_entity(&entity) {
                        Some(character) => base.text(character),
                        None => Err(unknown_entity(&entity)),
                    },
                    Err(error) => Err(not_xml(&error)),
                },
                Event::Eof => {
                    return base.finish().map_err(|message| mistake(text.len() - start, message));
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => Ok(()),
            };
            step.map_err(|message| mistake(at, message))?;
        }
    }
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn not_xml(error: &Error) -> String {
    match error {
        Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => unknown_entity(name),
        _ => format!("not well-formed XML: {error}; correct it, or export the term base anew"),
    }
}

fn unknown_entity(name: &str) -> String {
    format!("the entity `&{name};` is not one of XML's own five; write the character itself")
}

/// What has been read of a term base, and where in it the reader is.
struct TermBase<'s> {
    source: &'s Locale,
    list: TermList,
    /// Languages of concepts that have no source term, to say what there is.
    other_languages: Vec<String>,
    has_root: bool,
    /// The open elements, outermost first.
    open: Vec<Element>,
    concept: Vec<TargetTerm>,
    language: Option<Locale>,
    term: String,
    status: String,
    is_forbidden: bool,
}

/// What an element is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Root,
    Concept,
    Language,
    /// A term with what is said of it.
    Group,
    Term,
    Status,
    Other,
}

impl Element {
    fn of(tag: &BytesStart<'_>, parent: Option<Self>) -> Result<Self, String> {
        let name = tag.local_name();
        let name = name.as_ref();
        Ok(match name {
            "martif" | "tbx" if parent.is_none() => Self::Root,
            _ if parent.is_none() => {
                return Err(format!(
                    "the root element is `{name}`, but that of TBX is `martif` or `tbx`; name a TBX file"
                ));
            }
            "termEntry" | "conceptEntry" => Self::Concept,
            "langSet" | "langSec" => Self::Language,
            "tig" | "ntig" | "termSec" => Self::Group,
            "term" => Self::Term,
            "administrativeStatus" | "normativeAuthorization" => Self::Status,
            "termNote" => match attribute(tag, "type")?.as_deref() {
                Some("administrativeStatus" | "normativeAuthorization") => Self::Status,
                _ => Self::Other,
            },
            _ => Self::Other,
        })
    }
}

impl<'s> TermBase<'s> {
    fn new(source: &'s Locale) -> Self {
        Self {
            source,
            list: TermList::default(),
            other_languages: Vec::new(),
            has_root: false,
            open: Vec::new(),
            concept: Vec::new(),
            language: None,
            term: String::new(),
            status: String::new(),
            is_forbidden: false,
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        if self.open.len() == DEEPEST {
            return Err(format!("elements are nested more than {DEEPEST} deep; a TBX file is not"));
        }
        let element = Element::of(tag, self.open.last().copied())?;
        match element {
            Element::Concept => self.concept.clear(),
            Element::Language => {
                let locale = attribute(tag, "xml:lang")?
                    .ok_or("this element has no `xml:lang`; say the language of its terms")?;
                self.language = Some(locale.parse()?);
            }
            Element::Group => {
                self.term.clear();
                self.is_forbidden = false;
            }
            Element::Status => self.status.clear(),
            Element::Root => self.has_root = true,
            Element::Term | Element::Other => {}
        }
        self.open.push(element);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        // A term may hold elements of its own, such as `hi`; what is said of it stands beside it.
        let holder = self.open.iter().rev().find(|element| matches!(element, Element::Term | Element::Status));
        match holder {
            Some(Element::Term) if self.term.len() <= TermText::LONGEST => self.term.push_str(text),
            Some(Element::Status) if self.status.len() <= TermText::LONGEST => self.status.push_str(text),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        match self.open.pop() {
            Some(Element::Status) => {
                let status = self.status.trim();
                self.is_forbidden |= ["deprecated", "superseded"].iter().any(|word| status.starts_with(word));
            }
            Some(Element::Group) => {
                let locale = self
                    .language
                    .clone()
                    .ok_or("this term stands in no language; put it into a `langSet` or `langSec`")?;
                let text = TermText::new(&self.term)?;
                self.concept.push(TargetTerm { locale, text, is_forbidden: self.is_forbidden });
            }
            Some(Element::Language) => self.language = None,
            Some(Element::Concept) => self.take_concept(),
            Some(Element::Root | Element::Term | Element::Other) | None => {}
        }
        Ok(())
    }

    fn take_concept(&mut self) {
        let is_source = |term: &TargetTerm| term.locale.fit(self.source).is_some();
        let (sources, targets): (Vec<_>, Vec<_>) = self.concept.drain(..).partition(is_source);
        if sources.is_empty() {
            self.other_languages.extend(targets.iter().map(|term| term.locale.to_string()));
            self.other_languages.sort();
            self.other_languages.dedup();
        } else {
            let sources = sources.into_iter().map(|term| term.text).collect();
            self.list.glossary.push(Concept { sources, targets });
        }
    }

    fn finish(self) -> Result<TermList, String> {
        if !self.has_root {
            return Err("the file holds no element; name a TBX file".into());
        }
        if !self.open.is_empty() {
            return Err("the file ends before its elements do; it may have been cut off".into());
        }
        if self.list.glossary.is_empty() && !self.other_languages.is_empty() {
            let languages = self.other_languages.join("`, `");
            return Err(format!("no term is in the source language `{}`; the terms are in `{languages}`", self.source));
        }
        Ok(self.list)
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, String> {
    let invalid = |error: Error| not_xml(&error);
    match tag.try_get_attribute(name).map_err(|error| invalid(error.into()))? {
        Some(attribute) => {
            attribute.normalized_value(XmlVersion::Implicit1_0).map(|value| Some(value.into_owned())).map_err(invalid)
        }
        None => Ok(None),
    }
}
