//! Marks of emphasis that the reader sees.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::literal_marks;
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("broken-emphasis"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "more asterisks shown as text than in the source",
    why: "A space inside the marks (`** text**`), or a letter behind punctuation and a mark, and Markdown takes the marks for text; \
          the generator then writes them as `\\*`.",
    example: Example::pair("sv-SE", "Select **Open** now.", "Välj \\*\\* Öppna\\*\\* nu."),
    fix: None,
    check: Check::Pair(When::target(Chars::ASTERISK), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if !is_found(pair) {
        return;
    }
    let source = literal_asterisks(&pair.source).count();
    let target: Vec<Span> = literal_asterisks(&pair.target).collect();
    let Some(first) = target.first() else { return };
    // The run that it belongs to, with its backslashes.
    let run = target.windows(2).take_while(|two| two[0].end == two[1].start).count();
    let place = pair.target.span(first.start..target[run].end);
    findings.push(
        RULE.at(place, format!("the reader sees {}", asterisks(target.len() - source)))
            .with_help("put the marks where the source has them, without a space inside them")
            .with_related(pair.source.inner, "the source"),
    );
}

/// Whether this rule finds something.
pub(super) fn is_found(pair: &PairContext<'_>) -> bool {
    let asterisks = |segment: &SegmentContext<'_>| memchr::memchr_iter(b'*', segment.text.as_bytes()).count();
    if !pair.target.chars.has(Chars::ASTERISK)
        || !pair.has_other_markup() && asterisks(&pair.target) <= asterisks(&pair.source)
    {
        return false;
    }
    literal_asterisks(&pair.target).count() > literal_asterisks(&pair.source).count()
}

/// The asterisks that stayed text, each with its backslash.
fn literal_asterisks(segment: &SegmentContext<'_>) -> impl Iterator<Item = Span> {
    literal_marks(segment.text, segment.inlines())
        .filter(|literal| literal.mark == b'*')
        .map(|literal| Span::new(literal.at - usize::from(literal.is_escaped), literal.at + 1))
}

fn asterisks(count: usize) -> String {
    if count == 1 { "an asterisk that is not in the source".to_owned() } else { format!("{count} asterisks that are not in the source") }
}
