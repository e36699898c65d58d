//! The report for a browser: its markup, and what it does in a real one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod browser;
mod chromium;
mod markup;
#[path = "../support/mod.rs"]
mod support;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use bitext::bitext::SegmentPair;
use bitext::check::{PageContext, Profile, findings};
use bitext::diagnostic::{Diagnostic, Edit, Related, RuleId, Severity};
use bitext::report::{CheckedPage, Failure, Report, Texts, html};
use bitext::rules::{CATALOGUE, page_of};
use bitext::{Document, Span};

/// A report with the texts of its pages.
struct Run {
    report: Report,
    texts: Vec<String>,
}

impl Texts for Run {
    fn text(&self, page: usize) -> Option<Cow<'_, str>> {
        self.texts.get(page).filter(|text| !text.is_empty()).map(|text| Cow::Borrowed(text.as_str()))
    }
}

impl Run {
    fn new() -> Self {
        Self {
            report: Report { pages: Vec::new(), failures: Vec::new(), suppressed: 0, in_baseline: 0 },
            texts: Vec::new(),
        }
    }

    /// The same with a page more, and with what `find` says of it.
    fn with(mut self, path: &str, text: &str, find: impl Fn(&Document<'_>) -> Vec<Diagnostic>) -> Self {
        let (document, _) = bitext::parse(text);
        let profile = Profile::default();
        let locale = PageContext::new(&document, &profile, Path::new(path)).locale().map(str::to_owned);
        let findings = findings(&document, find(&document)).into_iter().collect();
        self.report.pages.push(CheckedPage { path: path.into(), locale, pairs: document.pairs().len(), findings });
        self.texts.push(text.to_owned());
        self
    }

    fn html(&self) -> String {
        let mut out = Vec::new();
        html::write(&self.report, self, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The report as a file for a browser.
    fn file(&self, name: &str) -> PathBuf {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.html"));
        std::fs::write(&path, self.html()).unwrap();
        path
    }
}

fn rule(number: usize) -> RuleId {
    CATALOGUE[number % CATALOGUE.len()].id
}

fn with_severity(severity: Severity, diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic { severity, ..diagnostic }
}

/// A word in the middle of a segment.
fn word(text: &str, segment: Span) -> Span {
    let inner = &text[segment.range()];
    let middle = inner.char_indices().nth(inner.chars().count() / 2).map_or(0, |(at, _)| at);
    let start = inner[..middle].rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let end = inner[middle..].find(char::is_whitespace).map_or(inner.len(), |at| middle + at);
    Span::new(segment.start + start, segment.start + end)
}

/// A finding of each shape, in turn, for each pair of a page.
fn one_for_each_pair(document: &Document<'_>) -> Vec<Diagnostic> {
    let text = document.text();
    let shape = |(number, pair): (usize, &SegmentPair)| {
        let (target, source) = (word(text, pair.target.inner), word(text, pair.source.inner));
        let rule = rule(number);
        let end = Span::new(pair.target.inner.end, pair.target.inner.end);
        match number % 5 {
            0 => Diagnostic::error(rule, target, format!("`{}` is not in the source", &text[target.range()]))
                .with_help("write it as the source has it")
                .with_related(source, "the source has this")
                .with_fix(vec![Edit::replace(target, text[source.range()].to_owned())]),
            1 => Diagnostic::warning(rule, end, "the sentence mark of the source is missing")
                .with_help("end the sentence with `.`")
                .with_unsafe_fix(vec![Edit::insert(end.start, ".")]),
            2 => Diagnostic::error(rule, pair.id, format!("the id `{}` is used twice", document.id(pair)))
                .with_related(document.pairs()[0].id, "it stands here too"),
            3 => Diagnostic::warning(
                rule,
                Span::new(document.body().start, document.body().start + 1),
                "the page starts oddly",
            ),
            _ => with_severity(
                Severity::Info,
                Diagnostic {
                    related: vec![Related {
                        page: Some(0),
                        span: pair.target.inner,
                        message: "translated so here".into(),
                    }],
                    ..Diagnostic::error(rule, pair.target.inner, "the same source is translated otherwise elsewhere")
                },
            ),
        }
    };
    document.pairs().iter().enumerate().map(shape).collect()
}

/// The fixture pages, with findings of every shape.
fn many_languages() -> Run {
    let folder = support::fixtures().join("docs/bilingual");
    let mut run = Run::new();
    for path in support::pages(&folder) {
        let text = std::fs::read_to_string(folder.join(&path)).unwrap();
        run = run.with(&path.to_string_lossy(), &text, one_for_each_pair);
    }
    run.report.failures.push(Failure { path: "de-de/åäö.md".into(), message: "not valid UTF-8 at byte 17".into() });
    run.report.suppressed = 3;
    run
}

/// What text of a page must not be able to do is to set the title.
const ATTACK: &str =
    "</script><script>document.title='owned'</script><!--<script><img src=x onerror=\"document.title='owned'\">";

/// Findings on text, at a path and with a message that attack the report.
fn hostile() -> Run {
    let text = page_of(
        "ar-SA\" onclick=\"document.title='owned'",
        &[(ATTACK, "\u{202e}\0\u{7}\u{2028}a\u{a0}b 😀 `x` [å](javascript:document.title='owned')")],
    );
    let mut run = Run::new().with(&format!("'\"><b>{ATTACK}/javascript:alert(1).md"), &text, |document| {
        let pair = document.pairs()[0];
        let emoji = document.text().find('😀').unwrap();
        vec![
            Diagnostic::error(rule(0), Span::new(emoji, emoji + 4), ATTACK)
                .with_help(ATTACK)
                .with_related(pair.source.inner, ATTACK)
                .with_related(pair.outer(), ATTACK)
                .with_fix(vec![Edit::replace(pair.target.inner, ATTACK)]),
            Diagnostic::warning(rule(1), Span::new(0, document.text().len()), "all of it"),
        ]
    });
    run.report.failures.push(Failure { path: ATTACK.into(), message: ATTACK.into() });
    run
}

/// 400 pages with 50 findings each.
fn large() -> Run {
    (0..400).fold(Run::new(), |run, page| {
        let pairs: Vec<(String, String)> = (0..50)
            .map(|number| {
                let source = format!("Select **Open** in the list of the {number} files on page {page}, then run `Get-Item -Path {number}`.");
                let target = format!("Välj **Öppna** i listan över de {number} filerna på sidan {page} och kör sedan `Get-Item -Path {number}`.");
                (source, target)
            })
            .collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(source, target)| (source.as_str(), target.as_str())).collect();
        run.with(&format!("docs/sv-se/guide/page-{page:03}.md"), &page_of("sv-SE", &pairs), one_for_each_pair)
    })
}
