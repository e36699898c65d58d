//! The pages of `fixtures/` give the clean pages that stand beside them, and each odd file what its row in the table of
//! `fixtures/README.md` promises.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::path::Path;

use bitext::bitext::Side;
use bitext::diagnostic::Severity;
use bitext::front_matter::{FrontMatter, TRANSLATED_KEYS};
use regex::Regex;
use support::{assert_same, cleaned, fixture, fixtures, numbers, original, pages, places};

/// Checks every page of `docs/bilingual` but those `except` against the same path in another folder of `docs`.
fn check_docs(side: Side, with_original: bool, folder: &str, except: &[&str], fold: fn(&str) -> String) {
    for path in pages(&fixtures().join("docs/bilingual")) {
        if except.iter().any(|name| path == Path::new(name)) {
            continue;
        }
        let name = path.to_str().unwrap();
        let page = fixture(&format!("docs/bilingual/{name}"));
        let original = with_original.then(|| original(&path));
        let text = cleaned(&page, side, original.as_ref()).text;
        assert_same(&fold(&text), &fold(&fixture(&format!("docs/{folder}/{name}"))), name);
    }
}

fn as_is(text: &str) -> String {
    text.to_owned()
}

/// Line breaks, those of quotes too, and other white space as single spaces, without what no bilingual page holds the source of: image alt texts,
/// and the front matter values that are translated.
fn folded(text: &str) -> String {
    let translated = FrontMatter::find(text).map_or_else(Vec::new, |front_matter| front_matter.entries(text));
    let mut kept = text.to_owned();
    for entry in translated.iter().rev().filter(|entry| TRANSLATED_KEYS.contains(&entry.key.as_ref())) {
        kept.replace_range(entry.value.range(), "");
    }
    let kept: Vec<&str> = kept.lines().map(|line| line.trim_start_matches(['>', ' '])).collect();
    let words = kept.join("\n").split_whitespace().collect::<Vec<_>>().join(" ");
    Regex::new(r"!\[[^\]]*\]").unwrap().replace_all(&words, "![]").into_owned()
}

#[test]
fn target_with_the_original() {
    check_docs(Side::Target, true, "target", &[], as_is);
}

#[test]
fn target_without_the_original() {
    check_docs(Side::Target, false, "target", &[], as_is);
}

#[test]
fn source_with_the_original_is_the_original() {
    // It has no front matter, so no hash that would show that the original is the right one.
    check_docs(Side::Source, true, "source", &["de-de/includes/no-front-matter.md"], as_is);
}

#[test]
fn source_without_the_original() {
    // Two of its sources are empty although the original has text there.
    check_docs(Side::Source, false, "source", &["de-de/admin/nested.md"], folded);
}

/// Checks what is found in a file of `odd/`: the numbers of its pairs, the lines of its errors, how many warnings there are.
#[track_caller]
fn check_odd(name: &str, pairs: &[&str], errors: &[(usize, &str)], warnings: &[(usize, &str)]) {
    let page = fixture(&format!("odd/{name}"));
    let (document, said) = bitext::parse(&page);
    assert_eq!(numbers(&document), pairs, "pairs of {name}");
    assert_eq!(places(&page, &said, Severity::Error), errors, "errors of {name}");
    assert_eq!(places(&page, &said, Severity::Warning), warnings, "warnings of {name}");
}

#[test]
fn hand_edited_pairs_are_read_and_reported() {
    let numbers = ["102", "103", "104", "105", "106", "107", "108", "109", "110", "111", "112", "113", "114"];
    let lines = [13, 15, 17, 19, 21, 23, 26, 29, 31, 33, 35].map(|line| (line, "malformed-span"));
    check_odd("hand-edited.md", &numbers, &[], &lines);
    let page = fixture("odd/hand-edited.md");
    for (side, word) in [(Side::Target, "Blandat"), (Side::Source, "Mixed")] {
        let text = cleaned(&page, side, None).text;
        assert!(text.contains(&format!("- {word} <span class=\"ui\">OK</span>.\n")), "{text}");
        assert!(!text.contains("tu-id") && !text.to_lowercase().contains("sxs-lookup"), "{text}");
        assert_eq!(text.to_lowercase().matches("span").count(), 2, "{text}");
    }
}

