//! The file as it is written: its keys, its JSON Schema, and the way from it to a [`Config`].

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use toml::Spanned;
use xxhash_rust::xxh3::xxh3_64;

use super::patterns::Patterns;
use super::rules::{Layer, Selector, UnknownName, rule_id};
use super::{Config, DEFAULT_SOURCE_LANGUAGE, Mistake, Override, Terms};
use crate::diagnostic::Severity;
use crate::front_matter::condition::Condition;
use crate::rules::CATALOGUE;
use crate::terms::{Concept, GlossaryEntry, TermText};

/// The configuration of bitext, bitext.toml
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "bitext.toml")]
struct File {
    /// The language of the originals, a BCP 47 tag
    #[schemars(with = "String")]
    source_language: Spanned<String>,
    /// The rules and categories that are on, and no others; "all" is every rule
    #[schemars(with = "Vec<RuleOrCategory>")]
    select: Option<Spanned<Vec<Spanned<String>>>>,
    /// The rules and categories that are off
    #[schemars(with = "Vec<RuleOrCategory>")]
    ignore: Vec<Spanned<String>>,
    /// How grave the findings of a rule are; a rule that is named here is on, unless it says "off"
    #[schemars(with = "BTreeMap<String, Level>", extend("propertyNames" = { "$ref": "#/$defs/RuleId" }))]
    severity: BTreeMap<Spanned<String>, Level>,
    /// Pages that are left out: globs, relative to the folder of this file
    #[schemars(with = "Vec<String>")]
    exclude: Vec<Spanned<String>>,
    /// Names and terms
    terms: TermsTable,
    /// What holds for some pages only; of several that are for a page, the later ones count over the earlier
    #[schemars(with = "Vec<OverrideTable>")]
    overrides: Vec<Spanned<OverrideTable>>,
    /// The file of known findings, relative to the folder of this file
    #[schemars(with = "Option<String>")]
    baseline: Option<Spanned<String>>,
    /// What lets a run fail
    fail_on: Option<FailOn>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            source_language: Spanned::new(0..0, DEFAULT_SOURCE_LANGUAGE.to_owned()),
            select: None,
            ignore: Vec::new(),
            severity: BTreeMap::new(),
            exclude: Vec::new(),
            terms: TermsTable::default(),
            overrides: Vec::new(),
            baseline: None,
            fail_on: None,
        }
    }
}

/// What holds for some pages only
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct OverrideTable {
    /// The pages that it is for: globs, relative to the folder of this file
    #[schemars(with = "Vec<String>")]
    paths: Vec<Spanned<String>>,
    /// The front matter that a page has to have: each key with a value, or with a list of which it has to have one
    #[serde(rename = "where")]
    #[schemars(with = "BTreeMap<String, OneOrMany>")]
    conditions: BTreeMap<String, Spanned<OneOrMany>>,
    /// The rules and categories that are on, and no others; "all" is every rule
    #[schemars(with = "Vec<RuleOrCategory>")]
    select: Option<Spanned<Vec<Spanned<String>>>>,
    /// The rules and categories that are off
    #[schemars(with = "Vec<RuleOrCategory>")]
    ignore: Vec<Spanned<String>>,
    /// How grave the findings of a rule are; a rule that is named here is on, unless it says "off"
    #[schemars(with = "BTreeMap<String, Level>", extend("propertyNames" = { "$ref": "#/$defs/RuleId" }))]
    severity: BTreeMap<Spanned<String>, Level>,
    /// Names and terms, over those that hold for all pages
    terms: TermsTable,
}

/// Names and terms
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct TermsTable {
    /// Names that stay as they are in the source
    #[schemars(with = "Vec<String>")]
    do_not_translate: Vec<Spanned<String>>,
    /// Files of terms with their translations (TOML, CSV or TBX), relative to the folder of this file
    #[schemars(with = "Vec<String>")]
    glossaries: Vec<Spanned<String>>,
    /// Terms that have a set translation.
    glossary: Vec<GlossaryEntry>,
}

