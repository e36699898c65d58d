//! Reports for tests: pages of our own, with findings where a text stands in them.

use std::borrow::Cow;
use std::path::PathBuf;

use super::{CheckedPage, Failure, Report, Texts};
use crate::check::findings;
use crate::diagnostic::{Diagnostic, Edit, Related, RuleId, Severity};
use crate::rules::page_of;
use crate::source::Span;

/// The texts of a report, in memory.
pub(super) struct Pages(pub(super) Vec<String>);

impl Texts for Pages {
    fn text(&self, page: usize) -> Option<Cow<'_, str>> {
        self.0.get(page).map(|text| Cow::Borrowed(&**text))
    }
}

/// Texts that are gone.
pub(super) struct Gone;

impl Texts for Gone {
    fn text(&self, _: usize) -> Option<Cow<'_, str>> {
        None
    }
}

/// A report and the texts that it is about.
pub(super) struct Sample {
    pub(super) report: Report,
    pub(super) texts: Pages,
}

impl Sample {
    /// A run over no pages.
    pub(super) fn empty() -> Self {
        let report = Report { pages: Vec::new(), failures: Vec::new(), suppressed: 0, in_baseline: 0 };
        Self { report, texts: Pages(Vec::new()) }
    }

    /// The same run with one more page and what was found in it.
    pub(super) fn page(
        mut self,
        path: impl Into<PathBuf>,
        text: &str,
        found: impl Fn(&str) -> Vec<Diagnostic>,
    ) -> Self {
        let (document, _) = crate::parse(text);
        let mut diagnostics = found(text);
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        self.report.pages.push(CheckedPage {
            path: path.into(),
            locale: Some("sv-SE".to_owned()),
            pairs: document.pairs().len(),
            findings: findings(&document, diagnostics).into_iter().collect(),
        });
        self.texts.0.push(text.to_owned());
        self
    }

    /// The same run with a page that could not be checked.
    pub(super) fn failure(mut self, path: impl Into<PathBuf>, message: &str) -> Self {
        self.report.failures.push(Failure { path: path.into(), message: message.to_owned() });
        self
    }
}

/// Where `part` stands in `text` for the first time.
pub(super) fn span(text: &str, part: &str) -> Span {
    let start = text.find(part).unwrap_or_else(|| panic!("{part:?} is not in {text:?}"));
    Span::new(start, start + part.len())
}

/// An error of the rule `empty-target` at `part`.
pub(super) fn error(text: &str, part: &str, message: &str) -> Diagnostic {
    Diagnostic::error(RuleId::new("empty-target"), span(text, part), message)
}

/// Two pages with findings of every kind, and one that could not be read.
pub(super) fn every_kind() -> Sample {
    let first = page_of("sv-SE", &[("Save the *file*, then wait.", "Spara filen och vänta."), ("Two", "Två")]);
    let second = page_of("ja-JP", &[("Open the folder.", "フォルダーを開きます。")]);
    let other = span(&first, "Spara");
    Sample::empty()
        .page("docs/å b.md", &first, |text| {
            let lost = error(text, "filen", "the target has no emphasis")
                .with_help("mark the same words")
                .with_related(span(text, "*file*"), "emphasis in the source")
                .with_fix(vec![Edit::replace(span(text, "filen"), "*filen*")]);
            let info = Diagnostic { severity: Severity::Info, ..error(text, "Två", "a number is spelt out") };
            vec![lost, info]
        })
        .page("docs/ja.md", &second, |text| {
            let mut odd = Diagnostic {
                severity: Severity::Warning,
                ..error(text, "開きます。", "not as elsewhere").with_unsafe_fix(vec![
                    Edit::insert(span(text, "フォ").start, "「"),
                    Edit::delete(span(text, "ます。")),
                ])
            };
            odd.related.push(Related { page: Some(0), span: other, message: "here it is".to_owned() });
            vec![odd]
        })
        .page("docs/none.md", "Nothing here.\n", |_| Vec::new())
        .failure("docs/bad.md", "not valid UTF-8 at byte 3; save the file as UTF-8")
}

/// A page with every character that some format has to escape, in its name, its text and its messages.
pub(super) fn hostile() -> Sample {
    let text = "\u{feff}---\r\nms.contentlocale: ar\r\n---\r\n".to_owned()
        + "<span data-ttu-id=\"a-1\">نص\u{202e} ]]> <script>alert('&amp;')</script> \u{fffe}\u{0}\u{1b}[31m %0A</span>"
        + "<span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">Text\r\n&quot;\u{200b}::error::x</span></span>\r\n";
    Sample::empty().page("a%:,\n<b>&\"'\u{202e}.md", &text, |text| {
        vec![
            error(
                text,
                "]]> <script>",
                "]]> <script>alert(1)</script> & \"q\" %0A\r\n::error::x \u{0}\u{fffe}\u{202e}\u{1b}[31m",
            )
            .with_help("100%: a,b\n::warning::")
            .with_related(span(text, "&quot;"), "]]>\u{0}\u{fffe}")
            .with_fix(vec![Edit::replace(span(text, "]]>"), "\u{0}]]>\u{fffe}\n</script>")]),
        ]
    })
}
