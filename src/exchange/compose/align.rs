//! What of the old target is still in the new one: the longest beginning and the longest end, and markup that is shown as text.

use std::borrow::Cow;
use std::collections::HashMap;

use super::spell::Spelling;
use super::{Mark, Unit};
use crate::exchange::content::Name;
use crate::exchange::content::reading::{Reading, Role};
use crate::exchange::content::text::{shown, tokens};

/// How many stretches of markup that is shown as text are looked for, and how many characters each may have.
const MOST_SHOWN: usize = 16;
const LONGEST_SHOWN: usize = 128;

/// A part of the old target that is kept as a whole or not at all.
#[derive(Debug, Clone)]
pub(super) enum Atom<'p> {
    /// A character, or what one reference stands for.
    Text { raw: &'p str, text: Cow<'p, str> },
    /// Markup that the source lacks, shown as text.
    Shown(Shown<'p>),
    /// A code.
    Code(Unit),
}

/// Markup that is shown as text.
#[derive(Debug, Clone)]
pub(super) struct Shown<'p> {
    raw: &'p str,
    text: Cow<'p, str>,
    /// The code of the old target that it is of.
    code: usize,
    mark: Mark,
}

/// A part of the new target.
#[derive(Debug, Clone)]
pub(super) enum Item<'p> {
    /// Text that keeps its spelling.
    Kept { raw: &'p str, text: Cow<'p, str> },
    /// Markup that was shown as text and stays markup.
    Shown { raw: &'p str, mark: Mark },
    /// A code.
    Code(Unit),
    /// A character to be spelled.
    New(char),
}

/// The old target as atoms.
pub(super) fn atoms<'p>(target: &'p str, old: &Reading, names: &[Option<Name>]) -> Vec<Atom<'p>> {
    let mut atoms = Vec::new();
    for piece in &old.pieces {
        let raw = &target[piece.raw.range()];
        let (Role::Open(code) | Role::Close(code) | Role::Placeholder(code)) = piece.role else {
            atoms.extend(tokens(raw).map(|token| Atom::Text { raw: token.raw, text: token.text }));
            continue;
        };
        let kind = old.codes[code].kind;
        atoms.push(match (names[code], piece.role) {
            (Some(name), Role::Close(_)) if name.is_closed => continue,
            (Some(name), Role::Close(_)) => Atom::Code(Unit::Close(name.id)),
            (Some(name), Role::Open(_)) if !name.is_closed => Atom::Code(Unit::Open(name.id)),
            (Some(name), _) => Atom::Code(Unit::Placeholder(name.id)),
            (None, role) => {
                let mark = match role {
                    Role::Open(_) => Mark::Open(kind, raw.to_owned()),
                    Role::Close(_) => Mark::Close(kind, raw.to_owned()),
                    _ => Mark::Placeholder(kind, raw.to_owned()),
                };
                Atom::Shown(Shown { raw, text: shown(raw), code, mark })
            }
        });
    }
    atoms
}

/// The new target, spelled as the old one where they agree; `None` if they do everywhere.
pub(super) fn align<'p>(atoms: &[Atom<'p>], units: &[Unit]) -> Option<Vec<Item<'p>>> {
    let mut at = 0;
    let kept = atoms.iter().take_while(|atom| {
        let length = length_if(atom, |text| starts_with(&units[at..], text), units.get(at));
        at += length.unwrap_or(0);
        length.is_some()
    });
    let first = kept.count();
    if first == atoms.len() && at == units.len() {
        return None;
    }
    let mut end = units.len();
    let kept = atoms[first..].iter().rev().take_while(|atom| {
        let middle = &units[at..end];
        let length = length_if(atom, |text| ends_with(middle, text), middle.last());
        end -= length.unwrap_or(0);
        length.is_some()
    });
    let last = atoms.len() - kept.count();
    let mut items = Items { items: Vec::with_capacity(units.len()), shown: Vec::new() };
    atoms[..first].iter().for_each(|atom| items.keep(atom));
    items.middle(&atoms[first..last], &units[at..end]);
    atoms[last..].iter().for_each(|atom| items.keep(atom));
    Some(items.finish())
}

