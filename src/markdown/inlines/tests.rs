//! What a segment holds, and that the quick way finds what the parser finds.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use pulldown_cmark::{BrokenLink, Event, LinkType, Parser, Tag};

use super::{Inline, InlineKind, exact, inlines, literal_marks, quick, text_runs};

fn is_defined(label: &str) -> bool {
    matches!(crate::labels::key(label).as_str(), "a" | "å" | "a b" | "^1" | "`a`")
}

/// Each inline code as its kind and its inner text, and the marks that stayed text with their places.
fn seen(text: &str) -> (Vec<String>, String) {
    let mut found = Vec::new();
    inlines(text, is_defined, &mut found);
    let codes = found.iter().map(|inline| {
        let kind = match inline.kind {
            InlineKind::Link(_) => "Link".to_owned(),
            InlineKind::Image(_) => "Image".to_owned(),
            other => format!("{other:?}"),
        };
        let address = inline.destination(text).map(|address| format!(" -> {address}")).unwrap_or_default();
        format!("{kind} {:?}{address}", &text[inline.inner.range()])
    });
    let literal = literal_marks(text, &found).map(|literal| char::from(literal.mark)).collect();
    (codes.collect(), literal)
}

#[test]
fn codes_are_those_of_commonmark() {
    for (text, codes, literal) in [
        ("", &[][..], ""),
        ("Hej, världen!", &[], ""),
        ("`` a`b `` och `c`", &["Code \" a`b \"", "Code \"c\""], ""),
        ("**Å**: _b_ ~~c~~", &["Strong \"Å\"", "Emphasis \"b\"", "Strikethrough \"c\""], ""),
        ("***å***", &["Emphasis \"**å**\"", "Strong \"å\""], ""),
        ("**a *b***", &["Strong \"a *b*\"", "Emphasis \"b\""], ""),
        ("about_Å och a_b", &[], "__"),
        ("** å** och \\*b*", &[], "******"),
        (
            "[å](b.md \"t\") [c][a] [a] [a][] [d][e]",
            &["Link \"å\" -> b.md", "Link \"c\"", "Link \"a\"", "Link \"a\""],
            "[][]",
        ),
        (
            "[](x(y)z) [å](<a b>) [å](a\\)b&amp;c)",
            &["Link \"\" -> x(y)z", "Link \"å\" -> a b", "Link \"å\" -> a)b&c"],
            "",
        ),
        ("[![å](b.png)](c.md)", &["Link \"![å](b.png)\" -> c.md", "Image \"å\" -> b.png"], ""),
        ("\\![å](b)", &["Link \"å\" -> b"], ""),
        ("Qubit[] och [å] och [b]", &["Link \"å\""], "[][]"),
        (
            "<a href=\"å\">b</a><br /><!-- c -->",
            &["Html \"a href=\\\"å\\\"\" -> å", "Html \"/a\"", "Html \"br /\"", "Html \"!-- c --\""],
            "",
        ),
        ("<xref:A.B%601?x=y> <å@b.example>", &["Autolink \"xref:A.B%601?x=y\" -> xref:A.B%601?x=y"], ""),
        ("å[^1] b[^2]", &["Footnote \"^1\""], "[]"),
        ("å[^1] b", &["Footnote \"^1\""], ""),
        ("1. å\n# b\n    `c`\n- d", &["Code \"c\""], ""),
        ("**å\nb**", &["Strong \"å\\nb\""], ""),
        ("`å", &[], "`"),
        // In the page there is a tag on either side, which is punctuation.
        ("**å.**b", &[], "****"),
        ("b**.å**", &[], "****"),
        ("**.å.**", &["Strong \".å.\""], ""),
    ] {
        let (found, marks) = seen(text);
        assert_eq!(found, codes, "{text:?}");
        assert_eq!(marks, literal, "{text:?}");
    }
}

#[test]
fn a_tag_has_a_name() {
    for (text, name, is_closing) in [
        ("<Br/>", "Br", false),
        ("</my-tag >", "my-tag", true),
        ("<a href='å'>", "a", false),
        ("<!-- å -->", "", false),
    ] {
        let mut found = Vec::new();
        inlines(text, |_| false, &mut found);
        assert_eq!((found[0].tag_name(text), found[0].is_closing_tag(text)), (name, is_closing), "{text}");
    }
}

