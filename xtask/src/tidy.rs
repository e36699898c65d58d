//! `cargo xtask tidy`: what the house style asks of every file and no other tool checks.

mod document;
mod examples;
mod links;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use ignore::WalkBuilder;
use regex::Regex;

use document::Document;

const MOST_LINES: usize = 500;

/// Names each fault with its place, and says whether there is none.
pub(crate) fn run() -> Result<bool> {
    let root = crate::root();
    let mut faults = Vec::new();
    let mut documents = BTreeMap::new();
    let mut walk = WalkBuilder::new(&root);
    walk.hidden(false).require_git(false).filter_entry(|entry| entry.file_name() != ".git");
    for entry in walk.sort_by_file_path(Path::cmp).build() {
        let entry = entry?;
        // What is not text has no lines to check.
        if let (true, Ok(text)) = (entry.path().is_file(), std::fs::read_to_string(entry.path())) {
            let path = entry.path().strip_prefix(&root).unwrap_or(entry.path());
            check(path, &text, &mut faults)?;
            if document::is_document(path) {
                documents.insert(path.to_owned(), Document::read(&text));
            }
        }
    }
    links::check(&root, &documents, &mut faults);
    examples::check(&documents, &mut faults)?;
    for fault in &faults {
        println!("{fault}");
    }
    Ok(faults.is_empty())
}

fn check(path: &Path, text: &str, faults: &mut Vec<String>) -> Result<()> {
    let place = path.display();
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    if is_rust && !text.starts_with("//!") {
        faults.push(format!("{place}:1: the module does not open with //!"));
    }
    if is_rust && text.lines().count() > MOST_LINES {
        faults.push(format!("{place}:{MOST_LINES}: more than {MOST_LINES} lines"));
    }
    // Written so that they do not find themselves.
    let unfinished = Regex::new(r"#\[ignore\b|\b(todo|unimplemented)!\(")?;
    let absolute = Regex::new(r#"(^|[\s"'(=`:])(/(home|root|tmp|work|Users)/|[A-Z]:\\Users\\)"#)?;
    for (index, line) in text.lines().enumerate() {
        if is_rust && unfinished.is_match(line) {
            faults.push(format!("{place}:{}: unfinished: {}", index + 1, line.trim()));
        }
        if absolute.is_match(line) {
            faults.push(format!("{place}:{}: names a path of one machine", index + 1));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> usize {
        let mut faults = Vec::new();
        check(Path::new(path), text, &mut faults).expect("patterns");
        faults.len()
    }

    #[test]
    fn each_fault_is_found() {
        assert_eq!(faults("a.rs", "//! Å\nfn a() {}\n"), 0);
        assert_eq!(faults("a.rs", "fn a() {}\n"), 1);
        assert_eq!(faults("a.rs", &format!("//! Å\n{}", "\n".repeat(MOST_LINES))), 1);
        assert_eq!(faults("a.rs", concat!("//! Å\n#[", "ignore]\nto", "do!()\n")), 2);
        assert_eq!(faults("a.md", concat!("see /ho", "me/å/b\n")), 1);
        assert_eq!(faults("a.md", "see https://example.org/home/b and docs/home/c\n"), 0);
    }
}
