//! What holds for a page: the file, the overrides that are for the page, and the command line, each over the one before.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::rules::resolve;
use super::{Config, Layer};
use crate::bitext::Document;
use crate::check::{Profile, RuleSet};
use crate::front_matter::condition::Values;

/// The profiles of a run. Pages for which the same overrides hold share one.
#[derive(Debug)]
pub struct Profiles<'c> {
    config: &'c Config,
    command_line: Layer,
    /// By the overrides that hold.
    made: Mutex<HashMap<Vec<usize>, Arc<Profile>>>,
}

impl<'c> Profiles<'c> {
    /// The profiles that a configuration makes, with what the command line says over it.
    #[must_use]
    pub fn new(config: &'c Config, command_line: Layer) -> Self {
        Self { config, command_line, made: Mutex::default() }
    }

    /// What holds for the page at an absolute path. Its front matter is read only if an override asks for it.
    #[must_use]
    pub fn of(&self, path: &Path, document: &Document<'_>) -> Arc<Profile> {
        let path = self.config.relative(path);
        let values = OnceCell::new();
        let overrides = self.config.overrides.iter().enumerate();
        let holding: Vec<usize> = overrides
            .filter(|(_, one)| one.is_for_path(path))
            .filter(|(_, one)| {
                one.conditions.is_empty() || one.is_for_values(values.get_or_init(|| Values::new(document)))
            })
            .map(|(index, _)| index)
            .collect();
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(profile) = made.get(&holding) {
            return Arc::clone(profile);
        }
        let profile = Arc::new(self.make(&holding));
        made.insert(holding, Arc::clone(&profile));
        profile
    }

    fn make(&self, holding: &[usize]) -> Profile {
        let overrides = || holding.iter().filter_map(|&index| self.config.overrides.get(index));
        let layers = std::iter::once(&self.config.layer)
            .chain(overrides().map(|one| &one.layer))
            .chain(std::iter::once(&self.command_line));
        let severities = resolve(layers);
        let mut terms = self.config.terms.clone();
        overrides().for_each(|one| terms.add(&one.terms));
        Profile {
            rules: RuleSet::new(|rule| severities.get(&rule.id).copied()),
            source_language: self.config.source_language.clone(),
            terms,
        }
    }
}
