//! Characters that were lost on the way: U+FFFD.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("replacement-character"),
    category: Category::Content,
    severity: Some(Severity::Error),
    finds: "U+FFFD, the mark of a character that was lost",
    why: "A program that could not read a byte wrote `\u{fffd}` in its place, so text is missing from the published page. Where the source has the mark too, the text is about it, and nothing is reported.",
    example: Example::pair("ru-RU", "Open the file.", "Откройте фа\u{fffd}\u{fffd}л."),
    fix: None,
    check: Check::Pair(When::target(Chars::LEAD_EF), check),
};

const REPLACEMENT: char = '\u{fffd}';

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let text = pair.target.text;
    let Some(start) = text.find(REPLACEMENT) else { return };
    if pair.source.text.contains(REPLACEMENT) {
        return;
    }
    let run = &text[start..];
    let length = run.len() - run.trim_start_matches(REPLACEMENT).len();
    let count = text.matches(REPLACEMENT).count();
    let message = if count == 1 { "a character was lost here".to_owned() } else { format!("{count} characters were lost") };
    findings.push(
        RULE.at(pair.target.span(start..start + length), message)
            .with_help("write the text again, or take it from a copy that is whole")
            .with_related(pair.source.inner, "the source"),
    );
}
