//! The report for people: each finding with both sides of its pair and carets under what is meant, then the sum of the run.
//!
//! Colours are always written; who opens the output strips them where they are not wanted.

mod snippet;
mod statistics;
mod window;

use std::borrow::Cow;
use std::io::{self, Write};
use std::time::Duration;

use annotate_snippets::{Group, Level, Message, Origin, Renderer};

use super::places::Elsewhere;
use super::{Limits, Report, Texts, counted, number, printable};
use crate::check::Finding;
use crate::diagnostic::{Applicability, Edit, Fix, Severity};

/// Columns of a text that is quoted in a message.
const QUOTED: usize = 60;

/// The fewest columns that texts are cut to, however narrow the terminal is.
const LEAST_WIDTH: usize = 30;

/// How the report is written.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Which findings are shown.
    pub limits: Limits,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether a table of the findings by rule follows them.
    pub statistics: bool,
    /// How long the run took.
    pub elapsed: Duration,
}

/// Writes the report. Only the pages of findings that are shown are read again.
///
/// # Errors
/// When it cannot be written.
pub fn write(report: &Report, texts: &dyn Texts, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let shown: Vec<(usize, Finding)> = report.shown(options.limits).collect();
    let elsewhere = Elsewhere::of(shown.iter().map(|(_, finding)| finding), texts);
    let renderer = Renderer::styled().term_width(usize::MAX / 2);
    for findings in shown.chunk_by(|(a, _), (b, _)| a == b) {
        let page = findings[0].0;
        let text = texts.text(page);
        for (_, finding) in findings {
            let path = report.pages[page].path.display().to_string();
            writeln!(out, "{}", renderer.render(&[head(finding, &path)]))?;
            let body = body(finding, text.as_deref(), report, &elsewhere, options.width.max(LEAST_WIDTH));
            if !body.is_empty() {
                writeln!(out, "{}", renderer.render(&[body]))?;
            }
            writeln!(out)?;
        }
    }
    if options.statistics && !report.is_empty() {
        writeln!(out, "{}", statistics::table(report))?;
    }
    let more = report.left_out(options.limits);
    if more > 0 {
        writeln!(out, "… and {} more; --max-findings 0 shows all", number(more))?;
    }
    writeln!(out, "{}", summary(report, options))
}

/// What is wrong, and where.
fn head<'f>(finding: &'f Finding, path: &str) -> Group<'f> {
    let place = Origin::path(printable(path).into_owned()).line(finding.start.line).char_column(finding.start.column);
    level(finding.severity).primary_title(printable(&finding.message)).id(finding.rule.id.as_str()).element(place)
}

/// The texts with their carets, and all that explains the finding.
fn body<'f>(
    finding: &'f Finding,
    text: Option<&str>,
    report: &Report,
    elsewhere: &Elsewhere,
    width: usize,
) -> Group<'f> {
    let snippet = text.and_then(|text| snippet::of(finding, text, width));
    let mut group = Group::with_level(level(finding.severity));
    let mut is_labelled = vec![false; finding.related.len()];
    if let Some(snippet) = snippet {
        for &index in &snippet.labelled {
            is_labelled[index] = true;
        }
        group = group.element(snippet.into_element());
    }
    for (related, _) in finding.related.iter().zip(is_labelled).filter(|(_, is_labelled)| !is_labelled) {
        let path = related.page.map(|page| report.pages[page].path.display().to_string());
        let place = elsewhere.locate(related).map(|(start, _)| start.to_string());
        let place: Vec<String> = path.into_iter().chain(place).collect();
        let message = format!("{}: {}", printable(&place.join(":")), printable(&related.message));
        group = group.element(Level::NOTE.message(message));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    if let Some(fix) = &finding.fix {
        group = group.element(fix_message(fix, text));
    }
    group
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

/// What a fix would do, and what makes it.
fn fix_message(fix: &Fix, text: Option<&str>) -> Message<'static> {
    let option = match fix.applicability {
        Applicability::Safe => "--fix",
        Applicability::Unsafe => "--unsafe-fixes",
    };
    let what = match &*fix.edits {
        [edit] => one_edit(edit, text),
        edits => format!("makes {}", counted(edits.len(), "edit")),
    };
    Level::NOTE.with_name("fix").message(format!("{option} {what}"))
}

