//! Joins markers to pairs. What cannot be joined with certainty stays as it is and is reported.

use memchr::{memchr, memmem};

use super::marker::{Kind, Marker, Markers, SOURCE_TAG, WRAPPER};
use super::spelling::unusual;
use super::ticks;
use crate::bitext::{Segment, SegmentPair, Side};
use crate::diagnostic::{Diagnostic, RuleId};
use crate::pattern::{Pattern, compile};
use crate::source::Span;

const CLOSE: &str = "</span>";
const CLOSE_BOTH: &str = "</span></span>";
/// Bytes from one pair to the next in a page full of them; it only says how much memory to ask for.
const TYPICAL_DISTANCE: usize = 200;
/// Markers inside a code span of one segment that are passed over at the most.
const MOST_MARKERS_IN_CODE: usize = 64;
/// Bytes behind a segment's start in which a code span is looked for.
const CODE_WINDOW: usize = 4096;

/// What [`scan`] found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) pairs: Vec<SegmentPair>,
    pub(super) broken: Vec<Diagnostic>,
    /// A marker has its quotes written as `&quot;`: the text has to be recovered and scanned again.
    pub(super) encoded: bool,
}

/// Finds the pairs of `text` from `start` on.
pub(super) fn scan(text: &str, start: usize) -> Scan {
    let mut markers = Markers::new(text, start);
    let mut found = Scan { pairs: Vec::with_capacity((text.len() - start) / TYPICAL_DISTANCE), ..Scan::default() };
    while let Some(first) = markers.ahead(0) {
        if let Some(pair) = plain(text, &first) {
            markers.skip_to(pair.source.outer.end);
            found.pairs.push(pair);
            continue;
        }
        match join(text, first, &mut markers) {
            Joined::Pair { pair, generated } => {
                markers.skip_to(pair.source.outer.end);
                if !generated {
                    found.broken.push(unusual(text, &pair));
                }
                found.pairs.push(pair);
            }
            Joined::Broken { diagnostic, used } => {
                markers.by_ref().take(used).for_each(drop);
                // `\<span …>` is text.
                if !text[..diagnostic.span.start].ends_with('\\') {
                    found.broken.push(diagnostic);
                }
            }
        }
    }
    found.encoded = markers.has_encoded();
    found
}

/// The pair that starts at a marker, if it is one as the generator writes them and no other tag is in it. Most are: that is read
/// off at a fraction of what [`join`] costs, which comes to the same.
fn plain(text: &str, first: &Marker) -> Option<SegmentPair> {
    let Kind::Tag { side: Side::Target, generated: true } = first.kind else { return None };
    let bytes = text.as_bytes();
    let target_end = first.tag.end + memchr(b'<', &bytes[first.tag.end..])?;
    let rest = bytes[target_end..]
        .strip_prefix(CLOSE.as_bytes())?
        .strip_prefix(WRAPPER.as_bytes())?
        .strip_prefix(SOURCE_TAG.as_bytes())?
        .strip_prefix(&bytes[first.id.range()])?
        .strip_prefix(b"\">")?;
    let source_start = bytes.len() - rest.len();
    let source_end = source_start + memchr(b'<', rest)?;
    let outer_end = source_end + CLOSE_BOTH.len();
    if bytes.get(source_end..outer_end)? != CLOSE_BOTH.as_bytes() {
        return None;
    }
    let between = target_end + CLOSE.len();
    Some(SegmentPair {
        id: first.id,
        target: Segment { outer: Span::new(first.tag.start, between), inner: Span::new(first.tag.end, target_end) },
        source: Segment { outer: Span::new(between, outer_end), inner: Span::new(source_start, source_end) },
    })
}

/// Reports every marker inside `span`, where no pair can stand.
pub(super) fn reject(text: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(Markers::new(&text[..span.end], span.start).map(|marker| {
        Diagnostic::error(
            RuleId::MALFORMED_SPAN,
            marker.tag,
            "front matter holds the tag of a pair; it was left as it is",
        )
        .with_help("keep only the text that belongs to the key")
    }));
}

/// What became of the next marker.
enum Joined {
    Pair {
        pair: SegmentPair,
        generated: bool,
    },
    /// `used` markers belong to it.
    Broken {
        diagnostic: Diagnostic,
        used: usize,
    },
}