#[test]
fn broken_pairs_are_reported_and_left_as_they_are() {
    let good = ["102", "104", "106", "109", "111", "113", "115", "117"];
    let faults = [
        (13, "unpaired-target"),
        (17, "unpaired-source"),
        (21, "id-mismatch"),
        (23, "malformed-span"),
        (25, "malformed-span"),
        (29, "malformed-span"),
        (29, "unpaired-source"),
        (33, "malformed-span"),
        (36, "unpaired-target"),
    ];
    check_odd("broken.md", &good, &faults, &[]);
    let page = fixture("odd/broken.md");
    for (side, mark) in [(Side::Target, "Helt par"), (Side::Source, "Good pair")] {
        let text = cleaned(&page, side, None).text;
        assert_eq!(text.matches(mark).count(), 7, "{text}");
        for line in [13, 17, 21, 25, 29, 36] {
            let line = page.lines().nth(line - 1).unwrap();
            assert!(text.contains(line), "{line} is gone from {text}");
        }
    }
}

#[test]
fn a_page_about_the_format_keeps_its_examples() {
    let page = fixture("odd/code-only.md");
    let (document, said) = bitext::parse(&page);
    assert_eq!(numbers(&document), ["102", "103", "104", "105", "106", "107", "108", "109"]);
    assert!(document.pairs().iter().all(|pair| document.id(pair).starts_with("5fa07-")));
    assert_eq!(places(&page, &said, Severity::Error), []);
    for side in [Side::Target, Side::Source] {
        let text = cleaned(&page, side, None).text;
        assert!(!text.contains("5fa07-"), "{text}");
        let examples =
            |text: &str| text.lines().filter(|line| line.contains("abcde-")).map(str::to_owned).collect::<Vec<_>>();
        let outside_pairs = |text: &str| {
            let mut lines = examples(text);
            lines.retain(|line| !line.starts_with("- "));
            lines
        };
        assert_eq!(outside_pairs(&text), outside_pairs(&page));
        assert!(text.contains(": ``<span data-ttu-id=\"abcde-101\">`x`</span>``.\n"), "{text}");
    }
}

/// Checks that the pairs of a page are found, and that all bytes around them are in the clean page in their order.
#[track_caller]
fn check_bytes(page: &str, pairs: &[&str], side: Side, expected_start: &str) {
    let (document, said) = bitext::parse(page);
    assert_eq!(numbers(&document), pairs);
    assert_eq!(said, []);
    let text = cleaned(page, side, None).text;
    assert!(text.starts_with(expected_start), "{text:?}");
    let mut rest = text.as_str();
    for pair in document.pairs() {
        let inner = document.raw(pair.side(side).inner);
        let at = rest.find(inner).unwrap_or_else(|| panic!("{inner:?} is gone from {rest:?}"));
        rest = &rest[at + inner.len()..];
    }
    if side == Side::Target {
        let skeleton: String = document.skeleton().map(|span| document.raw(span)).collect();
        let cut: String = document
            .pairs()
            .iter()
            .fold(text.clone(), |text, pair| text.replacen(document.raw(pair.target.inner), "", 1));
        assert_eq!(cut.matches("\r\n").count(), skeleton.matches("\r\n").count());
        assert_eq!(cut.matches('\n').count(), skeleton.matches('\n').count());
    }
}

