//! Sets of real pages: the folders of a folder that have a folder `bilingual/`, and the pages in it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The folders of the sets, in order.
pub(crate) fn folders(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let path = entry?.path();
        if path.join("bilingual").is_dir() {
            folders.push(path);
        }
    }
    folders.sort();
    if folders.is_empty() {
        bail!("{}: no folder in it has a folder bilingual/", dir.display());
    }
    Ok(folders)
}

/// The name of a set.
pub(crate) fn name(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The pages of a set by their paths below `bilingual/`, one in `sample` of them, in order.
pub(crate) fn pages(folder: &Path, sample: u64) -> Result<Vec<String>> {
    let name = name(folder);
    let found = bitext::walk::pages(&[folder.join("bilingual")], None).whole()?;
    let mut paths: Vec<String> =
        found.iter().map(|page| page.relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")).collect();
    paths.retain(|path| is_in_sample(&format!("{name}/{path}"), sample));
    paths.sort();
    Ok(paths)
}

/// Whether a page is one of the one in `sample`. It depends on nothing but its name (FNV-1a), so other pages may come and go.
fn is_in_sample(name: &str, sample: u64) -> bool {
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    hash % sample == 0
}

/// `12,345`
pub(crate) fn number(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
#[derive(Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// Any number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }

    /// Puts items into some order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (2..=items.len()).rev() {
            items.swap(end - 1, self.below(end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_depends_on_names_only() {
        let names: Vec<String> = (0..1000).map(|number| format!("å/b{number}.md")).collect();
        let count = |sample| names.iter().filter(|name| is_in_sample(name, sample)).count();
        assert_eq!(count(1), 1000);
        assert!((60..140).contains(&count(10)), "{}", count(10));
    }

    #[test]
    fn numbers_have_groups() {
        assert_eq!([0, 999, 1000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn a_seed_gives_one_order() {
        let order = |seed| {
            let mut items: Vec<usize> = (0..50).collect();
            Random(seed).shuffle(&mut items);
            items
        };
        assert_eq!(order(1), order(1));
        assert_ne!(order(1), order(2));
    }
}
