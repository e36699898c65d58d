//! Pages out to translators and back: what comes back unchanged changes nothing, what was edited changes itself and nothing else,
//! and what is hostile changes nothing and says why.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

#[path = "exchange/came_back.rs"]
mod came_back;
#[path = "exchange/hostile.rs"]
mod hostile;
mod support;

use std::fs;
use std::path::Path;

use support::program::{bitext, check, docs, files, put};
use tempfile::TempDir;

const FORMATS: [(&str, &str); 5] =
    [("xliff", "xlf"), ("xliff-2.0", "xlf"), ("xliff-2.1", "xlf"), ("xliff-2.2", "xlf"), ("po", "po")];

fn pair(id: u32, target: &str, source: &str) -> String {
    format!(
        "<span data-ttu-id=\"0a1b2-{id}\">{target}</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-{id}\">{source}</span></span>"
    )
}

/// A page with some pairs, a paragraph each.
fn page(pairs: &[(&str, &str)]) -> String {
    let mut text = "---\ntitle: Välj en fil\nms.translationtype: MT\nms.contentlocale: sv-SE\n---\n".to_owned();
    for ((target, source), id) in pairs.iter().zip(101..) {
        text.push_str(&format!("\n{}\n", pair(id, target, source)));
    }
    text
}

/// A folder with the page `docs/å.md`, exported to `å.md.xlf`.
fn exported(page: &str, format: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/å.md"), page);
    check(folder.path(), &["export", "docs", "--to", format, "-o", "out"], 0, &["1 written"]);
    folder
}

