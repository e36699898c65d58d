//! Text as XML and PO hold it. Nothing here knows of units.
//!
//! A character that XML cannot hold is written as people name it, `U+0007`: it is in the Markdown of a
//! code, which is only shown.

use std::fmt::Write;

/// Whether the character that starts with a byte has to be looked at everywhere: control characters, and U+FFFE and U+FFFF.
fn is_suspect(byte: u8) -> bool {
    (byte < b' ') | (byte == 0xef)
}

fn is_suspect_in_xml(byte: u8) -> bool {
    is_suspect(byte) | (byte == b'<') | (byte == b'>') | (byte == b'&')
}

fn is_suspect_in_attribute(byte: u8) -> bool {
    is_suspect_in_xml(byte) | (byte == b'"')
}

fn is_suspect_in_po(byte: u8) -> bool {
    is_suspect(byte) | (byte == b'\\') | (byte == b'"')
}

fn is_suspect_in_po_text(byte: u8) -> bool {
    is_suspect_in_po(byte) | (byte == b'<') | (byte == b'&')
}

/// The text of an element. Carriage returns are references, or a parser would take them for line ends.
pub(super) fn xml_text(text: &str, out: &mut String) {
    escape(text, is_suspect_in_xml, out, push_xml);
}

/// The value of an attribute in quotation marks. Tabs and line ends are references, or a parser would take them for spaces.
pub(super) fn xml_attribute(value: &str, out: &mut String) {
    escape(value, is_suspect_in_attribute, out, |c, out| match c {
        '"' => out.push_str("&quot;"),
        '\t' => out.push_str("&#9;"),
        '\n' => out.push_str("&#10;"),
        c => push_xml(c, out),
    });
}

/// The content of `<data>` of XLIFF 2, which has an element for control characters (`<cp>`, section 4.2.3.1). The rules that OASIS
/// gives for it refuse U+FFFE and U+FFFF, which XML cannot hold either.
pub(super) fn xliff2_data(data: &str, out: &mut String) {
    escape(data, is_suspect_in_xml, out, |c, out| match c.is_ascii_control() && !is_xml(c) {
        true => {
            // Writing to a text does not fail.
            let _ = write!(out, "<cp hex=\"{:04X}\"/>", u32::from(c));
        }
        false => push_xml(c, out),
    });
}

/// What stands in a string of PO.
pub(super) fn po_string(text: &str, out: &mut String) {
    escape(text, is_suspect_in_po, out, push_po);
}

/// Text in a string of PO that holds elements too.
pub(super) fn po_text(text: &str, out: &mut String) {
    escape(text, is_suspect_in_po_text, out, |c, out| match c {
        '<' => out.push_str("&lt;"),
        '&' => out.push_str("&amp;"),
        c => push_po(c, out),
    });
}

/// A line of a comment in PO.
pub(super) fn po_comment(line: &str, out: &mut String) {
    escape(line, is_suspect, out, |c, out| if c.is_ascii_control() { push_name(c, out) } else { out.push(c) });
}

