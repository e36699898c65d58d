//! Labels of link references: which ones a text uses, and when two are the same.

use std::collections::HashSet;

/// All that stands in brackets, in the form of [`key`].
pub(crate) fn used(text: &str) -> HashSet<String> {
    let bytes = text.as_bytes();
    let mut labels = HashSet::new();
    let mut open = None;
    let mut at = 0;
    while let Some(length) = memchr::memchr3(b'[', b']', b'\\', &bytes[at..]) {
        at += length + 1;
        match bytes[at - 1] {
            b'[' => open = Some(at),
            b']' => labels.extend(open.take().map(|start| key(&text[start..at - 1]))),
            _ if at < bytes.len() && bytes[at].is_ascii() => at += 1,
            _ => {}
        }
    }
    labels
}

/// A label in the form in which labels are compared (CommonMark 0.31.2, section 4.7).
pub(crate) fn key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
