//! What holds for every text: parsing, cleaning and selecting do not panic, the pieces of a page are its bytes, and an escape
//! goes only where the page renders the same. Shared by the fuzz target and `tests/mutations.rs`.

use bitext::bitext::{Document, Piece, Side};
use bitext::clean::{Options, clean, clean_parts, is_clean};
use bitext::front_matter::FrontMatter;
use bitext::original::Original;
use bitext::select::{Selector, headings, select};
use bitext::source::{Locator, byte_order_mark_len};
use pulldown_cmark::{Parser, TextMergeStream};

/// Panics if one of them does not hold for `text`.
pub(crate) fn check(text: &str) {
    let (document, said) = bitext::parse(text);
    pieces_are_the_bytes(&document);
    let mut locator = Locator::new(text);
    for diagnostic in &said {
        assert!(diagnostic.span.end <= text.len());
        locator.locate(diagnostic.span.start);
    }
    let keep = Options { side: Side::Target, keep_escapes: true, original: None };
    let drop = Options { keep_escapes: false, ..keep };
    let [kept, dropped] = [keep, drop].map(|options| clean(&document, &options).bytes);
    assert_eq!(is_clean(&document, Side::Target), dropped == text.as_bytes());
    if kept != dropped {
        renders_same(&text_of(&kept), &text_of(&dropped));
    }
    let _ = clean(&document, &Options { side: Side::Source, ..drop });
    let original = Original { path: "å.md".into(), bytes: kept };
    let _ = clean(&document, &Options { original: Some(&original), ..drop });
    selections(&document);
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|error| panic!("not UTF-8: {error}"))
}

fn pieces_are_the_bytes(document: &Document<'_>) {
    let mut at = 0;
    for piece in document.pieces() {
        let span = match piece {
            Piece::Skeleton(span) => span,
            Piece::Pair(pair) => {
                let spans = [pair.id, pair.target.inner, pair.source.inner];
                assert!(spans.windows(2).all(|two| two[0].end <= two[1].start));
                spans.iter().for_each(|&span| _ = document.decoded(span));
                pair.outer()
            }
        };
        assert_eq!(span.start, at);
        assert!(!document.raw(span).is_empty());
        at = span.end;
    }
    assert_eq!(at, document.text().len());
}

fn renders_same(a: &str, b: &str) {
    let events = |text: &str| {
        let body = FrontMatter::find(text).map_or(byte_order_mark_len(text), |found| found.outer.end);
        let parser = Parser::new_ext(&text[body..], bitext::markdown::options());
        TextMergeStream::new(parser).map(|event| event.into_static()).collect::<Vec<_>>()
    };
    assert_eq!(events(a), events(b));
}

fn selections(document: &Document<'_>) {
    let names = headings(document).into_iter().skip(1).take(2).map(|heading| heading.slug).collect();
    let ids = document.pairs().iter().skip(1).take(1).filter_map(|pair| document.id(pair).parse().ok()).collect();
    for selector in [Selector::Sections(names), Selector::Ids(ids)] {
        let parts = select(document, &selector);
        let _ = clean_parts(document, &Options { side: Side::Target, keep_escapes: false, original: None }, &parts);
    }
}
