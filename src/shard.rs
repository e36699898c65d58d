//! Shards: a repository split over several runners, so that each page belongs to exactly one of them wherever it is asked.
//!
//! Owns which shard a page belongs to, and nothing of what is done there.

use std::fmt;
use std::path::{Component, Path};
use std::str::FromStr;

use xxhash_rust::xxh3::Xxh3;

use crate::walk::Page;

/// One of several shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shard {
    number: u32,
    count: u32,
}

/// Why a text names no shard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShardError {
    /// It is not `K/N`.
    #[error("write K/N, the shard and how many there are, as in `2/4`")]
    Form,
    /// There are none.
    #[error("there has to be at least one shard, as in `1/1`")]
    None,
    /// It is not one of them.
    #[error("of {count} shards the first is 1/{count} and the last {count}/{count}")]
    Number {
        /// How many there are.
        count: u32,
    },
}

impl Shard {
    /// The shard of a number, from 1, of so many.
    ///
    /// # Errors
    /// When there is no shard of that number.
    pub fn new(number: u32, count: u32) -> Result<Self, ShardError> {
        match count {
            0 => Err(ShardError::None),
            _ if number == 0 || number > count => Err(ShardError::Number { count }),
            _ => Ok(Self { number, count }),
        }
    }

    /// Which it is, from 1.
    #[must_use]
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> u32 {
        self.count
    }

    /// Whether a page belongs to it.
    ///
    /// That is told from the path below the folder that was given, or the path itself of a page that was given, with `/`: from its
    /// XXH3 (64 bits), modulo the number of shards. So it is the same on every machine, wherever the folder lies there.
    #[must_use]
    pub fn holds(self, page: &Page) -> bool {
        hash(if page.is_given { &page.path } else { &page.relative }) % u64::from(self.count)
            == u64::from(self.number - 1)
    }
}

fn hash(path: &Path) -> u64 {
    let mut hash = Xxh3::new();
    let parts = path.components().filter(|part| !matches!(part, Component::CurDir | Component::RootDir));
    for (index, part) in parts.enumerate() {
        if index > 0 {
            hash.update(b"/");
        }
        hash.update(part.as_os_str().as_encoded_bytes());
    }
    hash.digest()
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let number = |digits: &str| -> Option<u32> {
            // A sign would be taken too.
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let (own, all) = text.split_once('/').ok_or(ShardError::Form)?;
        Self::new(number(own).ok_or(ShardError::Form)?, number(all).ok_or(ShardError::Form)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_a_number_of_a_number() {
        for text in ["1/1", "2/4", "4/4", "7/4294967295"] {
            assert_eq!(text.parse::<Shard>().map(|shard| shard.to_string()).as_deref(), Ok(text));
        }
        for (text, said) in [
            ("", "K/N"),
            ("4", "K/N"),
            ("a/b", "K/N"),
            ("1/2/3", "K/N"),
            ("-1/4", "K/N"),
            ("+1/4", "K/N"),
            (" 1/4", "K/N"),
            ("/4", "K/N"),
            ("1/99999999999", "K/N"),
            ("1/0", "at least one"),
            ("0/4", "the first is 1/4"),
            ("5/4", "the last 4/4"),
        ] {
            let error = text.parse::<Shard>().expect_err(text).to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    fn page(path: &str, relative: &str, is_given: bool) -> Page {
        Page { path: path.into(), relative: relative.into(), is_given }
    }

    #[test]
    fn each_page_is_in_one_shard_and_stays_there() {
        let shard_of = |page: &Page, count| {
            let holding: Vec<u32> =
                (1..=count).filter(|&number| Shard::new(number, count).expect("a shard").holds(page)).collect();
            assert_eq!(holding.len(), 1, "{page:?}");
            holding[0]
        };
        let mut sizes = [0; 4];
        for number in 0..1000 {
            let name = format!("å/{number}.md");
            let here = shard_of(&page(&format!("docs/{name}"), &name, false), 4);
            assert_eq!(here, shard_of(&page(&format!("../other/checkout/docs/{name}"), &name, false), 4));
            sizes[here as usize - 1] += 1;
        }
        assert!(sizes.iter().all(|size| (200..300).contains(size)), "{sizes:?}");
        // It may never change: runners of two versions would disagree, and pages be left out.
        assert_eq!([1, 2, 3, 7, 100].map(|count| shard_of(&page("docs/å.md", "å.md", false), count)), [1, 1, 2, 4, 21]);
        assert_eq!(shard_of(&page("./docs/å.md", "å.md", true), 100), shard_of(&page("docs/å.md", "å.md", true), 100));
        assert_ne!(shard_of(&page("docs/å.md", "å.md", true), 100), shard_of(&page("å.md", "å.md", true), 100));
    }
}
