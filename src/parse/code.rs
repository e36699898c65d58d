//! Which pairs stand in code. Code is never changed, so tags in it are text.
//!
//! A full Markdown parse decides. It is asked only if a cheap look over the skeleton cannot rule code out.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr, memchr3, memrchr};

use super::ticks;
use crate::bitext::{IdParts, SegmentPair};
use crate::diagnostic::{Diagnostic, RuleId, Severity};
use crate::markdown;
use crate::source::{Span, line_end, line_start, lone_crs};

/// Takes the pairs out that stand in code, and forgets what was said about tags in code.
pub(super) fn exclude(text: &str, body_start: usize, pairs: &mut Vec<SegmentPair>, diagnostics: &mut Vec<Diagnostic>) {
    let code = markdown::code(&markdown::mask(text, body_start, pairs), body_start);
    diagnostics.retain(|diagnostic| markdown::code_at(&code, diagnostic.span.start).is_none());
    let code_of = |pair: &SegmentPair| markdown::code_at(&code, pair.target.outer.start);
    let parts = |pair: &SegmentPair| {
        let id = &text[pair.id.range()];
        IdParts::of(id).unwrap_or(IdParts { prefix: id, is_paragraph: false, number: 0 })
    };
    let prefix = pairs.iter().find(|pair| code_of(pair).is_none()).map(|pair| parts(pair).prefix);
    let mut last = [0; 2];
    pairs.retain(|pair| {
        let own = parts(pair);
        let last = &mut last[usize::from(own.is_paragraph)];
        let in_sequence = Some(own.prefix) == prefix && own.number > *last;
        match code_of(pair) {
            Some(code) if !(code.indented && in_sequence) => {
                let may_be_pair = in_sequence || code.indented && prefix.is_none_or(|prefix| prefix == own.prefix);
                diagnostics.push(in_code_diagnostic(text, pair, code.indented, may_be_pair));
                false
            }
            // The generator indents by its own rules: where CommonMark sees an indented block, it has put paragraphs of a list.
            _ => {
                *last = own.number;
                true
            }
        }
    });
}

/// With the id of an example tags are shown on purpose; with one that the page could have, it may well be a pair.
fn in_code_diagnostic(text: &str, pair: &SegmentPair, indented: bool, may_be_pair: bool) -> Diagnostic {
    let message = format!("pair `{}` stands in code; it was left as it is", &text[pair.id.range()]);
    let severity = if may_be_pair { Severity::Warning } else { Severity::Info };
    let help = if indented {
        "if it is no example, indent it by less than four spaces, or by as much as the list item that it belongs to"
    } else {
        "if it is no example, close the code in front of it, or keep only one of the two texts"
    };
    Diagnostic { severity, ..Diagnostic::warning(RuleId::PAIR_IN_CODE, pair.outer(), message) }.with_help(help)
}

/// Whether some pair might stand in code. May say yes where none does, never the other way round.
pub(super) fn may_hold_a_pair(text: &str, body_start: usize, pairs: &[SegmentPair]) -> bool {
    let mut fence = Fence::default();
    let mut gap_start = body_start;
    pairs.iter().any(|pair| {
        let gap = Span::new(gap_start, pair.target.outer.start);
        let starts_body = gap_start == body_start;
        gap_start = pair.source.outer.end;
        let bytes = &text.as_bytes()[gap.range()];
        if is_indented(bytes, starts_body) {
            return true;
        }
        // Most gaps are a blank or a blank line.
        if bytes.iter().any(|byte| matches!(byte, b'`' | b'~' | b'<' | b'\r')) {
            fence.read(text, gap);
            let gap = &text[gap.range()];
            // The line-wise look here does not see lines that end in a lone CR.
            return fence.may_be_open() || lone_crs(gap).next().is_some() || may_open_code(gap);
        }
        fence.may_be_open()
    })
}

/// Whether the pair behind a gap starts a line that is indented far enough for a code block.
fn is_indented(gap: &[u8], starts_body: bool) -> bool {
    let line = match gap.iter().rposition(|&byte| byte == b'\n') {
        Some(at) => &gap[at + 1..],
        None if starts_body => gap,
        None => return false,
    };
    let length = line.iter().take_while(|&&byte| markdown::is_container_mark(byte)).count();
    let prefix = &line[..length];
    prefix.contains(&b'\t') || prefix.windows(4).any(|spaces| spaces == b"    ")
}

/// Whether a code span may begin in `gap` and end behind it. A back-tick may be escaped, or belong to a tag.
fn may_open_code(gap: &str) -> bool {
    let may_open = |line: &str| ticks::may_open_code(line) || line.contains('`') && line.contains(['\\', '<']);
    memchr(b'`', gap.as_bytes()).is_some() && last_paragraph(gap).lines().any(may_open)
}

/// What stands behind the last blank line.
fn last_paragraph(text: &str) -> &str {
    let mut start = text.len();
    while start > 0 {
        let line = &text[line_start(text, start - 1)..start];
        if line.ends_with('\n') && line.trim().is_empty() {
            break;
        }
        start -= line.len();
    }
    &text[start..]
}

