//! Terms of a list in source text, all in one pass, and kept names in target text.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use icu_properties::CodePointMapData;
use icu_properties::props::Script;

use super::locale::Fit;
use super::{Concept, Locale, TermList, TermText, Translation};

/// Finds the terms of a list that say something about pages of one locale. Build it once a run.
///
/// ```
/// use bitext::terms::{Matcher, TermList};
///
/// let list = TermList::from_toml(br#"do-not-translate = ["Fjord Sync"]"#).unwrap();
/// let matcher = Matcher::new(&list, &"sv-SE".parse().unwrap());
/// let text = "Open Fjord Sync, not fjord sync.";
/// let found: Vec<_> = matcher.find(text).into_iter().map(|found| found.span).collect();
/// assert_eq!(found, [5..15]);
/// ```
#[derive(Debug, Clone)]
pub struct Matcher {
    /// `None` only if there are more terms than an automaton can hold, which is more than a set may hold.
    automaton: Option<AhoCorasick>,
    /// The entry of each pattern of the automaton.
    entries_of_patterns: Vec<usize>,
    entries: Vec<Entry>,
}

/// A term and what must become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The term in the source language.
    pub source: TermText,
    /// What must become of it.
    pub treatment: Treatment,
}

/// What must become of a term in the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Treatment {
    /// It stays as it is.
    Keep,
    /// It is translated.
    Translate {
        /// By one of these, if there are any.
        targets: Vec<Translation>,
        /// By none of these.
        forbidden: Vec<Translation>,
    },
}

/// A term in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'m> {
    /// Where, in bytes of the text.
    pub span: Range<usize>,
    /// Which.
    pub entry: &'m Entry,
}

impl Matcher {
    /// The terms of a list for pages in a locale. Entries that have nothing for this locale are left out.
    #[must_use]
    pub fn new(list: &TermList, page: &Locale) -> Self {
        let entries = entries(list, page);
        let mut patterns = Vec::new();
        let mut entries_of_patterns = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            for pattern in patterns_of(entry) {
                patterns.push(pattern);
                entries_of_patterns.push(index);
            }
        }
        let automaton = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            // All matches are wanted: the longest may be no whole word.
            .match_kind(MatchKind::Standard)
            .build(patterns)
            .ok();
        Self { automaton, entries_of_patterns, entries }
    }

    /// Whether no list says anything about these pages.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The terms in a plain text, in order; of terms that overlap, the one that starts first, then the longest.
    ///
    /// Names that stay are found in their case, others in any; a simple English plural counts as the term. The text is to have
    /// a character that is no letter, such as U+FFFC, in place of each code span.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Found<'_>> {
        let mut found: Vec<Found<'_>> = self
            .automaton
            .iter()
            .flat_map(|automaton| automaton.find_overlapping_iter(text))
            .filter_map(|hit| {
                let entry = &self.entries[self.entries_of_patterns[hit.pattern().as_usize()]];
                let span = hit.range();
                let is_term = match entry.treatment {
                    Treatment::Keep => text[span.clone()] == *entry.source.as_str() && is_word(text, &span),
                    Treatment::Translate { .. } => is_word(text, &span) && !is_in_identifier(text, &span),
                };
                is_term.then_some(Found { span, entry })
            })
            .collect();
        found.sort_by_key(|found| (found.span.start, usize::MAX - found.span.end));
        let mut end = 0;
        found.retain(|found| {
            let is_free = found.span.start >= end;
            if is_free {
                end = found.span.end;
            }
            is_free
        });
        found
    }
}

/// What a list says for one locale; a term that is listed twice has the translations of both.
fn entries(list: &TermList, page: &Locale) -> Vec<Entry> {
    let kept = list.do_not_translate.iter().map(|source| Entry { source: source.clone(), treatment: Treatment::Keep });
    let mut entries: Vec<Entry> = kept.collect();
    let mut places: HashMap<String, usize> = HashMap::new();
    for concept in &list.glossary {
        let (own_targets, own_forbidden) = translations(concept, page);
        if own_targets.is_empty() && own_forbidden.is_empty() {
            continue;
        }
        for source in &concept.sources {
            let place = *places.entry(source.as_str().to_lowercase()).or_insert_with(|| {
                let treatment = Treatment::Translate { targets: Vec::new(), forbidden: Vec::new() };
                entries.push(Entry { source: source.clone(), treatment });
                entries.len() - 1
            });
            if let Treatment::Translate { targets, forbidden } = &mut entries[place].treatment {
                targets.extend(own_targets.iter().cloned());
                forbidden.extend(own_forbidden.iter().cloned());
                forbidden.retain(|translation| !targets.contains(translation));
            }
        }
    }
    entries
}

