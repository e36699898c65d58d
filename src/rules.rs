//! The catalogue of checks. A check is one file below this one, with all that there is to know of it, and one line in
//! [`CATALOGUE`]; commands, reports and documentation read it from there.
//!
//! A check looks and reports. It never changes text, reads files or prints.

use crate::chars::Chars;
use crate::check::{Findings, PageContext, PageFacts, PairContext, RunFindings};
use crate::diagnostic::{Applicability, Diagnostic, RuleId, Severity};
use crate::report::Texts;
use crate::source::Span;
use crate::suppression::Misuse;

/// A check, and what people are told about it.
#[derive(Debug)]
pub struct Rule {
    /// The defect, by the name that people see.
    pub id: RuleId,
    /// What the defect is about.
    pub category: Category,
    /// How grave it is unless configuration says otherwise; `None` for a rule that is off.
    pub severity: Option<Severity>,
    /// What it finds: half a sentence in lower case, as in a table.
    pub finds: &'static str,
    /// Why that matters, what is left alone, whether the fix is safe: Markdown paragraphs.
    pub why: &'static str,
    /// A page that has the defect.
    pub example: Example,
    /// The fix that the rule offers, if it offers one.
    pub fix: Option<Applicability>,
    /// How the defect is found.
    pub check: Check,
}

/// What a rule is about, in the order of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Pairs, ids, spans.
    Structure,
    /// Links, code, emphasis, HTML and the like, as Markdown reads them.
    InlineMarkup,
    /// The text itself: numbers, identifiers, punctuation, characters.
    Content,
    /// Terms that are kept, terms that have a translation, the same source translated twice.
    Terms,
    /// The page around the pairs.
    Document,
}

impl Category {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Structure, Self::InlineMarkup, Self::Content, Self::Terms, Self::Document];

    /// The name, as it is printed and as configuration gives it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::InlineMarkup => "inline-markup",
            Self::Content => "content",
            Self::Terms => "terms",
            Self::Document => "document",
        }
    }
}

/// The example of a rule. Documentation shows it with what the checker says of it.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The locale of the target.
    pub locale: &'static str,
    /// What the page holds behind its front matter.
    pub body: Body,
    /// Configuration that the rule needs, in TOML.
    pub config: &'static str,
    /// Where the page is.
    pub path: &'static str,
    /// The original page, for a rule that needs it.
    pub original: Option<&'static str>,
}

