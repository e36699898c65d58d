//! What the script of the page reads: JSON that can stand in a `script` element, written page by page.
//!
//! A text that many findings share is there once: messages in one list, the sides of a pair in the list of their page.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use icu_locale::{Direction, Locale, LocaleDirectionality};
use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::Rules;
use super::excerpt::{Excerpt, around, holds, lines, quoted, slice};
use crate::check::{Finding, PairPlace, RelatedFinding};
use crate::diagnostic::{Applicability, Edit};
use crate::report::{CheckedPage, Report, Texts};
use crate::source::{Locator, Position, Span};

/// Of the text around an edit, this many bytes are shown to each side.
const EDIT_REACH: usize = 120;

pub(super) fn write(report: &Report, rules: &Rules, texts: &dyn Texts, out: &mut impl Write) -> io::Result<()> {
    let messages = Messages::of(report);
    let data = Data {
        rules: rules.ids().collect(),
        failures: report
            .failures
            .iter()
            .map(|failure| FailureData { path: failure.path.to_string_lossy(), message: &failure.message })
            .collect(),
        messages: messages.list(),
        pages: Pages { report, rules, texts, messages: &messages },
    };
    data.serialize(&mut serde_json::Serializer::with_formatter(out, InScript))?;
    Ok(())
}

/// Writes what could end a `script` element, open a comment in it or end a line of it by number.
struct InScript;

impl serde_json::ser::Formatter for InScript {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut from = 0;
        for (at, found) in fragment.match_indices(['<', '>', '&', '\u{2028}', '\u{2029}']) {
            out.write_all(&fragment.as_bytes()[from..at])?;
            found.chars().try_for_each(|character| write!(out, "\\u{:04x}", u32::from(character)))?;
            from = at + found.len();
        }
        out.write_all(&fragment.as_bytes()[from..])
    }
}

/// All messages and helps of a report, each once.
struct Messages(HashMap<String, usize>);

impl Messages {
    fn of(report: &Report) -> Self {
        let mut messages = HashMap::new();
        for Finding { message, help, related, .. } in report.findings() {
            let related = related.into_iter().map(|related| related.message);
            for text in std::iter::once(message).chain(help).chain(related) {
                let next = messages.len();
                messages.entry(text).or_insert(next);
            }
        }
        Self(messages)
    }

    fn list(&self) -> Vec<&str> {
        let mut list: Vec<(usize, &str)> = self.0.iter().map(|(text, index)| (*index, &**text)).collect();
        list.sort_unstable();
        list.into_iter().map(|(_, text)| text).collect()
    }

    fn index(&self, text: &str) -> usize {
        self.0.get(text).copied().unwrap_or_default()
    }
}

#[derive(serde::Serialize)]
struct Data<'r> {
    rules: Vec<&'static str>,
    failures: Vec<FailureData<'r>>,
    messages: Vec<&'r str>,
    pages: Pages<'r>,
}

#[derive(serde::Serialize)]
struct FailureData<'r> {
    path: Cow<'r, str>,
    message: &'r str,
}

struct Pages<'r> {
    report: &'r Report,
    rules: &'r Rules,
    texts: &'r dyn Texts,
    messages: &'r Messages,
}

impl Serialize for Pages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut elsewhere = Elsewhere { report: self.report, texts: self.texts, last: None };
        let mut list = serializer.serialize_seq(None)?;
        for (index, page) in self.report.pages_with_findings() {
            let findings: Vec<Finding> = page.findings.iter().collect();
            let text = self.texts.text(index);
            let mut reader = PageReader {
                text: text.as_deref(),
                rules: self.rules,
                messages: self.messages,
                elsewhere: &mut elsewhere,
                pairs: Vec::new(),
                pair_numbers: HashMap::new(),
            };
            list.serialize_element(&reader.read(page, &findings))?;
        }
        list.end()
    }
}

#[derive(serde::Serialize)]
struct PageData<'t> {
    path: Cow<'t, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    dir: &'static str,
    /// Whether its text could be read again.
    has_text: bool,
    pairs: Vec<PairData<'t>>,
    findings: Vec<FindingData<'t>>,
}

#[derive(serde::Serialize)]
struct PairData<'t> {
    id: &'t str,
    target: Excerpt<'t>,
    source: Excerpt<'t>,
}

