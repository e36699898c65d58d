//! An image that is lost, torn or another.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::InlineKind;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("image-mismatch"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "an image that is lost, torn or not that of the source",
    why: "With a space between `!` and `[`, or a `\"` inside its title, it is no image, and the reader sees the brackets and the address. \
          The `src` of an `<img>` is compared too.",
    example: Example::pair(
        "ru-RU",
        "Select ![The gear](gear.png) in the menu.",
        "Выберите ! [Шестеренка] (gear.png) в меню.",
    ),
    fix: None,
    check: Check::Pair(When::either(Chars::EXCLAMATION.or(Chars::ANGLE)), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if !pair.has_other_markup() {
        return;
    }
    let is_image = |kind: &InlineKind| matches!(kind, InlineKind::Image(_));
    let difference = pair.address_difference(|text, inline| is_image(&inline.kind) || inline.is_tag(text, "img"));
    if [&pair.source, &pair.target].iter().any(|side| side.count(is_image) > 0) {
        let help = "write `![text](address \"title\")` as the source has it, with `\\\"` for a quote inside the title";
        difference.report(&RULE, pair, help, findings);
    } else if difference.missing.len() == difference.extra.len() {
        // A tag that is lost or added is another defect.
        difference.report(&RULE, pair, "show the image of the source", findings);
    }
}
