//! Parts of a page: sections, ranges of pairs, blocks that match.
//!
//! A selection is a list of [`Part`]s of the page's own bytes: `sections` and `pairs` choose extracts, `definitions`
//! adds the link reference definitions and footnotes that they use, `dedent` takes away the indentation that would make
//! them code, `extract` puts them one behind the other. It never cuts a pair.

mod dedent;
mod definitions;
mod extract;
mod pairs;
mod sections;

use std::fmt;

use regex::Regex;

use crate::bitext::Document;
use crate::source::Span;
pub use sections::{Heading, headings};

/// A stretch of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Bytes of the page.
    Text(Span),
    /// Line endings or spaces between two stretches that do not follow one another in the page.
    Separator(&'static str),
}

impl Part {
    /// The span of a stretch of the page.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Text(span) => Some(*span),
            Self::Separator(_) => None,
        }
    }
}

/// What to select of a page.
#[derive(Debug, Clone)]
pub enum Selector {
    /// Headings with all that is under them, each named by its slug or by its text in either language, as readers see it or as
    /// the file has it. A heading in a block quote or list item has only what follows it there.
    Sections(Vec<String>),
    /// Pairs by their ids, and all that stands between the first and the last of a range. Of a paragraph, heading or list item
    /// only what was asked for, unless that would leave half of an emphasis, a link or an HTML element: then the whole.
    Ids(Vec<IdRange>),
    /// Blocks whose text matches in either language.
    Matching(Regex),
}

/// A pair, or all from one to another: `c4c43-107` or `c4c43-107..c4c43-113`. As prefixes change whenever a page is generated
/// anew, they may be left out: `107..113`. So may the `p` of the numbers of some pages: `115` is also `4f415-p115`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdRange {
    first: String,
    last: String,
}

impl std::str::FromStr for IdRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let (first, last) = (first.trim(), last.trim());
        if first.is_empty() || last.is_empty() || last.starts_with('.') {
            return Err("write ID or FIRST..LAST, as in `c4c43-107..c4c43-113` or `107..113`".to_owned());
        }
        let parts = |id: &'_ str| {
            let (prefix, number) = id.rsplit_once('-').unwrap_or(("", id));
            Some((prefix.to_owned(), number.trim_start_matches('p').parse::<u64>().ok()?))
        };
        if let (Some((prefix, from)), Some((other, to))) = (parts(first), parts(last))
            && prefix == other
            && to < from
        {
            return Err(format!("it ends before it begins; write {last}..{first}"));
        }
        Ok(Self { first: first.to_owned(), last: last.to_owned() })
    }
}

/// Selects parts of a page; none if nothing matches. [`clean_parts`](crate::clean::clean_parts) makes text of them.
///
/// ```
/// use bitext::Side;
/// use bitext::clean::{Options, clean_parts};
/// use bitext::select::{Selector, select};
///
/// let page = "# Get files\n\nOne.\n\n# Put files\n\nTwo.\n";
/// let (document, _) = bitext::parse(page);
/// let parts = select(&document, &Selector::Sections(vec!["put-files".to_owned()]));
/// let options = Options { side: Side::Target, keep_escapes: false, original: None };
/// assert_eq!(clean_parts(&document, &options, &parts).bytes, b"# Put files\n\nTwo.\n");
/// ```
#[must_use]
pub fn select(document: &Document<'_>, selector: &Selector) -> Vec<Part> {
    let blocks = document.blocks();
    let mut extracts = match selector {
        Selector::Sections(names) => sections::sections(document, &blocks, names),
        Selector::Ids(ranges) => pairs::ids(document, &blocks, ranges),
        Selector::Matching(pattern) => pairs::matching(document, &blocks, pattern),
    };
    if extracts.is_empty() {
        return Vec::new();
    }
    extracts.extend(definitions::definitions(document, &extracts));
    extract::join(document, &blocks, &extracts)
}

impl Selector {
    /// The names or ranges that it asks for, one selector each. A page may well have only some of them.
    #[must_use]
    pub fn each(&self) -> Vec<Self> {
        match self {
            Self::Sections(names) => names.iter().map(|name| Self::Sections(vec![name.clone()])).collect(),
            Self::Ids(ranges) => ranges.iter().map(|range| Self::Ids(vec![range.clone()])).collect(),
            Self::Matching(_) => vec![self.clone()],
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sections(names) => write!(f, "--section {}", names.join(" --section ")),
            Self::Ids(ranges) => {
                let range = |range: &IdRange| match range.first == range.last {
                    true => range.first.clone(),
                    false => format!("{}..{}", range.first, range.last),
                };
                write!(f, "--ids {}", ranges.iter().map(range).collect::<Vec<_>>().join(","))
            }
            Self::Matching(pattern) => write!(f, "--match {pattern}"),
        }
    }
}
