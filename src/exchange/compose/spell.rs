//! The spelling of new text: the fewest escapes that hold, and if those do not, more.

use std::fmt::Write;

use super::align::Item;
use super::{Before, Mark, Pair, Place, Surroundings, Unit};
use crate::exchange::content::CodeKind;

/// How new text is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spelling {
    /// With the escapes that are needed in nearly every place.
    Fewest,
    /// As before, and the characters beside emphasis so that its marks are marks.
    BesideEmphasis,
    /// With every escape that could be needed.
    Escapes,
    /// With a character reference for all that could be needed; nothing keeps its old spelling.
    References,
}

impl Spelling {
    /// From the one that is wanted most.
    pub(super) const ALL: [Self; 4] = [Self::Fewest, Self::BesideEmphasis, Self::Escapes, Self::References];

    /// Whether text that the translator left keeps its spelling.
    pub(super) fn keeps_text(self) -> bool {
        self < Self::References
    }

    /// Whether markup that was shown as text stays markup.
    pub(super) fn keeps_markup(self) -> bool {
        self < Self::Escapes
    }
}

/// New Markdown, and what it is to be read as.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) markdown: String,
    pub(super) marks: Vec<Mark>,
    /// Whether each mark of a code is of one that the source has too.
    pub(super) is_named: Vec<bool>,
    /// Whether a line break became a space.
    pub(super) lost_line_break: bool,
}

/// Writes `items`.
pub(super) fn write(items: &[Item<'_>], pair: &Pair<'_>, place: Place, spelling: Spelling) -> Written {
    let has_tildes =
        items.iter().filter(|item| matches!(item, Item::New('~') | Item::Kept { raw: "~", .. })).count() > 1;
    let mut writer = Writer {
        items,
        pair,
        place,
        spelling,
        has_tildes,
        by_reference: Vec::new(),
        line: 0,
        opened: Vec::new(),
        out: Written::default(),
    };
    if spelling != Spelling::Fewest {
        writer.by_reference = vec![false; items.len()];
        writer.find_neighbours();
    }
    for at in 0..items.len() {
        writer.item(at);
    }
    writer.out
}

struct Writer<'w> {
    items: &'w [Item<'w>],
    pair: &'w Pair<'w>,
    place: Place,
    spelling: Spelling,
    /// Whether there are tildes that might strike out what stands between them.
    has_tildes: bool,
    /// Which items are written as character references; none if it is empty.
    by_reference: Vec<bool>,
    /// Where the last line of what is written starts.
    line: usize,
    /// Behind the starts of the codes that are open.
    opened: Vec<usize>,
    out: Written,
}

/// What a character is to emphasis beside it (CommonMark 0.31.2, section 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Space,
    /// Punctuation that everyone takes for such.
    Ascii,
    Word,
    Other,
}

impl Beside {
    fn of(character: char) -> Self {
        match character {
            _ if character.is_whitespace() => Self::Space,
            _ if character.is_ascii_punctuation() => Self::Ascii,
            // Letters in circles are symbols.
            '\u{2460}'..='\u{24ff}' | '\u{1f100}'..='\u{1f1ff}' => Self::Other,
            _ if character.is_alphanumeric() => Self::Word,
            _ => Self::Other,
        }
    }
}

/// How many bytes behind a character may decide how it is spelled.
const AHEAD: usize = 40;

impl<'w> Writer<'w> {
    fn item(&mut self, at: usize) {
        let from = self.out.markdown.len();
        match &self.items[at] {
            Item::Kept { text, .. } if self.is_by_reference(at) => {
                for character in text.chars() {
                    self.reference(character);
                    self.out.marks.push(Mark::Char(character));
                }
            }
            Item::Kept { raw, text } => {
                self.out.markdown.push_str(raw);
                self.out.marks.extend(text.chars().map(Mark::Char));
            }
            Item::Shown { raw, mark } => {
                self.out.markdown.push_str(raw);
                self.out.marks.push(mark.clone());
                self.out.is_named.push(false);
            }
            Item::Code(unit) => self.code(*unit),
            Item::New('\n') => self.line_break(at),
            Item::New(character) if self.is_by_reference(at) => {
                self.reference(*character);
                self.out.marks.push(Mark::Char(*character));
            }
            Item::New(character) => {
                let ahead = self.ahead(*character, at);
                self.character(*character, &ahead);
                self.out.marks.push(Mark::Char(*character));
            }
        }
        if let Some(end) = memchr::memrchr2(b'\n', b'\r', &self.out.markdown.as_bytes()[from..]) {
            self.line = from + end + 1;
        }
    }

