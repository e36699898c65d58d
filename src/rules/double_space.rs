//! Two spaces in a row.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{Applicability, Edit, RuleId};
use crate::markdown::text_runs;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("double-space"),
    category: Category::Content,
    severity: None,
    finds: "two or more spaces in a row where the source has one",
    why: "It does not show in HTML, but it makes equal sentences differ for translation memories. Code is left alone, and so is a target \
          whose source has such spaces too. The fix leaves one space.",
    example: Example::pair("sv-SE", "Select **Save**, then close.", "Välj **Spara**  och stäng."),
    fix: Some(Applicability::Safe),
    check: Check::Pair(When::target(Chars::SPACE), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let target = &pair.target;
    let text = target.text.trim_end();
    let edge = text.len() - text.trim_start().len();
    if memchr::memmem::find(&text.as_bytes()[edge..], b"  ").is_none() || pair.source.text.trim().contains("  ") {
        return;
    }
    for run in text_runs(text, target.inlines()) {
        let (mut at, end) = (run.start.max(edge), run.end.min(text.len()));
        while let Some(found) = text.get(at..end).and_then(|rest| rest.find("  ")) {
            let start = at + found;
            let run = &text[start..end];
            at = start + run.len() - run.trim_start_matches(' ').len();
            let span = target.span(start..at);
            let found = RULE.at(span, format!("{} spaces in a row", at - start)).with_help("leave one");
            findings.push(if target.is_verbatim() { found.with_fix(vec![Edit::replace(span, " ")]) } else { found });
        }
    }
}
