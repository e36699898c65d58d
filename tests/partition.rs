//! What holds for every page, however it is written: its pieces are its bytes, its spans are in order, all pairs of a
//! well-formed page are found, and cleaning takes out nothing but the other side.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use bitext::bitext::{Document, Piece, Segment, Side};
use bitext::clean::{Options, clean, clean_parts, is_clean};
use bitext::diagnostic::Severity;
use bitext::front_matter::{FrontMatter, LOCALIZATION_KEYS};
use bitext::original::Original;
use bitext::select::{Part, Selector, select};
use bitext::source::{Locator, Span, byte_order_mark_len};
use proptest::prelude::*;
use proptest::sample::select as one_of;
use proptest::test_runner::FileFailurePersistence;
use support::{cleaned, cleaned_with};

const KEEP: Options<'_> = Options { side: Side::Target, keep_escapes: true, original: None };
const DROP: Options<'_> = Options { side: Side::Target, keep_escapes: false, original: None };

// Well-formed pages

/// Inline Markdown that can be a part of a segment.
const INLINE: &[&str] = &[
    "Återställ",
    "säkerhetskopian",
    "日本語の文。",
    "ترجمة",
    "\u{202b}نص\u{202c}",
    "\u{200f}",
    "👩‍👩‍👧",
    "e\u{301}",
    "a\u{a0}b",
    "z\u{feff}z",
    "\u{fffd}",
    "\u{85}x",
    "**fet**",
    "*kursiv* ,",
    "`kod | kod`",
    "``a ` b``",
    "[länk](x.md \"å\")",
    "![bild](y.png)",
    "&ndash;",
    "&quot;x&quot;",
    "\\*",
    "\\`",
    "\\*.txt",
    "<br/>",
    "<b>x</b>",
    "<a name=\"bk\"> </a>",
    "<span class=\"ui\">OK</span>",
    "<xref:Å.B%2A>",
    "$a_i * b$",
    "rad\nrad",
    "|",
    "# 1",
    "- x",
    ">",
    "<",
];

/// Code, markup and other stretches that hold no pair, though some look like one.
const BARE: &[&str] = &[
    "```html\n<span data-ttu-id=\"abcde-101\">x</span><span class=\"sxs-lookup\"><span data-stu-id=\"abcde-101\">y</span></span>\n```",
    "~~~~\n~~~\n`` ` ```\n~~~~",
    "````markdown\n```\n# å\n```\n````",
    "    indragen kod \\* `",
    "<!-- å -->",
    "<!--\n```\n-->",
    "***",
    "![alt-text *å](bild.png \"titel\")",
    "Text som blev kvar \\* `kod`, a\u{a0}b.",
    "[!INCLUDE [å](x.md)]",
    "<div>\n\n</div>",
    "`<span data-ttu-id=\"ID\">`",
    "|a|b|\n|---|---|\n|`c \\| d`|e|",
];

/// How pairs stand in a block; `P` is the place of a pair.
const BLOCKS: &[&str] = &[
    "P",
    "P P",
    "P  PP\nP",
    "P  \nP",
    "# <a name=\"å\"></a>P",
    "## <a name=\"s\"></a><a name=\"bk\"> </a>P",
    "P\n===",
    "- P\n- P P\n  - P\n    - P\n",
    "1. P\n\n   ```\n   kod\n   ```\n\n2. P\n",
    "* [P](x.md)\n* **P**",
    "- \n\n  P",
    "> P\n> P",
    "> [!NOTE]\n> P P\n> - P",
    "|P|P |\n|:--|--:|\n|`a`|P<br/>P|\n||P|",
    "<table>\n<tr><td><p>P</p></td>\n<td>P  P</td></tr>\n</table>",
    "<p>P</p>",
    "[P](x.md), ![b](y.png) P",
    "<!-- P -->",
    "P[^1]\n\n[^1]: P",
    "Å: P.",
    "- [ ] P",
];

