//! From the paths that a user gives to a sorted list of pages.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use ignore::{WalkBuilder, WalkState};

use crate::write::TEMPORARY_PREFIX;

/// A page that was found, or named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Page {
    /// Where it is, as the user would name it.
    pub path: PathBuf,
    /// Where it is below the folder that was given; of a file that was given, its name.
    pub relative: PathBuf,
    /// Whether it was given by itself.
    pub is_given: bool,
}

/// Why pages could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// A path that does not exist or cannot be read.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A folder could not be searched to its end.
    #[error("{0}")]
    Walk(#[from] ignore::Error),
}

/// What a search leaves out without being told to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// A folder that holds the outputs of earlier runs.
    Outputs(PathBuf),
    /// A symbolic link to a page or a folder.
    Link(PathBuf),
    /// A file that a run was writing, which was killed or goes on.
    Temporary(PathBuf),
}

/// What is below some paths.
#[derive(Debug, Default)]
pub struct Found {
    /// The pages, sorted by path, each once.
    pub pages: Vec<Page>,
    /// Paths given that do not exist or cannot be read, and folders that could not be searched to their end.
    pub unreadable: Vec<WalkError>,
    /// What was left out, sorted.
    pub left_out: Vec<LeftOut>,
}

impl Found {
    /// The pages, where a part of them is of no use.
    ///
    /// # Errors
    /// The first of what could not be read or searched.
    pub fn whole(self) -> Result<Vec<Page>, WalkError> {
        match self.unreadable.into_iter().next() {
            Some(error) => Err(error),
            None => Ok(self.pages),
        }
    }
}

/// The file in a folder of outputs that lists them. A folder that holds one is not searched.
pub const OUTPUT_RECORD: &str = ".bitext-outputs";

/// How the names of pages end.
const PAGES: &[&str] = &["md", "markdown"];

/// Lists the pages of some files and folders: those that end in `.md` or `.markdown`; see [`files`].
#[must_use]
pub fn pages(paths: &[PathBuf], without: Option<&Path>) -> Found {
    files(paths, without, PAGES)
}

/// Lists what is below some paths, sorted by path, each once.
///
/// Files are taken whatever their name. Folders are searched for names with one of `extensions`, in any case; what `.gitignore` and `.ignore` files exclude is left out, as are names that start with a dot, symbolic links, folders of outputs
/// and `without`, a folder to be written to. A path that does not exist or cannot be read keeps none of the others from being
/// listed.
#[must_use]
pub fn files(paths: &[PathBuf], without: Option<&Path>, extensions: &'static [&'static str]) -> Found {
    let without = without.and_then(|folder| folder.canonicalize().ok());
    let mut found = Found::default();
    for path in paths {
        match std::fs::metadata(path) {
            Ok(data) if data.is_dir() => search(path, without.clone(), extensions, &mut found),
            Ok(_) => {
                let relative = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
                found.pages.push(Page { path: path.clone(), relative, is_given: true });
            }
            Err(error) => {
                found.unreadable.push(WalkError::Unreadable { path: path.clone(), reason: error.to_string() });
            }
        }
    }
    if paths.len() > 1 {
        found.pages = each_once(found.pages);
        found.left_out.sort();
        found.left_out.dedup();
    }
    // As bytes, which is far quicker than by their components.
    found.pages.sort_by(|a, b| a.path.as_os_str().as_encoded_bytes().cmp(b.path.as_os_str().as_encoded_bytes()));
    found.left_out.sort();
    found
}

/// Of pages that are the same file, the one that the first folder led to: that folder tells its relative path.
fn each_once(mut pages: Vec<Page>) -> Vec<Page> {
    pages.sort_by_key(|page| page.is_given);
    let mut seen = HashSet::new();
    pages.retain(|page| seen.insert(page.path.canonicalize().unwrap_or_else(|_| page.path.clone())));
    pages
}

enum Item {
    Page(Page),
    LeftOut(LeftOut),
    Unreadable(ignore::Error),
}

fn search(folder: &Path, without: Option<PathBuf>, extensions: &'static [&'static str], found: &mut Found) {
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut walk = WalkBuilder::new(folder);
    // Hidden files are left out below, where it is seen which they are.
    walk.hidden(false).require_git(false).threads(std::thread::available_parallelism().map_or(1, usize::from).min(8));
    let skipped = sender.clone();
    walk.filter_entry(move |entry| {
        if entry.depth() == 0 {
            return true;
        }
        // An ignore file may ask for hidden files; other programs put files here that are no pages.
        let name = entry.file_name().as_encoded_bytes();
        if name.starts_with(b".") {
            // The receiver outlives the walk.
            if name.starts_with(TEMPORARY_PREFIX.as_bytes()) && name != OUTPUT_RECORD.as_bytes() {
                let _ = skipped.send(Item::LeftOut(LeftOut::Temporary(entry.path().to_path_buf())));
            }
            return false;
        }
        if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
            return true;
        }
        if let Some(without) = &without
            && Some(entry.file_name()) == without.file_name()
            && entry.path().canonicalize().is_ok_and(|path| path == *without)
        {
            return false;
        }
        let is_output = entry.path().join(OUTPUT_RECORD).is_file();
        if is_output {
            let _ = skipped.send(Item::LeftOut(LeftOut::Outputs(entry.path().to_path_buf())));
        }
        !is_output
    });
    walk.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            let item = match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    if !has_extension(entry.path(), extensions) {
                        return WalkState::Continue;
                    }
                    let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_path_buf();
                    Item::Page(Page { path: entry.into_path(), relative, is_given: false })
                }
                Ok(entry) if entry.path_is_symlink() && entry.depth() > 0 => {
                    if !has_extension(entry.path(), extensions) && !entry.path().is_dir() {
                        return WalkState::Continue;
                    }
                    Item::LeftOut(LeftOut::Link(entry.into_path()))
                }
                Ok(_) => return WalkState::Continue,
                Err(error) => Item::Unreadable(error),
            };
            if sender.send(item).is_ok() { WalkState::Continue } else { WalkState::Quit }
        })
    });
    for item in receiver.try_iter() {
        match item {
            Item::Page(page) => found.pages.push(page),
            Item::LeftOut(what) => found.left_out.push(what),
            Item::Unreadable(error) => found.unreadable.push(error.into()),
        }
    }
}

/// Two pages that have one path below the folders that were given, if there are such.
pub(crate) fn same_relative(pages: &[Page]) -> Option<[&Page; 2]> {
    let mut seen: HashMap<&Path, &Page> = HashMap::with_capacity(pages.len());
    pages.iter().find_map(|page| Some([seen.insert(&page.relative, page)?, page]))
}

/// Whether a name ends in one of some extensions, in any case.
pub(crate) fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().unwrap_or_default();
    extensions.iter().any(|known| extension.eq_ignore_ascii_case(known))
}
