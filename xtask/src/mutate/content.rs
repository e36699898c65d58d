//! Defects of the text itself.

use super::Kind;
use super::site::{Beside, Defect, Site};

/// A word of prose: letters between spaces.
const WORD: &str = r"(^| )(\p{Ll}{2})(\p{Ll}{2,})( |$)";
/// An identifier that stands between spaces, outside code.
const DOTTED: &str = r"(^| )([A-Z][a-z]+[A-Za-z]*)\.([A-Z][A-Za-z]+)( |$)";
const CMDLET: &str = r"(^| )(Get|Set|New|Remove|Add|Start|Stop|Invoke|Import|Export)-([A-Z][A-Za-z]+)( |$)";

pub(super) const KINDS: &[Kind] = &[
    Kind {
        rule: "untranslated",
        does: "copy the source as the translation",
        plant: |site| {
            let words =
                site.source.split(' ').filter(|word| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase()));
            if site.is_plain() && words.count() >= 5 { site.retarget(site.source) } else { None }
        },
    },
    Kind {
        rule: "wrong-script",
        does: "write the translation in another script",
        plant: |site| {
            if !site.is_plain() || site.target.len() < 40 || site.language().is_empty() {
                return None;
            }
            match site.language() {
                "ru" | "ja" | "ar" => site.retarget("Den här meningen hör hemma någon annanstans i samlingen."),
                _ => site.retarget("Это предложение относится к другому языку этого собрания."),
            }
        },
    },
    Kind {
        rule: "identifier-split",
        does: "split a dotted name",
        plant: |site| site.replace_shared(DOTTED, "$1$2. $3$4"),
    },
    Kind {
        rule: "identifier-changed",
        does: "translate a cmdlet name",
        plant: |site| {
            if site.target.contains('`') { None } else { site.replace_shared(CMDLET, "${1}Flytta-$3$4") }
        },
    },
    Kind { rule: "number-missing", does: "lose a number", plant: |site| in_number(site, |_| String::new()) },
    Kind {
        rule: "number-missing",
        does: "change a digit",
        plant: |site| {
            in_number(site, |number| number.chars().rev().map(|digit| if digit == '9' { '8' } else { '9' }).collect())
        },
    },
    Kind {
        rule: "number-missing",
        does: "put a digit in front of a number",
        plant: |site| in_number(site, |number| format!("1{number}")),
    },
    Kind {
        rule: "number-missing",
        does: "put a digit behind a number",
        plant: |site| in_number(site, |number| format!("{number}0")),
    },
    Kind { rule: "replacement-character", does: "put in U+FFFD", plant: |site| site.replace(WORD, "$1$2\u{fffd}$3$4") },
    Kind { rule: "control-character", does: "put in a C1 control", plant: |site| site.replace(WORD, "$1$2\u{85}$3$4") },
    Kind { rule: "mojibake", does: "read UTF-8 letters as Latin-1", plant: mojibake },
    Kind {
        rule: "unbalanced-bidi",
        does: "put in a bidi control that is not closed",
        plant: |site| {
            // What closes nothing yet, further on in the block, would close it.
            let lines = site.document.blocks().of(site.pair)?.lines;
            let may_close = site.document.raw(lines).contains('\u{202c}');
            if site.language() == "ar" && !may_close { site.insert_behind("^", "\u{202b}") } else { None }
        },
    },
    Kind {
        rule: "missing-space",
        does: "take the space behind code out",
        plant: |site| {
            let spaced = !matches!(site.language(), "ja" | "zh" | "th");
            if spaced { site.replace(r"^([^`]*`[^`]+`) (\p{Alphabetic}{3,})", "$1$2") } else { None }
        },
    },
    Kind {
        rule: "missing-space",
        does: "take the space behind bold text out",
        plant: |site| {
            let spaced = !matches!(site.language(), "ja" | "zh" | "th");
            if spaced {
                site.replace(r"^([^*]*\*\*[\p{Alphabetic} ]*\p{Alphabetic}\*\*) (\p{Alphabetic}{3,})", "$1$2")
            } else {
                None
            }
        },
    },
    Kind {
        rule: "missing-space",
        does: "take the space in front of code out",
        plant: |site| {
            let spaced = !matches!(site.language(), "ja" | "zh" | "th" | "ar");
            if spaced { site.replace(r"^([^`]*\p{Alphabetic}{3,}) (`[^`]+`)", "$1$2") } else { None }
        },
    },
    Kind {
        rule: "end-punctuation",
        does: "drop the full stop of a sentence",
        plant: |site| {
            // What is shorter is mostly the text of a table cell, which may do without.
            let is_sentence = site.source.ends_with('.') && site.source.split(' ').count() >= 5;
            if is_sentence && !site.language().is_empty() {
                site.replace(r"([\p{Alphabetic}])[.。]$", "$1")
            } else {
                None
            }
        },
    },
    Kind {
        rule: "punctuation-in-link",
        does: "move the full stop into the text of a link",
        plant: |site| if site.source.ends_with(").") { site.replace(r"\]\(([^()\s]+)\)\.$", ".]($1)") } else { None },
    },
    Kind {
        rule: "repeated-word",
        does: "double a word",
        plant: |site| if site.is_plain() { site.replace(r"(^| )(\p{Ll}{4,})( )", "$1$2 $2$3") } else { None },
    },
    Kind { rule: "length-ratio", does: "truncate the translation", plant: truncate },
    Kind {
        rule: "double-space",
        does: "double a space",
        plant: |site| site.replace(r"(\p{Ll}{2}) (\p{Ll}{2})", "$1  $2"),
    },
    Kind { rule: "edge-space", does: "put a space in front", plant: |site| site.insert_behind("^", " ") },
    Kind {
        rule: "space-before-punctuation",
        does: "put a space in front of the full stop",
        plant: |site| {
            if site.source.ends_with('.') && !site.language().is_empty() {
                site.replace(r"(\p{Ll})\.$", "$1 .")
            } else {
                None
            }
        },
    },
    Kind { rule: "invisible-character", does: "put in U+200B", plant: |site| site.replace(WORD, "$1$2\u{200b}$3$4") },
    Kind { rule: "inconsistent-in-page", does: "translate a sentence in two ways", plant: inconsistent_in_page },
    Kind {
        rule: "inconsistent",
        does: "translate a sentence in two ways in two pages",
        plant: |site| Some(Defect { beside: Beside::Itself, ..reword(site)? }),
    },
];

