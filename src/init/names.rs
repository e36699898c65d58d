//! Names that translators keep: found in sources by their capitals, and looked for in the targets.

use std::collections::HashMap;

use crate::terms::is_kept;

/// How often a name stands in sources, and in how many of their targets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Pairs with the name in the source.
    pub(super) pairs: usize,
    /// Those of them with the name in the target.
    pub(super) kept: usize,
    /// Those of them in whose source no other such word stands beside the name.
    alone: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.pairs += other.pairs;
        self.kept += other.kept;
        self.alone += other.alone;
    }
}

/// Counts of what may be a name.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(HashMap<String, Count>);

/// Pairs that a name has to stand in at the least.
const FEWEST_PAIRS: usize = 5;
/// Names that are given at the most.
const MOST_NAMES: usize = 40;
/// Words that a name has at the most.
const MOST_WORDS: usize = 5;

impl Names {
    /// Notes the names of a pair. One that is not translated at all tells nothing.
    pub(super) fn note(&mut self, source: &str, target: &str) {
        if source == target {
            return;
        }
        for (name, is_alone) in candidates(source) {
            let count = Count { pairs: 1, kept: is_kept(name, target).into(), alone: is_alone.into() };
            match self.0.get_mut(name) {
                Some(sum) => sum.add(count),
                None => {
                    self.0.insert(name.to_owned(), count);
                }
            }
        }
    }

    /// Adds what was noted elsewhere.
    pub(super) fn add(&mut self, other: Self) {
        for (name, count) in other.0 {
            self.0.entry(name).or_default().add(count);
        }
    }

    /// The names that are kept in at least 95 % of their pairs, the most frequent first. `pairs` is how many pairs there are.
    pub(super) fn kept(&self, pairs: usize) -> Vec<(&str, Count)> {
        let fewest = FEWEST_PAIRS.max(pairs / 20_000);
        let is_kept = |count: &Count| count.pairs >= fewest && count.kept * 20 >= count.pairs * 19;
        // What nearly always stands beside other such words is a part of names.
        let is_whole = |count: &Count| count.alone >= fewest && count.alone * 10 >= count.pairs;
        let all = self.0.iter().filter(|(_, count)| is_kept(count) && is_whole(count));
        let mut kept: Vec<(&str, Count)> = all.map(|(name, count)| (name.as_str(), *count)).collect();
        kept.sort_by(|(a, of_a), (b, of_b)| of_b.pairs.cmp(&of_a.pairs).then(a.cmp(b)));
        let adds_only_numbers = |name: &str| {
            let start = name.trim_end_matches(|character: char| character == ' ' || character.is_ascii_digit());
            start != name && kept.iter().any(|&(other, _)| other == start)
        };
        kept.iter().filter(|(name, _)| !adds_only_numbers(name)).take(MOST_NAMES).copied().collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// It begins with a capital.
    Name,
    /// It may stand inside a name, as in `Skype for Business`.
    Joint,
    /// A number, as in `Windows 10`.
    Number,
    Other,
}

/// What may be a name: two words or more, with single spaces between, of which the first has a capital; with each, whether it
/// somewhere stands alone. Not in code.
fn candidates(text: &str) -> HashMap<&str, bool> {
    let mut found = HashMap::new();
    let mut run: Vec<(usize, usize, Word)> = Vec::new();
    let mut is_code = false;
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if !first.is_alphanumeric() {
            is_code ^= first == '`';
            if first != ' ' || run.last().is_some_and(|&(_, end, _)| end != at) {
                add_names(text, &run, &mut found);
                run.clear();
            }
            at += first.len_utf8();
            continue;
        }
        let is_inside = |character: char| character.is_alphanumeric() || character == '-';
        let length = text[at..].find(|character| !is_inside(character)).unwrap_or(text.len() - at);
        let word = text[at..at + length].trim_end_matches('-');
        let kind = match first {
            _ if is_code || is_part(text, at, at + word.len()) => Word::Other,
            _ if word.bytes().all(|byte| byte.is_ascii_digit()) => Word::Number,
            _ if first.is_uppercase() => Word::Name,
            _ if matches!(word, "for" | "of") => Word::Joint,
            _ => Word::Other,
        };
        if kind == Word::Other {
            add_names(text, &run, &mut found);
            run.clear();
        } else {
            run.push((at, at + word.len(), kind));
        }
        at += length;
    }
    add_names(text, &run, &mut found);
    found
}

/// Whether a word is a part of something else, such as `NET` of `.NET`, `C` of `C++` and `3` of `3.0`.
fn is_part(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let mut behind = text[end..].chars();
    let next = behind.next();
    before.is_some_and(|mark| ".#@$&/\\=+_:~".contains(mark))
        || next.is_some_and(|mark| "+#_=/\\@".contains(mark))
        || next == Some('.') && behind.next().is_some_and(char::is_alphanumeric)
}

/// Adds what may be a name in a run of words.
fn add_names<'t>(text: &'t str, run: &[(usize, usize, Word)], found: &mut HashMap<&'t str, bool>) {
    let is_real = |(_, _, kind): &(usize, usize, Word)| *kind != Word::Joint;
    let outermost = (run.iter().position(is_real).unwrap_or(0), run.iter().rposition(is_real).unwrap_or(0));
    for (first, &(start, _, kind)) in run.iter().enumerate() {
        if kind != Word::Name {
            continue;
        }
        for (last, &(_, end, kind)) in run.iter().enumerate().skip(first + 1).take(MOST_WORDS - 1) {
            if kind == Word::Joint {
                continue;
            }
            let is_alone = first == outermost.0 && last == outermost.1;
            *found.entry(&text[start..end]).or_default() |= is_alone;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut found: Vec<&str> = candidates(text).into_keys().collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn names_have_capitals() {
        check("Use Nordlys Backup here.", &["Nordlys Backup", "Use Nordlys", "Use Nordlys Backup"]);
        check("the **Fjord Sync** and Åre Vault", &["Fjord Sync", "Åre Vault"]);
        check("of Fjord for Teams 2019 plan", &["Fjord for Teams", "Fjord for Teams 2019", "Teams 2019"]);
        check("Fjord for, Sync. Vault  Plan", &[]);
        check("a `Fjord Sync` and [Fjord](Sync Vault)", &["Sync Vault"]);
        check("2019 Fjord", &[]);
        check("the .NET Vault, Vault C++, Fjord Sync 3.0, Sync_Vault Plan", &["Fjord Sync"]);
        check("Fjord- Sync", &[]);
        check("日本 語 Ö", &[]);
    }

    #[test]
    fn names_that_are_kept_are_found() {
        let mut names = Names::default();
        for number in 0..20 {
            let other = if number == 0 { "Nordlys säkerhetskopiering" } else { "Nordlys Backup" };
            names.note(
                "the Nordlys Backup, a Web Page, Blue Fjord Sync",
                &format!("{other}, en webbsida, Blue Fjord Sync"),
            );
            names.note("the Nordlys Backup 2019", "Nordlys Backup 2019");
            names.note("Web Page", "Web Page");
            names.note("a plan of Web for Fjord Sync", "Web for Fjord Sync");
        }
        let mut more = Names::default();
        more.note("a Blue Vault", "Blue Vault");
        names.add(more);
        let kept: Vec<_> = names.kept(81).into_iter().map(|(name, count)| (name, count.kept, count.pairs)).collect();
        assert_eq!(kept, [("Nordlys Backup", 39, 40), ("Blue Fjord Sync", 20, 20), ("Web for Fjord Sync", 20, 20)]);
    }
}
