//! Which kinds of bytes a text holds, found in one pass over it: a rule whose kinds are missing need not look at the text.

use std::ops::BitOr;

/// A set of kinds of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chars(u64);

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $pattern:pat,)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "named as the constants that they number")]
        enum Kind { $($name),* }

        impl Chars {
            $($(#[$doc])* pub const $name: Self = Self(1 << Kind::$name as u64);)*
        }

        const fn kinds_of(byte: u8) -> u64 {
            let mut kinds = 0;
            $(if matches!(byte, $pattern) { kinds |= Chars::$name.0; })*
            kinds
        }
    };
}

kinds! {
    /// `` ` ``
    BACKTICK = b'`',
    /// `*`
    ASTERISK = b'*',
    /// `_`
    UNDERSCORE = b'_',
    /// `~`
    TILDE = b'~',
    /// `[` or `]`
    BRACKET = b'[' | b']',
    /// `(` or `)`
    PARENTHESIS = b'(' | b')',
    /// `{` or `}`
    BRACE = b'{' | b'}',
    /// `<` or `>`
    ANGLE = b'<' | b'>',
    /// `!`
    EXCLAMATION = b'!',
    /// `?`
    QUESTION = b'?',
    /// `&`
    AMPERSAND = b'&',
    /// `\`
    BACKSLASH = b'\\',
    /// `$`
    DOLLAR = b'$',
    /// `%`
    PERCENT = b'%',
    /// `:`
    COLON = b':',
    /// `;`
    SEMICOLON = b';',
    /// `.`
    FULL_STOP = b'.',
    /// `,`
    COMMA = b',',
    /// `-`
    HYPHEN = b'-',
    /// `/`
    SLASH = b'/',
    /// `"` or `'`
    QUOTE = b'"' | b'\'',
    /// `|`
    BAR = b'|',
    /// `@`
    AT = b'@',
    /// An ASCII digit
    DIGIT = b'0'..=b'9',
    /// An ASCII capital
    CAPITAL = b'A'..=b'Z',
    /// An ASCII small letter
    SMALL = b'a'..=b'z',
    /// A space
    SPACE = b' ',
    /// A C0 control but tab and line endings, or DEL
    CONTROL = 0..=8 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f,
    /// Tab, LF or CR
    TAB_OR_LINE_END = b'\t' | b'\n' | b'\r',
    /// The first byte of U+0080 to U+00BF: C1 controls, no-break space, Latin-1 punctuation
    LEAD_C2 = 0xc2,
    /// The first byte of U+00C0 to U+00FF: Latin-1 letters
    LEAD_C3 = 0xc3,
    /// The first byte of U+0600 to U+06FF: Arabic, U+061C among it
    LEAD_D8_TO_DB = 0xd8..=0xdb,
    /// The first byte of U+2000 to U+2FFF: general punctuation, zero-width and bidi controls
    LEAD_E2 = 0xe2,
    /// The first byte of U+3000 to U+3FFF: CJK punctuation, kana
    LEAD_E3 = 0xe3,
    /// The first byte of U+F000 to U+FFFF: U+FEFF, U+FFFD, full-width forms
    LEAD_EF = 0xef,
    /// A byte of a character outside ASCII
    NON_ASCII = 0x80..=0xff,
}

const TABLE: [u64; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = kinds_of(byte as u8);
        byte += 1;
    }
    table
};

/// Whether two neighbouring bytes may be in a name of code: a capital behind a small letter, or what follows `.`, `-` or `_` without
/// a space. A mark at the end is that of the sentence.
pub(crate) fn is_joint(first: u8, second: u8) -> bool {
    let is_mark = (first == b'.') | (first == b'-') | (first == b'_');
    (first.is_ascii_lowercase() & second.is_ascii_uppercase())
        | (is_mark & (second.is_ascii_alphanumeric() | (second == b'\\')))
        | ((first == b'\\') & (second == b'_'))
}