const FRONT_MATTER: &str = "---\ntitle: \"Å: sida\"\nms.date: 2021-08-16\nms.locfileid: \"1\"\n---\n";

/// A page that is written as the generator writes it.
#[derive(Debug, Clone)]
struct Page {
    text: String,
    /// Its target side with all escapes.
    target: String,
    pairs: Vec<(String, String)>,
}

fn segment() -> impl Strategy<Value = String> {
    let part = one_of(INLINE);
    (prop::collection::vec(part, 1..5), one_of(&["", "", "", " "][..]))
        .prop_map(|(parts, edge)| format!("{edge}{}{edge}", parts.join(" ")))
}

fn block() -> impl Strategy<Value = (String, Vec<(String, String)>)> {
    let with_pairs = one_of(BLOCKS).prop_flat_map(|shape| {
        let count = shape.matches('P').count();
        let source = prop_oneof![9 => segment(), 1 => Just(String::new())];
        (Just(shape.to_owned()), prop::collection::vec((segment(), source), count))
    });
    prop_oneof![3 => with_pairs, 1 => one_of(BARE).prop_map(|bare| (bare.to_owned(), Vec::new()))]
}

fn page() -> impl Strategy<Value = Page> {
    let blocks = prop::collection::vec(block(), 0..10);
    (blocks, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(blocks, has_mark, has_front_matter, is_crlf, ends_line)| {
            let mut page = Page { text: String::new(), target: String::new(), pairs: Vec::new() };
            let both = |page: &mut Page, text: &str| {
                page.text.push_str(text);
                page.target.push_str(text);
            };
            both(&mut page, if has_mark { "\u{feff}" } else { "" });
            both(&mut page, if has_front_matter { FRONT_MATTER } else { "" });
            let last = blocks.len().saturating_sub(1);
            for (index, (shape, pairs)) in blocks.into_iter().enumerate() {
                let mut pairs = pairs.into_iter();
                for (index, markup) in shape.split('P').enumerate() {
                    if index > 0 {
                        let (target, source) = pairs.next().unwrap();
                        let id = format!("0a1b2-{}", 101 + page.pairs.len());
                        page.text.push_str(&tagged(&id, &target, &source));
                        page.target.push_str(&target);
                        page.pairs.push((target, source));
                    }
                    both(&mut page, markup);
                }
                both(&mut page, if index < last { "\n\n" } else { "" });
            }
            both(&mut page, if ends_line { "\n" } else { "" });
            if is_crlf {
                let crlf = |text: &mut String| *text = text.replace('\n', "\r\n");
                crlf(&mut page.text);
                crlf(&mut page.target);
                page.pairs.iter_mut().for_each(|(target, source)| {
                    crlf(target);
                    crlf(source);
                });
            }
            page
        },
    )
}

fn tagged(id: &str, target: &str, source: &str) -> String {
    format!(
        "<span data-ttu-id=\"{id}\">{target}</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">{source}</span></span>"
    )
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn all_pairs_of_a_well_formed_page_are_found(page in page()) {
        let (document, said) = bitext::parse(&page.text);
        let found: Vec<(String, String)> = document
            .pairs()
            .iter()
            .map(|pair| (document.raw(pair.target.inner).to_owned(), document.raw(pair.source.inner).to_owned()))
            .collect();
        prop_assert_eq!(found, page.pairs);
        prop_assert!(said.iter().all(|diagnostic| diagnostic.severity < Severity::Error), "{:?}", said);
        check_spans(&document);
    }

    #[test]
    fn the_target_side_is_the_page_with_each_pair_as_its_target(page in page()) {
        let once = cleaned_with(&page.text, &KEEP).text;
        prop_assert_eq!(&once, &page.target);
        let (document, _) = bitext::parse(&once);
        prop_assert!(is_clean(&document, Side::Target));
        prop_assert_eq!(cleaned_with(&once, &KEEP).text, once);
    }

    #[test]
    fn cleaning_again_changes_nothing(page in page()) {
        for side in [Side::Target, Side::Source] {
            let once = cleaned(&page.text, side, None).text;
            prop_assert_eq!(cleaned(&once, side, None).text, once);
        }
    }

    #[test]
    fn escapes_go_only_where_the_page_renders_the_same(page in page()) {
        prop_assert_eq!(html(&cleaned_with(&page.text, &DROP).text), html(&cleaned_with(&page.text, &KEEP).text));
    }

    #[test]
    fn parts_of_a_well_formed_page_lie_in_it_in_order(page in page(), pattern in one_of(INLINE)) {
        check_selections(&page.text, pattern)?;
    }
}

