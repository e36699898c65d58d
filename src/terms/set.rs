//! The terms that pages are held to: a list, and a matcher of it for each locale.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Locale, Matcher, TermList, TermText};

/// The terms that some pages are held to. Its matchers are made when they are first asked for, and kept.
#[derive(Debug, Default)]
pub struct TermSet {
    list: TermList,
    matchers: Mutex<HashMap<Key, Arc<Matcher>>>,
}

/// The locale of a page, and the names that its own front matter keeps.
type Key = (Locale, Vec<String>);

/// How many matchers are kept: more than a repository has locales and products.
const MOST_MATCHERS: usize = 64;

impl TermSet {
    /// The most bytes of terms that a set may hold, so that its matchers stay small.
    pub const LARGEST: usize = 16 << 20;

    /// The terms of a list.
    ///
    /// # Errors
    /// When it holds more than [`TermSet::LARGEST`].
    pub fn new(list: TermList) -> Result<Self, String> {
        let sources = list.glossary.iter().flat_map(|concept| &concept.sources);
        let size: usize = list.do_not_translate.iter().chain(sources).map(|term| term.as_str().len()).sum();
        if size > Self::LARGEST {
            let most = Self::LARGEST >> 20;
            return Err(format!("the lists hold more than {most} MiB of terms; give folders lists of their own"));
        }
        Ok(Self { list, matchers: Mutex::default() })
    }

    /// A matcher for pages in a locale that keep some names of their own; `None` if there is nothing to look for.
    #[must_use]
    pub fn matcher(&self, locale: Option<&str>, kept: &[String]) -> Option<Arc<Matcher>> {
        if kept.is_empty() && self.list == TermList::default() {
            return None;
        }
        let locale = locale.and_then(|locale| locale.parse().ok()).unwrap_or(Locale::ANY);
        let key = (locale, kept.to_vec());
        let mut matchers = self.matchers.lock().unwrap_or_else(PoisonError::into_inner);
        let matcher = match matchers.get(&key) {
            Some(matcher) => Arc::clone(matcher),
            None => {
                let mut list = self.list.clone();
                list.do_not_translate.extend(kept.iter().filter_map(|name| TermText::new(name).ok()));
                let matcher = Arc::new(Matcher::new(&list, &key.0));
                if matchers.len() == MOST_MATCHERS {
                    matchers.clear();
                }
                matchers.insert(key, Arc::clone(&matcher));
                matcher
            }
        };
        (!matcher.is_empty()).then_some(matcher)
    }
}
