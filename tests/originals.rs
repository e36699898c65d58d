//! `bitext check --source-root`: whether a page was translated from its present original.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::fs;

use support::program::{bitext, check, docs, put};
use support::{fixture, fixtures, pages};

#[test]
fn a_page_is_stale_once_its_original_changes() {
    let folder = docs();
    for path in pages(&fixtures().join("docs/source")) {
        put(&folder.path().join("source").join(&path), &fixture(&format!("docs/source/{}", path.display())));
    }
    let stale = || {
        let output = bitext(folder.path(), &["check", "docs", "--source-root", "source"]);
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().filter(|line| line.contains("[stale-source]")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(stale(), [""; 0]);
    let original = folder.path().join("source/ja-jp/guide/links.md");
    let text = fs::read_to_string(&original).unwrap();
    fs::write(&original, format!("{text}Ett tillägg.\n")).unwrap();
    let found = stale();
    assert!(matches!(&found[..], [one] if one.contains("links.md")), "{found:?}");
}

#[test]
fn a_page_without_its_original_is_named() {
    let folder = docs();
    fs::create_dir(folder.path().join("source")).unwrap();
    let arguments = ["check", "docs", "--source-root", "source"];
    check(folder.path(), &arguments, 1, &["links.md", "missing-original", "holds no original of this page"]);
    check(folder.path(), &["check", "docs", "--source-root", "sourcé"], 2, &["--source-root takes the folder"]);
}
