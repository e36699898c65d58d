//! Emphasis that is lost or added.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::{Inline, InlineKind};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("emphasis-count"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Warning),
    finds: "bold or italic text that is lost or added",
    why: "Bold text names what is on the screen, italic text what the reader has to replace. `<b>`, `<strong>`, `<em>` and `<i>` count as the marks \
          that they stand for. Marks that the reader sees as asterisks are reported by `broken-emphasis`.",
    example: Example::pair("sv-SE", "Select **Open**, then **Save**.", "Välj **Öppna** och sedan Spara."),
    fix: None,
    check: Check::Pair(When::either(Chars::ASTERISK.or(Chars::UNDERSCORE).or(Chars::ANGLE)), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if !pair.has_other_markup() {
        return;
    }
    let (source, target) = (counts(&pair.source), counts(&pair.target));
    if source == target || super::broken_emphasis::is_found(pair) {
        return;
    }
    let mut differences = Vec::new();
    if source.0 != target.0 {
        differences.push(format!("bold text: {} in the source, {} in the target", source.0, target.0));
    }
    if source.1 != target.1 {
        differences.push(format!("italic text: {} in the source, {} in the target", source.1, target.1));
    }
    findings.push(
        RULE.at(pair.target.inner, differences.join("; "))
            .with_help("give the target the emphasis of the source")
            .with_related(pair.source.inner, "the source"),
    );
}

/// The elements that are bold.
const BOLD: [&str; 2] = ["b", "strong"];
/// The elements that are italic.
const ITALIC: [&str; 2] = ["i", "em"];

/// Whether an element, by its name in small letters, is one that marks of Markdown stand for.
pub(super) fn is_emphasis(name: &str) -> bool {
    BOLD.contains(&name) || ITALIC.contains(&name)
}

/// Whether both sides have the same emphasis, be it by marks or by tags.
pub(super) fn is_same(pair: &PairContext<'_>) -> bool {
    counts(&pair.source) == counts(&pair.target)
}

/// How many pieces are bold, and how many italic.
fn counts(segment: &SegmentContext<'_>) -> (usize, usize) {
    let is_tag = |inline: &Inline, names: [&str; 2]| {
        let name = inline.tag_name(segment.text);
        !inline.is_closing_tag(segment.text) && names.iter().any(|known| name.eq_ignore_ascii_case(known))
    };
    let is_bold = |inline: &&Inline| inline.kind == InlineKind::Strong || is_tag(inline, BOLD);
    let is_italic = |inline: &&Inline| inline.kind == InlineKind::Emphasis || is_tag(inline, ITALIC);
    let inlines = segment.inlines();
    (inlines.iter().filter(is_bold).count(), inlines.iter().filter(is_italic).count())
}
