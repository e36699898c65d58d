//! How much text a page holds: its pairs, and the words and characters of both sides.
//!
//! What counts is what a translator sees: the text of the segments as a reader sees it (see
//! [`plain_text`](crate::markdown::plain_text)). Text outside pairs, front matter included, counts nowhere: it is on one side
//! only, or is code. Nothing here reads files or prints.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::AddAssign;

use serde_yaml::Mapping;
use unicode_segmentation::UnicodeSegmentation;

use crate::bitext::{Document, Side};
use crate::diagnostic::Diagnostic;
use crate::front_matter::{FrontMatter, read_part, scalar_text};
use crate::markdown;

/// Counts one page.
///
/// The diagnostics are warnings about front matter that is never closed, or is not valid YAML: of that, translation type and
/// locale count all the same where they stand on lines of their own.
///
/// ```
/// let page = "---\nms.translationtype: HT\nms.contentlocale: sv-SE\n---\n\
///             <span data-ttu-id=\"0a1b2-101\">Välj **Öppna**.</span>\
///             <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Select **Open**.</span></span>\n";
/// let (counts, _) = bitext::stats::count(&bitext::parse(page).0);
/// assert_eq!(counts.locale.as_deref(), Some("sv-SE"));
/// assert_eq!((counts.target.words, counts.target.characters), (2, 10));
/// assert_eq!((counts.source.words, counts.source.characters), (2, 11));
/// ```
#[must_use]
pub fn count(document: &Document<'_>) -> (PageCounts, Vec<Diagnostic>) {
    let text = document.text();
    let mut counts = PageCounts { pairs: document.pairs().len(), ..PageCounts::default() };
    let mut diagnostics = Vec::new();
    if let Some(front_matter) = document.front_matter() {
        let values = front_matter.values(text).unwrap_or_else(|diagnostic| {
            let help = "correct it; only the lines of the translation type and the locale were read, each by itself";
            diagnostics.push(diagnostic.with_help(help));
            lines_by_themselves(front_matter, text)
        });
        let value = |key| values.get(key).and_then(scalar_text);
        counts.translation = Translation::of(value(TRANSLATION_TYPE).as_deref());
        counts.locale = value(LOCALE);
    } else if counts.pairs > 0 {
        diagnostics.extend(FrontMatter::unclosed(text));
    }
    let reader = Reader { document, labels: OnceCell::new() };
    for pair in document.pairs() {
        counts.target += reader.count(&document.decoded(pair.side(Side::Target).inner));
        counts.source += reader.count(&document.decoded(pair.side(Side::Source).inner));
    }
    (counts, diagnostics)
}

const TRANSLATION_TYPE: &str = "ms.translationtype";
const LOCALE: &str = "ms.contentlocale";

/// The values wanted of front matter that is not valid as a whole. Of a key that is there twice, the last: localization adds its
/// own at the end.
fn lines_by_themselves(front_matter: &FrontMatter, text: &str) -> Mapping {
    let mut values = Mapping::new();
    for entry in front_matter.entries(text) {
        if matches!(&*entry.key, TRANSLATION_TYPE | LOCALE)
            && let Some(value) = read_part(&text[entry.value.range()])
        {
            values.insert(entry.key.into(), value);
        }
    }
    values
}

/// What one page holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageCounts {
    /// Who translated it.
    pub translation: Translation,
    /// The locale of the target side, `ms.contentlocale` of the front matter, as it is written there.
    pub locale: Option<String>,
    /// Its pairs; broken ones do not count.
    pub pairs: usize,
    /// The text that was translated.
    pub source: TextCounts,
    /// The translation.
    pub target: TextCounts,
}

/// Who translated a page, by `ms.translationtype` of its front matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Translation {
    /// A machine: `MT`.
    Machine,
    /// A human: `HT`.
    Human,
    /// The page does not say, or says something else.
    #[default]
    Unknown,
}

impl Translation {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Machine, Self::Human, Self::Unknown];

    fn of(value: Option<&str>) -> Self {
        match value {
            Some("MT") => Self::Machine,
            Some("HT") => Self::Human,
            Some(_) | None => Self::Unknown,
        }
    }
}

/// The size of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextCounts {
    /// Words: stretches between the word boundaries of UAX #29 that hold a letter or a digit. As boundaries are found without a
    /// dictionary, each character of Chinese, Hiragana or Thai is a word: compare characters there.
    pub words: usize,
    /// Characters: Unicode scalar values that are not white space.
    pub characters: usize,
}

impl TextCounts {
    /// Counts plain text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self {
            words: text.unicode_words().count(),
            characters: text.chars().filter(|character| !character.is_whitespace()).count(),
        }
    }
}

impl AddAssign for TextCounts {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.characters += other.characters;
    }
}

/// The sum of some pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pages that a machine translated.
    pub machine: usize,
    /// Pages that a human translated.
    pub human: usize,
    /// Pages that do not say who translated them.
    pub unknown: usize,
    /// Pairs.
    pub pairs: usize,
    /// The text that was translated.
    pub source: TextCounts,
    /// The translation.
    pub target: TextCounts,
}

impl Counts {
    /// All pages.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.machine + self.human + self.unknown
    }
}