#[derive(serde::Serialize)]
struct FindingData<'t> {
    /// Its index in the list of rules.
    rule: Option<usize>,
    severity: &'static str,
    line: usize,
    column: usize,
    fingerprint: String,
    /// Indexes in the list of messages.
    message: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<usize>,
    /// Its index in the list of pairs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pair: Option<usize>,
    /// The lines of a finding that is not in the text of its pair.
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Excerpt<'t>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    marks: Vec<Mark>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedData<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixData<'t>>,
}

/// Where a mark is.
#[derive(Clone, Copy, PartialEq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
enum Part {
    Id,
    Target,
    Source,
    Lines,
}

/// A part of a text that is marked: from where to where, and whether it only explains the finding.
#[derive(serde::Serialize)]
struct Mark(Part, usize, usize, bool);

#[derive(serde::Serialize)]
struct RelatedData<'t> {
    message: usize,
    /// The page, if it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<Cow<'t, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<(usize, usize)>,
    /// What is there, if it is not marked in the pair.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Cow<'t, str>>,
}

#[derive(serde::Serialize)]
struct FixData<'t> {
    safe: bool,
    changes: Vec<ChangeData<'t>>,
}

/// Edits that stand close together, with the text around them.
#[derive(serde::Serialize)]
struct ChangeData<'t> {
    part: Part,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    more_before: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    more_behind: bool,
    /// In turn what stays, what goes, what comes, what stays…; each may be empty.
    texts: Vec<Cow<'t, str>>,
}

/// Turns findings of one page into data.
struct PageReader<'r, 't> {
    text: Option<&'t str>,
    rules: &'r Rules,
    messages: &'r Messages,
    elsewhere: &'t mut Elsewhere<'r>,
    pairs: Vec<PairData<'t>>,
    pair_numbers: HashMap<(Span, Span), usize>,
}

