//! Edited targets come out as they were meant, or are refused with the right reason.

mod edits;

use std::borrow::Cow;

use super::{Before, CodeNames, Composed, Place, Refusal, Surroundings, Warning, compose, resolve};
use crate::exchange::content::tests::seen;
use crate::exchange::content::{Part, of_pair};
use crate::exchange::returned::ReturnedParts;

const FIRST: Place = Place { surroundings: Surroundings::Paragraph, before: Before::Nothing, is_link_text: false };
const LATER: Place = Place { surroundings: Surroundings::Paragraph, before: Before::Text, is_link_text: false };

fn is_defined(label: &str) -> bool {
    matches!(crate::labels::key(label).as_str(), "å" | "^1")
}

/// Parts from text with `{1}`, `{/1}` and `{1/}`.
fn parts(text: &str) -> Vec<Part<'static>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let end = start + rest[start..].find('}').unwrap();
        if start > 0 {
            parts.push(Part::Text(rest[..start].to_owned().into()));
        }
        let code = &rest[start + 1..end];
        parts.push(match (code.strip_prefix('/'), code.strip_suffix('/')) {
            (Some(id), _) => Part::Close(id.parse().unwrap()),
            (_, Some(id)) => Part::Placeholder(id.parse().unwrap()),
            _ => Part::Open(code.parse().unwrap()),
        });
        rest = &rest[end + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned().into()));
    }
    parts
}

#[track_caller]
fn check(place: Place, target: &str, source: &str, wanted: &str, expected: &str) {
    let composed = compose(&parts(wanted), target, source, is_defined, place);
    assert_eq!(composed.map(|composed| composed.markdown), Ok(expected.to_owned()), "{target:?} -> {wanted:?}");
}

#[test]
fn what_was_left_keeps_its_spelling() {
    for (target, source, wanted, expected) in [
        ("a\\*b&nbsp;å", "a", "a*b\u{a0}å", "a\\*b&nbsp;å"),
        ("a\\*b&nbsp;å c", "a", "a*b\u{a0}ö c", "a\\*b&nbsp;ö c"),
        ("x * y \\- z", "a", "x * y - z!", "x * y \\- z!"),
        ("[å](sv.md)\r\nb", "[a](en.md)", "{1}å{/1}\nc", "[å](sv.md)\r\nc"),
        ("`b` och `a`", "`a` and `b`", "{1/} och {2/}", "`a` och `b`"),
        ("å", "`a` **b**", "å {2}ö{/2} {1/}", "å **ö** `a`"),
        ("**å** b", "a b", "**å** c", "**å** c"),
        ("**å** b **c**", "a b", "x **å** b d", "x **å** b d"),
        ("**å** b", "a b", "**å b", "\\*\\*å b"),
        ("![](å.png)", "![a](a.png)", "{1}ö{/1}", "![ö](å.png)"),
        ("[!NOTE] å", "[!NOTE] a", "{1/} ö", "[!NOTE] ö"),
    ] {
        check(LATER, target, source, wanted, expected);
    }
}

#[test]
fn a_link_whose_text_was_its_label_names_the_label() {
    for (target, source, wanted, expected) in [
        ("Se [å][] nu", "See [å][] now", "Se {1}ö{/1} nu", "Se [ö][å] nu"),
        ("Se [å] nu", "See [å] now", "Se {1}nya ö{/1} nu", "Se [nya ö][å] nu"),
        ("Se [Å] nu", "See [å] now", "Se {1}Å{/1} sen", "Se [Å] sen"),
        ("Se [a][å] nu", "See [b][å] now", "Se {1}ö{/1} nu", "Se [ö][å] nu"),
        ("Se nu", "See [å] now", "Se {1}ö]{/1} nu", "Se [ö\\]][å] nu"),
    ] {
        check(LATER, target, source, wanted, expected);
    }
}

