//! A full disk, and a folder that nothing can be written to: every file is old or new, the exit code is 2, the message says what to
//! do, and the next run does what was left. (`clean` on a full disk is in `files.rs` and `outputs.rs`.)
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use support::program::{bitext, files, put, with_small_disk};
use tempfile::TempDir;

const PAGES: usize = 40;

/// A page of some kilobytes, in each of whose pairs code and a word are glued together.
fn page(number: usize) -> String {
    let mut page = format!(
        "---\ntitle: Å {number}\nms.contentlocale: sv-SE\nms.translationtype: MT\nms.locfileid: \"1\"\nms.lasthandoff: 1\n\
         ms.sourcegitcommit: a\nms.openlocfilehash: b\n---\n"
    );
    for pair in 101..131 {
        page.push_str(&format!(
            "<span data-ttu-id=\"a{number}-{pair}\">Cmdleten `Get-Å`öppnar valv {pair}.</span>\
             <span class=\"sxs-lookup\"><span data-stu-id=\"a{number}-{pair}\">The `Get-Å` cmdlet opens vault {pair}.</span></span>\n\n"
        ));
    }
    page
}

/// A folder with the pages in `docs`, an empty folder `disk`, and what `export` makes of the pages, edited, in `back`.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for number in 0..PAGES {
        put(&folder.path().join(format!("docs/{number:02}.md")), &page(number));
    }
    fs::create_dir(folder.path().join("disk")).unwrap();
    let export = bitext(folder.path(), &["export", "docs", "--to", "xliff", "-o", "back"]);
    assert_eq!(export.status.code(), Some(0), "{}", String::from_utf8_lossy(&export.stderr));
    for (name, bytes) in files(&folder.path().join("back")) {
        if name.ends_with(".xlf") {
            let text = String::from_utf8(bytes).unwrap();
            fs::write(folder.path().join("back").join(name), text.replace("öppnar", " öppnar alla")).unwrap();
        }
    }
    folder
}

