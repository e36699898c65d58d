//! Two pages in which everything occurs that a format has to write, in text of our own.

use std::borrow::Cow;

use bitext::exchange::content::{Code, CodeKind, Content, Part};
use bitext::exchange::{FileHead, Note, NoteKind, State, Unit};

/// The pages with their units.
pub(crate) fn files() -> Vec<(FileHead, Vec<Unit<'static>>)> {
    vec![(head("guider/mät & räkna \"allt\".md"), ordinary()), (head("ångström.md"), odd())]
}

fn head(original: &str) -> FileHead {
    FileHead {
        original: original.to_owned(),
        source_language: "en-US".to_owned(),
        target_language: "sv-SE".to_owned(),
        fingerprint: "00c0ffee".to_owned(),
    }
}

/// All states and notes, and the kinds of codes that pages hold.
fn ordinary() -> Vec<Unit<'static>> {
    let link = |target| [code(1, CodeKind::Link, "[", Some(target)), code(2, CodeKind::CodeSpan, "`Get-Å`", None)];
    vec![
        Unit {
            name: Cow::Borrowed("title"),
            ..unit("front-matter-title", State::Final, "Measure it all", Some("Mät allt"), &[], &[])
        },
        Unit {
            notes: vec![
                note(NoteKind::Place, "Measure it all > Lengths\nhttps://example.org/sv-se/mät"),
                note(NoteKind::Address, "1: ./längd.md"),
                note(NoteKind::Finding, "number-missing: the target lacks \"3\" & <4>"),
            ],
            ..unit(
                "d3653-121",
                State::MachineTranslated,
                "See <1>lengths</1> or call <2/> 3 times.",
                Some("Anropa <2/> eller se <1>längder</1>."),
                &link("](./length.md)"),
                &link("](./längd.md)"),
            )
        },
        unit("d3653-122", State::Initial, "Not yet\ttranslated.", None, &[], &[]),
        unit("d3653-123", State::Initial, "Only begun.", Some("Bara"), &[], &[]),
        unit("d3653-124", State::MachineTranslated, "A page of machine translation lacks this one.", None, &[], &[]),
        unit(
            "d3653-125",
            State::Translated,
            "<1>Bold, <2>italic</2></1>",
            Some("<1>Fet, <2>kursiv</2></1>"),
            &bold(),
            &bold(),
        ),
        unit("d3653-126", State::Reviewed, "Naïve café", Some("المقهى ‏(1) הקפה"), &[], &[]),
    ]
}

fn bold() -> [Code<'static>; 2] {
    [code(1, CodeKind::Strong, "**", Some("**")), code(2, CodeKind::Emphasis, "*", Some("*"))]
}

/// The other kinds of codes, and text that tries to be something else.
fn odd() -> Vec<Unit<'static>> {
    let codes = [
        code(1, CodeKind::Strikethrough, "~~", Some("~~")),
        code(2, CodeKind::Image, "![", Some("](bild.png \"]]> & <b>\")")),
        code(3, CodeKind::Html, "<span title=\"å\">", Some("</span>")),
        code(4, CodeKind::Html, "<!-- ]]> -->", None),
        code(5, CodeKind::Autolink, "<xref:System.Å?a=1&b=2>", None),
        code(6, CodeKind::Footnote, "[^1]", None),
        code(7, CodeKind::Marker, "[!INCLUDE[å](å.md)]", None),
        code(8, CodeKind::HardBreak, "\\\r\n\t", None),
        code(9, CodeKind::ControlCharacter, "\u{7}", None),
        code(10, CodeKind::Link, "[", Some("](a\u{0}b\u{ffff})")),
    ];
    let text = "<1>gone</1> <2>alt</2> <3>html</3><4/><5/><6/><7/><8/><9/><10>link</10>";
    let hostile = "</source></trans-unit><g id=\"9\">]]> a \\ 'c' & &amp; ‹/source› <!--\r\n -- ü \u{2028}𝒳";
    let raw = || Content { parts: vec![Part::Text(Cow::Borrowed(hostile))], codes: Vec::new() };
    vec![
        unit("å.ö:1-_", State::Translated, text, Some(text), &codes, &codes),
        Unit { source: raw(), target: Some(raw()), ..unit("0a1b2-p1", State::Translated, "", None, &[], &[]) },
    ]
}

fn unit(
    id: &'static str,
    state: State,
    source: &'static str,
    target: Option<&'static str>,
    source_codes: &[Code<'static>],
    target_codes: &[Code<'static>],
) -> Unit<'static> {
    Unit {
        id: Cow::Borrowed(id),
        name: Cow::Borrowed(id),
        source: content(source, source_codes),
        target: target.map(|target| content(target, target_codes)),
        state,
        notes: Vec::new(),
    }
}

fn note(kind: NoteKind, text: &str) -> Note<'static> {
    Note { kind, text: text.to_owned().into() }
}

fn code(id: u32, kind: CodeKind, start: &'static str, end: Option<&'static str>) -> Code<'static> {
    Code { id, kind, start: Cow::Borrowed(start), end: end.map(Cow::Borrowed) }
}

/// Content in which `<1>` starts a code, `</1>` ends it, and `<2/>` is one by itself.
fn content(text: &'static str, codes: &[Code<'static>]) -> Content<'static> {
    let mut parts = Vec::new();
    for piece in text.split_inclusive('>').flat_map(|piece| {
        let at = piece.find('<').unwrap_or(piece.len());
        [&piece[..at], &piece[at..]]
    }) {
        let id = piece.trim_matches(['<', '/', '>']).parse();
        parts.push(match id {
            Ok(id) if piece.ends_with("/>") => Part::Placeholder(id),
            Ok(id) if piece.starts_with("</") => Part::Close(id),
            Ok(id) if piece.starts_with('<') => Part::Open(id),
            _ if piece.is_empty() => continue,
            _ => Part::Text(Cow::Borrowed(piece)),
        });
    }
    Content { parts, codes: codes.to_vec() }
}
