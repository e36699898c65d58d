//! PO, as GNU gettext reads it.
//!
//! - `msgctxt` is the path of the page, `#` and the id of the unit: unique in a document of many pages. An id holds no `#`, so the
//!   last one parts them.
//! - PO has no inline codes, so a text holds elements: `<g id="1">…</g>` spans, `<x id="2"/>` stands by itself. That is how tools
//!   show XLIFF in a line of text, and they warn when one is lost. In the text around them `<` is `&lt;` and `&` is `&amp;`;
//!   nothing else is escaped but what strings of PO need. What an `<x id="2"/>` stands for is a comment (`#.`).
//! - A machine's translation is `fuzzy`, as is one that does not count yet. PO has no other states: those of XLIFF are lost.
//! - The fingerprint of a file is a comment (`#.`) of its first unit. The header is for the whole document, and tools keep only
//!   one field of a name.
//! - `Language` is the language tag with `_` for `-`, as gettext has it; `X-Source-Language` likewise.

use super::{FINGERPRINT_LABEL, escape, push_number};
use crate::exchange::content::{Content, Part};
use crate::exchange::{FileHead, State, Unit};

/// What gettext puts around names with spaces, so that they stay one name.
const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

pub(super) fn start(first: &FileHead, out: &mut String) {
    out.push_str(concat!(
        "msgid \"\"\nmsgstr \"\"\n\"Project-Id-Version: bitext ",
        env!("CARGO_PKG_VERSION"),
        "\\n\"\n\"Language: "
    ));
    escape::po_string(&first.target_language.replace('-', "_"), out);
    out.push_str("\\n\"\n\"X-Source-Language: ");
    escape::po_string(&first.source_language.replace('-', "_"), out);
    out.push_str(concat!(
        "\\n\"\n\"MIME-Version: 1.0\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n",
        "\"Content-Transfer-Encoding: 8bit\\n\"\n\n"
    ));
}

/// The first lines of the entry that follows.
pub(super) fn file_start(head: &FileHead, out: &mut String) {
    out.push_str("#. ");
    out.push_str(FINGERPRINT_LABEL);
    escape::po_comment(&head.fingerprint, out);
    out.push('\n');
}

pub(super) fn unit(head: &FileHead, unit: &Unit<'_>, out: &mut String) {
    comments(unit, out);
    reference(&head.original, out);
    if unit.target.is_some() && matches!(unit.state, State::Initial | State::MachineTranslated) {
        out.push_str("#, fuzzy\n");
    }
    out.push_str("msgctxt \"");
    escape::po_string(&head.original, out);
    out.push('#');
    escape::po_string(&unit.id, out);
    out.push_str("\"\nmsgid \"");
    content(&unit.source, out);
    out.push_str("\"\nmsgstr \"");
    if let Some(target) = &unit.target {
        content(target, out);
    }
    out.push_str("\"\n\n");
}

fn comments(unit: &Unit<'_>, out: &mut String) {
    for line in unit.notes.iter().flat_map(|note| note.text.lines()) {
        out.push_str("#. ");
        escape::po_comment(line, out);
        out.push('\n');
    }
    for code in unit.source.codes.iter().filter(|code| code.end.is_none()) {
        out.push_str("#. ");
        placeholder(code.id, "\"", out);
        out.push_str(": ");
        escape::po_comment(&code.start, out);
        out.push('\n');
    }
}

fn reference(original: &str, out: &mut String) {
    out.push_str("#: ");
    let [open, close] = ISOLATE;
    if original.contains(char::is_whitespace) {
        out.push(open);
        escape::po_comment(original, out);
        out.push(close);
    } else {
        escape::po_comment(original, out);
    }
    out.push('\n');
}

fn content(content: &Content<'_>, out: &mut String) {
    for part in &content.parts {
        match part {
            Part::Text(text) => escape::po_text(text, out),
            Part::Open(id) => {
                out.push_str("<g id=\\\"");
                push_number(out, *id);
                out.push_str("\\\">");
            }
            Part::Close(_) => out.push_str("</g>"),
            Part::Placeholder(id) => placeholder(*id, "\\\"", out),
        }
    }
}

fn placeholder(id: u32, quotation_mark: &str, out: &mut String) {
    out.push_str("<x id=");
    out.push_str(quotation_mark);
    push_number(out, id);
    out.push_str(quotation_mark);
    out.push_str("/>");
}
