//! What a configuration says, what is wrong in it, and what follows for a page.

use super::*;
use crate::diagnostic::Severity::{self, Error, Warning};

const RULES: &[RuleEntry] = &[
    rule("link-count", "markup", Error, true),
    rule("code-mismatch", "markup", Error, true),
    rule("untranslated", "content", Warning, true),
    rule("double-space", "content", Warning, false),
    rule("machine-translated", "document", Warning, false),
    rule("suppression", "document", Warning, true),
];

const fn rule(id: &'static str, category: &'static str, severity: Severity, is_on: bool) -> RuleEntry {
    RuleEntry { id, category, severity, is_on }
}

fn folder() -> PathBuf {
    std::path::absolute("dokument/å").expect("an absolute path")
}

fn parse(text: &str) -> Result<Config, Mistake> {
    Config::parse(text, &folder(), Catalogue(RULES))
}

/// What is on for a page: `rule=severity`, in the order of the catalogue.
fn on(text: &str, command_line: Layer, path: &str, page: &str) -> String {
    let config = parse(text).unwrap_or_else(|mistake| panic!("{mistake}"));
    let profiles = Profiles::new(&config, Catalogue(RULES), command_line);
    let (document, _) = crate::parse(page);
    let profile = profiles.of(&folder().join(path), &document);
    let all = RULES
        .iter()
        .enumerate()
        .filter_map(|(index, rule)| profile.rules.severity(index).map(|severity| format!("{}={severity}", rule.id)));
    all.collect::<Vec<_>>().join(" ")
}

const DEFAULTS: &str = "link-count=error code-mismatch=error untranslated=warning suppression=warning";

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(on(text, Layer::default(), "a.md", "å\n"), expected, "{text}");
}

#[test]
fn rules_are_chosen() {
    check("", DEFAULTS);
    check("select = ['link-count']", "link-count=error");
    check(
        "select = ['all']\nignore = ['markup']",
        "untranslated=warning double-space=warning machine-translated=warning suppression=warning",
    );
    check("ignore = ['all']", "");
    check("ignore = ['markup', 'suppression']", "untranslated=warning");
}

#[test]
fn what_is_special_counts_over_what_is_general() {
    check(
        "select = ['link-count', 'content']\nignore = ['markup']",
        "link-count=error untranslated=warning double-space=warning",
    );
    check("select = ['content']\nignore = ['double-space']", "untranslated=warning");
    check("select = ['link-count']\nignore = ['link-count']", "");
}

#[test]
fn a_severity_turns_a_rule_on_or_off() {
    check(
        "select = ['content']\n[severity]\nlink-count = 'info'\nuntranslated = 'off'",
        "link-count=info double-space=warning",
    );
    check(
        "[severity]\nmachine-translated = 'error'",
        &DEFAULTS.replace(" suppression", " machine-translated=error suppression"),
    );
}

const LEGAL: &str = "
[[overrides]]
paths = ['juridik']
severity = { untranslated = 'error' }

[[overrides]]
paths = ['juridik/å/*.md', '**/*.skiss.md']
ignore = ['markup']
severity = { untranslated = 'info' }

[[overrides]]
where = { 'ms.collection' = ['M365-säkerhet', 'privat'], 'ms.prod' = 'teams' }
severity = { machine-translated = 'error' }
";

#[test]
fn overrides_are_for_paths() {
    let of = |path: &str| on(LEGAL, Layer::default(), path, "å\n");
    assert_eq!(of("annat/juridik.md"), DEFAULTS);
    assert_eq!(of("juridik/x/y.md"), DEFAULTS.replace("untranslated=warning", "untranslated=error"));
    assert_eq!(of("juridik/å/y.md"), "untranslated=info suppression=warning");
    assert_eq!(of("juridik/å/z/y.md"), DEFAULTS.replace("untranslated=warning", "untranslated=error"));
    assert_eq!(of("x/y.skiss.md"), "untranslated=info suppression=warning");
    // Outside the folder of the file only a glob for any folder matches.
    assert_eq!(of(&folder().with_file_name("y.skiss.md").to_string_lossy()), "untranslated=info suppression=warning");
    assert_eq!(of(&folder().with_file_name("juridik").join("y.md").to_string_lossy()), DEFAULTS);
}

#[test]
fn overrides_are_for_front_matter() {
    let is_strict = |front_matter: &str| {
        let page = format!("---\n{front_matter}\n---\nå\n");
        on(LEGAL, Layer::default(), "a.md", &page).contains("machine-translated=error")
    };
    assert!(is_strict("ms.collection: M365-säkerhet\nms.prod: teams"));
    assert!(is_strict("ms.collection:\n- annat\n- privat\nms.prod: [teams]"));
    assert!(!is_strict("ms.collection: M365-säkerhet"));
    assert!(!is_strict("ms.collection: m365-säkerhet\nms.prod: teams"));
    assert!(!is_strict("title: å"));
}

