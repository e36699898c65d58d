//! Links between the documents of the project: each leads to a file that is there, and to a heading of it. Links to other sites are
//! not followed.
//!
//! The pages in `docs` are a book too: each stands in its table of contents, and none leads out of it, where a reader of the book
//! could not follow.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::document::Document;

const BOOK: &str = "docs";
const CONTENTS: &str = "docs/SUMMARY.md";

/// Adds a fault for each link that leads nowhere, and for each page that is not in the book.
pub(super) fn check(root: &Path, documents: &BTreeMap<PathBuf, Document>, faults: &mut Vec<String>) {
    let mut listed = Vec::new();
    for (path, document) in documents {
        for link in &document.links {
            match target(path, &link.text) {
                Target::Elsewhere => {}
                Target::Outside => faults.push(format!(
                    "{}:{}: `{}` leads out of the repository",
                    path.display(),
                    link.line,
                    link.text
                )),
                Target::File { path: file, anchor } => {
                    if let Some(fault) = fault(root, documents, path, &file, anchor.as_deref()) {
                        faults.push(format!("{}:{}: `{}` {fault}", path.display(), link.line, link.text));
                    }
                    if path == Path::new(CONTENTS) {
                        listed.push(file);
                    }
                }
            }
        }
    }
    for path in documents.keys().filter(|path| path.starts_with(BOOK) && *path != Path::new(CONTENTS)) {
        if !listed.contains(path) {
            faults.push(format!("{}:1: the page is not in {CONTENTS}", path.display()));
        }
    }
}

/// What is wrong with a link from one file to another.
fn fault(
    root: &Path,
    documents: &BTreeMap<PathBuf, Document>,
    from: &Path,
    to: &Path,
    anchor: Option<&str>,
) -> Option<String> {
    if !root.join(to).exists() {
        return Some("leads to no file".to_owned());
    }
    if from.starts_with(BOOK) && !to.starts_with(BOOK) {
        return Some("leads out of the book; name the file in code instead".to_owned());
    }
    match (anchor, documents.get(to)) {
        (Some(anchor), Some(document)) if !document.anchors.contains(anchor) => {
            Some(format!("leads to no heading of {}", to.display()))
        }
        (Some(_), None) => Some("has an anchor, but leads to no document".to_owned()),
        _ => None,
    }
}

enum Target {
    /// Another site.
    Elsewhere,
    /// A path that climbs above the repository.
    Outside,
    /// A file or folder of the repository.
    File { path: PathBuf, anchor: Option<String> },
}

fn target(from: &Path, link: &str) -> Target {
    if link.contains("://") || link.starts_with("mailto:") {
        return Target::Elsewhere;
    }
    let (file, anchor) = match link.split_once('#') {
        Some((file, anchor)) => (file, Some(anchor.to_owned())),
        None => (link, None),
    };
    if file.is_empty() {
        return Target::File { path: from.to_owned(), anchor };
    }
    let mut path = from.parent().unwrap_or(Path::new("")).to_owned();
    for component in Path::new(file).components() {
        match component {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !path.pop() {
                    return Target::Outside;
                }
            }
            Component::RootDir | Component::Prefix(_) => return Target::Outside,
        }
    }
    Target::File { path, anchor }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dead_link_is_found() -> std::io::Result<()> {
        let root = tempfile::tempdir()?;
        let texts = [
            ("README.md", "# Å b\n[a](docs/c.md#d) [b](#å-b) [c](docs) [d](https://example.org/x.md#y) [e](LICENSE)\n"),
            ("docs/SUMMARY.md", "- [c](c.md)\n"),
            ("docs/c.md", "# d\n[a](c.md#d) [b](./c.md) [e](schema.json)\n"),
        ];
        assert_eq!(faults(root.path(), &texts)?, [""; 0]);
        let texts = [
            ("README.md", "[a](docs/gone.md)\n[b](#gone)\n[c](../x.md)\n[d](/x.md)\n[e](LICENSE#L1)\n"),
            ("docs/SUMMARY.md", "- [c](c.md)\n"),
            ("docs/c.md", "# d\n[a](../README.md)\n"),
            ("docs/lost.md", "å\n"),
        ];
        assert_eq!(
            faults(root.path(), &texts)?,
            [
                "README.md:1: `docs/gone.md` leads to no file",
                "README.md:2: `#gone` leads to no heading of README.md",
                "README.md:3: `../x.md` leads out of the repository",
                "README.md:4: `/x.md` leads out of the repository",
                "README.md:5: `LICENSE#L1` has an anchor, but leads to no document",
                "docs/c.md:2: `../README.md` leads out of the book; name the file in code instead",
                "docs/lost.md:1: the page is not in docs/SUMMARY.md",
            ]
        );
        Ok(())
    }

    fn faults(root: &Path, texts: &[(&str, &str)]) -> std::io::Result<Vec<String>> {
        std::fs::create_dir_all(root.join("docs"))?;
        for name in ["LICENSE", "docs/schema.json"] {
            std::fs::write(root.join(name), "")?;
        }
        let mut documents = BTreeMap::new();
        for (name, text) in texts {
            std::fs::write(root.join(name), text)?;
            documents.insert(PathBuf::from(name), Document::read(text));
        }
        let mut faults = Vec::new();
        check(root, &documents, &mut faults);
        Ok(faults)
    }
}
