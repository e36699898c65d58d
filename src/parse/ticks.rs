//! Runs of back-ticks in inline Markdown, and the code spans that they enclose.

use crate::source::Span;

/// Whether some run of back-ticks is left without another as long behind it, so that a code span may begin there and end
/// further on.
pub(super) fn may_open_code(inline: &str) -> bool {
    let mut open = None;
    for run in inline.as_bytes().chunk_by(|a, b| (*a == b'`') == (*b == b'`')).filter(|run| run[0] == b'`') {
        match open {
            None => open = Some(run.len()),
            Some(length) if length == run.len() => open = None,
            Some(_) => {}
        }
    }
    open.is_some()
}

/// The code spans of inline Markdown (CommonMark 0.31.2, section 6.1): a run of back-ticks up to the next run as long.
pub(super) fn code_spans(inline: &str) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    for at in memchr::memchr_iter(b'`', inline.as_bytes()) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(Span::new(at, at + 1)),
        }
    }
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
