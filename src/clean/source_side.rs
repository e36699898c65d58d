//! What else has to go from a page for its source side: generated heading anchors, the keys that localization adds to the front
//! matter, and a translated title whose source is in the page.

use serde_yaml::Value;

use super::Edit;
use crate::bitext::{BlockKind, Document, Side};
use crate::diagnostic::{Diagnostic, RuleId, Severity};
use crate::front_matter::{Entry, FrontMatter, LOCALIZATION_KEYS, TRANSLATED_KEYS, read_part};
use crate::markdown;
use crate::slug;
use crate::source::Span;

/// Adds the edits of the source side; what stays in the target language, or cannot be had, is named in `diagnostics`.
pub(super) fn edits(document: &Document<'_>, edits: &mut Vec<Edit>, diagnostics: &mut Vec<Diagnostic>) {
    anchors(document, edits);
    if let Some(front_matter) = document.front_matter() {
        match front_matter.values(document.text()) {
            Ok(values) => localization(document, front_matter, &values, edits, diagnostics),
            // The keys that localization adds stay in the page.
            Err(diagnostic) => diagnostics.push(Diagnostic { severity: Severity::Error, ..*diagnostic }),
        }
    } else if !document.pairs().is_empty() {
        diagnostics.extend(FrontMatter::unclosed(document.text()));
    }
    empty_sources(document, diagnostics);
}

fn empty_sources(document: &Document<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut empty = document.pairs().iter().filter(|pair| document.raw(pair.source.inner).trim().is_empty());
    if let Some(first) = empty.next() {
        let more = empty.count();
        let id = document.id(first);
        let message = match more {
            0 => format!("the source of `{id}` is empty; nothing stands in its place"),
            _ => format!("the sources of `{id}` and {more} more are empty; nothing stands in their place"),
        };
        diagnostics.push(Diagnostic::warning(RuleId::EMPTY_SOURCE, first.outer(), message).with_help(SOURCE_ROOT));
    }
}

const SOURCE_ROOT: &str = "give the folder of the original pages with --source-root";

fn anchors(document: &Document<'_>, edits: &mut Vec<Edit>) {
    if document.pairs().is_empty() {
        return;
    }
    let found = slug::anchors(document);
    if found.is_empty() {
        return;
    }
    let code = markdown::code(&document.masked(), document.body().start);
    let is_code = |span: &Span| markdown::code_at(&code, span.start).is_some();
    edits.extend(found.iter().map(|anchor| anchor.span).filter(|span| !is_code(span)).map(Edit::remove));
}

fn localization(
    document: &Document<'_>,
    front_matter: &FrontMatter,
    values: &serde_yaml::Mapping,
    edits: &mut Vec<Edit>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let text = document.text();
    let entries = front_matter.entries(text);
    let is_added = |entry: &&Entry<'_>| LOCALIZATION_KEYS.contains(&entry.key.as_ref());
    let Some(added) = entries.iter().find(is_added) else { return };
    if document.pairs().is_empty() && !document.raw(document.body()).trim().is_empty() {
        let message = "the page is localized and has no pairs; its text stays as it is";
        diagnostics.push(Diagnostic::warning(RuleId::TEXT_OUTSIDE_PAIR, added.lines, message).with_help(SOURCE_ROOT));
    }
    let holds_others = entries.iter().any(|entry| !is_added(&entry)) || text[front_matter.yaml.range()].contains('#');
    if !holds_others {
        edits.push(Edit::remove(front_matter.outer));
        return;
    }
    edits.extend(entries.iter().filter(is_added).map(|entry| Edit::remove(entry.lines)));
    let body = &text[front_matter.outer.end..];
    if !body.is_empty() && !body.starts_with(['\n', '\r']) {
        // A body follows, so the front matter ends with a line ending.
        let end = front_matter.outer.end;
        let newline = if text[..end].ends_with("\r\n") { "\r\n" } else { "\n" };
        edits.push(Edit { span: Span::new(end - newline.len(), end), replacement: newline.repeat(2) });
    }
    let mut kept: Vec<&Entry<'_>> = Vec::new();
    for entry in entries.iter().filter(|entry| TRANSLATED_KEYS.contains(&entry.key.as_ref())) {
        let title = values.get(entry.key.as_ref()).and_then(Value::as_str).filter(|_| entry.key == "title");
        match title.and_then(|title| source_of_title(document, title)) {
            Some(source) => edits.push(retitled(document, entry, &source)),
            None if !entry.value.is_empty() => kept.push(entry),
            None => {}
        }
    }
    if let Some(first) = kept.first() {
        let keys: Vec<&str> = kept.iter().map(|entry| entry.key.as_ref()).collect();
        diagnostics.push(
            Diagnostic::warning(
                RuleId::TRANSLATED_FRONT_MATTER,
                first.lines,
                format!("{} may be in the target language: the page does not hold the source", enumeration(&keys)),
            )
            .with_help(SOURCE_ROOT),
        );
    }
}

/// The source of a title that is the first top heading's target.
fn source_of_title(document: &Document<'_>, title: &str) -> Option<String> {
    let heading = document.blocks().into_iter().find(|block| block.kind == BlockKind::Heading(1))?;
    let pairs = document.pairs_in(heading.lines);
    let span = Span::new(pairs.first()?.target.outer.start, pairs.last()?.source.outer.end);
    let (target, source) = (document.side_text(span, Side::Target), document.side_text(span, Side::Source));
    if target.trim() == title {
        return Some(source.trim().to_owned());
    }
    (markdown::plain_text(&target).trim() == title).then(|| markdown::plain_text(&source).trim().to_owned())
}

/// The edit that gives an entry another string, in the quotes that it has; a comment behind it stays.
fn retitled(document: &Document<'_>, entry: &Entry<'_>, value: &str) -> Edit {
    let raw = document.raw(entry.value);
    let quoted =
        |quote: char| raw.strip_prefix(quote).and_then(|rest| rest.split_once(quote)).map(|(text, _)| text.len() + 2);
    let is_simple = !raw.contains(['\n', '\\']) && !raw.contains("''");
    let (length, replacement) = match raw.chars().next() {
        Some('\'') if is_simple => (quoted('\''), format!("'{}'", value.replace('\'', "''"))),
        Some('"') if is_simple => (quoted('"'), in_double_quotes(value)),
        _ if is_simple => (raw.find(" #").map(|at| raw[..at].trim_end().len()), yaml_string(value)),
        _ => (None, yaml_string(value)),
    };
    let start = entry.value.start;
    Edit { span: Span::new(start, start + length.unwrap_or(raw.len())), replacement }
}

/// A string as a YAML value: plain where that means the same, else in double quotes.
fn yaml_string(value: &str) -> String {
    let is_plain = !value.contains('\n')
        && !value.contains(" #")
        && read_part::<Value>(&format!("key: {value}"))
            .is_some_and(|parsed| parsed.get("key").and_then(Value::as_str) == Some(value));
    if is_plain { value.to_owned() } else { in_double_quotes(value) }
}

fn in_double_quotes(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn enumeration(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
