//! One object for programs; `docs/reports.md` documents it and [`schema`] is its JSON Schema. A field changes meaning or goes
//! away only with another [`VERSION`]; new fields may come without it.

mod read;
mod shard;

use std::io::{self, Write};
use std::path::Path;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};

pub use self::read::{ReadError, read_shard};
use self::shard::{PageSection, Pages, Section};
use super::places::{Elsewhere, PageText};
use super::shard::ShardReport;
use super::{CheckedPage, Report, Texts, Totals};
use crate::check;
use crate::diagnostic::{Fix, Severity};
use crate::rules::Category;
use crate::source::{Position, Span};

/// The version of the object.
pub const VERSION: u32 = 1;

/// Writes the report, a page with findings at a time.
///
/// # Errors
/// When it cannot be written.
pub fn write(report: &Report, texts: &dyn Texts, out: &mut dyn Write) -> io::Result<()> {
    write_object(report, None, texts, out)
}

/// Writes the report of a shard, with all that is needed to join it with the others.
///
/// # Errors
/// When it cannot be written.
pub fn write_shard(part: &ShardReport, texts: &dyn Texts, out: &mut dyn Write) -> io::Result<()> {
    write_object(&part.report, Some(shard::section(part)), texts, out)
}

fn write_object(
    report: &Report,
    shard: Option<Section<Pages<'_>>>,
    texts: &dyn Texts,
    out: &mut dyn Write,
) -> io::Result<()> {
    let failures = report.failures.iter();
    let object = Object {
        version: VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        totals: Numbers::from(report.totals()),
        failures: failures.map(|failure| Failed { path: shown(&failure.path), message: &failure.message }).collect(),
        findings: Streamed { report, texts },
        shard,
    };
    serde_json::to_writer(&mut *out, &object)?;
    out.write_all(b"\n")
}

/// The JSON Schema of the object, as text.
///
/// # Errors
/// Never; serialisation of a schema cannot fail.
pub fn schema() -> serde_json::Result<String> {
    let schema = SchemaGenerator::new(SchemaSettings::draft2020_12().for_serialize()).into_root_schema_for::<Object<
        '_,
        Vec<Finding<'_>>,
        Vec<PageSection>,
    >>();
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}

/// What `bitext check --output-format json` writes.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Report of bitext check")]
struct Object<'a, F, P> {
    /// The version of this format.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// What wrote the report.
    tool: Tool,
    /// The numbers of the run.
    totals: Numbers,
    /// The pages that could not be checked.
    failures: Vec<Failed<'a>>,
    /// All findings, in the order of pages and places.
    findings: F,
    /// Only with `--shard`: what `bitext report merge` needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<Section<P>>,
}

/// What wrote the report.
#[derive(Serialize, JsonSchema)]
struct Tool {
    /// The name of the program.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

/// The numbers of the run.
#[derive(Serialize, JsonSchema)]
struct Numbers {
    /// Pages that were checked.
    pages: usize,
    /// Pages that could not be checked.
    failures: usize,
    /// Pairs in the pages that were checked.
    pairs: usize,
    /// Findings of severity error.
    errors: usize,
    /// Findings of severity warning.
    warnings: usize,
    /// Findings of severity info.
    info: usize,
    /// Findings with a fix that `--fix` makes.
    safe_fixes: usize,
    /// Findings with a fix that only `--unsafe-fixes` makes.
    unsafe_fixes: usize,
    /// Findings that a comment in their page suppresses. They are not among the findings.
    suppressed: usize,
    /// Findings that stand in the baseline. They are not among the findings.
    in_baseline: usize,
}

impl From<Totals> for Numbers {
    fn from(totals: Totals) -> Self {
        let Totals {
            pages,
            failures,
            pairs,
            errors,
            warnings,
            info,
            safe_fixes,
            unsafe_fixes,
            suppressed,
            in_baseline,
        } = totals;
        Self { pages, failures, pairs, errors, warnings, info, safe_fixes, unsafe_fixes, suppressed, in_baseline }
    }
}

/// A page that could not be checked.
#[derive(Serialize, JsonSchema)]
struct Failed<'a> {
    /// Its path, as it was given or found; bytes that are not UTF-8 are U+FFFD.
    path: String,
    /// Why.
    message: &'a str,
}

