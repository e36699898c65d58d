//! Fixes leave what they are not about as it is: the pairs, the bytes around their edits, and files that are not to be written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

#[path = "fuzz/checking.rs"]
mod checking;
mod support;

use std::path::{Path, PathBuf};

use checking::{all_rules, fault};
use proptest::prelude::*;
use rayon::prelude::*;
use support::{fixtures, pages};

/// Of the pages of real sets, one in so many is fixed.
const SAMPLE: usize = 12;

fn check_pages(folder: &Path, paths: &[PathBuf]) {
    let profile = all_rules();
    let faults: Vec<String> = paths
        .par_iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(folder.join(path)).ok()?;
            fault(&text, &profile).map(|fault| format!("{}: {fault}", path.display()))
        })
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn fixing_the_fixtures_twice_changes_nothing() {
    check_pages(&fixtures(), &pages(&fixtures()));
}

#[test]
fn fixing_real_pages_twice_changes_nothing() {
    let given = std::env::var_os("BITEXT_CORPUS").map(PathBuf::from);
    let corpus = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    if !corpus.is_dir() {
        eprintln!("skipped: {} is not there; set BITEXT_CORPUS to a folder of real pages", corpus.display());
        return;
    }
    let paths: Vec<PathBuf> = pages(&corpus).into_iter().step_by(SAMPLE).collect();
    check_pages(&corpus, &paths);
}

#[test]
fn what_is_invisible_stays_where_its_removal_would_make_a_pair() {
    let profile = all_rules();
    for target in [
        "`<span data-stu-id=\"a\u{feff}-1\">`",
        "`<span \u{200b}data-stu-id=\"a-1\">`",
        "`\u{feff}` `<span data-stu-id=\"a-1\">`",
    ] {
        let page = format!(
            "<span data-ttu-id=\"a-1\">{target}</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">A</span></span>\n"
        );
        assert_eq!(fault(&page, &profile), None, "{page}");
    }
}

/// Pages of pairs in any spelling, in and around code, with text that rules mend.
fn page() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<span data-ttu-id=\"0a1b2-101\">Välj  `k`på</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Select `k` on</span></span>",
        "<span data-ttu-id='0a1b2-102'>Å \\ *3 .</span> <span class='sxs-lookup'><span data-stu-id=0a1b2-102>A \\*3.</span></span>",
        "<SPAN data-ttu-id=0a1b2-p1>日本\u{200b}語</SPAN><span class=sxs-lookup> <span data-stu-id=\"0a1b2-p1\">Text</span> </span>",
        "<span data-ttu-id=&quot;0a1b2-103&quot;>Ä</span><span class=&quot;sxs-lookup&quot;><span data-stu-id=&quot;0a1b2-103&quot;>B</span></span>",
        "<span data-ttu-id='0a1b2-104'>",
        "</span>",
        "<span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-104\">",
        "</span></span>",
        "<a name=\"x&quot;></a>",
        "![å](b.png \"t\")",
        "# ",
        "\"",
        "&quot;",
        "`",
        "\n```\n",
        "\n    ",
        "\n\n",
        "\r\n",
        " ",
        "text",
        "\u{feff}",
        "---\nms.contentlocale: sv-SE\n---\n",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]
    #[test]
    fn fixing_any_page_twice_changes_nothing(text in page()) {
        prop_assert_eq!(fault(&text, &all_rules()), None, "{}", text);
    }
}

#[cfg(unix)]
mod files {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::Path;
    use std::process::Command;

    use tempfile::TempDir;

    use super::support::program::{bitext, check, files, put, with_small_disk};

    const MALFORMED: &str = "<span data-ttu-id='0a1b2-101'>Å</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Y</span></span>\n";
    const FIX: [&str; 4] = ["check", "--select", "structure", "--fix"];

