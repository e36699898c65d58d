//! What stands in a unit: text as its reader sees it, and inline codes for the markup around it.

use std::borrow::Cow;

/// The content of one side of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content<'a> {
    /// In order. No text is empty, and no two texts are neighbours; codes are well nested.
    pub parts: Vec<Part<'a>>,
    /// The codes that the parts name, in the order of their ids.
    pub codes: Vec<Code<'a>>,
}

/// A stretch of content. `Id` is a number in what is exported, and whatever the client wrote in what is returned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part<'a, Id = u32> {
    /// Text without escapes and entities.
    Text(Cow<'a, str>),
    /// Where a spanning code starts.
    Open(Id),
    /// Where it ends.
    Close(Id),
    /// A code that stands by itself.
    Placeholder(Id),
}

/// An inline code: a stretch of markup that translators move, but do not edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code<'a> {
    /// Counted from 1 in the order of the source.
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
    /// An image; its alternative text is translated.
    Image,
    /// A code span.
    CodeSpan,
    /// An address in angle brackets, `<xref:…>` included.
    Autolink,
    /// An HTML tag by itself, an element with its text, or a comment.
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
