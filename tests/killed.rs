//! `kill -9` while pages are written: each is old or new, never between, and the next run does what was left.
//! (`clean` into a folder is in `files.rs`.)
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::program::{bitext, files, put};
use tempfile::TempDir;

const PAGES: usize = 400;

fn page(number: usize, word: &str) -> String {
    let head =
        "ms.translationtype: HT\nms.locfileid: \"1\"\nms.lasthandoff: 1\nms.sourcegitcommit: a\nms.openlocfilehash: b";
    let mut page = format!("---\ntitle: Å {number}\nms.contentlocale: sv-SE\n{head}\n---\n");
    for pair in 101..121 {
        page.push_str(&format!(
            "<span data-ttu-id=\"a{number}-{pair}\">Cmdleten `Get-Å`{word} valv {pair}.</span>\
             <span class=\"sxs-lookup\"><span data-stu-id=\"a{number}-{pair}\">The `Get-Å` cmdlet opens vault {pair}.</span></span>\n\n"
        ));
    }
    page
}

fn docs() -> TempDir {
    let folder = TempDir::new().unwrap();
    for number in 0..PAGES {
        put(&folder.path().join(format!("docs/{}/{number}.md", number % 7)), &page(number, "öppnar"));
    }
    folder
}

fn is_temporary(name: &str) -> bool {
    name.rsplit('/').next().unwrap().starts_with(".bitext-") && !name.ends_with(".bitext-outputs")
}

/// Runs a command line and kills it as soon as 20 files below `written` are `new`; checks that all others are `old`, that a second run
/// makes all of them new, and that nothing that the first one left is taken for a page.
fn kill(
    folder: &Path,
    arguments: &[&str],
    written: &str,
    old: fn(usize) -> Option<String>,
    new: fn(usize) -> Option<String>,
) {
    let folder_of = folder.join(written);
    let number = |name: &str| -> usize { name.rsplit('/').next().unwrap().split('.').next().unwrap().parse().unwrap() };
    let is = |wanted: fn(usize) -> Option<String>, name: &str, bytes: &[u8]| match wanted(number(name)) {
        Some(text) => text.as_bytes() == bytes,
        // Whether it is whole is all that is known of it.
        None => bytes.ends_with(b"</xliff>\n"),
    };
    let count = || {
        let all = files(&folder_of);
        let pages = all.iter().filter(|(name, _)| !name.contains(".bitext-"));
        let (new, others): (Vec<_>, Vec<_>) = pages.partition(|(name, bytes)| is(new, name, bytes));
        for (name, bytes) in &others {
            assert!(old(number(name)).is_some_and(|text| text.as_bytes() == **bytes), "{name}: {} bytes", bytes.len());
        }
        (new.len(), others.len())
    };
    let mut child = Command::new(env!("CARGO_BIN_EXE_bitext"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() && started.elapsed() < Duration::from_secs(60) && count().0 < 20 {}
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(count().0 > 0, "nothing was written");
    let left: Vec<String> = files(&folder_of).into_keys().filter(|name| is_temporary(name)).collect();
    assert!(left.len() <= 64, "{left:?}");
    let output = bitext(folder, arguments);
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {said}");
    assert_eq!(count(), (PAGES, 0), "{said}");
    assert!(said.contains(&format!("{PAGES} pages")), "{said}");
}

#[test]
fn fixed_pages_are_old_or_new() {
    let folder = docs();
    let (old, new) = (|number| Some(page(number, "öppnar")), |number| Some(page(number, " öppnar")));
    kill(folder.path(), &["check", "docs", "--fix"], "docs", old, new);
}

#[test]
fn imported_pages_are_old_or_new() {
    let folder = docs();
    assert!(bitext(folder.path(), &["export", "docs", "--to", "xliff", "-o", "back"]).status.success());
    for (name, bytes) in files(&folder.path().join("back")) {
        if name.ends_with(".xlf") {
            let text = String::from_utf8(bytes).unwrap().replace("öppnar", " öppnar alla");
            fs::write(folder.path().join("back").join(name), text).unwrap();
        }
    }
    let (old, new) = (|number| Some(page(number, "öppnar")), |number| Some(page(number, " öppnar alla")));
    kill(folder.path(), &["import", "back", "--into", "docs"], "docs", old, new);
}

#[test]
fn pages_cleaned_in_place_are_old_or_new() {
    let folder = docs();
    let clean = |number| {
        let head = page(number, "");
        let head = &head[..head.find("<span").unwrap()];
        Some(
            head.to_owned()
                + &(101..121).map(|pair| format!("Cmdleten `Get-Å`öppnar valv {pair}.\n\n")).collect::<String>(),
        )
    };
    kill(folder.path(), &["clean", "docs", "--in-place"], "docs", |number| Some(page(number, "öppnar")), clean);
}

#[test]
fn exported_files_are_whole_or_not_there() {
    let folder = docs();
    kill(folder.path(), &["export", "docs", "--to", "xliff", "-o", "out"], "out", |_| None, |_| None);
}

#[test]
fn what_a_killed_run_left_is_named() {
    let folder = docs();
    put(&folder.path().join("docs/0/.bitext-Xy12zA"), "half a pa");
    let output = bitext(folder.path(), &["stats", "docs"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let expected = "docs/0/.bitext-Xy12zA: warning: a run was stopped while it wrote this file\n  help: delete it";
    assert!(said.contains(expected), "{said}");
}
