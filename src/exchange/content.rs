//! What stands in a unit: text as its reader sees it, and inline codes for the markup around it.
//!
//! A segment is read as inline Markdown (see [`crate::markdown::inlines`]) whatever it stands in. Reading loses nothing: text
//! that is spelled as the page spells it, and the Markdown of the codes, are the segment again. The way back is
//! [`compose`](crate::exchange::compose).

mod matching;
pub(in crate::exchange) mod reading;
#[cfg(test)]
pub(in crate::exchange) mod tests;
pub(in crate::exchange) mod text;

use std::borrow::Cow;

use crate::source::Span;
use reading::{Reading, Role, Scratch};

/// The content of one side of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content<'a> {
    /// In order. No text is empty, and no two texts are neighbours; codes are well nested.
    pub parts: Vec<Part<'a>>,
    /// The codes that the parts name, in the order of their ids.
    pub codes: Vec<Code<'a>>,
}

impl<'a> Content<'a> {
    /// The code with an id.
    pub(in crate::exchange) fn code(&self, id: u32) -> Option<&Code<'a>> {
        self.codes.binary_search_by_key(&id, |code| code.id).ok().map(|index| &self.codes[index])
    }
}

/// A stretch of content. `Id` is a number in what is exported, and whatever the client wrote in what is returned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part<'a, Id = u32> {
    /// Text without escapes and character references. Its line endings are LF, and XML can hold all of it.
    Text(Cow<'a, str>),
    /// Where a spanning code starts.
    Open(Id),
    /// Where it ends.
    Close(Id),
    /// A code that stands by itself.
    Placeholder(Id),
}

/// An inline code: a stretch of markup that translators move, but do not edit. Its Markdown may hold characters that XML cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code<'a> {
    /// Counted from 1 in the order of the starts in the source.
    pub id: u32,
    /// What it is.
    pub kind: CodeKind,
    /// The Markdown in front of its text, or all of it if it stands by itself: `[`, `**`, `` `Get-Help` ``, `<br>`.
    pub start: Cow<'a, str>,
    /// The Markdown behind its text: `](å.md)`. `None` if it stands by itself.
    pub end: Option<Cow<'a, str>>,
}

/// The sorts of inline codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CodeKind {
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck out text.
    Strikethrough,
    /// A link with a text.
    Link,
    /// An image; its alternative text is translated. One without such a text stands by itself.
    Image,
    /// A code span.
    CodeSpan,
    /// An address in angle brackets, `<xref:…>` included.
    Autolink,
    /// An HTML element with its text, a tag without a partner inside the same code, or a comment.
    Html,
    /// A reference to a footnote.
    Footnote,
    /// A marker of the documentation site, such as `[!INCLUDE[…](…)]`, `[!NOTE]` or `:::image …:::`.
    Marker,
    /// A line ending that breaks the line for readers.
    HardBreak,
    /// A character that XML cannot hold (XML 1.0, section 2.2).
    ControlCharacter,
}

/// The content of both sides of a pair: of the target, and of the source. `is_defined` is asked for labels of links and
/// footnotes, as by [`inlines`](crate::markdown::inlines).
///
/// A code of the target has the id of the code of the source that has the same Markdown, else of the next of its kind; its
/// Markdown is its own. A code that the source lacks is text in the target, as the page has it, since clients lose or refuse
/// such codes; a character in it that XML cannot hold is U+FFFD there.
///
/// ```
/// use bitext::exchange::content::{Part, of_pair};
///
/// let (target, source) = of_pair("Se [g\\*a](å.md) **nu**", "See [g\\*o](a.md)", |_| false);
/// let text = |text: &'static str| Part::Text(text.into());
/// assert_eq!(target.parts, [text("Se "), Part::Open(1), text("g*a"), Part::Close(1), text(" **nu**")]);
/// assert_eq!(target.codes[0].end.as_deref(), Some("](å.md)"));
/// assert_eq!(source.parts, [text("See "), Part::Open(1), text("g*o"), Part::Close(1)]);
/// ```
#[must_use]
pub fn of_pair<'a>(target: &'a str, source: &'a str, is_defined: impl Fn(&str) -> bool) -> (Content<'a>, Content<'a>) {
    PairReader::default().contents(target, source, is_defined)
}

/// Reads pair after pair, without asking for new memory each time.
#[derive(Debug, Default)]
pub struct PairReader {
    scratch: Scratch,
    pub(in crate::exchange) target: Reading,
    pub(in crate::exchange) source: Reading,
    /// What each code of the target is called; none if the source lacks it.
    pub(in crate::exchange) names: Vec<Option<Name>>,
}