// Any page

/// Pieces of tags, Markdown and YAML that are likely to mislead a parser.
const HOSTILE: &[&str] = &[
    "<span data-ttu-id=\"a-1\">",
    "<span data-ttu-id=\"a-2\">",
    "<span data-ttu-id=\"tu-id\">",
    "<span data-ttu-id=\"a-1\" data-stu-id=\"a-1\">",
    "<span class=\"sxs-lookup\">",
    "<span data-stu-id=\"a-1\">",
    "<span data-stu-id=\"a-2\">",
    "<span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">",
    "</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">",
    "</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-2\">",
    "<span data-ttu-id=\"a-1\">Å</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">y</span></span>",
    "<span data-ttu-id=\"a-2\">`\\*` \\*ö</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-2\">\\*y</span></span>",
    "<span data-ttu-id=\"a-3&quot;>é</span><span class=&quot;sxs-lookup&quot;><span data-stu-id=&quot;a-3&quot;>y</span></span>",
    "<span data-ttu-id='a-1'>",
    "<SPAN DATA-TTU-ID=\"a-1\">",
    "<span data-ttu-id=a-1>",
    "<span data-ttu-id=",
    "<span data-ttu-id",
    "<span",
    "<span>",
    "<span ",
    "</span>",
    "</span></span>",
    "</SPAN >",
    "data-ttu-id",
    "data-stu-id=\"",
    "tu-id",
    "TU-ID",
    "&quot;",
    "&quot",
    "\"",
    "'",
    "=",
    ">",
    "<",
    "`",
    "``",
    "```",
    "~~~",
    "\\",
    "\\*",
    "\\`",
    "*",
    "**",
    "_",
    "[",
    "]",
    "](x)",
    "[a]: b",
    "[å]: b",
    "|",
    "|-|-|",
    "# ",
    "# <a name=\"a\"></a>",
    "===",
    "- ",
    "> ",
    "1. ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "---\n",
    "...\n",
    "title: å\n",
    "a: |\n",
    "- x: y\n",
    "ms.locfileid: \"1\"\n",
    "<!--",
    "-->",
    "<pre>",
    "</pre>",
    "<?",
    "<div>",
    " ",
    "å",
    "日本",
    "\u{202e}ب",
    "👩‍👩‍👧",
    "e\u{301}",
    "\u{a0}",
    "\u{feff}",
    "\0",
];

fn hostile() -> impl Strategy<Value = String> {
    let tokens = prop::collection::vec(one_of(HOSTILE), 0..40).prop_map(|tokens| tokens.concat());
    let in_page = (page(), prop::collection::vec((any::<prop::sample::Index>(), one_of(HOSTILE)), 0..6)).prop_map(
        |(page, insertions)| {
            let mut text = page.text;
            for (index, token) in insertions {
                let mut at = index.index(text.len() + 1);
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                text.insert_str(at, token);
            }
            text
        },
    );
    prop_oneof![2 => tokens, 1 => in_page, 1 => any::<String>()]
}

