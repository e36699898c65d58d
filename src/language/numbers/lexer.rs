//! Where the digits of a text stand and how they hang together. What they are worth is decided elsewhere.

use std::ops::Range;

use super::Separator;

/// Digits with separators of numbers between them, and what stands around them.
#[derive(Debug)]
pub(super) struct Part<'l> {
    /// The runs of digits, at least one.
    pub(super) groups: &'l [Group],
    /// What stands between the groups, one fewer than these.
    pub(super) separators: &'l [Separator],
    /// Whether it belongs to a name: `S0001`, `SHA-256`, `00AABB1`.
    pub(super) in_identifier: bool,
    /// Whether a `/`, `-` or `.` joins it to digits, as in a date.
    pub(super) is_linked: bool,
    /// Whether a `:` and digits follow, as in a time.
    pub(super) is_hour: bool,
    /// The word or character behind it that stands for a power of ten.
    pub(super) scale: Option<Scale>,
}

/// A power of ten behind a number: 1万.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub(super) exponent: u8,
    /// The digits that follow, with the power of ten behind them: 1万5000, 1만 5천.
    pub(super) rest: Option<(Group, u8)>,
}

impl Part<'_> {
    /// All of it, in bytes of the text.
    pub(super) fn range(&self) -> Range<usize> {
        self.groups[0].start..self.groups[self.groups.len() - 1].end
    }
}

/// A run of digits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many digits.
    pub(super) digits: usize,
    pub(super) has_leading_zero: bool,
}

impl Group {
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// Walks over a text from part to part.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    groups_with_spaces: bool,
    groups: Vec<Group>,
    separators: Vec<Separator>,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, groups_with_spaces: bool) -> Self {
        Self { text, at: 0, groups_with_spaces, groups: Vec::new(), separators: Vec::new() }
    }

    pub(super) fn next_part(&mut self) -> Option<Part<'_>> {
        let start = self.at + self.text[self.at..].find(|character| digit(character).is_some())?;
        self.groups.clear();
        self.separators.clear();
        let mut group = self.group_at(start)?;
        self.groups.push(group);
        while let Some((separator, next)) = self.next_group(group) {
            self.separators.push(separator);
            self.groups.push(next);
            group = next;
        }
        let (before, behind) = (&self.text[..start], &self.text[group.end..]);
        let unit = unit_of(behind);
        let scale = unit.map(|(exponent, length)| Scale { exponent, rest: self.rest_at(group.end + length) });
        let scale = scale.or_else(|| word_of(behind).map(|exponent| Scale { exponent, rest: None }));
        self.at = scale.and_then(|scale| scale.rest).map_or(group.end, |(rest, _)| rest.end);
        Some(Part {
            groups: &self.groups,
            separators: &self.separators,
            in_identifier: ends_in_name(before) || starts_with_name(behind),
            is_linked: is_link(before.chars().next_back(), before.chars().rev().nth(1)) || {
                let mut after = behind.chars();
                is_link(after.next(), after.next())
            },
            is_hour: behind.strip_prefix(':').is_some_and(|rest| rest.starts_with(|next| digit(next).is_some())),
            scale,
        })
    }

    /// The digits behind a unit, and their own unit.
    fn rest_at(&self, start: usize) -> Option<(Group, u8)> {
        let space = self.text[start..].chars().next().filter(|&space| is_space(space)).map_or(0, char::len_utf8);
        let rest = self.group_at(start + space)?;
        Some((rest, unit_of(&self.text[rest.end..]).map_or(0, |(exponent, _)| exponent)))
    }

    fn group_at(&self, start: usize) -> Option<Group> {
        let rest = self.text.get(start..)?;
        let mut digits = 0;
        let end = rest.find(|character| {
            digits += 1;
            digit(character).is_none()
        });
        let digits = if end.is_some() { digits - 1 } else { digits };
        let has_leading_zero = rest.chars().next().and_then(digit) == Some(0);
        let end = start + end.unwrap_or(rest.len());
        (digits > 0).then_some(Group { start, end, digits, has_leading_zero })
    }

    fn next_group(&self, group: Group) -> Option<(Separator, Group)> {
        let character = self.text[group.end..].chars().next()?;
        let separator = match character {
            '.' | '．' => Separator::Point,
            ',' | '，' => Separator::Comma,
            '\'' | '’' => Separator::Apostrophe,
            '\u{a0}' | '\u{202f}' | '\u{2009}' => Separator::Space,
            ' ' if self.groups_with_spaces => Separator::PlainSpace,
            '٫' => Separator::ArabicDecimal,
            '٬' => Separator::ArabicGroup,
            _ => return None,
        };
        let next = self.group_at(group.end + character.len_utf8())?;
        let is_group = group.digits <= 3 && next.digits == 3;
        (is_group || !matches!(separator, Separator::Space | Separator::PlainSpace)).then_some((separator, next))
    }
}

/// Whether two characters next to digits join them to others.
fn is_link(link: Option<char>, beyond: Option<char>) -> bool {
    matches!(link, Some('/' | '-')) && beyond.and_then(digit).is_some()
}

