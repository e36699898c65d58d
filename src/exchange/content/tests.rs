//! What translators are given of a segment, and that it can be put together again.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::reading::{Reading, Role};
use super::text::{decode, is_xml, shown, tokens};
use super::{Content, PairReader, Part, of_pair};

fn is_defined(label: &str) -> bool {
    matches!(crate::labels::key(label).as_str(), "å" | "^1")
}

/// Parts with `{1}`, `{/1}` and `{1/}` for codes.
pub(in crate::exchange) fn seen<Id: std::fmt::Display>(parts: &[Part<'_, Id>]) -> String {
    let part = |part: &Part<'_, Id>| match part {
        Part::Text(text) => text.to_string(),
        Part::Open(id) => format!("{{{id}}}"),
        Part::Close(id) => format!("{{/{id}}}"),
        Part::Placeholder(id) => format!("{{{id}/}}"),
    };
    parts.iter().map(part).collect()
}

/// The codes with their kinds and their Markdown.
fn codes(content: &Content<'_>) -> Vec<String> {
    let code = |code: &super::Code<'_>| {
        let end = code.end.as_ref().map(|end| format!(" … {end}")).unwrap_or_default();
        format!("{} {:?} {}{end}", code.id, code.kind, code.start)
    };
    content.codes.iter().map(code).collect()
}

#[test]
fn translators_see_text_and_codes() {
    for (segment, expected, expected_codes) in [
        ("", "", &[][..]),
        ("Hej, \u{202b}världen\u{202c}: 日本 👩‍👩‍👧", "Hej, \u{202b}världen\u{202c}: 日本 👩‍👩‍👧", &[]),
        ("a\\*b \\[c\\] d\\e &lt;å&gt;&nbsp;&#x65e5; &copy &foo;", "a*b [c] d\\e <å>\u{a0}日 &copy &foo;", &[]),
        ("\\&amp; a\\\\*b", "&amp; a\\*b", &[]),
        (
            "**å *b*** ~~c~~",
            "{1}å {2}b{/2}{/1} {3}c{/3}",
            &["1 Strong ** … **", "2 Emphasis * … *", "3 Strikethrough ~~ … ~~"],
        ),
        (
            "[å `b`](c.md \"t\") [å]",
            "{1}å {2/}{/1} {3}å{/3}",
            &["1 Link [ … ](c.md \"t\")", "2 CodeSpan `b`", "3 Link [ … ]"],
        ),
        ("![å](b.png) ![](c.png)", "{1}å{/1} {2/}", &["1 Image ![ … ](b.png)", "2 Image ![](c.png)"]),
        ("[](a.md)", "{1}{/1}", &["1 Link [ … ](a.md)"]),
        (
            "<xref:Å.B%2A> <https://å.example> x[^1] y[^2]",
            "{1/} {2/} x{3/} y[^2]",
            &["1 Autolink <xref:Å.B%2A>", "2 Autolink <https://å.example>", "3 Footnote [^1]"],
        ),
        (
            "<B class=\"å\">x</b> y<br> z<br/><!-- å --> </i>",
            "{1}x{/1} y{2/} z{3/}{4/} {5/}",
            &["1 Html <B class=\"å\"> … </b>", "2 Html <br>", "3 Html <br/>", "4 Html <!-- å -->", "5 Html </i>"],
        ),
        ("<b>*å</b>*", "{1/}{2}å{3/}{/2}", &["1 Html <b>", "2 Emphasis * … *", "3 Html </b>"]),
        (
            "<i>**å</i>b** </b>",
            "{1/}{2}å{3/}b{/2} {4/}",
            &["1 Html <i>", "2 Strong ** … **", "3 Html </i>", "4 Html </b>"],
        ),
        ("<p>å<p>b<i></p>c", "{1/}å{2}b{3/}{/2}c", &["1 Html <p>", "2 Html <p> … </p>", "3 Html <i>"]),
        (
            "[!INCLUDE [å](b.md)] [!NOTE] \\[!NOTE]",
            "{1/} {2/} [!NOTE]",
            &["1 Marker [!INCLUDE [å](b.md)]", "2 Marker [!NOTE]"],
        ),
        ("[!VIDEO https://å.example/a_b_c] [!å]", "{1/} [!å]", &["1 Marker [!VIDEO https://å.example/a_b_c]"]),
        ("**[!NOTE** å] [!A `]` b]", "{1}[!NOTE{/1} å] [!A {2/} b]", &["1 Strong ** … **", "2 CodeSpan `]`"]),
        (
            ":::image source=\"å\" alt-text=\"**b**\"::: C:::D",
            "{1/} C:::D",
            &["1 Marker :::image source=\"å\" alt-text=\"**b**\":::"],
        ),
        ("å\\\nb  \r\nc \r\nd\\\\\ne", "å{1/}b{2/}c \nd\\\ne", &["1 HardBreak \\\n", "2 HardBreak   \r\n"]),
        (
            "\u{1}å\u{fffe}\u{feff}\u{85}&#1;&#0;",
            "{1/}å{2/}\u{feff}\u{85}{3/}\u{fffd}",
            &["1 ControlCharacter \u{1}", "2 ControlCharacter \u{fffe}", "3 ControlCharacter &#1;"],
        ),
    ] {
        let (_, source) = of_pair("", segment, is_defined);
        assert_eq!(seen(&source.parts), expected, "{segment:?}");
        assert_eq!(codes(&source), expected_codes, "{segment:?}");
    }
}