fn one_edit(edit: &Edit, text: Option<&str>) -> String {
    let old = text.and_then(|text| text.get(edit.span.range())).map_or(Cow::Borrowed("this"), quoted);
    match (edit.span.is_empty(), edit.text.is_empty()) {
        (true, _) => format!("inserts {}", quoted(&edit.text)),
        (false, true) => format!("deletes {old}"),
        (false, false) => format!("replaces {old} by {}", quoted(&edit.text)),
    }
}

/// The start of a text, in quotes.
fn quoted(text: &str) -> Cow<'static, str> {
    format!("\"{}\"", window::Window::new("", text, 0..0, QUOTED).text).into()
}

/// One line about the run.
fn summary(report: &Report, options: &Options) -> String {
    let totals = report.totals();
    let mut counts = vec![counted(totals.errors, "error"), counted(totals.warnings, "warning")];
    let hint = if totals.info > 0 && !options.limits.info { " (--verbose shows them)" } else { "" };
    counts.push(format!("{} info{hint}", number(totals.info)));
    let mut more = Vec::new();
    if totals.safe_fixes > 0 {
        more.push(format!("{} fixable with --fix", number(totals.safe_fixes)));
    }
    if totals.unsafe_fixes > 0 {
        more.push(format!("{} fixable with --unsafe-fixes", number(totals.unsafe_fixes)));
    }
    if totals.suppressed > 0 {
        more.push(format!("{} suppressed", number(totals.suppressed)));
    }
    if totals.in_baseline > 0 {
        more.push(format!("{} in the baseline", number(totals.in_baseline)));
    }
    if totals.failures > 0 {
        more.push(format!("{} not checked", counted(totals.failures, "page")));
    }
    let (pages, pairs) = (counted(totals.pages, "page"), counted(totals.pairs, "pair"));
    let parts: Vec<String> = [counts.join(", ")].into_iter().chain(more).collect();
    format!("{pages}, {pairs}: {}; {:.2} s", parts.join("; "), options.elapsed.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::report::sample::{self, Gone, Sample, error, span};
    use crate::rules::page_of;
    use crate::source::Span;

    fn human(sample: &Sample, texts: &dyn Texts, width: usize) -> String {
        let limits = Limits { info: true, findings: None };
        let options = Options { limits, width, statistics: false, elapsed: Duration::from_millis(1234) };
        let mut out = Vec::new();
        write(&sample.report, texts, &options, &mut out).unwrap();
        anstream::adapter::strip_str(std::str::from_utf8(&out).unwrap()).to_string()
    }

    #[test]
    fn both_sides_are_shown() {
        let sample = sample::every_kind();
        insta::assert_snapshot!(human(&sample, &sample.texts, 80));
    }

    #[test]
    fn a_page_that_is_gone_is_reported_without_its_text() {
        insta::assert_snapshot!(human(&sample::every_kind(), &Gone, 80));
    }

    #[test]
    fn nothing_reaches_the_terminal_but_text() {
        let sample = sample::hostile();
        insta::assert_snapshot!(human(&sample, &sample.texts, 100));
    }

    #[test]
    fn narrow_terminals_wide_and_turned_text() {
        let page = page_of(
            "ja-JP",
            &[
                (
                    "Before the *first* copy is made, the folder is opened, read and closed again by the service.",
                    "最初のコピーが作成される前に、フォルダーはサービスによって開かれ、読み取られ、再び閉じられます。",
                ),
                ("Open the folder (all files).", "افتح المجلد (كل الملفات)."),
                ("A \tb", "Å\t e\u{301}a\u{308}b"),
                ("Text", ""),
            ],
        );
        let sample = Sample::empty().page("docs/ja.md", &page, |text| {
            let empty = span(text, "-104\">").end;
            vec![
                error(text, "読み取られ", "wide").with_related(span(text, "*first*"), "emphasis in the source"),
                error(text, "(كل", "right to left"),
                error(text, "a\u{308}b", "combining, tab"),
                Diagnostic { span: Span::new(empty, empty), ..error(text, "Text", "an empty target") },
                error(text, "ms.contentlocale: ja-JP", "outside pairs"),
                error(text, "0a1b2-103", "an id"),
            ]
        });
        insta::assert_snapshot!(human(&sample, &sample.texts, 40));
    }

    #[test]
    fn what_is_left_out_is_said() {
        let sample = sample::every_kind();
        let limits = Limits { info: false, findings: Some(1) };
        let options = Options { limits, width: 80, statistics: true, elapsed: Duration::ZERO };
        let mut out = Vec::new();
        write(&sample.report, &Gone, &options, &mut out).unwrap();
        insta::assert_snapshot!(anstream::adapter::strip_str(std::str::from_utf8(&out).unwrap()));
    }
}
