//! A defined term whose translation has a capital in one place of a page and none in another.

use std::collections::{BTreeMap, BTreeSet};

use super::{Category, Check, Example, Rule};
use crate::check::{Findings, PageContext};
use crate::diagnostic::RuleId;
use crate::markdown::{InlineKind, inlines};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("term-case-varies"),
    category: Category::Terms,
    severity: None,
    finds: "the translation of a defined term with a capital in one place of the page and without one in another",
    why: "A contract writes its defined terms with capitals: `Stored Content` is what the contract says it is, stored content is \
          anything. Where the source always has the capital, the translation is to be of one mind too. What most places do is what \
          the others are held against; if they are equal in number, the capital is right.\n\n\
          It is off unless it is selected, best for legal pages only. Words that start a sentence, words in bold, links and code say \
          nothing, and German, which writes all nouns with capitals, is left alone.",
    example: Example::pairs(
        "sv-SE",
        &[
            ("Where your Stored Content rests", "Var ditt Lagrade Innehåll vilar"),
            ("We read your Stored Content.", "Vi läser ditt lagrade innehåll."),
        ],
    ),
    fix: None,
    check: Check::Page(check),
};

/// A word inside a sentence of a target.
#[derive(Debug, Clone, Copy)]
struct Place {
    pair: usize,
    span: Span,
    has_capital: bool,
}

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    if page.locale().is_some_and(|locale| matches!(locale.split('-').next(), Some("de" | "lb"))) {
        return;
    }
    let document = page.document;
    // By the term: the pairs whose sources have it. Words that the source writes in both ways are no terms.
    let mut terms: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut small: BTreeSet<&str> = BTreeSet::new();
    let mut places: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (index, pair) in document.pairs().iter().enumerate() {
        for word in words(document.raw(pair.source.inner)) {
            if word.has_capital() {
                terms.entry(word.text.to_lowercase()).or_default().insert(index);
            } else {
                small.insert(word.text);
            }
        }
        let target = pair.target.inner;
        for word in words(document.raw(target)).filter(|word| word.is_inside_sentence) {
            let span = Span::new(target.start + word.start, target.start + word.start + word.text.len());
            let place = Place { pair: index, span, has_capital: word.has_capital() };
            places.entry(word.text.to_lowercase()).or_default().push(place);
        }
    }
    terms.retain(|term, pairs| pairs.len() > 1 && !small.contains(&**term));
    let mut terms_of_pairs: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (term, pairs) in &terms {
        for pair in pairs {
            terms_of_pairs.entry(*pair).or_default().push(term);
        }
    }
    for (word, places) in &places {
        let (large, little): (Vec<Place>, Vec<Place>) = places.iter().partition(|place| place.has_capital);
        if large.is_empty() || little.is_empty() {
            continue;
        }
        let is_everywhere = |term: &&&str| places.iter().all(|place| terms[**term].contains(&place.pair));
        let Some(term) = terms_of_pairs.get(&places[0].pair).and_then(|terms| terms.iter().find(is_everywhere)) else {
            continue;
        };
        let (wrong, right, what) = if large.len() < little.len() {
            (large, little, "has a capital here, but none")
        } else {
            (little, large, "has no capital here, but has one")
        };
        for place in wrong {
            let message = format!("`{word}` {what} in other places of the page; the source always has `{}`", capitalized(term));
            findings.push(
                RULE.at(place.span, message)
                    .with_help("write the term in one way")
                    .with_related(right[0].span, "it is written so here"),
            );
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    start: usize,
    is_inside_sentence: bool,
}

impl Word<'_> {
    fn has_capital(self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }
}

/// The words of a text that are no label, link or code, but those in capitals only.
fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut codes = Vec::new();
    inlines(text, |_| false, &mut codes);
    let mut end = 0;
    codes.retain(|code| {
        let is_outermost = code.kind != InlineKind::Html && code.outer.start >= end;
        if is_outermost {
            end = code.outer.end;
        }
        is_outermost
    });
    let is_free = move |start: usize| {
        let behind = codes.partition_point(|code| code.outer.start <= start);
        codes[..behind].last().is_none_or(|code| !code.outer.contains(start))
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphabetic)?;
        let end = text[start..].find(|character: char| !character.is_alphanumeric()).map_or(text.len(), |end| start + end);
        at = end;
        Some((start, &text[start..end]))
    })
    .filter(move |&(start, word)| {
        is_free(start) && word.chars().nth(2).is_some() && !word.chars().skip(1).any(char::is_uppercase)
    })
    .map(|(start, word)| {
        let before = text[..start].trim_end_matches(|mark: char| mark.is_whitespace() || matches!(mark, '*' | '_' | '`'));
        let is_inside_sentence =
            before.ends_with(|last: char| last.is_alphanumeric() || matches!(last, ',' | ';' | ')')) && start > 0;
        Word { text: word, start, is_inside_sentence }
    })
}

fn capitalized(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}
