//! Conditions on front matter: which pages `--where` asks for, and which an override of the configuration is for.

use std::str::FromStr;

use serde_yaml::{Mapping, Value};

use super::{Entry, read_part, scalar_text};
use crate::bitext::Document;
use crate::diagnostic::Diagnostic;

/// `KEY=VALUE` on front matter.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub(crate) key: String,
    pub(crate) value: String,
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (key, value) = text.split_once('=').unwrap_or_default();
        let key = key.trim();
        if key.ends_with('!') {
            return Err("a value can be asked for, but not ruled out: write KEY=VALUE".to_owned());
        }
        if key.is_empty() {
            return Err("write KEY=VALUE, as in `ms.translationtype=HT`".to_owned());
        }
        Ok(Self { key: key.to_owned(), value: value.trim().to_owned() })
    }
}

impl Condition {
    /// Whether a page has the value: as it is written, as YAML reads it, or as an item of a list.
    pub(crate) fn holds(&self, values: &Values<'_>) -> bool {
        values.all(&self.key).contains(&self.value)
    }
}

/// The front matter of a page, for conditions.
#[derive(Debug, Default)]
pub(crate) struct Values<'a> {
    text: &'a str,
    pub(crate) entries: Vec<Entry<'a>>,
    mapping: Mapping,
    /// Why the front matter could not be read as a whole. Each entry is then read by itself, of a key the first.
    pub(crate) mistake: Option<Diagnostic>,
}

impl<'a> Values<'a> {
    pub(crate) fn new(document: &Document<'a>) -> Self {
        let text = document.text();
        let Some(front_matter) = document.front_matter() else {
            return Self::default();
        };
        let entries = front_matter.entries(text);
        match front_matter.values(text) {
            Ok(mapping) => Self { text, entries, mapping, mistake: None },
            Err(mistake) => Self { text, entries, mapping: Mapping::new(), mistake: Some(*mistake) },
        }
    }

    /// The values of a key to show: of a list, its items. Nothing is the empty text.
    pub(crate) fn shown(&self, key: &str) -> Vec<String> {
        let mut all = self.all(key);
        if !matches!(self.value(key), Some(Value::Sequence(_))) {
            all.truncate(1);
        }
        all
    }

    /// All that the value of a key equals, as it is written first.
    fn all(&self, key: &str) -> Vec<String> {
        let written = self.entry(key).and_then(|entry| plain_scalar(&self.text[entry.value.range()]));
        let read = match self.value(key) {
            Some(Value::Sequence(items)) => return items.iter().filter_map(text_of).collect(),
            Some(Value::Mapping(_)) => return Vec::new(),
            Some(value) => text_of(&value),
            None => None,
        };
        written.map(str::to_owned).into_iter().chain(read).collect()
    }

    fn value(&self, key: &str) -> Option<Value> {
        self.mapping.get(key).cloned().or_else(|| {
            let lines = &self.text[self.entry(key)?.lines.range()];
            read_part::<Mapping>(lines)?.into_iter().next().map(|(_, value)| value)
        })
    }

    fn entry(&self, key: &str) -> Option<&Entry<'a>> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

fn text_of(value: &Value) -> Option<String> {
    if value.is_null() { Some(String::new()) } else { scalar_text(value) }
}

/// A scalar on one line that is written without quotes, without the comment behind it.
fn plain_scalar(yaml: &str) -> Option<&str> {
    if yaml.contains('\n') || yaml.starts_with(['"', '\'', '|', '>', '[', '{', '&', '*', '!']) {
        return None;
    }
    let end = if yaml.starts_with('#') { 0 } else { yaml.find(" #").unwrap_or(yaml.len()) };
    Some(yaml[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(yaml: &str, condition: &str, expected: bool) {
        let page = format!("---\n{yaml}\n---\nå\n");
        let (document, _) = crate::parse(&page);
        let condition: Condition = condition.parse().expect("a condition");
        assert_eq!(condition.holds(&Values::new(&document)), expected, "{yaml:?} {condition:?}");
    }

    #[test]
    fn a_value_is_compared_as_it_is_written_and_as_it_is_read() {
        check("version: 1.10", "version=1.10", true);
        check("version: 1.10 # å", "version=1.10", true);
        check("version: 1.10", "version=1.1", true);
        check("version: '1.10'", "version=1.1", false);
        check("a: 0x1F", "a=0x1F", true);
        check("a: 0x1F", "a=31", true);
        check("a: True", "a=True", true);
        check("a: \"å\\tb\"", "a=å\tb", true);
        check("1: å", "1=å", true);
    }

    #[test]
    fn nothing_is_the_empty_text() {
        for yaml in ["a:", "a: null", "a: ~", "a: ''", "a: # å"] {
            check(yaml, "a=", true);
        }
        check("a: null", "a=null", true);
        check("b: 1", "a=", false);
        check("a:\n  b: 1", "a=b: 1", false);
    }

    #[test]
    fn a_list_has_its_items() {
        check("a: [å, 2]", "a=2", true);
        check("a:\n- å\n- 2", "a=å", true);
        check("a: [å, 2]", "a=[å, 2]", false);
    }

    #[test]
    fn entries_are_read_one_by_one_if_the_whole_is_not_valid() {
        check("a: 1\na: 2\nb: [å]", "a=1", true);
        check("a: 1\na: 2\nb: [å]", "a=2", false);
        check("a: 1\na: 2\nb: [å]", "b=å", true);
        check("a: 'it''s'\nb: [", "a=it's", true);
        check("a: b: c", "a=b: c", true);
        check(&format!("a: b\nc: {}", "[".repeat(200_000)), "c=b", false);
    }

    #[test]
    fn a_value_cannot_be_ruled_out() {
        assert!("a!=b".parse::<Condition>().is_err_and(|said| said.contains("not ruled out")));
        assert!("=b".parse::<Condition>().is_err());
        assert!("a".parse::<Condition>().is_err());
    }
}