/// A finding.
#[derive(Serialize, JsonSchema)]
struct Finding<'a> {
    /// The rule that found it.
    rule: &'static str,
    /// What the rule is about.
    #[schemars(extend("enum" = Category::ALL.map(Category::as_str)))]
    category: &'static str,
    /// How grave it is.
    #[schemars(extend("enum" = Severity::ALL.map(Severity::as_str)))]
    severity: &'static str,
    /// What is wrong.
    message: &'a str,
    /// What to do next.
    help: Option<&'a str>,
    /// The path of the page, as it was given or found; bytes that are not UTF-8 are U+FFFD.
    path: &'a str,
    /// The locale of the page, as its front matter gives it.
    locale: Option<&'a str>,
    /// Where it starts.
    start: Place,
    /// Where it ends: the place behind its last character.
    end: Place,
    /// The same place in bytes.
    bytes: Bytes,
    /// The pair that it is in; null outside pairs, and if the page changed while it was checked.
    pair: Option<Pair<'a>>,
    /// Other places that explain it.
    related: Vec<Related<'a>>,
    /// How to mend it.
    fix: Option<Fixed<'a>>,
    /// The same for the same defect in the same text, on whatever line or page it stands: 16 hexadecimal digits.
    #[schemars(regex(pattern = "^[0-9a-f]{16}$"))]
    fingerprint: String,
}

/// A place in a page.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
struct Place {
    /// Line, from 1. Lines end at LF, CR LF or a lone CR.
    #[schemars(range(min = 1))]
    line: usize,
    /// Column, from 1, in characters (Unicode scalar values); a byte order mark does not count.
    #[schemars(range(min = 1))]
    column: usize,
}

impl From<Position> for Place {
    fn from(Position { line, column }: Position) -> Self {
        Self { line, column }
    }
}

/// A range of bytes of a page, from 0, a byte order mark included.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
struct Bytes {
    /// The first.
    start: usize,
    /// The one behind the last.
    end: usize,
}

impl From<Span> for Bytes {
    fn from(Span { start, end }: Span) -> Self {
        Self { start, end }
    }
}

/// The pair that a finding is in.
#[derive(Serialize, JsonSchema)]
struct Pair<'a> {
    /// Its id.
    id: &'a str,
    /// The text that was translated.
    source: Side<'a>,
    /// The translation.
    target: Side<'a>,
}

/// A side of a pair.
#[derive(Serialize, JsonSchema)]
struct Side<'a> {
    /// The text between the tags, as it stands in the page.
    text: &'a str,
    /// Where it is.
    bytes: Bytes,
}

/// A place that explains a finding.
#[derive(Serialize, JsonSchema)]
struct Related<'a> {
    /// The path of its page, which may be another than that of the finding.
    path: String,
    /// Where it starts; null if the page changed while it was checked.
    start: Option<Place>,
    /// Where it ends; null if the page changed while it was checked.
    end: Option<Place>,
    /// The same place in bytes.
    bytes: Bytes,
    /// What is there.
    message: &'a str,
}

/// How to mend a finding: all edits together.
#[derive(Serialize, JsonSchema)]
struct Fixed<'a> {
    /// `safe` if `--fix` makes it, `unsafe` if only `--unsafe-fixes` does.
    #[schemars(extend("enum" = ["safe", "unsafe"]))]
    applicability: &'static str,
    /// The edits, in the order of the page. They do not overlap.
    edits: Vec<Edited<'a>>,
}

/// An edit.
#[derive(Serialize, JsonSchema)]
struct Edited<'a> {
    /// What goes. An empty range is an insertion.
    bytes: Bytes,
    /// What comes.
    text: &'a str,
}

/// The findings of a report, each made when it is written.
struct Streamed<'r> {
    report: &'r Report,
    texts: &'r dyn Texts,
}