/// What of the items keeps its spelling; the rest is new.
pub(super) fn kept_by<'i, 'p>(items: &'i [Item<'p>], spelling: Spelling) -> Cow<'i, [Item<'p>]> {
    let is_kept = |item: &Item<'_>| match item {
        Item::Kept { .. } => spelling.keeps_text(),
        Item::Shown { .. } => spelling.keeps_markup(),
        Item::Code(_) | Item::New(_) => true,
    };
    if items.iter().all(is_kept) {
        return Cow::Borrowed(items);
    }
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Item::Kept { text, .. } if !is_kept(item) => out.extend(text.chars().map(Item::New)),
            Item::Shown { raw, .. } if !is_kept(item) => out.extend(shown(raw).chars().map(Item::New)),
            item => out.push(item.clone()),
        }
    }
    Cow::Owned(out)
}

/// How many units an atom is, if they are those that are there.
fn length_if(atom: &Atom<'_>, is_there: impl Fn(&str) -> bool, unit: Option<&Unit>) -> Option<usize> {
    match atom {
        Atom::Text { text, .. } | Atom::Shown(Shown { text, .. }) => is_there(text).then(|| text.chars().count()),
        Atom::Code(code) => (Some(code) == unit).then_some(1),
    }
}

fn starts_with(units: &[Unit], text: &str) -> bool {
    let mut units = units.iter();
    text.chars().all(|character| units.next() == Some(&Unit::Char(character)))
}

fn ends_with(units: &[Unit], text: &str) -> bool {
    let mut units = units.iter().rev();
    text.chars().rev().all(|character| units.next() == Some(&Unit::Char(character)))
}

struct Items<'p> {
    items: Vec<Item<'p>>,
    /// What was shown as text and stays markup: its place in `items`.
    shown: Vec<(usize, Shown<'p>)>,
}

impl<'p> Items<'p> {
    fn keep(&mut self, atom: &Atom<'p>) {
        match atom {
            Atom::Text { raw, text } => self.items.push(Item::Kept { raw, text: text.clone() }),
            Atom::Shown(shown) => self.show(shown),
            Atom::Code(unit) => self.items.push(Item::Code(*unit)),
        }
    }

    fn show(&mut self, shown: &Shown<'p>) {
        self.shown.push((self.items.len(), shown.clone()));
        self.items.push(Item::Shown { raw: shown.raw, mark: shown.mark.clone() });
    }

    /// What is new, with the markup of `atoms` where its text is still there in the same order.
    fn middle(&mut self, atoms: &[Atom<'p>], units: &[Unit]) {
        let mut at = 0;
        let shown = atoms.iter().filter_map(|atom| if let Atom::Shown(shown) = atom { Some(shown) } else { None });
        for shown in shown.take(MOST_SHOWN) {
            let length = shown.text.chars().count();
            if length > LONGEST_SHOWN {
                continue;
            }
            if let Some(found) = units[at..].windows(length).position(|window| starts_with(window, &shown.text)) {
                self.fresh(&units[at..at + found]);
                self.show(shown);
                at += found + length;
            }
        }
        self.fresh(&units[at..]);
    }

    fn fresh(&mut self, units: &[Unit]) {
        self.items.extend(units.iter().map(|unit| match unit {
            Unit::Char(character) => Item::New(*character),
            code => Item::Code(*code),
        }));
    }

    /// Of markup that encloses text, both ends stay or none.
    fn finish(self) -> Vec<Item<'p>> {
        let mut ends: HashMap<usize, usize> = HashMap::new();
        for (_, shown) in &self.shown {
            *ends.entry(shown.code).or_default() += 1;
        }
        let is_half = |shown: &Shown<'_>| !matches!(shown.mark, Mark::Placeholder(..)) && ends[&shown.code] < 2;
        if !self.shown.iter().any(|(_, shown)| is_half(shown)) {
            return self.items;
        }
        let mut shown = self.shown.iter().peekable();
        let mut out = Vec::with_capacity(self.items.len());
        for (at, item) in self.items.into_iter().enumerate() {
            match shown.next_if(|(place, _)| *place == at) {
                Some((_, shown)) if is_half(shown) => out.extend(shown.text.chars().map(Item::New)),
                _ => out.push(item),
            }
        }
        out
    }
}
