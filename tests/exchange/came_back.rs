//! What came back otherwise than it went out, or into a page that was changed since.

use super::support::program::{bitext, check, put};
use super::{edited, exported, exported_with_title, page, pair, read};
use tempfile::TempDir;

#[test]
fn what_nobody_translated_anew_is_no_conflict() {
    let folder = exported(&page(&[("Ett", "One"), ("Två", "Two")]), "xliff");
    let file = read(folder.path(), "out/å.md.xlf").replace(">Ett<", ">Ettan<");
    put(&folder.path().join("out/å.md.xlf"), &file);
    put(&folder.path().join("docs/å.md"), &page(&[("Ett", "One"), ("Två", "Two of them")]));
    let import = ["import", "out", "--into", "docs"];
    check(folder.path(), &import, 0, &["kept: its source is not that of the page", "1 changed"]);
    let changed = page(&[("Ettan", "One"), ("Två", "Two of them")]);
    assert_eq!(read(folder.path(), "docs/å.md"), changed);
    put(&folder.path().join("out/å.md.xlf"), &file.replace(">Två<", ">Tvåan<"));
    check(folder.path(), &import, 1, &["out/å.md.xlf:", "(docs/å.md:", "refused: its source is not that of the page"]);
    assert_eq!(read(folder.path(), "docs/å.md"), changed);
}

#[test]
fn a_title_that_was_changed_since_keeps_its_change() {
    let folder = exported_with_title();
    let newer = page(&[("Ett", "One")]).replace("title: Välj en fil", "title: Välj filen");
    put(&folder.path().join("docs/å.md"), &newer);
    let file = read(folder.path(), "out/å.md.xlf").replace(">Ett<", ">Ettan<");
    put(&folder.path().join("out/å.md.xlf"), &file);
    let import = ["import", "out", "--into", "docs"];
    check(folder.path(), &import, 0, &["kept: the page has a newer target", "1 changed"]);
    assert_eq!(read(folder.path(), "docs/å.md"), newer.replace(">Ett<", ">Ettan<"));
    put(&folder.path().join("out/å.md.xlf"), &file.replace(">Välj en fil<", ">Välj en annan<"));
    check(folder.path(), &import, 1, &["refused: the page has another target"]);
}

#[test]
fn a_note_on_the_targets_that_was_damaged_is_told() {
    let folder = exported(&page(&[("Ett", "One")]), "xliff");
    let file = read(folder.path(), "out/å.md.xlf").replace("targets: ", "targets: -").replace(">Ett<", ">Ettan<");
    put(&folder.path().join("out/å.md.xlf"), &file);
    check(folder.path(), &["import", "out", "--into", "docs"], 0, &["has changed the note `bitext-targets`"]);
}

#[test]
fn codes_under_other_names_are_those_that_the_source_says() {
    let pairs = [
        ("Öppna [ett](one.md) eller [två](two.md).", "Open [one](one.md) or [two](two.md)."),
        ("Kör `cp` före `mv`.", "Run `cp` before `mv`."),
    ];
    let folder = exported(&page(&pairs), "xliff");
    let file = read(folder.path(), "out/å.md.xlf");
    let renamed = ["1", "2"].iter().fold(file, |file, id| {
        file.replace(&format!("<g id=\"{id}\""), &format!("<g id=\"{id}7\""))
            .replace(&format!("<x id=\"{id}\""), &format!("<x id=\"{id}7\""))
    });
    put(&folder.path().join("out/å.md.xlf"), &renamed);
    let import = ["import", "out", "--into", "docs"];
    check(folder.path(), &import, 0, &["0 changed, 2 kept"]);
    let target = |start: &str| {
        let from = renamed.find(start).unwrap() + 1;
        renamed[from..from + renamed[from..].find("</target>").unwrap()].to_owned()
    };
    let moved = renamed
        .replace(&target(">Öppna "), "Öppna <g id=\"27\">två</g> eller <g id=\"17\">ett</g>.")
        .replace(&target(">Kör "), "Kör <x id=\"27\"/> före <x id=\"17\"/>.");
    put(&folder.path().join("out/å.md.xlf"), &moved);
    check(folder.path(), &import, 0, &["2 changed"]);
    let expected =
        page(&[("Öppna [två](two.md) eller [ett](one.md).", pairs[0].1), ("Kör `mv` före `cp`.", pairs[1].1)]);
    assert_eq!(read(folder.path(), "docs/å.md"), expected);
}

#[test]
fn a_code_that_is_none_of_the_source_is_not_guessed() {
    let pairs = [("Kör `cp` före `mv`.", "Run `cp` before `mv`.")];
    let part = "<x id=\"1\"";
    for (to, said) in
        [("<x id=\"5\"", "refused: code 5"), ("<x id=\"2\"", "refused: its target has lost the code `` `cp` ``")]
    {
        let folder = exported(&page(&pairs), "xliff");
        let file = read(folder.path(), "out/å.md.xlf");
        let (before, target) = file.split_at(file.find("<target").unwrap());
        put(&folder.path().join("out/å.md.xlf"), &format!("{before}{}", target.replacen(part, to, 1)));
        let output = bitext(folder.path(), &["import", "out", "--into", "docs"]);
        assert_eq!(output.status.code(), Some(1), "{said}: {output:?}");
        assert_eq!(read(folder.path(), "docs/å.md"), page(&pairs), "{said}");
    }
}