    fn read(path: &Path) -> String {
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_page_is_fixed_where_it_lies_and_keeps_its_permissions() {
        let folder = TempDir::new().unwrap();
        let page = folder.path().join("å.md");
        put(&page, MALFORMED);
        fs::set_permissions(&page, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("å.md", folder.path().join("link.md")).unwrap();
        check(folder.path(), &[&FIX[..], &["link.md"]].concat(), 0, &["1 fixed in 1 page"]);
        assert_eq!(read(&page), MALFORMED.replace('\'', "\""));
        assert_eq!(fs::metadata(&page).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(folder.path().join("link.md").is_symlink());
        assert_eq!(files(folder.path()).len(), 2, "a temporary file is left");
    }

    #[test]
    fn a_page_that_cannot_be_written_does_not_stop_the_others() {
        let folder = TempDir::new().unwrap();
        let (closed, open) = (folder.path().join("docs/a.md"), folder.path().join("docs/b.md"));
        put(&closed, MALFORMED);
        put(&open, MALFORMED);
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o444)).unwrap();
        let output = bitext(folder.path(), &[&FIX[..], &["docs"]].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("docs/a.md: error: cannot write it: it is read-only"), "{said}");
        assert!(said.contains("1 fixed in 1 page"), "{said}");
        // What is not fixed is reported.
        assert!(String::from_utf8(output.stdout).unwrap().contains("docs/a.md:1:1"));
        assert_eq!(read(&closed), MALFORMED);
        assert_ne!(read(&open), MALFORMED);
    }

    #[test]
    fn known_findings_are_fixed_and_counted_too() {
        let folder = TempDir::new().unwrap();
        let page = folder.path().join("å.md");
        let unsafely = MALFORMED.replace("lookup\">", "lookup\"> ").replace("101", "102");
        put(&page, &format!("{MALFORMED}{unsafely}"));
        let run = ["check", "--select", "structure", "--baseline", "känt.json", "å.md"];
        check(folder.path(), &[&run[..], &["--update-baseline"]].concat(), 0, &["2 findings"]);
        check(folder.path(), &run, 0, &[]);
        check(folder.path(), &[&run[..], &["--fix"]].concat(), 0, &["fixed in 1 page"]);
        assert!(!read(&page).contains("'0a1b2-101'"));
    }

    #[test]
    fn a_full_disk_leaves_pages_as_they_were() {
        let folder = TempDir::new().unwrap();
        let page = MALFORMED.repeat(500);
        for number in 0..4 {
            put(&folder.path().join(format!("docs/{number}.md")), &page);
        }
        fs::create_dir(folder.path().join("disk")).unwrap();
        // Room for the pages, not for a second copy of one.
        let size = (page.len() * 4).div_ceil(4096) * 4096 + 5 * 4096;
        let script = format!(
            "mount -t tmpfs -o size={size} tmpfs disk || exit 77
            cp docs/* disk && touch mounted; \"$0\" check --select malformed-span --fix disk --output-format github; code=$?
            cp -r disk after; ls -A disk | wc -l >&2; exit $code"
        );
        let Some(output) = with_small_disk(folder.path(), &script) else { return };
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("cannot write it: No space left") && said.contains("help: make room"), "{said}");
        assert!(said.ends_with("0 fixed\n4\n"), "{said}");
        for number in 0..4 {
            assert_eq!(read(&folder.path().join(format!("after/{number}.md"))), page);
        }
    }

    #[test]
    fn a_diff_can_be_applied_and_gives_what_fixing_gives() {
        let folder = TempDir::new().unwrap();
        let page = format!("å\r\nb\rc\t\u{1b}\r\n{MALFORMED}{MALFORMED}slut");
        put(&folder.path().join("a/å \"1\".md"), &page);
        put(&folder.path().join("b/å \"1\".md"), &page);
        let diff = bitext(&folder.path().join("a"), &["check", "--select", "malformed-span", "--diff", "."]);
        assert_eq!(diff.status.code(), Some(1));
        assert_eq!(read(&folder.path().join("a/å \"1\".md")), page);
        fs::write(folder.path().join("diff"), &diff.stdout).unwrap();
        let applied = Command::new("git").args(["apply", "../diff"]).current_dir(folder.path().join("b")).output();
        match applied {
            Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
            Err(error) => {
                eprintln!("skipped: git cannot be run: {error}");
                return;
            }
        }
        check(
            &folder.path().join("a"),
            &["check", "--select", "malformed-span", "--fix", "."],
            0,
            &["2 fixed in 1 page"],
        );
        assert_eq!(read(&folder.path().join("a/å \"1\".md")), read(&folder.path().join("b/å \"1\".md")));
    }
}