/// Whether digits directly behind this text belong to a name: `S`, `SHA-`, `PID_`.
fn ends_in_name(before: &str) -> bool {
    let stem = before.strip_suffix(['-', '_']).unwrap_or(before);
    before.ends_with('_') || stem.ends_with(|character: char| character.is_ascii_alphabetic())
}

/// Whether digits directly in front of this text belong to a name. Ordinals (`1st`), units (`16GB`) and endings (`90er`) are short and
/// end where no digit follows.
fn starts_with_name(behind: &str) -> bool {
    let letters = behind.bytes().take_while(u8::is_ascii_alphabetic).take(4).count();
    letters == 4
        || (letters > 0 && behind[letters..].starts_with(|next: char| next == '_' || digit(next).is_some()))
        || behind.starts_with('_')
}

/// The value of a decimal digit of any script that languages still write numbers in.
pub(super) fn digit(character: char) -> Option<u8> {
    /// The zeros of the decimal digits in use; the others follow in order (Unicode 17, section 4.6).
    const ZEROS: [char; 18] =
        ['٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '๐', '໐', '༠', '၀', '０', '០'];
    if character.is_ascii() {
        return character.to_digit(10).and_then(|value| u8::try_from(value).ok());
    }
    if character < '٠' {
        return None;
    }
    ZEROS.iter().find_map(|&zero| {
        let value = u32::from(character).checked_sub(u32::from(zero))?;
        u8::try_from(value).ok().filter(|&value| value < 10)
    })
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}' | '\u{202f}')
}

/// The power of ten of the character behind a number, and the length of it in bytes, with the space before it.
fn unit_of(behind: &str) -> Option<(u8, usize)> {
    const UNITS: [(char, u8); 12] = [
        ('千', 3),
        ('万', 4),
        ('萬', 4),
        ('億', 8),
        ('亿', 8),
        ('兆', 12),
        ('천', 3),
        ('만', 4),
        ('억', 8),
        ('조', 12),
        ('百', 2),
        ('백', 2),
    ];
    let unit = behind.strip_prefix(is_space).unwrap_or(behind);
    let first = unit.chars().next()?;
    let length = behind.len() - unit.len() + first.len_utf8();
    UNITS.iter().find(|(unit, _)| *unit == first).map(|(_, exponent)| (*exponent, length))
}

/// The power of ten of the word behind a number.
fn word_of(behind: &str) -> Option<u8> {
    /// How the words start. `mil ` is no `million`.
    const WORDS: [(&str, u8); 73] = [
        ("thousand", 3),
        ("million", 6),
        ("billion", 9),
        ("trillion", 12),
        ("bn", 9),
        ("tusen", 3),
        ("miljon", 6),
        ("miljard", 9),
        ("tausend", 3),
        ("milliard", 9),
        ("mio.", 6),
        ("mrd.", 9),
        ("mille", 3),
        ("тыс", 3),
        ("миллион", 6),
        ("миллиард", 9),
        ("млн", 6),
        ("млрд", 9),
        ("ألف", 3),
        ("آلاف", 3),
        ("مليون", 6),
        ("مليار", 9),
        ("אלף", 3),
        ("מיליון", 6),
        ("מיליארד", 9),
        ("ล้าน", 6),
        ("แสน", 5),
        ("หมื่น", 4),
        ("พัน", 3),
        ("millon", 6),
        ("millón", 6),
        ("mil ", 3),
        ("milhão", 6),
        ("milhões", 6),
        ("bilh", 9),
        ("milion", 6),
        ("milión", 6),
        ("miliard", 9),
        ("miljoen", 6),
        ("miljoon", 6),
        ("duizend", 3),
        ("tisíc", 3),
        ("tysi", 3),
        ("tuhat", 3),
        ("tuhan", 3),
        ("millió", 6),
        ("ezer", 3),
        ("milyon", 6),
        ("milyar", 9),
        ("triệu", 6),
        ("tỷ", 9),
        ("nghìn", 3),
        ("juta", 6),
        ("miliar", 9),
        ("ribu", 3),
        ("εκατομμύρι", 6),
        ("χιλιάδ", 3),
        ("мільйон", 6),
        ("мільярд", 9),
        ("тисяч", 3),
        ("милион", 6),
        ("милиард", 9),
        ("میلیون", 6),
        ("میلیارد", 9),
        ("هزار", 3),
        ("हज़ार", 3),
        ("लाख", 5),
        ("करोड़", 7),
        ("হাজার", 3),
        ("লাখ", 5),
        ("কোটি", 7),
        ("lakh", 5),
        ("crore", 7),
    ];
    let word = behind.trim_start_matches(is_space);
    let space = behind.len() - word.len();
    if space > 3 || !word.starts_with(|letter: char| letter.is_alphabetic()) {
        return None;
    }
    let is_prefix = |unit: &str| {
        let mut letters = word.chars().flat_map(char::to_lowercase);
        unit.chars().all(|letter| letters.next() == Some(letter))
    };
    WORDS.iter().find(|(unit, _)| is_prefix(unit)).map(|(_, exponent)| *exponent)
}
