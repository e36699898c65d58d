//! What the front matter of a page tells translators, and the values in it that are translated.

use std::borrow::Cow;

use serde_yaml::Mapping;

use crate::bitext::Document;
use crate::exchange::content::{Content, Part};
use crate::exchange::{State, Unit};
use crate::front_matter::{FrontMatter, scalar_text};
use crate::original::Original;
use crate::parse;
use crate::source::decode;

/// The keys whose values are units. `keywords` is a list, which tools do not show as one text.
const KEYS: [&str; 2] = ["title", "description"];

/// Stands in front of the key in the id of its unit: no pair has such an id.
const ID_PREFIX: &str = "front-matter.";

/// Who translated a page: `ms.translationtype`.
#[must_use]
pub fn translation_type(document: &Document<'_>) -> Option<String> {
    document.front_matter()?.scalar(document.text(), TRANSLATION_TYPE)
}

const TRANSLATION_TYPE: &str = "ms.translationtype";

/// The locale of a page: `ms.contentlocale`.
#[must_use]
pub fn locale(document: &Document<'_>) -> Option<String> {
    document.front_matter()?.scalar(document.text(), "ms.contentlocale")
}

/// How far the translations of a page are, by its front matter.
#[must_use]
pub fn state(document: &Document<'_>) -> State {
    match translation_type(document).as_deref() {
        Some("MT") => State::MachineTranslated,
        _ => State::Translated,
    }
}

/// The units of the front matter: the values that both the page and its original have.
#[must_use]
pub fn units(document: &Document<'_>, original: &Original, state: State) -> Vec<Unit<'static>> {
    let Ok(text) = decode(&original.bytes) else { return Vec::new() };
    let (original, _) = parse(text);
    let unit = |key: &'static str| {
        let source = content(value(&original, key)?)?;
        let target = content(value(document, key)?)?;
        let id = Cow::Owned(unit_id(key)?);
        Some(Unit { id, name: Cow::Borrowed(key), source, target: Some(target), state, notes: Vec::new() })
    };
    KEYS.into_iter().filter_map(unit).collect()
}

/// The key of a unit of the front matter.
#[must_use]
pub fn key_of(id: &str) -> Option<&'static str> {
    let key = id.strip_prefix(ID_PREFIX)?;
    KEYS.into_iter().find(|known| *known == key)
}

/// The id of the unit of a key of the front matter; `None` if its value is none.
#[must_use]
pub fn unit_id(key: &str) -> Option<String> {
    KEYS.contains(&key).then(|| format!("{ID_PREFIX}{key}"))
}

/// A value as content; `None` of a key that is not there or has no text.
#[must_use]
pub fn target(document: &Document<'_>, key: &str) -> Option<Content<'static>> {
    content(value(document, key)?)
}

fn value(document: &Document<'_>, key: &str) -> Option<String> {
    let values = document.front_matter()?.values(document.text()).ok()?;
    scalar_text(values.get(key)?).filter(|text| !text.trim().is_empty())
}

fn content(text: String) -> Option<Content<'static>> {
    let is_plain = !text.chars().any(|character| character.is_control() && character != '\n');
    is_plain.then(|| Content { parts: vec![Part::Text(text.into())], codes: Vec::new() })
}

/// The page with another value for a key of its front matter; `None` where that cannot be done without changing more than it.
#[must_use]
pub fn with_value(text: &str, key: &str, value: &str) -> Option<String> {
    let front_matter = FrontMatter::find(text)?;
    let mut expected: Mapping = front_matter.values(text).ok()?;
    let entry = front_matter.entries(text).into_iter().find(|entry| entry.key == key)?;
    expected.insert(key.into(), value.into());
    let is_same = |text: &str| {
        let values = FrontMatter::find(text).and_then(|found| found.values(text).ok());
        values.is_some_and(|values| values == expected)
    };
    // As it was written, if that can hold it; between double quotes anything can stand (YAML 1.2, section 7.3.1).
    let old = &text[entry.value.range()];
    let old = &old[..scalar_len(old)];
    let end = entry.value.start + old.len();
    let single = value.replace('\'', "''");
    let forms = match old.chars().next() {
        Some('"') => vec![quoted(value)],
        Some('\'') => vec![format!("'{single}'"), quoted(value)],
        _ => vec![value.to_owned(), quoted(value)],
    };
    let is_one_line = !value.contains(['\n', '\r']);
    forms
        .into_iter()
        .filter(|form| is_one_line || form.starts_with('"'))
        .map(|form| [&text[..entry.value.start], &form, &text[end..]].concat())
        .find(|text| is_same(text))
}