fn join(text: &str, first: Marker, markers: &mut Markers<'_>) -> Joined {
    let id = &text[first.id.range()];
    let broken = |rule, message: String, help: &str, used| Joined::Broken {
        diagnostic: Diagnostic::error(rule, first.tag, message).with_help(help),
        used,
    };
    match first.kind {
        Kind::Torn | Kind::Encoded => {
            let message = "the tag of a pair is not closed or has no id; it was left as it is".to_owned();
            return broken(RuleId::MALFORMED_SPAN, message, "write it as `<span data-ttu-id=\"ID\">`", 1);
        }
        Kind::Tag { side: Side::Source, .. } => {
            let message = format!("source `{id}` has no target in front of it; it was left as it is");
            return broken(
                RuleId::UNPAIRED_SOURCE,
                message,
                "put its `<span data-ttu-id=…>` half back, or remove it",
                1,
            );
        }
        Kind::Tag { side: Side::Target, .. } => {}
    }
    let Some((used, second)) = partner(text, first, markers) else {
        if let Some(next) = markers.ahead(1)
            && matches!(next.kind, Kind::Tag { side: Side::Source, .. })
            && target_end(text, &first, &next).is_some()
        {
            let other = &text[next.id.range()];
            let message = format!("target `{id}` is followed by source `{other}`; both were left as they are");
            return broken(RuleId::ID_MISMATCH, message, "give the two halves of a pair the same id", 2);
        }
        let message = format!("target `{id}` has no source behind it; it was left as it is");
        return broken(
            RuleId::UNPAIRED_TARGET,
            message,
            "put its `<span data-stu-id=…>` half back, or remove the tags",
            1,
        );
    };
    let Some((target_inner, target_generated)) = target_end(text, &first, &second) else {
        let message = format!("the halves of pair `{id}` do not follow one another; they were left as they are");
        let help = "nothing may stand between `</span>` of the target and `<span class=\"sxs-lookup\">`";
        return broken(RuleId::MALFORMED_SPAN, message, help, used);
    };
    let target = &text[first.tag.end..target_inner];
    let mut later = |index| markers.ahead(used + index);
    let Some((source_inner, source_outer, source_generated)) = source_end(text, &second, &mut later, target) else {
        let message = format!("the source of pair `{id}` is never closed; the pair was left as it is");
        return broken(RuleId::MALFORMED_SPAN, message, "close it with `</span></span>`", used);
    };
    let close = memchr(b'>', &text.as_bytes()[target_inner..]).map_or(0, |length| length + 1);
    let target_outer = target_inner + close;
    let generated = |marker: &Marker| matches!(marker.kind, Kind::Tag { generated: true, .. });
    Joined::Pair {
        pair: SegmentPair {
            id: first.id,
            target: Segment {
                outer: Span::new(first.tag.start, target_outer),
                inner: Span::new(first.tag.end, target_inner),
            },
            source: Segment {
                outer: Span::new(target_outer, source_outer),
                inner: Span::new(second.tag.end, source_inner),
            },
        },
        generated: target_generated && source_generated && generated(&first) && generated(&second),
    }
}

/// The source marker of the target marker that is next, and how many markers end with it.
fn partner(text: &str, first: Marker, markers: &mut Markers<'_>) -> Option<(usize, Marker)> {
    let id = &text[first.id.range()];
    let is_partner =
        |marker: &Marker| matches!(marker.kind, Kind::Tag { side: Side::Source, .. }) && &text[marker.id.range()] == id;
    let next = markers.ahead(1)?;
    if is_partner(&next) {
        return Some((2, next));
    }
    // A page about this format shows tags in code spans; those inside the target are text.
    let window: Vec<Marker> = (0..MOST_MARKERS_IN_CODE).map_while(|index| markers.ahead(index)).collect();
    let at = window.iter().position(is_partner)?;
    let inner = Span::new(first.tag.end, window[at].tag.start);
    if inner.len() > CODE_WINDOW {
        return None;
    }
    let code = ticks::code_spans(&text[inner.range()]);
    let in_code = |marker: &Marker| code.iter().any(|span| span.contains(marker.tag.start - inner.start));
    window[1..at].iter().all(in_code).then_some((at + 1, window[at]))
}

/// Where the text of the target ends, and whether the tags between the halves are as the generator writes them.
fn target_end(text: &str, first: &Marker, second: &Marker) -> Option<(usize, bool)> {
    static BETWEEN: Pattern = Pattern::new(|| {
        compile(
            r#"(?ix) </span\s*> \s* <span\s (?:[^<>]*\s)? class\s*=\s*
               (?: "[^"<>]*\bsxs-lookup\b[^"<>]*" | '[^'<>]*\bsxs-lookup\b[^'<>]*' | sxs-lookup\b ) [^<>]* > \s* $"#,
        )
    });
    let before = &text[first.tag.end..second.tag.start];
    // In front of a generated source tag stands its wrapper.
    let wrapper = match second.kind {
        Kind::Tag { generated: true, .. } => Some(before.len().saturating_sub(WRAPPER.len())),
        _ => before.strip_suffix(WRAPPER).map(str::len),
    };
    if let Some(target) = wrapper.and_then(|end| before[..end].strip_suffix(CLOSE)) {
        return Some((first.tag.end + target.len(), true));
    }
    let mut window = before.len().saturating_sub(256);
    while !before.is_char_boundary(window) {
        window += 1;
    }
    let found = BETWEEN.find(&before[window..])?;
    Some((first.tag.end + window + found.start(), false))
}

