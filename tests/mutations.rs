//! What the fuzz targets check, over fixtures that are changed at random, always in the same way: it needs no C++ compiler.
//! `BITEXT_MUTATIONS` asks for more than the usual number.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

#[path = "fuzz/checking.rs"]
mod checking;
#[path = "fuzz/editing.rs"]
mod editing;
#[path = "fuzz/exchanging.rs"]
mod exchanging;
#[path = "fuzz/front.rs"]
mod front;
#[path = "fuzz/invariants.rs"]
mod invariants;
#[path = "fuzz/settings.rs"]
mod settings;
mod support;

use std::panic::catch_unwind;
use std::path::Path;

use support::{fixtures, pages};

const TOKENS: &[&str] = &[
    "<span data-ttu-id=\"a-1\">",
    "</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">",
    "</span></span>",
    "<span>",
    "</span>",
    "tu-id",
    "&quot;",
    "\"",
    "\\*",
    "\\`",
    "`",
    "```\n",
    "~~~\n",
    "    ",
    "> ",
    "- ",
    "|",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "[å]: b\n",
    "---\n",
    "\u{feff}",
    "\0",
    "ä",
    "👩‍👩‍👧",
    "<!--",
    "<!-- bitext-ignore all: å -->\n",
    "[a](b.md)",
    "![",
    "](",
    "<a",
    "</a>",
    "$",
    "”",
    "{",
    "1 000,5",
    " .",
    "  ",
    "ms.contentlocale: sv-SE\n",
    "\u{200b}",
    "\u{202e}",
    "Ã¥",
    "\u{fffd}",
    "日本",
    "*",
];

/// Of the changed pages, one in so many is checked by all rules and fixed: that takes longer.
const CHECKED: usize = 4;

/// xorshift64*: the same numbers on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        usize::try_from(number).unwrap() % limit.max(1)
    }

    /// An offset of `text` on a character boundary.
    fn offset(&mut self, text: &str) -> usize {
        boundary(text, self.below(text.len() + 1))
    }
}

/// The first character boundary from `at` on.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

fn mutate(text: &mut String, others: &[String], numbers: &mut Numbers) {
    let (a, b) = (numbers.offset(text), numbers.offset(text));
    // Mostly short stretches: a long one that goes leaves little to test.
    let range = if numbers.below(4) == 0 { a.min(b)..a.max(b) } else { a..boundary(text, a + numbers.below(40)) };
    match numbers.below(5) {
        0 => text.replace_range(range, ""),
        1 => {
            let copy = text[range].to_owned();
            text.insert_str(b, &copy);
        }
        2 => {
            let other = &others[numbers.below(others.len())];
            let start = numbers.offset(other);
            let end = boundary(other, start + numbers.below(300));
            text.insert_str(a, &other[start..end]);
        }
        _ => text.insert_str(a, TOKENS[numbers.below(TOKENS.len())]),
    }
}

#[test]
fn changed_fixtures_are_read_without_a_loss() {
    let count = std::env::var("BITEXT_MUTATIONS").map_or(20_000, |count| count.parse().unwrap());
    let seeds: Vec<String> =
        pages(&fixtures()).iter().filter_map(|path| std::fs::read_to_string(fixtures().join(path)).ok()).collect();
    let rules = checking::all_rules();
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for index in 0..count {
        let mut text = seeds[index % seeds.len()].clone();
        for _ in 0..=numbers.below(8) {
            mutate(&mut text, &seeds, &mut numbers);
        }
        if catch_unwind(|| invariants::check(&text)).is_err() {
            panic!("mutation {index}:\n{text:?}");
        }
        if index % CHECKED == 0 {
            let fault = catch_unwind(|| {
                checking::check(&text, &rules);
                checking::fault(&text, &rules)
            });
            assert!(matches!(fault, Ok(None)), "mutation {index}: {fault:?}\n{text:?}");
        }
        if index % CHECKED == 1 && catch_unwind(|| exchanging::round_trip(&text)).is_err() {
            panic!("mutation {index}:\n{text:?}");
        }
    }
}

