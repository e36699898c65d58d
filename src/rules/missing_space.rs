//! A word glued to code, a link or emphasis.

use super::{Category, Check, Example, Rule, When};
use crate::chars::{Chars, find_two};
use crate::check::{Findings, PairContext};
use crate::diagnostic::{Applicability, Edit, RuleId, Severity};
use crate::markdown::{Inline, InlineKind};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("missing-space"),
    category: Category::Content,
    severity: Some(Severity::Warning),
    finds: "a word right next to code, a link or emphasis, without a space",
    why: "The reader sees one word where there are two. Languages without spaces between words are left alone, and so is Korean, which puts \
          endings right behind a name; a single `s` or `n` is an ending too. In front of code and links, languages that put short words \
          right before a name, such as Arabic and Hebrew, are left alone. What the source glues to the same is no finding. The fix puts a space in.",
    example: Example::pair("sv-SE", "The `Get-Item` cmdlet", "`Get-Item`Cmdleten"),
    fix: Some(Applicability::Safe),
    check: Check::Pair(When::target(Chars::BACKTICK.or(Chars::BRACKET).or(Chars::ASTERISK)), check),
};

/// Languages with words that are written right before the next one.
const PREFIXING: [&str; 5] = ["ar", "fa", "he", "ur", "yi"];

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let target = &pair.target;
    // Most codes have no letter next to them, which shows without a parse.
    if find_two(target.text.as_bytes(), may_be_glue).is_none() {
        return;
    }
    let Some(language) = pair.language().filter(|language| language.has_word_spaces() && language.primary() != "ko") else {
        return;
    };
    for inline in target.inlines() {
        let what = match inline.kind {
            InlineKind::Code => "code",
            InlineKind::Link(_) => "link",
            InlineKind::Strong => "bold text",
            InlineKind::Emphasis => "italic text",
            _ => continue,
        };
        for glued in [Glued::Behind, Glued::Before] {
            let word = glued.word(target.text, inline);
            let is_of_language = match glued {
                Glued::Behind => matches!(word, "s" | "n"),
                Glued::Before => PREFIXING.contains(&language.primary()),
            };
            if word.is_empty() || is_of_language || is_glued_in_source(pair, inline, glued) {
                continue;
            }
            let (start, gap, side) = match glued {
                Glued::Behind => (inline.outer.end, inline.outer.end, "in front of"),
                Glued::Before => (inline.outer.start - word.len(), inline.outer.start, "behind"),
            };
            let found = RULE
                .at(target.span(start..start + word.len()), format!("`{word}` is glued to the {what} {side} it"))
                .with_help("put a space between them");
            let gap = target.span(gap..gap).start;
            findings.push(if target.is_verbatim() { found.with_fix(vec![Edit::insert(gap, " ")]) } else { found });
        }
    }
}

/// The side of an inline code that a word stands on.
#[derive(Debug, Clone, Copy)]
enum Glued {
    Before,
    Behind,
}

impl Glued {
    /// The word that touches an inline code on this side; empty if there is none.
    fn word<'t>(self, text: &'t str, inline: &Inline) -> &'t str {
        match self {
            Self::Before => {
                let before = &text[..inline.outer.start];
                &before[before.trim_end_matches(char::is_alphabetic).len()..]
            }
            Self::Behind => {
                let behind = &text[inline.outer.end..];
                &behind[..behind.len() - behind.trim_start_matches(char::is_alphabetic).len()]
            }
        }
    }
}

/// Whether two bytes may be those of a mark and of a letter next to it. Bytes outside ASCII may be letters.
fn may_be_glue(first: u8, second: u8) -> bool {
    let is_letter = |byte: u8| ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte >= 0x80);
    let may_end = (first == b'`') | (first == b')') | (first == b']') | (first == b'*');
    let may_start = (second == b'`') | (second == b'[') | (second == b'*');
    (may_end & is_letter(second)) | (is_letter(first) & may_start)
}

/// Whether the source has a letter next to the same code, to any link with such a word, or to any emphasis.
fn is_glued_in_source(pair: &PairContext<'_>, inline: &Inline, glued: Glued) -> bool {
    let (source, target) = (&pair.source, &pair.target);
    let word = glued.word(target.text, inline);
    source.inlines().iter().any(|other| {
        let there = glued.word(source.text, other);
        let is_like = match (inline.kind, other.kind) {
            (InlineKind::Link(_), InlineKind::Link(_)) => there.starts_with(word),
            (InlineKind::Strong | InlineKind::Emphasis, InlineKind::Strong | InlineKind::Emphasis) => true,
            _ => false,
        };
        !there.is_empty() && (is_like || source.text[other.outer.range()] == target.text[inline.outer.range()])
    })
}
