//! Pages made at random: written as the generator writes them, or to mislead a parser.

use proptest::prelude::*;
use proptest::sample::select as one_of;

// Well-formed pages

/// Inline Markdown that can be a part of a segment.
pub(crate) const INLINE: &[&str] = &[
    "Återställ",
    "säkerhetskopian",
    "日本語の文。",
    "ترجمة",
    "\u{202b}نص\u{202c}",
    "\u{200f}",
    "👩‍👩‍👧",
    "e\u{301}",
    "a\u{a0}b",
    "z\u{feff}z",
    "\u{fffd}",
    "\u{85}x",
    "**fet**",
    "*kursiv* ,",
    "`kod | kod`",
    "``a ` b``",
    "[länk](x.md \"å\")",
    "![bild](y.png)",
    "&ndash;",
    "&quot;x&quot;",
    "\\*",
    "\\`",
    "\\*.txt",
    "<br/>",
    "<b>x</b>",
    "<a name=\"bk\"> </a>",
    "<span class=\"ui\">OK</span>",
    "<xref:Å.B%2A>",
    "$a_i * b$",
    "rad\nrad",
    "|",
    "# 1",
    "- x",
    ">",
    "<",
];

/// Code, markup and other stretches that hold no pair, though some look like one.
const BARE: &[&str] = &[
    "```html\n<span data-ttu-id=\"abcde-101\">x</span><span class=\"sxs-lookup\"><span data-stu-id=\"abcde-101\">y</span></span>\n```",
    "~~~~\n~~~\n`` ` ```\n~~~~",
    "````markdown\n```\n# å\n```\n````",
    "    indragen kod \\* `",
    "<!-- å -->",
    "<!--\n```\n-->",
    "***",
    "![alt-text *å](bild.png \"titel\")",
    "Text som blev kvar \\* `kod`, a\u{a0}b.",
    "[!INCLUDE [å](x.md)]",
    "<div>\n\n</div>",
    "`<span data-ttu-id=\"ID\">`",
    "|a|b|\n|---|---|\n|`c \\| d`|e|",
];

/// How pairs stand in a block; `P` is the place of a pair.
const BLOCKS: &[&str] = &[
    "P",
    "P P",
    "P  PP\nP",
    "P  \nP",
    "# <a name=\"å\"></a>P",
    "## <a name=\"s\"></a><a name=\"bk\"> </a>P",
    "P\n===",
    "- P\n- P P\n  - P\n    - P\n",
    "1. P\n\n   ```\n   kod\n   ```\n\n2. P\n",
    "* [P](x.md)\n* **P**",
    "- \n\n  P",
    "> P\n> P",
    "> [!NOTE]\n> P P\n> - P",
    "|P|P |\n|:--|--:|\n|`a`|P<br/>P|\n||P|",
    "<table>\n<tr><td><p>P</p></td>\n<td>P  P</td></tr>\n</table>",
    "<p>P</p>",
    "[P](x.md), ![b](y.png) P",
    "<!-- P -->",
    "P[^1]\n\n[^1]: P",
    "Å: P.",
    "- [ ] P",
];

const FRONT_MATTER: &str = "---\ntitle: \"Å: sida\"\nms.date: 2021-08-16\nms.locfileid: \"1\"\n---\n";

/// A page that is written as the generator writes it.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) text: String,
    /// Its target side with all escapes.
    pub(crate) target: String,
    pub(crate) pairs: Vec<(String, String)>,
}

fn segment() -> impl Strategy<Value = String> {
    let part = one_of(INLINE);
    (prop::collection::vec(part, 1..5), one_of(&["", "", "", " "][..]))
        .prop_map(|(parts, edge)| format!("{edge}{}{edge}", parts.join(" ")))
}

fn block() -> impl Strategy<Value = (String, Vec<(String, String)>)> {
    let with_pairs = one_of(BLOCKS).prop_flat_map(|shape| {
        let count = shape.matches('P').count();
        let source = prop_oneof![9 => segment(), 1 => Just(String::new())];
        (Just(shape.to_owned()), prop::collection::vec((segment(), source), count))
    });
    prop_oneof![3 => with_pairs, 1 => one_of(BARE).prop_map(|bare| (bare.to_owned(), Vec::new()))]
}

pub(crate) fn page() -> impl Strategy<Value = Page> {
    let blocks = prop::collection::vec(block(), 0..10);
    (blocks, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(blocks, has_mark, has_front_matter, is_crlf, ends_line)| {
            let mut page = Page { text: String::new(), target: String::new(), pairs: Vec::new() };
            let both = |page: &mut Page, text: &str| {
                page.text.push_str(text);
                page.target.push_str(text);
            };
            both(&mut page, if has_mark { "\u{feff}" } else { "" });
            both(&mut page, if has_front_matter { FRONT_MATTER } else { "" });
            let last = blocks.len().saturating_sub(1);
            for (index, (shape, pairs)) in blocks.into_iter().enumerate() {
                let mut pairs = pairs.into_iter();
                for (index, markup) in shape.split('P').enumerate() {
                    if index > 0 {
                        let (target, source) = pairs.next().unwrap();
                        let id = format!("0a1b2-{}", 101 + page.pairs.len());
                        page.text.push_str(&tagged(&id, &target, &source));
                        page.target.push_str(&target);
                        page.pairs.push((target, source));
                    }
                    both(&mut page, markup);
                }
                both(&mut page, if index < last { "\n\n" } else { "" });
            }
            both(&mut page, if ends_line { "\n" } else { "" });
            if is_crlf {
                let crlf = |text: &mut String| *text = text.replace('\n', "\r\n");
                crlf(&mut page.text);
                crlf(&mut page.target);
                page.pairs.iter_mut().for_each(|(target, source)| {
                    crlf(target);
                    crlf(source);
                });
            }
            page
        },
    )
}

