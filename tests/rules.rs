//! Every rule finds what its cases in `fixtures/rules/RULE/cases.toml` show, and is silent where they say so.
//!
//! ```toml
//! [[fires]]
//! why = "what is special about the case"     # optional
//! locale = "sv-SE"
//! source = "Select `Open`."                  # a page of one pair …
//! target = "Välj Open."
//! pairs = [["Open", "Öppna"], ["Save", ""]]  # … or of some: source and target of each
//! page = "…"                                 # … or a whole page with its front matter
//! pages = ["…", "…"]                         # … or a run over some
//! file = "odd/page.md"                       # … or a file of fixtures/, be it text or not
//! path = "docs/sv-se/page.md"                # where the page is; else case.md
//! original = "…"                             # the original page
//! config = "…"                               # bitext.toml
//! at = "Open"                                # what each finding marks: one text, or a list of them in order
//! fixed = "Välj `Open`."                     # the target (or the page) after the fix
//! ```
//!
//! `[[silent]]` has the same keys but the last two. In it the rule of the folder finds nothing; others may.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bitext::Document;
use bitext::check::{self, PageContext, PageFacts, Profile, RuleSet};
use bitext::config::{Config, Layer, Profiles, Selector};
use bitext::diagnostic::{Applicability, Diagnostic};
use bitext::fix::fix;
use bitext::original::Original;
use bitext::report::Texts;
use bitext::rules::{CATALOGUE, Rule, page_of};
use bitext::source::decode;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    #[serde(default)]
    fires: Vec<Case>,
    #[serde(default)]
    silent: Vec<Case>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Case {
    why: String,
    locale: String,
    source: String,
    target: String,
    pairs: Vec<(String, String)>,
    page: Option<String>,
    pages: Vec<String>,
    file: Option<PathBuf>,
    path: Option<PathBuf>,
    original: Option<String>,
    config: String,
    at: Option<At>,
    fixed: Option<String>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum At {
    One(String),
    Some(Vec<String>),
}

impl Case {
    fn pages(&self) -> Vec<Vec<u8>> {
        if !self.pages.is_empty() {
            return self.pages.iter().map(|page| page.clone().into_bytes()).collect();
        }
        if let Some(file) = &self.file {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(file);
            return vec![std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))];
        }
        let pairs: Vec<(&str, &str)> = self.pairs.iter().map(|(source, target)| (&**source, &**target)).collect();
        vec![
            match &self.page {
                Some(page) => page.clone(),
                None if !pairs.is_empty() => page_of(&self.locale, &pairs),
                None => page_of(&self.locale, &[(&self.source, &self.target)]),
            }
            .into_bytes(),
        ]
    }

    fn at(&self) -> Vec<&str> {
        match &self.at {
            None => Vec::new(),
            Some(At::One(text)) => vec![text],
            Some(At::Some(texts)) => texts.iter().map(String::as_str).collect(),
        }
    }
}

fn cases(rule: &Rule) -> Cases {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules").join(rule.id.as_str()).join("cases.toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

struct Pages<'p>(&'p [Vec<u8>]);

impl Texts for Pages<'_> {
    fn text(&self, page: usize) -> Option<Cow<'_, str>> {
        decode(self.0.get(page)?).ok().map(Cow::Borrowed)
    }
}

/// What a page is held to: the configuration, with every rule on, so that those that are off are held to their cases too.
fn profile(config: &Config, path: &Path, document: &Document<'_>) -> Arc<Profile> {
    let all = Layer { select: vec![Selector::All], ..Layer::default() };
    Profiles::new(config, all, &HashMap::new()).unwrap().of(path, document)
}

/// What a rule finds in some pages: the index of the page and the diagnostic, in order.
fn found(rule: &Rule, pages: &[Vec<u8>], case: &Case) -> Vec<(usize, Diagnostic)> {
    let config = Config::parse(&case.config, Path::new("")).unwrap_or_else(|mistake| panic!("{}: {mistake}", rule.id));
    let path = case.path.clone().unwrap_or_else(|| "case.md".into());
    let mut found = Vec::new();
    let (mut facts, mut profiles, mut suppressions) = (Vec::new(), Vec::new(), Vec::new());
    for (index, page) in pages.iter().enumerate() {
        let text = match decode(page) {
            Ok(text) => text,
            Err(error) => {
                let (document, _) = bitext::parse("");
                profiles.push(profile(&config, &path, &document));
                found.extend(check::not_text(error, &profiles[index]).map(|diagnostic| (index, diagnostic)));
                facts.push(PageFacts::default());
                suppressions.push(bitext::suppression::Suppressions::default());
                continue;
            }
        };
        let (document, parsed) = bitext::parse(text);
        let bytes = case.original.as_ref().map(|text| text.as_bytes().to_vec());
        let original = bytes.map(|bytes| Original { path: "original.md".into(), bytes });
        let profile = profile(&config, &path, &document);
        let context = PageContext::new(&document, &profile, &path).with_original(original.as_ref());
        let checked = check::page(&context, parsed);
        found.extend(checked.diagnostics.into_iter().map(|diagnostic| (index, diagnostic)));
        facts.push(checked.facts);
        suppressions.push(checked.suppressions);
        profiles.push(profile);
    }
    let rules: Vec<&RuleSet> = profiles.iter().map(|profile| &profile.rules).collect();
    found.extend(check::run(&facts, &rules, &mut suppressions, &Pages(pages)).diagnostics);
    found.retain(|(_, diagnostic)| diagnostic.rule == rule.id);
    found.sort_by_key(|(page, diagnostic)| (*page, diagnostic.span));
    found
}