impl Serialize for Streamed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let elsewhere = Elsewhere::of(self.report.findings(), self.texts);
        let mut findings = serializer.serialize_seq(None)?;
        for (index, page) in self.report.pages_with_findings() {
            let found: Vec<_> = page.findings.iter().collect();
            let text = PageText::read(index, &found, self.texts);
            let path = shown(&page.path);
            for finding in &found {
                findings.serialize_element(&self.finding(page, &path, finding, &text, &elsewhere))?;
            }
        }
        findings.end()
    }
}

impl Streamed<'_> {
    fn finding<'a>(
        &'a self,
        page: &'a CheckedPage,
        path: &'a str,
        finding: &'a check::Finding,
        text: &'a PageText<'_>,
        elsewhere: &Elsewhere,
    ) -> Finding<'a> {
        let side = |span| Some(Side { text: text.get(span)?, bytes: span.into() });
        let pair = finding.pair.and_then(|pair| {
            Some(Pair { id: text.get(pair.id)?, source: side(pair.source)?, target: side(pair.target)? })
        });
        let related = finding.related.iter().map(|related| {
            let (start, end) = elsewhere.locate(related).unzip();
            Related {
                path: related.page.map_or_else(|| path.to_owned(), |page| shown(&self.report.pages[page].path)),
                start: start.map(Place::from),
                end: end.map(Place::from),
                bytes: related.span.into(),
                message: &related.message,
            }
        });
        Finding {
            rule: finding.rule.id.as_str(),
            category: finding.rule.category.as_str(),
            severity: finding.severity.as_str(),
            message: &finding.message,
            help: finding.help.as_deref(),
            path,
            locale: page.locale.as_deref(),
            start: finding.start.into(),
            end: finding.end.into(),
            bytes: finding.span.into(),
            pair,
            related: related.collect(),
            fix: finding.fix.as_ref().map(fixed),
            fingerprint: finding.fingerprint.to_string(),
        }
    }
}

fn fixed(fix: &Fix) -> Fixed<'_> {
    let edits = fix.edits.iter().map(|edit| Edited { bytes: edit.span.into(), text: &edit.text });
    Fixed { applicability: fix.applicability.as_str(), edits: edits.collect() }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::report::sample::{self, Gone, Sample};

    fn object(report: &Report, texts: &dyn Texts) -> Value {
        let mut out = Vec::new();
        write(report, texts, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn every_report_is_valid() {
        let validator = jsonschema::draft202012::new(&serde_json::from_str(&schema().unwrap()).unwrap()).unwrap();
        for sample in [Sample::empty(), sample::every_kind(), sample::hostile()] {
            for texts in [&sample.texts as &dyn Texts, &Gone] {
                let object = object(&sample.report, texts);
                let errors: Vec<String> = validator.iter_errors(&object).map(|error| error.to_string()).collect();
                assert!(errors.is_empty(), "{errors:#?}");
            }
        }
        // It is the schema that says so.
        let mut wrong = object(&sample::every_kind().report, &Gone);
        wrong["findings"][0]["severity"] = json!("fatal");
        assert!(!validator.is_valid(&wrong));
    }

    #[test]
    fn a_finding_holds_all_that_there_is_to_know() {
        let sample = sample::every_kind();
        let mut object = object(&sample.report, &sample.texts);
        object["tool"]["version"] = json!("[version]");
        for finding in object["findings"].as_array_mut().unwrap() {
            finding["fingerprint"] = json!("[fingerprint]");
        }
        insta::assert_snapshot!(serde_json::to_string_pretty(&object).unwrap());
    }

    #[test]
    fn text_comes_back_as_it_was() {
        let sample = sample::hostile();
        let object = object(&sample.report, &sample.texts);
        let (found, finding) = (&object["findings"][0], sample.report.findings().next().unwrap());
        assert_eq!(found["message"], finding.message);
        assert_eq!(found["fix"]["edits"][0]["text"], finding.fix.as_ref().unwrap().edits[0].text);
        assert_eq!(found["pair"]["target"]["text"], sample.texts.0[0][finding.pair.unwrap().target.range()]);
    }
}