/// A folder with a page of one pair and its original, exported with the title.
fn exported_with_title() -> TempDir {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/å.md"), &page(&[("Ett", "One")]));
    put(&folder.path().join("originals/å.md"), "---\ntitle: Select a file\n---\n\nOne\n");
    let export = ["export", "docs", "--to", "xliff", "-o", "out", "--source-root", "originals"];
    check(folder.path(), &export, 0, &["2 units"]);
    folder
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

/// Exports a page, edits the file, imports it; gives the page as it is then.
#[track_caller]
fn edited(pairs: &[(&str, &str)], (from, to): (&str, &str), code: i32, said: &[&str]) -> String {
    let folder = exported(&page(pairs), "xliff");
    let file = read(folder.path(), "out/å.md.xlf");
    assert!(file.contains(from), "{from:?} is not in {file}");
    put(&folder.path().join("out/å.md.xlf"), &file.replacen(from, to, 1));
    check(folder.path(), &["import", "out", "--into", "docs"], code, said);
    read(folder.path(), "docs/å.md")
}

#[test]
fn what_nobody_edited_changes_nothing() {
    for (format, extension) in FORMATS {
        let folder = docs();
        let before = files(&folder.path().join("docs"));
        let language = ["--target-language", "sv-SE"];
        check(
            folder.path(),
            &[&["export", "docs", "--to", format, "-o", "out"], &language[..]].concat(),
            0,
            &["9 written"],
        );
        assert!(folder.path().join(format!("out/ja-jp/guide/links.md.{extension}")).exists());
        check(folder.path(), &["import", "out", "--into", "docs"], 0, &["9 files as export wrote them; 0 pages"]);
        // Without the record nobody knows that they are untouched.
        fs::remove_file(folder.path().join("out/.bitext-outputs")).unwrap();
        check(
            folder.path(),
            &["import", "out", "--into", "docs"],
            0,
            &["9 pages: 0 written; 160 units: 0 changed, 160 kept"],
        );
        assert_eq!(files(&folder.path().join("docs")), before, "{format}");
    }
}

#[test]
fn a_bundle_holds_all_pages_of_a_language() {
    for (format, _) in FORMATS {
        let folder = docs();
        let before = files(&folder.path().join("docs"));
        let export = ["export", "docs", "--to", format, "--bundle", "-o", "sv.x", "--where", "ms.contentlocale=sv-SE"];
        check(folder.path(), &export, 0, &["4 written"]);
        check(folder.path(), &export, 2, &["sv.x is there already", "--force"]);
        check(
            folder.path(),
            &["import", "sv.x", "--into", "docs"],
            0,
            &["4 pages: 0 written", " 0 changed", " 0 missing"],
        );
        assert_eq!(files(&folder.path().join("docs")), before, "{format}");
        check(
            folder.path(),
            &["export", "docs", "--to", format, "--bundle", "-o", "all.x"],
            2,
            &["a bundle has one language", "all.x is not written", ": 0 written, "],
        );
        assert!(!folder.path().join("all.x").exists(), "a bundle that is not whole is not written");
    }
}

#[test]
fn an_edited_target_changes_and_nothing_else() {
    let pairs = [("Välj \\*.å filer", "Select \\*.å files"), ("Kör [`a`](b.md).", "Run [`a`](b.md).")];
    let after =
        edited(&pairs, (">Välj *.å filer<", ">Öppna *.å &amp;amp; &lt;b&gt;<"), 0, &["1 written", "1 changed, 1 kept"]);
    let expected = page(&[("Öppna \\*.å &amp;amp; &lt;b>", pairs[0].1), pairs[1]]);
    assert_eq!(after, expected);
}

#[test]
fn codes_move_with_their_markdown() {
    let pairs = [("Kör `a` i **b**.", "Run `a` in **b**.")];
    let from = "Kör <x id=\"1\" equiv-text=\"`a`\"/> i <g id=\"2\" ctype=\"bold\">b</g>.";
    let to = "I <g id=\"2\" ctype=\"bold\">b</g> kör <x id=\"1\"/>.";
    assert_eq!(edited(&pairs, (from, to), 0, &["1 changed"]), page(&[("I **b** kör `a`.", pairs[0].1)]));
}

#[test]
fn what_cannot_be_taken_over_is_refused_with_the_place_and_the_reason() {
    let pairs = [("Kör `a` i [b](c.md) nu", "Run `a` in [b](c.md) now"), ("Klart.", "Done.")];
    let code = "<x id=\"1\" equiv-text=\"`a`\"/>";
    for (from, to, said) in [
        (" nu</target>", " <g id=\"7\">nu</g></target>", "code `7` is not in the source"),
        ("Klart.</target>", "</target>", "its target is empty"),
    ] {
        let after = edited(&pairs, (from, to), 1, &["out/å.md.xlf:", "(docs/å.md:", "refused: ", said]);
        assert_eq!(after, page(&pairs), "{from:?}");
    }
    let file_has_it_in_the_source_first = format!("Kör {code}");
    let after = edited(&pairs, (&file_has_it_in_the_source_first, "Kör "), 1, &["lost the code ``a``", "put it back"]);
    assert_eq!(after, page(&pairs));
}

#[test]
fn white_space_of_programs_that_indent_is_taken_back() {
    let pairs = [("Kör `a` **nu** i dag.", "Run `a` **now** today."), ("Å", "A")];
    let indented = |text: &str| text.replace("<x", "\n   <x").replace("<g", "\n   <g") + "\n  ";
    let back = |change: (&str, &str), code: i32, said: &[&str]| {
        let folder = exported(&page(&pairs), "xliff");
        let file = read(folder.path(), "out/å.md.xlf");
        // The space between two codes is dropped.
        let file = file.replace("/> <g", "/><g").replace(change.0, change.1);
        let mut out = String::new();
        for line in file.lines() {
            let text = line.find("xml:space").map_or(line.find('>'), |_| None).zip(line.rfind("</"));
            match text.filter(|_| line.contains("<x ")) {
                Some((start, end)) => {
                    out.push_str(&[&line[..=start], &indented(&line[start + 1..end]), &line[end..]].concat())
                }
                None => out.push_str(line),
            }
            out.push('\n');
        }
        put(&folder.path().join("out/å.md.xlf"), &out);
        check(folder.path(), &["import", "out", "--into", "docs"], code, said);
        read(folder.path(), "docs/å.md")
    };
    assert_eq!(back(("", ""), 0, &["0 changed, 2 kept"]), page(&pairs));
    let edited = page(&[("Kör `a` **nu** i morgon.", pairs[0].1), pairs[1]]);
    assert_eq!(back(("i dag", "i morgon"), 0, &["1 changed, 1 kept"]), edited);
    let (x, g) = ("<x id=\"1\" equiv-text=\"`a`\"/>", "<g id=\"2\" ctype=\"bold\">nu</g>");
    let moved = [format!(">Kör {x}{g} i dag."), format!(">Kör {g} i dag {x}")];
    assert_eq!(back((&moved[0], &moved[1]), 1, &["dropped the white space between two codes"]), page(&pairs));
}

#[test]
fn a_text_in_front_of_the_codes_of_the_old_one_is_refused() {
    let pairs = [("Öppna **sidan för fjärråtkomst** och vänta.", "Open the **page for remote access** and wait.")];
    let doubled = ">Öppna sidan för fjärråtkomst och vänta här.<g";
    let after = edited(&pairs, (">Öppna <g", doubled), 1, &["refused: ", "take out what is there twice"]);
    assert_eq!(after, page(&pairs));
}

#[test]
fn a_refused_unit_holds_its_page_back_unless_the_rest_is_wanted() {
    let pairs = [("Ett `a`", "One `a`"), ("Två", "Two")];
    let folder = exported(&page(&pairs), "xliff");
    let file = read(folder.path(), "out/å.md.xlf");
    let file = file.replace("Ett <x id=\"1\" equiv-text=\"`a`\"/>", "Ett").replace(">Två<", ">Tvåan<");
    put(&folder.path().join("out/å.md.xlf"), &file);
    let import = ["import", "out", "--into", "docs"];
    check(folder.path(), &import, 1, &["docs/å.md: error: not written", "--partial", "0 written, 1 not written"]);
    assert_eq!(read(folder.path(), "docs/å.md"), page(&pairs));
    check(folder.path(), &["import", "out", "--into", "docs", "--partial", "--dry-run"], 1, &["1 would be written"]);
    assert_eq!(read(folder.path(), "docs/å.md"), page(&pairs));
    check(
        folder.path(),
        &["import", "out", "--into", "docs", "--partial"],
        1,
        &["1 written", "1 changed", "1 refused"],
    );
    assert_eq!(read(folder.path(), "docs/å.md"), page(&[pairs[0], ("Tvåan", "Two")]));
}

#[test]
fn a_page_that_was_changed_since_keeps_its_changes() {
    let folder = exported(&page(&[("Ett", "One"), ("Två", "Two"), ("Tre", "Three")]), "xliff-2.0");
    let file = read(folder.path(), "out/å.md.xlf").replace(">Två<", ">Tvåan<").replace(">Tre<", ">Trean<");
    put(&folder.path().join("out/å.md.xlf"), &file);
    // The first was changed in the page only, the second in both, the third in the file only.
    put(&folder.path().join("docs/å.md"), &page(&[("Ettan", "One"), ("Tvåa", "Two"), ("Tre", "Three")]));
    let import = ["import", "out", "--into", "docs", "--partial"];
    check(folder.path(), &import, 1, &["kept: the page has a newer target", "refused: the page has another target"]);
    assert_eq!(read(folder.path(), "docs/å.md"), page(&[("Ettan", "One"), ("Tvåa", "Two"), ("Trean", "Three")]));
}

#[test]
fn units_that_are_missing_or_unknown_are_told() {
    let folder = exported(&page(&[("Ett", "One"), ("Två", "Two")]), "xliff");
    let file = read(folder.path(), "out/å.md.xlf").replace("0a1b2-102", "0a1b2-202");
    put(&folder.path().join("out/å.md.xlf"), &file);
    let said = [
        "1 unit is missing, so docs/å.md keeps its own: 0a1b2-102",
        "1 unit is not in docs/å.md",
        "1 missing, 1 extra",
    ];
    check(folder.path(), &["import", "out", "--into", "docs"], 0, &said);
}

#[test]
fn only_what_needs_work_is_exported_and_missed() {
    let folder = TempDir::new().unwrap();
    let pairs = [
        ("Select the file that you want to open.", "Select the file that you want to open."),
        ("Kör `b` nu", "Run `a` now"),
        ("Klart.", "Done."),
    ];
    put(&folder.path().join("docs/å.md"), &page(&pairs));
    let export = ["export", "docs/å.md", "--to", "xliff", "--only", "untranslated,code-mismatch"];
    let file = String::from_utf8(bitext(folder.path(), &export).stdout).unwrap();
    assert!(file.contains("0a1b2-101") && file.contains("0a1b2-102") && !file.contains("0a1b2-103"), "{file}");
    assert!(file.contains("code-mismatch: "), "the finding is a note: {file}");
    put(&folder.path().join("å.xlf"), &file);
    check(folder.path(), &["import", "å.xlf", "--into", "docs"], 0, &["2 kept, 0 refused, 0 missing"]);
    let export = ["export", "docs", "--to", "xliff", "--only", "inconsistent", "-o", "out"];
    check(folder.path(), &export, 2, &["compares pages with each other"]);
}

#[test]
fn titles_are_units_where_the_originals_are() {
    let folder = exported_with_title();
    let file = read(folder.path(), "out/å.md.xlf").replace(">Välj en fil<", ">Välj: en fil<");
    put(&folder.path().join("out/å.md.xlf"), &file);
    check(folder.path(), &["import", "out", "--into", "docs"], 0, &["1 changed, 1 kept"]);
    let expected = page(&[("Ett", "One")]).replace("title: Välj en fil", "title: \"Välj: en fil\"");
    assert_eq!(read(folder.path(), "docs/å.md"), expected);
}

#[test]
fn a_page_that_reviewers_have_accepted_is_no_machine_translation_any_more() {
    let folder = exported(&page(&[("Ett", "One"), ("Två", "Two")]), "xliff");
    let machine = "state=\"needs-review-translation\" state-qualifier=\"leveraged-mt\"";
    let file = read(folder.path(), "out/å.md.xlf");
    let half = file.replacen(machine, "state=\"signed-off\"", 1);
    put(&folder.path().join("out/å.md.xlf"), &half);
    check(folder.path(), &["import", "out", "--into", "docs"], 0, &["0 written"]);
    put(&folder.path().join("out/å.md.xlf"), &half.replacen(machine, "state=\"final\"", 1));
    check(folder.path(), &["import", "out", "--into", "docs"], 0, &["1 written", "0 changed, 2 kept"]);
    assert!(read(folder.path(), "docs/å.md").contains("ms.translationtype: HT\n"));
}

#[test]
fn what_was_accepted_must_be_in_the_page() {
    let folder = exported(&page(&[("Ett", "One")]), "xliff");
    let machine = "state=\"needs-review-translation\" state-qualifier=\"leveraged-mt\"";
    let accepted = read(folder.path(), "out/å.md.xlf").replacen(machine, "state=\"final\"", 1);
    let import = ["import", "out", "--into", "docs"];
    for (file, translation) in [
        (accepted.clone(), "Ettan"),
        (accepted.replace("<target state=\"final\">Ett</target>", ""), "Ett"),
        (accepted.replace("<trans-unit ", "<trans-unit approved=\"no\" "), "Ett"),
    ] {
        let now = page(&[(translation, "One")]);
        put(&folder.path().join("docs/å.md"), &now);
        put(&folder.path().join("out/å.md.xlf"), &file);
        check(folder.path(), &import, 0, &["0 written"]);
        assert_eq!(read(folder.path(), "docs/å.md"), now);
    }
}

#[test]
fn what_the_checker_finds_newly_is_told() {
    let pairs = [("Välj 300 filer", "Select 300 files"), ("Kör `b`", "Run `a`")];
    let after =
        edited(&pairs, (">Välj 300 filer<", ">Välj 400 filer<"), 1, &["docs/å.md:7:", "[number-missing]", "1 written"]);
    assert!(after.contains("Välj 400 filer"));
    // What was there before is not told again.
    let folder = exported(&page(&pairs), "xliff");
    let file = read(folder.path(), "out/å.md.xlf").replace(">Välj 300 filer<", ">Öppna 300 filer<");
    put(&folder.path().join("out/å.md.xlf"), &file);
    let output = bitext(folder.path(), &["import", "out", "--into", "docs"]);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("code-mismatch"), "{output:?}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_clean_page_is_made_of_what_was_imported() {
    let folder = exported(&page(&[("Ett", "One")]), "po");
    let file = read(folder.path(), "out/å.md.po").replace("msgstr \"Ett\"", "msgstr \"Ettan\"");
    put(&folder.path().join("out/å.md.po"), &file);
    check(folder.path(), &["import", "out", "--into", "docs", "--clean-to", "clean"], 0, &["1 changed"]);
    assert!(read(folder.path(), "clean/å.md").ends_with("\n\nEttan\n"));
}

#[test]
fn a_clean_page_that_cannot_be_written_is_no_page_that_was_not() {
    let folder = exported(&page(&[("Ett", "One")]), "xliff");
    let file = read(folder.path(), "out/å.md.xlf").replace(">Ett<", ">Ettan<");
    put(&folder.path().join("out/å.md.xlf"), &file);
    put(&folder.path().join("clean/å.md"), "mine");
    let said = [
        "clean/å.md: error: a file is there",
        "give --clean-to another folder",
        "1 page: 1 written; 1 unit: 1 changed",
    ];
    check(folder.path(), &["import", "out", "--into", "docs", "--clean-to", "clean"], 2, &said);
    assert_eq!(read(folder.path(), "docs/å.md"), page(&[("Ettan", "One")]));
    assert_eq!(read(folder.path(), "clean/å.md"), "mine");
}

#[test]
fn one_file_goes_into_one_page() {
    let folder = exported(&page(&[("Ett", "One")]), "xliff");
    let file = read(folder.path(), "out/å.md.xlf").replace(">Ett<", ">Ettan<");
    put(&folder.path().join("x.xlf"), &file);
    check(folder.path(), &["import", "x.xlf", "--into", "docs/å.md", "--diff"], 0, &["1 would be written"]);
    assert_eq!(read(folder.path(), "docs/å.md"), page(&[("Ett", "One")]));
    check(folder.path(), &["diff", "docs/å.md", "x.xlf"], 1, &["1 pair: 1 difference"]);
    check(folder.path(), &["import", "x.xlf", "--into", "docs/å.md"], 0, &["1 written"]);
    assert_eq!(read(folder.path(), "docs/å.md"), page(&[("Ettan", "One")]));
    check(folder.path(), &["diff", "docs/å.md", "x.xlf"], 0, &["1 pair: none differs"]);
}

#[test]
fn a_page_differs_from_its_file_only_where_somebody_changed_it() {
    let folder = exported_with_title();
    check(folder.path(), &["diff", "docs/å.md", "out/å.md.xlf"], 0, &["2 pairs: none differs"]);
    put(&folder.path().join("docs/å.md"), &page(&[("Ett", "One")]).replace("Välj en fil", "Öppna en fil"));
    let said = bitext(folder.path(), &["diff", "out/å.md.xlf", "docs/å.md"]).stdout;
    assert_eq!(
        String::from_utf8_lossy(&said),
        "docs/å.md:2:8: target changed front-matter.title\n  source: Select a file\n  target: [-Välj-]{+Öppna+} en fil\n"
    );

    // Programs give codes other ids.
    let folder = exported(&page(&[("Se **a** och [b](b.md)", "See **a** and [b](b.md)")]), "xliff");
    let file = read(folder.path(), "out/å.md.xlf").replace("id=\"1\"", "id=\"x7\"").replace("id=\"2\"", "id=\"x8\"");
    assert!(file.contains("<g id=\"x8\""), "{file}");
    put(&folder.path().join("x.xlf"), &file);
    check(folder.path(), &["diff", "docs/å.md", "x.xlf"], 0, &["1 pair: none differs"]);
}

#[test]
fn of_two_files_for_a_page_the_one_with_its_name_is_imported_and_else_the_first() {
    let twice = |names: [&str; 2], imported: &str| {
        let folder = exported(&page(&[("Ett", "One")]), "xliff");
        let file = read(folder.path(), "out/å.md.xlf");
        fs::remove_file(folder.path().join("out/å.md.xlf")).unwrap();
        for name in names {
            let edited = file.replace(">Ett<", &format!(">{name}<"));
            put(&folder.path().join("out").join(name), &edited);
        }
        let said = format!("docs/å.md is in out/{imported} too; import one after the other");
        check(folder.path(), &["import", "out", "--into", "docs"], 2, &[&said, "1 written", "1 changed"]);
        assert_eq!(read(folder.path(), "docs/å.md"), page(&[(imported, "One")]));
    };
    for _ in 0..5 {
        twice(["a.xlf", "å.md.xlf"], "å.md.xlf");
        twice(["b.xlf", "a.md.xlf"], "a.md.xlf");
        twice(["å.md.xliff", "å.md.xlf"], "å.md.xlf");
    }
}