/// A page after the fixes of a rule.
fn fixed(rule: &Rule, text: &str, case: &Case) -> String {
    let config = Config::parse(&case.config, Path::new("")).unwrap_or_else(|mistake| panic!("{}: {mistake}", rule.id));
    let path = case.path.clone().unwrap_or_else(|| "case.md".into());
    let find = |document: &Document<'_>, parsed| {
        let profile = profile(&config, &path, document);
        let mut found = check::page(&PageContext::new(document, &profile, &path), parsed).diagnostics;
        found.retain(|diagnostic| diagnostic.rule == rule.id);
        found
    };
    fix(text, Applicability::Unsafe, find).unwrap_or_else(|error| panic!("{error}: {case:?}")).text
}

#[test]
fn every_rule_fires_where_it_must_and_nowhere_else() {
    let mut faults = Vec::new();
    for rule in CATALOGUE {
        let cases = cases(rule);
        assert!(!cases.fires.is_empty() && !cases.silent.is_empty(), "{}: cases of both kinds are needed", rule.id);
        for case in &cases.fires {
            let pages = case.pages();
            let found = found(rule, &pages, case);
            let mark = |(page, diagnostic): &(usize, Diagnostic)| {
                String::from_utf8_lossy(&pages[*page][diagnostic.span.range()]).into_owned()
            };
            let marked: Vec<String> = found.iter().map(mark).collect();
            if marked != case.at() {
                faults.push(format!("{}: marks {marked:?}, not {:?}: {case:?}\n{found:#?}", rule.id, case.at()));
                continue;
            }
            let Some(expected) = &case.fixed else { continue };
            let after = fixed(rule, decode(&pages[0]).unwrap(), case);
            let (document, _) = bitext::parse(&after);
            let target = if case.page.is_some() { &*after } else { document.raw(document.pairs()[0].target.inner) };
            if target != expected {
                faults.push(format!("{}: is mended to {target:?}, not {expected:?}", rule.id));
            }
            let left = self::found(rule, &[after.into_bytes()], case);
            if !left.is_empty() {
                faults.push(format!("{}: is found again once it is mended: {left:?}", rule.id));
            }
        }
        for case in &cases.silent {
            assert!(case.at.is_none() && case.fixed.is_none(), "{}: a silent case marks nothing: {case:?}", rule.id);
            let found = found(rule, &case.pages(), case);
            if !found.is_empty() {
                faults.push(format!("{}: must be silent on {case:?}\n{found:#?}", rule.id));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn the_example_of_a_rule_shows_it() {
    for rule in CATALOGUE {
        let case = Case {
            config: rule.example.config.to_owned(),
            path: Some(rule.example.path.into()),
            original: rule.example.original.map(str::to_owned),
            ..Case::default()
        };
        let found = found(rule, &rule.example.files(), &case);
        assert!(!found.is_empty(), "{}: its example does not show it", rule.id);
    }
}

#[test]
fn ids_are_unique_and_named_as_their_folders() {
    let mut ids: Vec<&str> = CATALOGUE.iter().map(|rule| rule.id.as_str()).collect();
    assert!(CATALOGUE.is_sorted_by_key(|rule| rule.category), "the catalogue is in the order of categories");
    ids.sort_unstable();
    assert!(ids.windows(2).all(|two| two[0] != two[1]), "an id is used twice");
    let mut folders: Vec<String> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    folders.sort_unstable();
    assert_eq!(ids, folders);
}

#[test]
fn a_rule_that_offers_a_fix_has_a_case_that_shows_it() {
    for rule in CATALOGUE.iter().filter(|rule| rule.fix == Some(Applicability::Safe)) {
        assert!(cases(rule).fires.iter().any(|case| case.fixed.is_some()), "{}: no case has `fixed`", rule.id);
    }
}

#[test]
fn the_documentation_of_a_rule_has_what_is_said_of_its_example() {
    for rule in CATALOGUE {
        let section = bitext::explain::section(rule, 1);
        assert!(section.contains(&format!("[{}] ", rule.id)), "{}: nothing is said of its example", rule.id);
    }
}