#[test]
fn line_endings_and_byte_order_marks_stay() {
    let crlf = fixture("odd/crlf.md");
    let (document, _) = bitext::parse(&crlf);
    assert_eq!(numbers(&document), ["102", "103", "104", "105", "106", "107"]);
    for side in [Side::Target, Side::Source] {
        let text = cleaned(&crlf, side, None).text;
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{text:?}");
        let label = if side == Side::Target { "[listan över kopior]" } else { "[list of copies]" };
        assert!(text.ends_with(&format!("```\r\n\r\n{label}: copies.md\r\n")), "{text:?}");
    }
    let bom = fixture("odd/bom.md");
    check_bytes(&bom, &["102", "103"], Side::Target, "\u{feff}---\ntitle: Stoppa en kopiering\n");
    check_bytes(
        &bom,
        &["102", "103"],
        Side::Source,
        "\u{feff}---\ntitle: Stop a copy\nms.topic: article\n---\n\n# Stop a copy\n",
    );
    let mixed = fixture("odd/mixed-endings.md");
    check_bytes(&mixed, &["102", "103", "104", "105", "106"], Side::Target, "---\r\ntitle: Flytta ett valv\r\n");
    let source = cleaned(&mixed, Side::Source, None).text;
    assert!(
        source.ends_with(
            "once a year.\nThe move takes about an hour.\r\n\r\n- Close all programs.\r\n- Start the move.\n"
        )
    );
    check_bytes(&fixture("odd/nul.md"), &["102", "103"], Side::Target, "---\ntitle: Läs en binär fil\n");
    assert!(
        cleaned(&fixture("odd/nul.md"), Side::Source, None)
            .text
            .ends_with("The character \0 ends the name.\n\nNUL: \0.\n")
    );
    check_bytes(&fixture("odd/no-final-newline.md"), &["102", "103"], Side::Target, "---\n");
    assert!(cleaned(&fixture("odd/no-final-newline.md"), Side::Source, None).text.ends_with("40 characters."));
}

#[test]
fn an_encoded_page_gives_all_its_pairs() {
    let page = fixture("docs/bilingual/sv-se/guide/encoded.md");
    let (document, said) = bitext::parse(&page);
    assert_eq!(document.pairs().len(), 12);
    assert_eq!(places(&page, &said, Severity::Error), []);
    assert_eq!(places(&page, &said, Severity::Warning), [(17, "encoded-marker")]);
}

#[test]
fn a_page_without_pairs_is_left_alone() {
    for name in ["odd/bare.md", "odd/empty.md"] {
        for side in [Side::Target, Side::Source] {
            assert_same(&cleaned(&fixture(name), side, None).text, &fixture(name), name);
        }
    }
    // Anchors and definitions of a page that was never translated are its author's.
    let page = "# <a name=\"å\"></a>Å\n\n[a] and [b]\n\n[a]: x.md\n[b]: x.md\n";
    for side in [Side::Target, Side::Source] {
        assert_same(&cleaned(page, side, None).text, page, "a page of one language");
    }
}

#[test]
fn front_matter_that_is_not_valid_is_reported_on_the_source_side() {
    for (name, line) in [("yaml-invalid.md", 2..=11), ("yaml-duplicate-key.md", 4..=4), ("yaml-unclosed.md", 1..=1)] {
        let page = fixture(&format!("odd/{name}"));
        let (document, _) = bitext::parse(&page);
        assert_eq!(numbers(&document), ["102", "103"], "{name}");
        let source = cleaned(&page, Side::Source, None);
        let severity = if name == "yaml-unclosed.md" { Severity::Warning } else { Severity::Error };
        let found = places(&page, &source.said, severity);
        assert!(matches!(found.as_slice(), [(at, "front-matter")] if line.contains(at)), "{name}: {found:?}");
        let yaml = page.find("# <a name").unwrap();
        assert_same(source.text.split_inclusive("# ").next().unwrap().trim_end_matches("# "), &page[..yaml], name);
        assert_eq!(cleaned(&page, Side::Target, None).said, [], "the target side needs no key");
    }
}

fn pair(number: usize, target: &str, source: &str) -> String {
    format!(
        "<span data-ttu-id=\"0a1b2-{number}\">{target}</span><span class=\"sxs-lookup\">\
         <span data-stu-id=\"0a1b2-{number}\">{source}</span></span>"
    )
}

