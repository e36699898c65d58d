//! What holds for a page: the file, the overrides that are for the page, and the command line, each over the one before.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::rules::resolve;
use super::{Config, Layer, Terms};
use crate::bitext::Document;
use crate::check::{Memory, Profile, RuleSet};
use crate::front_matter::condition::Values;
use crate::spool::Spool;
use crate::terms::{TermList, TermSet};

/// The profiles of a run. Pages for which the same overrides hold share one.
#[derive(Debug)]
pub struct Profiles<'c> {
    config: &'c Config,
    command_line: Layer,
    glossaries: &'c HashMap<PathBuf, TermList>,
    /// By the overrides that hold.
    made: Mutex<HashMap<Vec<usize>, Arc<Profile>>>,
    memory: Memory,
}

impl<'c> Profiles<'c> {
    /// The profiles that a configuration makes, with what the command line says over it.
    ///
    /// `glossaries` has what stands in the files of [`Config::glossaries`]; a file that it does not have adds no terms.
    ///
    /// # Errors
    /// When there are more terms than a run can look for.
    pub fn new(
        config: &'c Config,
        command_line: Layer,
        glossaries: &'c HashMap<PathBuf, TermList>,
    ) -> Result<Self, String> {
        let made = Self { config, command_line, glossaries, made: Mutex::default(), memory: Memory::default() };
        // What any page is held to is a part of all.
        TermSet::new(made.list(config.all_terms()))?;
        Ok(made)
    }

    fn list<'t>(&self, terms: impl Iterator<Item = &'t Terms>) -> TermList {
        let mut list = TermList::default();
        for terms in terms {
            list.extend(terms.list.clone());
            let files = terms.glossaries.iter().filter_map(|file| self.glossaries.get(file));
            files.for_each(|more| list.extend(more.clone()));
        }
        list
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &'c Config {
        self.config
    }

    /// Where what is known of pages waits for the end of the run.
    pub(crate) fn spool(&self) -> &Arc<Spool> {
        &self.memory.spool
    }

    /// What holds for the page at an absolute path. Its front matter is read only if an override asks for it.
    #[must_use]
    pub fn of(&self, path: &Path, document: &Document<'_>) -> Arc<Profile> {
        let values = OnceCell::new();
        let overrides = self.config.overrides.iter().enumerate();
        let holding: Vec<usize> = overrides
            .filter(|(_, one)| one.is_for_path(self.config.relative(path)))
            .filter(|(_, one)| {
                one.conditions.is_empty() || one.is_for_values(values.get_or_init(|| Values::new(document)))
            })
            .map(|(index, _)| index)
            .collect();
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(profile) = made.get(&holding) {
            return Arc::clone(profile);
        }
        let profile = Arc::new(self.make(&holding, made.len() as u64));
        made.insert(holding, Arc::clone(&profile));
        profile
    }

    fn make(&self, holding: &[usize], seed: u64) -> Profile {
        let overrides = || holding.iter().filter_map(|&index| self.config.overrides.get(index));
        let layers = std::iter::once(&self.config.layer)
            .chain(overrides().map(|one| &one.layer))
            .chain(std::iter::once(&self.command_line));
        let severities = resolve(layers);
        let terms = self.list(std::iter::once(&self.config.terms).chain(overrides().map(|one| &one.terms)));
        Profile {
            rules: RuleSet::new(|rule| severities.get(&rule.id).copied()),
            source_language: self.config.source_language.clone(),
            terms: TermSet::new(terms).unwrap_or_default(),
            memory: Memory { seed, ..self.memory.clone() },
        }
    }
}
