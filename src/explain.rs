//! What people are told about a rule, as Markdown: `bitext explain` prints it and `docs/rules.md` is made of it.
//!
//! What the checker says of the example is found by checking it, so it is never out of date.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::bitext::Document;
use crate::check::{self, Checked, PageContext, Profile, RuleSet};
use crate::config::{Config, Layer, Profiles, Selector};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::fix::fix;
use crate::original::Original;
use crate::report::{CheckedPage, Limits, Report, Texts, concise};
use crate::rules::{Body, Rule};
use crate::source::{decode, valid_prefix};
use crate::terms::TermList;

/// A section about a rule, its heading of a level from 1 on.
#[must_use]
pub fn section(rule: &'static Rule, level: usize) -> String {
    let (heading, category, finds, why) = ("#".repeat(level), rule.category.as_str(), rule.finds, rule.why);
    let (severity, fix) = (severity(rule), fix_of(rule));
    let mut out = format!(
        "{heading} `{}`\n\nCategory {category}; severity {severity}; fix {fix}.\n\nFinds {finds}.\n\n{why}\n",
        rule.id
    );
    let example = Example::of(rule);
    let _ = write!(out, "\n{heading}# Example\n\n{}", fenced("text", &example.text));
    if !rule.example.config.is_empty() {
        let _ = write!(out, "\nWith this in `bitext.toml`:\n\n{}", fenced("toml", rule.example.config));
    }
    if let Some(original) = rule.example.original {
        let _ = write!(out, "\nWith this original of the page:\n\n{}", fenced("text", original));
    }
    let _ = write!(out, "\nThe checker says:\n\n{}", fenced("text", &example.said));
    if let Some(fixed) = example.fixed {
        let _ = write!(out, "\nAfter the fix:\n\n{}", fenced("text", &fixed));
    }
    out
}

/// How findings of a rule are suppressed, and how the rule is configured: Markdown paragraphs.
#[must_use]
pub fn control(rule: &Rule) -> String {
    let id = rule.id;
    let mut out = String::new();
    // In a file that is no text no comment is read.
    if !matches!(rule.example.body, Body::Bytes(_)) {
        let comment = fenced("markdown", &format!("<!-- bitext-ignore {id}: why it is right here -->"));
        let _ = write!(
            out,
            "A comment on a line of its own suppresses its findings in the block behind it:\n\n{comment}\n"
        );
    }
    let others = match rule.severity {
        None => "\"warning\"  # or \"error\", \"info\"",
        Some(_) => "\"off\"  # or \"error\", \"warning\", \"info\"",
    };
    let _ = write!(
        out,
        "`bitext.toml` says how grave they are:\n\n{}",
        fenced("toml", &format!("[severity]\n{id} = {others}"))
    );
    out
}

/// The severity of a rule, as documentation gives it.
#[must_use]
pub fn severity(rule: &Rule) -> &'static str {
    rule.severity.map_or("off", |severity| severity.as_str())
}

/// The fix of a rule, as documentation gives it.
#[must_use]
pub fn fix_of(rule: &Rule) -> &'static str {
    match rule.fix {
        Some(Applicability::Safe) => "safe",
        Some(Applicability::Unsafe) => "unsafe",
        None => "none",
    }
}

/// An example that was checked.
struct Example {
    text: String,
    said: String,
    fixed: Option<String>,
}

impl Example {
    fn of(rule: &'static Rule) -> Self {
        let files = rule.example.files();
        let checked = Run::new(rule).check(&files);
        let mut said = Vec::new();
        // A vector takes every byte.
        let _ = concise::write(&checked, Limits { info: true, findings: None }, &mut said);
        let mut said = String::from_utf8_lossy(&said).into_owned();
        let mut helps: Vec<String> = checked.findings().filter_map(|finding| finding.help).collect();
        helps.dedup();
        helps.iter().for_each(|help| said.push_str(&format!("  help: {help}\n")));
        let fixed = rule.fix.and_then(|_| {
            let text = decode(files.first()?).ok()?;
            let fixed =
                fix(text, Applicability::Unsafe, |document, parsed| Run::new(rule).diagnostics(document, parsed))
                    .ok()?;
            let (document, _) = crate::parse(&fixed.text);
            let shown = match rule.example.body {
                Body::Pair(..) => document.pairs().first().map(|pair| document.raw(pair.target.inner).to_owned()),
                Body::Pairs(_) | Body::Pages(_) | Body::Page(_) | Body::Bytes(_) => Some(fixed.text.clone()),
            };
            (fixed.fixes > 0).then_some(shown?)
        });
        let pair = |&(source, target): &(&str, &str)| format!("source: {source}\ntarget: {target}\n");
        let text = match rule.example.body {
            Body::Pair(source, target) => pair(&(source, target)),
            Body::Pairs(pairs) => pairs.iter().map(pair).collect::<Vec<_>>().join("\n"),
            Body::Pages(pages) => {
                let page = |(number, one): (usize, &(&str, &str))| {
                    format!("{}:\n{}", name(rule, number, pages.len()).display(), pair(one))
                };
                pages.iter().enumerate().map(page).collect::<Vec<_>>().join("\n")
            }
            Body::Page(text) => text.to_owned(),
            Body::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        };
        Self { text, said, fixed }
    }
}