/// Changes a number that each side has once.
fn in_number(site: &Site<'_>, change: fn(&str) -> String) -> Option<Defect> {
    if site.target.contains(['`', '<', '[', '$']) {
        return None;
    }
    let is_number = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_digit()) && *word > "12";
    let number = site.source.split(' ').find(is_number)?;
    let is_once = |text: &str| text.matches(number).count() == 1 && text.split(' ').any(|word| word == number);
    if is_once(site.source) && is_once(site.target) {
        site.retarget(site.target.replace(number, &change(number)))
    } else {
        None
    }
}

fn mojibake(site: &Site<'_>) -> Option<Defect> {
    let (at, letter) = site.target.char_indices().find(|(_, letter)| ('\u{c0}'..='\u{ff}').contains(letter))?;
    let mut bytes = [0; 4];
    let misread: String = letter.encode_utf8(&mut bytes).bytes().map(char::from).collect();
    // A control character is another defect.
    if misread.chars().any(char::is_control) {
        return None;
    }
    site.retarget(format!("{}{misread}{}", &site.target[..at], &site.target[at + letter.len_utf8()..]))
}

fn truncate(site: &Site<'_>) -> Option<Defect> {
    if !site.is_plain() || site.source.chars().count() < 120 {
        return None;
    }
    let kept = site.target.chars().count() / 5;
    let truncated = site.retarget(site.target.chars().take(kept).collect::<String>())?;
    Some(Defect { beside: Beside::OtherPages, ..truncated })
}

/// Another translation of the pair: the first half of its words behind the second.
fn reword(site: &Site<'_>) -> Option<Defect> {
    let words: Vec<&str> = site.target.split(' ').collect();
    if !site.is_plain() || words.len() < 4 || site.source.split(' ').count() < 4 {
        return None;
    }
    let (front, back) = words.split_at(words.len() / 2);
    site.retarget([back, front].concat().join(" "))
}

fn inconsistent_in_page(site: &Site<'_>) -> Option<Defect> {
    let is_same = |pair: &&bitext::SegmentPair| {
        **pair != *site.pair
            && site.document.raw(pair.source.inner) == site.source
            && site.document.raw(pair.target.inner) == site.target
    };
    site.document.pairs().iter().find(is_same)?;
    reword(site)
}
