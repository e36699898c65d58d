//! Mistakes in a configuration: where they are and what to write in their place.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::{Locator, Position};

/// What is wrong in a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{position}: {message}")]
pub struct Mistake {
    /// Where.
    pub position: Position,
    /// What, with the key.
    pub message: String,
    /// What to do about it, or what is allowed.
    pub help: Option<String>,
}

impl Mistake {
    pub(super) fn at(text: &str, offset: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        let help = Some(help.into());
        Self { position: Locator::new(text).locate(offset), message: message.into(), help }
    }

    /// What the TOML library says, in the words of a person who writes the file.
    pub(super) fn of(text: &str, error: &toml::de::Error) -> Self {
        let offset = error.span().map_or(0, |span| span.start);
        let position = Locator::new(text).locate(offset);
        let said = error.message();
        let names: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
        let key = DeTable::parse(text).ok().and_then(|table| key_at(table.get_ref(), offset));
        if said.starts_with("unknown field") || said.starts_with("unknown variant") {
            let (unknown, allowed) = names.split_first().unwrap_or((&"", &[]));
            let message = match key {
                Some(key) if said.starts_with("unknown variant") => format!("`{unknown}` is no value of `{key}`"),
                Some(_) | None => format!("unknown key `{unknown}`"),
            };
            let meant = closest(unknown, allowed.iter().copied());
            let meant = meant.map(|meant| format!("Did you mean `{meant}`? ")).unwrap_or_default();
            let help = format!("{meant}Allowed are `{}`", allowed.join("`, `"));
            return Self { position, message, help: Some(help) };
        }
        let said = said.replace("a sequence", "a list").replace("sequence", "list").replace("a map", "a table");
        let said: Cow<'_, str> = said.trim().replace('\n', ", ").into();
        match key {
            Some(key) => Self { position, message: format!("`{key}`: {said}"), help: None },
            None => Self { position, message: said.into_owned(), help: None },
        }
    }
}

/// The dotted key whose value holds the byte at `offset`.
fn key_at(table: &DeTable<'_>, offset: usize) -> Option<String> {
    let holds = |value: &Spanned<DeValue<'_>>| value.span().start <= offset && offset < value.span().end;
    table.iter().find_map(|(key, value)| {
        let inner = match value.get_ref() {
            DeValue::Table(table) => key_at(table, offset),
            DeValue::Array(items) => {
                items.iter().find_map(|item| item.get_ref().as_table().and_then(|table| key_at(table, offset)))
            }
            _ => None,
        };
        let key = key.get_ref();
        let key = if key.contains('.') { format!("\"{key}\"") } else { key.to_string() };
        match inner {
            Some(inner) => Some(format!("{key}.{inner}")),
            None => holds(value).then_some(key),
        }
    })
}

/// The name that was most likely meant.
pub(crate) fn closest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    // The time grows with the product of the lengths, and no name is long.
    if name.len() > 64 {
        return None;
    }
    let most = (name.chars().count() / 3).max(1);
    names
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|&(distance, _)| distance <= most)
        .min()
        .map(|(_, other)| other)
}