#[test]
fn the_command_line_counts_over_the_file() {
    let mut layer = Layer::default();
    layer.set(Catalogue(RULES), "untranslated", Some(Warning)).expect("a rule");
    layer.ignore(Catalogue(RULES), "link-count").expect("a rule");
    assert_eq!(on(LEGAL, layer, "juridik/x.md", "å\n"), "code-mismatch=error untranslated=warning suppression=warning");
    let mut layer = Layer::default();
    layer.select(Catalogue(RULES), "untranslated").expect("a rule");
    assert_eq!(on("severity = { untranslated = 'off' }", layer, "å.md", "å\n"), "untranslated=warning");
}

#[test]
fn pages_for_which_the_same_overrides_hold_share_a_profile() {
    let config = parse(LEGAL).expect("a configuration");
    let profiles = Profiles::new(&config, Catalogue(RULES), Layer::default());
    let (document, _) = crate::parse("å\n");
    let of = |path: &str| profiles.of(&folder().join(path), &document);
    assert!(std::sync::Arc::ptr_eq(&of("juridik/a.md"), &of("juridik/b.md")));
    assert_ne!(of("juridik/a.md"), of("a.md"));
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
    let profiles = Profiles::new(&config, Catalogue(RULES), Layer::default());
    let terms = profiles.of(&folder().join("å/b.md"), &document).terms.clone();
    assert_eq!(terms.do_not_translate, ["Contoso Översikt", "Northwind"]);
    assert_eq!(terms.glossaries, [folder().join("termer/sv.tbx")]);
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
    mistake("# å\n selct = ['all']", "2:2", &["unknown key `selct`", "did you mean `select`?", "`ignore`"]);
    mistake("[terms]\nkeep = []", "2:1", &["unknown key `keep`", "`do-not-translate`, `glossaries`"]);
    mistake("[[overrides]]\npath = ['å']", "2:1", &["unknown key `path`", "did you mean `paths`?", "`where`"]);
    mistake("fail_on = 'error'", "1:1", &["unknown key `fail_on`", "did you mean `fail-on`?"]);
}

#[test]
fn a_wrong_value_has_its_key() {
    mistake("fail-on = 'eror'", "1:11", &["`eror` is no value of `fail-on`", "did you mean `error`?", "`never`"]);
    mistake(
        "[severity]\nuntranslated = 'warn'",
        "2:16",
        &["`warn` is no value of `severity.untranslated`", "`warning`", "`off`"],
    );
    mistake("select = 'all'", "1:10", &["`select`", "expected a list"]);
    mistake("exclude = [3]", "1:12", &["`exclude`", "`3`", "expected a string"]);
    mistake("terms = 1", "1:9", &["`terms`"]);
    mistake("overrides = 1", "1:13", &["`overrides`"]);
    mistake("source-language = 'svenska språket'", "1:19", &["source-language", "no language tag", "en-US"]);
    mistake("baseline = ' '", "1:12", &["`baseline`", "empty"]);
    mistake("terms.do-not-translate = ['å', '']", "1:32", &["`terms.do-not-translate`", "empty"]);
    mistake("select = []", "1:10", &["`select` names no rule"]);
}

#[test]
fn a_name_that_no_rule_has_is_a_mistake() {
    mistake(
        "select = ['link-count', 'lnik-count']",
        "1:25",
        &["`select`", "`lnik-count`", "did you mean `link-count`?"],
    );
    mistake(
        "ignore = ['contnet']",
        "1:11",
        &["`contnet`", "did you mean `content`?", "`markup`, `content`, `document`"],
    );
    mistake("[severity]\n'å' = 'off'", "2:1", &["`severity`", "there is no rule `å`", "bitext rules"]);
    mistake("[severity]\nmarkup = 'off'", "2:1", &["`markup` names several rules"]);
    mistake(
        "[[overrides]]\npaths = ['å']\nignore = ['Untranslated']",
        "3:11",
        &["`ignore`", "did you mean `untranslated`?"],
    );
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
    mistake("ignore = ['markup']\nignore = []", "2:1", &["duplicate key"]);
    mistake("å = 1", "1:1", &[]);
}

#[test]
fn the_schema_is_of_what_is_read() {
    let schema = schema(Catalogue(RULES));
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let is_valid = |text: &str| {
        let value: serde_json::Value = toml::from_str(text).expect("TOML");
        validator.is_valid(&value)
    };
    assert!(is_valid(LEGAL));
    assert!(is_valid("select = ['all', 'markup', 'untranslated']\nsource-language = 'sv'\nterms.glossaries = ['å']"));
    for text in
        ["selct = []", "select = ['å']", "severity = { markup = 'off' }", "fail-on = 'info'", "overrides = [{ b = 1 }]"]
    {
        assert!(!is_valid(text), "{text}");
        assert!(parse(text).is_err(), "{text}");
    }
}
