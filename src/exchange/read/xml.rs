//! XML as far as it can be trusted: the events of a document of which every rule is checked that quick-xml leaves to its user.
//!
//! No document type, no entities but XML's own five, bounded depth and attributes; declared prefixes, one root, all closed. It
//! knows nothing of XLIFF but that what has another namespace than the root element is foreign.

use std::borrow::Cow;

use quick_xml::errors::IllFormedError;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::attributes::{AttrError, Attribute, Attributes};
use quick_xml::events::{BytesDecl, BytesRef, Event};
use quick_xml::name::{Namespace, NamespaceResolver, QName, ResolveResult};
use quick_xml::{Error, Reader, XmlVersion};

pub(super) use self::tag::Tag;
use super::characters::{is_legal, is_plain_name, is_prefixed_name, is_xml_space};
use super::encoding::is_unicode;
use super::{ReadError, shortened};
use crate::source::Locator;

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

/// Attributes that show the Markdown of a code. Nothing reads them, and clients write their `<` and `&` as they are.
const SHOWN: [&str; 7] = ["equiv-text", "equiv", "equivStart", "equivEnd", "disp", "dispStart", "dispEnd"];

/// Attributes of an element. XLIFF has about twenty, and those of modules.
const MOST_ATTRIBUTES: usize = 256;

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

    /// Checks all attributes, binds the prefixes that they declare and gives those that [`Tag`] holds.
    fn attributes(
        &mut self,
        at: usize,
        content: &'a str,
        name_length: usize,
    ) -> Result<Vec<(&'a str, Cow<'a, str>)>, ReadError> {
        let mut plain: Vec<(&'a str, Cow<'a, str>)> = Vec::new();
        let mut prefixed: Vec<(usize, QName<'a>)> = Vec::new();
        // Only their names count here.
        let mut apart: Vec<&'a str> = Vec::new();
        let mut attributes = Attributes::new(content, name_length);
        // Done below, among the few of each kind.
        attributes.with_checks(false);
        for (index, attribute) in attributes.enumerate() {
            let attribute = attribute.map_err(|error| self.wrong_attribute(at, &error))?;
            let name: &'a str = attribute.key.0;
            let start = name.as_ptr() as usize - content.as_ptr() as usize;
            let offset = at + 1 + start;
            if index == MOST_ATTRIBUTES {
                let message = format!("the element has more than {MOST_ATTRIBUTES} attributes");
                return Err(self.error(offset, message, "no XLIFF has: let the client export the file again"));
            }
            if !matches!(content.as_bytes()[..start].last(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
                let message = format!("white space is missing in front of `{}`", shortened(name));
                return Err(self.error(offset, message, EXPORT_AGAIN));
            }
            let has_prefix = self.has_prefix(offset, name)?;
            if SHOWN.contains(&name) {
                if apart.contains(&name) {
                    return Err(self.duplicate(offset, name));
                }
                apart.push(name);
                continue;
            }
            let value = self.value(offset, &attribute)?;
            let is_double = if let Some(prefix) = attribute.key.as_namespace_binding() {
                if let Some(element) = self.open.last_mut().filter(|element| !element.has_declarations) {
                    element.has_declarations = true;
                    self.set_namespace_level();
                }
                self.namespaces
                    .add(prefix, Namespace(&value))
                    .map_err(|error| self.error(offset, error.to_string(), EXPORT_AGAIN))?;
                let is_double = apart.contains(&name);
                apart.push(name);
                is_double
            } else if has_prefix && !name.starts_with("xml:") {
                let is_double = prefixed.iter().any(|(_, other)| other.0 == name);
                prefixed.push((offset, attribute.key));
                is_double
            } else {
                // No other prefix can stand for `xml`, so that these are apart as they are written.
                let is_double = plain.iter().any(|(other, _)| *other == name);
                plain.push((name, value));
                is_double
            };
            if is_double {
                return Err(self.duplicate(offset, name));
            }
        }
        if prefixed.is_empty() {
            return Ok(plain);
        }
        let mut expanded = Vec::with_capacity(prefixed.len());
        for (offset, name) in prefixed {
            match self.namespaces.resolve_attribute(name) {
                (ResolveResult::Bound(namespace), local) => expanded.push((local, namespace, offset)),
                (ResolveResult::Unknown(prefix), _) => return Err(self.undeclared(offset, &prefix)),
                (ResolveResult::Unbound, _) => {}
            }
        }
        expanded.sort_unstable();
        let twin = expanded.windows(2).find(|pair| pair[0].0 == pair[1].0 && pair[0].1 == pair[1].1);
        match twin {
            Some([_, (local, _, offset)]) => Err(self.duplicate(*offset, local.into_inner())),
            _ => Ok(plain),
        }
    }

    /// The value of an attribute that is read (XML 1.0, section 3.3.3).
    fn value(&self, offset: usize, attribute: &Attribute<'a>) -> Result<Cow<'a, str>, ReadError> {
        if let Cow::Borrowed(value) = attribute.value
            && !value.bytes().fold(false, |found, byte| found | (byte < b' ') | (byte == b'<') | (byte == b'&'))
        {
            return Ok(Cow::Borrowed(value));
        }
        if memchr::memchr(b'<', attribute.value.as_bytes()).is_some() {
            let message = format!("a `<` stands in the value of `{}`", shortened(attribute.key.0));
            return Err(self.error(offset, message, "a quote may be missing: correct it, or write `&lt;`"));
        }
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| self.error(offset, reference_message(&error), EXPORT_AGAIN))?;
        // What stands in the text itself is known to be legal.
        if let Cow::Owned(resolved) = &value
            && let Some(character) = resolved.chars().find(|&character| !is_legal(character))
        {
            return Err(self.illegal(offset, character));
        }
        Ok(value)
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

    fn not_well_formed(&self, error: &Error) -> ReadError {
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

    fn wrong_attribute(&self, at: usize, error: &AttrError) -> ReadError {
        let (start, message) = match *error {
            AttrError::Duplicated(start, _) => (start, "an attribute is given twice"),
            AttrError::ExpectedEq(start) | AttrError::ExpectedValue(start) => (start, "an attribute has no value"),
            AttrError::UnquotedValue(start) => (start, "the value of an attribute is not in quotes"),
            AttrError::ExpectedQuote(start, _) => (start, "the value of an attribute is not closed"),
        };
        self.error(at + 1 + start, message, EXPORT_AGAIN)
    }

    fn duplicate(&self, offset: usize, name: &str) -> ReadError {
        self.error(offset, format!("the attribute `{}` is given twice", shortened(name)), EXPORT_AGAIN)
    }

    fn undeclared(&self, offset: usize, prefix: &str) -> ReadError {
        let message = format!("the prefix `{}` is not declared", shortened(prefix));
        self.error(offset, message, "declare it with `xmlns`, or let the client export the file again")
    }

    fn illegal(&self, offset: usize, character: char) -> ReadError {
        let message = format!("the character U+{:04X} is not allowed in XML", u32::from(character));
        self.error(offset, message, "take it out, or let the client export the file again")
    }
}

const NO_REFERENCE: &str = "an `&` starts no reference; write `&amp;`";

fn reference_message(error: &Error) -> String {
    use quick_xml::escape::EscapeError;
    match error {
        Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => unknown_entity(name),
        Error::Escape(EscapeError::UnterminatedEntity(_)) => NO_REFERENCE.to_owned(),
        _ => "a character reference is wrong".to_owned(),
    }
}

fn unknown_entity(name: &str) -> String {
    format!("the entity `&{};` is not one of XML's own five", shortened(name))
}
