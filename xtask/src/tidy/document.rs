//! A document of the project as its checks need it: links, headings, code. It knows which files are documents, and judges none.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A text of a document and the line that it starts on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Counted from 1.
    pub(super) line: usize,
    pub(super) text: String,
}

/// A block of code in fences.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CodeBlock {
    /// What stands behind the opening fence.
    pub(super) info: String,
    pub(super) code: Part,
}

#[derive(Debug, Default)]
pub(super) struct Document {
    /// Where links and images lead, as it is written.
    pub(super) links: Vec<Part>,
    /// The names that headings have in links.
    pub(super) anchors: HashSet<String>,
    pub(super) code_blocks: Vec<CodeBlock>,
    pub(super) code_spans: Vec<Part>,
}

/// Whether a file of the project is a document for people. Below `fixtures` and `tests` pages are data.
pub(super) fn is_document(path: &Path) -> bool {
    let is_data = path.starts_with("fixtures") || path.starts_with("tests");
    path.extension().is_some_and(|extension| extension == "md")
        && (!is_data || path.file_name().is_some_and(|name| name == "README.md"))
}

impl Document {
    pub(super) fn read(text: &str) -> Self {
        let mut document = Self::default();
        let line_starts: Vec<usize> = starts_of_lines(text);
        let line = |at: usize| line_starts.partition_point(|&start| start <= at);
        let mut heading: Option<String> = None;
        let mut block: Option<CodeBlock> = None;
        let mut taken: HashMap<String, usize> = HashMap::new();
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    document.links.push(Part { line: line(range.start), text: dest_url.into_string() });
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    let slug = slug(&heading.take().unwrap_or_default());
                    let times = taken.entry(slug.clone()).or_default();
                    document.anchors.insert(if *times == 0 { slug } else { format!("{slug}-{times}") });
                    *times += 1;
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let code = Part { line: line(range.start) + 1, text: String::new() };
                    block = Some(CodeBlock { info: info.into_string(), code });
                }
                Event::End(TagEnd::CodeBlock) => document.code_blocks.extend(block.take()),
                Event::Text(piece) => {
                    if let Some(block) = &mut block {
                        block.code.text.push_str(&piece);
                    } else if let Some(heading) = &mut heading {
                        heading.push_str(&piece);
                    }
                }
                Event::Code(code) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&code);
                    }
                    document.code_spans.push(Part { line: line(range.start), text: code.into_string() });
                }
                _ => {}
            }
        }
        document
    }
}

/// Where lines start.
fn starts_of_lines(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// The name of a heading in links, as GitHub and mdBook make it of its text.
fn slug(heading: &str) -> String {
    let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ' ');
    heading.trim().to_lowercase().chars().filter(kept).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_document() {
        for (path, expected) in [
            ("README.md", true),
            ("docs/check.md", true),
            ("fixtures/README.md", true),
            ("fixtures/odd/bare.md", false),
            ("tests/cmd/rules/rules.md", false),
            ("src/lib.rs", false),
        ] {
            assert_eq!(is_document(Path::new(path)), expected, "{path}");
        }
    }

    #[test]
    fn links_headings_and_code_have_their_lines() {
        let text = "# Å, *b* & `c`\n\n[d](e.md#f) and `g h`\n\n## d\n## d\n\n```sh\ni\nj\n```\n![k][l]\n\n[l]: m.png\n";
        let document = Document::read(text);
        let part = |line, text: &str| Part { line, text: text.to_owned() };
        assert_eq!(document.links, [part(3, "e.md#f"), part(12, "m.png")]);
        assert_eq!(document.anchors, HashSet::from(["å-b--c", "d", "d-1"].map(str::to_owned)));
        assert_eq!(document.code_spans, [part(1, "c"), part(3, "g h")]);
        assert_eq!(document.code_blocks, [CodeBlock { info: "sh".into(), code: part(9, "i\nj\n") }]);
    }
}