/// Runs a script with a small disk on `disk`, which `fill` fills and `room` makes room on again. What it writes to `said` has to
/// hold each of `said`, and it has to end with exit code 0.
fn on_small_disk(folder: &Path, script: &str, said: &[&str]) -> Option<Output> {
    let script = format!(
        "set -e
        mount -t tmpfs -o size=600k tmpfs disk || exit 77
        touch mounted
        fill() {{ dd if=/dev/zero of=disk/fill bs=1k 2>/dev/null || true; }}
        room() {{ rm disk/fill; }}
        fails() {{ code=0; \"$@\" >>out 2>&1 || code=$?; test $code = 2 || {{ cat out; echo \"code $code: $*\"; exit 1; }}; }}
        {script}"
    );
    let output = with_small_disk(folder, &script)?;
    let all = fs::read_to_string(folder.join("out")).unwrap_or_default();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stdout}{stderr}");
    for part in said {
        assert!(all.contains(part), "{part:?} is not in: {all}");
    }
    Some(output)
}

const FULL: &[&str] = &["No space left on device", "make room and run again"];

/// Copies as they are while the disk is full, and after the run that had room.
fn copies(folder: &Path) -> [BTreeMap<String, Vec<u8>>; 2] {
    ["full", "roomy"].map(|name| {
        let files = files(&folder.join(name));
        let is_temporary = |name: &String| name.contains(".bitext-") && !name.ends_with(".bitext-outputs");
        assert!(!files.keys().any(is_temporary), "{:?}", files.keys());
        files
    })
}

/// Runs a command that writes pages on a full disk, and again when there is room: the pages stay, and then have `new` for `old`.
fn pages_stay(command: &str, old: &str, new: &str) {
    let folder = folder();
    let script = format!(
        "cp -r docs disk/docs; fill
        fails \"$0\" {command}; cp -r disk/docs full
        room; \"$0\" {command}; cp -r disk/docs roomy"
    );
    if on_small_disk(folder.path(), &script, FULL).is_some() {
        let [full, roomy] = copies(folder.path());
        for number in 0..PAGES {
            let name = format!("{number:02}.md");
            assert!(full[&name] == page(number).into_bytes(), "{name}");
            assert!(roomy[&name] == page(number).replace(old, new).into_bytes(), "{name}");
        }
    }
}

#[test]
fn pages_that_cannot_be_fixed_stay() {
    pages_stay("check disk/docs --fix --select missing-space", "`öppnar", "` öppnar");
}

#[test]
fn pages_that_cannot_be_imported_stay() {
    pages_stay("import back --into disk/docs", "öppnar", " öppnar alla");
}

#[test]
fn exported_files_are_whole_or_not_there() {
    let folder = folder();
    let script = "dd if=/dev/zero of=disk/fill bs=1k count=400 2>/dev/null
        fails \"$0\" export docs --to xliff -o disk/out; cp -r disk/out full
        room; mv disk/out roomy; \"$0\" export docs --to xliff -o roomy";
    if on_small_disk(folder.path(), script, FULL).is_some() {
        let [full, roomy] = copies(folder.path());
        assert!((2..=PAGES).contains(&full.len()), "{:?}", full.keys());
        assert_eq!(roomy.len(), PAGES + 1);
        let whole = full.iter().filter(|(name, _)| name.ends_with(".xlf"));
        assert!(whole.into_iter().all(|(name, bytes)| roomy[name] == *bytes));
    }
}

#[test]
fn a_bundle_is_whole_or_what_it_was() {
    let folder = folder();
    let script = "echo old >disk/all.xlf; fill
        fails \"$0\" export docs --to xliff --bundle -o disk/all.xlf --force
        mkdir full; cp disk/all.xlf full
        room; \"$0\" export docs --to xliff --bundle -o disk/all.xlf --force; mkdir roomy; cp disk/all.xlf roomy";
    if on_small_disk(folder.path(), script, &["cannot write disk/all.xlf", "No space left on device"]).is_some() {
        let [full, roomy] = copies(folder.path());
        assert_eq!(full["all.xlf"], b"old\n");
        assert!(roomy["all.xlf"].ends_with(b"</xliff>\n"));
    }
}

#[test]
fn reports_and_baselines_are_whole_or_what_they_were() {
    let folder = folder();
    let script = "for name in r.sarif r.json r.xml r.html; do echo old >disk/$name; done
        \"$0\" check docs/00.md --baseline disk/known.json --update-baseline; cp disk/known.json .
        fill
        for form in sarif=disk/r.sarif json=disk/r.json junit=disk/r.xml html=disk/r.html; do
            fails \"$0\" check docs --output-format $form
        done
        fails \"$0\" check docs --baseline disk/known.json --update-baseline
        cmp known.json disk/known.json
        ls -A disk | grep -v fill >names
        for name in r.sarif r.json r.xml r.html; do test \"$(cat disk/$name)\" = old; done
        room; \"$0\" check docs --baseline disk/known.json --update-baseline
        \"$0\" check docs --baseline disk/known.json --output-format json=disk/r.json";
    let said = ["cannot write the report disk/r.sarif", "disk/known.json: No space left on device"];
    if on_small_disk(folder.path(), script, &said).is_some() {
        let names = fs::read_to_string(folder.path().join("names")).unwrap();
        assert_eq!(names, "known.json\nr.html\nr.json\nr.sarif\nr.xml\n");
    }
}

#[test]
fn nothing_changes_on_a_disk_that_is_read_only() {
    let folder = folder();
    let script = "cp -r docs disk/docs; mkdir disk/out; mount -o remount,ro disk
        fails \"$0\" check disk/docs --fix
        fails \"$0\" clean disk/docs --in-place
        fails \"$0\" import back --into disk/docs
        fails \"$0\" export docs --to xliff -o disk/out
        fails \"$0\" clean docs -o disk/out
        fails \"$0\" init disk/docs
        fails \"$0\" check docs --output-format sarif=disk/r.sarif
        fails \"$0\" check docs --baseline disk/known.json --update-baseline
        cp -r disk/docs full; cp -r disk/docs roomy; cp -r disk/out empty";
    let said = ["Read-only file system", "check the permissions of the file and its folder"];
    if on_small_disk(folder.path(), script, &said).is_some() {
        let [full, _] = copies(folder.path());
        assert_eq!(full, files(&folder.path().join("docs")));
        assert!(files(&folder.path().join("empty")).is_empty());
    }
}
