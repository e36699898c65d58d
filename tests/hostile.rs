//! No text of a page, of a file that came back, of a list or of a name acts on a terminal.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::path::Path;
use std::process::Command;

use support::program::put;
use tempfile::TempDir;

/// Sets the title of a terminal; then the same with one character (ECMA-48, section 5.4); then a line that runs backwards.
const HOSTILE: &str = "\u{1b}]0;å\u{7}\u{9d}0;b\u{9c}\u{202e}";

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let pair = |id: &str, target: &str, source: &str| {
        format!(
            "<span data-ttu-id=\"{id}\">{target}</span><span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">{source}</span></span>\n\n"
        )
    };
    let h = HOSTILE;
    let page = [
        format!("---\ntitle: a{h}\nms.contentlocale: sv-SE{h}\n---\n"),
        format!("# <a name=\"b{h}\"></a>{}", pair("0a1b2-101", &format!("Ett{h}"), "One")),
        pair("0a1b2-102", &format!("`Å{h}` två [a](b{h})"), &format!("`B{h}` two [a](c{h})")),
        format!("<!-- bitext-ignore a{h}: b -->\n{}", pair(&format!("0a1b2-103{h}"), "Tre", "Three")),
        format!("<span data-ttu-id=\"c{h}\">lost</span>\n"),
    ];
    let put = |name: &str, text: String| put(&folder.path().join(name), &text);
    put("docs/a.md", page.concat());
    put("docs/b.md", format!("---\ntitle: [a{h}\nb{h}: c: d\n---\n{}", pair("0a1b2-101", "Ett", "One")));
    put("docs/c.md", format!("---\na{h}: *b{h}\n---\n{}", pair("0a1b2-101", "Ett", "One")));
    put("mistyped.toml", "baseline = \"å\"\n\"a\\u001b]\\u202e\" = 1\n".to_owned());
    put("terms.toml", "[terms]\nglossaries = [\"terms.csv\"]\n".to_owned());
    put("terms.csv", format!("source,target{h},å\n"));
    put("baseline.json", format!("{{\"version\": 1, \"findings\": [{{\"a{h}\": "));
    let c1 = "\u{9d}0;å\u{9c}\u{202e}";
    for (name, original, language, text) in [
        ("x", "a.md", format!("sv{c1}"), c1),
        ("y", &*format!("../a{c1}"), "sv-SE".into(), c1),
        ("z", "a.md", "sv-SE".into(), "&å;"),
    ] {
        put(
            &format!("{name}.xlf"),
            format!(
                "<?xml version=\"1.0\"?><xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\"><file original=\"{original}\" \
                 source-language=\"en-US\" target-language=\"{language}\"><body><trans-unit id=\"0a1b2-101\"><source>One</source>\
                 <target>{text}</target></trans-unit><trans-unit id=\"{c1}\"><source>a{c1}</source><target>{text}</target></trans-unit>\
                 </body></file></xliff>"
            ),
        );
    }
    put("w.po", format!("msgid \"\"\nmsgstr \"\"\n\nmsgctxt \"a{h}\"\nmsgid \"{h}\"\nmsgst{h} \"a\"\n"));
    folder
}

/// What a run prints, as it would on a terminal that shows colours.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    let mut run = Command::new(env!("CARGO_BIN_EXE_bitext"));
    let output = run.args(arguments).current_dir(folder).env("CLICOLOR_FORCE", "1").output().unwrap();
    [output.stdout, output.stderr].iter().map(|bytes| String::from_utf8_lossy(bytes)).collect()
}

#[test]
fn no_message_acts_on_a_terminal() {
    let folder = folder();
    let none = "--no-config";
    let commands: [&[&str]; 25] = [
        &["check", "docs", none, "--verbose", "--statistics"],
        &["check", "docs", none, "--verbose", "--output-format", "concise"],
        &["check", "docs", none, "--verbose", "--output-format", "junit"],
        &["check", "docs", none, "--baseline", "baseline.json"],
        &["check", "docs", "--config", "mistyped.toml"],
        &["check", "docs", "--config", "terms.toml"],
        &["check", "docs", "--config", "no\u{1b}]\u{202e}.toml"],
        &["check", "docs", none, "--changed-since", "no\u{1b}]\u{202e}"],
        &["check", "no\u{1b}]\u{202e}.md", none],
        &["clean", "docs", "--section", "none"],
        &["clean", "docs", "--section", "no\u{1b}]\u{202e}"],
        &["clean", "docs", "--where", "a=b"],
        &["clean", "docs", "--check", "--verbose"],
        &["clean", "docs", "-o", "out", "--verbose"],
        &["diff", "docs/a.md", "docs/b.md"],
        &["diff", "docs/a.md", "x.xlf"],
        &["explain", "no\u{1b}]\u{202e}"],
        &["export", "docs", "--to", "xliff", "-o", "exported", none, "--verbose"],
        &["export", "docs", "--to", "xliff", "-o", "exported", none, "--section", "none"],
        &["import", "x.xlf", "--into", "docs", none, "--verbose", "--dry-run"],
        &["import", "y.xlf", "--into", "docs", none, "--verbose", "--dry-run"],
        &["import", "z.xlf", "--into", "docs", none, "--verbose", "--dry-run"],
        &["import", "w.po", "--into", "docs", none, "--verbose", "--dry-run"],
        &["init", "no\u{1b}]\u{202e}"],
        &["stats", "docs", "--verbose"],
    ];
    for arguments in commands {
        let text = printed(folder.path(), arguments);
        // Colours are our own: CSI … m.
        let text = anstream::adapter::strip_str(&text.replace("\u{1b}]", "HOSTILE")).to_string();
        let is_hostile = |letter: char| letter.is_control() && letter != '\n' || letter == '\u{202e}';
        assert!(!text.is_empty() && !text.contains("HOSTILE") && !text.contains(is_hostile), "{arguments:?}: {text:?}");
    }
}