/// Follows code fences from line to line, and knows when it has lost track.
#[derive(Debug, Default)]
struct Fence {
    open: Option<Open>,
    /// Whether an HTML block may have begun.
    html: bool,
    lost: bool,
}

impl Fence {
    fn may_be_open(&self) -> bool {
        self.lost || self.open.is_some()
    }

    /// Reads the lines of a gap that can open or close code, or hide that. In an open fence only back-ticks can.
    fn read(&mut self, text: &str, gap: Span) {
        static BACK_TICKS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("```"));
        let bytes = &text.as_bytes()[..gap.end];
        let mut at = gap.start;
        loop {
            let rest = &bytes[at..];
            let hit = if self.open.is_some() { BACK_TICKS.find(rest) } else { memchr3(b'`', b'~', b'<', rest) };
            let Some(start) = hit.map(|hit| at + hit) else { break };
            let from = memrchr(b'\n', &bytes[at..start]).map_or(at, |newline| at + newline + 1);
            let starts_line = (from == 0 || bytes[from - 1] == b'\n')
                && bytes[from..start].iter().all(|&byte| markdown::is_container_mark(byte));
            at = start + 1;
            if !starts_line {
                continue;
            }
            match bytes[start] {
                b'<' => self.html = true,
                b'`' if bytes[start..].starts_with(b"```") => {
                    let length = bytes[start..].iter().take_while(|&&byte| byte == b'`').count();
                    at = line_end(text, start).min(gap.end);
                    self.lost |= self.html;
                    self.line(text, Line { start: from, ticks: Span::new(start, start + length), end: at });
                }
                b'~' => self.lost |= bytes[start..].starts_with(b"~~~"),
                _ => {}
            }
        }
    }

    fn line(&mut self, text: &str, line: Line) {
        let bytes = text.as_bytes();
        let prefix = &bytes[line.start..line.ticks.start];
        let info = &bytes[line.ticks.end..line.end];
        // A list marker takes the place that its later lines are indented by.
        let place: Vec<u8> = prefix.iter().map(|&byte| if byte == b'>' { b'>' } else { b' ' }).collect();
        let Some(open) = &mut self.open else {
            if memchr(b'`', info).is_none() {
                self.open = Some(Open { ticks: line.ticks.len(), place, end: line.end });
            }
            return;
        };
        // At another place, as an item of its own, or behind lines that leave the place, it may stand behind the end of what
        // held the open one.
        let is_bare = prefix.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'>'));
        let leaves_place = !place.is_empty()
            && text[open.end..line.start]
                .lines()
                .any(|line| !line.trim().is_empty() && !line.as_bytes().starts_with(&place));
        self.lost |= open.place != place || !is_bare || leaves_place;
        open.end = line.end;
        if info.iter().all(u8::is_ascii_whitespace) && line.ticks.len() >= open.ticks {
            self.open = None;
        }
    }
}

/// An open fence.
#[derive(Debug)]
struct Open {
    ticks: usize,
    /// What stands in front of it, with spaces for list markers.
    place: Vec<u8>,
    /// Offset of the line behind it, or behind the last line with back-ticks in it.
    end: usize,
}

/// A line that starts with back-ticks.
struct Line {
    start: usize,
    ticks: Span,
    end: usize,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PAIR: &str = "<span data-ttu-id=\"0a1b2-101\">Å `k`</span><span class=\"sxs-lookup\">\
                        <span data-stu-id=\"0a1b2-101\">A `k`</span></span>";

    /// Lines that open, close or hide code, and pairs among them.
    fn page() -> impl Strategy<Value = String> {
        let line = prop::sample::select(vec![
            "PAIR",
            "PAIR",
            "- PAIR",
            "> PAIR",
            "   PAIR",
            "    PAIR",
            "\tPAIR",
            "1. PAIR",
            "text `PAIR",
            "`PAIR` x",
            "PAIR ```",
            "",
            "",
            "```",
            "```",
            "~~~",
            "````",
            "> ```",
            "- ```",
            "  ```",
            "   ```",
            "    ```",
            "```sh",
            "``` `",
            "```PAIR `",
            "\t```",
            "1234567890. ```",
            "+ ~~~",
            "~~~ x",
            "    <!--",
            "  <!--",
            "> <!--",
            "> -->",
            "<a name=\"å\"></a>",
            "<!--",
            "-->",
            "<div>",
            "</div>",
            "<pre>",
            "</pre>",
            "<script>",
            "</script>",
            "<b>x",
            "text",
            "`",
            "``",
            "- item",
            "  more",
            "> quote",
            "# head",
            "\r```\rPAIR\r```\r",
        ]);
        prop::collection::vec(line, 0..18).prop_map(|lines| lines.join("\n").replace("PAIR", PAIR))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn the_cheap_look_errs_only_towards_asking(text in page()) {
            let pairs = super::super::pairs::scan(&text, 0).pairs;
            if !may_hold_a_pair(&text, 0, &pairs) {
                let code = markdown::code(&markdown::mask(&text, 0, &pairs), 0);
                for pair in &pairs {
                    prop_assert!(markdown::code_at(&code, pair.target.outer.start).is_none(), "{text}");
                }
            }
        }
    }
}
