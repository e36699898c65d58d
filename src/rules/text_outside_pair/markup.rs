//! What in a stretch of Markdown is no prose: code, formulas, tags, links, addresses, marks of the site.

use memchr::memmem;

use crate::source::line_end;

/// Finds where markup ends. A closing mark is looked for once, not for each opening before it, so the time is in proportion to
/// the text, whatever that holds.
pub(super) struct Markup<'a> {
    text: &'a str,
    brackets: Closings,
    parentheses: Closings,
    comment_end: Next,
    tag_end: Next,
    backtick: Next,
    two_backticks: Next,
    dollar: Next,
    two_dollars: Next,
    brace: Next,
    bracket: Next,
    label_end: Next,
    parenthesis: Next,
    line_end: Next,
}

impl<'a> Markup<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            brackets: Closings::new(b'[', b']'),
            parentheses: Closings::new(b'(', b')'),
            comment_end: Next::new("-->"),
            tag_end: Next::new(">"),
            backtick: Next::new("`"),
            two_backticks: Next::new("``"),
            dollar: Next::new("$"),
            two_dollars: Next::new("$$"),
            brace: Next::new("}"),
            bracket: Next::new("]"),
            label_end: Next::new("]"),
            parenthesis: Next::new(")"),
            line_end: Next::new("\n"),
        }
    }

    /// The end of the markup that starts at `at`, if any does. To be asked with offsets that do not go back.
    pub(super) fn end(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text.as_bytes()[at..];
        match rest[0] {
            b'<' if rest.starts_with(b"<!--") => Some(self.comment_end.behind(self.text, at + 4).unwrap_or(self.text.len())),
            b'<' => {
                let name = if rest.get(1) == Some(&b'/') { 2 } else { 1 };
                let is_tag = rest.get(name).is_some_and(u8::is_ascii_alphabetic);
                if is_tag { self.tag_end.behind(self.text, at + name + 1) } else { None }
            }
            b'`' => {
                let wide = if rest.starts_with(b"``") { self.two_backticks.behind(self.text, at + 2) } else { None };
                wide.or_else(|| self.backtick.behind(self.text, at + 1))
            }
            b'$' => {
                let wide = if rest.starts_with(b"$$") { self.two_dollars.behind(self.text, at + 2) } else { None };
                wide.or_else(|| {
                    let end = self.dollar.behind(self.text, at + 1)?;
                    let is_one_line = self.line_end.behind(self.text, at + 1).is_none_or(|line| end < line);
                    (is_one_line && end > at + 2).then_some(end)
                })
            }
            b'{' => {
                let end = self.brace.behind(self.text, at + 1)?;
                self.line_end.behind(self.text, at + 1).is_none_or(|line| end < line).then_some(end)
            }
            b':' if rest.starts_with(b":::") && self.starts_line(at) => Some(line_end(self.text, at)),
            b'[' => self.bracketed(at),
            b'!' if rest.get(1) == Some(&b'[') => self.link(at + 1),
            b']' => self.destination(at + 1),
            b'h' if rest.starts_with(b"http://") || rest.starts_with(b"https://") => {
                let length = rest.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
                Some(length.map_or(self.text.len(), |length| at + length))
            }
            b'&' => {
                let number = usize::from(rest.get(1) == Some(&b'#'));
                let name = &rest[1 + number..];
                let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                (length > 0 && name.get(length) == Some(&b';')).then(|| at + 1 + number + length + 1)
            }
            b'@' => {
                let is_name = |byte: &&u8| matches!(byte, b'-' | b'.' | b'_') || byte.is_ascii_alphanumeric() || !byte.is_ascii();
                let length = rest[1..].iter().take_while(is_name).count();
                (length > 0).then(|| at + 1 + length)
            }
            _ => None,
        }
    }

    /// A link, or a mark of the site, or a line that defines a reference.
    fn bracketed(&mut self, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if let Some(label) = self.bracket.behind(self.text, at + 1)
            && label > at + 2
            && bytes.get(label) == Some(&b':')
            && self.starts_line(at)
        {
            return Some(line_end(self.text, at));
        }
        if bytes.get(at + 1) == Some(&b'!') {
            let end = self.brackets.behind(self.text, at)?;
            let address = if bytes.get(end) == Some(&b'(') { self.parenthesis.behind(self.text, end + 1) } else { None };
            return address.or(Some(end));
        }
        self.link(at)
    }

    /// A link whose text starts at `at`.
    fn link(&mut self, at: usize) -> Option<usize> {
        let text = self.brackets.behind(self.text, at)?;
        self.destination(text)
    }

    /// The address or the label behind the text of a link.
    fn destination(&mut self, at: usize) -> Option<usize> {
        match self.text.as_bytes().get(at)? {
            b'(' => self.parentheses.behind(self.text, at),
            b'[' => self.label_end.behind(self.text, at + 1),
            _ => None,
        }
    }

    fn starts_line(&self, at: usize) -> bool {
        let before = self.text.as_bytes()[..at].iter().rev();
        before.into_iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'>')).is_none_or(|&byte| byte == b'\n')
    }
}

/// The next place of a mark.
struct Next {
    mark: &'static str,
    /// Where the last search started, and what it found.
    searched: Option<(usize, Option<usize>)>,
}

impl Next {
    fn new(mark: &'static str) -> Self {
        Self { mark, searched: None }
    }

    /// The offset behind the first mark at `at` or behind it.
    fn behind(&mut self, text: &str, at: usize) -> Option<usize> {
        let is_of_use = |&(from, found): &(usize, Option<usize>)| from <= at && found.is_none_or(|found| at <= found);
        let found = match self.searched.filter(is_of_use) {
            Some((_, found)) => found,
            None => {
                let found = memmem::find(text.as_bytes().get(at..)?, self.mark.as_bytes()).map(|found| at + found);
                self.searched = Some((at, found));
                found
            }
        };
        found.map(|found| found + self.mark.len())
    }
}

/// Which closing mark belongs to which opening one.
struct Closings {
    open: u8,
    close: u8,
    /// The offsets of an opening mark and of its closing one, in order; found when first asked for.
    pairs: Option<Vec<(usize, usize)>>,
}

impl Closings {
    fn new(open: u8, close: u8) -> Self {
        Self { open, close, pairs: None }
    }

    /// The offset behind the mark that closes the one at `at`.
    fn behind(&mut self, text: &str, at: usize) -> Option<usize> {
        let (open, close) = (self.open, self.close);
        let pairs = self.pairs.get_or_insert_with(|| {
            let (mut opened, mut pairs) = (Vec::new(), Vec::new());
            for mark in memchr::memchr2_iter(open, close, text.as_bytes()) {
                if text.as_bytes()[mark] == open {
                    opened.push(mark);
                } else if let Some(start) = opened.pop() {
                    pairs.push((start, mark));
                }
            }
            pairs.sort_unstable();
            pairs
        });
        let found = pairs.binary_search_by_key(&at, |pair| pair.0).ok()?;
        Some(pairs[found].1 + 1)
    }
}
