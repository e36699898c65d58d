//! Values that are names: read by their own types, and offered to a person who asks a shell to complete them.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command, Error};

use crate::config::ALL;
use crate::rules::{CATALOGUE, Category};

/// Reads a value with a function of its own, which may accept more than what is offered.
#[derive(Clone)]
pub(super) struct Offered<T> {
    read: fn(&str) -> Result<T, String>,
    names: fn() -> Vec<PossibleValue>,
}

impl<T> Offered<T> {
    pub(super) fn new(read: fn(&str) -> Result<T, String>, names: fn() -> Vec<PossibleValue>) -> Self {
        Self { read, names }
    }
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Offered<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        self.read.parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.names)().into_iter()))
    }
}

/// The ids of all rules, with what they find.
pub(super) fn rules() -> Vec<PossibleValue> {
    // In the completions of fish a dollar would stand for a variable.
    let finds = |text: &str| text.replace('$', "");
    CATALOGUE.iter().map(|rule| PossibleValue::new(rule.id.as_str()).help(finds(rule.finds))).collect()
}

/// All that selects rules: their ids, categories, and `all`.
pub(super) fn selectors() -> Vec<PossibleValue> {
    let categories = Category::ALL.map(|category| PossibleValue::new(category.as_str()).help("a category of rules"));
    let all = PossibleValue::new(ALL).help("every rule");
    rules().into_iter().chain(categories).chain([all]).collect()
}