/// Where the text of the source ends, where its tags end, and whether they are as the generator writes them.
fn source_end(
    text: &str,
    second: &Marker,
    later: &mut impl FnMut(usize) -> Option<Marker>,
    target: &str,
) -> Option<(usize, usize, bool)> {
    let start = second.tag.end;
    let limit = later(0).map_or(text.len(), |marker| marker.tag.start);
    let window = &text[start..limit];
    let Some((literal, holds_span)) = first_close(window) else {
        return close_behind_code(text, start, later).or_else(|| unusual_close(window, start));
    };
    let end = if holds_span { balanced_close(window).unwrap_or(literal) } else { literal };
    let end = close_outside_code(window, literal, target).map_or(end, |closed| closed.max(end));
    Some((start + end, start + end + CLOSE_BOTH.len(), true))
}

/// The first `</span></span>`, and whether a `<span` stands before it.
fn first_close(window: &str) -> Option<(usize, bool)> {
    let bytes = window.as_bytes();
    let mut holds_span = false;
    for at in memchr::memchr_iter(b'<', bytes) {
        let rest = &bytes[at..];
        if rest.starts_with(CLOSE_BOTH.as_bytes()) {
            return Some((at, holds_span));
        }
        holds_span |= rest.starts_with(b"<span");
    }
    None
}

/// The first `</span></span>` that closes as many `<span>` as are open.
fn balanced_close(window: &str) -> Option<usize> {
    let bytes = window.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(length) = memchr(b'<', &bytes[at..]) {
        at += length;
        let rest = &bytes[at..];
        if rest.starts_with(CLOSE.as_bytes()) {
            if depth > 0 {
                depth -= 1;
            } else if rest.starts_with(CLOSE_BOTH.as_bytes()) {
                return Some(at);
            }
        } else if rest.starts_with(b"<span") && matches!(rest.get(5), Some(b' ' | b'>' | b'\n' | b'\t' | b'\r')) {
            depth += 1;
        }
        at += 1;
    }
    None
}

/// The second `</span></span>`, if the first is shown in a code span. Then the target shows it too: code is the same on both
/// sides.
fn close_outside_code(window: &str, first: usize, target: &str) -> Option<usize> {
    if !ticks::may_open_code(&window[..first]) || !target.contains(CLOSE_BOTH) {
        return None;
    }
    let behind = first + CLOSE_BOTH.len();
    let near = &window.as_bytes()[behind..window.len().min(behind + CODE_WINDOW)];
    let second = behind + memmem::find(near, CLOSE_BOTH.as_bytes())?;
    ticks::code_spans(&window[..second]).iter().any(|span| span.contains(first)).then_some(second)
}

/// The end of a source in whose code spans other markers are shown.
fn close_behind_code(
    text: &str,
    start: usize,
    later: &mut impl FnMut(usize) -> Option<Marker>,
) -> Option<(usize, usize, bool)> {
    let first = later(0)?;
    memchr(b'`', &text.as_bytes()[start..first.tag.start])?;
    let mut window_end = (start + CODE_WINDOW).min(text.len());
    while !text.is_char_boundary(window_end) {
        window_end -= 1;
    }
    let window = &text[start..window_end];
    let window = window.find("\n\n").map_or(window, |end| &window[..end]);
    let code = ticks::code_spans(window);
    let in_code = |at: usize| code.iter().any(|span| span.contains(at));
    let limit = (0..MOST_MARKERS_IN_CODE)
        .map_while(&mut *later)
        .map(|marker| marker.tag.start - start)
        .find(|&at| at >= window.len() || !in_code(at))
        .unwrap_or(window.len())
        .min(window.len());
    let close = memmem::find_iter(&window.as_bytes()[..limit], CLOSE_BOTH.as_bytes()).find(|&at| !in_code(at))?;
    Some((start + close, start + close + CLOSE_BOTH.len(), true))
}

fn unusual_close(window: &str, start: usize) -> Option<(usize, usize, bool)> {
    static CLOSE_ANY: Pattern = Pattern::new(|| compile(r"(?i)</span\s*>\s*</span\s*>"));
    let found = CLOSE_ANY.find(window)?;
    Some((start + found.start(), start + found.end(), false))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Tags of pairs, whole, torn and written in other ways, and text between them.
    fn page() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "<span data-ttu-id=\"å-1\">",
            "<span data-ttu-id=\"a-1\">",
            "<span data-ttu-id=\"a-1\">Å</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">A</span></span>",
            "<span data-ttu-id=\"a-2\">日本</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-2\">",
            "</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">",
            "</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-11\">",
            "<span data-stu-id=\"a-1\">",
            "<SPAN DATA-TTU-ID=a-1>",
            "</span></span>",
            "</span></span>",
            "</span>",
            "<span>",
            "<br/>",
            "tu-id=\"",
            "&quot;",
            "`",
            "\\",
            "<",
            "\n\n",
            "Å",
        ]);
        prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn a_plain_pair_is_the_one_that_is_joined(text in page()) {
            for first in Markers::new(&text, 0) {
                let Some(plain) = plain(&text, &first) else { continue };
                let mut markers = Markers::new(&text, first.tag.start);
                markers.ahead(0);
                match join(&text, first, &mut markers) {
                    Joined::Pair { pair, generated } => prop_assert_eq!((pair, generated), (plain, true), "{}", text),
                    Joined::Broken { diagnostic, .. } => prop_assert!(false, "{text}: {}", diagnostic.message),
                }
            }
        }
    }
}
