//! A name that must stay as it is, and did not.

use super::{Category, Check, Example, Rule, When};
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::plain_text;
use crate::terms::{Treatment, is_kept};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("no-loc-term"),
    category: Category::Terms,
    severity: Some(Severity::Warning),
    finds: "a name that is to stay as it is, but is missing from the translation",
    why: "Names of products and features that are translated here and kept there are read as two things. The names are those of \
          `no-loc` in the front matter and of `do-not-translate` in the configuration, in their case.\n\n\
          A name may be inflected (`Fjord Syncs`) and compounded (`Fjord Sync-mappen`, `Fjord-Sync-Ordner`), and it is enough that \
          the translation has it once. Names in code and in addresses are not looked for.",
    example: Example::pair("sv-SE", "Open Fjord Sync.", "Öppna fjordsynkronisering.")
        .with_config("[terms]\ndo-not-translate = [\"Fjord Sync\"]\n"),
    fix: None,
    check: Check::Pair(When::ALWAYS, check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let Some(matcher) = pair.terms() else { return };
    let (source, target) = (pair.source.text, pair.target.text);
    let mut names: Vec<&str> = Vec::new();
    for found in matcher.find(source) {
        let name = found.entry.source.as_str();
        if found.entry.treatment != Treatment::Keep || names.contains(&name) || !pair.source.is_prose(&found.span) {
            continue;
        }
        names.push(name);
        if !is_kept(name, target) && !is_kept(name, &plain_text(target)) {
            findings.push(
                RULE.at(pair.target.inner, format!("the translation does not have `{name}`, which is to stay as it is"))
                    .with_help(format!("write `{name}` as the source does"))
                    .with_related(pair.source.span(found.span), "the name in the source"),
            );
        }
    }
}
