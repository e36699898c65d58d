//! Files that nobody should have sent: nothing is written, and the reason is told.

use std::fs;
use std::os::unix::fs::symlink;

use tempfile::TempDir;

use super::support::program::{bitext, check, files, put};
use super::{page, read};

/// A file that names a page, with one unit.
fn xliff(original: &str, target: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\"><file original=\"{original}\" \
         datatype=\"x-markdown\" source-language=\"en-US\" target-language=\"sv-SE\"><body><trans-unit id=\"0a1b2-101\">\
         <source>One</source><target>{target}</target></trans-unit></body></file></xliff>"
    )
}

#[test]
fn no_name_leads_out_of_the_folder() {
    let folder = TempDir::new().unwrap();
    let text = page(&[("Ett", "One")]);
    for path in ["docs/a.md", "secret/a.md"] {
        put(&folder.path().join(path), &text);
    }
    symlink("../secret", folder.path().join("docs/link")).unwrap();
    symlink("../secret/a.md", folder.path().join("docs/linked.md")).unwrap();
    let absolute = folder.path().join("secret/a.md");
    let before = files(folder.path());
    for original in [
        "../secret/a.md",
        "./../secret/a.md",
        "x/../../secret/a.md",
        absolute.to_str().unwrap(),
        "link/a.md",
        "linked.md",
        "a.md/",
        "..",
        "%2e%2e/secret/a.md",
        "a.md%00",
        "",
    ] {
        put(&folder.path().join("in.xlf"), &xliff(original, "Hackat"));
        check(folder.path(), &["import", "in.xlf", "--into", "docs"], 2, &["in.xlf:2: error: it "]);
        fs::remove_file(folder.path().join("in.xlf")).unwrap();
        assert_eq!(files(folder.path()), before, "{original:?}");
    }
}

#[test]
fn nothing_of_a_hostile_file_is_taken() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/a.md"), &page(&[("Ett", "One")]));
    let good = xliff("a.md", "Ettan");
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let deep = format!("{}{}", "<g id=\"1\">".repeat(70), "</g>".repeat(70));
    for (file, said) in [
        (good.replace("?>\n", &format!("?>\n{bomb}")), "DOCTYPE"),
        (good.replace("Ettan", "&b;"), "b"),
        (good.replace("Ettan", &deep), "64"),
        (good.replace("Ettan", "\0"), "U+0000"),
        (good.replace("Ettan", "&#0;"), "0"),
        (good.replace("Ettan", "\u{fffe}"), "FFFE"),
        (good.replace("</xliff>", ""), "xliff"),
        (format!("{good}<x/>"), "root"),
        (String::new(), "empty"),
        (good.replace("<body>", "<evil:body>").replace("</body>", "</evil:body>"), "evil"),
    ] {
        put(&folder.path().join("in.xlf"), &file);
        check(folder.path(), &["import", "in.xlf", "--into", "docs"], 2, &["in.xlf:", said]);
        assert_eq!(read(folder.path(), "docs/a.md"), page(&[("Ett", "One")]), "{said}");
    }
    put(&folder.path().join("in.xlf"), &good.replace("Ettan", &"å".repeat(1 << 20)));
    check(folder.path(), &["import", "in.xlf", "--into", "docs", "--max-size", "1"], 2, &["--max-size"]);
}

#[test]
fn a_target_cannot_break_out_of_its_span() {
    for target in [
        "Ett</span><script>alert(1)</script>",
        "</span></span><span data-ttu-id=\"0a1b2-101\">x</span>",
        "<span data-ttu-id=\"0a1b2-102\">",
        "<img src=x onerror=alert(1)>",
        "a\n\n# b\n\n| c | d |\n",
        "`</span>`",
        "[a](</span>)",
        "<!-- </span> -->",
        "&lt;/span&gt;",
    ] {
        let folder = TempDir::new().unwrap();
        put(&folder.path().join("docs/a.md"), &page(&[("Ett", "One")]));
        let escaped = target.replace('&', "&amp;").replace('<', "&lt;");
        put(&folder.path().join("in.xlf"), &xliff("a.md", &escaped));
        let output = bitext(folder.path(), &["import", "in.xlf", "--into", "docs"]);
        let after = read(folder.path(), "docs/a.md");
        let (document, said) = bitext::parse(&after);
        assert!(said.is_empty(), "{target:?}: {said:?}");
        let [pair] = document.pairs() else { panic!("{target:?}: {after}") };
        let written = document.raw(pair.target.inner);
        let text = bitext::markdown::plain_text(written);
        let is_told = |text: &str| text.split_whitespace().collect::<String>();
        assert!(
            output.status.code() == Some(1) && written == "Ett" || is_told(&text) == is_told(target),
            "{target:?} became {written:?}, read as {text:?}: {output:?}"
        );
    }
}

#[test]
fn a_file_for_another_language_is_refused() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/a.md"), &page(&[("Ett", "One")]));
    put(&folder.path().join("in.xlf"), &xliff("a.md", "Eins").replace("sv-SE", "de-DE"));
    check(folder.path(), &["import", "in.xlf", "--into", "docs"], 2, &["in de-DE", "docs/a.md is in sv-SE"]);
    put(&folder.path().join("in.xlf"), &xliff("a.md", "Ettan").replace("sv-SE", "sv"));
    check(folder.path(), &["import", "in.xlf", "--into", "docs"], 0, &["1 changed", "dropped the note"]);
}

#[test]
fn two_files_for_one_page_are_not_mixed() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/a.md"), &page(&[("Ett", "One")]));
    put(&folder.path().join("in/a.xlf"), &xliff("a.md", "Ettan"));
    put(&folder.path().join("in/b.xlf"), &xliff("a.md", "Etta"));
    check(folder.path(), &["import", "in", "--into", "docs"], 2, &["docs/a.md is in in/", "one after the other"]);
}
