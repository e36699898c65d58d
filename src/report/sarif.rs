//! SARIF 2.1.0 (OASIS Standard), as code scanning services read it.
//!
//! Every rule of the catalogue is described, whether it found something or not. Columns are Unicode code points; addresses of
//! pages are relative to the folder that the run was started in. What a result is about is its region; the other side of its pair
//! is a related location, so that both texts are at hand.

mod format;

use std::io::{self, Write};
use std::path::{Component, Path};

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use self::format::{
    ArtifactChange, ArtifactLocation, Configuration, Driver, FingerprintsV1, Fix, Invocation, Location, Log, Message,
    MultiformatMessage, Notification, Region, Replacement, ReportingDescriptor, Result as Finding, Run, Tags, Tool,
};
use super::places::{Elsewhere, PageText};
use super::{Report, Texts};
use crate::check;
use crate::diagnostic::{self, Applicability, Severity};
use crate::rules::{CATALOGUE, Rule};

/// Writes the report, a page with findings at a time.
///
/// # Errors
/// When it cannot be written.
pub fn write(report: &Report, texts: &dyn Texts, out: &mut dyn Write) -> io::Result<()> {
    let notifications = report.failures.iter().map(|failure| Notification {
        level: "error",
        message: Message { text: &failure.message },
        locations: [Location::of(address(&failure.path), None)],
    });
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                rules: CATALOGUE.iter().map(|rule| descriptor(rule)).collect(),
            },
        },
        column_kind: "unicodeCodePoints",
        invocations: [Invocation {
            execution_successful: report.failures.is_empty(),
            tool_execution_notifications: notifications.collect(),
        }],
        results: Streamed { report, texts },
    };
    let log = Log { schema: format::SCHEMA, version: "2.1.0", runs: [run] };
    serde_json::to_writer(&mut *out, &log)?;
    out.write_all(b"\n")
}

fn descriptor(rule: &Rule) -> ReportingDescriptor {
    ReportingDescriptor {
        id: rule.id.as_str(),
        short_description: Message { text: rule.finds },
        help: MultiformatMessage { text: rule.why, markdown: rule.why },
        default_configuration: Configuration {
            enabled: rule.severity.is_some(),
            level: level(rule.severity.unwrap_or_default()),
        },
        properties: Tags { tags: [rule.category.as_str()] },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The results of a run, each made when it is written.
struct Streamed<'r> {
    report: &'r Report,
    texts: &'r dyn Texts,
}

impl Serialize for Streamed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let elsewhere = Elsewhere::of(self.report.findings(), self.texts);
        let mut results = serializer.serialize_seq(None)?;
        for (index, page) in self.report.pages_with_findings() {
            let found: Vec<_> = page.findings.iter().collect();
            let text = PageText::read(index, &found, self.texts);
            let address = address(&page.path);
            for finding in &found {
                results.serialize_element(&self.result(finding, &address, &text, &elsewhere))?;
            }
        }
        results.end()
    }
}

impl Streamed<'_> {
    fn result<'a>(
        &'a self,
        finding: &'a check::Finding,
        address: &ArtifactLocation,
        text: &'a PageText<'_>,
        elsewhere: &Elsewhere,
    ) -> Finding<'a> {
        let region = Region::of((finding.start, finding.end), text.get(finding.span));
        let related = finding.related.iter().map(|related| {
            let place = elsewhere.locate(related);
            let (address, snippet) = match related.page {
                None => (address.clone(), text.get(related.span)),
                Some(page) => (self::address(&self.report.pages[page].path), None),
            };
            Location::of(address, place.map(|place| Region::of(place, snippet))).saying(&related.message)
        });
        Finding {
            rule_id: finding.rule.id.as_str(),
            rule_index: CATALOGUE.iter().position(|rule| rule.id == finding.rule.id),
            level: level(finding.severity),
            message: Message { text: &finding.message },
            locations: [Location::of(address.clone(), Some(region))],
            related_locations: other_side(finding, address, text).into_iter().chain(related).collect(),
            partial_fingerprints: FingerprintsV1 { fingerprint: finding.fingerprint.to_string() },
            fixes: finding.fix.iter().filter_map(|fix| fixed(fix, address, text)).collect(),
        }
    }
}

/// The side of the pair that the finding is not in: the source, unless that is what the finding is about. What the finding itself
/// names is not named twice.
fn other_side<'a>(
    finding: &check::Finding,
    address: &ArtifactLocation,
    text: &'a PageText<'_>,
) -> Option<Location<'a>> {
    let pair = finding.pair?;
    let is_in_source = pair.source.start <= finding.span.start && finding.span.end <= pair.source.end;
    let (side, name) = if is_in_source { (pair.target, "target") } else { (pair.source, "source") };
    if finding.related.iter().any(|related| related.page.is_none() && related.span == side) {
        return None;
    }
    let region = Region::of(text.locate(side)?, text.get(side));
    Some(Location::of(address.clone(), Some(region)).saying(name))
}

/// A fix as regions of text; `None` if the page could not be read again.
fn fixed<'a>(fix: &'a diagnostic::Fix, address: &ArtifactLocation, text: &PageText<'_>) -> Option<Fix<'a>> {
    let description = match fix.applicability {
        Applicability::Safe => "Fix (--fix makes it)",
        Applicability::Unsafe => "Fix that may not be what was meant (--unsafe-fixes makes it)",
    };
    let replacements = fix.edits.iter().map(|edit| {
        Some(Replacement {
            deleted_region: Region::of(text.locate(edit.span)?, None),
            inserted_content: Message { text: &edit.text },
        })
    });
    let change =
        ArtifactChange { artifact_location: address.clone(), replacements: replacements.collect::<Option<_>>()? };
    Some(Fix { description: Message { text: description }, artifact_changes: [change] })
}

