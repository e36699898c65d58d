//! XLIFF 1.2: what both its schemas allow, the strict and the transitional, and nothing that some tool shows as raw markup or
//! loses.
//!
//! Spanning codes are `<g>`, others `<x/>` with the Markdown as their `equiv-text`. The Markdown of a spanning code is not in the
//! file: `equiv-text` could not tell its start from its end.

use super::{FINGERPRINT_LABEL, escape, push_number};
use crate::exchange::content::{CodeKind, Content, Part};
use crate::exchange::{FileHead, Note, NoteKind, State, Unit};

pub(super) fn start(out: &mut String) {
    out.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\">\n",
    );
}

pub(super) fn file_start(head: &FileHead, out: &mut String) {
    out.push_str("  <file original=\"");
    escape::xml_attribute(&head.original, out);
    out.push_str("\" datatype=\"x-markdown\" source-language=\"");
    escape::xml_attribute(&head.source_language, out);
    out.push_str("\" target-language=\"");
    escape::xml_attribute(&head.target_language, out);
    out.push_str(concat!(
        "\">\n    <header>\n      <tool tool-id=\"bitext\" tool-name=\"bitext\" tool-version=\"",
        env!("CARGO_PKG_VERSION"),
        "\"/>\n      <note from=\"bitext\">"
    ));
    out.push_str(FINGERPRINT_LABEL);
    escape::xml_text(&head.fingerprint, out);
    out.push_str("</note>\n    </header>\n    <body>\n");
}

pub(super) const FILE_END: &str = "    </body>\n  </file>\n";

pub(super) fn unit(unit: &Unit<'_>, out: &mut String) {
    out.push_str("      <trans-unit id=\"");
    escape::xml_attribute(&unit.id, out);
    out.push_str("\" resname=\"");
    escape::xml_attribute(&unit.name, out);
    if unit.target.is_some() && unit.state == State::Final {
        out.push_str("\" approved=\"yes");
    }
    out.push_str("\" xml:space=\"preserve\">\n        <source>");
    content(&unit.source, out);
    out.push_str("</source>\n");
    if let Some(target) = &unit.target {
        out.push_str("        <target state=\"");
        out.push_str(state(unit.state));
        out.push_str("\">");
        content(target, out);
        out.push_str("</target>\n");
    }
    for note in &unit.notes {
        push_note(note, out);
    }
    out.push_str("      </trans-unit>\n");
}

/// The value of `state`, and `state-qualifier` where there is one.
fn state(state: State) -> &'static str {
    match state {
        // There is a text, but it does not count as a translation.
        State::Initial => "needs-translation",
        State::MachineTranslated => "needs-review-translation\" state-qualifier=\"leveraged-mt",
        State::Translated => "translated",
        State::Reviewed => "signed-off",
        State::Final => "final",
    }
}

fn content(content: &Content<'_>, out: &mut String) {
    for part in &content.parts {
        match part {
            Part::Text(text) => escape::xml_text(text, out),
            Part::Open(id) => {
                out.push_str("<g id=\"");
                push_number(out, *id);
                if let Some(code) = content.code(*id) {
                    out.push_str("\" ctype=\"");
                    out.push_str(ctype(code.kind));
                }
                out.push_str("\">");
            }
            Part::Close(_) => out.push_str("</g>"),
            Part::Placeholder(id) => {
                out.push_str("<x id=\"");
                push_number(out, *id);
                if let Some(code) = content.code(*id) {
                    out.push_str("\" equiv-text=\"");
                    escape::xml_attribute(&code.start, out);
                }
                out.push_str("\"/>");
            }
        }
    }
}

/// The values of the specification, else ones of our own (XLIFF 1.2, section 3, `ctype`).
fn ctype(kind: CodeKind) -> &'static str {
    match kind {
        CodeKind::Emphasis => "italic",
        CodeKind::Strong => "bold",
        CodeKind::Link | CodeKind::Autolink => "link",
        CodeKind::Strikethrough => "x-strikethrough",
        CodeKind::Image => "x-image",
        CodeKind::CodeSpan => "x-code",
        CodeKind::Html => "x-html",
        CodeKind::Footnote => "x-footnote",
        CodeKind::Marker => "x-marker",
        CodeKind::HardBreak => "x-break",
        CodeKind::ControlCharacter => "x-control",
    }
}

fn push_note(note: &Note<'_>, out: &mut String) {
    out.push_str("        <note from=\"bitext\"");
    out.push_str(match note.kind {
        NoteKind::Place => "",
        NoteKind::Address => " annotates=\"source\"",
        NoteKind::Finding => " annotates=\"target\"",
    });
    out.push('>');
    escape::xml_text(&note.text, out);
    out.push_str("</note>\n");
}
