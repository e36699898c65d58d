//! XML as far as it can be trusted: the events of a document of which every rule is checked that quick-xml leaves to its user.
//!
//! No document type, no entities but XML's own five, bounded depth and attributes; declared prefixes, one root, all closed. It
//! knows nothing of XLIFF but that what has another namespace than the root element is foreign.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesDecl, BytesRef, Event};
use quick_xml::name::{Namespace, NamespaceResolver, QName, ResolveResult};

use self::errors::{reference_message, unknown_entity};
pub(super) use self::tag::Tag;
use super::characters::{is_legal, is_plain_name, is_prefixed_name, is_xml_space};
use super::encoding::is_unicode;
use super::{ReadError, shortened};
use crate::source::Locator;

mod attributes;
mod errors;
mod tag;

/// The events of a document, checked.
pub(super) struct XmlReader<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    namespaces: NamespaceResolver,
    /// The namespace of the root element; `None` in front of it.
    root_namespace: Option<String>,
    /// The open elements, outermost first.
    open: Vec<OpenElement<'a>>,
    /// An empty-element tag was read, and its end is the next event.
    is_empty_element: bool,
    declared_encoding: Option<String>,
    /// Whether line endings have to be looked for in texts.
    has_carriage_returns: bool,
    locator: Locator<'a>,
}

/// What stands in a document. Comments and processing instructions are left out.
pub(super) enum XmlEvent<'a> {
    Start(Tag<'a>),
    End,
    /// Neighbouring texts are not joined.
    Text(Cow<'a, str>),
    /// Everything is closed.
    Eof,
}

struct OpenElement<'a> {
    name: &'a str,
    offset: usize,
    /// Whether it declares namespaces.
    has_declarations: bool,
    /// Whether names without a prefix have another namespace in it than the root element.
    is_default_foreign: bool,
}

/// Elements in elements. XLIFF has about ten, and some for groups and spanning codes.
const DEEPEST: usize = 64;

const EXPORT_AGAIN: &str = "correct it, or let the client export the file again";

