//! What a configuration says, what is wrong in it, and what follows for a page.

use std::collections::HashMap;
use std::sync::Arc;

use super::*;
use crate::diagnostic::Severity;
use crate::rules;

/// The rules that these tests look at; there are others.
const RULES: [&str; 4] = ["unpaired-target", "duplicate-id", "empty-target", "suppression"];

fn folder() -> PathBuf {
    std::path::absolute("dokument/å").expect("an absolute path")
}

fn parse(text: &str) -> Result<Config, Mistake> {
    Config::parse(text, &folder())
}

/// What is on for a page: `rule=severity`, in the order of the catalogue.
fn on(text: &str, command_line: Layer, path: &str, page: &str) -> String {
    let config = parse(text).unwrap_or_else(|mistake| panic!("{mistake}"));
    let none = HashMap::new();
    let profiles = Profiles::new(&config, command_line, &none).unwrap();
    let (document, _) = crate::parse(page);
    let profile = profiles.of(&folder().join(path), &document);
    let all = RULES.into_iter().filter_map(|id| {
        let rule = rules::find(id).expect("a rule");
        profile.rules.severity(rule.id).map(|severity| format!("{id}={severity}"))
    });
    all.collect::<Vec<_>>().join(" ")
}

const DEFAULTS: &str = "unpaired-target=error duplicate-id=error empty-target=error suppression=warning";

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(on(text, Layer::default(), "a.md", "å\n"), expected, "{text}");
}

#[test]
fn rules_are_chosen() {
    check("", DEFAULTS);
    check("select = ['duplicate-id']", "duplicate-id=error");
    check("select = ['all']\nignore = ['structure']", "suppression=warning");
    check("ignore = ['all']", "");
    check("ignore = ['document', 'empty-target']", "unpaired-target=error duplicate-id=error");
}

#[test]
fn what_is_special_counts_over_what_is_general() {
    check("select = ['duplicate-id', 'document']\nignore = ['structure']", "duplicate-id=error suppression=warning");
    check("select = ['structure']\nignore = ['duplicate-id']", "unpaired-target=error empty-target=error");
    check("select = ['duplicate-id']\nignore = ['duplicate-id']", "");
    check(
        "select = ['all', 'structure']\nignore = ['all']",
        "unpaired-target=error duplicate-id=error empty-target=error",
    );
}

#[test]
fn a_severity_turns_a_rule_on_or_off() {
    check("select = ['document']\n[severity]\nempty-target = 'info'", "empty-target=info suppression=warning");
    check("[severity]\nempty-target = 'off'", "unpaired-target=error duplicate-id=error suppression=warning");
}

const LEGAL: &str = "
severity = { empty-target = 'warning' }

[[overrides]]
paths = ['juridik']
severity = { empty-target = 'error' }

[[overrides]]
paths = ['juridik/å/*.md', '**/*.skiss.md']
ignore = ['structure']
severity = { empty-target = 'info' }

[[overrides]]
where = { 'ms.collection' = ['M365-säkerhet', 'privat'], 'ms.prod' = 'teams' }
severity = { suppression = 'error' }
";
const LAX: &str = "unpaired-target=error duplicate-id=error empty-target=warning suppression=warning";

#[test]
fn overrides_are_for_paths() {
    let of = |path: &str| on(LEGAL, Layer::default(), path, "å\n");
    assert_eq!(of("annat/juridik.md"), LAX);
    assert_eq!(of("juridik/x/y.md"), DEFAULTS);
    assert_eq!(of("juridik/å/y.md"), "empty-target=info suppression=warning");
    assert_eq!(of("juridik/å/z/y.md"), DEFAULTS);
    assert_eq!(of("x/y.skiss.md"), "empty-target=info suppression=warning");
    // Outside the folder of the file only a glob for any folder matches.
    assert_eq!(of(&folder().with_file_name("y.skiss.md").to_string_lossy()), "empty-target=info suppression=warning");
    assert_eq!(of(&folder().with_file_name("juridik").join("y.md").to_string_lossy()), LAX);
}