/// The first place of two neighbouring bytes that are wanted. `is_wanted` should have no branches: then a stretch is looked at by
/// vector instructions.
pub(crate) fn find_two(bytes: &[u8], is_wanted: impl Fn(u8, u8) -> bool) -> Option<usize> {
    const STRETCH: usize = 16;
    let seconds = bytes.get(1..)?;
    let stretches = bytes.chunks_exact(STRETCH).zip(seconds.chunks_exact(STRETCH));
    let is_without = |(first, second): &(&[u8], &[u8])| {
        !first.iter().zip(*second).fold(false, |found, (&first, &second)| found | is_wanted(first, second))
    };
    let from = stretches.take_while(is_without).count() * STRETCH;
    bytes[from..].windows(2).position(|two| is_wanted(two[0], two[1])).map(|at| from + at)
}

impl Chars {
    /// No kind.
    pub const NONE: Self = Self(0);

    /// What any text is said to hold, be it empty.
    pub const ANY_TEXT: Self = Self(1 << 62);

    /// A place where a name of code may be, as [`is_joint`] says.
    pub const NAME: Self = Self(1 << 63);

    /// What inline markup is made of: a text without any has none.
    pub const INLINE_MARK: Self = Self::BACKTICK
        .or(Self::ASTERISK)
        .or(Self::UNDERSCORE)
        .or(Self::TILDE)
        .or(Self::BRACKET)
        .or(Self::ANGLE)
        .or(Self::BACKSLASH);

    /// The kinds of bytes in `text`, [`Self::NAME`] not among them.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        let add = |kinds, byte: &u8| kinds | TABLE[usize::from(*byte)];
        // By eights, so that the loop itself costs little.
        let kinds = words.iter().fold(0, |kinds, word| word.iter().fold(kinds, add));
        Self(rest.iter().fold(kinds, add))
    }

    /// The kinds of bytes in `text`, and whether it may hold a name of code.
    #[must_use]
    pub fn with_name(text: &str) -> Self {
        let kinds = Self::of(text);
        if find_two(text.as_bytes(), is_joint).is_some() { kinds.or(Self::NAME) } else { kinds }
    }

    /// The kinds of either set.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a kind is in both sets.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether every kind of `other` is in this set.
    #[must_use]
    pub const fn has_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Chars {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

#[cfg(test)]
mod tests {
    use super::{Chars, find_two, is_joint};

    #[test]
    fn the_first_two_are_found_wherever_they_stand() {
        for length in 0..70 {
            for place in 0..length {
                let text = format!("{}aB{}aB", "å ".repeat(place), "é".repeat(length - place));
                assert_eq!(find_two(text.as_bytes(), is_joint), Some(place * 3), "{text}");
            }
            assert_eq!(find_two("Å ".repeat(length).as_bytes(), is_joint), None);
        }
    }

    #[test]
    fn every_kind_is_seen() {
        let check = |text: &str, kinds: Chars| {
            assert_eq!(Chars::with_name(text), kinds, "{text:?}");
            assert_eq!(Chars::of(text) | Chars::NAME, kinds | Chars::NAME, "{text:?}");
        };
        check("", Chars::NONE);
        check("aB", Chars::SMALL | Chars::CAPITAL | Chars::NAME);
        check("-a", Chars::HYPHEN | Chars::SMALL | Chars::NAME);
        check("A. ", Chars::CAPITAL | Chars::FULL_STOP | Chars::SPACE);
        check("a B 1", Chars::SMALL | Chars::CAPITAL | Chars::SPACE | Chars::DIGIT);
        check("å", Chars::LEAD_C3 | Chars::NON_ASCII);
        check("\u{200b}\u{feff}", Chars::LEAD_E2 | Chars::LEAD_EF | Chars::NON_ASCII);
        check("`*`\t\u{1}", Chars::BACKTICK | Chars::ASTERISK | Chars::TAB_OR_LINE_END | Chars::CONTROL);
    }
}
