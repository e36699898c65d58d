//! A summary in Markdown (GitHub Flavored), for the page of a job on a build server.
//!
//! What it holds is bounded, however much was found: build servers refuse a summary above a size (GitHub: 1 MiB). Text of pages,
//! paths and messages is escaped, so that it is neither Markdown nor HTML.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::by_rule::{RuleCount, counts};
use super::{CheckedPage, Limits, Report, counted, number, printable};
use crate::diagnostic::Severity;

/// The most findings that are listed.
const MOST_FINDINGS: usize = 100;
/// The most pages that are listed, of those with findings and of those that could not be checked each.
const MOST_PAGES: usize = 20;
/// Characters of a path, a message or a help. With six bytes for each, all that is listed stays below 700 KB.
const MOST_CHARACTERS: usize = 300;

/// Writes the summary. `limits` say whether findings of severity info are listed; they are always counted.
///
/// # Errors
/// When it cannot be written.
pub fn write(report: &Report, limits: Limits, out: &mut dyn Write) -> io::Result<()> {
    let totals = report.totals();
    let found = match (totals.errors, totals.warnings) {
        (0, 0) => "no errors, no warnings".to_owned(),
        (errors, warnings) => format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")),
    };
    writeln!(out, "## bitext check: {found}\n")?;
    let mut facts = vec![counted(totals.pages, "page"), counted(totals.pairs, "pair")];
    let more = [
        (totals.info, " info", ""),
        (totals.safe_fixes, " fixable with `--fix`", ""),
        (totals.unsafe_fixes, " fixable with `--unsafe-fixes`", ""),
        (totals.suppressed, " suppressed", ""),
        (totals.in_baseline, " in the baseline", ""),
        (totals.failures, " not checked", "**"),
    ];
    let more = more.into_iter().filter(|(count, ..)| *count > 0);
    facts.extend(more.map(|(count, what, mark)| format!("{mark}{}{what}{mark}", number(count))));
    writeln!(out, "{}", facts.join(" · "))?;
    write_failures(report, out)?;
    if !report.is_empty() {
        write_rules(report, out)?;
        write_pages(report, out)?;
        write_findings(report, limits, out)?;
    }
    Ok(())
}

fn write_failures(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.failures.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n### Not checked\n")?;
    for failure in report.failures.iter().take(MOST_PAGES) {
        writeln!(out, "- {}: {}", code(&failure.path.to_string_lossy()), text(&failure.message))?;
    }
    write_rest(report.failures.len(), MOST_PAGES, out)
}

fn write_rules(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\n### By rule\n\n| rule | severity | findings | pages | fixable |\n| --- | --- | ---: | ---: | ---: |"
    )?;
    for RuleCount { rule, severity, findings, pages, fixable } in counts(report) {
        let [findings, pages, fixable] = [findings, pages, fixable].map(number);
        writeln!(out, "| `{rule}` | {severity} | {findings} | {pages} | {fixable} |")?;
    }
    Ok(())
}

/// The pages with the most errors, then the most warnings.
fn write_pages(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let count = |page: &CheckedPage| Severity::ALL.map(|severity| page.findings.count(severity));
    let mut pages: Vec<(usize, [usize; 3])> =
        report.pages_with_findings().map(|(index, page)| (index, count(page))).collect();
    pages.sort_by_key(|(index, counts)| (Reverse(*counts), *index));
    writeln!(out, "\n### Pages\n\n| page | errors | warnings | info |\n| --- | ---: | ---: | ---: |")?;
    for (index, counts) in pages.iter().take(MOST_PAGES) {
        let [errors, warnings, info] = counts.map(number);
        let path = code(&report.pages[*index].path.to_string_lossy());
        writeln!(out, "| {path} | {errors} | {warnings} | {info} |")?;
    }
    write_rest(pages.len(), MOST_PAGES, out)
}

