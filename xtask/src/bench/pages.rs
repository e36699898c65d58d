//! Pages to measure growth with: copies of real ones that share no sentence, and one page of any size.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use regex::{Captures, Regex};

/// Real pages, below a folder.
#[derive(Debug)]
pub(super) struct Pages {
    folder: PathBuf,
    paths: Vec<String>,
    tag: Regex,
}

impl Pages {
    pub(super) fn new(folder: &Path, paths: Vec<String>) -> Result<Self> {
        let tag = Regex::new(r#"(<span data-(?:ttu|stu)-id=")([0-9a-f]+)-(\d+)(">)"#)?;
        Ok(Self { folder: folder.to_path_buf(), paths, tag })
    }

    pub(super) fn len(&self) -> usize {
        self.paths.len()
    }

    fn read(&self, path: &str) -> Result<Option<String>> {
        let bytes = fs::read(self.folder.join(path)).with_context(|| path.to_owned())?;
        Ok(String::from_utf8(bytes).ok())
    }

    /// Writes a copy of all pages. Each of its sentences starts with a word of this copy, in both languages, so it stands in no
    /// other copy.
    pub(super) fn write_copy(&self, number: usize, to: &Path) -> Result<()> {
        for path in &self.paths {
            let Some(text) = self.read(path)? else { continue };
            let text = self.tag.replace_all(&text, format!("$1$2-$3${{4}}Kopia{number} "));
            let page = to.join(path);
            fs::create_dir_all(page.parent().unwrap_or(to))?;
            fs::write(page, text.as_bytes())?;
        }
        Ok(())
    }

    /// Writes one page of at least so many bytes: the pages one after the other, and from the start again with other words, all
    /// pairs numbered through. The front matter is that of the first.
    pub(super) fn write_page(&self, bytes: usize, to: &Path) -> Result<()> {
        use std::io::Write as _;
        fs::create_dir_all(to)?;
        let mut out = std::io::BufWriter::new(fs::File::create(to.join("page.md"))?);
        let (mut written, mut base, mut round) = (0, 0_u64, 0);
        while written < bytes {
            let before = written;
            for path in &self.paths {
                let Some(text) = self.read(path)? else { continue };
                let body = if written == 0 { &*text } else { body(&text) };
                let (text, last) = self.renumbered(body, base, round);
                out.write_all(text.as_bytes())?;
                out.write_all(b"\n\n")?;
                written += text.len() + 2;
                base = last;
                if written >= bytes {
                    break;
                }
            }
            anyhow::ensure!(written > before, "there is no page to make one of");
            round += 1;
        }
        out.flush()?;
        Ok(())
    }

    /// The text with its pairs numbered from `base`, and the last of the new numbers.
    fn renumbered(&self, text: &str, base: u64, round: usize) -> (String, u64) {
        let mut last = base;
        let text = self.tag.replace_all(text, |found: &Captures<'_>| {
            let number = base + found[3].parse::<u64>().unwrap_or_default();
            last = last.max(number);
            format!("{}0a1b2-{number}{}Kopia{round} ", &found[1], &found[4])
        });
        (text.into_owned(), last)
    }
}

/// A page without its front matter.
fn body(text: &str) -> &str {
    let end = text.strip_prefix("---").and_then(|inside| inside.split_once("\n---"));
    end.map_or(text, |(_, body)| body.split_once('\n').map_or("", |(_, body)| body))
}

/// Puts the files of some folders into one, each in a folder of its name, without copying them where the file system allows.
pub(super) fn link_all(folders: &[PathBuf], to: &Path) -> Result<()> {
    for folder in folders {
        let name = folder.file_name().unwrap_or_default();
        link(folder, &to.join(name))?;
    }
    Ok(())
}

/// The same files in another folder, without those that start with a dot.
pub(super) fn link(folder: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let new = to.join(entry.file_name());
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if entry.file_type()?.is_dir() {
            link(&entry.path(), &new)?;
        } else if fs::hard_link(entry.path(), &new).is_err() {
            fs::copy(entry.path(), &new)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "---\ntitle: å\n---\n<span data-ttu-id=\"7c0de-101\">Å.</span><span class=\"sxs-lookup\">\
                        <span data-stu-id=\"7c0de-101\">A.</span></span>\n";

    fn pages(folder: &Path) -> Pages {
        fs::create_dir(folder.join("b")).expect("a folder");
        for path in ["a.md", "b/c.md"] {
            fs::write(folder.join(path), PAGE).expect("a page");
        }
        Pages::new(folder, vec!["a.md".to_owned(), "b/c.md".to_owned()]).expect("pages")
    }

    #[test]
    fn copies_share_no_sentence() {
        let folder = tempfile::tempdir().expect("a folder");
        let pages = pages(folder.path());
        let copies = [1, 2].map(|number| folder.path().join(format!("copy{number}")));
        for (number, copy) in copies.iter().enumerate() {
            pages.write_copy(number, copy).expect("a copy");
        }
        let text = |path: &str| fs::read_to_string(folder.path().join(path)).expect("a page");
        assert!(text("copy1/b/c.md").contains("\"7c0de-101\">Kopia0 Å.<"));
        assert!(text("copy2/b/c.md").contains("\"7c0de-101\">Kopia1 A.<"));
        link_all(&copies, &folder.path().join("all")).expect("links");
        assert_eq!(text("all/copy2/a.md"), text("copy2/a.md"));
        let (document, found) = (text("copy1/a.md"), PAGE.len() + 2 * "Kopia0 ".len());
        assert_eq!(document.len(), found);
    }

    #[test]
    fn one_page_has_front_matter_and_every_number_once() {
        let folder = tempfile::tempdir().expect("a folder");
        pages(folder.path()).write_page(PAGE.len() * 3, &folder.path().join("one")).expect("a page");
        let text = fs::read_to_string(folder.path().join("one/page.md")).expect("a page");
        assert!(text.len() >= PAGE.len() * 3);
        assert_eq!(text.matches("title:").count(), 1);
        let (document, _) = bitext::parse(&text);
        let ids: Vec<&str> = document.pairs().iter().map(|pair| document.id(pair)).collect();
        let distinct: std::collections::HashSet<&&str> = ids.iter().collect();
        assert!(ids.len() >= 3);
        assert_eq!(distinct.len(), ids.len(), "{ids:?}");
    }
}
