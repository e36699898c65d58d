//! Placeholders that are not those of the source.

use std::sync::LazyLock;

use super::{Category, Check, Example, Rule, When, math_mismatch};
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
        | (?: \\?< | &lt; ) [\u{200e}\u{200f}]* \p{L} [\w\x20\u{200e}\u{200f}.-]* (?: \\?> | &gt; )  # \<Name>
        ",
    )
});

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let mut difference = Difference::of(placeholders(&pair.source), placeholders(&pair.target));
    if !difference.missing.is_empty() {
        // Braces in a formula are those of TeX.
        let formulas = math_mismatch::math(&pair.source);
        difference.missing.retain(|missing| !formulas.iter().any(|(_, formula)| formula.overlaps(*missing)));
    }
    difference.report(&RULE, pair, "write the placeholder as the source has it", findings);
}

/// The placeholders by their names; case makes no difference. Those for the reader, which are words in angle brackets, may be
/// translated, so they go by their brackets.
fn placeholders(segment: &SegmentContext<'_>) -> Vec<(String, Span)> {
    let mut found = segment.keyed(|text, inline| {
        let name = inline.tag_name(text).to_ascii_lowercase();
        let is_placeholder = !name.is_empty() && !inline.is_closing_tag(text) && !is_html_element(&name);
        is_placeholder.then(|| key(&text[inline.outer.range()]))
    });
    if segment.chars.has(Chars::BRACE.or(Chars::PERCENT).or(Chars::BACKSLASH).or(Chars::ANGLE).or(Chars::AMPERSAND)) {
        for run in segment.text_runs() {
            for hit in PLACEHOLDER.find_iter(&segment.text[run.range()]) {
                if !in_brackets(hit.as_str()).is_some_and(|(_, name, _)| is_html_element(&name.to_ascii_lowercase())) {
                    found.push((key(hit.as_str()), Span::new(run.start + hit.start(), run.start + hit.end())));
                }
            }
        }
        found.sort_by_key(|(_, span)| *span);
    }
    found
}

/// What makes two placeholders the same.
fn key(placeholder: &str) -> String {
    match in_brackets(placeholder) {
        Some((opening, inside, closing)) if inside.chars().all(is_of_words) => format!("{opening}{closing}"),
        _ => placeholder.to_ascii_lowercase(),
    }
}

/// What stands in angle brackets, and these as they are spelled.
fn in_brackets(placeholder: &str) -> Option<(&'static str, &str, &'static str)> {
    let opening = ["\\<", "&lt;", "<"].into_iter().find(|opening| placeholder.starts_with(opening))?;
    let closing = ["\\>", "&gt;", ">"].into_iter().find(|closing| placeholder.ends_with(closing))?;
    Some((opening, placeholder.strip_prefix(opening)?.strip_suffix(closing)?, closing))
}

/// Whether a character may stand in words, marks of direction included.
fn is_of_words(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, ' ' | '_' | '-' | '.' | '\u{200e}' | '\u{200f}')
}
