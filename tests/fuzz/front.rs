//! What holds for the front matter of every text: what is found lies in it and is read the same in both ways, and a value that is
//! written into it reads back while all else stays. Shared by the fuzz targets and `tests/mutations.rs`.
#![allow(dead_code)]

use bitext::exchange::{State, front_matter};
use bitext::front_matter::{FrontMatter, scalar_text};
use bitext::original::Original;
use bitext::{Document, parse};

/// Values that a translator might give, some of which YAML would read as something else.
const VALUES: &[&str] =
    &["Återställ", "a: b # c", "'", "\"\\", "- x", "null", "1.0", "---", "a\nb", " å ", "&a *b", ""];

/// Panics if one of them does not hold for `text`.
pub(crate) fn check(text: &str) {
    let (document, _) = parse(text);
    let original = Original { path: "å.md".into(), bytes: text.as_bytes().to_vec() };
    let _ = front_matter::units(&document, &original, State::Translated);
    let Some(found) = FrontMatter::find(text) else {
        if let Some(said) = FrontMatter::unclosed(text) {
            assert!(text.get(said.span.range()).is_some());
        }
        return;
    };
    assert!(found.outer.start <= found.yaml.start && found.yaml.end <= found.outer.end);
    assert_eq!(document.body().start, found.outer.end);
    let mut end = found.yaml.start;
    for entry in found.entries(text) {
        assert!(end <= entry.lines.start && entry.lines.end <= found.yaml.end);
        assert!(entry.lines.start <= entry.value.start && entry.value.end <= entry.lines.end);
        assert!(text.get(entry.value.range()).is_some());
        end = entry.lines.end;
    }
    match found.values(text) {
        Ok(values) => {
            for (key, value) in &values {
                let Some(key) = key.as_str() else { continue };
                assert_eq!(found.scalar(text, key), scalar_text(value), "{key}");
            }
        }
        Err(said) => assert!(text.get(said.span.range()).is_some()),
    }
    for value in VALUES {
        if let Some(new) = front_matter::with_value(text, "title", value) {
            is_only_changed_there(&document, &new, value);
        }
    }
    let _ = front_matter::translated_by_people(text);
}

/// Whether `new` has another title than the page, and nothing else.
fn is_only_changed_there(old: &Document<'_>, new: &str, title: &str) {
    let front_matter = FrontMatter::find(new).expect("front matter");
    assert_eq!(front_matter.scalar(new, "title").as_deref(), Some(title));
    assert_eq!(&new[front_matter.outer.end..], old.raw(old.body()));
    let (new, _) = parse(new);
    let ids = |document: &Document<'_>| -> Vec<String> {
        document.pairs().iter().map(|pair| document.id(pair).to_owned()).collect()
    };
    assert_eq!(ids(old), ids(&new));
}
