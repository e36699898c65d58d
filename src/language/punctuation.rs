//! Punctuation marks: what each stands for in a language, and whether a space belongs in front of it.

use icu_properties::CodePointMapData;
use icu_properties::CodePointSetData;
use icu_properties::props::{GeneralCategory, QuotationMark, SentenceTerminal};

use super::Language;

/// What a punctuation mark means, whatever script it is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// `.`, `。`, `۔`, `।` …
    FullStop,
    /// `?`, `？`, `؟` … and the Greek `;`.
    Question,
    /// `!`, `！` …
    Exclamation,
    /// `…`
    Ellipsis,
    /// `:`, `：`
    Colon,
    /// `;`, `；`, `؛` and the Greek `·`.
    Semicolon,
    /// `,`, `，`, `、`, `،` …
    Comma,
}

impl Mark {
    /// Whether it ends a sentence.
    #[must_use]
    pub fn ends_sentence(self) -> bool {
        matches!(self, Self::FullStop | Self::Question | Self::Exclamation | Self::Ellipsis)
    }
}

impl Language {
    /// What a character means as a punctuation mark, `None` if it is none of those marks.
    #[must_use]
    pub fn mark(&self, character: char) -> Option<Mark> {
        Some(match character {
            ';' | '·' if self.primary() == "el" => {
                if character == ';' {
                    Mark::Question
                } else {
                    Mark::Semicolon
                }
            }
            '.' | '。' | '｡' | '．' => Mark::FullStop,
            '?' | '？' | '؟' | '\u{37e}' | '՞' | '፧' | '⁇' | '⁈' | '﹖' => Mark::Question,
            '!' | '！' | '‼' | '⁉' | '﹗' => Mark::Exclamation,
            '…' | '⋯' => Mark::Ellipsis,
            ':' | '：' | '﹕' => Mark::Colon,
            ';' | '；' | '؛' | '﹔' => Mark::Semicolon,
            ',' | '，' | '、' | '､' | '،' | '﹐' | '﹑' => Mark::Comma,
            _ if character.is_ascii() => return None,
            _ if CodePointSetData::new::<SentenceTerminal>().contains(character) => Mark::FullStop,
            _ => return None,
        })
    }

    /// Whether sentences of the language end in a mark. Thai ones end in a space, or nothing.
    #[must_use]
    pub fn ends_sentences_with_a_mark(&self) -> bool {
        !matches!(self.primary(), "th" | "lo")
    }

    /// Whether the language puts a space, breaking or not, in front of a mark: French does before `:` and `»`, and but for Canada
    /// before `;`, `!`, `?`.
    #[must_use]
    pub fn wants_space_before(&self, mark: char) -> bool {
        match mark {
            ':' | '»' => self.primary() == "fr",
            ';' | '!' | '?' => self.primary() == "fr" && self.region() != Some("CA"),
            _ => false,
        }
    }
}

/// Whether a character is a quotation mark of any language, the straight ones included.
#[must_use]
pub fn is_quotation_mark(character: char) -> bool {
    match character {
        '"' | '\'' => true,
        _ => !character.is_ascii() && CodePointSetData::new::<QuotationMark>().contains(character),
    }
}

/// Whether a character may open something that ends later: a bracket or a quotation mark. In German `“` closes, in English it
/// opens, so a quotation mark is both.
#[must_use]
pub fn is_opening(character: char) -> bool {
    matches!(character, '(' | '[' | '{')
        || is_quotation_mark(character)
        || is_category(character, GeneralCategory::OpenPunctuation)
}

/// Whether a character may close something that began earlier: a bracket or a quotation mark.
#[must_use]
pub fn is_closing(character: char) -> bool {
    matches!(character, ')' | ']' | '}')
        || is_quotation_mark(character)
        || is_category(character, GeneralCategory::ClosePunctuation)
}

fn is_category(character: char, category: GeneralCategory) -> bool {
    !character.is_ascii() && CodePointMapData::<GeneralCategory>::new().get(character) == category
}

#[cfg(test)]
mod tests {
    use super::{Mark, is_closing, is_opening, is_quotation_mark};
    use crate::language::Language;

    fn language(tag: &str) -> Language {
        Language::of(tag).unwrap()
    }

    #[test]
    fn marks_of_languages() {
        for (tag, marks) in [
            ("sv-SE", ".?!…:;,"),
            ("de-DE", ".?!…:;,"),
            ("fr-FR", ".?!…:;,"),
            ("ru-RU", ".?!…:;,"),
            ("ja-JP", "。？！…：；、"),
            ("zh-CN", "。？！…：；，"),
            ("ko-KR", ".?!…:;,"),
            ("ar-SA", ".؟!…:؛،"),
            ("ur-PK", "۔؟!…:؛،"),
            ("he-IL", ".?!…:;,"),
            ("th-TH", ".?!…:;,"),
            ("el-GR", ".;!…:·,"),
            ("hi-IN", "।?!…:;,"),
        ] {
            let seen: Vec<_> = marks.chars().map(|mark| language(tag).mark(mark)).collect();
            let expected = [
                Mark::FullStop,
                Mark::Question,
                Mark::Exclamation,
                Mark::Ellipsis,
                Mark::Colon,
                Mark::Semicolon,
                Mark::Comma,
            ];
            assert_eq!(seen, expected.map(Some), "{tag}");
        }
        assert!("a1 -_)»*¿中".chars().all(|other| language("es").mark(other).is_none()));
    }

    #[test]
    fn spaces_before_marks() {
        for (tag, marks) in [
            ("fr-FR", ":;!?»"),
            ("fr-CH", ":;!?»"),
            ("fr-CA", ":»"),
            ("sv-SE", ""),
            ("de-DE", ""),
            ("ru-RU", ""),
            ("ja-JP", ""),
            ("zh-CN", ""),
            ("ko-KR", ""),
            ("ar-SA", ""),
            ("he-IL", ""),
            ("th-TH", ""),
        ] {
            let seen: String = ".,:;!?»…)".chars().filter(|&mark| language(tag).wants_space_before(mark)).collect();
            assert_eq!(seen, marks, "{tag}");
        }
    }

    #[test]
    fn only_thai_and_lao_sentences_end_bare() {
        for tag in ["sv", "de", "fr", "ru", "ja", "zh", "ko", "ar", "he"] {
            assert!(language(tag).ends_sentences_with_a_mark(), "{tag}");
        }
        assert!(!language("th-TH").ends_sentences_with_a_mark());
    }

    #[test]
    fn quotes_and_brackets() {
        for (text, opens, closes) in [("(", true, false), ("）", false, true), ("「", true, true), ("a", false, false)]
        {
            let character = text.chars().next().unwrap();
            assert_eq!((is_opening(character), is_closing(character)), (opens, closes), "{text}");
        }
        assert!("\"'„“”«»「」『』‚‘’‹›".chars().all(is_quotation_mark));
        assert!(!"`´()[]a".chars().any(is_quotation_mark));
    }
}
