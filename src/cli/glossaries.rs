//! Reads the files with terms that a configuration names.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};

use super::report::{printable, shown};
use crate::config::Config;
use crate::terms::{Locale, TermList};

/// What stands in each file of [`Config::glossaries`].
///
/// # Errors
/// On the first file that cannot be read.
pub(super) fn read(config: &Config) -> Result<HashMap<PathBuf, TermList>> {
    let source: Locale = config.source_language.parse().unwrap_or(Locale::ANY);
    let mut lists = HashMap::new();
    for path in config.glossaries() {
        if !lists.contains_key(path) {
            lists.insert(path.to_path_buf(), read_one(path, &source)?);
        }
    }
    Ok(lists)
}

fn read_one(path: &Path, source: &Locale) -> Result<TermList> {
    let bytes = fs::read(path).map_err(|error| anyhow!("cannot read the terms: {}: {error}", shown(path)))?;
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    let list = match extension.as_str() {
        "toml" => TermList::from_toml(&bytes),
        "csv" | "tsv" | "txt" => TermList::from_csv(&bytes, source),
        "tbx" | "xml" => TermList::from_tbx(&bytes, source),
        _ => bail!("{}: terms are read from .toml, .csv, .tsv and .tbx files; name it so", shown(path)),
    };
    list.map_err(|error| anyhow!("{}:{}", shown(path), printable(&error.to_string())))
}