pub(crate) fn tagged(id: &str, target: &str, source: &str) -> String {
    format!(
        "<span data-ttu-id=\"{id}\">{target}</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">{source}</span></span>"
    )
}

// Any page

/// Pieces of tags, Markdown and YAML that are likely to mislead a parser.
pub(crate) const HOSTILE: &[&str] = &[
    "<span data-ttu-id=\"a-1\">",
    "<span data-ttu-id=\"a-2\">",
    "<span data-ttu-id=\"tu-id\">",
    "<span data-ttu-id=\"a-1\" data-stu-id=\"a-1\">",
    "<span class=\"sxs-lookup\">",
    "<span data-stu-id=\"a-1\">",
    "<span data-stu-id=\"a-2\">",
    "<span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">",
    "</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">",
    "</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-2\">",
    "<span data-ttu-id=\"a-1\">Å</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">y</span></span>",
    "<span data-ttu-id=\"a-2\">`\\*` \\*ö</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-2\">\\*y</span></span>",
    "<span data-ttu-id=\"a-3&quot;>é</span><span class=&quot;sxs-lookup&quot;><span data-stu-id=&quot;a-3&quot;>y</span></span>",
    "<span data-ttu-id='a-1'>",
    "<SPAN DATA-TTU-ID=\"a-1\">",
    "<span data-ttu-id=a-1>",
    "<span data-ttu-id=",
    "<span data-ttu-id",
    "<span",
    "<span>",
    "<span ",
    "</span>",
    "</span></span>",
    "</SPAN >",
    "data-ttu-id",
    "data-stu-id=\"",
    "tu-id",
    "TU-ID",
    "&quot;",
    "&quot",
    "\"",
    "'",
    "=",
    ">",
    "<",
    "`",
    "``",
    "```",
    "~~~",
    "\\",
    "\\*",
    "\\`",
    "*",
    "**",
    "_",
    "[",
    "]",
    "](x)",
    "[a]: b",
    "[å]: b",
    "|",
    "|-|-|",
    "# ",
    "# <a name=\"a\"></a>",
    "===",
    "- ",
    "> ",
    "1. ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "---\n",
    "...\n",
    "title: å\n",
    "a: |\n",
    "- x: y\n",
    "ms.locfileid: \"1\"\n",
    "<!--",
    "-->",
    "<pre>",
    "</pre>",
    "<?",
    "<div>",
    " ",
    "å",
    "日本",
    "\u{202e}ب",
    "👩‍👩‍👧",
    "e\u{301}",
    "\u{a0}",
    "\u{feff}",
    "\0",
];

pub(crate) fn hostile() -> impl Strategy<Value = String> {
    let tokens = prop::collection::vec(one_of(HOSTILE), 0..40).prop_map(|tokens| tokens.concat());
    let in_page = (page(), prop::collection::vec((any::<prop::sample::Index>(), one_of(HOSTILE)), 0..6)).prop_map(
        |(page, insertions)| {
            let mut text = page.text;
            for (index, token) in insertions {
                let mut at = index.index(text.len() + 1);
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                text.insert_str(at, token);
            }
            text
        },
    );
    prop_oneof![2 => tokens, 1 => in_page, 1 => any::<String>()]
}

/// A page of segments full of escapes, in markup that gives them a meaning.
pub(crate) fn escapes() -> impl Strategy<Value = String> {
    const SEGMENT: &[&str] = &[
        "\\*", "\\*", "\\`", "*", "`", "_", "\\\\", " ", "ord", "å", ".", "(", ")", "**", "\n", "|", "- ", "\\[", "1. ",
    ];
    const AROUND: &[&str] = &[
        " ",
        "\n",
        "\n\n",
        "- ",
        "  ",
        "    ",
        "> ",
        "*",
        "`",
        "[",
        "](x)",
        "# ",
        "|",
        "\n|-|\n",
        "<div>",
        "<!--",
        "-->",
        "<pre>",
        "\n[a]: b\n",
        "[^1]: ",
        "ö",
        "\r\n",
        "\\",
        "~~",
        "```\n",
    ];
    let segment = || prop::collection::vec(one_of(SEGMENT), 1..10).prop_map(|parts| parts.concat());
    let around = prop::collection::vec(one_of(AROUND), 0..4).prop_map(|parts| parts.concat());
    prop::collection::vec((around, segment(), segment()), 1..8).prop_map(|pairs| {
        let pair = |(index, (around, target, source)): (usize, (String, String, String))| {
            around + &tagged(&format!("a-{index}"), &target, &source)
        };
        pairs.into_iter().enumerate().map(pair).collect()
    })
}

// Front matter

pub(crate) const YAML: &[&str] = &[
    "ms.date: 2021-08-16\n",
    "ämne: 'It''s: \"så\"'\n",
    "online version: https://å.example/?a=b#c # not a comment\n",
    "ms:assetid: 1\n",
    "text: >-\n  en\n\n    två: 2\n",
    "lista:\n- a: b\n- c\n",
    "# en kommentar\n",
    "\n",
    "\"a b\" : |\n  --- \n",
    "tom:\n",
    "flow: {a: [1, 2]}\n",
    "title: Å\r\n",
    "\tflik: 1\n",
    "utan kolon\n",
    "a: b: c\n",
    "ms.locfileid.x: 1\n",
    "日本: 🙂\n",
];
