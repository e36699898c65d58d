//! Characters without width that a translation has and its source has not.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{Applicability, Edit, RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("invisible-character"),
    category: Category::Content,
    severity: Some(Severity::Warning),
    finds: "a zero-width space or byte order mark inside the text that the source does not have",
    why: "Nobody sees it, but a search for the word fails and a copied command does not run. Thai, Lao, Khmer and Burmese mark where a \
          line may break by the zero-width space, so there it is left alone. The fix takes the character out.",
    example: Example::pair("de-DE", "Select the folder.", "Wählen Sie den Ord\u{200b}ner aus."),
    fix: Some(Applicability::Safe),
    check: Check::Pair(When::target(Chars::LEAD_E2.or(Chars::LEAD_EF)), check),
};

const ZERO_WIDTH_SPACE: char = '\u{200b}';
const BYTE_ORDER_MARK: char = '\u{feff}';

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let (target, source) = (&pair.target, pair.source.text);
    let bytes = target.text.as_bytes();
    let (mut is_in_tag, mut behind) = (false, 0);
    for (start, run) in target.text.match_indices([ZERO_WIDTH_SPACE, BYTE_ORDER_MARK]) {
        let (name, is_meant) = if run.starts_with(ZERO_WIDTH_SPACE) {
            let breaks_lines = || pair.language().is_some_and(|language| language.uses_zero_width_space());
            ("zero-width space", source.contains(ZERO_WIDTH_SPACE) || breaks_lines())
        } else {
            ("byte order mark", source.contains(BYTE_ORDER_MARK))
        };
        if let Some(at) = memchr::memrchr2(b'<', b'>', &bytes[behind..start]) {
            is_in_tag = bytes[behind + at] == b'<';
        }
        behind = start;
        if is_meant {
            continue;
        }
        // Without it, what stands around it may become a tag of a pair, or code that holds one.
        let end = start + run.len();
        let makes_code = bytes[..start].ends_with(b"`") && bytes[end..].starts_with(b"`");
        let span = target.span(start..end);
        let found = RULE.at(span, format!("an invisible {name} stands here")).with_help("take it out");
        let is_safe = target.is_verbatim() && !is_in_tag && !makes_code;
        findings.push(if is_safe { found.with_fix(vec![Edit::delete(span)]) } else { found });
    }
}
