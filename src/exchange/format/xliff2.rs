//! XLIFF 2.0, 2.1 and 2.2: the core, which is the same in all of them but for the namespace of 2.2.
//!
//! Spanning codes are `<pc>`, others `<ph/>`, and the Markdown of each is in the `originalData` of its unit: `d1` is that of code
//! 1, or of its start, and `d1e` of its end. A translation that has other Markdown there, such as another address, has
//! `t1` and `t1e`.

use super::{FINGERPRINT_LABEL, escape, push_number};
use crate::exchange::content::{Code, CodeKind, Content, Part};
use crate::exchange::{FileHead, Note, NoteKind, State, Unit};

#[derive(Debug, Clone, Copy)]
pub(super) enum Version {
    V20,
    V21,
    V22,
}

pub(super) fn start(version: Version, first: &FileHead, out: &mut String) {
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xliff xmlns=\"urn:oasis:names:tc:xliff:document:");
    out.push_str(match version {
        Version::V20 => "2.0\" version=\"2.0",
        Version::V21 => "2.0\" version=\"2.1",
        Version::V22 => "2.2\" version=\"2.2",
    });
    out.push_str("\" srcLang=\"");
    escape::xml_attribute(&first.source_language, out);
    out.push_str("\" trgLang=\"");
    escape::xml_attribute(&first.target_language, out);
    out.push_str("\">\n");
}

pub(super) fn file_start(number: usize, head: &FileHead, out: &mut String) {
    out.push_str("  <file id=\"f");
    out.push_str(&number.to_string());
    out.push_str("\" original=\"");
    escape::xml_attribute(&head.original, out);
    out.push_str("\" canResegment=\"no\" xml:space=\"preserve\">\n    <notes>\n      <note category=\"bitext\">");
    out.push_str(FINGERPRINT_LABEL);
    escape::xml_text(&head.fingerprint, out);
    out.push_str("</note>\n    </notes>\n");
}

pub(super) const FILE_END: &str = "  </file>\n";

pub(super) fn unit(unit: &Unit<'_>, out: &mut String) {
    out.push_str("    <unit id=\"");
    escape::xml_attribute(&unit.id, out);
    out.push_str("\" name=\"");
    escape::xml_attribute(&unit.name, out);
    out.push_str("\">\n");
    if !unit.notes.is_empty() {
        out.push_str("      <notes>\n");
        for note in &unit.notes {
            push_note(note, out);
        }
        out.push_str("      </notes>\n");
    }
    let target = unit.target.as_ref();
    if !unit.source.codes.is_empty() || target.is_some_and(|target| !target.codes.is_empty()) {
        original_data(&unit.source, target, out);
    }
    out.push_str("      <segment state=\"");
    out.push_str(if target.is_some() { state(unit.state) } else { state(State::Initial) });
    out.push_str("\">\n        <source>");
    content(&unit.source, |_| DataOwner::Source, out);
    out.push_str("</source>\n");
    if let Some(target) = target {
        out.push_str("        <target>");
        content(target, |code| data_owner(code, &unit.source), out);
        out.push_str("</target>\n");
    }
    out.push_str("      </segment>\n    </unit>\n");
}

/// The value of `state`, and `subState` where there is one.
fn state(state: State) -> &'static str {
    match state {
        State::Initial => "initial",
        State::MachineTranslated => "translated\" subState=\"bitext:mt",
        State::Translated => "translated",
        State::Reviewed => "reviewed",
        State::Final => "final",
    }
}

/// Whose Markdown a code has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DataOwner {
    Source,
    Target,
}

fn data_owner(code: &Code<'_>, source: &Content<'_>) -> DataOwner {
    match source.code(code.id) {
        Some(original) if (&original.start, &original.end) == (&code.start, &code.end) => DataOwner::Source,
        _ => DataOwner::Target,
    }
}

