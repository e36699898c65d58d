//! Punctuation that moved into the text of a link.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{Applicability, Edit, RuleId, Severity};
use crate::language::{Language, Mark};
use crate::markdown::{Inline, InlineKind};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("punctuation-in-link"),
    category: Category::Content,
    severity: Some(Severity::Info),
    finds: "a mark that stands behind a link in the source and inside its text in the target",
    why: "The mark of the sentence is underlined as part of the link. It is reported where the source has the mark right behind a link, or the link \
          ends the target and the sentence. The fix moves it out.",
    example: Example::pair("ru-RU", "See [Close](close.md).", "См. [Закрыть.](close.md)"),
    fix: Some(Applicability::Safe),
    check: Check::Pair(When::target(Chars::BRACKET), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let (target, source) = (&pair.target, &pair.source);
    if !memchr::memchr_iter(b']', target.text.as_bytes()).any(|at| target.text[..at].ends_with(may_end_so)) {
        return;
    }
    let language = pair.language().unwrap_or(Language::ENGLISH);
    for link in target.inlines().iter().filter(|inline| is_link(inline)) {
        let Some((start, mark)) = last_mark(target.text, link, &language) else { continue };
        let behind = &target.text[link.outer.end..];
        let follows = behind.chars().next().and_then(|next| language.mark(next));
        if follows.is_some() || !source_has_it_behind(pair, link, mark, behind) {
            continue;
        }
        let Some(character) = target.text[start..].chars().next() else { continue };
        let span = target.span(start..start + character.len_utf8());
        let found = RULE
            .at(span, format!("`{character}` stands inside the text of the link"))
            .with_help("move it behind the link")
            .with_related(source.inner, "the source");
        findings.push(if target.is_verbatim() {
            let end = target.span(link.outer.end..link.outer.end).start;
            found.with_fix(vec![Edit::delete(span), Edit::insert(end, character)])
        } else {
            found
        });
    }
}

/// Whether a text that ends so may end in a mark, emphasis aside.
fn may_end_so(last: char) -> bool {
    last.is_ascii_punctuation() || !last.is_alphanumeric()
}

fn is_link(inline: &Inline) -> bool {
    matches!(inline.kind, InlineKind::Link(_))
}

/// The mark that ends the text of a link, emphasis aside, and where it stands. Three dots are no mark of a sentence.
fn last_mark(text: &str, link: &Inline, language: &Language) -> Option<(usize, Mark)> {
    let inner = text[link.inner.range()].trim_end_matches(['*', '_', ' ']);
    let last = inner.chars().next_back()?;
    let mark = language.mark(last).filter(|mark| *mark != Mark::Ellipsis)?;
    let before = &inner[..inner.len() - last.len_utf8()];
    (!before.is_empty() && !before.ends_with('.')).then_some((link.inner.start + before.len(), mark))
}

/// Whether the source has the mark behind the same link, or at its end, where the target has the link. A link whose text ends in a mark
/// in the source too is right.
fn source_has_it_behind(pair: &PairContext<'_>, link: &Inline, mark: Mark, behind: &str) -> bool {
    let (target, source) = (&pair.target, &pair.source);
    let address = &target.text[link.inner.end..link.outer.end];
    let language = pair.source_language();
    let mark_of = |text: &str| text.chars().next().and_then(|first| language.mark(first));
    let mut same = source.inlines().iter().filter(|inline| is_link(inline) && source.text[inline.inner.end..inline.outer.end] == *address).peekable();
    if same.peek().is_none() || same.clone().any(|link| last_mark(source.text, link, &language).is_some()) {
        return false;
    }
    let ends = behind.trim().is_empty() && mark.ends_sentence() && source.text.trim_end().ends_with(|last| language.mark(last) == Some(mark));
    ends || same.any(|link| mark_of(&source.text[link.outer.end..]) == Some(mark))
}
