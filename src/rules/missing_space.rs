//! A word glued to the code or link in front of it.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{Applicability, Edit, RuleId, Severity};
use crate::markdown::InlineKind;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("missing-space"),
    category: Category::Content,
    severity: Some(Severity::Warning),
    finds: "a word right behind code or a link, without a space",
    why: "The reader sees one word where there are two. Languages without spaces between words are left alone, and so is Korean, which puts \
          endings right behind a name; a single `s` or `n` is an ending too. The fix puts a space in.",
    example: Example::pair("sv-SE", "The `Get-Item` cmdlet", "`Get-Item`Cmdleten"),
    fix: Some(Applicability::Safe),
    check: Check::Pair(When::target(Chars::BACKTICK.or(Chars::BRACKET)), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let target = &pair.target;
    // Most code and links are followed by no letter, which shows without a parse.
    if !has_glued_letter(target.text) {
        return;
    }
    if !pair.language().is_some_and(|language| language.has_word_spaces() && language.primary() != "ko") {
        return;
    }
    for inline in target.inlines() {
        if !matches!(inline.kind, InlineKind::Code | InlineKind::Link(_)) {
            continue;
        }
        let end = inline.outer.end;
        let word: &str = {
            let rest = &target.text[end..];
            &rest[..rest.find(|character: char| !character.is_alphabetic()).unwrap_or(rest.len())]
        };
        if word.is_empty() || matches!(word, "s" | "n") || is_glued_in_source(pair, &target.text[inline.outer.range()], word) {
            continue;
        }
        let what = if inline.kind == InlineKind::Code { "code" } else { "link" };
        let place = target.span(end..end + word.len());
        let found = RULE
            .at(place, format!("`{word}` is glued to the {what} in front of it"))
            .with_help("put a space between them");
        let is_mendable = target.is_verbatim();
        findings.push(if is_mendable { found.with_fix(vec![Edit::insert(place.start, " ")]) } else { found });
    }
}

/// Whether a letter stands right behind a back-tick or closing parenthesis or bracket that may end code or a link.
fn has_glued_letter(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b'`', b')', b']', bytes).any(|at| {
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        next.is_ascii_alphabetic() || !next.is_ascii()
    })
}

/// Whether the source has a letter behind the same code, or behind any link.
fn is_glued_in_source(pair: &PairContext<'_>, inline: &str, word: &str) -> bool {
    let source = &pair.source;
    source.inlines().iter().any(|other| {
        let outer = &source.text[other.outer.range()];
        let is_same = outer == inline || (matches!(other.kind, InlineKind::Link(_)) && source.text[other.outer.end..].starts_with(word));
        is_same && source.text[other.outer.end..].starts_with(char::is_alphabetic)
    })
}
