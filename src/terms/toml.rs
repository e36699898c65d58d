//! Lists in TOML: a file of their own, or the tables of a configuration.

use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};

use super::{Concept, Locale, ReadError, TargetTerm, TermList, TermText, decode};
use crate::source::byte_order_mark_len;

/// The tables of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct TermTables {
    /// Names that stay as they are in every language, in the case in which they are written here.
    pub do_not_translate: Vec<TermText>,
    /// Terms that have a set translation.
    pub glossary: Vec<GlossaryEntry>,
}

/// A term that has a set translation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GlossaryEntry {
    /// The term, or the names that it has.
    #[schemars(with = "OneOrMore")]
    #[serde(deserialize_with = "one_or_more")]
    pub source: Vec<TermText>,
    /// The translations by locale. Several of one locale are alternatives.
    #[serde(default)]
    targets: BTreeMap<LocaleKey, OneOrMore>,
    /// Translations that must not be used, by locale.
    #[serde(default)]
    forbidden: BTreeMap<LocaleKey, OneOrMore>,
}

impl TermList {
    /// Reads a list in TOML.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn from_toml(bytes: &[u8]) -> Result<Self, ReadError> {
        let text = decode(bytes)?;
        let start = byte_order_mark_len(text);
        toml::from_str::<TermTables>(&text[start..]).map(Self::from).map_err(|error| {
            let offset = start + error.span().map_or(0, |span| span.start);
            ReadError::new(text, offset, error.message().trim().replace('\n', "; "))
        })
    }
}

impl From<TermTables> for TermList {
    fn from(tables: TermTables) -> Self {
        Self {
            do_not_translate: tables.do_not_translate,
            glossary: tables.glossary.into_iter().map(Concept::from).collect(),
        }
    }
}

impl From<GlossaryEntry> for Concept {
    fn from(entry: GlossaryEntry) -> Self {
        let terms = |terms: BTreeMap<LocaleKey, OneOrMore>, is_forbidden| {
            terms.into_iter().flat_map(move |(key, texts)| {
                texts.0.into_iter().map(move |text| TargetTerm { locale: key.locale.clone(), text, is_forbidden })
            })
        };
        Self {
            sources: entry.source,
            targets: terms(entry.targets, false).chain(terms(entry.forbidden, true)).collect(),
        }
    }
}

/// A value that is written as a text. It is parsed inside the visitor, so that a mistake has the place of the text.
fn parsed<'de, D: Deserializer<'de>, T>(deserializer: D, parse: fn(&str) -> Result<T, String>) -> Result<T, D::Error> {
    struct Parse<T>(fn(&str) -> Result<T, String>);

    impl<T> Visitor<'_> for Parse<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            (self.0)(text).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Parse(parse))
}

/// A locale as the key of a table, in the order in which keys are written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct LocaleKey {
    written: String,
    locale: Locale,
}

impl Ord for LocaleKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.written.cmp(&other.written)
    }
}

impl PartialOrd for LocaleKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<'de> Deserialize<'de> for LocaleKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer, |written| Ok(Self { written: written.to_owned(), locale: written.parse()? }))
    }
}

impl JsonSchema for LocaleKey {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Locale".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "A locale, such as `sv` or `sv-SE`." })
    }
}

impl<'de> Deserialize<'de> for TermText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer, Self::new)
    }
}

impl JsonSchema for TermText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Term".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": TermText::LONGEST })
    }
}

/// One text, or a list of them that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OneOrMore(Vec<TermText>);

fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<TermText>, D::Error> {
    OneOrMore::deserialize(deserializer).map(|texts| texts.0)
}

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;

        impl<'de> Visitor<'de> for Texts {
            type Value = OneOrMore;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<OneOrMore, E> {
                TermText::new(text).map(|text| OneOrMore(vec![text])).map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<OneOrMore, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = seq.next_element()? {
                    texts.push(text);
                }
                if texts.is_empty() {
                    return Err(de::Error::custom("the list is empty; write a term or remove the entry"));
                }
                Ok(OneOrMore(texts))
            }
        }

        deserializer.deserialize_any(Texts)
    }
}

impl JsonSchema for OneOrMore {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OneOrMore".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<TermText>();
        json_schema!({ "anyOf": [text, { "type": "array", "items": text, "minItems": 1 }] })
    }
}
