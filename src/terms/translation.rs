//! Whether a translation of a term is used in a text, however it is inflected.
//!
//! It errs towards yes: the words of a translation may be inflected, compounded and reordered. What counts as used
//! ([`FoldedText::uses`]) is therefore wider than what counts as a forbidden term ([`FoldedText::has_phrase`]).

use super::TermText;
use super::matcher::{is_joined, is_unspaced};

/// A text as translations are looked for in it: in lower case, without marks that are written or left out at will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedText(String);

/// A translation of a term, ready to be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    text: TermText,
    folded: String,
    stems: Vec<Stem>,
}

/// What the inflected forms of a word have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stem {
    text: String,
    /// The consonants of an Arabic word: its plural may change all vowels.
    consonants: String,
    /// A short stem is in too many words to be looked for inside of words.
    starts_word: bool,
}

impl Translation {
    /// A translation as a list writes it.
    #[must_use]
    pub fn new(text: &TermText) -> Self {
        let folded = FoldedText::new(text.as_str()).0;
        let stems = folded.split(|character: char| !character.is_alphanumeric()).filter_map(Stem::of).collect();
        Self { text: text.clone(), folded, stems }
    }

    /// The translation as the list writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }
}

/// The longest ending of a short word that is still thought to be an inflection, in characters.
const LONGEST_ENDING: usize = 3;

impl Stem {
    fn of(word: &str) -> Option<Self> {
        let first = word.chars().next()?;
        if is_unspaced(first) {
            // The long vowel at the end of a loan word is often left out.
            let text = word.trim_end_matches('ー').to_owned();
            return Some(Self { text, consonants: String::new(), starts_word: false });
        }
        let is_arabic = is_arabic(first);
        let word = if is_arabic && word.chars().count() > 4 { word.strip_prefix("ال").unwrap_or(word) } else { word };
        let length = word.chars().count();
        let ending = match length {
            0..=3 => 0,
            // Russian plurals put a vowel in front of the last consonant.
            5 if is_cyrillic(first) => 2,
            4..=5 => 1,
            6..=9 => 2,
            _ => LONGEST_ENDING,
        };
        // Arabic joins articles, prepositions and conjunctions to the word.
        let consonants = if is_arabic { consonants(word) } else { String::new() };
        let text = word.chars().take(length - ending).collect();
        Some(Self { text, consonants, starts_word: length <= 3 && !is_arabic })
    }
}

impl FoldedText {
    /// Folds a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut out = String::with_capacity(text.len());
        let mut after_unspaced = false;
        for character in text.chars().flat_map(char::to_lowercase) {
            let folded = match character {
                'ä' => 'a',
                'ö' => 'o',
                'ü' => 'u',
                'ё' => 'е',
                'أ' | 'إ' | 'آ' => 'ا',
                'ى' => 'ي',
                'ة' => 'ه',
                // Vowel signs and the stroke that only lengthens an Arabic word; marks of direction, soft hyphens, joiners.
                '\u{640}'
                | '\u{64b}'..='\u{652}'
                | '\u{ad}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}' => continue,
                _ => character,
            };
            if folded.is_whitespace() {
                // Between letters of scripts that do not part words, white space says nothing.
                if !after_unspaced && !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
            after_unspaced = is_unspaced(folded);
            if after_unspaced && out.ends_with(' ') {
                out.pop();
            }
            out.push(folded);
        }
        Self(out)
    }

    /// Whether each word of a translation is here, in any form and order.
    #[must_use]
    pub fn uses(&self, translation: &Translation) -> bool {
        translation.stems.iter().all(|stem| self.has_stem(stem))
    }

    fn has_stem(&self, stem: &Stem) -> bool {
        let mut places = self.0.match_indices(&stem.text);
        if !stem.starts_word {
            return places.next().is_some() || self.has_consonants(&stem.consonants);
        }
        places.any(|(at, found)| self.starts_word(at) && self.ending_at(at + found.len()) <= LONGEST_ENDING)
    }

    /// Whether an Arabic word with these consonants is here, behind what is joined to words or not.
    fn has_consonants(&self, wanted: &str) -> bool {
        let mut words = self.0.split(|character: char| !character.is_alphanumeric());
        !wanted.is_empty()
            && words.any(|word| {
                let joined =
                    word.chars().take(MOST_JOINED).take_while(|letter| matches!(letter, 'و' | 'ف' | 'ب' | 'ك' | 'ل'));
                let starts =
                    std::iter::once(0).chain(joined.enumerate().map(|(index, _)| (index + 1) * 'و'.len_utf8()));
                starts
                    .map(|start| &word[start..])
                    .any(|word| consonants(word.strip_prefix("ال").unwrap_or(word)) == wanted)
            })
    }

