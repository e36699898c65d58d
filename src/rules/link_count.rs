//! More or fewer links than in the source.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::{Inline, InlineKind};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("link-count"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "more or fewer links than in the source",
    why: "A link that is lost or torn leaves its address as text, or leaves the reader without a way on.\n\n\
          `<xref:…>` is looked at by `xref-mismatch`, images by `image-mismatch`; a reference whose label nothing defines by \
          `undefined-label`.",
    example: Example::pair("sv-SE", "See [Install](install.md) and [Update](update.md).", "Se [Installera](install.md) och Uppdatera."),
    fix: None,
    check: Check::Pair(When::either(Chars::BRACKET.or(Chars::ANGLE)), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if !pair.has_other_markup() {
        return;
    }
    let (source, target) = (count(&pair.source), count(&pair.target));
    let is_image = |kind: &InlineKind| matches!(kind, InlineKind::Image(_));
    if source == target
        || pair.source.count(is_image) != pair.target.count(is_image)
        || super::undefined_label::is_found(pair)
    {
        return;
    }
    let difference = pair.address_difference(|_, inline| matches!(inline.kind, InlineKind::Link(_) | InlineKind::Autolink));
    let place = if target > source { difference.extra.first() } else { None };
    let lost = if source > target { difference.missing.first() } else { None };
    findings.push(
        RULE.at(
            place.map_or(pair.target.inner, |span| pair.target.span(span.range())),
            format!("the source has {}, the target {target}", links(source)),
        )
        .with_help("give the target the links of the source")
        .with_related(lost.map_or(pair.source.inner, |span| pair.source.span(span.range())), "the source"),
    );
}

fn count(segment: &SegmentContext<'_>) -> usize {
    let is_link = |inline: &&Inline| match inline.kind {
        InlineKind::Link(_) => true,
        InlineKind::Autolink => !segment.text[inline.inner.range()].starts_with("xref:"),
        _ => false,
    };
    segment.inlines().iter().filter(is_link).count()
}

fn links(count: usize) -> String {
    match count {
        0 => "no link".to_owned(),
        1 => "1 link".to_owned(),
        _ => format!("{count} links"),
    }
}
