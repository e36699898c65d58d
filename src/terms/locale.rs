//! Locales of lists and pages, and which serves which.

use std::fmt;
use std::str::FromStr;

use icu_locale::{LanguageIdentifier, LocaleExpander};

/// A language, with its script and region where they are known (BCP 47).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Locale(LanguageIdentifier);

/// How well a locale serves another, best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It serves every locale.
    Any,
    /// Only one of the two names a region.
    Language,
    /// Language, script and region are the same.
    Exact,
}

impl Locale {
    /// Every locale (`und`).
    pub const ANY: Self = Self(LanguageIdentifier::UNKNOWN);

    /// The language, such as `sv`.
    #[must_use]
    pub fn language(&self) -> &str {
        self.0.language.as_str()
    }

    /// How well terms of this locale serve a page in `page`: those of `sv` serve `sv-SE`, those of `zh-TW` do not serve `zh-CN`.
    pub(super) fn fit(&self, page: &Self) -> Option<Fit> {
        if *self == Self::ANY {
            return Some(Fit::Any);
        }
        let (own, other) = (self.maximized(), page.maximized());
        if (own.language, own.script) != (other.language, other.script) {
            return None;
        }
        match (self.0.region, page.0.region) {
            (Some(own), Some(other)) if own != other => None,
            (Some(_), None) | (None, Some(_)) => Some(Fit::Language),
            _ => Some(Fit::Exact),
        }
    }

    fn maximized(&self) -> LanguageIdentifier {
        let mut identifier = self.0.clone();
        LocaleExpander::new_common().maximize(&mut identifier);
        identifier
    }
}

impl FromStr for Locale {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let invalid =
            || format!("`{text}` is not a locale; write a language and perhaps a region, as in `sv` or `sv-SE`");
        let identifier = LanguageIdentifier::try_from_str(&text.trim().replace('_', "-")).map_err(|_| invalid())?;
        // Longer languages are reserved by BCP 47, section 2.2.1: such a word is something else.
        if identifier.language.as_str().len() > 3 {
            return Err(invalid());
        }
        Ok(Self(identifier))
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_serves_its_regions() {
        for (terms, page, expected) in [
            ("sv", "sv-SE", Some(Fit::Language)),
            ("sv-SE", "sv-se", Some(Fit::Exact)),
            ("sv_FI", "sv-SE", None),
            ("sv-FI", "sv", Some(Fit::Language)),
            ("zh-Hans", "zh-CN", Some(Fit::Language)),
            ("zh", "zh-TW", None),
            ("zh-TW", "zh-CN", None),
            ("de", "sv", None),
            ("und", "ja-JP", Some(Fit::Any)),
        ] {
            let [terms, page] = [terms, page].map(|text| text.parse::<Locale>().unwrap());
            assert_eq!(terms.fit(&page), expected, "{terms} for {page}");
        }
    }

    #[test]
    fn what_is_no_locale_is_refused() {
        for text in ["", "note", "context", "sv-", "svenska", "å"] {
            assert!(text.parse::<Locale>().is_err(), "{text}");
        }
    }
}
