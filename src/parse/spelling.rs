//! Pairs whose tags are not written as the generator writes them: what is said of them, and the edits that write them so.

use super::marker::{LONGEST_ID, is_of_id};
use crate::bitext::SegmentPair;
use crate::diagnostic::{Diagnostic, Edit, RuleId};
use crate::pattern::{Pattern, compile};
use crate::source::Span;

/// What is said of a pair that was read although its tags are written in another way.
pub(super) fn unusual(text: &str, pair: &SegmentPair) -> Diagnostic {
    let id = &text[pair.id.range()];
    let diagnostic = Diagnostic::warning(
        RuleId::MALFORMED_SPAN,
        pair.target.outer,
        format!("the tags of pair `{id}` are not written as they are generated; it was read as a pair"),
    )
    .with_help(
        "write `<span data-ttu-id=\"ID\">…</span><span class=\"sxs-lookup\"><span data-stu-id=\"ID\">…</span></span>`",
    );
    match as_generated(text, pair) {
        Some(edits) => diagnostic.with_fix(edits),
        None => diagnostic,
    }
}

/// The edits that write the tags of a pair as the generator does. `None` if the tags say more than the generator's, such as a
/// language or another class: that would be lost.
fn as_generated(text: &str, pair: &SegmentPair) -> Option<Vec<Edit>> {
    static OPENING: Pattern =
        Pattern::new(|| compile(r#"(?i)^<span\s+data-ttu-id\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)\s*>$"#));
    static BETWEEN: Pattern = Pattern::new(|| {
        compile(
            r#"(?ix)^ </span\s*> \s* <span \s+ class \s*=\s* (?: "\s*sxs-lookup\s*" | '\s*sxs-lookup\s*' | sxs-lookup ) \s* >
               \s* <span \s+ data-stu-id \s*=\s* (?: "[^"]*" | '[^']*' | [^\s"'>]+ ) \s* >$"#,
        )
    });
    let id = &text[pair.id.range()];
    if id.len() >= LONGEST_ID || !id.bytes().all(is_of_id) {
        return None;
    }
    let opening = Span::new(pair.target.outer.start, pair.target.inner.start);
    let between = Span::new(pair.target.inner.end, pair.source.inner.start);
    let closing = Span::new(pair.source.inner.end, pair.source.outer.end);
    if !OPENING.is_match(&text[opening.range()]) || !BETWEEN.is_match(&text[between.range()]) {
        return None;
    }
    let edits = [
        Edit::replace(opening, format!("<span data-ttu-id=\"{id}\">")),
        Edit::replace(between, format!("</span><span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">")),
        Edit::replace(closing, "</span></span>"),
    ];
    Some(edits.into_iter().filter(|edit| text[edit.span.range()] != edit.text).collect())
}
