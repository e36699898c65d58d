//! The YAML block at the start of a page: where it is, its top-level entries as spans, its values.
//!
//! Values are read by a YAML library; edits are made by slicing entries, so the YAML is never written anew.

pub(crate) mod condition;
mod plain;

pub(crate) use plain::{PlainFrontMatter, PlainValue};

use std::borrow::Cow;
use std::collections::HashSet;

use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Value};

use crate::diagnostic::{Diagnostic, RuleId};
use crate::source::{Span, byte_order_mark_len, line_end, line_start};

/// The keys that localization adds, in the order in which it adds them.
pub const LOCALIZATION_KEYS: [&str; 6] = [
    "ms.openlocfilehash",
    "ms.sourcegitcommit",
    "ms.translationtype",
    "ms.contentlocale",
    "ms.lasthandoff",
    "ms.locfileid",
];

/// The keys whose values are translated.
pub const TRANSLATED_KEYS: [&str; 3] = ["title", "description", "keywords"];

/// Where the front matter of a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontMatter {
    /// The block with both of its `---` lines; it starts behind a byte order mark.
    pub outer: Span,
    /// The YAML between those lines.
    pub yaml: Span,
}

/// A top-level entry of the front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The key, without quotes.
    pub key: Cow<'a, str>,
    /// All lines of the entry, the last line ending included.
    pub lines: Span,
    /// The YAML behind the colon, white space around it excluded; it may span lines.
    pub value: Span,
}

impl Entry<'_> {
    /// What to mark when its value is meant: the first line of the value or, if there is none, of the entry.
    #[must_use]
    pub fn place(&self, text: &str) -> Span {
        let span = if self.value.is_empty() { self.lines } else { self.value };
        let first = text[span.range()].lines().next().unwrap_or_default();
        Span::new(span.start, span.start + first.trim_end().len())
    }
}

