//! PO: how it is laid out, what an entry may hold, and what tools leave in a file.

use super::*;

const HEADER: &str = "msgid \"\"\nmsgstr \"\"\n\"Project-Id-Version: bitext\\n\"\n\"Language: sv_SE\\n\"\n\
    \"X-Source-Language: en_US\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n";

/// An entry with these strings as they stand in the file.
fn entry(source: &str, target: &str) -> String {
    format!("{HEADER}msgctxt \"å/b.md#1\"\nmsgid {source}\nmsgstr {target}\n")
}

/// The string, as it stands in the file, reads as expected, without a problem.
#[track_caller]
fn check(string: &str, expected: &str) {
    let unit = unit(&entry("\"a\"", string));
    assert_eq!(shown_target(&unit).as_deref(), Some(expected), "{string}");
    assert_eq!(unit.problem, None, "{string}");
}

/// The string, as it stands in the file, is a problem of its unit.
#[track_caller]
fn check_problem(string: &str, problem: &str) {
    let said = unit(&entry("\"a\"", string)).problem.unwrap_or_default();
    assert_eq!(said, problem, "{string}");
}

/// The file is refused.
#[track_caller]
fn check_refused(text: &str, expected: &str) {
    let said = refusal(text.as_bytes());
    assert_eq!(said.split("; ").next().unwrap(), expected, "{text}");
}

