//! What the rules need to know about a language: its scripts, direction and spacing, its punctuation, how it writes numbers.
//!
//! Everything comes from Unicode's and CLDR's data where a library has it cheaply. Nothing here knows words, beyond the few that
//! stand for powers of ten. Resolve a [`Language`] once a page: it is a small `Copy` value and every question to it is cheap.

mod fold;
mod numbers;
mod punctuation;

use icu_locale::subtags;
use icu_locale::{LanguageIdentifier, LocaleDirectionality, LocaleExpander};
use icu_properties::props::Script;
use icu_properties::script::ScriptWithExtensions;

pub use fold::fold;
pub use numbers::{Number, NumberSet};
pub use punctuation::{Mark, is_closing, is_opening, is_quotation_mark};

/// A language as it is written somewhere: what a BCP 47 tag names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language {
    primary: subtags::Language,
    script: Option<subtags::Script>,
    region: Option<subtags::Region>,
    /// The scripts that its letters are of. Languages of fewer than three repeat the first.
    scripts: [Script; 3],
    is_right_to_left: bool,
    has_word_spaces: bool,
}

impl Language {
    /// English without a region.
    pub const ENGLISH: Self = Self {
        primary: subtags::language!("en"),
        script: None,
        region: None,
        scripts: [Script::Latin; 3],
        is_right_to_left: false,
        has_word_spaces: true,
    };

    /// The language of a BCP 47 tag in any case, such as `sv-SE` or `sr-Latn-RS`. `None` if it is no tag, or names no language.
    ///
    /// ```
    /// use bitext::language::Language;
    ///
    /// let language = Language::of("zh-tw").unwrap();
    /// assert_eq!(language.tag(), "zh-TW");
    /// assert!(!language.has_word_spaces());
    /// assert_eq!(Language::of("docs"), None);
    /// ```
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let mut locale = LanguageIdentifier::try_from_str(tag).ok()?;
        let (primary, script, region) = (locale.language, locale.script, locale.region);
        if primary.is_unknown() {
            return None;
        }
        LocaleExpander::new_extended().maximize(&mut locale);
        // A subtag of the right form that no registry knows stays without a script.
        let likely = locale.script?;
        Some(Self {
            primary,
            script,
            region,
            scripts: scripts(likely),
            is_right_to_left: LocaleDirectionality::new_extended().is_right_to_left(&locale),
            has_word_spaces: !matches!(
                likely.as_str(),
                "Hans"
                    | "Hant"
                    | "Hani"
                    | "Bopo"
                    | "Jpan"
                    | "Hira"
                    | "Kana"
                    | "Thai"
                    | "Laoo"
                    | "Khmr"
                    | "Mymr"
                    | "Tibt"
            ),
        })
    }

    /// The first subtag, in lower case: `sv` of `sv-SE`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.primary.as_str()
    }

    /// The region subtag, in upper case: `SE` of `sv-SE`.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_ref().map(subtags::Region::as_str)
    }

    /// The tag in canonical case, without variants and extensions.
    #[must_use]
    pub fn tag(&self) -> String {
        LanguageIdentifier {
            language: self.primary,
            script: self.script,
            region: self.region,
            variants: subtags::Variants::default(),
        }
        .to_string()
    }

    /// Whether its lines run from right to left.
    #[must_use]
    pub fn is_right_to_left(&self) -> bool {
        self.is_right_to_left
    }

    /// Whether it puts spaces between words. Chinese, Japanese, Thai, Lao, Khmer, Burmese and Tibetan do not.
    #[must_use]
    pub fn has_word_spaces(&self) -> bool {
        self.has_word_spaces
    }

    /// Whether it marks by the zero-width space where a line may break.
    #[must_use]
    pub fn uses_zero_width_space(&self) -> bool {
        matches!(self.primary(), "th" | "lo" | "km" | "my")
    }

    /// Whether its letters are Latin ones.
    #[must_use]
    pub fn uses_latin_script(&self) -> bool {
        self.scripts.contains(&Script::Latin)
    }

    /// Whether a character is a letter of its script or, as for Japanese, of one of its scripts.
    #[must_use]
    pub fn is_of_script(&self, character: char) -> bool {
        if character.is_ascii() {
            return character.is_ascii_alphabetic() && self.uses_latin_script();
        }
        let data = ScriptWithExtensions::new();
        let script = data.get_script_val(character);
        if script != Script::Common && script != Script::Inherited {
            return self.scripts.contains(&script) && character.is_alphabetic();
        }
        // The long-vowel mark of the Japanese syllabaries is of no one script, but has extensions.
        character.is_alphabetic() && self.scripts.iter().any(|&own| data.has_script(character, own))
    }
}

/// The scripts of letters that a script subtag stands for: `Jpan` is three of them.
fn scripts(subtag: subtags::Script) -> [Script; 3] {
    match subtag.as_str() {
        "Jpan" => [Script::Han, Script::Hiragana, Script::Katakana],
        "Hrkt" => [Script::Hiragana, Script::Katakana, Script::Hiragana],
        "Kore" => [Script::Hangul, Script::Han, Script::Hangul],
        "Hans" | "Hant" | "Hanb" => [Script::Han, Script::Bopomofo, Script::Han],
        _ => [subtag.into(); 3],
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn properties_of_languages() {
        // Tag as written; canonical tag; right to left, spaces between words, Latin script; letters of its own; letters that are not.
        for (tag, canonical, flags, own, foreign) in [
            ("sv-se", "sv-SE", "-sl", "aÖé", "я書1. "),
            ("de-DE", "de-DE", "-sl", "ßÄz", "я中١"),
            ("FR-ca", "fr-CA", "-sl", "çœÿ", "жא"),
            ("ru-RU", "ru-RU", "-s-", "жЁя", "aéא1"),
            ("ja-JP", "ja-JP", "---", "書ひカー々", "aя한。1"),
            ("zh-tw", "zh-TW", "---", "書ㄅ々", "ひaя，"),
            ("zh-Hans-CN", "zh-Hans-CN", "---", "书", "ひ"),
            ("ko-KR", "ko-KR", "-s-", "한漢", "ひaя"),
            ("ar-SA", "ar-SA", "rs-", "شي", "aא؟١"),
            ("he-IL", "he-IL", "rs-", "שך", "aش"),
            ("th-TH", "th-TH", "---", "กัำ", "aກ๑"),
            ("sr-latn-rs", "sr-Latn-RS", "-sl", "šđ", "ж"),
            ("sr-Cyrl-RS", "sr-Cyrl-RS", "-s-", "ж", "š"),
            ("pa-PK", "pa-PK", "rs-", "پ", "ਪ"),
        ] {
            let language = Language::of(tag).unwrap();
            assert_eq!(language.tag(), canonical);
            assert_eq!(language.primary(), canonical.split('-').next().unwrap());
            let mut seen = String::new();
            seen.push(if language.is_right_to_left() { 'r' } else { '-' });
            seen.push(if language.has_word_spaces() { 's' } else { '-' });
            seen.push(if language.uses_latin_script() { 'l' } else { '-' });
            assert_eq!(seen, flags, "{tag}");
            assert!(own.chars().all(|letter| language.is_of_script(letter)), "{tag}: {own}");
            assert!(!foreign.chars().any(|letter| language.is_of_script(letter)), "{tag}: {foreign}");
        }
    }

    #[test]
    fn not_a_language() {
        for tag in ["", "-", "docs", "sv_SE!", "und", "und-Latn", "é", "sv-SE-", "123", "reference"] {
            assert_eq!(Language::of(tag), None, "{tag:?}");
        }
    }
}
