//! Damages pages as disks, editors, merges and converters do.

use std::ops::Range;

use crate::sets::Random;

/// A way to damage a page; `others` are pages to take something from.
pub(super) struct Damage {
    pub(super) name: &'static str,
    make: fn(&mut Vec<u8>, &[Vec<u8>], &mut Random),
}

pub(super) const DAMAGES: &[Damage] = &[
    Damage { name: "cut short", make: cut_short },
    Damage { name: "bytes flipped", make: |page, _, random| flip(page, random) },
    Damage { name: "a piece taken out", make: take_out },
    Damage { name: "a piece repeated", make: repeat },
    Damage { name: "spliced with another page", make: splice },
    Damage { name: "tags deleted", make: delete_tags },
    Damage { name: "tags moved", make: move_tags },
    Damage { name: "markup put in", make: put_in },
    Damage { name: "nested", make: nest },
    Damage { name: "lines in another order", make: swap_lines },
    Damage { name: "other line ends", make: other_line_ends },
    Damage { name: "another encoding", make: other_encoding },
    Damage { name: "read in the wrong encoding", make: wrong_encoding },
];

/// Larger pages are not made larger. Few real pages have a tenth of it.
const LARGEST: usize = 1 << 20;
/// How often a piece is repeated, and how deep a page is nested, at the most.
const MOST: usize = 2_000;

/// Marks of all that a page can hold, to be put in the wrong place.
const MARKS: &[&str] = &[
    "<span data-ttu-id=\"0a1b2-101\">",
    "</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">",
    "</span></span>",
    "</span>",
    "<span>",
    "<!--",
    "-->",
    "```\n",
    "`",
    "---\n",
    "\u{feff}",
    "\0",
    "\u{202e}",
    "&quot;",
    "\\",
    "[",
    "](",
    "|",
    "> ",
    "    ",
    "\n\n",
    "$",
    "<a name=\"å\">",
    "<!-- bitext-ignore all: å -->",
    ":::image type=\"content\"",
    "[!NOTE]",
    "👩‍👩‍👧",
];

/// What a page is nested in.
const SHELLS: &[(&str, &str)] =
    &[("<span>", "</span>"), ("> ", ""), ("- ", ""), ("[", "]"), ("**", "**"), ("(", ")"), ("<div>\n", "</div>\n")];

/// One of the pages with one to three damages, and the indexes of these.
pub(super) fn damaged(pages: &[Vec<u8>], random: &mut Random) -> (Vec<u8>, Vec<usize>) {
    let mut page = pages[random.below(pages.len())].clone();
    let damages: Vec<usize> = (0..=random.below(3)).map(|_| random.below(DAMAGES.len())).collect();
    for &damage in &damages {
        (DAMAGES[damage].make)(&mut page, pages, random);
    }
    (page, damages)
}

/// A stretch of a page, mostly a short one.
fn stretch(page: &[u8], random: &mut Random) -> Range<usize> {
    let start = random.below(page.len() + 1);
    let longest = if random.below(4) == 0 { page.len() } else { 200 };
    start..(start + random.below(longest + 1)).min(page.len())
}

fn insert(page: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    page.splice(at..at, bytes.iter().copied());
}

fn cut_short(page: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    page.truncate(random.below(page.len() + 1));
}

fn flip(page: &mut [u8], random: &mut Random) {
    if page.is_empty() {
        return;
    }
    // Mostly within ASCII, so that the page stays text.
    let top = if random.below(4) == 0 { 8 } else { 5 };
    for _ in 0..=random.below(20) {
        let at = random.below(page.len());
        if top == 8 || page[at].is_ascii() {
            page[at] ^= 1 << random.below(top);
        }
    }
}

fn take_out(page: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    page.drain(stretch(page, random));
}

fn repeat(page: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    let piece = page[stretch(page, random)].to_vec();
    let most = LARGEST.saturating_sub(page.len()) / piece.len().max(1);
    let times = random.below(MOST.min(most) + 1);
    insert(page, random.below(page.len() + 1), &piece.repeat(times));
}

fn splice(page: &mut Vec<u8>, others: &[Vec<u8>], random: &mut Random) {
    let other = &others[random.below(others.len())];
    let at = random.below(page.len() + 1);
    if random.below(2) == 0 {
        page.truncate(at);
        page.extend(&other[random.below(other.len() + 1)..]);
    } else {
        let piece = other[stretch(other, random)].to_vec();
        insert(page, at, &piece);
    }
}

