//! The configuration, `bitext.toml`: read strictly, and resolved to what holds for a page.
//!
//! Reads no file: the text and its folder are given to it. A mistake has the line and column, the key, and what is allowed in its
//! place.

mod file;
mod mistake;
mod patterns;
mod profile;
mod rules;

pub use file::{FailOn, Level};
pub use mistake::Mistake;
pub(crate) use mistake::closest;
pub use profile::Profiles;
pub(crate) use rules::ALL;
pub use rules::{Layer, Selector, UnknownName, rule_id};

use std::path::{Path, PathBuf};

use self::patterns::Patterns;
use crate::front_matter::condition::{Condition, Values};
use crate::terms::TermList;

/// The name of the file that is looked for.
pub const FILE_NAME: &str = "bitext.toml";

/// The language of the originals if nobody says another.
pub const DEFAULT_SOURCE_LANGUAGE: &str = "en-US";

/// A configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// The language of the originals, a BCP 47 tag.
    pub source_language: String,
    /// The file of findings that are known.
    pub baseline: Option<PathBuf>,
    /// What lets a run fail.
    pub fail_on: Option<FailOn>,
    /// Hash of its text; 0 where there is no file.
    pub hash: u64,
    /// The folder that globs and paths are relative to.
    folder: PathBuf,
    exclude: Patterns,
    layer: Layer,
    terms: Terms,
    overrides: Vec<Override>,
}

/// The terms that configuration names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Terms {
    /// Those in the file itself.
    list: TermList,
    /// The files with more.
    glossaries: Vec<PathBuf>,
}

/// What holds for some pages only.
#[derive(Debug, Clone)]
struct Override {
    /// Paths that it is for; all, if there is none.
    paths: Option<Patterns>,
    /// Of each group one has to hold.
    conditions: Vec<Vec<Condition>>,
    layer: Layer,
    terms: Terms,
}

impl Override {
    fn is_for_path(&self, path: &Path) -> bool {
        self.paths.as_ref().is_none_or(|paths| paths.matches(path))
    }

    fn is_for_values(&self, values: &Values<'_>) -> bool {
        self.conditions.iter().all(|any| any.iter().any(|condition| condition.holds(values)))
    }
}

impl Config {
    /// Reads the text of a configuration that lies in `folder`, an absolute path.
    ///
    /// # Errors
    /// On the first mistake: what is not TOML, a key or a name that does not exist, a value that is not allowed.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use std::path::Path;
    ///
    /// use bitext::config::{Config, Layer, Profiles};
    ///
    /// let folder = Path::new("/docs");
    /// let config = Config::parse("[[overrides]]\npaths = [\"legal\"]\nignore = [\"all\"]\n", folder)?;
    /// let glossaries = HashMap::new();
    /// let profiles = Profiles::new(&config, Layer::default(), &glossaries).expect("few terms");
    /// let (document, _) = bitext::parse("a page\n");
    /// let is_on = |path: &str| {
    ///     let profile = profiles.of(&folder.join(path), &document);
    ///     profile.rules.severity(bitext::rules::CATALOGUE[0].id).is_some()
    /// };
    /// assert!(is_on("guide/a.md") && !is_on("legal/a.md"));
    ///
    /// let mistake = Config::parse("selekt = []\n", folder).expect_err("a mistyped key");
    /// assert_eq!(mistake.to_string(), "1:1: unknown key `selekt`");
    /// # Ok::<(), bitext::config::Mistake>(())
    /// ```
    pub fn parse(text: &str, folder: &Path) -> Result<Self, Mistake> {
        file::read(text, folder)
    }

    /// What holds where there is no file: the defaults, for pages below `folder`.
    #[must_use]
    pub fn none(folder: &Path) -> Self {
        Self {
            source_language: DEFAULT_SOURCE_LANGUAGE.to_owned(),
            baseline: None,
            fail_on: None,
            hash: 0,
            folder: folder.to_path_buf(),
            exclude: Patterns::default(),
            layer: Layer::default(),
            terms: Terms::default(),
            overrides: Vec::new(),
        }
    }

    /// Whether it is the same wherever a page lies, so that nobody needs to know where that is.
    #[must_use]
    pub fn is_same_everywhere(&self) -> bool {
        self.exclude.is_empty() && self.overrides.iter().all(|one| one.paths.is_none())
    }

    /// Whether a page is left out, by its absolute path.
    #[must_use]
    pub fn excludes(&self, path: &Path) -> bool {
        self.exclude.matches(self.relative(path))
    }

    /// The files with terms that it names, each with its folder in front; a file that is named twice comes twice.
    pub fn glossaries(&self) -> impl Iterator<Item = &Path> {
        self.all_terms().flat_map(|terms| &terms.glossaries).map(PathBuf::as_path)
    }

    fn all_terms(&self) -> impl Iterator<Item = &Terms> {
        std::iter::once(&self.terms).chain(self.overrides.iter().map(|one| &one.terms))
    }

    /// A path as globs see it: below the folder of the file. One that lies elsewhere stays absolute, where only `**/…` matches.
    fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(&self.folder).unwrap_or(path)
    }
}

/// The JSON Schema of the file, with the names of the rules.
#[must_use]
pub fn schema() -> serde_json::Value {
    file::schema()
}

#[cfg(test)]
mod tests;
