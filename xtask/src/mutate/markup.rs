//! Defects of inline markup.

use super::Kind;
use super::site::Defect;

const LINK: &str = r"(^|[^!\]])\[([^\[\]`!]+)\]\(([^()\s]+)\)";
const IMAGE: &str = r#"!\[([^\[\]]*)\]\(([^()\s]+)((?: "[^"]*")?)\)"#;
const CODE: &str = r"(^|[^`\\])`([^`]*[\p{Alphabetic}][^`]*)`([^`]|$)";
const BOLD: &str = r"(^|[^*\\])\*\*([^*\s][^*]*[^*\s\\])\*\*([^*]|$)";

pub(super) const KINDS: &[Kind] = &[
    Kind { rule: "link-count", does: "drop a link, keep its text", plant: |site| site.replace(LINK, "$1$2") },
    Kind {
        rule: "link-address",
        does: "change the address of a link",
        plant: |site| site.replace(LINK, "$1[$2](${3}x)"),
    },
    Kind { rule: "empty-link-text", does: "empty the text of a link", plant: |site| site.replace(LINK, "$1[]($3)") },
    Kind { rule: "image-mismatch", does: "drop an image", plant: |site| site.replace(IMAGE, "") },
    Kind { rule: "image-mismatch", does: "tear an image", plant: |site| site.replace(IMAGE, "! [$1]($2$3)") },
    Kind { rule: "code-mismatch", does: "edit code", plant: |site| site.replace(CODE, "$1`${2}x`$3") },
    Kind { rule: "code-mismatch", does: "drop a code span", plant: |site| site.replace(CODE, "$1$2$3") },
    Kind {
        rule: "code-mismatch",
        does: "glue two code spans together",
        plant: |site| site.replace(r"^([^`\\]*)`([^`]+)`[^`]+`([^`]+)`([^`]*)$", "$1`$2$3`$4"),
    },
    Kind {
        rule: "math-mismatch",
        does: "tear math",
        // No translation of the sets has mathematics that is whole, so both sides are given some.
        plant: |site| {
            site.is_plain().then(|| Defect {
                edits: vec![
                    (site.pair.target.inner, format!("{} $ 2 ^ n $", site.target)),
                    (site.pair.source.inner, format!("{} $2^n$", site.source)),
                ],
                ..Defect::default()
            })
        },
    },
    Kind {
        rule: "docs-marker",
        does: "translate the mark of a note",
        plant: |site| {
            let source = format!("[!NOTE] {}", site.source);
            let target = format!("[!OBSERVERA] {}", site.target);
            Some(Defect {
                edits: vec![(site.pair.target.inner, target), (site.pair.source.inner, source)],
                ..Defect::default()
            })
        },
    },
    Kind {
        rule: "xref-mismatch",
        does: "change an xref",
        plant: |site| site.replace(r"<xref:([\w.]+)", "<xref:${1}x"),
    },
    Kind {
        rule: "html-mismatch",
        does: "drop a tag",
        plant: |site| {
            const TAG: &str = r"</?(?:b|i|em|strong|br|sup|sub|p|ul|li|span|a|code)\b[^<>]*>";
            if site.target.contains('`') { None } else { site.replace_shared(TAG, "") }
        },
    },
    Kind {
        rule: "placeholder-mismatch",
        does: "change a placeholder",
        plant: |site| if site.target.contains('`') { None } else { site.replace_shared(r"\{\d\}|%[sd]\b", "{9}") },
    },
    Kind {
        rule: "variable-changed",
        does: "change a variable",
        plant: |site| {
            if site.target.contains('`') { None } else { site.replace_shared(r"(^|\s)\$([A-Za-z]{3,})", "$1$$${2}x") }
        },
    },
    Kind { rule: "broken-emphasis", does: "put a space into bold", plant: |site| site.replace(BOLD, "$1** $2**$3") },
    Kind { rule: "emphasis-count", does: "drop bold, keep its text", plant: |site| site.replace(BOLD, "$1$2$3") },
    Kind {
        rule: "broken-escape",
        does: "tear an escape",
        plant: |site| if site.target.contains('`') { None } else { site.replace_shared(r"\\\*", r"\ *") },
    },
    Kind {
        rule: "bracket-balance",
        does: "drop a bracket",
        plant: |site| {
            let has_markup = site.target.contains(['[', '`', '<', '$', '\\']);
            if has_markup { None } else { site.replace_shared(r"\(([^()]+)\)", "($1") }
        },
    },
    Kind {
        rule: "bare-url",
        does: "glue a bare address to the word in front",
        plant: |site| site.replace_shared(r"([A-Za-z]) (https?://[A-Za-z][^\s`)\]]+)", "$1$2"),
    },
];