/// A page of segments full of escapes, in markup that gives them a meaning.
fn escapes() -> impl Strategy<Value = String> {
    const SEGMENT: &[&str] = &[
        "\\*", "\\*", "\\`", "*", "`", "_", "\\\\", " ", "ord", "å", ".", "(", ")", "**", "\n", "|", "- ", "\\[", "1. ",
    ];
    const AROUND: &[&str] = &[
        " ",
        "\n",
        "\n\n",
        "- ",
        "  ",
        "    ",
        "> ",
        "*",
        "`",
        "[",
        "](x)",
        "# ",
        "|",
        "\n|-|\n",
        "<div>",
        "<!--",
        "-->",
        "<pre>",
        "\n[a]: b\n",
        "[^1]: ",
        "ö",
        "\r\n",
        "\\",
        "~~",
        "```\n",
    ];
    let segment = || prop::collection::vec(one_of(SEGMENT), 1..10).prop_map(|parts| parts.concat());
    let around = prop::collection::vec(one_of(AROUND), 0..4).prop_map(|parts| parts.concat());
    prop::collection::vec((around, segment(), segment()), 1..8).prop_map(|pairs| {
        let pair = |(index, (around, target, source)): (usize, (String, String, String))| {
            around + &tagged(&format!("a-{index}"), &target, &source)
        };
        pairs.into_iter().enumerate().map(pair).collect()
    })
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn the_pieces_of_any_text_are_its_bytes(text in hostile()) {
        let (document, said) = bitext::parse(&text);
        check_spans(&document);
        let mut locator = Locator::new(&text);
        for diagnostic in &said {
            prop_assert!(diagnostic.span.end <= text.len(), "{:?}", diagnostic);
            locator.locate(diagnostic.span.start);
        }
    }

    #[test]
    fn any_text_can_be_cleaned(text in hostile(), other in hostile()) {
        let original = Original { path: "å.md".into(), bytes: other.into_bytes() };
        for side in [Side::Target, Side::Source] {
            cleaned(&text, side, None);
            cleaned(&text, side, Some(&original));
            // What `--check` says is what cleaning does.
            let (document, _) = bitext::parse(&text);
            let options = Options { side, keep_escapes: false, original: None };
            prop_assert_eq!(is_clean(&document, side), clean(&document, &options).bytes == text.as_bytes());
        }
    }

    #[test]
    fn escapes_of_any_text_go_only_where_it_renders_the_same(text in prop_oneof![escapes(), hostile()]) {
        prop_assert_eq!(html(&cleaned_with(&text, &DROP).text), html(&cleaned_with(&text, &KEEP).text));
    }

    #[test]
    fn parts_of_any_text_lie_in_it_in_order(text in hostile(), pattern in one_of(HOSTILE)) {
        check_selections(&text, pattern)?;
    }

    #[test]
    fn lines_of_front_matter_keep_their_bytes(
        lines in prop::collection::vec(one_of(YAML), 0..8),
        added in prop::sample::subsequence(LOCALIZATION_KEYS.to_vec(), 0..=6),
    ) {
        let added: String = added.iter().map(|key| format!("{key}: \"å\"\n")).collect();
        let own = lines.concat();
        let page = format!("---\n{own}{added}---\n\n{}\n", tagged("a-1", "Hej", "Hello"));
        let side = |side| cleaned(&page, side, None).text;
        prop_assert_eq!(side(Side::Target), format!("---\n{own}{added}---\n\nHej\n"));
        let is_valid = FrontMatter::find(&page).is_some_and(|found| found.values(&page).is_ok());
        let expected = match (is_valid, own.trim().is_empty(), added.is_empty()) {
            (true, true, false) => "\nHello\n".to_owned(),
            (true, ..) => format!("---\n{own}---\n\nHello\n"),
            (false, ..) => format!("---\n{own}{added}---\n\nHello\n"),
        };
        prop_assert_eq!(side(Side::Source), expected);
    }
}