#[test]
fn changed_files_that_come_back_damage_no_page() {
    let count = std::env::var("BITEXT_MUTATIONS").map_or(4_000, |count| count.parse().unwrap());
    let pages: Vec<String> =
        pages(&fixtures()).iter().filter_map(|path| std::fs::read_to_string(fixtures().join(path)).ok()).collect();
    let mut numbers = Numbers(0x2545_F491_4F6C_DD1D);
    let exported = |page: &String| {
        let (document, _) = bitext::parse(page);
        exchanging::FORMATS.map(|format| exchanging::export(&document, format)).to_vec()
    };
    let files: Vec<Vec<String>> = pages.iter().map(exported).collect();
    let all: Vec<String> = files.iter().flatten().filter(|file| !file.is_empty()).cloned().collect();
    for index in 0..count {
        let page = index % pages.len();
        let mut file = files[page][numbers.below(exchanging::FORMATS.len())].clone();
        for _ in 0..=numbers.below(8) {
            mutate(&mut file, &all, &mut numbers);
        }
        if catch_unwind(|| exchanging::import(&pages[page], file.as_bytes())).is_err() {
            panic!("mutation {index} of a file for\n{:?}:\n{file:?}", pages[page]);
        }
    }
}

#[test]
fn targets_that_are_edited_change_nothing_else() {
    let count = std::env::var("BITEXT_MUTATIONS").map_or(1_000, |count| count.parse().unwrap());
    let pages: Vec<String> =
        pages(&fixtures()).iter().filter_map(|path| std::fs::read_to_string(fixtures().join(path)).ok()).collect();
    let mut numbers = Numbers(0x6A09_E667_F3BC_C908);
    for index in 0..count {
        let page = &pages[index % pages.len()];
        let script: Vec<u8> = (0..3 + numbers.below(60)).map(|_| u8::try_from(numbers.below(256)).unwrap()).collect();
        if catch_unwind(|| editing::edited_round_trip(page, &script)).is_err() {
            panic!("edits {index}: {script:?} of\n{page:?}");
        }
    }
}

#[test]
fn changed_front_matter_is_read_the_same_in_both_ways() {
    let count = std::env::var("BITEXT_MUTATIONS").map_or(1_000, |count| count.parse().unwrap());
    let heads: Vec<String> = pages(&fixtures())
        .iter()
        .filter_map(|path| std::fs::read_to_string(fixtures().join(path)).ok())
        .filter(|page| page.starts_with("---"))
        .map(|page| page[..boundary(&page, page.len().min(600))].to_owned())
        .collect();
    let mut numbers = Numbers(0xBB67_AE85_84CA_A73B);
    for index in 0..count {
        let mut head = heads[index % heads.len()].clone();
        for _ in 0..=numbers.below(6) {
            mutate(&mut head, &heads, &mut numbers);
        }
        if catch_unwind(|| front::check(&head)).is_err() {
            panic!("mutation {index}:\n{head:?}");
        }
    }
}

#[test]
fn changed_configurations_and_lists_are_refused_at_a_place_or_used() {
    let count = std::env::var("BITEXT_MUTATIONS").map_or(4_000, |count| count.parse().unwrap());
    let folders = [Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds"), fixtures().join("config")];
    let files = bitext::walk::files(&folders, None, &["toml", "csv", "tbx", "json"]).whole().unwrap();
    let seeds: Vec<String> = files.iter().map(|file| std::fs::read_to_string(&file.path).unwrap()).collect();
    let page = support::fixture("odd/bare.md");
    let mut numbers = Numbers(0x3C6E_F372_FE94_F82B);
    for seed in &seeds {
        settings::check(seed.as_bytes(), &page);
    }
    for index in 0..count {
        let mut text = seeds[index % seeds.len()].clone();
        for _ in 0..=numbers.below(4) {
            mutate(&mut text, &seeds, &mut numbers);
        }
        if catch_unwind(|| settings::check(text.as_bytes(), &page)).is_err() {
            panic!("mutation {index}:\n{text:?}");
        }
    }
}
