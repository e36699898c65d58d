//! The inline codes of the plain segments, which nearly all are, in one pass and without a parser. It finds what
//! [`super::exact`] finds, or says that it does not know.

use super::{Address, Inline, InlineKind};
use crate::source::Span;

/// Puts the inline codes of `text` into `found`. False if it takes the parser to tell; `found` is of no use then.
pub(super) fn inlines(text: &str, is_defined: impl Fn(&str) -> bool, found: &mut Vec<Inline>) -> bool {
    found.clear();
    let reader =
        Reader { text, bytes: text.as_bytes(), at: 0, unescaped_from: 0, open: [Opener::NONE; DEPTH], depth: 0 };
    reader.read(&is_defined, found).is_some()
}

/// How many marks may be open at a time.
const DEPTH: usize = 12;

/// A mark that may have its partner further on.
#[derive(Clone, Copy)]
struct Opener {
    /// `*`, `_`, `[`, or `!` for `![`.
    mark: u8,
    length: u8,
    at: usize,
}

impl Opener {
    const NONE: Self = Self { mark: 0, length: 0, at: 0 };

    fn is_bracket(self) -> bool {
        matches!(self.mark, b'[' | b'!')
    }
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Behind the last escaped character.
    unescaped_from: usize,
    open: [Opener; DEPTH],
    depth: usize,
}

/// Whether a byte may be markup.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let marks = b"`*_[]<~\\";
    let mut index = 0;
    while index < marks.len() {
        special[marks[index] as usize] = true;
        index += 1;
    }
    special
};

/// What a character is to the marks beside it.
#[derive(Clone, Copy, PartialEq)]
enum Beside {
    Space,
    Punctuation,
    Word,
}

fn beside(character: char) -> Option<Beside> {
    match character {
        _ if character.is_whitespace() => Some(Beside::Space),
        _ if character.is_ascii_punctuation() => Some(Beside::Punctuation),
        // Letters in circles are symbols, so punctuation.
        '\u{2460}'..='\u{24ff}' | '\u{1f100}'..='\u{1f1ff}' => None,
        _ if character.is_alphanumeric() => Some(Beside::Word),
        '«' | '»' | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' => {
            Some(Beside::Punctuation)
        }
        '،' | '؛' | '؟' | '！' | '（' | '）' | '，' | '：' | '？' => Some(Beside::Punctuation),
        _ => None,
    }
}