    /// Whether a translation is here word for word; its last word may have an ending.
    #[must_use]
    pub fn has_phrase(&self, translation: &Translation) -> bool {
        let length = translation.folded.chars().count();
        let longest = if length <= 3 { 0 } else { LONGEST_ENDING };
        self.0
            .match_indices(&translation.folded)
            .any(|(at, found)| self.starts_word(at) && self.ending_at(at + found.len()) <= longest)
    }

    /// Whether a word starts at `at`.
    fn starts_word(&self, at: usize) -> bool {
        match (self.0[..at].chars().next_back(), self.0[at..].chars().next()) {
            (Some(before), Some(first)) => !is_joined(before, first),
            _ => true,
        }
    }

    /// How many characters of the word that ends before `at` follow.
    fn ending_at(&self, at: usize) -> usize {
        let mut last = self.0[..at].chars().next_back();
        self.0[at..]
            .chars()
            .take_while(|&character| last.replace(character).is_some_and(|last| is_joined(last, character)))
            .take(LONGEST_ENDING + 1)
            .count()
    }
}

/// How many of the conjunctions and prepositions of one letter are joined to one Arabic word.
const MOST_JOINED: usize = 3;

/// The consonants of a folded Arabic word, each run of one letter as one.
fn consonants(word: &str) -> String {
    let mut letters: Vec<char> =
        word.chars().filter(|letter| !matches!(letter, 'ا' | 'و' | 'ي' | 'ه' | 'ء' | 'ئ' | 'ؤ')).collect();
    letters.dedup();
    letters.into_iter().collect()
}

fn is_cyrillic(character: char) -> bool {
    matches!(character, '\u{400}'..='\u{4ff}')
}

fn is_arabic(character: char) -> bool {
    matches!(character, '\u{600}'..='\u{6ff}' | '\u{590}'..='\u{5ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(translation: &str, text: &str, is_used: bool) {
        let translation = Translation::new(&TermText::new(translation).unwrap());
        assert_eq!(FoldedText::new(text).uses(&translation), is_used, "{} in {text:?}", translation.as_str());
    }

    #[test]
    fn a_translation_may_be_inflected() {
        for (translation, text) in [
            ("lagrat innehåll", "Det Lagrade Innehållet vilar här."),
            ("kvarhållningsregel", "Kvarhållningsreglerna gäller."),
            ("Vertrag", "Laut den Verträgen"),
            ("Buch", "die Bücher"),
            ("политика хранения", "Согласно политикам хранения данных"),
            ("удалённый доступ", "при удаленном доступе"),
            ("папка", "в папках и без папок"),
            ("سياسة الاحتفاظ", "وفقًا لسياسات احتفاظٍ أخرى"),
            ("خاصية", "في الخصائص"),
            ("فاتورة", "وفواتير العملاء"),
            ("فاتورة", "ولفواتير المورّدين"),
            ("サーバー", "ファイル サーバを選ぶ"),
            ("保持ポリシー", "保持 ポリシーの一覧"),
            ("fil", "Filen sparas"),
        ] {
            check(translation, text, true);
        }
    }

    #[test]
    fn another_word_is_not_the_translation() {
        for (translation, text) in [
            ("lagrat innehåll", "Sparade uppgifter vilar här."),
            ("fil", "Filtrera listan"),
            ("fil", "profil"),
            ("Aufbewahrungsregel", "Die Richtlinie zur Speicherung"),
            ("политика хранения", "правило удержания"),
            ("سياسة الاحتفاظ", "قاعدة الحفظ"),
            ("فاتورة", "في الدفتر"),
            ("保持ポリシー", "リテンション ポリシー"),
        ] {
            check(translation, text, false);
        }
    }

    #[test]
    fn a_phrase_stands_as_it_is() {
        for (phrase, text, expected) in [
            ("retentionspolicy", "Retentionspolicyn gäller", true),
            ("policy", "Retentionspolicy", false),
            ("policy för data", "policyn för data", false),
            ("保持規則", "新しい保持規則です", true),
            ("правило", "правила", false),
            ("OST", "KOSTNAD", false),
            ("OST", "enligt OST.", true),
        ] {
            let translation = Translation::new(&TermText::new(phrase).unwrap());
            assert_eq!(FoldedText::new(text).has_phrase(&translation), expected, "{phrase} in {text:?}");
        }
    }
}