/// Where a page is: an absolute path as a `file` URI, any other relative to the folder that the run was started in.
fn address(path: &Path) -> ArtifactLocation {
    let parts = path.components().filter_map(|component| match component {
        Component::Normal(part) => Some(encoded(part.as_encoded_bytes())),
        Component::ParentDir => Some("..".to_owned()),
        Component::Prefix(prefix) => Some(encoded(prefix.as_os_str().as_encoded_bytes())),
        Component::RootDir | Component::CurDir => None,
    });
    let parts = parts.collect::<Vec<_>>().join("/");
    if path.is_absolute() {
        ArtifactLocation { uri: format!("file:///{parts}"), uri_base_id: None }
    } else {
        ArtifactLocation { uri: parts, uri_base_id: Some("%SRCROOT%") }
    }
}

/// Bytes as a segment of a URI: all but the unreserved characters (RFC 3986, section 2.3) by their numbers.
fn encoded(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use serde_json::{Value, json};

    use super::*;
    use crate::report::sample::{self, Gone, Sample, error, span};

    fn log(report: &Report, texts: &dyn Texts) -> Value {
        let mut out = Vec::new();
        write(report, texts, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    fn validator() -> jsonschema::Validator {
        let mut schema: Value = serde_json::from_str(include_str!("../../fixtures/schemas/sarif-2.1.0.json")).unwrap();
        // A stray bracket, which is no regular expression to a strict reader. We write no languages.
        for object in ["run", "toolComponent"] {
            let language = schema["definitions"][object]["properties"]["language"].as_object_mut().unwrap();
            assert!(language.remove("pattern").is_some());
        }
        jsonschema::draft4::options().should_validate_formats(true).build(&schema).unwrap()
    }

    #[test]
    fn every_report_is_valid() {
        let validator = validator();
        for sample in [Sample::empty(), sample::every_kind(), sample::hostile()] {
            for texts in [&sample.texts as &dyn Texts, &Gone] {
                let log = log(&sample.report, texts);
                let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
                assert!(errors.is_empty(), "{errors:#?}");
            }
        }
        // It is the schema that says so.
        let mut log = log(&sample::every_kind().report, &Gone);
        log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = json!(0);
        assert!(!validator.is_valid(&log));
    }

    #[test]
    fn a_result_has_its_source_side_and_its_fix() {
        let sample = sample::every_kind();
        let mut log = log(&sample.report, &sample.texts);
        let rules = log["runs"][0]["tool"]["driver"]["rules"].take();
        for result in log["runs"][0]["results"].as_array_mut().unwrap() {
            assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
            result["ruleIndex"] = json!("[index]");
            result["partialFingerprints"]["bitext/v1"] = json!("[fingerprint]");
        }
        log["runs"][0]["tool"]["driver"]["version"] = json!("[version]");
        insta::assert_snapshot!(serde_json::to_string_pretty(&log).unwrap());
    }

    #[test]
    fn addresses_are_uris() {
        let check = |path: PathBuf, uri: &str, is_relative: bool| {
            let address = address(&path);
            assert_eq!((&*address.uri, address.uri_base_id.is_some()), (uri, is_relative), "{path:?}");
        };
        check("./docs//å b%:,#?.md".into(), "docs/%C3%A5%20b%25%3A%2C%23%3F.md", true);
        check("../a.md".into(), "../a.md", true);
        check("-".into(), "-", true);
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            check("/a/\u{202e}.md".into(), "file:///a/%E2%80%AE.md", false);
            check(std::ffi::OsStr::from_bytes(b"a\xff\n.md").into(), "a%FF%0A.md", true);
        }
    }

    #[test]
    fn a_fingerprint_does_not_know_its_line() {
        let fingerprints = |text: &str| {
            let sample = Sample::empty().page("a.md", text, |text| vec![sample::error(text, "filen", "x")]);
            log(&sample.report, &sample.texts)["runs"][0]["results"][0]["partialFingerprints"].clone()
        };
        let page = crate::rules::page_of("sv-SE", &[("Save the file.", "Spara filen.")]);
        let moved = format!("{}\nText in front.\n", page.replace("---\n\n", "---\n\n# Rubrik\r\n\r\n"));
        assert_ne!(page, moved);
        assert_eq!(fingerprints(&page), fingerprints(&moved));
        assert_ne!(fingerprints(&page), fingerprints(&page.replace("Save", "Open")));
    }

    #[test]
    fn no_place_is_named_twice() {
        let page = crate::rules::page_of("sv-SE", &[("Save the file.", "Spara filen.")]);
        let related = |part: &'static str| {
            let found = |text: &str| vec![error(text, "filen", "lost").with_related(span(text, part), "here")];
            let sample = Sample::empty().page("a.md", &page, found);
            let result = log(&sample.report, &sample.texts)["runs"][0]["results"][0]["relatedLocations"].clone();
            result.as_array().unwrap().iter().map(|one| one["message"]["text"].to_string()).collect::<Vec<_>>()
        };
        assert_eq!(related("Save the file."), ["\"here\""]);
        assert_eq!(related("the file"), ["\"source\"", "\"here\""]);
    }
}
