//! White space at the ends of a translation.

use super::{Category, Check, Example, Rule, When};
use crate::check::{Findings, PairContext};
use crate::diagnostic::{Applicability, Edit, RuleId};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("edge-space"),
    category: Category::Content,
    severity: None,
    finds: "white space at an end of the translation that the source does not have",
    why: "The spaces between sentences stand between the pairs; one more makes equal sentences differ for translation memories. The fix \
          takes it out where other white space or the end of the line follows; elsewhere it may be all that keeps two words apart.",
    example: Example::pair("de-DE", "Open the file.", "Öffnen Sie die Datei.\u{a0}"),
    fix: Some(Applicability::Safe),
    check: Check::Pair(When::ALWAYS, check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let (target, source) = (&pair.target, pair.source.text);
    let text = target.text;
    let (leading, trailing) = (text.len() - text.trim_start().len(), text.trim_end().len());
    if leading == text.len() {
        return;
    }
    let page = pair.page().document.text();
    let outer = pair.pair.outer();
    let is_free = |neighbour: Option<char>| neighbour.is_none_or(char::is_whitespace);
    if leading > 0 && source.trim_start().len() == source.len() {
        let is_free = is_free(page[..outer.start].chars().next_back());
        push(pair, findings, 0..leading, "before", is_free);
    }
    if trailing < text.len() && source.trim_end().len() == source.len() {
        let is_free = is_free(page[outer.end..].chars().next());
        push(pair, findings, trailing..text.len(), "behind", is_free);
    }
}

fn push(pair: &PairContext<'_>, findings: &mut Findings, part: std::ops::Range<usize>, place: &str, is_free: bool) {
    let target = &pair.target;
    let span = target.span(part);
    let found = RULE.at(span, format!("white space {place} the text")).with_help("take it out");
    findings.push(if is_free && target.is_verbatim() { found.with_fix(vec![Edit::delete(span)]) } else { found });
}