/// `None` is "do not know" throughout.
impl Reader<'_> {
    fn read(mut self, is_defined: &impl Fn(&str) -> bool, found: &mut Vec<Inline>) -> Option<()> {
        while let Some(text) = self.bytes[self.at..].iter().position(|&byte| SPECIAL[usize::from(byte)]) {
            self.at += text;
            match self.bytes[self.at] {
                b'`' => self.code(found)?,
                b'*' | b'_' => self.emphasis(found)?,
                b'[' => self.bracket()?,
                b']' => self.link(is_defined, found)?,
                b'<' => self.angle(found)?,
                b'\\' => self.escape()?,
                b'~' => self.tilde()?,
                _ => return None,
            }
        }
        Some(())
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn run(&self, at: usize, mark: u8) -> usize {
        self.bytes[at..].iter().take_while(|&&byte| byte == mark).count()
    }

    /// A code span. A back-tick without a partner is left to the parser.
    fn code(&mut self, found: &mut Vec<Inline>) -> Option<()> {
        let length = self.run(self.at, b'`');
        let inner = self.at + length;
        let mut end = inner;
        loop {
            end += memchr::memchr(b'`', &self.bytes[end..])?;
            let closing = self.run(end, b'`');
            if closing == length {
                break;
            }
            end += closing;
        }
        let outer = Span::new(self.at, end + length);
        found.push(Inline { kind: InlineKind::Code, outer, inner: Span::new(inner, end) });
        self.at = outer.end;
        Some(())
    }

    fn push(&mut self, mark: u8, length: usize) -> Option<()> {
        let length = u8::try_from(length).ok()?;
        *self.open.get_mut(self.depth)? = Opener { mark, length, at: self.at };
        self.depth += 1;
        Some(())
    }

    /// A run of `*` or `_`: it closes, or may open, or is text (CommonMark 0.31.2, section 6.2).
    fn emphasis(&mut self, found: &mut Vec<Inline>) -> Option<()> {
        let mark = self.bytes[self.at];
        let length = self.run(self.at, mark);
        let end = self.at + length;
        // In the page stands a tag on either side.
        let before = beside(self.text[..self.at].chars().next_back().unwrap_or('>'))?;
        let behind = beside(self.text[end..].chars().next().unwrap_or('<'))?;
        let is_star = mark == b'*';
        let can_open = behind != Beside::Space && (before != Beside::Word || is_star && behind == Beside::Word);
        let can_close = before != Beside::Space && (behind != Beside::Word || is_star && before == Beside::Word);
        if can_open || can_close {
            if length > 2 {
                return None;
            }
            if can_close && let Some(index) = self.opener(mark, length)? {
                let outer = Span::new(self.open[index].at, end);
                let kind = if length == 1 { InlineKind::Emphasis } else { InlineKind::Strong };
                insert(found, Inline { kind, outer, inner: Span::new(outer.start + length, self.at) });
                self.depth = index;
            } else if can_open {
                self.push(mark, length)?;
            }
        }
        self.at = end;
        Some(())
    }

    /// The open mark that a closing one belongs to, `Some(None)` if there is none.
    fn opener(&self, mark: u8, length: usize) -> Option<Option<usize>> {
        let Some(index) = self.open[..self.depth].iter().rposition(|opener| opener.mark == mark) else {
            return Some(None);
        };
        // With unlike lengths it is more than one pair of marks; behind a bracket it depends on what that turns out to be.
        let crosses = self.open[index..self.depth].iter().any(|opener| opener.is_bracket());
        (usize::from(self.open[index].length) == length && !crosses).then_some(Some(index))
    }

    fn bracket(&mut self) -> Option<()> {
        let is_image = self.at > self.unescaped_from && self.bytes[self.at - 1] == b'!';
        self.push(if is_image { b'!' } else { b'[' }, 1)?;
        self.at += 1;
        Some(())
    }

    /// A `]`: the end of a link's text, or of brackets.
    fn link(&mut self, is_defined: &impl Fn(&str) -> bool, found: &mut Vec<Inline>) -> Option<()> {
        let close = self.at;
        self.at += 1;
        let Some(index) = self.open[..self.depth].iter().rposition(|opener| opener.is_bracket()) else {
            return Some(());
        };
        let opener = self.open[index];
        let inner = Span::new(opener.at + 1, close);
        let (address, end) = match self.byte(self.at) {
            Some(b'(') => {
                let destination = self.destination(self.at + 1)?;
                (Address::Inline(destination), destination.end + 1)
            }
            Some(b'[') if self.byte(self.at + 1) == Some(b']') => {
                if !self.is_label(inner)? || !is_defined(&self.text[inner.range()]) {
                    return None;
                }
                (Address::Reference(inner), self.at + 2)
            }
            Some(b'[') => {
                let label = Span::new(self.at + 1, self.at + 1 + memchr::memchr(b']', &self.bytes[self.at + 1..])?);
                if !self.is_label(label)? || !is_defined(&self.text[label.range()]) {
                    return None;
                }
                (Address::Reference(label), label.end + 1)
            }
            // The parser takes `[a]\[b]` for a reference.
            Some(b'\\') => return None,
            _ if self.is_label(inner)? && is_defined(&self.text[inner.range()]) => (Address::Reference(inner), self.at),
            _ => {
                // Brackets in the text: what is open inside them stays open.
                self.open.copy_within(index + 1..self.depth, index);
                self.depth -= 1;
                return Some(());
            }
        };
        let is_image = opener.mark == b'!';
        if !is_image && self.open[..index].iter().any(|opener| opener.is_bracket()) {
            return None;
        }
        let kind = if is_image { InlineKind::Image(address) } else { InlineKind::Link(address) };
        insert(found, Inline { kind, outer: Span::new(opener.at - usize::from(is_image), end), inner });
        self.depth = index;
        self.at = end;
        Some(())
    }

    /// The destination that starts at `start` if it is a plain one without a title. It may hold parentheses that are not nested.
    fn destination(&self, start: usize) -> Option<Span> {
        let is_plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'(' | b')' | b'<' | b'\\' | b'`');
        let plain_end = |from: usize| from + self.bytes[from..].iter().take_while(|byte| is_plain(byte)).count();
        let mut end = plain_end(start);
        while self.byte(end)? == b'(' {
            let inner = plain_end(end + 1);
            if self.byte(inner)? != b')' {
                return None;
            }
            end = plain_end(inner + 1);
        }
        (self.byte(end)? == b')').then_some(Span::new(start, end))
    }

    /// Whether what stands in brackets may be a label.
    fn is_label(&self, label: Span) -> Option<bool> {
        let bytes = &self.bytes[label.range()];
        if bytes.first() == Some(&b'^') || bytes.len() > 900 || memchr::memchr(b'\\', bytes).is_some() {
            return None;
        }
        let is_blank = bytes.iter().all(u8::is_ascii_whitespace);
        Some(!is_blank && memchr::memchr2(b'[', b']', bytes).is_none())
    }

    /// A `<`: a tag or an autolink of the plain sort, or text.
    fn angle(&mut self, found: &mut Vec<Inline>) -> Option<()> {
        let start = self.at + 1;
        let (kind, end) = match self.byte(start) {
            None | Some(b' ' | b'=' | b'<' | b'>' | b'-') => {
                self.at = start;
                return Some(());
            }
            Some(b'/') => (InlineKind::Html, self.spaces(self.name(start + 1)?)),
            Some(_) => {
                let name = self.name(start)?;
                match self.byte(name)? {
                    b':' if (2..=32).contains(&(name - start)) => {
                        let is_plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>');
                        let rest = self.bytes[name..].iter().take_while(|byte| is_plain(byte)).count();
                        (InlineKind::Autolink, name + rest)
                    }
                    _ => (InlineKind::Html, self.attributes(name)?),
                }
            }
        };
        if self.byte(end)? != b'>' {
            return None;
        }
        found.push(Inline { kind, outer: Span::new(self.at, end + 1), inner: Span::new(start, end) });
        self.at = end + 1;
        Some(())
    }

    /// The end of a tag's name.
    fn name(&self, start: usize) -> Option<usize> {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        self.byte(start)?.is_ascii_alphabetic().then_some(())?;
        Some(start + self.bytes[start..].iter().take_while(|byte| is_name(byte)).count())
    }

    fn spaces(&self, at: usize) -> usize {
        at + self.run(at, b' ')
    }

    /// The end of ` name="value"` any number of times, and of a `/`.
    fn attributes(&self, mut at: usize) -> Option<usize> {
        loop {
            let name = self.spaces(at);
            match self.byte(name)? {
                b'>' => return Some(name),
                b'/' => return Some(name + 1),
                _ if name == at => return None,
                _ => {}
            }
            let value = self.name(name)?;
            if self.bytes.get(value..value + 2)? != b"=\"" {
                return None;
            }
            at = value + 2;
            at += memchr::memchr(b'"', &self.bytes[at..])? + 1;
        }
    }

    fn escape(&mut self) -> Option<()> {
        match self.byte(self.at + 1) {
            // How many of a run are escaped is the parser's to say.
            Some(b'`') if memchr::memchr(b'`', &self.bytes[self.at + 2..]).is_some() => return None,
            Some(b'\\') if self.byte(self.at + 2).is_none_or(|next| next.is_ascii_punctuation()) => return None,
            Some(byte) if byte.is_ascii_punctuation() => self.at += 2,
            Some(_) => self.at += 1,
            None => self.at += 1,
        }
        self.unescaped_from = self.at;
        Some(())
    }

    /// One `~` alone strikes nothing out.
    fn tilde(&mut self) -> Option<()> {
        self.at += 1;
        memchr::memchr(b'~', &self.bytes[self.at..]).is_none().then_some(())
    }
}

/// Puts an inline code in front of those that stand inside it.
fn insert(found: &mut Vec<Inline>, inline: Inline) {
    let inside = found.iter().rev().take_while(|other| other.outer.start > inline.outer.start).count();
    found.insert(found.len() - inside, inline);
}
