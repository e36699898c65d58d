//! A sentence whose mark is missing.

use super::{Category, Check, Example, Rule, When};
use crate::bitext::{Block, BlockKind};
use crate::chars::Chars;
use crate::check::{Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::language::{Language, Mark, is_closing};
use crate::markdown::{InlineKind, text_runs};
use crate::prose::has_small_words;
use crate::source::{Span, line_start};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("end-punctuation"),
    category: Category::Content,
    severity: Some(Severity::Info),
    finds: "a sentence that ends in a mark in the source and in none in the target",
    why: "A sentence without its full stop was often cut off. The source must be a sentence (three words of small letters) and end in `.`, `!` or \
          `?`; the target may end in any mark of its language, inside a link, quotation marks or brackets too. Thai ends no sentence with a mark, and a list may have no marks at all: then each of its items \
          is one pair without a mark.",
    example: Example::pair("de-DE", "Select the folder that you want to share.", "Wählen Sie den Ordner aus, den Sie freigeben möchten"),
    fix: None,
    check: Check::Pair(When::source(Chars::FULL_STOP.or(Chars::EXCLAMATION).or(Chars::QUESTION)), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let (target, source) = (&pair.target, &pair.source);
    if !source.text.trim_end().ends_with(['.', '!', '?', ')', '*', '_', '"']) {
        return;
    }
    let Some(language) = pair.language().filter(Language::ends_sentences_with_a_mark) else { return };
    // Most targets end in a mark.
    if target.text.chars().next_back().is_some_and(|last| language.mark(last).is_some()) {
        return;
    }
    let is_sentence_end = |mark: Mark| mark.ends_sentence() && mark != Mark::Ellipsis;
    let source_language = pair.source_language();
    if !end(source).is_some_and(|last| source_language.mark(last).is_some_and(is_sentence_end)) || ends_in_abbreviation(source.text) {
        return;
    }
    let last = end(target);
    if last.is_some_and(|last| language.mark(last).is_some()) || !has_small_words(source.prose(), 3) {
        return;
    }
    if is_of_list_without_marks(pair, language) {
        return;
    }
    let at = target.text.trim_end_matches(|last: char| last.is_whitespace() || is_invisible(last)).len();
    let start = target.text[..at].char_indices().next_back().map_or(at, |(start, _)| start);
    findings.push(
        RULE.at(target.span(start..at), "the sentence ends without a mark")
            .with_help("end it as the source ends, unless something was cut off")
            .with_related(source.inner, "the source"),
    );
}

/// Whether a pair is all of a list item, and the items near it lack the mark of their sources as well, as German lists of
/// infinitives do.
fn is_of_list_without_marks(pair: &PairContext<'_>, language: Language) -> bool {
    /// How many blocks before and behind are looked at.
    const NEAR: usize = 64;
    let page = pair.page();
    let (document, blocks) = (page.document, page.blocks());
    let Some(block) = blocks.of(pair.pair).filter(|block| block.kind == BlockKind::ListItem) else { return false };
    if block.container.is_none_or(|item| document.pairs_in(item).len() != 1) {
        return false;
    }
    let column = |item: Span| item.start - line_start(document.text(), item.start);
    let depth = |block: &Block| block.container.map(column);
    let is_item = |other: &&Block| other.kind == BlockKind::ListItem && depth(other) == depth(block);
    // What stands further in is passed over.
    let is_of_list = |other: &&Block| is_item(other) || depth(other) > depth(block);
    let at = blocks.partition_point(|other| other.lines.start < block.lines.start);
    let before = blocks[..at].iter().rev().take(NEAR).take_while(is_of_list);
    let behind = blocks[at + 1..].iter().take(NEAR).take_while(is_of_list);
    let mut others = before.chain(behind).filter(is_item).filter_map(|block| {
        let last = document.pairs_in(block.lines).last()?;
        let (source, target) = (document.raw(last.source.inner), document.raw(last.target.inner));
        source.trim_end().ends_with('.').then(|| last_shown(target).is_some_and(|end| language.mark(end).is_some()))
    });
    others.next().is_some_and(|has_mark| !has_mark && !others.any(|has_mark| has_mark))
}

/// The last character of an inline text, but for brackets, quotation marks and the marks of emphasis.
fn last_shown(inline: &str) -> Option<char> {
    let is_end = |last: &char| !last.is_whitespace() && !is_closing(*last) && !is_invisible(*last) && !matches!(last, '*' | '_');
    inline.chars().rev().find(is_end)
}

/// The last character that a reader sees, brackets and quotation marks aside; `None` if that is code.
fn end(segment: &SegmentContext<'_>) -> Option<char> {
    let inlines = segment.inlines();
    let code_end = inlines.iter().filter(|inline| inline.kind == InlineKind::Code).map(|inline| inline.outer.end).max().unwrap_or(0);
    let mut last = None;
    for run in text_runs(segment.text, inlines).filter(|run| run.start >= code_end) {
        let is_end = |character: &char| !character.is_whitespace() && !is_closing(*character) && !is_invisible(*character);
        last = segment.text[run.range()].chars().rev().find(is_end).or(last);
    }
    last
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether a full stop belongs to an abbreviation, which other languages may write without: `etc.`, `U.K.`
fn ends_in_abbreviation(text: &str) -> bool {
    const ABBREVIATIONS: [&str; 8] = ["etc.", "inc.", "corp.", "ltd.", "al.", "vs.", "no.", "jr."];
    let last = text.trim_end_matches([' ', ')', '*', '_', '"']).rsplit([' ', '(', ',']).next().unwrap_or_default();
    let are_letters = || {
        let mut parts = last.trim_end_matches('.').split('.');
        last.matches('.').count() > 1 && parts.all(|part| part.len() == 1)
    };
    are_letters() || ABBREVIATIONS.contains(&last.to_ascii_lowercase().as_str())
}