    fn is_by_reference(&self, at: usize) -> bool {
        self.by_reference.get(at).copied().unwrap_or(false)
    }

    fn code(&mut self, unit: Unit) {
        let (Unit::Open(id) | Unit::Close(id) | Unit::Placeholder(id)) = unit else { return };
        let Some(code) = self.pair.code(id) else { return };
        let end = match unit {
            Unit::Close(_) => {
                let start = self.opened.pop().unwrap_or_default();
                code.end_around(&self.out.markdown[start..])
            }
            _ => code.end.unwrap_or_default().into(),
        };
        let marks = match unit {
            Unit::Open(_) => &[Mark::Open(code.kind, code.start.to_owned())][..],
            Unit::Close(_) => &[Mark::Close(code.kind, end.clone().into_owned())],
            _ if code.is_closed => {
                &[Mark::Open(code.kind, code.start.to_owned()), Mark::Close(code.kind, end.clone().into_owned())]
            }
            _ => &[Mark::Placeholder(code.kind, code.start.to_owned())],
        };
        match unit {
            Unit::Open(_) => {
                self.out.markdown.push_str(code.start);
                self.opened.push(self.out.markdown.len());
            }
            Unit::Close(_) => self.out.markdown.push_str(&end),
            _ => self.out.markdown.extend([code.start, &end]),
        }
        self.out.marks.extend_from_slice(marks);
        self.out.is_named.extend(marks.iter().map(|_| true));
    }

    fn markdown(&self, unit: Unit) -> String {
        let (Unit::Open(id) | Unit::Close(id) | Unit::Placeholder(id)) = unit else { return String::new() };
        let Some(code) = self.pair.code(id) else { return String::new() };
        let end = code.end.unwrap_or_default();
        match unit {
            Unit::Open(_) => code.start.to_owned(),
            Unit::Close(_) => end.to_owned(),
            _ => [code.start, end].concat(),
        }
    }

    /// A new line break, or a space where there can be none: neither text had one, or it would end the block.
    fn line_break(&mut self, at: usize) {
        let can_be = matches!(self.place.surroundings, Surroundings::Paragraph | Surroundings::Html);
        let is_blank = |text: &str| text.trim_start_matches([' ', '\t']).is_empty();
        let before = &self.out.markdown[self.line..];
        let ahead = self.ahead(' ', at);
        let ahead = ahead.trim_start_matches([' ', '\t']);
        match self.pair.line_ending {
            Some(ending) if can_be && !is_blank(before) && !ahead.is_empty() && !ahead.starts_with(['\n', '\r']) => {
                self.out.markdown.push_str(ending);
                self.out.marks.push(Mark::Char('\n'));
            }
            _ => {
                self.out.lost_line_break = true;
                self.character(' ', ahead);
                self.out.marks.push(Mark::Char(' '));
            }
        }
    }

    /// What follows an item, as it stands before it is spelled, if that can matter to `character`. It is empty at the end only.
    fn ahead(&self, character: char, at: usize) -> String {
        let mut ahead = String::new();
        if character.is_alphanumeric() || !character.is_ascii() && !character.is_whitespace() {
            return ahead;
        }
        for item in &self.items[at + 1..] {
            match item {
                Item::Kept { raw, .. } | Item::Shown { raw, .. } => ahead.push_str(raw),
                Item::Code(unit) => ahead.push_str(&self.markdown(*unit)),
                Item::New(character) => ahead.push(*character),
            }
            if ahead.len() >= AHEAD {
                break;
            }
        }
        ahead
    }

    fn character(&mut self, character: char, ahead: &str) {
        if self.spelling == Spelling::References {
            let is_markup =
                character.is_ascii_punctuation() && !matches!(character, ',' | ';' | '\'' | '"' | '/' | '?' | '%');
            if is_markup || self.needs_escape(character, ahead) {
                return self.reference(character);
            }
        } else if (self.spelling == Spelling::Escapes && is_often_markup(character))
            || self.needs_escape(character, ahead)
        {
            return self.escape(character);
        }
        self.out.markdown.push(character);
    }