#[test]
fn a_definition_goes_only_if_it_is_the_double_of_another() {
    let both = pair(1, "[ett] och [två]", "[one] and [two]");
    for (definitions, target, source) in [
        ("[ett]: x\n[one]: x\n[två]: y\n[two]: y\n", "[ett]: x\n[två]: y\n", "[one]: x\n[two]: y\n"),
        // The author's: both sides use the first, or none uses the second, or it is no definition.
        ("[one]: x\n[two]: x\n", "[one]: x\n[two]: x\n", "[one]: x\n[two]: x\n"),
        (
            "[//]: # \"å\"\n[comment]: # \"å\"\n",
            "[//]: # \"å\"\n[comment]: # \"å\"\n",
            "[//]: # \"å\"\n[comment]: # \"å\"\n",
        ),
        ("Text\n[ett]: x\n[one]: x\n", "Text\n[ett]: x\n[one]: x\n", "Text\n[ett]: x\n[one]: x\n"),
        ("<!--\n[ett]: x\n[one]: x\n-->\n", "<!--\n[ett]: x\n[one]: x\n-->\n", "<!--\n[ett]: x\n[one]: x\n-->\n"),
        ("```\n[ett]: x\n[one]: x\n```\n", "```\n[ett]: x\n[one]: x\n```\n", "```\n[ett]: x\n[one]: x\n```\n"),
    ] {
        let page = format!("{both}\n\n{definitions}");
        assert_same(&cleaned(&page, Side::Target, None).text, &format!("[ett] och [två]\n\n{target}"), definitions);
        assert_same(&cleaned(&page, Side::Source, None).text, &format!("[one] and [two]\n\n{source}"), definitions);
    }
}

#[test]
fn the_title_keeps_its_quotes_and_its_comment() {
    for (title, expected) in [
        ("Hej # viktig", "\"It's: new\" # viktig"),
        ("'Hej' # viktig", "'It''s: new' # viktig"),
        ("\"Hej\"", "\"It's: new\""),
    ] {
        let page = format!("---\ntitle: {title}\nms.contentlocale: sv-SE\n---\n# {}\n", pair(1, "Hej", "It's: new"));
        let expected = format!("---\ntitle: {expected}\n---\n\n# It's: new\n");
        assert_same(&cleaned(&page, Side::Source, None).text, &expected, title);
    }
}

#[test]
fn the_source_side_says_what_it_cannot_give() {
    let localized = "---\nms.topic: x\nms.contentlocale: sv-SE\n---\nHej då\n";
    let page = format!("{}\n", pair(1, "(%)", ""));
    for (page, rule) in [(localized, "text-outside-pair"), (page.as_str(), "empty-source")] {
        let found = cleaned(page, Side::Source, None).said;
        assert!(found.iter().any(|diagnostic| diagnostic.rule.as_str() == rule), "{page}: {found:?}");
        assert_eq!(cleaned(page, Side::Target, None).said, [], "{page}");
    }
}

#[test]
fn code_is_left_alone_whatever_stands_in_front_of_it() {
    let shown = pair(7, "x", "y");
    let encoded = "<span data-ttu-id=&quot;0a1b2-8&quot;>x</span>";
    for code in [
        format!("<!--\n```\n-->\n\n```\n\n{shown}\n\n```\n"),
        format!("<div>\n```\n</div>\n\n```\n\n{shown}\n\n```\n"),
        format!("```\r{shown}\r```\r"),
        format!("- ```\n-->\n  ```\n\n{shown}\n"),
        format!("```\na title=\"x\" {encoded} \"\n```\n"),
        format!("`\"{encoded}\"`\n"),
    ] {
        let page = format!("{}\n\n{code}", pair(1, "Hej", "Hello"));
        assert_same(&cleaned(&page, Side::Target, None).text, &format!("Hej\n\n{code}"), &code);
    }
}

#[test]
fn a_back_tick_alone_swallows_no_skeleton() {
    for rest in [" eller ` <span><span>a</span></span> slut\n", " eller `</span></span>` slut\n"] {
        let page = format!("{}{rest}", pair(1, "Tryck ` nu", "Press ` now"));
        assert_same(&cleaned(&page, Side::Target, None).text, &format!("Tryck ` nu{rest}"), rest);
        assert_same(&cleaned(&page, Side::Source, None).text, &format!("Press ` now{rest}"), rest);
    }
}

#[test]
fn an_escape_stays_where_markdown_takes_a_carriage_return_for_a_line_end_and_so_shows_it() {
    let page = format!("```\r```\n\n{}\n", pair(1, "Hej\\*", ""));
    assert_same(&cleaned(&page, Side::Target, None).text, "```\r```\n\nHej\\*\n", &page);
}
