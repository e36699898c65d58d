//! From the paths that a user gives to a sorted list of pages.

use std::path::{Path, PathBuf};

use ignore::types::TypesBuilder;
use ignore::{WalkBuilder, WalkState};

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

/// Lists the pages of some files and folders, sorted by path, each once.
///
/// Files are taken whatever their name. Folders are searched for `*.md` and `*.markdown`; what `.gitignore` and
/// `.ignore` files exclude is left out, as are hidden files, symbolic links, and `without`, a folder to be written to.
/// Folders inside those given that cannot be searched come back beside the pages.
///
/// # Errors
/// On the first path given that does not exist or cannot be read.
pub fn pages(paths: &[PathBuf], without: Option<&Path>) -> Result<(Vec<Page>, Vec<WalkError>), WalkError> {
    let without = without.and_then(|folder| folder.canonicalize().ok());
    let mut pages = Vec::new();
    let mut unreadable = Vec::new();
    for path in paths {
        let missing = |error: std::io::Error| WalkError::Unreadable { path: path.clone(), reason: error.to_string() };
        if std::fs::metadata(path).map_err(missing)?.is_dir() {
            for found in search(path, without.clone())? {
                match found {
                    Ok(page) => pages.push(page),
                    Err(error) => unreadable.push(error.into()),
                }
            }
        } else {
            let relative = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
            pages.push(Page { path: path.clone(), relative, is_given: true });
        }
    }
    // As bytes, which is far quicker than by their components.
    pages.sort_by(|a, b| a.path.as_os_str().as_encoded_bytes().cmp(b.path.as_os_str().as_encoded_bytes()));
    pages.dedup_by(|a, b| a.path == b.path);
    Ok((pages, unreadable))
}

fn search(folder: &Path, without: Option<PathBuf>) -> Result<Vec<Result<Page, ignore::Error>>, WalkError> {
    let mut types = TypesBuilder::new();
    for pattern in ["*.md", "*.MD", "*.markdown"] {
        types.add("page", pattern)?;
    }
    let types = types.select("page").build()?;
    let mut walk = WalkBuilder::new(folder);
    walk.types(types).require_git(false).threads(std::thread::available_parallelism().map_or(1, usize::from).min(8));
    if let Some(without) = without {
        walk.filter_entry(move |entry| {
            let may_be_it = entry.depth() > 0 && Some(entry.file_name()) == without.file_name();
            !(may_be_it && entry.path().canonicalize().is_ok_and(|path| path == without))
        });
    }
    let (sender, receiver) = std::sync::mpsc::channel();
    walk.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            let found = match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_path_buf();
                    Ok(Page { path: entry.into_path(), relative, is_given: false })
                }
                Ok(_) => return WalkState::Continue,
                Err(error) => Err(error),
            };
            // The receiver outlives the walk.
            if sender.send(found).is_ok() { WalkState::Continue } else { WalkState::Quit }
        })
    });
    drop(sender);
    Ok(receiver.into_iter().collect())
}