#[test]
fn text_at_the_start_of_a_line_starts_no_block() {
    let folder = TempDir::new().unwrap();
    let pair = |id, target: &str| pair(id, target, "From today.");
    let text = |targets: [&str; 4]| {
        format!(
            "---\nms.contentlocale: sv-SE\n---\n\n> [!NOTE]\n> {}\n\n- {}\n  {}\n\n{}\n===\n",
            pair(101, targets[0]),
            pair(102, "Ett."),
            pair(103, targets[1]),
            pair(104, targets[2]),
        ) + &format!("\n# {}\n", pair(105, targets[3]))
    };
    put(&folder.path().join("docs/å.md"), &text(["Från i dag.", "I dag.", "Rubrik", "Titel"]));
    check(folder.path(), &["export", "docs", "--to", "xliff", "-o", "out"], 0, &["1 written"]);
    let file = read(folder.path(), "out/å.md.xlf");
    let file = file.replace(">Från i dag.<", ">1. januari gäller det.<").replace(">I dag.<", "># nu<");
    put(&folder.path().join("out/å.md.xlf"), &file.replace(">Rubrik<", ">1. Rubrik<").replace(">Titel<", ">1. Titel<"));
    check(folder.path(), &["import", "out", "--into", "docs"], 0, &["4 changed"]);
    let expected = text(["1\\. januari gäller det.", "\\# nu", "1\\. Rubrik", "1. Titel"]);
    assert_eq!(read(folder.path(), "docs/å.md"), expected);
    let clean = String::from_utf8(bitext(folder.path(), &["clean", "docs/å.md"]).stdout).unwrap();
    assert!(
        clean.contains("> [!NOTE]\n> 1\\. januari gäller det.\n\n- Ett.\n  \\# nu\n\n1\\. Rubrik\n===\n"),
        "{clean}"
    );
}

#[test]
fn white_space_is_no_translation() {
    for blank in [" ", "\u{a0}", "\n   "] {
        let after = edited(
            &[("Ett", "One")],
            (">Ett</target>", &format!(">{blank}</target>")),
            1,
            &["refused: its target is empty"],
        );
        assert_eq!(after, page(&[("Ett", "One")]));
    }
}

#[test]
fn a_file_without_units_of_a_page_is_a_failure() {
    let folder = exported(&page(&[("Ett", "One")]), "po");
    let file = read(folder.path(), "out/å.md.po").replace("msgctxt", "#. msgctxt").replace("\"Ett\"", "\"Ettan\"");
    let empty = "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\"></xliff>";
    for (name, text) in [("a.po", &*file), ("a.xlf", empty)] {
        put(&folder.path().join(name), text);
        check(folder.path(), &["import", name, "--into", "docs"], 2, &["no unit there is one of a page"]);
    }
}

#[test]
fn a_page_is_found_by_its_name_from_here_and_without_a_language() {
    let folder = exported(&page(&[("Ett", "One")]), "xliff");
    let file = read(folder.path(), "out/å.md.xlf").replace("original=\"å.md\"", "original=\"./å.md\"");
    let file = file.replace("target-language=\"sv-SE\"", "target-language=\"\"").replace(">Ett<", ">Ettan<");
    assert!(file.contains("\"./å.md\"") && file.contains("target-language=\"\""), "{file}");
    put(&folder.path().join("out/å.md.xlf"), &file);
    check(folder.path(), &["import", "out", "--into", "docs"], 0, &["1 changed"]);
}

#[test]
fn of_two_units_for_one_pair_none_is_taken() {
    let folder = exported(&page(&[("Ett", "One")]), "xliff");
    let file = read(folder.path(), "out/å.md.xlf");
    let (from, to) = (file.find("<trans-unit").unwrap(), file.find("</trans-unit>").unwrap() + "</trans-unit>".len());
    let unit = &file[from..to];
    let double =
        [&file[..from], &unit.replace(">Ett<", ">Ettan<"), &unit.replace(">Ett<", ">Etta<"), &file[to..]].concat();
    put(&folder.path().join("out/å.md.xlf"), &double);
    let import = ["import", "out", "--into", "docs", "--partial"];
    check(folder.path(), &import, 1, &["2 refused"]);
    assert_eq!(read(folder.path(), "docs/å.md"), page(&[("Ett", "One")]));
}

#[test]
fn a_bundle_takes_no_two_pages_of_one_name() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("a/å.md"), &page(&[("Ett", "One")]));
    put(&folder.path().join("b/å.md"), &page(&[("Två", "Two")]));
    let export = ["export", "a", "b", "--to", "po", "--bundle", "-o", "b.po"];
    check(folder.path(), &export, 2, &["a/å.md and b/å.md would both be å.md in the bundle"]);
    assert!(!folder.path().join("b.po").exists());
}