fn write_findings(report: &Report, limits: Limits, out: &mut dyn Write) -> io::Result<()> {
    let limits = Limits { findings: Some(MOST_FINDINGS), ..limits };
    let mut shown = report.shown(limits).peekable();
    if shown.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "\n### Findings\n\n| place | rule | what |\n| --- | --- | --- |")?;
    for (page, finding) in shown {
        let place = format!("{}:{}", cut(&report.pages[page].path.to_string_lossy()), finding.start);
        let (severity, rule, mut what) = (finding.severity, finding.rule.id, text(&finding.message));
        if let Some(help) = &finding.help {
            let _ = write!(what, "<br>help: {}", text(help));
        }
        writeln!(out, "| <code>{}</code> | {severity} `{rule}` | {what} |", escaped(&place))?;
    }
    let left_out = report.left_out(limits);
    write_rest(MOST_FINDINGS + left_out, MOST_FINDINGS, out)
}

fn write_rest(all: usize, most: usize, out: &mut dyn Write) -> io::Result<()> {
    if all > most { writeln!(out, "\n… and {} more", number(all - most)) } else { Ok(()) }
}

/// What is neither Markdown nor HTML, in a typewriter's letters.
fn code(plain: &str) -> String {
    format!("<code>{}</code>", escaped(&cut(plain)))
}

/// A message: what stands in back-ticks is code.
fn text(message: &str) -> String {
    let message = cut(message);
    if message.matches('`').count() % 2 == 1 {
        return escaped(&message);
    }
    let parts = message.split('`').map(escaped).enumerate();
    parts.map(|(index, part)| if index % 2 == 1 { format!("<code>{part}</code>") } else { part }).collect()
}

/// The start of a text, with characters that nobody sees shown by their numbers.
fn cut(text: &str) -> Cow<'_, str> {
    let text = printable(text);
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => text,
    }
}

/// Text with every character that Markdown, its extensions or HTML may take for markup by its number.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_punctuation() && !matches!(character, '.' | ',' | ';' | '-' | '/' | '(' | ')' | '\'') {
            let _ = write!(out, "&#{};", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;
    use crate::report::sample::{self, Sample};

    fn markdown(report: &Report) -> String {
        let mut out = Vec::new();
        write(report, Limits { info: true, findings: None }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_summary_has_totals_rules_pages_and_findings() {
        insta::assert_snapshot!(markdown(&sample::every_kind().report));
    }

    #[test]
    fn nothing_found_is_said() {
        assert_eq!(markdown(&Sample::empty().report), "## bitext check: no errors, no warnings\n\n0 pages · 0 pairs\n");
    }

    #[test]
    fn text_of_others_is_only_text() {
        let summary = markdown(&sample::hostile().report);
        let (mut tags, mut cells, mut read) = (Vec::new(), 0, String::new());
        let all_but_quotes = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
        for event in Parser::new_ext(&summary, all_but_quotes) {
            match event {
                Event::InlineHtml(tag) | Event::Html(tag) => tags.push(tag.into_string()),
                Event::Start(Tag::TableCell) => cells += 1,
                Event::Start(
                    Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strong | Tag::Strikethrough,
                ) => {
                    panic!("{event:?} in {summary}")
                }
                Event::Text(text) | Event::Code(text) => read.push_str(&text),
                _ => {}
            }
        }
        assert!(tags.iter().all(|tag| ["<code>", "</code>", "<br>"].contains(&&**tag)), "{tags:?}");
        assert_eq!(cells, 5 * 2 + 4 * 2 + 3 * 2, "{summary}");
        assert!(read.contains("]]> <script>alert(1)</script> & \"q\" %0A\\u{d}\\u{a}::error::x"), "{read}");
        assert!(read.contains("a%:,\\u{a}<b>&\"'\\u{202e}.md:4:29"), "{read}");
    }

    #[test]
    fn it_stays_small() {
        let name = "[`*_$|<~".repeat(100);
        let text = "å\n".repeat(300);
        let mut sample = Sample::empty();
        for number in 0..60 {
            sample = sample.page(format!("{number}{name}.md"), &text, |text| {
                (0..50).map(|_| sample::error(text, "å", &name).with_help(&name)).collect()
            });
            sample = sample.failure(format!("{number}{name}"), &name);
        }
        let summary = markdown(&sample.report);
        assert!(summary.len() < 700_000, "{}", summary.len());
        assert!(summary.contains("\n… and 2,900 more\n") && summary.contains("\n… and 40 more\n"));
    }
}