#[test]
fn overrides_are_for_front_matter() {
    let is_strict = |front_matter: &str| {
        let page = format!("---\n{front_matter}\n---\nå\n");
        on(LEGAL, Layer::default(), "a.md", &page).contains("suppression=error")
    };
    assert!(is_strict("ms.collection: M365-säkerhet\nms.prod: teams"));
    assert!(is_strict("ms.collection:\n- annat\n- privat\nms.prod: [teams]"));
    assert!(!is_strict("ms.collection: M365-säkerhet"));
    assert!(!is_strict("ms.collection: m365-säkerhet\nms.prod: teams"));
    assert!(!is_strict("title: å"));
}

#[test]
fn the_command_line_counts_over_the_file() {
    let empty_target = rule_id("empty-target").expect("a rule");
    let layer = Layer {
        ignore: vec!["duplicate-id".parse().expect("a rule")],
        severity: vec![(empty_target, Some(Severity::Info))],
        ..Layer::default()
    };
    assert_eq!(on(LEGAL, layer, "juridik/x.md", "å\n"), "unpaired-target=error empty-target=info suppression=warning");
    let layer = Layer { select: vec![Selector::Rule(empty_target)], ..Layer::default() };
    assert_eq!(on("severity = { empty-target = 'off' }", layer, "å.md", "å\n"), "empty-target=error");
}

#[test]
fn pages_for_which_the_same_overrides_hold_share_a_profile() {
    let config = parse(LEGAL).expect("a configuration");
    let none = HashMap::new();
    let profiles = Profiles::new(&config, Layer::default(), &none).unwrap();
    let (document, _) = crate::parse("å\n");
    let of = |path: &str| profiles.of(&folder().join(path), &document);
    assert!(Arc::ptr_eq(&of("juridik/a.md"), &of("juridik/b.md")));
    assert!(!Arc::ptr_eq(&of("juridik/a.md"), &of("a.md")));
}

#[test]
fn pages_are_left_out() {
    let config = parse("exclude = ['utkast/', '**/README.md', './ö?.md']").expect("a configuration");
    let excludes = |path: &str| config.excludes(&folder().join(path));
    for path in ["utkast/a.md", "utkast/b/a.md", "README.md", "b/README.md", "öl.md"] {
        assert!(excludes(path), "{path}");
    }
    for path in ["a.md", "b/utkast/a.md", "b/öl.md", "utkast.md"] {
        assert!(!excludes(path), "{path}");
    }
}

#[test]
fn values_are_read() {
    let text = "\u{feff}source-language = 'en-GB'\r\nbaseline = 'kända.json'\r\nfail-on = 'never'\r\n\
                [terms]\r\ndo-not-translate = ['Contoso Översikt']\r\nglossaries = ['termer/sv.tbx']\r\n\
                [[overrides]]\r\npaths = ['å']\r\nterms.do-not-translate = ['Northwind']\r\n";
    let config = parse(text).expect("a configuration");
    assert_eq!(config.source_language, "en-GB");
    assert_eq!(config.baseline, Some(folder().join("kända.json")));
    assert_eq!(config.fail_on, Some(FailOn::Never));
    let (document, _) = crate::parse("");
    let file = folder().join("termer/sv.tbx");
    assert_eq!(config.glossaries().collect::<Vec<_>>(), [file.as_path()]);
    let in_file = TermList::from_toml("do-not-translate = ['Fjärd']".as_bytes()).unwrap();
    let glossaries = HashMap::from([(file, in_file)]);
    let profiles = Profiles::new(&config, Layer::default(), &glossaries).unwrap();
    let found = |path: &str| {
        let profile = profiles.of(&folder().join(path), &document);
        let matcher = profile.terms.matcher(Some("sv-SE"), &[]).expect("terms");
        matcher.find("Contoso Översikt, Northwind, Fjärd").len()
    };
    assert_eq!(found("b.md"), 2);
    assert_eq!(found("å/b.md"), 3);
}

#[track_caller]
fn mistake(text: &str, position: &str, said: &[&str]) {
    let mistake = parse(text).expect_err(text);
    assert_eq!(mistake.position.to_string(), position, "{text}: {mistake:?}");
    let all = format!("{}\n{}", mistake.message, mistake.help.unwrap_or_default());
    for said in said {
        assert!(all.contains(said), "{said:?} is not in: {all}");
    }
}