#[test]
fn codes_of_the_target_are_those_of_the_source() {
    for (target, source, expected, expected_codes) in [
        ("`b` och `a`", "`a` and `b`", "{2/} och {1/}", &["1 CodeSpan `a`", "2 CodeSpan `b`"][..]),
        (
            "[å](sv/a.md) [b](b.md)",
            "[b](b.md) [a](a.md)",
            "{2}å{/2} {1}b{/1}",
            &["1 Link [ … ](b.md)", "2 Link [ … ](sv/a.md)"],
        ),
        ("`ny` `gammal`", "`old`", "{1/} `gammal`", &["1 CodeSpan `ny`"]),
        ("**å** \\*", "a", "**å** *", &[]),
        ("*å* [b](c.md)", "**a** `d`", "*å* [b](c.md)", &[]),
        ("<i>å</i> <br>", "<b>a</b> <br>", "<i>å</i> {2/}", &["2 Html <br>"]),
        ("![](å.png)", "![a](a.png)", "{1}{/1}", &["1 Image ![ … ](å.png)"]),
        ("![](å.png)", "![](a.png)", "{1/}", &["1 Image ![](å.png)"]),
        ("![å](å.png)", "![](a.png)", "![å](å.png)", &[]),
        ("![å](a.png)", "![](a.png)", "![å](a.png)", &[]),
        ("![](a.png)", "![a](a.png)", "{1}{/1}", &["1 Image ![ … ](a.png)"]),
        ("a\u{1}`\u{2}`\r\nå", "a", "a\u{fffd}`\u{fffd}`\nå", &[]),
    ] {
        let (found, _) = of_pair(target, source, is_defined);
        assert_eq!(seen(&found.parts), expected, "{target:?}");
        assert_eq!(codes(&found), expected_codes, "{target:?}");
    }
}

