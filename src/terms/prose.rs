//! Whether a place in inline Markdown is text that people read: not code, an address or a tag.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

/// Whether all of `part` of some inline Markdown is text that people read.
#[must_use]
pub fn is_prose(inline: &str, part: &Range<usize>) -> bool {
    // What only starts a block at the start of a line starts none here.
    let paragraph: String =
        "x ".chars().chain(inline.chars().map(|character| if character == '\n' { ' ' } else { character })).collect();
    Parser::new_ext(&paragraph, crate::markdown::options()).into_offset_iter().any(|(event, range)| {
        matches!(event, Event::Text(_)) && range.start <= part.start + 2 && part.end + 2 <= range.end
    })
}