/// The tags of a page, as far as `<` and `>` tell.
fn tags(page: &[u8]) -> Vec<Range<usize>> {
    let starts = (0..page.len()).filter(|&at| page[at] == b'<');
    let tag = |start: usize| {
        let length = page[start..].iter().take(200).position(|&byte| byte == b'>')?;
        Some(start..start + length + 1)
    };
    starts.filter_map(tag).collect()
}

fn delete_tags(page: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    for _ in 0..=random.below(5) {
        let tags = tags(page);
        if !tags.is_empty() {
            page.drain(tags[random.below(tags.len())].clone());
        }
    }
}

fn move_tags(page: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    for _ in 0..=random.below(5) {
        let tags = tags(page);
        if !tags.is_empty() {
            let tag: Vec<u8> = page.drain(tags[random.below(tags.len())].clone()).collect();
            insert(page, random.below(page.len() + 1), &tag);
        }
    }
}

fn put_in(page: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    for _ in 0..=random.below(10) {
        let mark = MARKS[random.below(MARKS.len())];
        insert(page, random.below(page.len() + 1), mark.as_bytes());
    }
}

fn nest(page: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    let (before, behind) = SHELLS[random.below(SHELLS.len())];
    let depth = random.below(MOST);
    let Range { start, end } = stretch(page, random);
    insert(page, end, behind.repeat(depth).as_bytes());
    insert(page, start, before.repeat(depth).as_bytes());
}

fn swap_lines(page: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    let mut lines: Vec<&[u8]> = page.split_inclusive(|&byte| byte == b'\n').collect();
    for _ in 0..=random.below(20) {
        if !lines.is_empty() {
            let (one, other) = (random.below(lines.len()), random.below(lines.len()));
            lines.swap(one, other);
        }
    }
    *page = lines.concat();
}

fn other_line_ends(page: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    let ends: &[&[u8]] = &[b"\r\n", b"\r", b"\n\r", b"\n", b"\r\r\n", b"\xe2\x80\xa8", b""];
    let (some, rest) = (ends[random.below(ends.len())], ends[random.below(4)]);
    let mut out = Vec::with_capacity(page.len());
    for line in page.split_inclusive(|&byte| byte == b'\n') {
        let (text, is_ended) = line.strip_suffix(b"\n").map_or((line, false), |text| (text, true));
        out.extend(text);
        if is_ended {
            out.extend(if random.below(8) == 0 { some } else { rest });
        }
    }
    *page = out;
}

fn other_encoding(page: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    let text = String::from_utf8_lossy(page).into_owned();
    *page = match random.below(6) {
        0 => [&[0xff, 0xfe], &*text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat(),
        1 => [&[0xfe, 0xff], &*text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()].concat(),
        2 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        3 => text.chars().map(|character| u8::try_from(u32::from(character)).unwrap_or(b'?')).collect(),
        4 => [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(),
        // As EBCDIC or an encrypted file: no text at all.
        _ => page.iter().map(|byte| byte ^ 0xa5).collect(),
    };
}

fn wrong_encoding(page: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    // UTF-8 read as Latin-1 and saved as UTF-8, the whole page or a stretch of it.
    let range = if random.below(2) == 0 { 0..page.len() } else { stretch(page, random) };
    let read: String = page[range.clone()].iter().map(|&byte| char::from(byte)).collect();
    page.splice(range, read.into_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_page_and_every_damage_is_done() {
        let pages = [b"<span data-ttu-id=\"a-1\">\xc3\x85</span>\n".to_vec(), b"- b\n\n# c\n".repeat(50)];
        let of = |seed| damaged(&pages, &mut Random(seed));
        assert_eq!(of(7), of(7));
        let mut done = vec![0; DAMAGES.len()];
        for seed in 0..500 {
            let (page, damages) = of(seed);
            assert!(page.len() <= 8 * LARGEST);
            for damage in damages {
                done[damage] += 1;
            }
        }
        assert!(done.iter().all(|&times| times > 0), "{done:?}");
    }

    #[test]
    fn damage_to_an_empty_page_is_survived() {
        for damage in DAMAGES {
            for seed in 0..50 {
                (damage.make)(&mut Vec::new(), &[Vec::new()], &mut Random(seed));
            }
        }
    }
}
