//! Text as Markdown spells it, character by character: escapes, character references, line endings.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

/// What one or two characters are, and how Markdown spells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::exchange) struct Token<'t> {
    /// As it stands in the page.
    pub(in crate::exchange) raw: &'t str,
    /// What its reader sees.
    pub(in crate::exchange) text: Cow<'t, str>,
}

/// The longest reference: `&CounterClockwiseContourIntegral;`.
const LONGEST_REFERENCE: usize = 33;

/// The characters of raw text, in order. Every line ending is LF; a character that XML cannot hold is U+FFFD.
pub(in crate::exchange) fn tokens(raw: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        let token = first_token(rest)?;
        rest = &rest[token.raw.len()..];
        Some(token)
    })
}

fn first_token(raw: &str) -> Option<Token<'_>> {
    let first = raw.chars().next()?;
    let token = |length: usize, text: Cow<'_, str>| Some(Token { raw: &raw[..length], text: Cow::Owned(text.into()) });
    match first {
        '\\' if raw.as_bytes().get(1).is_some_and(u8::is_ascii_punctuation) => {
            Some(Token { raw: &raw[..2], text: Cow::Borrowed(&raw[1..2]) })
        }
        '&' => match reference(raw) {
            Some((length, text)) => token(length, text.replace('\r', "\n").into()),
            None => Some(Token { raw: &raw[..1], text: Cow::Borrowed("&") }),
        },
        '\r' => token(if raw.starts_with("\r\n") { 2 } else { 1 }, Cow::Borrowed("\n")),
        _ if !is_xml(first) => token(first.len_utf8(), Cow::Borrowed("\u{fffd}")),
        _ => {
            let character = &raw[..first.len_utf8()];
            Some(Token { raw: character, text: Cow::Borrowed(character) })
        }
    }
}

/// Raw text as its reader sees it.
pub(in crate::exchange) fn decode(raw: &str) -> Cow<'_, str> {
    if memchr::memchr3(b'\\', b'&', b'\r', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(tokens(raw).map(|token| token.text).collect())
}

/// Marks as text: nothing is decoded in them. Line endings and what XML cannot hold are as in [`tokens`].
pub(in crate::exchange) fn shown(raw: &str) -> Cow<'_, str> {
    if !raw.contains(|character| character == '\r' || !is_xml(character)) {
        return Cow::Borrowed(raw);
    }
    let text = raw.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(text.replace(|character| !is_xml(character), "\u{fffd}"))
}

/// The character reference that `raw` starts with: its length and what it stands for (CommonMark 0.31.2, section 2.5).
pub(in crate::exchange) fn reference(raw: &str) -> Option<(usize, String)> {
    let bytes = &raw.as_bytes()[..raw.len().min(LONGEST_REFERENCE)];
    let name = bytes.iter().skip(1).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
    let length = 1 + name + 1;
    if name == 0 || bytes.get(length - 1) != Some(&b';') {
        return None;
    }
    // Behind a letter nothing else starts, and white space stays.
    let paragraph = format!("x{}x", &raw[..length]);
    let mut text = String::new();
    for event in Parser::new(&paragraph) {
        if let Event::Text(part) = event {
            text.push_str(&part);
        }
    }
    let text = text.get(1..text.len().saturating_sub(1))?;
    (text != &raw[..length]).then(|| (length, text.to_owned()))
}

/// Whether XML can hold a character (XML 1.0, section 2.2).
pub(in crate::exchange) fn is_xml(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
