//! Which rules are on, and how grave their findings are: choices in layers, each over the one below.

use crate::diagnostic::Severity;

/// What a choice of rules needs to know of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleEntry {
    /// The id.
    pub id: &'static str,
    /// The name of its category.
    pub category: &'static str,
    /// The severity of its findings when it is on.
    pub severity: Severity,
    /// Whether it is on if nobody chooses.
    pub is_on: bool,
}

/// The severity of each rule for some pages, by its index in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet(Vec<Option<Severity>>);

impl RuleSet {
    /// The severity of the rule at `index`; `None` if it is off.
    #[must_use]
    pub fn severity(&self, index: usize) -> Option<Severity> {
        self.0.get(index).copied().flatten()
    }

    /// The result of some layers, the lowest first.
    pub(super) fn resolve<'l>(catalogue: Catalogue<'_>, layers: impl IntoIterator<Item = &'l Layer>) -> Self {
        let mut states: Vec<State> =
            catalogue.0.iter().map(|rule| State { is_on: rule.is_on, severity: rule.severity }).collect();
        for layer in layers {
            layer.apply(catalogue, &mut states);
        }
        Self(states.into_iter().map(|state| state.is_on.then_some(state.severity)).collect())
    }
}

/// The rules that there are.
#[derive(Debug, Clone, Copy)]
pub struct Catalogue<'c>(pub &'c [RuleEntry]);

/// A name that no rule has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no {what} `{name}`")]
pub struct UnknownName {
    what: &'static str,
    name: String,
    /// What to do about it.
    pub help: String,
}

impl<'c> Catalogue<'c> {
    /// The index of the rule with this id.
    ///
    /// # Errors
    /// If there is none.
    pub fn rule(self, id: &str) -> Result<usize, UnknownName> {
        self.0.iter().position(|rule| rule.id == id).ok_or_else(|| {
            let is_category = self.categories().contains(&id) || id == ALL;
            let help = if is_category {
                format!("`{id}` names several rules; name each")
            } else {
                help_for(id, self.0.iter().map(|rule| rule.id))
            };
            UnknownName { what: "rule", name: id.to_owned(), help }
        })
    }

    /// The rules that a name stands for: an id, a category or `all`.
    ///
    /// # Errors
    /// If it is none of them.
    fn selector(self, name: &str) -> Result<Selector, UnknownName> {
        if name == ALL {
            return Ok(Selector::All);
        }
        if let Some(rule) = self.0.iter().position(|rule| rule.id == name) {
            return Ok(Selector::Rule(rule));
        }
        let categories = self.categories();
        if let Some(&category) = categories.iter().find(|&&category| category == name) {
            return Ok(Selector::Category(category));
        }
        let names = self.0.iter().map(|rule| rule.id).chain(categories.iter().copied()).chain([ALL]);
        let mut help = help_for(name, names);
        help.push_str(&format!("; the categories are `{}`, and `all` is every rule", categories.join("`, `")));
        Err(UnknownName { what: "rule or category", name: name.to_owned(), help })
    }

    /// The names of the categories, in the order of the catalogue.
    pub(super) fn categories(self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = Vec::new();
        for rule in self.0 {
            if !names.contains(&rule.category) {
                names.push(rule.category);
            }
        }
        names
    }
}

fn help_for<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    match super::mistake::closest(name, names) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "`bitext rules` lists them".to_owned(),
    }
}

/// The name that stands for every rule.
pub(super) const ALL: &str = "all";

/// The rules that a name stands for. The order is from the general to the special.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Selector {
    All,
    Category(&'static str),
    Rule(usize),
}

impl Selector {
    fn matches(self, index: usize, rule: &RuleEntry) -> bool {
        match self {
            Self::All => true,
            Self::Category(category) => rule.category == category,
            Self::Rule(rule) => rule == index,
        }
    }

    /// 0 for all, 1 for a category, 2 for a rule.
    fn rank(self) -> u8 {
        match self {
            Self::All => 0,
            Self::Category(_) => 1,
            Self::Rule(_) => 2,
        }
    }
}

/// A choice of rules: what one place says, be it the file, an override or the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layer {
    /// These and no others, if any is named.
    select: Vec<Selector>,
    ignore: Vec<Selector>,
    severity: Vec<(usize, Option<Severity>)>,
}

impl Layer {
    /// Adds to the rules that are on, of which there are no others then.
    ///
    /// # Errors
    /// If no rule or category has the name.
    pub fn select(&mut self, catalogue: Catalogue<'_>, name: &str) -> Result<(), UnknownName> {
        self.select.push(catalogue.selector(name)?);
        Ok(())
    }

    /// Turns rules off.
    ///
    /// # Errors
    /// If no rule or category has the name.
    pub fn ignore(&mut self, catalogue: Catalogue<'_>, name: &str) -> Result<(), UnknownName> {
        self.ignore.push(catalogue.selector(name)?);
        Ok(())
    }

    /// Turns a rule on with a severity, or off with none.
    ///
    /// # Errors
    /// If no rule has the id.
    pub fn set(&mut self, catalogue: Catalogue<'_>, id: &str, severity: Option<Severity>) -> Result<(), UnknownName> {
        self.severity.push((catalogue.rule(id)?, severity));
        Ok(())
    }

    /// What names a rule counts over what names a category, and that over `all`; between equals, `ignore` over `select`.
    fn apply(&self, catalogue: Catalogue<'_>, states: &mut [State]) {
        let rules = || catalogue.0.iter().enumerate();
        let best = |selectors: &[Selector], index: usize, rule: &RuleEntry| {
            selectors.iter().filter(|selector| selector.matches(index, rule)).map(|selector| selector.rank()).max()
        };
        for ((index, rule), state) in rules().zip(states.iter_mut()) {
            let selected = best(&self.select, index, rule);
            let ignored = best(&self.ignore, index, rule);
            state.is_on = match (selected, ignored) {
                (Some(selected), Some(ignored)) => selected > ignored,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (None, None) => state.is_on && self.select.is_empty(),
            };
        }
        for &(rule, severity) in &self.severity {
            if let Some(state) = states.get_mut(rule) {
                state.is_on = severity.is_some();
                state.severity = severity.unwrap_or(state.severity);
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct State {
    is_on: bool,
    severity: Severity,
}
