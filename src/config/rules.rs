//! Which rules are on, and how grave their findings are: choices in layers, each over the one below.

use std::collections::HashMap;
use std::str::FromStr;

use super::mistake::closest;
use crate::diagnostic::{RuleId, Severity};
use crate::rules::{CATALOGUE, Category, Rule};

/// The severity of each rule that is on after some layers, the lowest first.
pub(super) fn resolve<'l>(layers: impl IntoIterator<Item = &'l Layer>) -> HashMap<RuleId, Severity> {
    let mut states: Vec<State> = CATALOGUE.iter().map(|rule| State::of(rule)).collect();
    for layer in layers {
        states.iter_mut().for_each(|state| layer.apply(state));
    }
    states.iter().filter(|state| state.is_on).map(|state| (state.rule.id, state.severity)).collect()
}

/// What one place says about rules, be it the file, an override or the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layer {
    /// The rules that are on, and no others; if there is none, those of the layers below.
    pub select: Vec<Selector>,
    /// The rules that are off.
    pub ignore: Vec<Selector>,
    /// Rules that are on with a severity, or off without one. It counts over the others.
    pub severity: Vec<(RuleId, Option<Severity>)>,
}

impl Layer {
    /// What names a rule counts over what names a category, and that over `all`; between equals, `ignore` over `select`.
    fn apply(&self, state: &mut State) {
        let best =
            |selectors: &[Selector]| selectors.iter().filter(|selector| selector.matches(state.rule)).max().copied();
        state.is_on = match (best(&self.select), best(&self.ignore)) {
            (Some(selected), Some(ignored)) => selected > ignored,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => state.is_on && self.select.is_empty(),
        };
        for &(rule, severity) in &self.severity {
            if rule == state.rule.id {
                state.is_on = severity.is_some();
                state.severity = severity.unwrap_or(state.severity);
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct State {
    rule: &'static Rule,
    is_on: bool,
    severity: Severity,
}

impl State {
    fn of(rule: &'static Rule) -> Self {
        Self { rule, is_on: rule.severity.is_some(), severity: rule.severity.unwrap_or(Severity::Warning) }
    }
}

/// The name that stands for every rule.
pub(crate) const ALL: &str = "all";

/// The rules that a name stands for. The order is from the general to the special.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Selector {
    /// All.
    All,
    /// Those of a category.
    Category(Category),
    /// One.
    Rule(RuleId),
}

impl Selector {
    fn matches(self, rule: &Rule) -> bool {
        match self {
            Self::All => true,
            Self::Category(category) => rule.category == category,
            Self::Rule(id) => rule.id == id,
        }
    }

    /// The names of all.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        let categories = Category::ALL.iter().map(|category| category.as_str());
        std::iter::once(ALL).chain(categories).chain(CATALOGUE.iter().map(|rule| rule.id.as_str()))
    }
}

impl FromStr for Selector {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        if name == ALL {
            return Ok(Self::All);
        }
        if let Some(category) = Category::ALL.into_iter().find(|category| category.as_str() == name) {
            return Ok(Self::Category(category));
        }
        crate::rules::find(name).map(|rule| Self::Rule(rule.id)).ok_or_else(|| {
            let categories = Category::ALL.map(Category::as_str).join("`, `");
            let help =
                format!("{} The categories are `{categories}`, and `{ALL}` is every rule", help(name, Self::names()));
            UnknownName { what: "rule or category", name: name.to_owned(), help }
        })
    }
}

/// The rule of some id.
///
/// # Errors
/// If there is none.
pub fn rule_id(name: &str) -> Result<RuleId, UnknownName> {
    crate::rules::find(name).map(|rule| rule.id).ok_or_else(|| {
        let help = if name.parse::<Selector>().is_ok() {
            format!("`{name}` names several rules; name each.")
        } else {
            help(name, CATALOGUE.iter().map(|rule| rule.id.as_str()))
        };
        UnknownName { what: "rule", name: name.to_owned(), help }
    })
}

fn help(name: &str, names: impl Iterator<Item = &'static str>) -> String {
    match closest(name, names) {
        Some(meant) => format!("Did you mean `{meant}`?"),
        None => "`bitext rules` lists the rules.".to_owned(),
    }
}

/// A name that no rule has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no {what} `{name}`")]
pub struct UnknownName {
    what: &'static str,
    name: String,
    /// What to do about it.
    pub help: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_is_off_by_default_can_be_chosen() {
        let rule: &'static Rule = CATALOGUE[0];
        let off = State { rule, is_on: false, severity: Severity::Warning };
        let layers = [
            Layer { select: vec![Selector::All], ..Layer::default() },
            Layer { select: vec![Selector::Category(rule.category)], ignore: vec![Selector::All], ..Layer::default() },
            Layer { severity: vec![(rule.id, Some(Severity::Warning))], ..Layer::default() },
        ];
        for layer in layers {
            let mut state = off;
            layer.apply(&mut state);
            assert!(state.is_on && state.severity == Severity::Warning, "{layer:?}");
        }
        let mut state = off;
        Layer::default().apply(&mut state);
        assert!(!state.is_on);
    }
}
