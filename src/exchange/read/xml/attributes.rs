//! The attributes of a start tag: all are checked, those that someone reads are kept.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::attributes::{Attribute, Attributes};
use quick_xml::name::{Namespace, QName, ResolveResult};

use super::errors::reference_message;
use super::{EXPORT_AGAIN, XmlReader};
use crate::exchange::read::characters::is_legal;
use crate::exchange::read::{ReadError, shortened};

/// Attributes that show the Markdown of a code. Nothing reads them, and clients write their `<` and `&` as they are.
const SHOWN: [&str; 7] = ["equiv-text", "equiv", "equivStart", "equivEnd", "disp", "dispStart", "dispEnd"];

/// Attributes of an element. XLIFF has about twenty, and those of modules.
const MOST_ATTRIBUTES: usize = 256;

impl<'a> XmlReader<'a> {
    /// Checks all attributes, binds the prefixes that they declare and gives those that [`Tag`] holds.
    pub(super) fn attributes(
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
}
