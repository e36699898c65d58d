//! A name of code with spaces in it.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{Applicability, Edit, RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("identifier-split"),
    category: Category::Content,
    severity: Some(Severity::Warning),
    finds: "a name such as `System.String` that the target has with spaces in it",
    why: "Machine translation reads the full stop, hyphen or capital in a name as the start of a word. A reader who copies the name gets an \
          error, and a search for it finds nothing. The name must stand in the prose of the source and nowhere in the target as it is. The fix \
          writes it as in the source; where the words could be meant (`file system`), it is not safe.",
    example: Example::pair("sv-SE", "The type is System.String.", "Typen är System. String."),
    fix: Some(Applicability::Safe),
    check: Check::Pair(When::source(Chars::NAME), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let (target, source) = (&pair.target, &pair.source);
    for lost in pair.lost_names() {
        let name = &source.text[lost.range.clone()];
        for split in lost.split.iter().cloned() {
            let span = target.span(split.clone());
            let found = RULE
                .at(span, format!("`{}` is `{name}` with spaces in it", &target.text[split]))
                .with_help("write the name as in the source")
                .with_related(source.span(lost.range.clone()), "the name");
            let edits = vec![Edit::replace(span, name)];
            findings.push(match (target.is_verbatim(), lost.is_certain) {
                (true, true) => found.with_fix(edits),
                (true, false) => found.with_unsafe_fix(edits),
                (false, _) => found,
            });
        }
    }
}