/// What holds of every pair: nothing is lost, and both contents are as formats need them.
fn check(target: &str, source: &str, is_defined: impl Fn(&str) -> bool) -> usize {
    let (target_content, source_content) = of_pair(target, source, &is_defined);
    let mut reader = PairReader::default();
    reader.read(target, source, &is_defined);
    let PairReader { target: target_reading, source: source_reading, names, .. } = reader;
    for (text, reading, content) in
        [(target, &target_reading, &target_content), (source, &source_reading, &source_content)]
    {
        check_reading(text, reading);
        check_content(content);
        let visible: String = content
            .parts
            .iter()
            .filter_map(|part| if let Part::Text(text) = part { Some(&**text) } else { None })
            .collect();
        let is_shown = |code: usize| std::ptr::eq(text, target) && names[code].is_none();
        let expected: String = reading
            .pieces
            .iter()
            .filter_map(|piece| {
                let raw = &text[piece.raw.range()];
                match piece.role {
                    Role::Text => Some(decode(raw)),
                    Role::Open(code) | Role::Close(code) | Role::Placeholder(code) => {
                        is_shown(code).then(|| shown(raw))
                    }
                }
            })
            .collect();
        if !std::ptr::eq(target, source) {
            assert_eq!(visible, expected, "{text:?}");
        }
    }
    let ids: Vec<u32> = source_content.codes.iter().map(|code| code.id).collect();
    assert_eq!(ids, (1..=u32::try_from(ids.len()).unwrap()).collect::<Vec<_>>(), "{source:?}");
    for code in &target_content.codes {
        let same = &source_content.codes[code.id as usize - 1];
        assert_eq!((code.kind, code.end.is_some()), (same.kind, same.end.is_some()), "{target:?} {source:?}");
    }
    names.iter().filter(|name| name.is_none()).count()
}

fn check_reading(text: &str, reading: &Reading) {
    let mut at = 0;
    let mut open = Vec::new();
    for piece in &reading.pieces {
        assert_eq!(piece.raw.start, at, "{text:?}");
        assert!(!piece.raw.is_empty(), "{text:?}");
        at = piece.raw.end;
        let code = |code: usize| &reading.codes[code];
        match piece.role {
            Role::Text => {
                let raw: String = tokens(&text[piece.raw.range()]).map(|token| token.raw).collect();
                assert_eq!(raw, text[piece.raw.range()]);
            }
            Role::Open(index) => {
                assert_eq!(code(index).start, piece.raw, "{text:?}");
                open.push(index);
            }
            Role::Close(index) => {
                assert_eq!(code(index).end, Some(piece.raw), "{text:?}");
                assert_eq!(open.pop(), Some(index), "{text:?}");
            }
            Role::Placeholder(index) => assert_eq!((code(index).start, code(index).end), (piece.raw, None), "{text:?}"),
        }
    }
    assert_eq!((at, open.len()), (text.len(), 0), "{text:?}");
    assert!(reading.codes.is_sorted_by_key(|code| code.start), "{text:?}");
}

fn check_content(content: &Content<'_>) {
    let mut open = Vec::new();
    let mut after_text = false;
    for part in &content.parts {
        assert!(!(after_text && matches!(part, Part::Text(_))), "{content:?}");
        after_text = matches!(part, Part::Text(_));
        match part {
            Part::Text(text) => {
                assert!(!text.is_empty() && !text.contains('\r') && text.chars().all(is_xml), "{content:?}");
            }
            Part::Open(id) => open.push(*id),
            Part::Close(id) => assert_eq!(open.pop(), Some(*id), "{content:?}"),
            Part::Placeholder(_) => {}
        }
        if let Part::Open(id) | Part::Placeholder(id) = part {
            assert!(content.codes.iter().any(|code| code.id == *id), "{content:?}");
        }
    }
    assert!(open.is_empty(), "{content:?}");
}