/// The body of an example.
#[derive(Debug, Clone, Copy)]
pub enum Body {
    /// One pair: its source and its target.
    Pair(&'static str, &'static str),
    /// Pairs, one a line: source and target.
    Pairs(&'static [(&'static str, &'static str)]),
    /// Pages of one pair each: source and target.
    Pages(&'static [(&'static str, &'static str)]),
    /// A whole page with its front matter.
    Page(&'static str),
    /// The bytes of a file that is no text.
    Bytes(&'static [u8]),
}

impl Example {
    const NONE: Self = Self { locale: "", body: Body::Page(""), config: "", path: "example.md", original: None };

    /// A page of one pair.
    #[must_use]
    pub const fn pair(locale: &'static str, source: &'static str, target: &'static str) -> Self {
        Self { locale, body: Body::Pair(source, target), ..Self::NONE }
    }

    /// A page of some pairs: source and target of each.
    #[must_use]
    pub const fn pairs(locale: &'static str, pairs: &'static [(&'static str, &'static str)]) -> Self {
        Self { locale, body: Body::Pairs(pairs), ..Self::NONE }
    }

    /// Pages of one pair each: source and target.
    #[must_use]
    pub const fn pages(locale: &'static str, pages: &'static [(&'static str, &'static str)]) -> Self {
        Self { locale, body: Body::Pages(pages), ..Self::NONE }
    }

    /// A whole page.
    #[must_use]
    pub const fn page(text: &'static str) -> Self {
        Self { body: Body::Page(text), ..Self::NONE }
    }

    /// A file that is no text.
    #[must_use]
    pub const fn bytes(bytes: &'static [u8]) -> Self {
        Self { locale: "", body: Body::Bytes(bytes), ..Self::NONE }
    }

    /// The same example under some configuration.
    #[must_use]
    pub const fn with_config(self, config: &'static str) -> Self {
        Self { config, ..self }
    }

    /// The same example at some path.
    #[must_use]
    pub const fn at_path(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    /// The same example with the original of its page.
    #[must_use]
    pub const fn with_original(self, original: &'static str) -> Self {
        Self { original: Some(original), ..self }
    }

    /// The files: one, unless only several show the defect.
    #[must_use]
    pub fn files(&self) -> Vec<Vec<u8>> {
        match self.body {
            Body::Pair(source, target) => vec![page_of(self.locale, &[(source, target)]).into_bytes()],
            Body::Pairs(pairs) => vec![page_of(self.locale, pairs).into_bytes()],
            Body::Pages(pages) => pages.iter().map(|&pair| page_of(self.locale, &[pair]).into_bytes()).collect(),
            Body::Page(text) => vec![text.as_bytes().to_vec()],
            Body::Bytes(bytes) => vec![bytes.to_vec()],
        }
    }
}

/// A page with one pair a paragraph, as the generator writes it.
#[must_use]
pub fn page_of(locale: &str, pairs: &[(&str, &str)]) -> String {
    let mut page = format!("---\nms.contentlocale: {locale}\n---\n");
    for (number, (source, target)) in (101..).zip(pairs) {
        let id = format!("0a1b2-{number}");
        page.push_str(&format!(
            "\n<span data-ttu-id=\"{id}\">{target}</span><span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">{source}</span></span>\n"
        ));
    }
    page
}

/// How a defect is found.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// While the page is read and parsed.
    Reading,
    /// In one pair, if it holds the bytes that are asked for.
    Pair(When, fn(&PairContext<'_>, &mut Findings)),
    /// In one page.
    Page(fn(&PageContext<'_>, &mut Findings)),
    /// Over all pages of a run, from what was noted of each. What is to be quoted is read again.
    Run(fn(&[PageFacts], &dyn Texts, &mut RunFindings)),
    /// In the comments that suppress findings, when all findings of the run are known.
    Suppression(fn(Misuse) -> Diagnostic),
}

/// The bytes that a pair must hold for a check to be worth making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// One of these in the target.
    target: Chars,
    /// Or one of these in the source.
    source: Chars,
}

impl When {
    /// Whatever it holds.
    pub const ALWAYS: Self = Self { target: Chars::ANY_TEXT, source: Chars::NONE };

    /// The target holds one of these.
    #[must_use]
    pub const fn target(chars: Chars) -> Self {
        Self { target: chars, source: Chars::NONE }
    }

    /// The source holds one of these.
    #[must_use]
    pub const fn source(chars: Chars) -> Self {
        Self { target: Chars::NONE, source: chars }
    }

    /// Either side holds one of these.
    #[must_use]
    pub const fn either(chars: Chars) -> Self {
        Self { target: chars, source: chars }
    }

    /// Whether a pair with these bytes is worth looking at.
    #[must_use]
    pub const fn holds(&self, target: Chars, source: Chars) -> bool {
        self.target.has(target.or(Chars::ANY_TEXT)) || self.source.has(source)
    }
}

impl Rule {
    /// A diagnostic of this rule.
    pub fn at(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        let severity = self.severity.unwrap_or(Severity::Info);
        Diagnostic { severity, ..Diagnostic::error(self.id, span, message) }
    }
}

/// The rule of some id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    CATALOGUE.iter().copied().find(|rule| rule.id.as_str() == id)
}

/// Whether a rule compares all pages of a run.
pub(crate) fn is_of_run(rule: RuleId) -> bool {
    find(rule.as_str()).is_some_and(|rule| matches!(rule.check, Check::Run(_)))
}

pub(crate) use invalid_utf8::diagnostic as not_text;

macro_rules! catalogue {
    ($($rule:ident),* $(,)?) => {
        $(mod $rule;)*

        /// All rules, by category.
        pub static CATALOGUE: &[&Rule] = &[$(&$rule::RULE),*];
    };
}

catalogue![
    // Structure.
    unpaired_target,
    unpaired_source,
    id_mismatch,
    duplicate_id,
    id_out_of_order,
    mixed_id_prefix,
    malformed_span,
    encoded_marker,
    empty_source,
    empty_target,
    pair_in_code,
    invalid_utf8,
    unbalanced_span,
    // Inline markup.
    link_count,
    link_address,
    empty_link_text,
    undefined_label,
    image_mismatch,
    code_mismatch,
    math_mismatch,
    docs_marker,
    xref_mismatch,
    html_mismatch,
    placeholder_mismatch,
    variable_changed,
    broken_emphasis,
    emphasis_count,
    broken_escape,
    bracket_balance,
    bare_url,
    // Content.
    untranslated,
    wrong_script,
    identifier_split,
    identifier_changed,
    number_missing,
    replacement_character,
    control_character,
    mojibake,
    unbalanced_bidi,
    missing_space,
    end_punctuation,
    punctuation_in_link,
    repeated_word,
    length_ratio,
    double_space,
    edge_space,
    space_before_punctuation,
    invisible_character,
    // Terms.
    no_loc_term,
    glossary_term,
    abbreviation_lost,
    inconsistent_in_page,
    inconsistent,
    product_name_varies,
    term_case_varies,
    // Document.
    suppression,
    front_matter,
    localization_keys,
    locale_mismatch,
    heading_anchor,
    text_outside_pair,
    machine_translated,
    stale_source,
];