#[test]
fn a_mistyped_key_has_its_place_and_what_is_allowed() {
    mistake("# å\n selct = ['all']", "2:2", &["unknown key `selct`", "Did you mean `select`?", "`ignore`"]);
    mistake("[terms]\nkeep = []", "2:1", &["unknown key `keep`", "`do-not-translate`, `glossaries`, `glossary`"]);
    mistake("[[overrides]]\npath = ['å']", "2:1", &["unknown key `path`", "Did you mean `paths`?", "`where`"]);
    mistake("fail_on = 'error'", "1:1", &["unknown key `fail_on`", "Did you mean `fail-on`?"]);
}

#[test]
fn a_wrong_value_has_its_key() {
    mistake("fail-on = 'eror'", "1:11", &["`eror` is no value of `fail-on`", "Did you mean `error`?", "`never`"]);
    mistake(
        "[severity]\nempty-target = 'warn'",
        "2:16",
        &["`warn` is no value of `severity.empty-target`", "`warning`", "`off`"],
    );
    mistake("select = 'all'", "1:10", &["`select`", "expected a list"]);
    mistake("exclude = [3]", "1:12", &["`exclude`", "`3`", "expected a string"]);
    mistake("terms = 1", "1:9", &["`terms`"]);
    mistake("overrides = 1", "1:13", &["`overrides`"]);
    mistake("source-language = 'svenska språket'", "1:19", &["source-language", "no language tag", "en-US"]);
    mistake("baseline = ' '", "1:12", &["`baseline`", "empty"]);
    mistake("terms.do-not-translate = ['å', '']", "1:32", &["`terms.do-not-translate`", "no letter or digit"]);
    mistake("select = []", "1:10", &["`select` names no rule"]);
}

#[test]
fn a_name_that_no_rule_has_is_a_mistake() {
    let meant = "Did you mean `duplicate-id`?";
    mistake("select = ['empty-target', 'dupliacte-id']", "1:27", &["`select`", "`dupliacte-id`", meant]);
    mistake(
        "ignore = ['documnet']",
        "1:11",
        &["`documnet`", "Did you mean `document`?", "`structure`, `inline-markup`"],
    );
    mistake("[severity]\n'å' = 'off'", "2:1", &["`severity`", "there is no rule `å`", "bitext rules"]);
    mistake("[severity]\nstructure = 'off'", "2:1", &["`structure` names several rules"]);
    mistake("[[overrides]]\npaths = ['å']\nignore = ['Duplicate-Id']", "3:11", &["`ignore`", meant]);
}

#[test]
fn an_override_is_for_some_pages() {
    mistake("\n[[overrides]]\nignore = ['all']", "2:1", &["for no page in particular", "`paths`", "`where`"]);
    mistake("[[overrides]]\nwhere = { a = [] }", "2:15", &["`a` has an empty list"]);
    mistake("[[overrides]]\nwhere = { ms.prod = 'å' }", "2:11", &["`overrides.where.ms`", "quotes"]);
    mistake("[[overrides]]\nwhere = { a = [1] }", "2:15", &["`overrides.where.a`", "a list of texts"]);
}

#[test]
fn a_glob_is_checked() {
    mistake("exclude = ['å', 'a[']", "1:17", &["`exclude`", "`a[`"]);
    for glob in ["", "/", "/etc/**", "../å", "a/../b"] {
        mistake(&format!("[[overrides]]\npaths = ['{glob}']"), "2:10", &["`overrides.paths`", "below the folder"]);
    }
}

#[test]
fn what_is_not_toml_has_its_place() {
    mistake("select = [\n'å'\nignore = []", "3:1", &[]);
    mistake("ignore = ['structure']\nignore = []", "2:1", &["duplicate key"]);
    mistake("å = 1", "1:1", &[]);
}

#[test]
fn the_schema_is_of_what_is_read() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let is_valid = |text: &str| {
        let value: serde_json::Value = toml::from_str(text).expect("TOML");
        validator.is_valid(&value)
    };
    assert!(is_valid(LEGAL));
    assert!(is_valid(
        "select = ['all', 'structure', 'empty-target']\nsource-language = 'sv'\nterms.glossaries = ['å']"
    ));
    for text in [
        "selct = []",
        "select = ['å']",
        "severity = { structure = 'off' }",
        "fail-on = 'info'",
        "overrides = [{ b = 1 }]",
    ] {
        assert!(!is_valid(text), "{text}");
        assert!(parse(text).is_err(), "{text}");
    }
}