impl<'r: 't, 't> PageReader<'r, 't> {
    fn read(&mut self, page: &'r CheckedPage, findings: &'t [Finding]) -> PageData<'t> {
        let findings = findings.iter().map(|finding| self.finding(finding)).collect();
        let locale = page.locale.as_deref().and_then(|locale| Locale::try_from_str(locale).ok());
        PageData {
            path: page.path.to_string_lossy(),
            dir: match locale.as_ref().and_then(|locale| LocaleDirectionality::new_common().get(&locale.id)) {
                Some(Direction::RightToLeft) => "rtl",
                Some(Direction::LeftToRight) => "ltr",
                _ => "auto",
            },
            lang: locale.map(|locale| locale.to_string()),
            has_text: self.text.is_some(),
            pairs: std::mem::take(&mut self.pairs),
            findings,
        }
    }

    fn finding(&mut self, finding: &'t Finding) -> FindingData<'t> {
        let mut data = FindingData {
            rule: self.rules.index(finding.rule.id),
            severity: finding.severity.as_str(),
            line: finding.start.line,
            column: finding.start.column,
            fingerprint: finding.fingerprint.to_string(),
            message: self.messages.index(&finding.message),
            help: finding.help.as_deref().map(|help| self.messages.index(help)),
            pair: None,
            lines: None,
            marks: Vec::new(),
            related: Vec::new(),
            fix: None,
        };
        let Some(text) = self.text else {
            data.related = finding.related.iter().map(|related| self.related(related, None)).collect();
            return data;
        };
        if let Some(pair) = finding.pair {
            data.pair = Some(self.pair(text, pair, finding.span));
        }
        if finding.pair.is_none_or(|pair| part_of(pair, finding.span).is_none()) {
            data.lines = Some(Excerpt::of_lines(text, finding.span));
        }
        self.mark(&mut data, finding.pair, finding.span, false);
        for related in &finding.related {
            let is_marked = related.page.is_none() && self.mark(&mut data, finding.pair, related.span, true);
            let related = self.related(related, (!is_marked).then_some(text));
            data.related.push(related);
        }
        data.fix = finding.fix.as_ref().map(|fix| FixData {
            safe: fix.applicability == Applicability::Safe,
            changes: Self::changes(text, finding.pair, &fix.edits),
        });
        data
    }

    /// The number of a pair in the page's list.
    fn pair(&mut self, text: &'t str, pair: PairPlace, place: Span) -> usize {
        let target = Excerpt::of_segment(text, pair.target, place);
        let source = Excerpt::of_segment(text, pair.source, place);
        let pairs = &mut self.pairs;
        *self.pair_numbers.entry((target.span(), source.span())).or_insert_with(|| {
            pairs.push(PairData { id: slice(text, pair.id), target, source });
            pairs.len() - 1
        })
    }

    /// Marks a place in what is shown, and says whether it is there.
    fn mark(&self, data: &mut FindingData<'t>, pair: Option<PairPlace>, place: Span, explains: bool) -> bool {
        let part = pair.and_then(|pair| part_of(pair, place));
        let shown = data.pair.and_then(|number| self.pairs.get(number));
        let range = match (part, shown) {
            (Some(Part::Target), Some(pair)) => pair.target.locate(place),
            (Some(Part::Source), Some(pair)) => pair.source.locate(place),
            (Some(Part::Id), Some(pair)) => Some((0, pair.id.encode_utf16().count())),
            _ => data.lines.as_ref().and_then(|lines| lines.locate(place)),
        };
        let part = part.unwrap_or(Part::Lines);
        data.marks.extend(range.map(|(start, end)| Mark(part, start, end, explains)));
        range.is_some()
    }

    fn related(&mut self, related: &RelatedFinding, text: Option<&'t str>) -> RelatedData<'t> {
        let message = self.messages.index(&related.message);
        let own_place = related.start.map(|start| (start.line, start.column));
        match related.page {
            None => {
                let text = text.map(|text| quoted(text, related.span));
                RelatedData { message, path: None, place: own_place, text }
            }
            Some(page) => {
                let (path, place, text) = self.elsewhere.read(page, related.span);
                RelatedData { message, path, place, text }
            }
        }
    }

    fn changes(text: &'t str, pair: Option<PairPlace>, edits: &'t [Edit]) -> Vec<ChangeData<'t>> {
        let mut changes: Vec<ChangeData<'t>> = Vec::new();
        let (mut edit_before, mut window) = (Span::new(0, 0), Span::new(0, 0));
        for edit in edits {
            let (part, bounds) = match pair.and_then(|pair| Some((part_of(pair, edit.span)?, pair))) {
                Some((Part::Target, pair)) => (Part::Target, pair.target),
                Some((Part::Source, pair)) => (Part::Source, pair.source),
                _ => (Part::Lines, lines(text, edit.span)),
            };
            let next = around(text, edit.span, bounds, EDIT_REACH);
            let mut change = match changes.pop_if(|last| last.part == part && next.start < window.end) {
                Some(mut change) => {
                    // What stays runs up to this edit.
                    change.texts.pop();
                    change.texts.push(slice(text, Span::new(edit_before.end, edit.span.start)).into());
                    change
                }
                None => ChangeData {
                    part,
                    more_before: bounds.start < next.start,
                    more_behind: false,
                    texts: vec![slice(text, Span::new(next.start, edit.span.start)).into()],
                },
            };
            change.texts.push(quoted(text, edit.span));
            change.texts.push(quoted(&edit.text, Span::new(0, edit.text.len())));
            change.texts.push(slice(text, Span::new(edit.span.end, next.end)).into());
            change.more_behind = next.end < bounds.end;
            changes.push(change);
            (edit_before, window) = (edit.span, next);
        }
        changes
    }
}

/// The part of a pair that a place is in.
fn part_of(pair: PairPlace, place: Span) -> Option<Part> {
    [(Part::Target, pair.target), (Part::Source, pair.source), (Part::Id, pair.id)]
        .into_iter()
        .find_map(|(part, span)| holds(span, place).then_some(part))
}

/// Other pages than the one that is written. The last one is kept.
struct Elsewhere<'r> {
    report: &'r Report,
    texts: &'r dyn Texts,
    last: Option<(usize, Option<Cow<'r, str>>)>,
}

type Quoted<'r> = (Option<Cow<'r, str>>, Option<(usize, usize)>, Option<Cow<'r, str>>);

impl<'r> Elsewhere<'r> {
    /// The path of a page, the line and column of a place in it, and what is there.
    fn read(&mut self, page: usize, place: Span) -> Quoted<'r> {
        if self.last.as_ref().is_none_or(|(last, _)| *last != page) {
            self.last = Some((page, self.texts.text(page)));
        }
        let path = self.report.pages.get(page).map(|page| page.path.to_string_lossy());
        let Some((_, Some(text))) = &self.last else { return (path, None, None) };
        let Position { line, column } = Locator::new(text).locate(place.start);
        (path, Some((line, column)), Some(Cow::Owned(quoted(text, place).into_owned())))
    }
}