impl FrontMatter {
    /// Finds the front matter of a page: a `---` line at its very start, entries, and the next `---` or `...` line.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let start = byte_order_mark_len(text);
        if !text[start..].starts_with("---") {
            return None;
        }
        let yaml_start = line_end(text, start);
        if text[start..yaml_start].trim_end() != "---" {
            return None;
        }
        let mut at = yaml_start;
        while at < text.len() {
            let end = line_end(text, at);
            if matches!(text[at..end].trim_end(), "---" | "...") {
                let found = Self { outer: Span::new(start, end), yaml: Span::new(yaml_start, at) };
                // Two thematic breaks around prose are Markdown.
                let yaml = &text[found.yaml.range()];
                return (yaml.trim().is_empty() || yaml.lines().any(|line| key_of(line).is_some())).then_some(found);
            }
            at = end;
        }
        None
    }

    /// What to say of a page that begins with front matter that no second `---` line ends; `None` of every other page.
    #[must_use]
    pub fn unclosed(text: &str) -> Option<Diagnostic> {
        let start = byte_order_mark_len(text);
        let first = line_end(text, start);
        let starts = text[start..first].trim_end() == "---" && key_of(&text[first..line_end(text, first)]).is_some();
        (starts && Self::find(text).is_none()).then(|| {
            Diagnostic::warning(RuleId::FRONT_MATTER, Span::new(start, first), "the front matter is never closed")
                .with_help("end it with a line `---`; until then its lines are text of the page")
        })
    }

    /// The top-level entries in order. Comments and blank lines between entries belong to none.
    #[must_use]
    pub fn entries<'a>(&self, text: &'a str) -> Vec<Entry<'a>> {
        let mut entries: Vec<Entry<'a>> = Vec::new();
        // Blank lines belong to an entry only if more of it follows, as in a block scalar.
        let mut open = false;
        let mut at = self.yaml.start;
        while at < self.yaml.end {
            let end = line_end(text, at).min(self.yaml.end);
            let line = &text[at..end];
            if line.starts_with('#') {
                open = false;
            } else if let Some((key, value_start)) = key_of(line) {
                entries.push(Entry { key, lines: Span::new(at, end), value: Span::new(at + value_start, end) });
                open = true;
            } else if open
                && !line.trim().is_empty()
                && let Some(entry) = entries.last_mut()
            {
                entry.lines.end = end;
            }
            at = end;
        }
        for entry in &mut entries {
            entry.value = trimmed(text, entry.value.start, entry.lines.end);
        }
        entries
    }

    /// The values.
    ///
    /// # Errors
    /// A diagnostic with the place of the mistake, when the YAML is not valid, has a key twice, or is not a mapping.
    pub fn values(&self, text: &str) -> Result<Mapping, Box<Diagnostic>> {
        let yaml = &text[self.yaml.range()];
        if yaml.trim().is_empty() {
            return Ok(Mapping::new());
        }
        if let Some(second) = self.second_of_a_key(text) {
            let message = format!("the front matter has the key `{}` twice", second.key);
            return Err(self.invalid(text, second.lines.start, &message));
        }
        if let Some(at) = too_deep(yaml) {
            return Err(self.invalid(text, self.yaml.start + at, "the front matter has lists in lists without end"));
        }
        match serde_yaml::from_str::<Value>(yaml) {
            Ok(Value::Mapping(values)) => Ok(values),
            Ok(_) => Err(self.invalid(text, self.yaml.start, "the front matter is not a list of keys and values")),
            Err(error) => {
                let place = error
                    .location()
                    .map_or(self.yaml.start, |location| offset_of(text, self.yaml, location.line(), location.column()));
                let said = error.to_string();
                let said = said.split(" at line ").next().unwrap_or(&said);
                Err(self.invalid(text, place, &format!("the front matter is not valid YAML: {said}")))
            }
        }
    }

    /// The text of the scalar value of a key; `None` if it has none, or none that can be read.
    #[must_use]
    pub fn scalar(&self, text: &str, key: &str) -> Option<String> {
        match self.plain(text).map(|plain| match plain.get(key) {
            PlainValue::Absent => Some(None),
            PlainValue::String(value) => Some(Some(value.to_owned())),
            PlainValue::Other => None,
        }) {
            Some(Some(known)) => known,
            _ => scalar_text(self.values(text).ok()?.get(key)?),
        }
    }

    /// The values, if they can be had without a YAML parser.
    pub(crate) fn plain<'a>(&self, text: &'a str) -> Option<PlainFrontMatter<'a>> {
        PlainFrontMatter::read(&text[self.yaml.range()])
    }

    fn second_of_a_key<'a>(&self, text: &'a str) -> Option<Entry<'a>> {
        let mut seen = HashSet::new();
        self.entries(text).into_iter().find(|entry| !seen.insert(entry.key.clone()))
    }

    /// Marks the rest of the line, or the last line where YAML finds that something is missing at its end.
    fn invalid(&self, text: &str, offset: usize, message: &str) -> Box<Diagnostic> {
        let end = self.yaml.start + text[self.yaml.range()].trim_end().len();
        let start = if offset < end { offset } else { line_start(text, end).max(self.yaml.start) };
        let line = &text[start..line_end(text, start).min(end).max(start)];
        let span = Span::new(start, start + line.trim_end().len());
        let help = "correct it; until then its keys cannot be used and its lines stay as they are";
        Box::new(Diagnostic::warning(RuleId::FRONT_MATTER, span, message).with_help(help))
    }
}

/// Brackets in brackets that front matter may hold. No page has three; the time of the YAML library grows with their square.
const DEEPEST: usize = 64;

/// Reads a part of front matter by itself; `None` if it is nothing of that kind, or nested too deep.
pub(crate) fn read_part<T: DeserializeOwned>(yaml: &str) -> Option<T> {
    if too_deep(yaml).is_some() { None } else { serde_yaml::from_str(yaml).ok() }
}

/// The offset at which brackets are nested too deep to be read.
fn too_deep(yaml: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in yaml.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(at);
        }
    }
    None
}

/// The text of a scalar value as `KEY=VALUE` on a command line would name it; `None` for lists, mappings and null.
#[must_use]
pub fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        Value::Tagged(tagged) => scalar_text(&tagged.value),
    }
}

