//! Encodings, line endings and labels: whatever a client makes of them, the same text is read.

use super::*;

const DECLARATIONS: [&str; 5] = [
    "",
    "<?xml version=\"1.0\"?>",
    "<?xml version='1.0' encoding='utf-8'?>\n",
    "<?xml version=\"1.0\" encoding=\"UTF-16\" standalone=\"yes\" ?>",
    "<?xml version=\"1.1\" encoding=\"UTF-8\"?>",
];

/// The bytes of a text in each encoding that is read.
fn encoded(text: &str) -> [Vec<u8>; 6] {
    let marked = format!("\u{feff}{text}");
    let utf_16 = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    [
        text.as_bytes().to_vec(),
        marked.as_bytes().to_vec(),
        utf_16(text, u16::to_le_bytes),
        utf_16(text, u16::to_be_bytes),
        utf_16(&marked, u16::to_le_bytes),
        utf_16(&marked, u16::to_be_bytes),
    ]
}

#[test]
fn unicode_is_known_by_its_bytes() {
    let content = "<source>Å 日本 😀</source><target>é\nü</target>";
    let body = xliff12(content);
    let body = body.trim_start_matches("<?xml version=\"1.0\"?>\n");
    let expected = document(body);
    for declaration in DECLARATIONS {
        for (index, bytes) in encoded(&format!("{declaration}{body}")).iter().enumerate() {
            let mut read = read(bytes, &Limits::default()).unwrap_or_else(|error| panic!("{index}: {error}"));
            assert_eq!(read.warnings, [], "{declaration} {index}");
            for file in &mut read.files {
                let added = declaration.matches('\n').count();
                file.line -= added;
                file.units[0].line -= added;
            }
            assert_eq!(read.files, expected.files, "{declaration} {index}");
        }
    }
}

#[test]
fn a_second_byte_order_mark_behind_the_declaration() {
    let text = xliff12("<source>å</source>").replacen('\n', "\n\u{feff}", 1);
    assert_eq!(shown(&unit(&text).source), "å");
}

#[test]
fn other_encodings() {
    let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<xliff>é</xliff>";
    let latin_1: Vec<u8> = text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect();
    assert_eq!(refusal(&latin_1), "2:8: the file is in the encoding ISO-8859-1; let the client export it as UTF-8");
    assert_eq!(refusal(b"<xliff>\xff</xliff>"), "1:8: the bytes here are not UTF-8; let the client export it as UTF-8");
    let warnings = document(text).warnings.into_iter().map(|warning| warning.message).collect::<Vec<_>>();
    assert_eq!(
        warnings[1..],
        ["declared to be in the encoding ISO-8859-1, but read as Unicode, which it is"],
        "the bytes are UTF-8"
    );
    let ascii = text.replace('é', "e").replace("<xliff>", "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\">");
    assert_eq!(document(&ascii).warnings, []);
}

#[test]
fn damaged_utf_16() {
    let text = "<xliff>\n日本</xliff>";
    let [_, _, little, ..] = encoded(text);
    assert!(refusal(&little[..little.len() - 1]).starts_with("2:10: the file ends within a character"));
    let mut lone = little.clone();
    lone.splice(16..18, 0xd83d_u16.to_le_bytes());
    assert!(refusal(&lone).starts_with("2:1: the bytes here are not UTF-16"));
}

#[test]
fn line_endings_are_those_of_xml() {
    let text = xliff12("<source>a\r\nå\rb&#13;\n<![CDATA[\r\n]]></source><target>\r\n</target>");
    let unit = unit(&text.replace(">\n", ">\r\n"));
    assert_eq!(shown(&unit.source), "a\nå\nb\r\n\n");
    assert_eq!(shown_target(&unit).as_deref(), Some("\n"));
    assert_eq!(unit.line, 4);
}

/// The warnings of a document, and how many units were read.
#[track_caller]
fn labels(text: &str, format: ReturnedFormat, warnings: &[&str]) {
    let document = document(text);
    assert_eq!(document.format, format, "{text}");
    let said: Vec<_> = document.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(said, warnings, "{text}");
    assert_eq!(document.files[0].units.len(), 1, "{text}");
}

#[test]
fn labels_do_not_decide() {
    let one = xliff12("<source>å</source>");
    let two = xliff2("<segment><source>å</source></segment>");
    labels(&one, ReturnedFormat::Xliff12, &[]);
    labels(&one.replace("1.2\"", "1.1\""), ReturnedFormat::Xliff12, &[]);
    labels(
        &one.replace("1.2\"", "2.0\""),
        ReturnedFormat::Xliff12,
        &["labelled XLIFF 2.0, but its elements are those of XLIFF 1.x"; 2],
    );
    for version in ["2.0", "2.1", "2.2", "2.9"] {
        labels(&two.replace("version=\"2.0", &format!("version=\"{version}")), ReturnedFormat::Xliff2, &[]);
        labels(&two.replace("2.0\"", &format!("{version}\"")), ReturnedFormat::Xliff2, &[]);
    }
    labels(
        &two.replace("version=\"2.0", "version=\"1.2"),
        ReturnedFormat::Xliff2,
        &["labelled XLIFF 1.2, but its elements are those of XLIFF 2.x"],
    );
    labels(
        &one.replace(" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\"", ""),
        ReturnedFormat::Xliff12,
        &["the root element has no namespace; its elements are taken for those of XLIFF"],
    );
}

#[test]
fn prefixes_are_resolved() {
    let names = ["xliff", "file", "body", "trans-unit", "source", "target", "note", "g", "x", "mrk"];
    let plain = xliff12(
        "<source>a <g id=\"1\">å</g><x id=\"2\"/></source><target><mrk mtype=\"seg\">b</mrk></target><note>c</note>",
    );
    let mut prefixed = plain.replace("xmlns=", "xmlns:ns0=");
    for name in names {
        for (from, to) in [("<", "<ns0:"), ("</", "</ns0:")] {
            for end in [" ", ">", "/"] {
                prefixed = prefixed.replace(&format!("{from}{name}{end}"), &format!("{to}{name}{end}"));
            }
        }
    }
    assert!(prefixed.contains("<ns0:g id") && prefixed.contains("</ns0:xliff>"), "{prefixed}");
    assert_eq!(document(&prefixed), document(&plain));
}
