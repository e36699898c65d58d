//! A target half without a source half.

use super::{Category, Check, Example, Rule};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::UNPAIRED_TARGET,
    category: Category::Structure,
    severity: Some(Severity::Error),
    finds: "a target half that no source half follows",
    why: "Without its source the translation can be neither compared nor exported, and its tags stay in every page made from \
          this one.",
    example: Example::page("---\nms.contentlocale: sv-SE\n---\n\n<span data-ttu-id=\"0a1b2-101\">Välj **Öppna**.</span>\n"),
    fix: None,
    check: Check::Reading,
};
