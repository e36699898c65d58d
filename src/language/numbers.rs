//! The numbers in a text, and whether a number of one language stands in a text of another. It reads digits, never words for
//! numbers, and never changes a text.
//!
//! A number is compared by its value: `1,234.5` is `1 234,5` is `1.234,5`. Where a form could mean two things (`1.234` is a decimal or
//! a grouped integer, `15` in `7/7/15` may be a year), it has both values, and one that is found is enough: the comparison is
//! there to find numbers that were lost or changed, so it must not guess.

mod decimal;
mod lexer;

use std::ops::Range;

use super::Language;
use decimal::Decimal;
use lexer::{Group, Lexer, Part, Scale};

/// A number as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number<'t> {
    /// Its digits with the separators in them, as written.
    pub text: &'t str,
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// Whether it is part of a name such as `S0001`, `SHA-256` or `x86`.
    pub in_identifier: bool,
    values: [Option<Decimal>; 3],
    /// Whether it may be several numbers: a list such as `80,443`, a date such as `7.7.2015`, a version.
    may_be_several: bool,
}

impl Number<'_> {
    /// Whether it is an integer of at most `limit`, or a list of such: small ones are often written as words.
    #[must_use]
    pub fn is_small(&self, limit: u32) -> bool {
        let is_small = |value: Decimal| value.integer().is_some_and(|integer| integer <= u128::from(limit));
        if self.may_be_several && self.text.contains(',') && !self.text.contains('.') {
            let mut groups = self.text.split(|character| lexer::digit(character).is_none());
            // Three digits are a group of a large number.
            return groups.all(|digits| digits.len() < 3 && Decimal::new(digits, "").is_some_and(is_small));
        }
        self.values.iter().flatten().any(|value| is_small(*value))
    }
}

/// The values of all numbers of a text.
#[derive(Debug, Clone, Default)]
pub struct NumberSet<'t> {
    values: Vec<Decimal>,
    verbatim: Vec<&'t str>,
}

impl Language {
    /// The numbers of a text in this language, in its order.
    ///
    /// ```
    /// use bitext::language::Language;
    ///
    /// let (english, german) = (Language::of("en").unwrap(), Language::of("de-DE").unwrap());
    /// let numbers = english.numbers("It took 1,234.5 s on 7/7/2015.");
    /// assert_eq!(numbers[0].text, "1,234.5");
    /// let target = german.number_set("Am 07.07.2015 dauerte es 1.234,5 s.");
    /// assert!(numbers.iter().all(|number| target.contains(number)));
    /// ```
    #[must_use]
    pub fn numbers<'t>(&self, text: &'t str) -> Vec<Number<'t>> {
        let mut numbers = Vec::new();
        let mut lexer = Lexer::new(text, groups_with_spaces(self));
        while let Some(part) = lexer.next_part() {
            numbers.push(self.number(text, &part));
        }
        numbers
    }

    /// What numbers a text in this language holds, to look up those of another text.
    #[must_use]
    pub fn number_set<'t>(&self, text: &'t str) -> NumberSet<'t> {
        let mut set = NumberSet::default();
        let mut lexer = Lexer::new(text, groups_with_spaces(self));
        while let Some(part) = lexer.next_part() {
            let number = self.number(text, &part);
            set.values.extend(number.values.iter().flatten());
            set.verbatim.push(number.text);
            if number.may_be_several {
                for group in part.groups {
                    set.values.extend(Decimal::new(&text[group.range()], ""));
                    set.values.extend(two_digit_year(text, *group));
                }
            }
            // What follows a unit may be a number of its own.
            let rest = part.scale.and_then(|scale| scale.rest);
            set.values.extend(rest.and_then(|(rest, _)| Decimal::new(&text[rest.range()], "")));
        }
        set.values.sort_unstable();
        set.verbatim.sort_unstable();
        set
    }

    fn number<'t>(&self, text: &'t str, part: &Part<'_>) -> Number<'t> {
        let range = part.range();
        let mut number = Number {
            text: &text[range.clone()],
            range,
            in_identifier: part.in_identifier,
            values: [None; 3],
            may_be_several: false,
        };
        let mut count = 0;
        let mut push = |value: Option<Decimal>| {
            if let (Some(value), Some(slot)) = (value, number.values.get_mut(count)) {
                *slot = Some(value);
                count += 1;
            }
        };
        if let [group] = part.groups {
            push(Decimal::new(&text[group.range()], ""));
            if part.is_hour {
                push(other_clock(text, *group));
            } else if part.is_linked {
                push(two_digit_year(text, *group));
            }
            if self.primary() == "th" {
                push(common_era(text, *group));
            }
        } else {
            number.may_be_several = self.separated_values(text, part, &mut push);
        }
        if let Some(Scale { exponent, rest }) = part.scale {
            // The unit may be no unit of this text: "20 milli…". The bare value stays.
            let scaled = number.values[0].and_then(|value| value.scaled(exponent));
            let rest = rest.map_or(Some(Decimal::ZERO), |(rest, exponent)| {
                Decimal::new(&text[rest.range()], "")?.scaled(exponent)
            });
            if let Some(free) = number.values.iter_mut().find(|value| value.is_none()) {
                *free = scaled.zip(rest).and_then(|(scaled, rest)| scaled.plus(rest));
            }
        }
        number
    }

    /// The values of groups of digits with separators between them, and whether they may be several numbers.
    fn separated_values(&self, text: &str, part: &Part<'_>, push: &mut impl FnMut(Option<Decimal>)) -> bool {
        let groups = part.groups;
        let (Some(&first), Some(&last)) = (part.separators.first(), part.separators.last()) else { return false };
        let separators = part.separators.len();
        let is_uniform = |separators: &[Separator]| separators.iter().all(|&one| one == first);
        let are_thousands = |groups: &[Group]| {
            let Some((last, pairs)) = groups[1..].split_last() else { return groups[0].digits <= 3 };
            // India puts two digits in a group above the thousands: 12,34,567.
            let are_pairs = groups[0].digits <= 2 && pairs.iter().all(|group| group.digits == 2);
            let are_threes = groups[0].digits <= 3 && pairs.iter().all(|group| group.digits == 3);
            !groups[0].has_leading_zero && last.digits == 3 && (are_threes || are_pairs)
        };
        let join = |groups: &[Group]| text[groups[0].start..groups[groups.len() - 1].end].to_owned();
        let fraction = &text[groups[separators].range()];
        let role = self.role(last);
        if is_uniform(part.separators) && are_thousands(groups) && (separators > 1 || role != Role::Decimal) {
            push(Decimal::new(&join(groups), ""));
        }
        let integer = &groups[..separators];
        let grouped = separators == 1
            || (is_uniform(&part.separators[..separators - 1]) && first != last && are_thousands(integer));
        let is_decimal = last.may_be_decimal() && (separators > 1 || role != Role::Group || !are_thousands(groups));
        if grouped && is_decimal {
            push(Decimal::new(&join(integer), fraction));
        }
        let is_plain = grouped && is_decimal && role == Role::Decimal;
        let is_grouped =
            role == Role::Group && last != Separator::PlainSpace && separators > 1 && are_thousands(groups);
        !(is_plain || is_grouped)
    }

    fn role(&self, separator: Separator) -> Role {
        let decimal = match separator {
            Separator::ArabicDecimal => return Role::Decimal,
            Separator::ArabicGroup | Separator::Apostrophe | Separator::Space | Separator::PlainSpace => {
                return Role::Group;
            }
            Separator::Point | Separator::Comma => decimal_separator(self),
        };
        match decimal {
            None => Role::Either,
            Some(decimal) if decimal == separator => Role::Decimal,
            Some(_) => Role::Group,
        }
    }
}

