//! A variable whose name was changed.

use std::sync::LazyLock;

use super::{Category, Check, Example, Rule, When, math_mismatch};
use crate::chars::Chars;
use crate::check::{Findings, PairContext, quoted};
use crate::diagnostic::{RuleId, Severity};
use crate::pattern::{Pattern, compile};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("variable-changed"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Warning),
    finds: "a `$variable` of the source that is not in the target",
    why: "The name is the same in every language; its case does not matter. Variables in code spans are looked at by \
          `code-mismatch`, mathematics by `math-mismatch`.",
    example: Example::pair("sv-SE", "The path is in $env:EDITOR.", "Sökvägen finns i $env: REDIGERARE."),
    fix: None,
    check: Check::Pair(When::source(Chars::DOLLAR), check),
};

static VARIABLE: Pattern = LazyLock::new(|| compile(r"\$(?:[A-Za-z]+:)?[A-Za-z_][A-Za-z0-9_]*"));

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let source = pair.source.text;
    let mut target = None;
    for run in pair.source.text_runs() {
        for hit in VARIABLE.find_iter(&source[run.range()]) {
            let target = target.get_or_insert_with(|| pair.target.text.to_lowercase());
            if has_name(target, &hit.as_str().to_lowercase()) {
                continue;
            }
            if math_mismatch::has_math(&pair.source) {
                return;
            }
            let place = pair.source.span(run.start + hit.start()..run.start + hit.end());
            findings.push(
                RULE.at(pair.target.inner, format!("the variable {} of the source is missing", quoted(hit.as_str())))
                    .with_help("write the variable as the source has it")
                    .with_related(place, "the source"),
            );
            return;
        }
    }
}

/// Whether `text` holds the whole of `name`.
fn has_name(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        !text[at + name.len()..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_')
    })
}
