//! Whatever the bytes are, reading ends without a panic; and what a small writer wrote is read back as it was.

use proptest::prelude::*;

use super::*;

/// Pieces of the formats, right and wrong, to be thrown together.
const PIECES: [&str; 40] = [
    "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\">",
    "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.0\">",
    "</xliff>",
    "<file original=\"å\">",
    "</file>",
    "<body>",
    "<trans-unit id=\"1\">",
    "<unit id=\"1\">",
    "<segment>",
    "<ignorable>",
    "<source>",
    "</source>",
    "<target order=\"18446744073709551616\">",
    "</target>",
    "<g id=\"1\">",
    "</g>",
    "<x id=\"1\"/>",
    "<bpt rid=\"å\">",
    "<sub>",
    "<mrk>",
    "<cp hex=\"D800\"/>",
    "<ec startRef=\"1\"/>",
    "<a:b xmlns:a=\"u\" a:c='å'/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml version=\"1.0\" encoding=\"x\"?>",
    "<!DOCTYPE",
    "&#x10FFFF;",
    "&amp;",
    "&",
    "<",
    "\"",
    "msgid \"å\"\n",
    "msgctxt \"a#1\"\n",
    "msgstr \"\\",
    "#, fuzzy\n#~",
    "\u{feff}",
    "日本\r\n",
];

/// Texts, and codes around texts, as they nest in an element.
#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Placeholder(u32),
    Spanning(u32, Vec<Piece>),
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let text = "([<>&\"'\\\\\\]\t\r\n #åא，]|\\PC){1,8}";
    let leaf = prop_oneof![text.prop_map(Piece::Text), (1..9_u32).prop_map(Piece::Placeholder)];
    let piece = leaf.prop_recursive(4, 16, 4, |inner| {
        (1..9_u32, prop::collection::vec(inner, 0..4)).prop_map(|(id, inner)| Piece::Spanning(id, inner))
    });
    prop::collection::vec(piece, 0..5)
}

/// What is expected of the pieces, in the form of [`shown`].
fn expected(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Placeholder(id) => format!("{{{id}/}}"),
            Piece::Spanning(id, inner) => format!("{{{id}}}{}{{/{id}}}", expected(inner)),
        })
        .collect()
}

/// The pieces as elements of these names.
fn written(pieces: &[Piece], spanning: &str, placeholder: &str) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.replace('&', "&amp;").replace('<', "&lt;").replace('\r', "&#13;"),
            Piece::Placeholder(id) => format!("<{placeholder} id='{id}' />"),
            Piece::Spanning(id, inner) => {
                format!("<{spanning} id=\"{id}\">{}</{spanning}>", written(inner, spanning, placeholder))
            }
        })
        .collect()
}

fn po_string(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "\\r");
    format!("\"{escaped}\"")
}

proptest! {
    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, &Limits::default());
    }

    #[test]
    fn pieces_of_the_formats(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        let _ = read(pieces.concat().as_bytes(), &Limits::default());
    }

    #[test]
    fn mutated_documents(
        is_po in any::<bool>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..20_usize, any::<Vec<u8>>()), 1..4),
    ) {
        let unit = "<segment state=\"final\"><source>a <pc id=\"1\">å</pc></source><target order=\"1\">日</target></segment>";
        let mut bytes = match is_po {
            true => b"msgctxt \"a#1\"\nmsgid \"a\"\nmsgstr \"<g id=\\\"1\\\">b</g>\"\n".to_vec(),
            false => xliff2(unit).into_bytes(),
        };
        for (at, removed, added) in edits {
            let at = at.index(bytes.len() + 1);
            bytes.splice(at..(at + removed).min(bytes.len()), added);
        }
        let _ = read(&bytes, &Limits::default());
    }

    #[test]
    fn what_was_written_is_read(source in pieces(), target in pieces()) {
        let sides = [&source, &target].map(|side| expected(side));
        let texts = [
            xliff12(&format!(
                "<source>{}</source><target>{}</target>", written(&source, "g", "x"), written(&target, "g", "x")
            )),
            xliff2(&format!(
                "<segment><source>{}</source><target>{}</target></segment>",
                written(&source, "pc", "ph"), written(&target, "pc", "ph")
            )),
            format!(
                "msgctxt \"a#1\"\nmsgid {}\nmsgstr {}",
                po_string(&written(&source, "g", "x")), po_string(&written(&target, "g", "x"))
            ),
        ];
        for (index, text) in texts.iter().enumerate() {
            let unit = unit(text);
            prop_assert_eq!(&unit.problem, &None, "{}", text);
            prop_assert_eq!(shown(&unit.source), sides[0].as_str(), "{}", text);
            let is_untranslated = index == 2 && sides[1].is_empty();
            let target = (!is_untranslated).then(|| sides[1].clone());
            prop_assert_eq!(shown_target(&unit), target, "{}", text);
        }
    }
}
