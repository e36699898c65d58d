//! Runs of back-ticks in inline Markdown, and the code spans that they enclose.

use crate::source::Span;

/// Whether some run of back-ticks is left without another as long behind it, so that a code span may begin there and end
/// further on.
pub(super) fn may_open_code(inline: &str) -> bool {
    let mut open = None;
    for run in runs(inline) {
        match open {
            None => open = Some(run.len()),
            Some(length) if length == run.len() => open = None,
            Some(_) => {}
        }
    }
    open.is_some()
}

/// The runs of back-ticks, in order.
fn runs(inline: &str) -> impl Iterator<Item = Span> {
    let mut ticks = memchr::memchr_iter(b'`', inline.as_bytes()).peekable();
    std::iter::from_fn(move || {
        let start = ticks.next()?;
        let mut end = start + 1;
        while ticks.next_if_eq(&end).is_some() {
            end += 1;
        }
        Some(Span::new(start, end))
    })
}

/// The code spans of inline Markdown (CommonMark 0.31.2, section 6.1): a run of back-ticks up to the next run as long.
pub(super) fn code_spans(inline: &str) -> Vec<Span> {
    let runs: Vec<Span> = runs(inline).collect();
    let mut spans = Vec::new();
    let mut at = 0;
    while at < runs.len() {
        match runs[at + 1..].iter().position(|close| close.len() == runs[at].len()) {
            Some(length) => {
                spans.push(Span::new(runs[at].start, runs[at + 1 + length].end));
                at += length + 2;
            }
            None => at += 1,
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(inline: &str, spans: &[&str], may_open: bool) {
        let found: Vec<&str> = code_spans(inline).iter().map(|span| &inline[span.range()]).collect();
        assert_eq!(found, spans, "{inline:?}");
        assert_eq!(may_open_code(inline), may_open, "{inline:?}");
    }

    #[test]
    fn runs_of_one_length_enclose_code() {
        check("å `b` c", &["`b`"], false);
        check("`` ` `` å `", &["`` ` ``"], true);
        check("`å ``b``", &["``b``"], true);
        check("å", &[], false);
    }
}