    /// Makes a character text.
    fn escape(&mut self, character: char) {
        let has_escapes = self.place.surroundings != Surroundings::Html;
        if has_escapes && character.is_ascii_punctuation() && !matches!(character, '<' | '&') {
            self.out.markdown.push('\\');
            self.out.markdown.push(character);
        } else {
            self.reference(character);
        }
    }

    fn reference(&mut self, character: char) {
        match character {
            '<' => self.out.markdown.push_str("&lt;"),
            '&' => self.out.markdown.push_str("&amp;"),
            // A string never fails.
            _ => _ = write!(self.out.markdown, "&#{};", u32::from(character)),
        }
    }

    /// Whether a character would be markup, in nearly every place like this.
    fn needs_escape(&self, character: char, ahead: &str) -> bool {
        let is_html = self.place.surroundings == Surroundings::Html;
        let next = ahead.chars().next();
        match character {
            '*' | '`' => true,
            '\\' => next.is_none_or(|next| next.is_ascii_punctuation() || matches!(next, '\n' | '\r')),
            '<' => {
                next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
                    || may_be_email(ahead)
            }
            '&' if is_html => next.is_some_and(|next| next.is_ascii_alphabetic() || next == '#'),
            '&' => starts_reference(ahead),
            '_' => !self.is_in_word(ahead),
            '~' => self.has_tildes,
            ']' => matches!(next, Some('(' | '[' | ':')),
            '[' if matches!(next, Some('^')) => true,
            '[' if ahead.starts_with('!') => ahead[1..].starts_with(|next: char| next.is_ascii_alphabetic()),
            '!' => next == Some('['),
            ':' if ahead.starts_with("::") => true,
            '|' if self.place.surroundings == Surroundings::TableCell => true,
            '#' if self.place.surroundings == Surroundings::Heading => ahead.trim_matches(['#', ' ']).is_empty(),
            ' ' => self.is_lost_space(ahead),
            _ => self.starts_block(character, ahead),
        }
    }

    /// Whether a `_` stands between letters, where it is text.
    fn is_in_word(&self, ahead: &str) -> bool {
        let before = self.out.markdown.trim_end_matches('_').chars().next_back();
        let behind = ahead.trim_start_matches('_').chars().next();
        let (Some(before), Some(behind)) = (before, behind) else { return false };
        before.is_alphanumeric() && behind.is_alphanumeric() || before.is_whitespace() && behind.is_whitespace()
    }

    /// Whether a space would be part of a hard break, or of the indentation of code.
    fn is_lost_space(&self, ahead: &str) -> bool {
        let rest = ahead.trim_start_matches(' ');
        if rest.starts_with(['\n', '\r']) {
            return rest.len() < ahead.len() || self.out.markdown.ends_with(' ');
        }
        self.starts_line() && self.out.markdown.len() == self.line && (ahead.starts_with("   ") || ahead.contains('\t'))
    }

    /// Whether no text of the page stands in front of the line that is being written.
    fn may_start_line(&self) -> bool {
        self.place.surroundings != Surroundings::Html && (self.place.before != Before::Text || self.line > 0)
    }

    /// Whether nothing but spaces stands in front of this place in a line that might start a block.
    fn starts_line(&self) -> bool {
        self.may_start_line()
            && self.out.markdown.len() - self.line <= 3
            && self.out.markdown[self.line..].trim_start_matches(' ').is_empty()
    }

    /// Whether a character would start a block, or end the paragraph (CommonMark 0.31.2, sections 4 and 5).
    fn starts_block(&self, character: char, ahead: &str) -> bool {
        let ends_mark = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']);
        match character {
            '.' | ')' => {
                let line = &self.out.markdown[self.line..];
                self.may_start_line()
                    && line.len() <= 12
                    && !line.is_empty()
                    && line.trim_start_matches(' ').bytes().all(|byte| byte.is_ascii_digit())
                    && ends_mark(ahead)
            }
            '#' => self.starts_line() && ends_mark(ahead.trim_start_matches('#')),
            '>' | '|' | '\t' => self.starts_line(),
            '-' | '+' => self.starts_line() && (ends_mark(ahead) || ahead.starts_with(character)),
            '=' => self.starts_line() && (self.line > 0 || self.place.before == Before::Lines),
            '[' => self.starts_line() && ["[ ]", "[x]", "[X]"].iter().any(|mark| ahead.starts_with(&mark[1..])),
            _ => false,
        }
    }

