//! Recognises front matter that is valid YAML at a glance: one `key: scalar` or `- scalar` a line, as pages have it.
//!
//! Most front matter of a repository is of this form, and a YAML parser takes longer to say so than the rest of a page takes
//! to check. What is not certain is left to the parser.

/// Entries that are compared with each other at the most.
const MOST_ENTRIES: usize = 64;
/// Bytes of a key at the most; YAML itself allows 1,024.
const LONGEST_KEY: usize = 128;

/// Front matter that is certainly a valid mapping: each key, and what stands behind its colon without the white space around
/// it; nothing for a list.
#[derive(Debug)]
pub(crate) struct PlainFrontMatter<'a>(Vec<(&'a str, &'a str)>);

/// What front matter has for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlainValue<'a> {
    /// Nothing: it does not have the key.
    Absent,
    /// This string.
    String(&'a str),
    /// Something that only a YAML parser can tell.
    Other,
}

impl<'a> PlainFrontMatter<'a> {
    /// Reads the YAML of front matter; `None` if only a YAML parser can tell whether it is valid.
    pub(super) fn read(yaml: &'a str) -> Option<Self> {
        entries(yaml).map(Self)
    }

    /// Its keys and values as they are written, in order.
    pub(crate) fn entries(&self) -> &[(&'a str, &'a str)] {
        &self.0
    }

    /// What it has for a key.
    pub(crate) fn get(&self, key: &str) -> PlainValue<'a> {
        match self.0.iter().find(|(other, _)| *other == key) {
            None => PlainValue::Absent,
            Some((_, value)) => string(value).map_or(PlainValue::Other, PlainValue::String),
        }
    }
}

fn entries(yaml: &str) -> Option<Vec<(&str, &str)>> {
    let mut entries: Vec<(&str, &str)> = Vec::new();
    // Of the list that the last entry holds, if it may hold one: the indentation, once it has an item.
    let mut list: Option<Option<usize>> = None;
    for line in yaml.split_terminator('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        let indentation = line.len() - line.trim_start_matches(' ').len();
        if let Some(item) = line[indentation..].strip_prefix("- ") {
            if list?.is_some_and(|first| first != indentation) || !is_scalar(item.trim_matches(' ')) {
                return None;
            }
            list = Some(Some(indentation));
            continue;
        }
        let colon = memchr::memchr_iter(b':', line.as_bytes())
            .find(|at| matches!(line.as_bytes().get(at + 1), None | Some(b' ')))?;
        let (key, value) = (&line[..colon], line[colon + 1..].trim_matches(' '));
        let is_new = entries.len() < MOST_ENTRIES && entries.iter().all(|(other, _)| *other != key);
        if !is_new || !is_key(key) || !(value.is_empty() || is_scalar(value)) {
            return None;
        }
        list = value.is_empty().then_some(None);
        entries.push((key, value));
    }
    (!entries.is_empty()).then_some(entries)
}

/// The text of a scalar, if it is certainly a string.
fn string(value: &str) -> Option<&str> {
    match value.as_bytes().first()? {
        b'"' | b'\'' => Some(&value[1..value.len() - 1]),
        b'a'..=b'z' | b'A'..=b'Z' => (!is_word_of_yaml(value)).then_some(value),
        _ => None,
    }
}

/// Whether a key is a plain scalar on one line that is certainly a string.
fn is_key(key: &str) -> bool {
    key.len() <= LONGEST_KEY
        && key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key.ends_with(|last: char| last.is_ascii_alphanumeric())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b':' | b' '))
        && !is_word_of_yaml(key)
}