const YAML: &[&str] = &[
    "ms.date: 2021-08-16\n",
    "ämne: 'It''s: \"så\"'\n",
    "online version: https://å.example/?a=b#c # not a comment\n",
    "ms:assetid: 1\n",
    "text: >-\n  en\n\n    två: 2\n",
    "lista:\n- a: b\n- c\n",
    "# en kommentar\n",
    "\n",
    "\"a b\" : |\n  --- \n",
    "tom:\n",
    "flow: {a: [1, 2]}\n",
    "title: Å\r\n",
    "\tflik: 1\n",
    "utan kolon\n",
    "a: b: c\n",
    "ms.locfileid.x: 1\n",
    "日本: 🙂\n",
];

// Checks

/// `PROPTEST_CASES` asks for more. What failed is noted in `tests/partition.regressions` and tried first from then on.
fn cases(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { cases };
    let persistence = Box::new(FileFailurePersistence::WithSource("regressions"));
    ProptestConfig { cases, failure_persistence: Some(persistence), ..default }
}

fn check_spans(document: &Document<'_>) {
    let text = document.text();
    let pieces: String = document
        .pieces()
        .map(|piece| match piece {
            Piece::Skeleton(span) => document.raw(span),
            Piece::Pair(pair) => document.raw(pair.outer()),
        })
        .collect();
    assert_eq!(pieces, text);
    let mut at = document.body().start;
    let mut step = |to: usize| {
        assert!(at <= to && text.is_char_boundary(to), "{to} behind {at} of {text:?}");
        at = to;
    };
    for pair in document.pairs() {
        step(pair.target.outer.start);
        step(pair.id.start);
        step(pair.id.end);
        for Segment { outer, inner } in [pair.target, pair.source] {
            step(inner.start);
            step(inner.end);
            step(outer.end);
        }
        assert_eq!(pair.target.outer.end, pair.source.outer.start);
    }
}

fn html(page: &str) -> String {
    let body = FrontMatter::find(page).map_or(byte_order_mark_len(page), |found| found.outer.end);
    let mut out = String::new();
    pulldown_cmark::html::push_html(
        &mut out,
        pulldown_cmark::Parser::new_ext(&page[body..], bitext::markdown::options()),
    );
    out
}

fn check_selections(text: &str, pattern: &str) -> Result<(), TestCaseError> {
    let (document, _) = bitext::parse(text);
    let ids = |range: &str| Selector::Ids(vec![range.parse().unwrap()]);
    let selectors = [
        Selector::Sections(
            bitext::select::headings(&document).into_iter().take(2).map(|heading| heading.slug).collect(),
        ),
        Selector::Sections(vec![pattern.to_owned()]),
        ids("102..104"),
        ids("0a1b2-103"),
        ids("1..2"),
        Selector::Matching(regex::Regex::new(&regex::escape(pattern)).unwrap()),
    ];
    for selector in selectors {
        let parts = select(&document, &selector);
        let mut spans: Vec<Span> = parts.iter().filter_map(Part::span).collect();
        // Definitions come last, wherever they stand.
        if text.contains("]:") {
            spans.sort_unstable();
        }
        let mut at = 0;
        for span in spans {
            check_part(&document, span, at)?;
            at = span.end;
        }
        for side in [Side::Target, Side::Source] {
            let _ = clean_parts(&document, &Options { side, ..DROP }, &parts);
        }
    }
    Ok(())
}

fn check_part(document: &Document<'_>, span: Span, at: usize) -> Result<(), TestCaseError> {
    let text = document.text();
    prop_assert!(span.end <= text.len() && text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
    prop_assert!(at <= span.start, "{:?} begins before {}", span, at);
    for pair in document.pairs() {
        let outer = pair.outer();
        let is_cut = outer.overlaps(span) && !(span.start <= outer.start && outer.end <= span.end);
        prop_assert!(!is_cut, "{:?} cuts the pair at {:?}", span, outer);
    }
    Ok(())
}
