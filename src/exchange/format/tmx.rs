//! TMX 1.4b: what is translated, for a translation memory. It does not come back, so it holds no notes and no fingerprint.
//!
//! A unit is known by its id and its page (`x-original`). How far it is stands with it (`x-state`), so that translations by
//! machines can be told from others.

use super::{escape, push_number};
use crate::exchange::content::{CodeKind, Content, Part};
use crate::exchange::{FileHead, State, Unit};

pub(super) fn start(first: &FileHead, out: &mut String) {
    out.push_str(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n",
        "  <header creationtool=\"bitext\" creationtoolversion=\"",
        env!("CARGO_PKG_VERSION"),
        "\" segtype=\"sentence\" o-tmf=\"bitext\" adminlang=\"en\" datatype=\"x-markdown\" srclang=\""
    ));
    escape::xml_attribute(&first.source_language, out);
    out.push_str("\"/>\n  <body>\n");
}

pub(super) const END: &str = "  </body>\n</tmx>\n";

/// Nothing, if it has no target.
pub(super) fn unit(head: &FileHead, unit: &Unit<'_>, out: &mut String) {
    let Some(target) = &unit.target else { return };
    out.push_str("    <tu tuid=\"");
    escape::xml_attribute(&unit.id, out);
    out.push_str("\">\n      <prop type=\"x-original\">");
    escape::xml_text(&head.original, out);
    out.push_str("</prop>\n      <prop type=\"x-state\">");
    out.push_str(state(unit.state));
    out.push_str("</prop>\n");
    variant(&head.source_language, &unit.source, out);
    variant(&head.target_language, target, out);
    out.push_str("    </tu>\n");
}

fn state(state: State) -> &'static str {
    match state {
        State::Initial => "initial",
        State::MachineTranslated => "machine-translated",
        State::Translated => "translated",
        State::Reviewed => "reviewed",
        State::Final => "final",
    }
}

fn variant(language: &str, content: &Content<'_>, out: &mut String) {
    out.push_str("      <tuv xml:lang=\"");
    escape::xml_attribute(language, out);
    out.push_str("\"><seg>");
    for part in &content.parts {
        match part {
            Part::Text(text) => escape::xml_text(text, out),
            Part::Open(id) => {
                out.push_str("<bpt i=\"");
                push_number(out, *id);
                out.push_str("\" x=\"");
                code_start(content, *id, out);
                out.push_str("</bpt>");
            }
            Part::Close(id) => {
                out.push_str("<ept i=\"");
                push_number(out, *id);
                out.push_str("\">");
                if let Some(end) = content.code(*id).and_then(|code| code.end.as_deref()) {
                    escape::xml_text(end, out);
                }
                out.push_str("</ept>");
            }
            Part::Placeholder(id) => {
                out.push_str("<ph x=\"");
                code_start(content, *id, out);
                out.push_str("</ph>");
            }
        }
    }
    out.push_str("</seg></tuv>\n");
}

/// The value of `x`, which joins the codes of both languages, that of `type`, and the Markdown.
fn code_start(content: &Content<'_>, id: u32, out: &mut String) {
    push_number(out, id);
    match content.code(id) {
        Some(code) => {
            out.push_str("\" type=\"");
            out.push_str(code_type(code.kind));
            out.push_str("\">");
            escape::xml_text(&code.start, out);
        }
        None => out.push_str("\">"),
    }
}

/// The values of the specification, else ones of our own (TMX 1.4b, `type`).
fn code_type(kind: CodeKind) -> &'static str {
    match kind {
        CodeKind::Emphasis => "italic",
        CodeKind::Strong => "bold",
        CodeKind::Link | CodeKind::Autolink => "link",
        CodeKind::Image => "image",
        CodeKind::Footnote => "fnote",
        CodeKind::HardBreak => "lb",
        CodeKind::Strikethrough => "x-strikethrough",
        CodeKind::CodeSpan => "x-code",
        CodeKind::Html => "x-html",
        CodeKind::Marker => "x-marker",
        CodeKind::ControlCharacter => "x-control",
    }
}