impl AddAssign<&PageCounts> for Counts {
    fn add_assign(&mut self, page: &PageCounts) {
        match page.translation {
            Translation::Machine => self.machine += 1,
            Translation::Human => self.human += 1,
            Translation::Unknown => self.unknown += 1,
        }
        self.pairs += page.pairs;
        self.source += page.source;
        self.target += page.target;
    }
}

/// Reads segments of a page as a reader of the page would.
struct Reader<'d> {
    document: &'d Document<'d>,
    /// The labels of the link reference definitions, in lower case. Few pages need them.
    labels: OnceCell<HashSet<String>>,
}

impl Reader<'_> {
    fn count(&self, segment: &str) -> TextCounts {
        if segment.bytes().any(may_be_markup) {
            TextCounts::of(&markdown::plain_text_with(segment, |label| self.defines(label)))
        } else {
            TextCounts::of(segment)
        }
    }

    fn defines(&self, label: &str) -> bool {
        let labels = self.labels.get_or_init(|| {
            markdown::definitions(self.document).into_iter().map(|definition| definition.label.to_lowercase()).collect()
        });
        labels.contains(&label.to_lowercase())
    }
}

/// Whether a byte can make inline Markdown mean more than its characters.
fn may_be_markup(byte: u8) -> bool {
    matches!(byte, b'\\' | b'`' | b'*' | b'_' | b'~' | b'[' | b'<' | b'&')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(number: usize, target: &str, source: &str) -> String {
        format!(
            "<span data-ttu-id=\"0a1b2-{number}\">{target}</span>\
             <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-{number}\">{source}</span></span>"
        )
    }

    fn page(front_matter: &str, body: &str) -> PageCounts {
        count(&crate::parse(&format!("---\n{front_matter}---\n{body}\n")).0).0
    }

    #[test]
    fn words_and_characters() {
        for (segment, words, characters) in [
            ("", 0, 0),
            ("  \u{a0} ", 0, 0),
            ("Å, ä och ö.", 4, 8),
            ("it's 2.5 – well-known", 4, 18),
            ("日本語 です", 5, 5),
            ("**Gäller:** [Å](https://a.example/b_c)", 2, 8),
            ("`Add-Item -Path a|b`", 5, 16),
            ("![Bild å](å.png)", 2, 5),
            ("a<br>b &nbsp;&amp; <strong>c</strong>d", 3, 5),
            ("[ett två][Okänd] [tre][Etikett]", 4, 18),
            ("_ * ~ \\*", 0, 4),
        ] {
            let body = pair(105, segment, "x") + "\n\n[etikett]: https://a.example\n";
            let counts = page("", &body).target;
            assert_eq!(counts, TextCounts { words, characters }, "{segment:?}");
        }
    }

    #[test]
    fn front_matter_says_who_translated() {
        let read = |front_matter| {
            let page = page(front_matter, "");
            (page.translation, page.locale)
        };
        for (front_matter, translation, locale) in [
            ("", Translation::Unknown, None),
            ("ms.translationtype: MT\nms.contentlocale: sv-SE\n", Translation::Machine, Some("sv-SE")),
            ("ms.translationtype: \"HT\"\nms.contentlocale: 'ja-JP'\n", Translation::Human, Some("ja-JP")),
            ("ms.translationtype: HT # by hand\n'ms.contentlocale': |-\n  åå\n", Translation::Human, Some("åå")),
            ("ms.translationtype: [MT]\nms.contentlocale:\n", Translation::Unknown, None),
            ("x: [\n\ty\nms.translationtype: MT\nms.contentlocale: \"sv\n", Translation::Machine, None),
        ] {
            assert_eq!(read(front_matter), (translation, locale.map(str::to_owned)), "{front_matter:?}");
        }
    }

    #[test]
    fn invalid_front_matter_is_a_warning() {
        let text = format!("---\nms.contentlocale: sv-SE\nå: [\n---\n{}", pair(102, "Å", "a"));
        let (counts, diagnostics) = count(&crate::parse(&text).0);
        assert_eq!((counts.locale.as_deref(), counts.pairs), (Some("sv-SE"), 1));
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].severity, crate::diagnostic::Severity::Warning);
    }

    #[test]
    fn pages_add_up() {
        let mut sum = Counts::default();
        sum += &page("ms.translationtype: MT\n", &(pair(101, "Hej då", "Bye") + &pair(102, "Å", "")));
        sum += &page("ms.translationtype: HT\n", &pair(101, "Å", "Oh well"));
        sum += &page("ms.translationtype: PE\n", "no pair");
        assert_eq!((sum.pages(), sum.machine, sum.human, sum.unknown, sum.pairs), (3, 1, 1, 1, 3));
        assert_eq!(sum.target, TextCounts { words: 4, characters: 7 });
        assert_eq!(sum.source, TextCounts { words: 3, characters: 9 });
    }

    /// A segment without the bytes that can be markup reads as it is written, so skipping the parser changes nothing.
    #[test]
    fn other_bytes_are_text() {
        for byte in (b' '..0x7f).filter(|&byte| !may_be_markup(byte)) {
            let byte = char::from(byte);
            for text in [
                format!("{byte}å"),
                format!("{byte} å"),
                format!("å{byte}{byte}å{byte}"),
                format!("1{byte} å\n{byte}{byte}{byte}\n{byte} b"),
            ] {
                assert_eq!(TextCounts::of(&text), TextCounts::of(&markdown::plain_text(&text)), "{text:?}");
            }
        }
    }
}