#[test]
fn strings() {
    check("\"Å 日本\"", "Å 日本");
    check("\"\"\n\"a \"\n  \"å\"\n\n\"b\"", "a åb");
    check("\"a\" \"å\"", "aå");
    check(r#""\\n\t\"å\"\n\r""#, "\\n\t\"å\"\n\r");
    check("\"a\"\r\n\"å\"\r", "aå");
}

#[test]
fn codes_in_strings() {
    check(r#""<g id=\"1\">Å</g> <x id=\"2\"/>.""#, "{1}Å{/1} {2/}.");
    check(r#""<g id='1'>a <g id=\"2\">å</g></g>""#, "{1}a {2}å{/2}{/1}");
    check(r#""a &lt;b&gt; &amp;amp; > å""#, "a <b> &amp; > å");
    check(r#""<x id=\"1\"/>\r\nå""#, "{1/}\r\nå");
    for broken in ["a <b å", "R&D", "<g id=\\\"1\\\">å", "å</g>", "</string><string>", "<!DOCTYPE a>", "&e;"] {
        let problem = unit(&entry("\"a\"", &format!("\"{broken}\""))).problem.unwrap_or_default();
        assert!(problem.starts_with("its codes cannot be read: "), "{broken}: {problem}");
    }
}

#[test]
fn an_entry_that_cannot_be_used_is_a_problem_of_its_unit() {
    check_problem(r#""å \q""#, "it holds `\\q`, which is no escape of a character");
    check_problem(r#""å \303\245""#, "it holds `\\3`, which is no escape of a character");
    check_problem(r#""å \a""#, "it holds the control character U+0007");
    check_problem("\"å \u{1b}\"", "it holds the control character U+001B");
    check_problem(
        "\"å <x id=\\\"1\\\"> b\"",
        "its codes cannot be read: `x` is not closed; `<` and `&` that are no code are written `&lt;` and `&amp;`",
    );
    check_problem("\"<x id=\\\"1\\\">å</x>\"", "it holds text in the element `x`, where no text may stand");
    let plural = "msgctxt \"a#1\"\nmsgid \"å\"\nmsgid_plural \"b\"\nmsgstr[0] \"c\"\nmsgstr[1] \"\"\n\"d\"\n";
    assert_eq!(unit(plural).problem.as_deref(), Some("it has plural forms, which no unit has"));
    assert_eq!(unit("msgctxt \"a#\"\nmsgid \"å\"\nmsgstr \"\"").problem.as_deref(), Some("it has no `id`"));
}

#[test]
fn an_empty_string_is_no_translation() {
    assert_eq!(unit(&entry("\"å\"", "\"\"")).target, None);
}

#[test]
fn what_tools_leave_in_a_file() {
    let text = format!(
        "# Översättare\n#, fuzzy\n{HEADER}\
         #. bitext-targets: 0a1b\n#. <x id=\"1\"/>: `Get-Help`\n#: å/b.md\n#, no-wrap, fuzzy\n#| msgid \"no\"\n\
         msgctxt \"å/b.md#d3-1\"\nmsgid \"a\"\nmsgstr \"å\"\n\
         msgctxt \"c#1.md#2\"\nmsgid \"b\"\n#, fuzzy\nmsgstr \"\"\n\n\
         #, fuzzy\n#~ msgctxt \"no#1\"\n#~ msgid \"no\"\n#~ msgstr \"no\"\n\
         msgctxt \"å/b.md#d3-2\"\nmsgid \"c\"\nmsgstr \"é\"\n\n#. the end"
    );
    let document = document(&text);
    assert_eq!((document.format, document.warnings.len()), (ReturnedFormat::Po, 0));
    let [first, second] = document.files.as_slice() else { panic!("{document:?}") };
    assert_eq!((first.original.as_str(), ids(first)), ("å/b.md", vec!["d3-1", "d3-2"]));
    assert_eq!((second.original.as_str(), ids(second)), ("c#1.md", vec!["2"]));
    assert_eq!(first.units.iter().map(|unit| unit.line).collect::<Vec<_>>(), [15, 27]);
    assert_eq!((first.line, second.line), (15, 18));
    assert_eq!((first.fingerprint.as_deref(), second.fingerprint.as_deref()), (Some("0a1b"), None));
    let is_fuzzy: Vec<_> = first.units.iter().map(|unit| unit.state.state.as_deref()).collect();
    assert_eq!(is_fuzzy, [Some("fuzzy"), None]);
    assert_eq!(second.target_language.as_deref(), Some("sv-SE"));
    assert_eq!(second.source_language.as_deref(), Some("en-US"));
}

#[test]
fn a_byte_order_mark_and_crlf() {
    let text = entry("\"a\"", "\"å\\n\"\n\"b\"");
    let expected = document(&text);
    assert_eq!(document(&format!("\u{feff}{}", text.replace('\n', "\r\n"))), expected);
}

#[test]
fn entries_without_a_page_are_left_out_with_a_warning() {
    let text = format!("{HEADER}msgid \"å\"\nmsgstr \"b\"\n\nmsgctxt \"å\"\nmsgid \"c\"\nmsgstr \"d\"\n");
    let document = document(&text);
    assert_eq!(document.files, []);
    assert_eq!(document.warnings.iter().map(|warning| warning.line).collect::<Vec<_>>(), [8, 11]);
}

#[test]
fn encodings() {
    let text = entry("\"a\"", "\"é\"").replace("UTF-8", "ISO-8859-1");
    let warnings = document(&text).warnings;
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].message.contains("ISO-8859-1"), "{warnings:?}");
    let latin_1: Vec<u8> = text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect();
    assert!(refusal(&latin_1).contains("the file is in the encoding ISO-8859-1"), "{}", refusal(&latin_1));
}

#[test]
fn files_that_are_laid_out_wrong() {
    check_refused("msgid \"å\"\n", "2:1: the last entry has no `msgstr`");
    check_refused("msgid \"å\"\nmsgid \"b\"\nmsgstr \"\"", "2:1: the entry above has no `msgstr`");
    check_refused("msgctxt \"å\"\nmsgctxt \"b\"", "2:1: the entry above has no `msgstr`");
    check_refused("# å\n  msgstr \"b\"", "2:3: this keyword is out of place");
    check_refused("msgid \"å\"\nmsgstr \"b\"\nmsgstr \"c\"", "3:1: this keyword is out of place");
    check_refused("msgid \"å\n\"\nmsgstr \"\"", "1:7: the string is not closed on its line");
    check_refused("msgid \"å\\\"\nmsgstr \"\"", "1:7: the string is not closed on its line");
    check_refused("msgid\nmsgstr \"\"", "1:6: a string in quotation marks is missing");
    check_refused("msgid \"å\" b", "1:11: a string in quotation marks is missing");
    check_refused("\"å\"", "1:1: this is neither a keyword of PO nor a string of one");
    check_refused("# å\ndomain \"b\"", "2:1: this is neither a keyword of PO nor a string of one");
    check_refused("# å\n\0", "2:1: this is neither a keyword of PO nor a string of one");
}