/// Pieces of segments.
pub(in crate::exchange) const PIECES: &[&str] = &[
    "a",
    "å",
    "日",
    "「x」",
    "は",
    "ترجمة",
    "\u{202b}",
    "👩‍👩‍👧",
    " ",
    " ",
    "  ",
    ".",
    ",",
    "x_y",
    "\u{a0}",
    "*",
    "**",
    "_",
    "__",
    "***",
    "`",
    "``",
    "`a`",
    "`b`",
    "[",
    "]",
    "](",
    ")",
    "![",
    "](b)",
    "[å]",
    "[a](b)",
    "[b](c)",
    "![å](d)",
    "![](e)",
    "<",
    ">",
    "<br>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<B>",
    "<a b=\"c\">",
    "</a>",
    "<a:b>",
    "<xref:A.B>",
    "<!--",
    "-->",
    "</span>",
    "<span>",
    "<span data-ttu-id=\"x-101\">",
    "\\",
    "\\*",
    "\\`",
    "\\[",
    "\\\\",
    "&amp;",
    "&lt;",
    "&nbsp;",
    "&#1;",
    "&#x65e5;",
    "&",
    ";",
    "~",
    "~~",
    "[^1]",
    "[!NOTE]",
    "[!",
    "[!a",
    "[!INCLUDE [å](b)]",
    ":::",
    ":::image a:::",
    "\n",
    "  \n",
    "\\\n",
    "\r\n",
    "\r",
    "\t",
    "\u{1}",
    "\0",
    "\u{fffe}",
    "\u{feff}",
    "|",
    "\\|",
    "#",
    "# ",
    "- ",
    "+ ",
    "1. ",
    "> ",
    "=",
    "    ",
    "\"",
    "'",
    "(",
    ":",
    "!",
];

pub(in crate::exchange) fn segment() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn nothing_is_lost(target in segment(), source in segment()) {
        check(&target, &source, is_defined);
        check(&target, &target, is_defined);
    }
}

#[test]
fn codes_are_not_nested_without_end() {
    let segment = format!("{}å{} *b*", "<b>".repeat(40), "</b>".repeat(40));
    let (_, source) = of_pair("", &segment, is_defined);
    let depth = source.parts.iter().take_while(|part| matches!(part, Part::Open(_))).count();
    assert_eq!(depth, 16);
    assert_eq!(source.codes.len(), 18);
    assert_eq!(source.codes[16].start, format!("{}å{}", "<b>".repeat(24), "</b>".repeat(24)));
    assert_eq!(seen(&source.parts[17..]), format!("{} {{18}}b{{/18}}", seen(&source.parts[17..33])));
    check(&segment, &segment, is_defined);
}

#[test]
fn deep_and_long_segments_are_read_in_linear_time() {
    for piece in [
        "[", "<", "*", "&", "*a **b ", "<b>", "[!a", ":::a ", "`", "\\", "![", "&amp;", "\u{1}", "[a](b)", "<b>**",
        "</b>", "~~a ",
    ] {
        let segment = piece.repeat(10_000);
        let start = std::time::Instant::now();
        check(&segment, &segment, is_defined);
        let other = format!("{segment}b{segment}");
        check(&other, &segment, is_defined);
        assert!(start.elapsed().as_secs() < 10, "{piece}: {:?}", start.elapsed());
    }
}

/// The real pages beside the project, or those of `BITEXT_CORPUS`.
#[allow(clippy::print_stderr)]
pub(in crate::exchange) fn corpus() -> Vec<PathBuf> {
    let corpus = std::env::var_os("BITEXT_CORPUS").map(PathBuf::from);
    let corpus = corpus.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    let found = crate::walk::pages(std::slice::from_ref(&corpus), None);
    if !found.unreadable.is_empty() {
        eprintln!("skipped: {} is not there; set BITEXT_CORPUS to a folder of real pages", corpus.display());
        return Vec::new();
    };
    found.pages.into_iter().map(|page| page.path).collect()
}

#[test]
#[allow(clippy::print_stderr)]
fn nothing_is_lost_of_real_segments() {
    let (mut pairs, mut with_extra, mut extra) = (0, 0, 0);
    for path in corpus() {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let (document, _) = crate::parse(&text);
        for pair in document.pairs() {
            let found = check(&text[pair.target.inner.range()], &text[pair.source.inner.range()], |_| false);
            pairs += 1;
            with_extra += usize::from(found > 0);
            extra += found;
        }
    }
    eprintln!("{pairs} pairs; {extra} codes of {with_extra} targets are not in their sources");
}
