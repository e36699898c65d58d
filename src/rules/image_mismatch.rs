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
    why: "With a space between `!` and `[`, or a `\"` inside its title, it is no image, and the reader sees the brackets and the address.",
    example: Example::pair(
        "ru-RU",
        "Select ![The gear](gear.png) in the menu.",
        "Выберите ! [Шестеренка] (gear.png) в меню.",
    ),
    fix: None,
    check: Check::Pair(When::either(Chars::EXCLAMATION), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let is_image = |kind: &InlineKind| matches!(kind, InlineKind::Image(_));
    let (source, target) = (pair.source.count(is_image), pair.target.count(is_image));
    if source == 0 && target == 0 || !pair.has_other_markup() {
        return;
    }
    let help = "write `![text](address \"title\")` as the source has it, with `\\\"` for a quote inside the title";
    pair.address_difference(is_image).report(&RULE, pair, help, findings);
}