#[test]
fn new_text_has_the_fewest_escapes_that_hold() {
    for (wanted, expected) in [
        (
            "ö & a&b < 5 > 3 <> a_b _ c$ ^d (e) 5% \"f\" g-h i. #j",
            "ö & a&b < 5 > 3 <> a_b _ c$ ^d (e) 5% \"f\" g-h i. #j",
        ),
        ("*ö* `b` a\\b \\* c\\", "\\*ö\\* \\`b\\` a\\b \\\\\\* c\\\\"),
        ("<b>ö</b> </span><span data-ttu-id=\"x-101\">", "&lt;b>ö&lt;/b> &lt;/span>&lt;span data-ttu-id=\"x-101\">"),
        ("<!-- å --> <https://å.example>", "&lt;!-- å --> &lt;https://å.example>"),
        ("&amp; &#1; &å; a&amp", "&amp;amp; &amp;#1; &å; a&amp"),
        ("_ö_ __init__ a__b ~/x", "\\_ö\\_ \\_\\_init\\_\\_ a__b ~/x"),
        ("~~ö~~", "\\~\\~ö\\~\\~"),
        ("a<=b@c.example> d<=e", "a&lt;=b@c.example> d<=e"),
        ("[ö](b) ![c](d) [e] x[^1] [!NOTE]", "[ö\\](b) \\![c\\](d) [e] x\\[^1] \\[!NOTE]"),
        ("[å]", "\\[å\\]"),
        (":::image ö:::", "\\:::image ö\\:::"),
        ("ö\nc", "ö c"),
        ("# ö", "# ö"),
    ] {
        check(LATER, "Hej", "Hello", wanted, expected);
    }
    for (wanted, expected) in [
        ("# ö", "\\# ö"),
        ("#ö", "#ö"),
        ("1. ö", "1\\. ö"),
        ("1.5 ö", "1.5 ö"),
        ("12) ö", "12\\) ö"),
        ("- ö", "\\- ö"),
        ("-ö", "-ö"),
        ("+ ö", "\\+ ö"),
        ("> ö", "\\> ö"),
        ("---", "\\---"),
        ("|a|b|", "\\|a|b|"),
        ("    ö", "&#32;   ö"),
        ("\tö", "&#9;ö"),
        ("[å]: b", "[å\\]: b"),
        ("[x] ö", "\\[x] ö"),
        ("~~~ ö", "\\~\\~\\~ ö"),
        ("{1/} ö", "`a` ö"),
    ] {
        check(FIRST, "Hej", "Hello `a`", wanted, expected);
    }
}

#[test]
fn the_place_decides_the_spelling() {
    let place = |surroundings| Place { surroundings, before: Before::Nothing, is_link_text: false };
    for (surroundings, wanted, expected) in [
        (Surroundings::TableCell, "a|b\nc", "a\\|b c"),
        (Surroundings::TableCell, "# å", "\\# å"),
        (Surroundings::Heading, "C#", "C\\#"),
        (Surroundings::Heading, "C# å\nb", "C# å b"),
        (Surroundings::Heading, "1. å", "1\\. å"),
        (
            Surroundings::Html,
            "a*b `c` \\d \\* _e_ <i> &copy å & b",
            "a&#42;b &#96;c&#96; \\d &#92;&#42; &#95;e&#95; &lt;i> &amp;copy å & b",
        ),
        (Surroundings::Html, "- å\nb", "- å\nb"),
        (Surroundings::Paragraph, "å\n- b\n\n# c\n===", "å\n\\- b \n\\# c\n\\==="),
    ] {
        check(place(surroundings), "x\ny", "Hello", wanted, expected);
    }
    let behind = |surroundings, before| Place { surroundings, before, is_link_text: false };
    for (surroundings, before, wanted, expected) in [
        (Surroundings::TableCell, Before::Text, "# å", "# å"),
        (Surroundings::TableCell, Before::Lines, "- å", "\\- å"),
        (Surroundings::Heading, Before::Text, "1. å", "1. å"),
        (Surroundings::Paragraph, Before::Lines, "1. å", "1\\. å"),
        (Surroundings::Paragraph, Before::Lines, "> å", "\\> å"),
        (Surroundings::Paragraph, Before::Lines, "===", "\\==="),
        (Surroundings::Paragraph, Before::Lines, "---", "\\---"),
        (Surroundings::Paragraph, Before::Text, "---", "---"),
    ] {
        check(behind(surroundings, before), "x", "Hello", wanted, expected);
    }
    let link_text = Place { is_link_text: true, ..LATER };
    for (wanted, expected) in [("ö] b", "ö\\] b"), ("[ö", "\\[ö"), ("[ö] b", "[ö] b")] {
        check(link_text, "x", "Hello", wanted, expected);
    }
}

#[test]
fn marks_of_emphasis_stay_marks() {
    for (target, source, wanted, expected) in [
        ("**x**は", "**a**", "{1}「x」{/1}は", "**「x」**&#12399;"),
        ("は**x**", "**a**", "は{1}「x」{/1}", "&#12399;**「x」**"),
        ("**x**", "**a**", "{1} x {/1}å", "**&#32;x&#32;**&#229;"),
        ("*x* y", "*a*", "ö{1}x{/1}y", "ö*x*y"),
        ("_x_ y", "_a_", "ö{1}x{/1}y", "&#246;_x_&#121;"),
        ("~~x~~", "~~a~~", "å{1}.x.{/1}å", "&#229;~~.x.~~&#229;"),
        ("**x** `b`", "**a** `b`", "{2/}{1}{2/}x{/1}", "`b`**`b`x**"),
    ] {
        check(LATER, target, source, wanted, expected);
    }
}

