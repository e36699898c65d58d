//! What holds for every page, however it is written: its pieces are its bytes, its spans are in order, all pairs of a
//! well-formed page are found, and cleaning takes out nothing but the other side.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod generate;
#[path = "../support/mod.rs"]
mod support;

use bitext::bitext::{Document, Piece, Segment, Side};
use bitext::clean::{Options, clean, clean_parts, is_clean};
use bitext::diagnostic::Severity;
use bitext::front_matter::{FrontMatter, LOCALIZATION_KEYS};
use bitext::original::Original;
use bitext::select::{Part, Selector, select};
use bitext::source::{Locator, Span, byte_order_mark_len};
use generate::{HOSTILE, INLINE, YAML, escapes, hostile, page, tagged};
use proptest::prelude::*;
use proptest::sample::select as one_of;
use proptest::test_runner::{FileFailurePersistence, RngSeed};
use support::{cleaned, cleaned_with};

const KEEP: Options<'_> = Options { side: Side::Target, keep_escapes: true, original: None };
const DROP: Options<'_> = Options { side: Side::Target, keep_escapes: false, original: None };

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

// Checks

/// The same pages on every run, unless `PROPTEST_CASES` asks for a number of new ones. What failed is noted in
/// `tests/partition/main.regressions` and tried first from then on.
fn cases(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let persistence = Box::new(FileFailurePersistence::WithSource("regressions"));
    let default = ProptestConfig { failure_persistence: Some(persistence), ..default };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return default;
    }
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(2021), ..default }
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