impl PairReader {
    /// The same as [`of_pair`].
    #[must_use]
    pub fn contents<'a>(
        &mut self,
        target: &'a str,
        source: &'a str,
        is_defined: impl Fn(&str) -> bool,
    ) -> (Content<'a>, Content<'a>) {
        let mut contents = <(Content<'a>, Content<'a>)>::default();
        self.read_contents((target, &mut contents.0), (source, &mut contents.1), is_defined);
        contents
    }

    /// The same as [`of_pair`], put in the place of other contents, whose memory they take over.
    pub(in crate::exchange) fn read_contents<'a>(
        &mut self,
        target: (&'a str, &mut Content<'a>),
        source: (&'a str, &mut Content<'a>),
        is_defined: impl Fn(&str) -> bool,
    ) {
        self.read(target.0, source.0, is_defined);
        let own = |code: usize| Some(number(code, self.source.codes[code].is_empty_image()));
        read_content(target.0, &self.target, |code| self.names[code], target.1);
        read_content(source.0, &self.source, own, source.1);
    }

    /// Reads both sides of a pair.
    pub(in crate::exchange) fn read(&mut self, target: &str, source: &str, is_defined: impl Fn(&str) -> bool) {
        reading::read(source, &is_defined, &mut self.scratch, &mut self.source);
        reading::read(target, &is_defined, &mut self.scratch, &mut self.target);
        matching::names((target, &self.target), (source, &self.source), &mut self.names);
    }
}

/// What a code is called in its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) struct Name {
    pub(in crate::exchange) id: u32,
    /// Whether it is shown as standing by itself although it was read as spanning nothing.
    pub(in crate::exchange) is_closed: bool,
}

fn number(code: usize, is_closed: bool) -> Name {
    Name { id: u32::try_from(code + 1).unwrap_or(u32::MAX), is_closed }
}

fn read_content<'a>(text: &'a str, reading: &Reading, name: impl Fn(usize) -> Option<Name>, content: &mut Content<'a>) {
    let Content { parts, codes } = content;
    parts.clear();
    codes.clear();
    let mut out = Builder { text, parts, run: Run::Verbatim(Span::new(0, 0)) };
    for piece in &reading.pieces {
        let raw = &text[piece.raw.range()];
        let (Role::Open(code) | Role::Close(code) | Role::Placeholder(code)) = piece.role else {
            let text = if reading.has_spellings { text::decode(raw) } else { Cow::Borrowed(raw) };
            out.push_text(piece.raw, text);
            continue;
        };
        let Some(Name { id, is_closed }) = name(code) else {
            out.push_text(piece.raw, text::shown(raw));
            continue;
        };
        let found = &reading.codes[code];
        match piece.role {
            Role::Close(_) if is_closed => continue,
            Role::Close(_) => out.push(Part::Close(id)),
            Role::Open(_) if !is_closed => out.push(Part::Open(id)),
            _ => out.push(Part::Placeholder(id)),
        }
        if !matches!(piece.role, Role::Close(_)) {
            let start = if is_closed { found.whole() } else { found.start };
            let end = found.end.filter(|_| !is_closed).map(|end| Cow::Borrowed(&text[end.range()]));
            codes.push(Code { id, kind: found.kind, start: Cow::Borrowed(&text[start.range()]), end });
        }
    }
    out.end_run();
    codes.sort_by_key(|code| code.id);
}

/// Puts parts together, neighbouring texts as one.
struct Builder<'a, 'c> {
    text: &'a str,
    parts: &'c mut Vec<Part<'a>>,
    run: Run,
}

/// The text that was last read.
enum Run {
    /// As the segment has it.
    Verbatim(Span),
    Decoded(String),
}

impl<'a> Builder<'a, '_> {
    fn push_text(&mut self, raw: Span, text: Cow<'_, str>) {
        match (&mut self.run, text) {
            (Run::Verbatim(run), Cow::Borrowed(_)) if run.is_empty() => *run = raw,
            (Run::Verbatim(run), Cow::Borrowed(_)) => run.end = raw.end,
            (Run::Verbatim(run), Cow::Owned(text)) => {
                self.run = Run::Decoded([&self.text[run.range()], &text].concat());
            }
            (Run::Decoded(run), text) => run.push_str(&text),
        }
    }

    fn end_run(&mut self) {
        let text = match std::mem::replace(&mut self.run, Run::Verbatim(Span::new(0, 0))) {
            Run::Verbatim(run) => Cow::Borrowed(&self.text[run.range()]),
            Run::Decoded(text) => Cow::Owned(text),
        };
        if !text.is_empty() {
            self.parts.push(Part::Text(text));
        }
    }

    fn push(&mut self, part: Part<'a>) {
        self.end_run();
        self.parts.push(part);
    }
}
