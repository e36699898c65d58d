//! The texts of a finding with their carets: both sides of its pair, or the line that it is in.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet as Annotated};
use icu_properties::CodePointMapData;
use icu_properties::props::BidiClass;

use super::window::{Window, columns};
use crate::check::Finding;
use crate::report::printable;
use crate::source::{self, Span};

/// Columns in front of each line.
const MARGIN: usize = 3;

/// Lines ready to be drawn.
#[derive(Debug, Default)]
pub(super) struct Snippet {
    /// The related places that are labelled in the lines, by their index in the finding.
    pub(super) labelled: Vec<usize>,
    lines: String,
    annotations: Vec<(AnnotationKind, Range<usize>, Option<String>)>,
}

/// What a finding is about, in `text`, the text of its page; `None` if that is another text by now.
pub(super) fn of(finding: &Finding, text: &str, width: usize) -> Option<Snippet> {
    let width = width.saturating_sub(MARGIN);
    let mut snippet = Snippet::default();
    let is_in_id = |id: Span| id.start <= finding.span.start && finding.span.end <= id.end;
    let is_about = |part: Span| common(part, finding.span).is_some();
    match finding.pair.filter(|pair| is_in_id(pair.id) || is_about(pair.source) || is_about(pair.target)) {
        Some(pair) => {
            if is_in_id(pair.id) {
                snippet.add("id:     ", pair.id, finding, text, width)?;
            }
            snippet.add("source: ", pair.source, finding, text, width)?;
            snippet.add("target: ", pair.target, finding, text, width)?;
        }
        None => {
            let start = source::line_start(text, text.get(..finding.span.start)?.len());
            let line = text[start..source::line_end(text, finding.span.start)].trim_end_matches(['\r', '\n']);
            let end = (start + line.len()).max(finding.span.start);
            snippet.add("", Span::new(start, end), finding, text, width)?;
        }
    }
    Some(snippet)
}

impl Snippet {
    /// Adds a line with a part of the page, and what is marked in it.
    fn add(&mut self, prefix: &str, part: Span, finding: &Finding, text: &str, width: usize) -> Option<()> {
        let content = text.get(part.range())?;
        let inside = |span: Span| common(part, span).map(|span| span.start - part.start..span.end - part.start);
        let related = finding.related.iter().enumerate().filter(|(_, related)| related.page.is_none());
        let related: Vec<_> =
            related.filter_map(|(index, related)| Some((index, related, inside(related.span)?))).collect();
        let primary = inside(finding.span);
        let focus = primary.clone().or_else(|| related.first().map(|(.., range)| range.clone())).unwrap_or(0..0);
        // A span of another text may end within a character of this one.
        content.get(focus.clone())?;
        let window = Window::new(prefix, content, focus, width);
        if !self.lines.is_empty() {
            self.lines.push('\n');
        }
        let base = self.lines.len();
        let mut mark = |kind, range: Range<usize>, label: Option<String>| {
            self.annotations.push((kind, base + range.start..base + range.end, label));
        };
        let has_room =
            |range: &Range<usize>, label: &str| columns(&window.text[..range.end]) + 2 + columns(label) <= width;
        for (index, related, range) in related {
            let message = printable(&related.message);
            if let Some(range) = window.locate(range).filter(|range| has_room(range, &message)) {
                mark(AnnotationKind::Context, range, Some(message.into_owned()));
                self.labelled.push(index);
            }
        }
        if let Some(range) = primary.and_then(|range| window.locate(range)) {
            // Where the terminal turns the text around, the caret stands elsewhere than what it marks: that is named too.
            let marked = &window.text[range.clone()];
            let label = (is_right_to_left(&window.text) && !marked.is_empty()).then(|| marked.to_owned());
            let label = label.filter(|label| has_room(&range, label));
            mark(AnnotationKind::Primary, range, label);
        }
        self.lines.push_str(&window.text);
        Some(())
    }

    /// The lines for the renderer.
    pub(super) fn into_element(self) -> Annotated<'static, Annotation<'static>> {
        let annotations = self.annotations.into_iter().map(|(kind, range, label)| kind.span(range).label(label));
        Annotated::source(self.lines).fold(false).line_numbering(false).annotations(annotations)
    }
}

/// What two spans have in common, which may be an empty span; `None` if they do not even touch.
fn common(a: Span, b: Span) -> Option<Span> {
    let (start, end) = (a.start.max(b.start), a.end.min(b.end));
    let is_common = if a.is_empty() || b.is_empty() { start <= end } else { start < end };
    is_common.then(|| Span::new(start, end))
}

/// Whether a text holds letters that run from right to left (UAX #9: classes R and AL).
fn is_right_to_left(text: &str) -> bool {
    let classes = CodePointMapData::<BidiClass>::new();
    text.chars().any(|c| c >= '\u{590}' && matches!(classes.get(c), BidiClass::RightToLeft | BidiClass::ArabicLetter))
}