/// What YAML reads as something else than a string although it starts with a letter.
fn is_word_of_yaml(text: &str) -> bool {
    ["true", "false", "null", "inf", "infinity", "nan"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a text without white space around it is certainly a scalar that ends with its line.
fn is_scalar(text: &str) -> bool {
    match text.as_bytes() {
        [b'"', inner @ .., b'"'] => is_verbatim(inner) && !inner.iter().any(|byte| matches!(byte, b'"' | b'\\')),
        [b'\'', inner @ .., b'\''] => is_verbatim(inner) && !inner.contains(&b'\''),
        bytes @ [b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | 0xc3 | 0xd0..=0xdb, ..] => {
            let has_mark = || bytes.windows(2).any(|two| matches!(two, b": " | b" #"));
            is_verbatim(bytes)
                && !bytes.ends_with(b":")
                && (memchr::memchr2(b':', b'#', bytes).is_none() || !has_mark())
        }
        _ => false,
    }
}

/// Whether these bytes of UTF-8 text mean themselves in a scalar: no control characters, no line separators, no byte order
/// mark, no noncharacters. Brackets, whose depth has a limit, are left to the parser too.
fn is_verbatim(bytes: &[u8]) -> bool {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') & (byte != b'[') & (byte != b'{');
    // Without a branch a byte that takes a few instructions for many.
    bytes.iter().fold(true, |are_plain, &byte| are_plain & is_plain(byte)) || is_verbatim_text(bytes)
}

fn is_verbatim_text(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().all(|(at, &byte)| match byte {
        b'[' | b'{' => false,
        b' '..=b'~' => true,
        0..=0x1f | 0x7f => false,
        // U+0080 to U+009F.
        0xc2 => bytes.get(at + 1).is_some_and(|&next| next >= 0xa0),
        // U+2028 and U+2029.
        0xe2 => !matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xa8 | 0xa9])),
        // U+F000 to U+FFFF, and what lies behind.
        0xef..=0xff => false,
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_yaml::{Mapping, Value};

    use super::*;

    #[test]
    fn what_is_certain() {
        let certain = [
            "title: Översikt över Nordlys\nms.date: 01/02/2021\n",
            "a:\n- å\n- \"b: c\"\nms:assetid: 1\nonline version: https://example.org/å?b=c#d\n",
            "a: 'x # y'\r\nb:\r\n  - c\r\n\r\nd: \"\"\r\n",
        ];
        for yaml in certain {
            assert!(entries(yaml).is_some(), "{yaml:?}");
        }
        let uncertain = [
            "",
            "a: b: c\n",
            "a: b #c\n",
            "a: >-\n  b\n",
            "a: [b]\n",
            "a: b\na: c\n",
            "a: b\n  c\n",
            "- a\n",
            "a: b\n- c\n",
            "a:\n- b\n - c\n",
            "a: 'b\n",
            "a: 'it''s'\n",
            "a: \"\\x\"\n",
            "a: &b c\n",
            "true: a\n",
            "a: b\u{85}c\n",
            "a: @b\n",
            "a: b:\n",
            "a :b\n",
            "# c\na: b\n",
            "a: b\tc\n",
            "a: !b c\n",
            "a: \u{2028}\n",
            "\u{feff}a: b\n",
        ];
        for yaml in uncertain {
            assert_eq!(entries(yaml), None, "{yaml:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_certain_is_what_the_parser_says(
            lines in prop::collection::vec(
                (
                    prop::sample::select(vec!["", " ", "  ", "- ", "  - ", "a", "b: ", "c", "ms.d: ", "e:f: ", "g: ", "h:", "Null", "i j:"]),
                    prop::sample::select(vec![
                        "", ": ", ":", "x", "å", "'", "\"", "#", " #", "- ", "1", "true", "~", "1e3", "0x1", "inf", "[", "&", "*",
                        "%", "!", "|", "?", "\\", "\t", "日本", "\u{a0}", "\u{2028}", "\u{feff}", "ж", "'x: y'", "\"z\"", "---", "=",
                    ]),
                    ".{0,4}",
                    prop::sample::select(vec!["", " ", "\"", "'", ":", "\r"]),
                ),
                1..5,
            )
        ) {
            let yaml: String = lines.iter().map(|(start, middle, text, end)| format!("{start}{middle}{text}{end}\n")).collect();
            if let Some(entries) = entries(&yaml) {
                let parsed = serde_yaml::from_str::<Mapping>(&yaml);
                prop_assert!(parsed.is_ok(), "{yaml:?}: {parsed:?}");
                let parsed = parsed.unwrap_or_default();
                prop_assert_eq!(parsed.len(), entries.len(), "{:?}", yaml);
                for (key, value) in entries {
                    let read = parsed.get(key);
                    prop_assert!(read.is_some(), "{yaml:?}: {key:?}");
                    if let Some(string) = string(value) {
                        prop_assert_eq!(read.and_then(Value::as_str), Some(string), "{:?}", yaml);
                    }
                }
            }
        }
    }
}
