//! The original pages below `--source-root`: where the one of a page may be, and which it is.

use std::cell::LazyCell;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::{Result, bail};

use super::report::{Message, shown};
use crate::bitext::Document;
use crate::diagnostic::{RuleId, Severity};
use crate::original::{Original, hash};
use crate::walk::Page;

/// Refuses what is no folder.
pub(super) fn check_root(root: &Path) -> Result<()> {
    match fs::metadata(root) {
        Ok(data) if data.is_dir() => Ok(()),
        Ok(_) => bail!("{} is a file; --source-root takes the folder of the original pages", shown(root)),
        Err(error) => bail!("{}: {error}; --source-root takes the folder of the original pages", shown(root)),
    }
}

/// The original of a page, if there is a folder of them.
pub(super) fn find(root: Option<&Path>, page: &Page, document: &Document<'_>) -> Result<Option<Original>, Message> {
    let Some(root) = root else {
        return Ok(None);
    };
    let hash = LazyCell::new(|| hash(document));
    for Candidate { path, is_sure } in candidates(page, root) {
        match fs::read(&path) {
            Ok(bytes) => {
                let original = Original { path, bytes };
                if is_sure || hash.is_some_and(|(hash, _)| original.has_hash(hash)) {
                    return Ok(Some(original));
                }
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => {
                let text = format!("cannot read the original: {}: {error}", shown(&path));
                let help = "nothing was done with the page; make the original readable, or leave out --source-root";
                return Err(Message::failure(&page.path, &text, Some(help)));
            }
        }
    }
    let text = format!("{} holds no original of this page", shown(root));
    let help = if page.is_given {
        "give the folder of the page in its place: originals are looked for under the paths that pages have below it"
    } else {
        "the originals are looked for under the same paths as the pages"
    };
    Err(Message::about(&page.path, Severity::Warning, RuleId::MISSING_ORIGINAL, &text, Some(help)))
}

/// Where the original of a page may be.
struct Candidate {
    path: PathBuf,
    /// Whether it is the original by its name alone; if not, its hash must say so.
    is_sure: bool,
}

/// The original of a page is under the path that the page has below the folder given. Of a page that was given by itself, that
/// folder is not known: it is the path as it was given, or an end of it, the longest first.
fn candidates(page: &Page, root: &Path) -> Vec<Candidate> {
    if !page.is_given {
        return vec![Candidate { path: root.join(&page.relative), is_sure: true }];
    }
    let is_name = |part: &Component<'_>| matches!(part, Component::Normal(_));
    let is_relative = page.path.components().all(|part| is_name(&part) || part == Component::CurDir);
    let names: Vec<_> = page.path.components().filter(is_name).collect();
    let path = |from: usize| names[from..].iter().fold(root.to_path_buf(), |path, name| path.join(name));
    (0..names.len()).map(|from| Candidate { path: path(from), is_sure: is_relative && from == 0 }).collect()
}
