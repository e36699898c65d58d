//! Globs over the paths of pages.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Some globs. One that matches a folder matches all that is below it.
#[derive(Debug, Clone, Default)]
pub(super) struct Patterns(GlobSet);

impl Patterns {
    /// Reads globs; an error has the index of the one that is wrong, and what is wrong with it.
    pub(super) fn new<'p>(patterns: impl Iterator<Item = &'p str>) -> Result<Self, (usize, String)> {
        let mut set = GlobSetBuilder::new();
        for (index, pattern) in patterns.enumerate() {
            let path = pattern.strip_prefix("./").unwrap_or(pattern).trim_end_matches('/');
            if path.is_empty() || path.starts_with('/') || path.split('/').any(|part| part == "..") {
                return Err((index, "a glob names something below the folder of the file".to_owned()));
            }
            for pattern in [path, &format!("{path}/**")] {
                let glob = GlobBuilder::new(pattern).literal_separator(true).build();
                set.add(glob.map_err(|error| (index, error.kind().to_string()))?);
            }
        }
        Ok(Self(set.build().map_err(|error| (0, error.to_string()))?))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn matches(&self, path: &Path) -> bool {
        self.0.is_match(path)
    }
}
