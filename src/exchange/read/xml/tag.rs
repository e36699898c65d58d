//! A start tag and its attributes, which are checked before it is made.

use std::borrow::Cow;

/// A start tag.
pub(in crate::exchange::read) struct Tag<'a> {
    /// Without its prefix.
    pub(in crate::exchange::read) name: &'a str,
    /// Whether it has another namespace than the root element.
    pub(in crate::exchange::read) is_foreign: bool,
    pub(in crate::exchange::read) offset: usize,
    /// Those without a prefix, and those of XML itself with theirs.
    pub(super) attributes: Vec<(&'a str, Cow<'a, str>)>,
}

impl<'a> Tag<'a> {
    pub(in crate::exchange::read) fn attribute(&self, name: &str) -> Option<&str> {
        self.value(name).map(|value| &**value)
    }

    /// The value of an attribute, from the text where it can be.
    pub(in crate::exchange::read) fn taken(&self, name: &str) -> Option<Cow<'a, str>> {
        self.value(name).cloned()
    }

    /// The value of an attribute, whatever becomes of the text.
    pub(in crate::exchange::read) fn owned(&self, name: &str) -> Option<String> {
        self.attribute(name).map(str::to_owned)
    }

    fn value(&self, name: &str) -> Option<&Cow<'a, str>> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}