#[test]
fn what_does_not_fit_is_refused_with_its_reason() {
    for (wanted, expected) in [
        ("", Refusal::Empty),
        ("å{9/}", Refusal::UnknownCode("9".into())),
        ("{3}å{/3}", Refusal::Spanning(3)),
        ("å{1/}", Refusal::NotSpanning(1)),
        ("{1}å", Refusal::NotClosed(1)),
        ("å{/1}", Refusal::NotOpened(1)),
        ("{1}å{2}b{/1}c{/2}", Refusal::Crossed { inner: 2, outer: 1 }),
        ("å {2}{/2}", Refusal::EmptyCode(2)),
        ("{1}å{4}b{/4}{/1}", Refusal::Nested { inner: 4, outer: 1 }),
        ("å {3/}{3/}", Refusal::Repeated(3)),
        ("å {3/}{5/}", Refusal::Touching { first: 3, second: 5 }),
        ("å\0", Refusal::IllegalCharacter('\0')),
    ] {
        let target = "[å](a.md) **b** `c` [d](e.md) `f`";
        let refused = compose(&parts(wanted), target, target, is_defined, FIRST);
        assert_eq!(refused, Err(expected), "{wanted:?}");
    }
}

#[test]
fn what_was_changed_on_the_way_is_said() {
    for (target, wanted, expected) in [
        ("å `b` `c`", "å", vec![Warning::DroppedCode(1), Warning::DroppedCode(2)]),
        ("å", "ö\n\nb", vec![Warning::LineBreak]),
        ("å `b`", "ö {1/} {1/}", vec![]),
    ] {
        let Composed { warnings, .. } = compose(&parts(wanted), target, "a `b` `c`", is_defined, FIRST).unwrap();
        assert_eq!(warnings, expected, "{wanted:?}");
    }
}

#[test]
fn ids_are_those_of_the_export() {
    let (target, source) = of_pair("**å** `b` `c`", "`b` **a** `c`", is_defined);
    let returned = |text: &str| -> ReturnedParts<'static> {
        let named = |id: &str| Cow::Owned(id.to_owned());
        text.split_inclusive('}')
            .flat_map(|piece| {
                let (text, code) = piece.split_once('{').unwrap_or((piece, ""));
                let code = code.trim_end_matches('}');
                let code = match (code, code.strip_prefix('/'), code.strip_suffix('/')) {
                    ("", ..) => None,
                    (_, Some(id), _) => Some(Part::Close(named(id))),
                    (_, _, Some(id)) => Some(Part::Placeholder(named(id))),
                    _ => Some(Part::Open(named(code))),
                };
                (!text.is_empty())
                    .then(|| Part::Text(text.to_owned().into()))
                    .into_iter()
                    .chain(code)
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    let own = &CodeNames::Own;
    let unknown = &CodeNames::Unknown;
    let renamed = &CodeNames::Renamed([("7", 1), ("2", 3), ("b", 2)].into());
    for (names, text, expected) in [
        (own, "ö", Ok(("ö", None))),
        (own, "{3/} {2}ö{/2} {1/}", Ok(("{3/} {2}ö{/2} {1/}", None))),
        (own, "{g2}ö{/g2} {x1/} {3-s/}", Ok(("{2}ö{/2} {1/} {3/}", None))),
        (own, "{a/} {b}ö{/b} {c/}", Ok(("{1/} {2}ö{/2} {3/}", Some(Warning::CodesInOrder)))),
        (own, "{1/}{1/} {2}ö{/2} {3/}", Ok(("{1/}{1/} {2}ö{/2} {3/}", None))),
        (own, "{3/} {2}ö{/2} {5/}", Err(Refusal::UnknownCode("5".into()))),
        (own, "{3/} {2}ö{/2} {3/}", Ok(("{3/} {2}ö{/2} {3/}", None))),
        (own, "{a/} ö", Err(Refusal::UnknownCode("a".into()))),
        (own, "{2/} ö", Err(Refusal::NotSpanning(2))),
        (own, "{1}ö{/1}", Err(Refusal::Spanning(1))),
        (unknown, "{1/} {2}ö{/2} {1/}", Ok(("{1/} {2}ö{/2} {3/}", Some(Warning::CodesInOrder)))),
        (renamed, "{2/} {b}ö{/b} {7/}", Ok(("{3/} {2}ö{/2} {1/}", None))),
        (renamed, "{2/} {b}ö{/b} {8/}", Err(Refusal::UnknownCode("8".into()))),
        (renamed, "{x/} {y}ö{/y} {z/}", Ok(("{1/} {2}ö{/2} {3/}", Some(Warning::CodesInOrder)))),
    ] {
        let found = resolve(&returned(text), &target, &source, names).map(|(parts, warning)| (seen(&parts), warning));
        assert_eq!(found, expected.map(|(text, warning)| (text.to_owned(), warning)), "{text:?}");
    }
}