impl NumberSet<'_> {
    /// Whether the text holds the number: as it is written, by its value or, where it may be several numbers, as these.
    #[must_use]
    pub fn contains(&self, number: &Number<'_>) -> bool {
        let holds = |value: &Decimal| self.values.binary_search(value).is_ok();
        if number.values.iter().flatten().any(holds) || self.verbatim.binary_search(&number.text).is_ok() {
            return true;
        }
        if !number.may_be_several {
            return false;
        }
        // The month of a date may be a word, so only what cannot be one must be there.
        let mut parts = (number.text.split(|character| lexer::digit(character).is_none()))
            .filter_map(|digits| Decimal::new(digits, ""))
            .filter(|value| value.integer().is_some_and(|integer| integer > 12))
            .peekable();
        parts.peek().is_some() && parts.all(|value| holds(&value))
    }
}

/// What stands between the digits of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    Point,
    Comma,
    Apostrophe,
    /// A space that does not break.
    Space,
    PlainSpace,
    ArabicDecimal,
    ArabicGroup,
}

impl Separator {
    fn may_be_decimal(self) -> bool {
        matches!(self, Self::Point | Self::Comma | Self::ArabicDecimal)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Decimal,
    Group,
    Either,
}

/// The decimal separator as CLDR gives it for the larger languages; `None` where it is not known or not settled.
fn decimal_separator(language: &Language) -> Option<Separator> {
    Some(match (language.primary(), language.region()) {
        ("de", Some("CH" | "LI"))
        | ("es", Some("MX" | "US" | "PR" | "GT" | "HN" | "NI" | "PA" | "PE" | "SV" | "DO")) => Separator::Point,
        ("fr" | "it", Some("CH")) | ("en", Some("ZA")) | ("ar", _) => return None,
        ("en" | "zh" | "ja" | "ko" | "he" | "th" | "hi" | "bn" | "ta" | "te" | "ms" | "fil" | "cy" | "ga", _) => {
            Separator::Point
        }
        (
            "sv" | "de" | "fr" | "ru" | "nb" | "nn" | "no" | "da" | "fi" | "nl" | "it" | "es" | "pt" | "pl" | "cs"
            | "sk" | "hu" | "tr" | "el" | "bg" | "uk" | "ro" | "hr" | "sl" | "sr" | "et" | "lv" | "lt" | "id" | "vi"
            | "ca" | "eu" | "gl" | "is" | "kk" | "az",
            _,
        ) => Separator::Comma,
        _ => return None,
    })
}

/// Whether `1 234` may be one number. It may where the comma is the decimal separator; elsewhere only with a space that does not
/// break.
fn groups_with_spaces(language: &Language) -> bool {
    decimal_separator(language) == Some(Separator::Comma)
}

/// The other of 1:00 and 13:00. Which of them a text means takes knowing its words for noon.
fn other_clock(text: &str, hour: Group) -> Option<Decimal> {
    match Decimal::new(&text[hour.range()], "")?.integer()? {
        hour @ 0..=11 => Some(Decimal::from(hour + 12)),
        hour @ 12..=24 => Some(Decimal::from(hour - 12)),
        _ => None,
    }
}

/// 2015 for the 15 of `7/7/15`.
fn two_digit_year(text: &str, year: Group) -> Option<Decimal> {
    let value = Decimal::new(&text[year.range()], "")?.integer()?;
    (year.digits == 2).then(|| Decimal::from(if value < 70 { 2000 + value } else { 1900 + value }))
}

/// A year of the Buddhist calendar in the common era.
fn common_era(text: &str, year: Group) -> Option<Decimal> {
    let value = Decimal::new(&text[year.range()], "")?.integer()?;
    (2443..2743).contains(&value).then(|| Decimal::from(value - 543))
}

#[cfg(test)]
mod tests;