/// A value, or a list of values.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected a text or a list of texts; a key with dots is written in quotes, as in `\"ms.prod\" = \"teams\"`"
)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// How grave the findings of a rule are
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something is broken for the reader
    Error,
    /// Someone should look
    Warning,
    /// Worth knowing
    Info,
    /// The rule is off
    Off,
}

impl FailOn {
    /// All of them, from the one that fails the fewest runs.
    pub const ALL: [Self; 3] = [Self::Never, Self::Error, Self::Warning];

    /// The name, as configuration gives it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Never => "never",
        }
    }
}

impl Level {
    /// The severity; `None` for a rule that is off.
    #[must_use]
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Off => None,
        }
    }
}

/// What lets a run fail
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Findings of severity error
    Error,
    /// Findings of severity error or warning
    #[default]
    Warning,
    /// No finding, only what could not be done
    Never,
}

/// The id of a rule, or what stands for several; the schema lists them.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct RuleOrCategory(String);

/// The schema, with the names of the rules.
pub(super) fn schema() -> Value {
    let mut schema = schemars::schema_for!(File).to_value();
    let ids: Vec<&str> = CATALOGUE.iter().map(|rule| rule.id.as_str()).collect();
    let names: Vec<&str> = Selector::names().collect();
    schema["$defs"]["RuleId"] = json!({ "description": "The id of a rule", "type": "string", "enum": ids });
    schema["$defs"]["RuleOrCategory"] =
        json!({ "description": "The id of a rule, a category, or \"all\"", "type": "string", "enum": names });
    schema
}

/// Reads the text of a file in `folder`.
pub(super) fn read(text: &str, folder: &Path) -> Result<Config, Mistake> {
    let file: File = toml::from_str(text).map_err(|error| Mistake::of(text, &error))?;
    let reader = Reader { text, folder };
    reader.source_language(&file.source_language)?;
    let profile =
        ProfileTables { select: &file.select, ignore: &file.ignore, severity: &file.severity, terms: &file.terms };
    Ok(Config {
        layer: reader.layer(&profile)?,
        terms: reader.terms(&profile)?,
        exclude: reader.patterns("exclude", &file.exclude)?,
        overrides: file.overrides.iter().map(|table| reader.override_of(table)).collect::<Result<_, _>>()?,
        baseline: match &file.baseline {
            Some(path) => Some(folder.join(reader.not_empty("baseline", path)?)),
            None => None,
        },
        fail_on: file.fail_on,
        hash: xxh3_64(text.as_bytes()),
        source_language: file.source_language.into_inner(),
        folder: folder.to_path_buf(),
    })
}

/// The keys that the file and its overrides share.
struct ProfileTables<'f> {
    select: &'f Option<Spanned<Vec<Spanned<String>>>>,
    ignore: &'f [Spanned<String>],
    severity: &'f BTreeMap<Spanned<String>, Level>,
    terms: &'f TermsTable,
}

struct Reader<'a> {
    text: &'a str,
    folder: &'a Path,
}

