//! Edited targets come out as they were meant, or are refused with the right reason.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{Composed, Place, Refusal, Surroundings, Warning, compose, is_pair, marks, resolve};
use crate::exchange::content::reading::read;
use crate::exchange::content::tests::{corpus, seen, segment};
use crate::exchange::content::{Content, Part, of_pair};

const FIRST: Place = Place { surroundings: Surroundings::Paragraph, is_first: true };
const LATER: Place = Place { surroundings: Surroundings::Paragraph, is_first: false };

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
    let place = |surroundings| Place { surroundings, is_first: true };
    for (surroundings, wanted, expected) in [
        (Surroundings::TableCell, "a|b\nc", "a\\|b c"),
        (Surroundings::TableCell, "# å", "# å"),
        (Surroundings::Heading, "C#", "C\\#"),
        (Surroundings::Heading, "C# å\nb", "C# å b"),
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
    let returned = |text: &str| -> Vec<Part<'static, String>> {
        let named = |id: &str| id.to_owned();
        text.split_inclusive(|character: char| matches!(character, '}'))
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
    for (text, expected) in [
        ("ö", Ok(("ö", None))),
        ("{3/} {2}ö{/2} {1/}", Ok(("{3/} {2}ö{/2} {1/}", None))),
        ("{g2}ö{/g2} {x1/} {3-s/}", Ok(("{2}ö{/2} {1/} {3/}", None))),
        ("{1/} {2}ö{/2} {1/}", Ok(("{1/} {2}ö{/2} {3/}", Some(Warning::CodesInOrder)))),
        ("{a/} {b}ö{/b} {c/}", Ok(("{1/} {2}ö{/2} {3/}", Some(Warning::CodesInOrder)))),
        ("{1/}{1/} {2}ö{/2} {3/}", Ok(("{1/}{1/} {2}ö{/2} {3/}", None))),
        ("{a/} ö", Err(Refusal::UnknownCode("a".into()))),
        ("{2/} ö", Err(Refusal::NotSpanning(2))),
        ("{1}ö{/1}", Err(Refusal::Spanning(1))),
    ] {
        let found = resolve(returned(text), &target, &source).map(|(parts, warning)| (seen(&parts), warning));
        assert_eq!(found, expected.map(|(text, warning)| (text.to_owned(), warning)), "{text:?}");
    }
}

/// The content as it is read with the Markdown of codes for their ids, so that equal codes are equal.
fn with_markdown(content: &Content<'_>, parts: &[Part<'_>]) -> Vec<String> {
    let code = |id: &u32| content.codes.iter().find(|code| code.id == *id).unwrap();
    let end = |id: &u32| code(id).end.clone().unwrap_or_default();
    parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.to_string(),
            Part::Open(id) => format!("{{{}", code(id).start),
            Part::Close(id) => format!("}}{}", end(id)),
            Part::Placeholder(id) => format!("{{{}{}}}", code(id).start, end(id)),
        })
        .collect()
}

/// What a translator does to the flat sequence of characters and codes.
#[derive(Debug, Clone)]
enum Edit {
    Insert(Index, &'static str),
    Delete(Index, usize),
    /// Puts a code, or a character, somewhere else.
    Move(Index, Index),
    Copy(Index, Index),
}

/// What is inserted.
const HOSTILE: &[&str] = &[
    "ö",
    "日本",
    "「",
    "」",
    "は",
    "👍",
    "ع",
    "\u{202b}",
    " ",
    "  ",
    ".",
    "*",
    "**",
    "_",
    "`",
    "``",
    "[",
    "]",
    "](x)",
    "[å]",
    "![",
    "<b>",
    "</b>",
    "<",
    ">",
    "</span>",
    "</span></span>",
    "<span data-ttu-id=\"x-102\">",
    "<span class=\"sxs-lookup\"><span data-stu-id=\"x-101\">",
    "<!--",
    "-->",
    "<script>",
    "&",
    "&amp;",
    "&lt;",
    "&#42;",
    "\\",
    "\\*",
    "~~",
    "~",
    "|",
    "# ",
    "- ",
    "1. ",
    "    ",
    "\t",
    "> ",
    "===",
    "---",
    "\n",
    "\n\n",
    "\r\n",
    "[!NOTE]",
    ":::image x:::",
    "[^1]",
    "[å]: x",
    "\u{a0}",
    "\u{feff}",
    "https://å.example/a_b",
    "<https://å.example>",
    "\u{fffd}",
    ";",
    "#",
    "x",
];

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (any::<Index>(), select(HOSTILE)).prop_map(|(at, text)| Edit::Insert(at, text)),
        2 => (any::<Index>(), 1..4_usize).prop_map(|(at, length)| Edit::Delete(at, length)),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Move(from, to)),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Copy(from, to)),
    ]
}

