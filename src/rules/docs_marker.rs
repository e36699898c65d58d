//! Markers of documentation sites that are translated or lost.

use std::sync::LazyLock;

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Difference, Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::InlineKind;
use crate::pattern::{Pattern, compile};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("docs-marker"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "a marker such as `[!NOTE]`, `[!INCLUDE…]` or `:::` that is translated or lost",
    why: "The site makes a box, a file or a picture of it. A changed one is shown as it is written.",
    example: Example::pair("ru-RU", "[!NOTE] Save the file first.", "[! ПРИМЕЧАНИЕ] Сначала сохраните файл."),
    fix: None,
    check: Check::Pair(When::source(Chars::EXCLAMATION.or(Chars::COLON)), check),
};

static MARKER: Pattern = LazyLock::new(|| compile(r"\[![A-Za-z][A-Za-z.]*\]?|:::[a-z]*"));

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let source = &pair.source;
    let has_any = |chars, mark: &str| {
        source.chars.has_all(chars) && memchr::memmem::find(source.text.as_bytes(), mark.as_bytes()).is_some()
    };
    if !has_any(Chars::BRACKET.or(Chars::EXCLAMATION), "[!") && !has_any(Chars::COLON, ":::") {
        return;
    }
    let difference = Difference::of(markers(&pair.source), markers(&pair.target));
    if !difference.missing.is_empty() {
        difference.report(&RULE, pair, "write the marker as the source has it", findings);
    }
}

fn markers<'s>(segment: &'s SegmentContext<'_>) -> Vec<(&'s str, Span)> {
    let is_code = |at| segment.inlines().iter().any(|inline| inline.kind == InlineKind::Code && inline.outer.contains(at));
    MARKER
        .find_iter(segment.text)
        .filter(|hit| !is_code(hit.start()))
        .map(|hit| (hit.as_str(), Span::new(hit.start(), hit.end())))
        .collect()
}
