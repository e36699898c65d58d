//! The original page: the single-language source file that a bilingual page was made from.

use std::borrow::Cow;
use std::path::PathBuf;

use memchr::memmem;
use sha1::{Digest, Sha1};

use crate::bitext::Document;
use crate::diagnostic::{Diagnostic, RuleId};
use crate::source::Span;

/// An original page.
#[derive(Debug, Clone)]
pub struct Original {
    /// Where it was found.
    pub path: PathBuf,
    /// The page as it was read; not every original is UTF-8.
    pub bytes: Vec<u8>,
}

impl Original {
    /// The page as text; a byte that is not UTF-8 is U+FFFD, as in the page that was generated from it.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// Whether this is the very text that was translated, by the page's `ms.openlocfilehash`.
    #[must_use]
    pub fn has_hash(&self, openlocfilehash: &str) -> bool {
        open_loc_file_hash(&self.bytes).eq_ignore_ascii_case(openlocfilehash)
    }
}

/// Whether a page was translated from this very original, else what to say of it; `None` if the page does not tell.
pub(crate) fn freshness(document: &Document<'_>, original: &Original) -> Option<Result<(), Diagnostic>> {
    let (hash, place) = hash(document)?;
    Some(if original.has_hash(hash) { Ok(()) } else { Err(stale(original, place)) })
}

/// The value of `ms.openlocfilehash`, and where it stands.
pub(crate) fn hash<'a>(document: &Document<'a>) -> Option<(&'a str, Span)> {
    let entries = document.front_matter()?.entries(document.text());
    let entry = entries.into_iter().find(|entry| entry.key == "ms.openlocfilehash")?;
    // A comment may follow.
    let value = document.raw(entry.value).split_whitespace().next()?;
    Some((value.trim_matches(['"', '\'']), entry.value))
}

fn stale(original: &Original, place: Span) -> Diagnostic {
    let message = format!("the page was translated from another version of `{}`", original.path.display());
    Diagnostic::warning(RuleId::STALE_SOURCE, place, message)
        .with_help("translate it anew, or give the folder as it was at `ms.sourcegitcommit`")
}

/// The value of `ms.openlocfilehash` for an original page: the SHA-1 of its bytes as a Windows checkout has them, in hexadecimal.
///
/// That is the bytes as they are if they hold a CR LF, else the bytes with every LF as CR LF. It held for 11,169 of 11,169 pages
/// of MicrosoftDocs/powerShell-Docs.sv-se, office-developer-client-docs.ru-RU and quantum-docs-pr.
#[must_use]
pub fn open_loc_file_hash(bytes: &[u8]) -> String {
    let mut sha1 = Sha1::new();
    if memmem::find(bytes, b"\r\n").is_some() {
        sha1.update(bytes);
    } else {
        for (index, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
            if index > 0 {
                sha1.update(b"\r\n");
            }
            sha1.update(line);
        }
    }
    sha1.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What of a text is folded away, so that two texts that differ only in that are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fold {
    /// White space and the backslashes of escapes: layout, and what the generator adds.
    Layout,
    /// These and all of `*`, `_`, `` ` ``, `\` and `>`: also marks that the generator wrote anew.
    Marks,
}

/// A text that is folded.
#[derive(Debug)]
pub(crate) struct Folded {
    pub(crate) text: String,
    /// The escapes `\*` and `` \` ``: the offset in `text` at which each stands, and its character.
    pub(crate) escapes: Vec<(usize, u8)>,
}

impl Folded {
    pub(crate) fn new(text: &str, fold: Fold) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), escapes: Vec::new() };
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            match (character, characters.peek()) {
                ('\\', Some(&mark @ ('*' | '`'))) => {
                    folded.escapes.push((folded.text.len(), if mark == '*' { b'*' } else { b'`' }));
                }
                ('*' | '_' | '`' | '\\' | '>', _) if fold == Fold::Marks => {}
                _ if character.is_whitespace() => {}
                _ => folded.text.push(character),
            }
        }
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_a_windows_checkout() {
        // printf 'a\r\nb' | sha1sum
        let expected = "ec6cb5b8c69f8b476a380c9b6e38e18c2733ae7b";
        assert_eq!(open_loc_file_hash(b"a\nb"), expected);
        assert_eq!(open_loc_file_hash(b"a\r\nb"), expected);
        // One CR LF anywhere, and every LF stays as it is: printf 'a\r\nb\nc' | sha1sum
        assert_eq!(open_loc_file_hash(b"a\r\nb\nc"), "fca47fcb72b9833467873c7345b46574da083e61");
    }

    #[test]
    fn folding_keeps_the_place_of_escapes() {
        let text = "å *b* (\\*.c)\n> \\` \\d";
        let folded = Folded::new(text, Fold::Marks);
        assert_eq!(folded.text, "åb(.c)d");
        assert_eq!(folded.escapes, [(4, b'*'), (7, b'`')]);
        let folded = Folded::new(text, Fold::Layout);
        assert_eq!(folded.text, "å*b*(*.c)>`\\d");
        assert_eq!(folded.escapes, [(6, b'*'), (11, b'`')]);
    }
}