/// The length of the scalar that a value starts with: a comment behind it is no part of it.
fn scalar_len(value: &str) -> usize {
    let bytes = value.as_bytes();
    let Some(&first) = bytes.first() else { return 0 };
    let mut at = 1;
    match first {
        b'|' | b'>' => value.len(),
        b'"' | b'\'' => {
            while let Some(&byte) = bytes.get(at) {
                let is_escape = first == b'"' && byte == b'\\' || first == b'\'' && bytes[at..].starts_with(b"''");
                match byte {
                    _ if is_escape => at += 2,
                    _ if byte == first => return at + 1,
                    _ => at += 1,
                }
            }
            value.len()
        }
        _ => value.find(" #").map_or(value.len(), |comment| value[..comment].trim_end().len()),
    }
}

fn quoted(value: &str) -> String {
    // What JSON escapes YAML reads (YAML 1.2, section 1.3).
    serde_json::Value::from(value).to_string()
}

/// The page as one that people have translated: `HT` for `MT`; `None` if it does not say `MT`.
#[must_use]
pub fn translated_by_people(text: &str) -> Option<String> {
    let found = FrontMatter::find(text)?.scalar(text, TRANSLATION_TYPE)?;
    if found == "MT" { with_value(text, TRANSLATION_TYPE, "HT") } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(yaml: &str, value: &str, expected: Option<&str>) {
        let page = format!("---\na: 1\n{yaml}\nms.translationtype: MT\n---\nå\n");
        let expected = expected.map(|yaml| format!("---\na: 1\n{yaml}\nms.translationtype: MT\n---\nå\n"));
        assert_eq!(with_value(&page, "title", value), expected, "{yaml:?} {value:?}");
    }

    #[test]
    fn a_value_is_written_as_it_was() {
        check("title: Välj fil", "Öppna fil", Some("title: Öppna fil"));
        check("title: 'Välj'", "Det är Annas'", Some("title: 'Det är Annas'''"));
        check("title: \"Välj\"", "a \"b\" \\", Some("title: \"a \\\"b\\\" \\\\\""));
        check("title: Välj  # å", "Öppna", Some("title: Öppna  # å"));
        check("title: \"Välj \\\"#\"  # å", "Öppna", Some("title: \"Öppna\"  # å"));
        check("title: 'Välj ''#' # \"å\"", "Öppna", Some("title: 'Öppna' # \"å\""));
    }

    #[test]
    fn what_would_be_something_else_is_quoted() {
        for value in ["a: b", "- a", "true", "1.10", "# a", "a #b", "[a]", "", " a", "@a", "null", "{a"] {
            let expected = format!("title: {}", quoted(value));
            check("title: Välj", value, Some(&expected));
        }
        check("title: >-\n  Välj\n  fil", "Öppna", Some("title: Öppna"));
    }

    #[test]
    fn a_line_break_stays_a_line_break() {
        check("title: Välj", "a\nb: c", Some("title: \"a\\nb: c\""));
    }

    #[test]
    fn nothing_is_written_where_the_front_matter_cannot_be_read() {
        assert_eq!(with_value("---\na: [\ntitle: b\n---\n", "title", "c"), None);
        assert_eq!(with_value("---\na: b\n---\n", "title", "c"), None);
        assert_eq!(translated_by_people("---\nms.translationtype: HT\n---\n"), None);
        let page = "---\nms.translationtype: MT\n---\nå";
        assert_eq!(translated_by_people(page).as_deref(), Some("---\nms.translationtype: HT\n---\nå"));
    }
}