/// Every character and code a part of its own.
fn flat(parts: &[Part<'_>]) -> Vec<Part<'static>> {
    let part = |part: &Part<'_>| match part {
        Part::Text(text) => text.chars().map(|character| Part::Text(character.to_string().into())).collect(),
        Part::Open(id) => vec![Part::Open(*id)],
        Part::Close(id) => vec![Part::Close(*id)],
        Part::Placeholder(id) => vec![Part::Placeholder(*id)],
    };
    parts.iter().flat_map(part).collect()
}

fn edited(parts: &[Part<'_>], edits: Vec<Edit>) -> Vec<Part<'static>> {
    let mut parts = flat(parts);
    for edit in edits {
        match edit {
            Edit::Insert(at, text) => {
                let at = at.index(parts.len() + 1);
                parts.insert(at, Part::Text(text.into()));
            }
            Edit::Delete(at, length) if !parts.is_empty() => {
                let at = at.index(parts.len());
                parts.drain(at..(at + length).min(parts.len()));
            }
            Edit::Move(from, to) if !parts.is_empty() => {
                let part = parts.remove(from.index(parts.len()));
                let to = to.index(parts.len() + 1);
                parts.insert(to, part);
            }
            Edit::Copy(from, to) if !parts.is_empty() => {
                let part = parts[from.index(parts.len())].clone();
                let to = to.index(parts.len() + 1);
                parts.insert(to, part);
            }
            _ => {}
        }
    }
    parts
}

fn place() -> impl Strategy<Value = Place> {
    let all = [Surroundings::Paragraph, Surroundings::Heading, Surroundings::TableCell, Surroundings::Html];
    (select(all.to_vec()), any::<bool>()).prop_map(|(surroundings, is_first)| Place { surroundings, is_first })
}

/// Both sides of a pair, most of them with the same codes.
fn pair() -> impl Strategy<Value = (String, String)> {
    prop_oneof![
        1 => (segment(), segment()),
        2 => segment().prop_map(|segment| (segment.clone(), segment)),
        2 => (segment(), segment()).prop_map(|(target, more)| (target.clone(), target + &more)),
    ]
}

/// All that is written of some parts: their texts, and the Markdown of the codes.
fn check_composed(composed: &Composed, wanted: &[Part<'_>], target: &str, source: &str) {
    let (old, of_source) = of_pair(target, source, is_defined);
    let (new, _) = of_pair(&composed.markdown, source, is_defined);
    let mut codes = of_source.codes.clone();
    for code in &old.codes {
        codes[code.id as usize - 1] = code.clone();
    }
    let wanted_content = Content { parts: Vec::new(), codes };
    let mut ids = std::collections::HashSet::new();
    let has_copies =
        wanted.iter().any(|part| matches!(part, Part::Open(_) | Part::Placeholder(_)) && !ids.insert(part));
    let in_lines = |texts: Vec<String>| texts.concat().replace("\r\n", "\n").replace('\r', "\n");
    let mut expected = in_lines(with_markdown(&wanted_content, wanted));
    let mut found = in_lines(with_markdown(&new, &new.parts));
    if composed.warnings.contains(&Warning::LineBreak) {
        expected = expected.replace('\n', " ");
        found = found.replace('\n', " ");
    }
    if !has_copies {
        assert_eq!(found, expected, "{target:?} {source:?} {}", composed.markdown);
    }
    if is_pair(target, source) {
        assert!(is_pair(&composed.markdown, source), "{target:?} {source:?} {}", composed.markdown);
    }
    // No tag that was not there.
    let reading = read(&composed.markdown, is_defined, &mut Vec::new());
    for mark in marks(&composed.markdown, &reading) {
        if let super::Mark::Open(_, raw) | super::Mark::Placeholder(_, raw) = mark {
            assert!(target.contains(&raw) || source.contains(&raw), "{raw:?} of {}", composed.markdown);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn what_was_not_edited_stays_as_it_is((target, source) in pair(), place in place()) {
        let (content, _) = of_pair(&target, &source, is_defined);
        let composed = compose(&content.parts, &target, &source, is_defined, place);
        prop_assert_eq!(composed, Ok(Composed { markdown: target, warnings: Vec::new() }));
    }

    #[test]
    fn what_was_edited_is_read_as_it_was_meant(
        (target, source) in pair(),
        edits in prop::collection::vec(edit(), 1..5),
        place in place(),
    ) {
        let (content, _) = of_pair(&target, &source, is_defined);
        let wanted = edited(&content.parts, edits);
        if let Ok(composed) = compose(&wanted, &target, &source, is_defined, place) {
            check_composed(&composed, &wanted, &target, &source);
        }
    }
}

#[test]
fn long_segments_are_written_in_linear_time() {
    for piece in
        ["[", "<", "*", "&", "**a** ", "<b>", "`a` ", "\\", "&amp;", "[a](b)", "~", "_", "- ", "1. ", ":::", "\n"]
    {
        let segment = piece.repeat(10_000);
        let start = std::time::Instant::now();
        let wanted = [Part::Text(format!("å{segment}ö").into())];
        for (target, source) in [("x", "y"), (&*segment, "y"), (&*segment, &*segment)] {
            let composed = compose(&wanted, target, source, is_defined, LATER).unwrap();
            check_composed(&composed, &wanted, target, source);
        }
        assert!(start.elapsed().as_secs() < 20, "{piece}: {:?}", start.elapsed());
    }
}

/// `parts` with one word replaced.
fn with_another_word(parts: &[Part<'_>], seed: usize, word: &str) -> Option<Vec<Part<'static>>> {
    let mut parts: Vec<Part<'static>> = parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => Part::Text(text.to_string().into()),
            Part::Open(id) => Part::Open(*id),
            Part::Close(id) => Part::Close(*id),
            Part::Placeholder(id) => Part::Placeholder(*id),
        })
        .collect();
    let words: Vec<(usize, usize, usize)> = parts
        .iter()
        .enumerate()
        .flat_map(|(at, part)| {
            let text = if let Part::Text(text) = part { text } else { "" };
            text.split_whitespace()
                .map(move |word| (at, word.as_ptr() as usize - text.as_ptr() as usize, word.len()))
                .collect::<Vec<_>>()
        })
        .collect();
    let (at, start, length) = *words.get(seed % words.len().max(1))?;
    if let Part::Text(text) = &mut parts[at] {
        text.to_mut().replace_range(start..start + length, word);
    }
    Some(parts)
}

#[test]
#[allow(clippy::print_stderr)]
fn real_targets_can_be_edited() {
    let (mut pairs, mut edits, mut refused) = (0, 0, Vec::new());
    for path in corpus() {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let (document, _) = crate::parse(&text);
        for pair in document.pairs() {
            let (target, source) = (&text[pair.target.inner.range()], &text[pair.source.inner.range()]);
            let (content, _) = of_pair(target, source, is_defined);
            pairs += 1;
            let same = compose(&content.parts, target, source, is_defined, LATER).map(|composed| composed.markdown);
            assert_eq!(same.as_deref(), Ok(target));
            if pairs % 7 != 0 {
                continue;
            }
            for word in ["ersättning", "<b>*x_ [y](z) &amp; 「ö」`"] {
                let Some(wanted) = with_another_word(&content.parts, pairs / 7, word) else { continue };
                edits += 1;
                match compose(&wanted, target, source, is_defined, LATER) {
                    Ok(composed) => check_composed(&composed, &wanted, target, source),
                    Err(refusal) => refused.push(format!("{target:?} {refusal:?}")),
                }
            }
        }
    }
    eprintln!("{pairs} targets; {} of {edits} edits are refused: {refused:#?}", refused.len());
    assert!(refused.len() * 10_000 <= edits, "{} of {edits} edits are refused: {refused:#?}", refused.len());
}
