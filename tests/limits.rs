//! Time and memory stay in proportion to the page, however hostile it is.
//!
//! Each page is measured at one size and at four times that size. Four times the work is allowed eight times the time; an
//! algorithm that compares everything with everything takes sixteen. What is too fast to measure passes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

#[path = "fuzz/checking.rs"]
mod checking;
#[path = "fuzz/exchanging.rs"]
mod exchanging;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use bitext::bitext::Side;
use bitext::clean::{Options, clean, clean_parts};
use bitext::original::Original;
use bitext::select::{Selector, headings, select};
use bitext::source::Locator;

/// Below this, the time of the larger page says nothing.
const NOISE: Duration = Duration::from_millis(400);

fn pair(number: usize, target: &str, source: &str) -> String {
    format!(
        "<span data-ttu-id=\"0a1b2-{number}\">{target}</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-{number}\">{source}</span></span>"
    )
}

/// A page of `count` numbered parts.
fn page(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

fn time(work: impl Fn()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

/// Checks that `work` on the page of size `4 * count` takes no more than in proportion to that on the page of size `count`.
#[track_caller]
fn check(what: &str, count: usize, page: impl Fn(usize) -> String, work: impl Fn(&str)) {
    let (small, large) = (page(count), page(4 * count));
    let once = |text: &str| time(|| work(text));
    let (mut short, mut long) = (once(&small), once(&large));
    let is_linear = |short: Duration, long: Duration| long < NOISE || long < 8 * short;
    // A busy machine can disturb one measurement, hardly three.
    for _ in 0..2 {
        if !is_linear(short, long) {
            short = short.max(once(&small));
            long = long.min(once(&large));
        }
    }
    eprintln!("{what}: {} bytes in {long:.2?}, {} in {short:.2?}", large.len(), small.len());
    assert!(is_linear(short, long), "{what}: {count} in {short:.2?}, {} in {long:.2?}", 4 * count);
}

/// Checks that `work` on one page ends in a time that no algorithm reaches that compares everything with everything.
#[track_caller]
fn check_bounded(what: &str, page: &str, work: impl Fn(&str)) {
    let long = time(|| work(page));
    eprintln!("{what}: {} bytes in {long:.2?}", page.len());
    assert!(long < Duration::from_secs(60), "{what}: {long:.2?}");
}

/// Parses a page, finds the places of all that is said, and cleans it to both sides.
fn parse_and_clean(text: &str) {
    let (document, said) = bitext::parse(text);
    let mut locator = Locator::new(text);
    said.iter().for_each(|diagnostic| _ = locator.locate(diagnostic.span.start));
    for side in [Side::Target, Side::Source] {
        let _ = clean(&document, &Options { side, keep_escapes: false, original: None });
    }
}

/// Cleans a page to both sides by an original that is the page's own source side, with escapes.
fn clean_with_original(text: &str) {
    let (document, _) = bitext::parse(text);
    let source = document.side_text(document.body(), Side::Source);
    for text in [source.clone(), source.replace("\\*", "*"), source.replace("\\`", "`")] {
        let original = Original { path: "å.md".into(), bytes: text.into_bytes() };
        for side in [Side::Target, Side::Source] {
            let _ = clean(&document, &Options { side, keep_escapes: false, original: Some(&original) });
        }
    }
}

/// Selects parts of a page in each way.
fn select_parts(text: &str) {
    let (document, _) = bitext::parse(text);
    let _ = headings(&document);
    for selector in [
        Selector::Sections(vec!["x".to_owned(), "å".to_owned()]),
        Selector::Ids(vec!["1..3".parse().unwrap(), "5..99999999".parse().unwrap(), "7".parse().unwrap()]),
        Selector::Matching(regex::Regex::new("[xå]").unwrap()),
    ] {
        let parts = select(&document, &selector);
        let options = Options { side: Side::Target, keep_escapes: false, original: None };
        let _ = clean_parts(&document, &options, &parts);
    }
}

#[test]
fn spans() {
    check("nested spans", 25_000, |n| format!("{}å{}", "<span>".repeat(n), "</span>".repeat(n)), parse_and_clean);
    let nested = |n: usize| pair(1, &format!("{}å{}", "<span>".repeat(n), "</span>".repeat(n)), &"<span> ".repeat(n));
    check("nested spans in a pair", 25_000, nested, parse_and_clean);
    check("lone closing tags", 25_000, |n| pair(1, "å", "y") + &"</span>".repeat(n), parse_and_clean);
    check("closing tags in a pair", 25_000, |n| pair(1, &"</span>".repeat(n), "y"), parse_and_clean);
}

#[test]
fn markers() {
    let target = |n| format!("<span data-ttu-id=\"0a1b2-{n}\">å ");
    let source = |n| format!("<span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-{n}\">y ");
    check("unclosed targets", 25_000, |n| page(n, target), parse_and_clean);
    check("unclosed targets in code", 25_000, |n| page(n, |n| format!("`{}", target(n))), parse_and_clean);
    check("lone sources", 25_000, |n| page(n, source), parse_and_clean);
    check("unclosed pairs", 25_000, |n| page(n, |n| target(n) + "</span>" + &source(n)), parse_and_clean);
    check("torn tags", 25_000, |n| "<span data-ttu-id=\"å ".repeat(n), parse_and_clean);
    check("attribute names", 50_000, |n| "<span ".to_owned() + &"tu-id ".repeat(n), parse_and_clean);
    check("attribute names in tags", 25_000, |n| "<span tu-id=å ".repeat(n), parse_and_clean);
    check("upper case", 25_000, |n| "<SPAN DATA-TTU-ID=\"1\">".repeat(n), parse_and_clean);
    check("one id", 25_000, |n| "<span data-ttu-id=\"1\">".repeat(n) + "<span data-stu-id=\"1\">", parse_and_clean);
}

#[test]
fn encoded_markers() {
    let encoded = |n: usize| pair(n, "å", "y").replace("\"0a1b2", "&quot;0a1b2");
    check("&quot; without a quote", 25_000, |n| page(n, |n| encoded(n).replace('"', "&quot;")), parse_and_clean);
    check("&quot; before a quote", 25_000, |n| page(n, |n| encoded(n).replace('"', "&quot;")) + "\"", parse_and_clean);
    check(
        "regions of &quot;",
        5_000,
        |n| page(n, |n| format!("\"{}\" ", encoded(n).replace('"', "&quot;"))),
        parse_and_clean,
    );
}

#[test]
fn lines() {
    check("pairs in one line", 12_500, |n| page(n, |n| pair(n, "Återställ", "Restore") + " "), parse_and_clean);
    check("pairs with code in one line", 12_500, |n| page(n, |n| pair(n, "å", "y") + " `a` "), parse_and_clean);
    check("pairs in a list", 12_500, |n| page(n, |n| format!("- {}\n", pair(n, "å", "y"))), parse_and_clean);
    check("indented pairs", 12_500, |n| page(n, |n| format!("    {}\n", pair(n, "å", "y"))), parse_and_clean);
    check("pairs in fences", 5_000, |n| page(n, |n| format!("```\n{}\n```\n", pair(n, "å", "y"))), parse_and_clean);
    check(
        "fences in one line",
        50_000,
        |n| page(n, |n| format!("å ``` {}", if n % 100 == 0 { pair(n, "å", "y") } else { String::new() })),
        parse_and_clean,
    );
    check(
        "pairs in a table",
        5_000,
        |n| "|a|\n|-|\n".to_owned() + &page(n, |n| format!("|{}|\n", pair(n, "å", "y"))),
        parse_and_clean,
    );
}

#[test]
fn back_ticks() {
    let around = |text: String| format!("{} {text} {}", pair(1, "å", "y"), pair(2, "ä", "z"));
    check("back-ticks", 250_000, |n| around("`".repeat(n)), parse_and_clean);
    check("single back-ticks", 100_000, |n| around("` ".repeat(n)), parse_and_clean);
    check("back-ticks in a pair", 100_000, |n| pair(1, &"` ".repeat(n), &"`a".repeat(n)), parse_and_clean);
    let runs = |n: usize| page(n, |n| "`".repeat(n) + " ");
    check("runs of back-ticks", 400, |n| around(runs(n)), parse_and_clean);
    check("runs of back-ticks in a pair", 400, |n| pair(1, &runs(n), &runs(n)), parse_and_clean);
}

#[test]
fn escapes() {
    // What Markdown parses may cost is limited by a budget, so both sizes can take the same time.
    for mark in ["\\*", "\\`"] {
        let one = |n: usize| pair(1, &mark.repeat(n), &mark.repeat(n));
        check_bounded(&format!("escapes {mark}"), &one(100_000), parse_and_clean);
        check(&format!("escapes {mark} with the original"), 5_000, one, clean_with_original);
        let uneven = |n: usize| pair(1, &mark.repeat(n), &mark.repeat(n / 2));
        check(&format!("uneven escapes {mark} with the original"), 5_000, uneven, clean_with_original);
    }
    let many = |n: usize| page(n, |n| pair(n, "\\*å", "\\*y") + "\n");
    check("pairs with an escape", 5_000, many, parse_and_clean);
    check_bounded("pairs with an escape and the original", &many(20_000), clean_with_original);
    check("paragraphs with an escape", 5_000, |n| page(n, |n| pair(n, "\\*å", "\\*y") + "\n\n"), parse_and_clean);
    check(
        "escapes and definitions",
        2_500,
        |n| page(n, |n| pair(n, "`\\*` \\*å", "y") + "\n\n[a]: b\n"),
        parse_and_clean,
    );
    let other = |n| pair(n, &format!("\\*å{n}"), &format!("\\*y{n}"));
    check_bounded("pairs that no original holds", &page(20_000, other), |text| {
        let (document, _) = bitext::parse(text);
        let original = Original { path: "å.md".into(), bytes: "ord ".repeat(100_000).into_bytes() };
        let _ = clean(&document, &Options { side: Side::Target, keep_escapes: false, original: Some(&original) });
    });
}

#[test]
fn front_matter() {
    let with = |yaml: String| format!("---\n{yaml}ms.locfileid: \"1\"\n---\n{}\n", pair(1, "å", "y"));
    check("keys", 10_000, |n| with(page(n, |n| format!("k{n}: å\n"))), parse_and_clean);
    check("one key", 25_000, |n| with("k: >\n".to_owned() + &"  å\n".repeat(n)), parse_and_clean);
    check("white space in a key", 25_000, |n| with("k:\n".to_owned() + &"   \n".repeat(n) + "  å\n"), parse_and_clean);
    check("markers", 10_000, |n| with(page(n, |n| format!("k{n}: {}\n", pair(n, "å", "y")))), parse_and_clean);
    let deep = "[".repeat(200_000);
    check_bounded("lists in the type", &with(format!("ms.translationtype: {deep}\n")), |page| {
        let _ = bitext::stats::count(&bitext::parse(page).0);
    });
    let heading = format!("---\ntitle: å\nms.locfileid: a\n---\n# {}\n", pair(1, "å", &deep));
    check_bounded("lists in the title", &heading, parse_and_clean);
    let more = |n: usize| format!("k{}: &k{} [{}]\n", n + 1, n + 1, vec![format!("*k{n}"); 9].join(", "));
    let aliases = with("k0: &k0 å\n".to_owned() + &page(9, more));
    check_bounded("aliases of aliases", &aliases, |page| {
        assert!(bitext::stats::count(&bitext::parse(page).0).1.iter().any(|said| said.rule.as_str() == "front-matter"));
    });
    check("no end", 100_000, |n| "---\n".to_owned() + &"k: å\n".repeat(n), parse_and_clean);
}

#[test]
fn selections() {
    let pairs = |n: usize| page(n, |n| pair(n, "å", "x") + "\n");
    check("pairs", 10_000, pairs, select_parts);
    check("paragraphs", 5_000, |n| page(n, |n| pair(n, "å", "x") + "\n\n"), select_parts);
    check(
        "headings",
        5_000,
        |n| page(n, |n| format!("{} {}\n", "#".repeat(n % 6 + 1), pair(n, "å", "x"))),
        select_parts,
    );
    check("same headings", 5_000, |n| page(n, |n| format!("# {}\n", pair(n, "å", "x"))), select_parts);
    check("list items", 5_000, |n| page(n, |n| format!("- {}\n", pair(n, "å", "x"))), select_parts);
    check(
        "a nested item",
        5_000,
        |n| "- a\n  - b\n".to_owned() + &page(n, |n| format!("    {}\n", pair(n, "å", "x"))),
        select_parts,
    );
    check(
        "table rows",
        5_000,
        |n| "|a|\n|-|\n".to_owned() + &page(n, |n| format!("|{}|\n", pair(n, "å", "x"))),
        select_parts,
    );
    let definitions = |n: usize| pairs(n) + "\n" + &page(n, |n| format!("[d{n}]: x.md\n"));
    check("definitions", 5_000, definitions, select_parts);
    let used = |n: usize| {
        page(n, |n| pair(n, &format!("å [d{n}]"), "x") + "\n") + "\n" + &page(n, |n| format!("[d{n}]: x.md\n"))
    };
    check("used definitions", 5_000, used, select_parts);
    check(
        "doubled definitions",
        10_000,
        |n| pairs(1) + "\n" + &page(n, |n| format!("[d{n}]: x{}.md\n", n / 2)),
        parse_and_clean,
    );
}

#[test]
fn nesting() {
    let at_the_end = |mark: &str, n: usize| mark.repeat(n) + &pair(1, "\\*å", "x") + "\n";
    for mark in ["> ", "- ", "> - ", "1. "] {
        check(&format!("nested {mark}"), 1_000, |n| at_the_end(mark, n), parse_and_clean);
        check(&format!("nested {mark}, selected"), 1_000, |n| at_the_end(mark, n), select_parts);
    }
    for mark in ["*", "**a", "[", "![", "<", "<!--", "_a", "\\", "~~", "&", "|", "](", "[a](<"] {
        check(&format!("inline {mark}"), 10_000, |n| at_the_end(mark, n), parse_and_clean);
    }
}

#[test]
fn a_page_of_many_megabytes() {
    let text =
        page(50_000, |n| pair(n + 101, "Återställ säkerhetskopian av valvet. ", "Restore the backup of the vault. "));
    let mut long = String::with_capacity(text.len() * 2);
    let _ = write!(long, "{text}");
    while long.len() < 10_000_000 {
        long.push_str("text på en enda rad ");
    }
    let elapsed = time(|| {
        let (document, said) = bitext::parse(&long);
        assert_eq!((document.pairs().len(), said.len()), (50_000, 0));
    });
    assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
}

/// A page with one pair, in a language.
fn translated(locale: &str, target: &str, source: &str) -> String {
    format!("---\nms.contentlocale: {locale}\nno-loc: [Nordlys Backup, AB]\n---\n{}\n", pair(101, target, source))
}

/// Marks that open, close or are something, of which a segment or a line may hold thousands.
const MARKS: &[&str] = &[
    "[",
    "]",
    "(",
    ")",
    "*",
    "**a ",
    "_",
    "_a ",
    "`",
    "` ",
    "$",
    "$ ",
    "\"",
    "”",
    "«",
    "»",
    "‘",
    "'",
    "1",
    "1 ",
    "1,",
    "1.",
    "1 000 ",
    "1.5e",
    "{",
    "}",
    "{0} ",
    "<",
    "<a>",
    "</a>",
    "<b>x</b>",
    "&",
    "&amp;",
    "\\",
    "\\*",
    "![",
    "](",
    "[a](b) ",
    "[a]",
    "![a](b.png)",
    "<https://a.b> ",
    "https://a.b ",
    "a.b",
    "a.b ",
    "A",
    "AB ",
    "Aa",
    "aB ",
    "a_b ",
    "x x ",
    "(OST) ",
    "%s ",
    "\u{202e}",
    "Ã¥",
    "日本",
    "<xref:a.b> ",
    "Get-Item ",
    "[a][b] ",
    "[!NOTE] ",
    ":::a ",
];

#[test]
fn segments_are_checked() {
    let rules = checking::all_rules();
    let work = |text: &str| checking::check(text, &rules);
    for mark in MARKS {
        let many = |n: usize| mark.repeat(n);
        check(&format!("{mark:?} in both"), 25_000, |n| translated("sv-SE", &many(n), &many(n)), work);
        check(&format!("{mark:?} in the target"), 25_000, |n| translated("fr-FR", &many(n), "y"), work);
        check(&format!("{mark:?} in the source"), 25_000, |n| translated("ja-JP", "å", &many(n)), work);
    }
}

#[test]
fn lines_outside_of_pairs_are_checked() {
    let rules = checking::all_rules();
    let work = |text: &str| checking::check(text, &rules);
    for mark in MARKS.iter().chain(&["</", "$$", "``", "<!--", "[a]: ", "[![", "@", "http://", "é[](("]) {
        let line = |n: usize| translated("sv-SE", "å", "y") + "\nEn rad " + &mark.repeat(n) + "\n";
        check(&format!("{mark:?} outside of pairs"), 50_000, line, work);
    }
}

#[test]
fn pages_are_checked() {
    let rules = checking::all_rules();
    let work = |text: &str| checking::check(text, &rules);
    let long = |n| pair(n, "Återställ valvet  från `k` 5.", "Restore the vault from `k` 5.");
    check("pairs", 12_500, |n| page(n, |n| long(n) + "\n"), work);
    check("pairs in one line", 12_500, |n| page(n, long), work);
    check("pairs of one id", 12_500, |n| page(n, |_| long(1)), work);
    check(
        "one source, many targets",
        12_500,
        |n| page(n, |n| pair(n, &format!("å{n}"), "Restore the vault.") + "\n"),
        work,
    );
    check("empty pairs", 12_500, |n| page(n, |n| pair(n, "", "")), work);
    check("headings", 6_000, |n| page(n, |n| format!("\n# <a name=\"y\"></a>{}\n", pair(n, "Å", "Y"))), work);
    check(
        "labels",
        6_000,
        |n| page(n, |n| format!("{}\n\n[y{n}]: å\n\n", pair(n, &format!("[å][y{n}]"), "[y]"))),
        work,
    );
    let defined = |n: usize| {
        let source =
            (0..26).map(|letter| char::from(b'A' + letter)).map(|letter| format!("{letter}lpha Beta ({letter}B) "));
        pair(1, &"(y ab abc ".repeat(n), &(source.collect::<String>() + &"(x) ((y".repeat(n)))
    };
    check("abbreviations and brackets", 5_000, defined, work);
    let suppressed = |n| format!("<!-- bitext-ignore all: å -->\n{}\n\n", pair(n, "`å`", "`y`"));
    check("suppressions", 6_000, |n| page(n, suppressed), work);
}

#[test]
fn pages_go_out_and_come_back() {
    let long = |n| {
        pair(n, "Återställ **valvet** från `k` &amp; [å](b.md).", "Restore the **vault** from `k` &amp; [y](b.md).")
    };
    check("pairs out and back", 1_500, |n| page(n, |n| long(n) + "\n"), exchanging::round_trip);
    check("pairs of one id out and back", 3_000, |n| page(n, |_| long(1) + "\n"), exchanging::round_trip);
    let codes = |n: usize| format!("# {}\n", pair(1, &"`å` ".repeat(n), &"`y` ".repeat(n)));
    check("codes in a heading out and back", 3_000, codes, exchanging::round_trip);
    check("headings out and back", 3_000, |n| page(n, |n| format!("\n###### {}\n", long(n))), exchanging::round_trip);
    for mark in
        ["*", "`", "[", "](", "<", "<b>", "</b>", "&", "&amp;", "\\", "![", "**a ", "[a](b) ", ":::a ", "\u{1}", "\r"]
    {
        let many = |n: usize| mark.repeat(n);
        check(&format!("{mark:?} out and back"), 6_000, |n| pair(1, &many(n), &many(n)), exchanging::round_trip);
    }
}