/// The key that a line starts with, and the offset in the line at which its value starts.
fn key_of(line: &str) -> Option<(Cow<'_, str>, usize)> {
    let content = line.trim_end();
    let first = content.chars().next()?;
    if matches!(first, ' ' | '\t' | '#' | '[' | ']' | '{' | '}' | '|' | '>' | '%' | '@' | '`' | '&' | '*' | '!')
        || content.starts_with("- ")
        || content == "-"
    {
        return None;
    }
    let key_end = match first {
        '"' | '\'' => 1 + content[1..].find(first)? + 1,
        _ => memchr::memchr_iter(b':', content.as_bytes())
            .find(|&at| matches!(content.as_bytes().get(at + 1), None | Some(b' ' | b'\t')))?,
    };
    let value_start = key_end + content[key_end..].find(':')? + 1;
    let key = content[..key_end].trim().trim_matches(['"', '\'']);
    Some((Cow::Borrowed(key), value_start))
}

fn trimmed(text: &str, start: usize, end: usize) -> Span {
    let raw = &text[start..end];
    let lead = raw.len() - raw.trim_start().len();
    let kept = raw.trim().len();
    Span::new(start + lead.min(raw.len()), start + lead + kept)
}

fn offset_of(text: &str, within: Span, line: usize, column: usize) -> usize {
    let mut at = within.start;
    for _ in 1..line {
        at = line_end(text, at).min(within.end);
    }
    let rest = &text[at..within.end];
    at + rest.char_indices().nth(column.saturating_sub(1)).map_or(0, |(offset, _)| offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<(String, String, String)> {
        let found = FrontMatter::find(text).expect("front matter");
        found
            .entries(text)
            .into_iter()
            .map(|entry| (entry.key.to_string(), text[entry.lines.range()].into(), text[entry.value.range()].into()))
            .collect()
    }

    fn row(key: &str, lines: &str, value: &str) -> (String, String, String) {
        (key.into(), lines.into(), value.into())
    }

    #[test]
    fn keys_with_colons_spaces_and_quotes() {
        assert_eq!(
            entries("---\nms:assetid: 1\nonline version: https://å.example/a: b\n\"a: b\": 'c'\nempty:\n---\n"),
            [
                row("ms:assetid", "ms:assetid: 1\n", "1"),
                row("online version", "online version: https://å.example/a: b\n", "https://å.example/a: b"),
                row("a: b", "\"a: b\": 'c'\n", "'c'"),
                row("empty", "empty:\n", ""),
            ]
        );
    }

    #[test]
    fn lists_and_block_scalars_belong_to_their_key() {
        assert_eq!(
            entries("---\na: >-\n  one\n\n  two\n\n# note\nb:\n- x: y\n- z\nc: 1\n---\n"),
            [
                row("a", "a: >-\n  one\n\n  two\n", ">-\n  one\n\n  two"),
                row("b", "b:\n- x: y\n- z\n", "- x: y\n- z"),
                row("c", "c: 1\n", "1"),
            ]
        );
    }

    #[test]
    fn a_block_needs_both_of_its_lines() {
        assert_eq!(FrontMatter::find("---\ntitle: a\n"), None);
        assert_eq!(FrontMatter::find("--- x\ntitle: a\n---\n"), None);
        assert_eq!(FrontMatter::find("---\n\nProse\n\n---\n"), None);
        assert_eq!(FrontMatter::find("a\n---\n---\n"), None);
        let crlf = "\u{feff}---\r\ntitle: a\r\n---\r\nb";
        let found = FrontMatter::find(crlf).expect("front matter");
        assert_eq!(&crlf[found.outer.range()], "---\r\ntitle: a\r\n---\r\n");
        assert_eq!(&crlf[found.yaml.range()], "title: a\r\n");
    }

    #[test]
    fn a_mistake_names_its_place() {
        let cases =
            [("---\na: 1\nb: [\n---\n", 3), ("---\na: 1\nb: x\na: 2\n---\n", 4), ("---\na: 1\n\tb: 2\n---\n", 3)];
        for (text, line) in cases {
            let found = FrontMatter::find(text).expect("front matter");
            let diagnostic = found.values(text).expect_err("invalid");
            let place = crate::source::Locator::new(text).locate(diagnostic.span.start);
            assert_eq!(place.line, line, "{text:?}: {}", diagnostic.message);
        }
    }
}