/// What the parser and, if it knows, the quick way find.
fn both(text: &str) -> (Vec<Inline>, Option<Vec<Inline>>) {
    let (mut truth, mut found) = (Vec::new(), Vec::new());
    exact::inlines(text, is_defined, &mut truth);
    let knows = quick::inlines(text, is_defined, &mut found);
    (truth, knows.then_some(found))
}

#[test]
fn no_character_beside_a_mark_is_mistaken() {
    for character in (0..0x2_0000).filter_map(char::from_u32) {
        for text in [format!("a*{character}b*"), format!("*a{character}*b")] {
            let (truth, found) = both(&text);
            assert!(found.is_none_or(|found| found == truth), "U+{:04X}", u32::from(character));
        }
    }
}

/// The destinations of links, images and autolinks, decoded by the parser.
fn parsed_destinations(text: &str) -> Vec<String> {
    let paragraph = format!("x>{}<", text.replace('\n', " "));
    let mut callback = |link: BrokenLink<'_>| is_defined(&link.reference).then(|| ("".into(), "".into()));
    Parser::new_with_broken_link_callback(&paragraph, crate::markdown::options(), Some(&mut callback))
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, link_type, .. } | Tag::Image { dest_url, link_type, .. }) => {
                let has_one = matches!(link_type, LinkType::Inline | LinkType::Autolink | LinkType::Email);
                has_one.then(|| dest_url.into_string())
            }
            _ => None,
        })
        .collect()
}

fn segment() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(&["a", "å", " ", "b", "日", ".", ",", "a b", "x_y", "\u{a0}", "»", "👍"][..]),
        8 => prop::sample::select(&["*", "**", "_", "__", "`", "``", "[", "]", "](", ")", "<", ">", "\\", "!", "~", "&"][..]),
        4 => prop::sample::select(&["***", "![", "](b)", "][a]", "[]", "[a]", "`a`", "**a**", "*å*", "[a](b)", "](b(c)d)", "[a][]", "\\*", "\\[", "\\`", "\\\\"][..]),
        2 => prop::sample::select(&["<br>", "</a>", "<a b=\"c\">", "<a:b>", "<a@b.c>", "~~", "\"", "'", "(", "[^1]", "&amp;", "<!--", "-->", "\n", "$", "|", "^", "{"][..]),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60_000))]

    #[test]
    fn the_quick_way_finds_what_the_parser_finds(text in segment()) {
        let (truth, found) = both(&text);
        if let Some(found) = found {
            prop_assert_eq!(&found, &truth);
        }
        let of_markdown = truth.iter().filter(|inline| inline.kind != InlineKind::Html);
        let destinations: Vec<String> =
            of_markdown.filter_map(|inline| inline.destination(&text)).map(Cow::into_owned).collect();
        // Without definitions the parser knows no footnote.
        if !text.contains("[^") {
            prop_assert_eq!(destinations, parsed_destinations(&text));
        }
        let mut end = 0;
        for run in text_runs(&text, &truth) {
            prop_assert!(end <= run.start && run.start < run.end && run.end <= text.len());
            end = run.end;
        }
    }
}

#[test]
#[allow(clippy::print_stderr)]
fn the_quick_way_reads_real_segments() {
    let corpus = std::env::var_os("BITEXT_CORPUS").map(PathBuf::from);
    let corpus = corpus.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    let found = crate::walk::pages(std::slice::from_ref(&corpus), None);
    if !found.unreadable.is_empty() {
        eprintln!("skipped: {} is not there; set BITEXT_CORPUS to a folder of real pages", corpus.display());
        return;
    };
    let (mut segments, mut unknown) = (0, 0);
    for page in found.pages.iter().step_by(10) {
        let Ok(text) = std::fs::read_to_string(&page.path) else { continue };
        let (document, _) = crate::parse(&text);
        for segment in document.pairs().iter().flat_map(|pair| [pair.target, pair.source]) {
            let text = &text[segment.inner.range()];
            let (truth, found) = both(text);
            segments += 1;
            unknown += usize::from(found.is_none());
            assert!(found.is_none_or(|found| found == truth), "{text:?}");
        }
    }
    eprintln!("the parser reads {unknown} of {segments} segments");
    assert!(unknown * 50 < segments, "the parser has to read {unknown} of {segments} segments");
}