/// The translations of a concept and those that are forbidden, of the locales that serve the page best.
fn translations(concept: &Concept, page: &Locale) -> (Vec<Translation>, Vec<Translation>) {
    let fits: Vec<Option<Fit>> = concept.targets.iter().map(|target| target.locale.fit(page)).collect();
    let of = |is_forbidden: bool| {
        let suits = || concept.targets.iter().zip(&fits).filter(move |(target, _)| target.is_forbidden == is_forbidden);
        let best = suits().filter_map(|(_, fit)| *fit).max();
        suits()
            .filter(move |(_, fit)| fit.is_some() && **fit == best)
            .map(|(target, _)| Translation::new(&target.text))
            .collect()
    };
    (of(false), of(true))
}

/// The forms in which a term is looked for. The automaton folds the case of ASCII letters only.
fn patterns_of(entry: &Entry) -> Vec<String> {
    let source = entry.source.as_str();
    if entry.treatment == Treatment::Keep {
        return vec![source.to_owned()];
    }
    let mut forms = vec![source.to_owned()];
    if source.is_ascii() {
        if let Some(stem) = source.strip_suffix('y') {
            forms.push(format!("{stem}ies"));
        }
        forms.extend(["s", "es"].map(|ending| format!("{source}{ending}")));
    } else {
        let mut rest = source.chars();
        let first = rest.next().into_iter().flat_map(char::to_uppercase);
        forms.extend([source.to_lowercase(), source.to_uppercase(), first.chain(rest).collect()]);
        forms.sort();
        forms.dedup();
    }
    forms
}

/// Whether a name stays in a target text as it is.
///
/// An ending may follow it (`Fjord Syncs`, `Vault-ით`), it may be the first part of a compound, and hyphens may join its words
/// (`Fjord-Sync-Ordner`), as German spells compounds.
#[must_use]
pub fn is_kept(name: &str, target: &str) -> bool {
    let mut words = name.split(' ');
    let Some(first) = words.next() else {
        return true;
    };
    let is_short = name.chars().count() <= 3;
    target.match_indices(first).any(|(at, _)| {
        let mut end = at + first.len();
        for word in words.clone() {
            let gap = target[end..].chars().next().filter(|&gap| gap.is_whitespace() || is_hyphen(gap));
            let start = end + gap.map_or(0, char::len_utf8);
            if gap.is_none() || !target[start..].starts_with(word) {
                return false;
            }
            end = start + word.len();
        }
        let starts_word = is_boundary(target, at);
        let ending = &target[end..];
        starts_word
            && (is_boundary(target, end)
                || ending.starts_with('s') && is_boundary(target, end + 1)
                || !is_short && ending.starts_with(char::is_lowercase))
    })
}

/// Where a name stands in a text as a whole word, in its case.
pub fn find_name<'t>(name: &'t str, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    text.match_indices(name).map(|(at, found)| at..at + found.len()).filter(move |span| is_word(text, span))
}

/// Whether a span starts and ends where words do.
fn is_word(text: &str, span: &Range<usize>) -> bool {
    is_boundary(text, span.start) && is_boundary(text, span.end)
}

fn is_boundary(text: &str, at: usize) -> bool {
    match (text[..at].chars().next_back(), text[at..].chars().next()) {
        (Some(before), Some(behind)) => !is_joined(before, behind),
        _ => true,
    }
}

/// Whether two neighbouring characters belong to one word. Letters of two scripts do not.
pub(super) fn is_joined(before: char, behind: char) -> bool {
    let is_letter = |character: char| character.is_alphanumeric() || character == '_';
    if before.is_ascii() && behind.is_ascii() {
        return is_letter(before) && is_letter(behind);
    }
    let scripts = CodePointMapData::<Script>::new();
    let [first, second] = [before, behind].map(|character| scripts.get(character));
    if second == Script::Inherited {
        return is_letter(before);
    }
    let is_neutral = |script| matches!(script, Script::Common | Script::Inherited);
    (is_letter(before) || first == Script::Inherited)
        && is_letter(behind)
        && !is_unspaced_script(first)
        && !is_unspaced_script(second)
        && (first == second || is_neutral(first) || is_neutral(second))
}

/// Whether a character is of a script that puts no spaces between words.
pub(super) fn is_unspaced(character: char) -> bool {
    // U+0E00 is the first of the Thai block, before all other such scripts.
    character >= '\u{e00}'
        && (character == 'ー' || is_unspaced_script(CodePointMapData::<Script>::new().get(character)))
}

fn is_unspaced_script(script: Script) -> bool {
    matches!(
        script,
        Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Thai
            | Script::Lao
            | Script::Khmer
            | Script::Myanmar
    )
}

/// Whether a span is part of an identifier, an option, an address or a path, such as `Contoso.Storage`.
fn is_in_identifier(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].chars().next_back();
    let mut behind = text[span.end..].chars();
    let next = behind.next();
    before.is_some_and(|before| {
        is_hyphen(before) || matches!(before, '.' | '/' | '\\' | '$' | '@' | '#' | '%' | '&' | '<' | ':')
    }) || next.is_some_and(|next| is_hyphen(next) || matches!(next, '/' | '\\' | '@' | '=' | '('))
        || matches!(next, Some('.' | ':')) && behind.next().is_some_and(char::is_alphanumeric)
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}')
}