fn escape(text: &str, is_suspect: impl Fn(u8) -> bool + Copy, out: &mut String, push: impl Fn(char, &mut String)) {
    let mut rest = text;
    // No suspect is inside a character.
    while let Some((plain, suspect)) =
        first_suspect(rest.as_bytes(), is_suspect).and_then(|at| rest.split_at_checked(at))
    {
        out.push_str(plain);
        let mut chars = suspect.chars();
        if let Some(c) = chars.next() {
            push(c, out);
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

fn first_suspect(bytes: &[u8], is_suspect: impl Fn(u8) -> bool + Copy) -> Option<usize> {
    let start = match bytes.len() {
        32.. => plain_start::<32>(bytes, is_suspect),
        16.. => plain_start::<16>(bytes, is_suspect),
        8.. => plain_start::<8>(bytes, is_suspect),
        _ => 0,
    };
    bytes[start..].iter().position(|&byte| is_suspect(byte)).map(|at| start + at)
}

/// How many bytes at the start are no suspects, counted in blocks but where there are none at all.
fn plain_start<const BLOCK: usize>(bytes: &[u8], is_suspect: impl Fn(u8) -> bool + Copy) -> usize {
    // A block at a time without a way out of it, so that it is a few instructions.
    let is_plain = |block: &[u8; BLOCK]| !block.iter().fold(false, |found, &byte| found | is_suspect(byte));
    let (blocks, _) = bytes.as_chunks();
    let plain = blocks.iter().take_while(|block| is_plain(block)).count();
    if plain == blocks.len() && bytes.last_chunk().is_some_and(is_plain) { bytes.len() } else { plain * BLOCK }
}

fn push_xml(c: char, out: &mut String) {
    match c {
        '<' => out.push_str("&lt;"),
        '&' => out.push_str("&amp;"),
        '>' => out.push_str("&gt;"),
        '\r' => out.push_str("&#13;"),
        c if is_xml(c) => out.push(c),
        c => push_name(c, out),
    }
}

fn push_po(c: char, out: &mut String) {
    match c {
        '\\' => out.push_str("\\\\"),
        '"' => out.push_str("\\\""),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c.is_ascii_control() => push_name(c, out),
        c => out.push(c),
    }
}

/// Whether XML can hold it (XML 1.0, section 2.2).
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn push_name(c: char, out: &mut String) {
    // Writing to a text does not fail.
    let _ = write!(out, "U+{:04X}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::XmlVersion;
    use quick_xml::events::Event;

    use super::*;

    fn written(write: impl Fn(&str, &mut String), text: &str) -> String {
        let mut out = String::new();
        write(text, &mut out);
        out
    }

    #[test]
    fn each_place_has_its_own_escapes() {
        let check = |text: &str, expected: [&str; 6]| {
            let escapes = [xml_text, xml_attribute, xliff2_data, po_string, po_text, po_comment];
            assert_eq!(escapes.map(|escape| written(escape, text)), expected);
        };
        check("", [""; 6]);
        check("Å日本語，\u{feff}😀\u{85}\u{2028}", ["Å日本語，\u{feff}😀\u{85}\u{2028}"; 6]);
        check(
            "a<b>&\"c]]>",
            [
                "a&lt;b&gt;&amp;\"c]]&gt;",
                "a&lt;b&gt;&amp;&quot;c]]&gt;",
                "a&lt;b&gt;&amp;\"c]]&gt;",
                "a<b>&\\\"c]]>",
                "a&lt;b>&amp;\\\"c]]>",
                "a<b>&\"c]]>",
            ],
        );
        check(
            "\\\t\r\n",
            [
                "\\\t&#13;\n",
                "\\&#9;&#13;&#10;",
                "\\\t&#13;\n",
                "\\\\\\t\\r\\n",
                "\\\\\\t\\r\\n",
                "\\U+0009U+000DU+000A",
            ],
        );
        check(
            "\u{7}\u{ffff}å",
            [
                "U+0007U+FFFFå",
                "U+0007U+FFFFå",
                "<cp hex=\"0007\"/>U+FFFFå",
                "U+0007\u{ffff}å",
                "U+0007\u{ffff}å",
                "U+0007\u{ffff}å",
            ],
        );
    }

    proptest! {
        #[test]
        fn a_parser_gives_back_what_was_written(text in "([<>&\"'\\]\t\r\n åא，\u{feff}\u{fffd}]|\\PC){0,40}") {
            let xml = format!("<a b=\"{}\">{}</a>", written(xml_attribute, &text), written(xml_text, &text));
            let mut reader = quick_xml::Reader::from_str(&xml);
            let mut read = String::new();
            loop {
                match reader.read_event().unwrap() {
                    Event::Start(start) => {
                        let attribute = start.try_get_attribute("b").unwrap().unwrap();
                        let value = attribute.normalized_value(XmlVersion::Explicit1_0);
                        prop_assert_eq!(value.unwrap(), text.as_str());
                    }
                    Event::Text(part) => read.push_str(&part.xml_content(XmlVersion::Explicit1_0)),
                    Event::GeneralRef(reference) => match reference.resolve_char_ref().unwrap() {
                        Some(c) => read.push(c),
                        None => {
                            read.push_str(quick_xml::escape::resolve_predefined_entity(&reference).unwrap());
                        }
                    },
                    Event::End(_) => break,
                    _ => {}
                }
            }
            prop_assert_eq!(read, text);
        }
    }
}