impl<'a> XmlReader<'a> {
    /// Reads a text without a byte order mark, whose characters are all legal.
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            reader: Reader::from_str(text),
            namespaces: NamespaceResolver::default(),
            root_namespace: None,
            open: Vec::new(),
            is_empty_element: false,
            declared_encoding: None,
            has_carriage_returns: memchr::memchr(b'\r', text.as_bytes()).is_some(),
            locator: Locator::new(text),
        }
    }

    /// Reads up to the start of the root element.
    pub(super) fn root(&mut self) -> Result<Tag<'a>, ReadError> {
        match self.next()? {
            XmlEvent::Start(tag) => Ok(tag),
            XmlEvent::End | XmlEvent::Text(_) | XmlEvent::Eof => {
                Err(self.error(self.text.len(), "the file holds no element", EXPORT_AGAIN))
            }
        }
    }

    /// The namespace of the root element; empty if it has none.
    pub(super) fn root_namespace(&self) -> &str {
        self.root_namespace.as_deref().unwrap_or_default()
    }

    /// The encoding that is declared, if the text cannot be in it.
    pub(super) fn misleading_encoding(&self) -> Option<&str> {
        self.declared_encoding.as_deref().filter(|declared| !is_unicode(declared) && !self.text.is_ascii())
    }

    /// The next event, wherever it stands.
    pub(super) fn next(&mut self) -> Result<XmlEvent<'a>, ReadError> {
        if std::mem::take(&mut self.is_empty_element) {
            self.close();
            return Ok(XmlEvent::End);
        }
        loop {
            let at = self.offset();
            if let [b'<', b'!', b'd' | b'D', ..] = self.text.as_bytes()[at..] {
                return Err(self.error(
                    at,
                    "a document type declaration (DOCTYPE) is refused",
                    "take it out of the file",
                ));
            }
            let event = self.reader.read_event().map_err(|error| self.not_well_formed(&error))?;
            match event {
                Event::Start(tag) => return self.open(at, tag.name().0.len(), false).map(XmlEvent::Start),
                Event::Empty(tag) => {
                    self.is_empty_element = true;
                    return self.open(at, tag.name().0.len(), true).map(XmlEvent::Start);
                }
                Event::End(_) => {
                    self.close();
                    return Ok(XmlEvent::End);
                }
                Event::Text(text) if self.open.is_empty() => {
                    let text = text.into_inner();
                    // translate-toolkit writes a second byte order mark behind the declaration.
                    let is_layout = |character| is_xml_space(character) || character == '\u{feff}';
                    if let Some(stray) = text.find(|character| !is_layout(character)) {
                        return Err(self.error(at + stray, "text stands outside the root element", EXPORT_AGAIN));
                    }
                }
                Event::CData(_) | Event::GeneralRef(_) if self.open.is_empty() => {
                    return Err(self.error(at, "text stands outside the root element", EXPORT_AGAIN));
                }
                Event::Text(text) if !self.has_carriage_returns => return Ok(XmlEvent::Text(text.into_inner())),
                Event::Text(text) => return Ok(XmlEvent::Text(text.xml10_content())),
                Event::CData(text) => return Ok(XmlEvent::Text(text.xml10_content())),
                Event::GeneralRef(reference) => return self.resolve(at, &reference).map(XmlEvent::Text),
                Event::Decl(declaration) => self.declare(at, &declaration)?,
                Event::Comment(_) | Event::PI(_) => {}
                Event::DocType(_) => {
                    return Err(self.error(
                        at,
                        "a document type declaration (DOCTYPE) is refused",
                        "take it out of the file",
                    ));
                }
                Event::Eof => {
                    return match self.open.last() {
                        Some(&OpenElement { name, offset, .. }) => {
                            let message = format!("the element `{}` is not closed", shortened(name));
                            Err(self.error(offset, message, "the file was cut off: let the client export it again"))
                        }
                        None => Ok(XmlEvent::Eof),
                    };
                }
            }
        }
    }

    /// The next start tag that is not foreign, at any depth.
    pub(super) fn next_start(&mut self) -> Result<Option<Tag<'a>>, ReadError> {
        loop {
            match self.next()? {
                XmlEvent::Start(tag) if tag.is_foreign => self.skip()?,
                XmlEvent::Start(tag) => return Ok(Some(tag)),
                XmlEvent::End | XmlEvent::Text(_) => {}
                XmlEvent::Eof => return Ok(None),
            }
        }
    }

    /// The next child of the open element that is not foreign; `None` at the end of the element. The child is open then: its
    /// reader goes to its end.
    pub(super) fn child(&mut self) -> Result<Option<Tag<'a>>, ReadError> {
        loop {
            match self.next()? {
                XmlEvent::Start(tag) if tag.is_foreign => self.skip()?,
                XmlEvent::Start(tag) => return Ok(Some(tag)),
                XmlEvent::Text(_) => {}
                XmlEvent::End | XmlEvent::Eof => return Ok(None),
            }
        }
    }

    /// Goes to the end of the open element.
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        self.each_inside(|_| {})
    }

    /// Goes to the end of the open element and gives its text, that of elements in it included.
    pub(super) fn text(&mut self) -> Result<String, ReadError> {
        let mut whole = String::new();
        self.each_inside(|event| {
            if let XmlEvent::Text(text) = event {
                whole.push_str(text);
            }
        })?;
        Ok(whole)
    }

    /// Goes to the end of the open element, with a look at each event inside.
    pub(super) fn each_inside(&mut self, mut look: impl FnMut(&XmlEvent<'a>)) -> Result<(), ReadError> {
        let depth = self.open.len();
        loop {
            let event = self.next()?;
            if self.open.len() < depth || matches!(event, XmlEvent::Eof) {
                return Ok(());
            }
            look(&event);
        }
    }

    /// Goes to the end of the document, behind the root element.
    pub(super) fn finish(&mut self) -> Result<(), ReadError> {
        while !matches!(self.next()?, XmlEvent::Eof) {}
        Ok(())
    }

    /// The line of an offset, from 1. Asked in ascending order, the text is walked once.
    pub(super) fn line(&mut self, offset: usize) -> usize {
        self.locator.locate(offset).line
    }

    pub(super) fn error(&self, offset: usize, message: impl Into<String>, help: &str) -> ReadError {
        ReadError::at(self.text, offset, message, help)
    }

    fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    /// `at` is the offset of the `<`; the reader stands behind the `>`.
    fn open(&mut self, at: usize, name_length: usize, is_empty: bool) -> Result<Tag<'a>, ReadError> {
        if self.open.is_empty() && self.root_namespace.is_some() {
            return Err(self.error(at, "a second root element starts here", EXPORT_AGAIN));
        }
        if self.open.len() == DEEPEST {
            let message = format!("elements are nested more than {DEEPEST} deep");
            return Err(self.error(at, message, "no XLIFF is: let the client export the file again"));
        }
        let inside = at + 1..self.offset() - 1 - usize::from(is_empty);
        let content = &self.text[inside];
        let name = &content[..name_length];
        let has_prefix = self.has_prefix(at, name)?;
        let is_default_foreign = self.open.last().is_some_and(|parent| parent.is_default_foreign);
        self.open.push(OpenElement { name, offset: at, has_declarations: false, is_default_foreign });
        let attributes =
            if content.len() == name_length { Vec::new() } else { self.attributes(at, content, name_length)? };
        let has_declarations = self.open.last().is_some_and(|element| element.has_declarations);
        if self.root_namespace.is_some() && !has_declarations && !has_prefix {
            return Ok(Tag { name, is_foreign: is_default_foreign, offset: at, attributes });
        }
        let (resolved, local) = self.namespaces.resolve_element(QName(name));
        let namespace = match resolved {
            ResolveResult::Bound(Namespace(namespace)) => namespace,
            ResolveResult::Unbound => "",
            ResolveResult::Unknown(prefix) => return Err(self.undeclared(at, &prefix)),
        };
        let root = self.root_namespace.get_or_insert_with(|| namespace.to_owned());
        let is_foreign = root != namespace;
        if let Some(element) = self.open.last_mut() {
            let default = match self.namespaces.resolve_prefix(None, true) {
                ResolveResult::Bound(Namespace(namespace)) => namespace,
                ResolveResult::Unbound | ResolveResult::Unknown(_) => "",
            };
            element.is_default_foreign = root != default;
        }
        Ok(Tag { name: local.into_inner(), is_foreign, offset: at, attributes })
    }

    fn close(&mut self) {
        if self.open.pop().is_some_and(|element| element.has_declarations) {
            self.set_namespace_level();
        }
    }

    fn set_namespace_level(&mut self) {
        self.namespaces.set_level(u16::try_from(self.open.len()).unwrap_or(u16::MAX));
    }

    fn resolve(&self, at: usize, reference: &BytesRef<'a>) -> Result<Cow<'a, str>, ReadError> {
        match reference.resolve_char_ref() {
            Ok(Some(character)) if is_legal(character) => Ok(Cow::Owned(character.to_string())),
            Ok(Some(character)) => Err(self.illegal(at, character)),
            Ok(None) => match resolve_xml_entity(reference) {
                Some(text) => Ok(Cow::Borrowed(text)),
                None => Err(self.error(at, unknown_entity(reference), "write the character itself")),
            },
            Err(error) => Err(self.error(at, reference_message(&error), EXPORT_AGAIN)),
        }
    }

    fn declare(&mut self, at: usize, declaration: &BytesDecl<'a>) -> Result<(), ReadError> {
        if at > 0 {
            return Err(self.error(at, "an XML declaration stands elsewhere than at the very start", EXPORT_AGAIN));
        }
        // A reader of XML 1.0 takes documents of any 1.x for such (section 2.8).
        if !declaration.version().is_ok_and(|version| version.starts_with("1.")) {
            return Err(self.error(at, "the declaration does not name XML 1.0", EXPORT_AGAIN));
        }
        self.declared_encoding = declaration.encoding().and_then(Result::ok).map(Cow::into_owned);
        Ok(())
    }

    /// Checks a name, and gives whether it has a prefix.
    fn has_prefix(&self, offset: usize, name: &str) -> Result<bool, ReadError> {
        if is_plain_name(name) {
            return Ok(false);
        }
        if is_prefixed_name(name) {
            return Ok(true);
        }
        Err(self.error(offset, format!("`{}` is not a name", shortened(name)), EXPORT_AGAIN))
    }
}