/// A run over the example of a rule, of which only what that rule finds is kept. All rules are on, so that a comment can suppress
/// findings of another.
struct Run {
    rule: &'static Rule,
    config: Config,
    layer: Layer,
    glossaries: HashMap<PathBuf, TermList>,
}

impl Run {
    fn new(rule: &'static Rule) -> Self {
        let folder = Path::new("");
        Self {
            rule,
            config: Config::parse(rule.example.config, folder).unwrap_or_else(|_| Config::none(folder)),
            layer: Layer { select: vec![Selector::All], ..Layer::default() },
            glossaries: HashMap::new(),
        }
    }

    fn profile(&self, document: &Document<'_>) -> Arc<Profile> {
        match Profiles::new(&self.config, self.layer.clone(), &self.glossaries) {
            Ok(profiles) => profiles.of(Path::new(self.rule.example.path), document),
            Err(_) => Arc::default(),
        }
    }

    fn page(&self, document: &Document<'_>, profile: &Profile, parsed: Vec<Diagnostic>) -> Checked {
        let original =
            self.rule.example.original.map(|text| Original { path: "original.md".into(), bytes: text.into() });
        let path = Path::new(self.rule.example.path);
        check::page(&PageContext::new(document, profile, path).with_original(original.as_ref()), parsed)
    }

    fn diagnostics(&self, document: &Document<'_>, parsed: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut found = self.page(document, &self.profile(document), parsed).diagnostics;
        found.retain(|diagnostic| diagnostic.rule == self.rule.id);
        found
    }

    fn check(&self, files: &[Vec<u8>]) -> Report {
        let documents: Vec<_> = files.iter().map(|file| crate::parse(valid_prefix(file))).collect();
        let profiles: Vec<_> = documents.iter().map(|(document, _)| self.profile(document)).collect();
        let (mut found, mut facts, mut suppressions) = (Vec::new(), Vec::new(), Vec::new());
        for ((file, (document, parsed)), profile) in files.iter().zip(&documents).zip(&profiles) {
            let checked = match decode(file) {
                Ok(_) => self.page(document, profile, parsed.clone()),
                Err(error) => {
                    let diagnostics = check::not_text(error, profile).into_iter().collect();
                    Checked { diagnostics, ..Checked::default() }
                }
            };
            found.push(checked.diagnostics);
            facts.push(checked.facts);
            suppressions.push(checked.suppressions);
        }
        let rules: Vec<&RuleSet> = profiles.iter().map(|profile| &profile.rules).collect();
        for (page, diagnostic) in check::run(&facts, &rules, &mut suppressions, &Files(files)).diagnostics {
            found[page].push(diagnostic);
        }
        found.iter_mut().for_each(|found| found.retain(|diagnostic| diagnostic.rule == self.rule.id));
        let pages = documents.iter().zip(found).enumerate().map(|(number, ((document, _), found))| CheckedPage {
            path: name(self.rule, number, files.len()),
            locale: None,
            pairs: document.pairs().len(),
            findings: check::findings(document, found).into_iter().collect(),
        });
        Report { pages: pages.collect(), failures: Vec::new(), suppressed: 0, in_baseline: 0 }
    }
}

struct Files<'f>(&'f [Vec<u8>]);

impl Texts for Files<'_> {
    fn text(&self, page: usize) -> Option<Cow<'_, str>> {
        decode(self.0.get(page)?).ok().map(Cow::Borrowed)
    }
}

fn name(rule: &Rule, number: usize, count: usize) -> PathBuf {
    if count == 1 { rule.example.path.into() } else { format!("example-{}.md", number + 1).into() }
}

/// Text in a fence that it cannot close, with what cannot be seen shown by its number.
fn fenced(language: &str, text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.trim_end_matches([' ', '\n']).chars() {
        if is_unseen(character) {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    let longest = shown.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{shown}\n{fence}\n")
}

/// Whether a reader cannot see a character: control and format characters, and spaces that look like another.
fn is_unseen(character: char) -> bool {
    use icu_properties::CodePointMapData;
    use icu_properties::props::GeneralCategory;
    match CodePointMapData::<GeneralCategory>::new().get(character) {
        GeneralCategory::SpaceSeparator => character != ' ',
        GeneralCategory::Control => character != '\n',
        category => matches!(category, GeneralCategory::Format | GeneralCategory::LineSeparator),
    }
}
