//! The change of a page as a unified diff, as `git apply` and `patch` read it.
//!
//! Where standard output is no terminal, the bytes are those of the page. On a terminal control characters are shown by their
//! numbers, so that none reaches it.

use std::borrow::Cow;
use std::io::IsTerminal;
use std::path::Path;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::report::printable;

/// Lines around a change that are shown with it.
const CONTEXT: usize = 3;
/// How long the shortest diff of a page is looked for.
const PATIENCE: Duration = Duration::from_secs(1);

/// How diffs are written.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Diff {
    is_terminal: bool,
    is_coloured: bool,
}

impl Diff {
    /// As standard output wants them.
    pub(in crate::cli) fn for_stdout() -> Self {
        let stdout = std::io::stdout();
        let is_coloured = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        Self { is_terminal: stdout.is_terminal(), is_coloured }
    }

    /// The change of a page.
    pub(in crate::cli) fn of(&self, path: &Path, old: &str, new: &str) -> Vec<u8> {
        // Lines end at LF only, as git and patch have it.
        let (old, new): (Vec<&str>, Vec<&str>) =
            (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
        let diff = TextDiff::configure().timeout(PATIENCE).newline_terminated(true).diff_slices(&old, &new);
        let bold = Style::new().bold();
        let mut out = Vec::new();
        self.line(&mut out, bold, "--- ", &format!("{}\n", name("a", path)));
        self.line(&mut out, bold, "+++ ", &format!("{}\n", name("b", path)));
        for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
            self.line(&mut out, AnsiColor::Cyan.on_default(), "", &format!("{}\n", hunk.header()));
            for change in hunk.iter_changes() {
                let (mark, style) = match change.tag() {
                    ChangeTag::Equal => (" ", Style::new()),
                    ChangeTag::Delete => ("-", AnsiColor::Red.on_default()),
                    ChangeTag::Insert => ("+", AnsiColor::Green.on_default()),
                };
                self.line(&mut out, style, mark, change.value());
            }
        }
        out
    }

    fn line(&self, out: &mut Vec<u8>, style: Style, mark: &str, line: &str) {
        let (text, ending) = match line.strip_suffix('\n') {
            Some(text) => (text, "\n"),
            None => (line, "\n\\ No newline at end of file\n"),
        };
        let text = if self.is_terminal { shown(text) } else { Cow::Borrowed(text) };
        let whole = if self.is_coloured {
            format!("{style}{mark}{text}{style:#}{ending}")
        } else {
            format!("{mark}{text}{ending}")
        };
        out.extend_from_slice(whole.as_bytes());
    }
}

/// A line for a terminal: tabs are harmless, and so is the CR of a line that ends in CR LF.
fn shown(line: &str) -> Cow<'_, str> {
    let line = line.strip_suffix('\r').unwrap_or(line);
    if !line.contains('\t') {
        return printable(line);
    }
    Cow::Owned(line.split('\t').map(printable).collect::<Vec<_>>().join("\t"))
}

/// The name of a page in the head of its diff. As git has it, one that would break the line or end early is quoted.
fn name(side: &str, path: &Path) -> String {
    let path = path.as_os_str().as_encoded_bytes();
    let mut path = path.strip_prefix(b"./").unwrap_or(path);
    while let [b'/', rest @ ..] = path {
        path = rest;
    }
    let octal = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("\\{byte:03o}")).collect() };
    let (mut plain, mut quoted) = (true, String::new());
    for chunk in path.utf8_chunks() {
        for character in chunk.valid().chars() {
            let is_special = character.is_control() || matches!(character, '"' | '\\');
            plain &= !is_special;
            match character {
                '"' | '\\' => quoted.extend(['\\', character]),
                _ if is_special => quoted.push_str(&octal(character.encode_utf8(&mut [0; 4]).as_bytes())),
                _ => quoted.push(character),
            }
        }
        plain &= chunk.invalid().is_empty();
        quoted.push_str(&octal(chunk.invalid()));
    }
    if plain { format!("{side}/{quoted}") } else { format!("\"{side}/{quoted}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Diff = Diff { is_terminal: false, is_coloured: false };

    fn check(diff: Diff, path: &str, old: &str, new: &str, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&diff.of(Path::new(path), old, new)), expected);
    }

    #[test]
    fn bytes_stay_as_they_are_where_a_program_reads_them() {
        check(
            PLAIN,
            "./docs/å.md",
            "å\r\nb\rc\u{1b}[2J\nd",
            "ä\r\nb\rc\u{1b}[2J\ne",
            "--- a/docs/å.md\n+++ b/docs/å.md\n@@ -1,3 +1,3 @@\n-å\r\n+ä\r\n b\rc\u{1b}[2J\n-d\n\\ No newline at end of file\n+e\n\\ No newline at end of file\n",
        );
    }

    #[test]
    fn a_terminal_gets_no_control_characters_of_the_page() {
        let terminal = Diff { is_terminal: true, is_coloured: false };
        check(
            terminal,
            "å.md",
            "å\t\u{1b}[2J\r\n",
            "ä\t\u{1b}[2J\r\n",
            "--- a/å.md\n+++ b/å.md\n@@ -1 +1 @@\n-å\t\\u{1b}[2J\n+ä\t\\u{1b}[2J\n",
        );
    }

    #[test]
    fn colours_end_before_their_line_does() {
        let coloured = Diff { is_terminal: false, is_coloured: true };
        let out = coloured.of(Path::new("å.md"), "a\n", "b\n");
        let out = String::from_utf8_lossy(&out).into_owned();
        assert!(out.contains("\u{1b}[31m-a\u{1b}[0m\n\u{1b}[32m+b\u{1b}[0m\n"), "{out:?}");
    }

    #[test]
    fn a_name_cannot_break_its_line() {
        check(
            PLAIN,
            "/docs/å\n\"b.md",
            "a\n",
            "b\n",
            "--- \"a/docs/å\\012\\\"b.md\"\n+++ \"b/docs/å\\012\\\"b.md\"\n@@ -1 +1 @@\n-a\n+b\n",
        );
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            let path = Path::new(std::ffi::OsStr::from_bytes(b"docs/\xff.md"));
            let diff = PLAIN.of(path, "a\n", "b\n");
            assert!(diff.starts_with(b"--- \"a/docs/\\377.md\"\n"), "{}", String::from_utf8_lossy(&diff));
        }
    }
}
