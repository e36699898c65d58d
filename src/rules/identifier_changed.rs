//! A name of code that the target does not have.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("identifier-changed"),
    category: Category::Content,
    severity: Some(Severity::Warning),
    finds: "a name such as `Publish-Module` that was translated or lost",
    why: "Names of commands, types and properties are the same in every language. A word that may be a name but also a term of the user \
          interface (`FastTab`, `Sign-In`) is reported only if the page keeps it elsewhere, in code or in another translation. The case of letters is left \
          alone.",
    example: Example::pairs("sv-SE", &[("Publish-Module", "Publicera-modul"), ("Run `Publish-Module`.", "Kör `Publish-Module`.")]),
    fix: None,
    check: Check::Pair(When::source(Chars::NAME), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let (target, source) = (&pair.target, &pair.source);
    for lost in pair.lost_names() {
        let name = &source.text[lost.range.clone()];
        let is_named_cmdlet = source.text[lost.range.end..].starts_with(" cmdlet");
        if !lost.split.is_empty() || !(lost.is_certain || is_named_cmdlet || pair.page().keeps_name(name)) {
            continue;
        }
        findings.push(
            RULE.at(target.span(0..target.text.len()), format!("the name `{name}` is missing"))
                .with_help("write it as in the source")
                .with_related(source.span(lost.range.clone()), "it stands here"),
        );
    }
}