fn original_data(source: &Content<'_>, target: Option<&Content<'_>>, out: &mut String) {
    out.push_str("      <originalData>\n");
    for code in &source.codes {
        data(code, DataOwner::Source, out);
    }
    for code in target.iter().flat_map(|target| &target.codes) {
        if data_owner(code, source) == DataOwner::Target {
            data(code, DataOwner::Target, out);
        }
    }
    out.push_str("      </originalData>\n");
}

fn data(code: &Code<'_>, owner: DataOwner, out: &mut String) {
    out.push_str("        <data id=\"");
    data_start(code, owner, out);
    out.push_str("\">");
    escape::xliff2_data(&code.start, out);
    out.push_str("</data>\n");
    if let Some(end) = code.end.as_ref().filter(|end| **end != code.start) {
        out.push_str("        <data id=\"");
        data_end(code, owner, out);
        out.push_str("\">");
        escape::xliff2_data(end, out);
        out.push_str("</data>\n");
    }
}

/// The id of the Markdown that starts the code.
fn data_start(code: &Code<'_>, owner: DataOwner, out: &mut String) {
    out.push(match owner {
        DataOwner::Source => 'd',
        DataOwner::Target => 't',
    });
    push_number(out, code.id);
}

/// The id of the Markdown that ends it: the same where both are, as in `**bold**`.
fn data_end(code: &Code<'_>, owner: DataOwner, out: &mut String) {
    data_start(code, owner, out);
    if code.end.as_ref() != Some(&code.start) {
        out.push('e');
    }
}

fn content(content: &Content<'_>, owner: impl Fn(&Code<'_>) -> DataOwner, out: &mut String) {
    for part in &content.parts {
        match part {
            Part::Text(text) => escape::xml_text(text, out),
            Part::Open(id) => {
                out.push_str("<pc id=\"");
                push_number(out, *id);
                if let Some(code) = content.code(*id) {
                    let owner = owner(code);
                    out.push_str("\" type=\"");
                    out.push_str(code_type(code.kind));
                    out.push_str("\" dataRefStart=\"");
                    data_start(code, owner, out);
                    out.push_str("\" dataRefEnd=\"");
                    data_end(code, owner, out);
                }
                out.push_str("\">");
            }
            Part::Close(_) => out.push_str("</pc>"),
            Part::Placeholder(id) => {
                out.push_str("<ph id=\"");
                push_number(out, *id);
                if let Some(code) = content.code(*id) {
                    out.push_str("\" disp=\"");
                    escape::xml_attribute(&code.start, out);
                    out.push_str("\" dataRef=\"");
                    data_start(code, owner(code), out);
                }
                out.push_str("\"/>");
            }
        }
    }
}

/// The value of `type`, and `subType` where there is one (XLIFF 2.0, section 4.3.1).
fn code_type(kind: CodeKind) -> &'static str {
    match kind {
        CodeKind::Emphasis => "fmt\" subType=\"xlf:i",
        CodeKind::Strong => "fmt\" subType=\"xlf:b",
        CodeKind::Strikethrough => "fmt\" subType=\"bitext:strikethrough",
        CodeKind::HardBreak => "fmt\" subType=\"xlf:lb",
        CodeKind::Link | CodeKind::Autolink => "link",
        CodeKind::Image => "image",
        CodeKind::CodeSpan => "other\" subType=\"bitext:code",
        CodeKind::Html => "other\" subType=\"bitext:html",
        CodeKind::Footnote => "other\" subType=\"bitext:footnote",
        CodeKind::Marker => "other\" subType=\"bitext:marker",
        CodeKind::ControlCharacter => "other\" subType=\"bitext:control",
    }
}

fn push_note(note: &Note<'_>, out: &mut String) {
    out.push_str("        <note category=\"");
    out.push_str(match note.kind {
        NoteKind::Place => "place",
        NoteKind::Address => "address",
        NoteKind::Finding => "finding",
    });
    out.push_str("\">");
    escape::xml_text(&note.text, out);
    out.push_str("</note>\n");
}
