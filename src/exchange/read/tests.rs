//! What the suites of the readers share: documents around a piece of one, and parts in a form that is easy to compare.

mod encodings;
mod po;
mod random;
mod refusals;
mod xliff12;
mod xliff2;

use super::*;
use crate::exchange::content::Part;
use crate::exchange::returned::{ReturnedFile, ReturnedUnit};

fn document(text: &str) -> ReturnedDocument<'static> {
    read(text.as_bytes(), &Limits::default()).unwrap_or_else(|error| panic!("{error}\n{text}")).into_owned()
}

/// What a person reads when the bytes are refused.
fn refusal(bytes: &[u8]) -> String {
    match read(bytes, &Limits::default()) {
        Ok(document) => panic!("{document:?}"),
        Err(error) => error.to_string(),
    }
}

/// The only unit of the only file.
fn unit(text: &str) -> ReturnedUnit<'static> {
    let mut document = document(text);
    assert_eq!(document.files.len(), 1, "{text}");
    assert_eq!(document.files[0].units.len(), 1, "{text}");
    document.files.remove(0).units.remove(0)
}

/// XLIFF 1.2 around the children of a `trans-unit`.
fn xliff12(unit: &str) -> String {
    xliff12_file(&format!("<body><trans-unit id=\"å-1\">{unit}</trans-unit></body>"))
}

/// XLIFF 1.2 around the children of a `file`.
fn xliff12_file(file: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\">\n\
         <file original=\"å/b.md\" source-language=\"en-US\" target-language=\"sv-SE\">\n{file}\n</file></xliff>"
    )
}

/// XLIFF 2.0 around the children of a `unit`.
fn xliff2(unit: &str) -> String {
    xliff2_file(&format!("<unit id=\"å-1\">{unit}</unit>"))
}

/// XLIFF 2.0 around the children of a `file`.
fn xliff2_file(file: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n\
         <xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.0\" srcLang=\"en-US\" trgLang=\"sv-SE\">\n\
         <file id=\"f1\" original=\"å/b.md\">\n{file}\n</file></xliff>"
    )
}

/// Codes as `{1}`, `{/1}` and `{1/}`; neighbouring texts would show as `a|b`.
fn shown(parts: &[Part<'_, Cow<'_, str>>]) -> String {
    let mut shown = String::new();
    let mut was_text = false;
    for part in parts {
        let is_text = matches!(part, Part::Text(_));
        if was_text && is_text {
            shown.push('|');
        }
        was_text = is_text;
        match part {
            Part::Text(text) => shown.push_str(text),
            Part::Open(id) => shown.push_str(&format!("{{{id}}}")),
            Part::Close(id) => shown.push_str(&format!("{{/{id}}}")),
            Part::Placeholder(id) => shown.push_str(&format!("{{{id}/}}")),
        }
    }
    shown
}

fn shown_target(unit: &ReturnedUnit<'_>) -> Option<String> {
    unit.target.as_deref().map(shown)
}

fn ids<'f>(file: &'f ReturnedFile<'_>) -> Vec<&'f str> {
    file.units.iter().map(|unit| &*unit.id).collect()
}