impl Reader<'_> {
    fn mistake<T>(&self, at: &Spanned<T>, message: impl Into<String>, help: impl Into<String>) -> Mistake {
        Mistake::at(self.text, at.span().start, message, help)
    }

    fn source_language(&self, tag: &Spanned<String>) -> Result<(), Mistake> {
        match icu_locale::LanguageIdentifier::try_from_str(tag.get_ref()) {
            Ok(language) if !language.language.is_unknown() => Ok(()),
            _ => {
                let message = format!("`source-language`: `{tag}` is no language tag");
                Err(self.mistake(tag, message, "write a BCP 47 tag such as `en-US`"))
            }
        }
    }

    fn not_empty<'s>(&self, key: &str, text: &'s Spanned<String>) -> Result<&'s str, Mistake> {
        if text.get_ref().trim().is_empty() {
            return Err(self.mistake(text, format!("`{key}` has an empty text"), "write one, or take it out"));
        }
        Ok(text.get_ref())
    }

    fn layer(&self, tables: &ProfileTables<'_>) -> Result<Layer, Mistake> {
        let mut layer = Layer::default();
        let unknown = |key: &str, name: &Spanned<String>, unknown: UnknownName| {
            self.mistake(name, format!("`{key}`: {unknown}"), unknown.help)
        };
        if let Some(select) = tables.select
            && select.get_ref().is_empty()
        {
            let help = "take it out for the rules that are on by default; `ignore = [\"all\"]` turns all off";
            return Err(self.mistake(select, "`select` names no rule", help));
        }
        for name in tables.select.iter().flat_map(Spanned::get_ref) {
            layer.select.push(name.get_ref().parse().map_err(|error| unknown("select", name, error))?);
        }
        for name in tables.ignore {
            layer.ignore.push(name.get_ref().parse().map_err(|error| unknown("ignore", name, error))?);
        }
        for (name, level) in tables.severity {
            let rule = rule_id(name.get_ref()).map_err(|error| unknown("severity", name, error))?;
            layer.severity.push((rule, level.severity()));
        }
        Ok(layer)
    }

    fn terms(&self, tables: &ProfileTables<'_>) -> Result<Terms, Mistake> {
        let mut terms = Terms::default();
        for name in &tables.terms.do_not_translate {
            let text = TermText::new(name.get_ref())
                .map_err(|said| self.mistake(name, "`terms.do-not-translate` has no term here", said))?;
            terms.list.do_not_translate.push(text);
        }
        for path in &tables.terms.glossaries {
            terms.glossaries.push(self.folder.join(self.not_empty("terms.glossaries", path)?));
        }
        terms.list.glossary = tables.terms.glossary.iter().cloned().map(Concept::from).collect();
        Ok(terms)
    }

    fn patterns(&self, key: &str, globs: &[Spanned<String>]) -> Result<Patterns, Mistake> {
        Patterns::new(globs.iter().map(|glob| glob.get_ref().as_str())).map_err(|(index, said)| {
            let glob = &globs[index];
            let help = "write a glob such as `legal/**/*.md`; `**` stands for any folders, `*` for any name";
            self.mistake(glob, format!("`{key}`: `{glob}` is no glob: {said}"), help)
        })
    }

    fn override_of(&self, table: &Spanned<OverrideTable>) -> Result<Override, Mistake> {
        let OverrideTable { paths, conditions, select, ignore, severity, terms } = table.get_ref();
        if paths.is_empty() && conditions.is_empty() {
            let help =
                "say which pages it is for with `paths` or `where`; what is for all pages stands outside `overrides`";
            return Err(self.mistake(table, "`overrides`: this one is for no page in particular", help));
        }
        let tables = ProfileTables { select, ignore, severity, terms };
        Ok(Override {
            paths: if paths.is_empty() { None } else { Some(self.patterns("overrides.paths", paths)?) },
            conditions: conditions.iter().map(|(key, values)| self.condition(key, values)).collect::<Result<_, _>>()?,
            layer: self.layer(&tables)?,
            terms: self.terms(&tables)?,
        })
    }

    fn condition(&self, key: &str, values: &Spanned<OneOrMany>) -> Result<Vec<Condition>, Mistake> {
        let all = match values.get_ref() {
            OneOrMany::One(value) => std::slice::from_ref(value),
            OneOrMany::Many(all) => all,
        };
        if all.is_empty() {
            let message = format!("`overrides.where`: `{key}` has an empty list, which no page can have");
            return Err(self.mistake(values, message, "write the values of which a page has to have one"));
        }
        Ok(all.iter().map(|value| Condition { key: key.to_owned(), value: value.clone() }).collect())
    }
}
