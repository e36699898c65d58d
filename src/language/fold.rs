//! A text reduced to its letters and digits, as a hash. It never tells where they stood.

use std::sync::LazyLock;

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A hash of the letters, marks and digits of a text in lower case: two texts that differ only in case, punctuation, markup or
/// spaces have the same.
#[must_use]
pub fn fold(text: &str) -> u64 {
    let mut folded = Folded { buffer: [0; CHUNK], length: 0, hash: 0 };
    let table: &[char] = &TABLE;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            folded.push(ASCII[usize::from(bytes[at])]);
            at += 1;
            continue;
        }
        let Some(character) = text[at..].chars().next() else { break };
        at += character.len_utf8();
        let lower = table.get(character as usize).copied().unwrap_or_else(|| lower(character));
        if lower != NONE {
            let mut utf8 = [0; 4];
            lower.encode_utf8(&mut utf8).bytes().for_each(|byte| folded.push(byte));
        }
    }
    folded.finish()
}

/// What is left of a character: the first of its lower case, or [`NONE`]. Marks belong to the letters: a Thai word without its tone
/// marks is another word.
fn lower(character: char) -> char {
    let is_mark = || GeneralCategoryGroup::Mark.contains(CodePointMapData::<GeneralCategory>::new().get(character));
    if character.is_alphanumeric() || is_mark() { character.to_lowercase().next().unwrap_or(NONE) } else { NONE }
}

const NONE: char = '\0';

/// [`lower`] of each character of the alphabets: nearly all that have a case are among them.
static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| ('\0'..'\u{700}').map(lower).collect());

const CHUNK: usize = 256;

/// The lower case of each ASCII letter and digit; 0 for all else.
const ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte: u8 = 0;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// Folded bytes, hashed chunk by chunk.
struct Folded {
    buffer: [u8; CHUNK],
    length: usize,
    hash: u64,
}

impl Folded {
    /// Takes a byte; 0 stands for none. There is no branch on it: prose is letters and spaces at random.
    #[inline]
    fn push(&mut self, byte: u8) {
        self.buffer[self.length] = byte;
        self.length += usize::from(byte != 0);
        if self.length == CHUNK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.hash = xxh3_64_with_seed(&self.buffer[..self.length], self.hash);
        self.length = 0;
    }

    fn finish(mut self) -> u64 {
        self.flush();
        self.hash
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn texts_that_fold_alike() {
        for (one, other) in [
            ("Hello, world!", "hello world"),
            ("**Öppna** filen", "öppna `filen`."),
            ("ПУТЬ", "путь"),
            ("ファイルを開く。", "ファイルを開く"),
            ("", " … !"),
            (&"Lång text ".repeat(100), &"LÅNG-TEXT ".repeat(100)),
        ] {
            assert_eq!(fold(one), fold(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn texts_that_fold_apart() {
        for (one, other) in [
            ("Hello", "Hallo"),
            ("версия 1", "версия 2"),
            ("เสือ", "เสื้อ"),
            ("ab", "ba"),
            ("開く", "開ける"),
            (&"a".repeat(256), &"a".repeat(257)),
        ] {
            assert_ne!(fold(one), fold(other), "{one:?} {other:?}");
        }
    }
}