    /// Finds the characters beside emphasis that would keep its marks from being marks.
    fn find_neighbours(&mut self) {
        let mut at = 0;
        while at < self.items.len() {
            let start = at;
            while at < self.items.len() && self.emphasis(at).is_some() {
                at += 1;
            }
            if start == at {
                at += 1;
                continue;
            }
            let units: Vec<(Unit, &str)> = (start..at).filter_map(|at| self.emphasis(at)).collect();
            let opens = units.iter().any(|(unit, _)| matches!(unit, Unit::Open(_)));
            let closes = units.iter().any(|(unit, _)| matches!(unit, Unit::Close(_)));
            let is_in_word_too = units.iter().all(|(_, mark)| !mark.starts_with('_'));
            let before = start.checked_sub(1).map_or(Beside::Ascii, |before| self.beside(before, true));
            let behind = if at < self.items.len() { self.beside(at, false) } else { Beside::Ascii };
            let always = self.spelling == Spelling::References;
            for (is_there, inside, outside, inside_at, outside_at) in [
                (opens, behind, before, Some(at), start.checked_sub(1)),
                (closes, before, behind, start.checked_sub(1), Some(at)),
            ] {
                if !is_there {
                    continue;
                }
                if always || inside == Beside::Space {
                    self.refer(inside_at);
                }
                let is_free = matches!(outside, Beside::Space | Beside::Ascii);
                if always || !is_free && (inside != Beside::Word || !is_in_word_too) {
                    self.refer(outside_at);
                }
            }
        }
    }

    fn refer(&mut self, at: Option<usize>) {
        let Some(at) = at.filter(|&at| at < self.items.len()) else { return };
        self.by_reference[at] = matches!(&self.items[at], Item::Kept { .. } | Item::New(_));
    }

    /// The mark of emphasis that an item is.
    fn emphasis(&self, at: usize) -> Option<(Unit, &'w str)> {
        let Item::Code(unit @ (Unit::Open(id) | Unit::Close(id))) = &self.items[at] else { return None };
        let code = self.pair.code(*id)?;
        let is_emphasis = matches!(code.kind, CodeKind::Emphasis | CodeKind::Strong | CodeKind::Strikethrough);
        is_emphasis.then_some((*unit, code.start))
    }

    /// What an item is to emphasis behind it, or in front of it.
    fn beside(&self, at: usize, is_before: bool) -> Beside {
        let code;
        let raw = match &self.items[at] {
            Item::New(character) => return Beside::of(*character),
            Item::Kept { raw, .. } | Item::Shown { raw, .. } => raw,
            Item::Code(unit) => {
                code = self.markdown(*unit);
                &*code
            }
        };
        let character = if is_before { raw.chars().next_back() } else { raw.chars().next() };
        character.map_or(Beside::Ascii, Beside::of)
    }
}

/// What may be markup in one place or another.
fn is_often_markup(character: char) -> bool {
    matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '!' | '#' | ':')
}

/// Whether `<` and what follows may be an email address in angle brackets (CommonMark 0.31.2, section 6.5), be it only to some parsers.
fn may_be_email(ahead: &str) -> bool {
    let word = ahead.split(|character: char| character.is_whitespace() || matches!(character, '<' | '>')).next();
    word.is_some_and(|word| word.contains('@') || word.len() >= AHEAD)
}

/// Whether `&` and what follows would be a character reference.
fn starts_reference(ahead: &str) -> bool {
    let name = ahead.strip_prefix('#').unwrap_or(ahead);
    let rest = name.trim_start_matches(|character: char| character.is_ascii_alphanumeric());
    rest.len() < name.len() && (rest.starts_with(';') || rest.is_empty() && ahead.len() >= AHEAD)
}
