//! Placeholders that are not those of the source.

use std::sync::LazyLock;

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Difference, Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::is_html_element;
use crate::pattern::{Pattern, compile};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("placeholder-mismatch"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Info),
    finds: "a placeholder that is lost or changed: `{0}`, `%s`, `${x}`, `%NAME%`, `<Name>`",
    why: "A program puts a value in its place, or the reader does. Whether those for the reader are translated is a matter of style, so \
          the severity is info.",
    example: Example::pair("sv-SE", "The file {0} was not found.", "Filen { 0 } hittades inte."),
    fix: None,
    check: Check::Pair(When::either(Chars::BRACE.or(Chars::PERCENT).or(Chars::ANGLE).or(Chars::AMPERSAND)), check),
};

static PLACEHOLDER: Pattern = LazyLock::new(|| {
    compile(
        r"(?x)
        \$\{ [^{}\s]+ \}                     # ${x}
        | \{\{ [^{}]+ \}\}                   # {{x}}
        | \{ [0-9]+ (?: [,:] [^{}\s]* )? \}  # {0:N2}
        | %[1-9]\$[sd@]                      # %1$s
        | %[A-Za-z][A-Za-z0-9_]+%            # %NAME%
        | \B % [sd@] \b                      # %s
        | (?: \\< | &lt; ) [A-Za-z] [\w\x20.-]* (?: \\?> | &gt; )  # \<Name>
        ",
    )
});

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let difference = Difference::of(placeholders(&pair.source), placeholders(&pair.target));
    difference.report(&RULE, pair, "write the placeholder as the source has it", findings);
}

/// The placeholders by their names; case makes no difference.
fn placeholders(segment: &SegmentContext<'_>) -> Vec<(String, Span)> {
    let mut found = segment.keyed(|text, inline| {
        let name = inline.tag_name(text).to_ascii_lowercase();
        let is_placeholder = !name.is_empty() && !inline.is_closing_tag(text) && !is_html_element(&name);
        is_placeholder.then(|| text[inline.inner.range()].to_ascii_lowercase())
    });
    if segment.chars.has(Chars::BRACE.or(Chars::PERCENT).or(Chars::BACKSLASH).or(Chars::AMPERSAND)) {
        for run in segment.text_runs() {
            for hit in PLACEHOLDER.find_iter(&segment.text[run.range()]) {
                let name = hit.as_str().trim_start_matches(['\\', '<']).trim_end_matches(['\\', '>']);
                let name = name.trim_start_matches("&lt;").trim_end_matches("&gt;").to_ascii_lowercase();
                if !is_html_element(&name) {
                    found.push((name, Span::new(run.start + hit.start(), run.start + hit.end())));
                }
            }
        }
        found.sort_by_key(|(_, span)| *span);
    }
    found
}
