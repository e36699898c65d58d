//! New targets in which a program left the old one, or a part of it, behind the new text.

use std::collections::HashSet;

use crate::exchange::content::Part;

/// Characters of an old target that a new one hardly holds by chance.
const LONG: usize = 12;

/// Whether a client may have put the new target in front of the old one, or of what stands in that from its first code on.
pub(super) fn ends_with_old(new: &[Part<'_>], old: &[Part<'_>]) -> bool {
    let old_text = text_of(old);
    if let Some((front, behind)) = in_front_of_old_codes(new, old) {
        let is_long = text_of(behind).chars().nth(LONG).is_some();
        return is_long && front.len() * 5 >= old_text.len() * 4;
    }
    let new = text_of(new);
    old_text.chars().nth(LONG).is_some() && new.len() >= old_text.len() * 3 / 2 && new.ends_with(&old_text)
}

/// Whether a program that knows no codes wrote the whole text in front of the first one and left all from there on: most of the
/// text behind it stands in front of it too.
pub(super) fn is_in_front_of_old_codes(new: &[Part<'_>], old: &[Part<'_>]) -> bool {
    let Some((front, behind)) = in_front_of_old_codes(new, old) else { return false };
    let behind: Vec<char> = text_of(behind).chars().filter(|character| !character.is_whitespace()).collect();
    let front: Vec<char> = front.chars().filter(|character| !character.is_whitespace()).collect();
    let threes: HashSet<&[char]> = front.windows(3).collect();
    let found = behind.windows(3).filter(|three| threes.contains(three)).count();
    behind.len() >= LONG && found * 3 >= (behind.len() - 2) * 2
}

/// The text in front of the first code, if nothing but that was changed, and the rest.
fn in_front_of_old_codes<'p>(new: &'p [Part<'_>], old: &'p [Part<'_>]) -> Option<(&'p str, &'p [Part<'p>])> {
    let first = old.iter().position(|part| !matches!(part, Part::Text(_)))?;
    let behind = &old[first..];
    match new.first()? {
        Part::Text(front) if new.len() == behind.len() + 1 && new.ends_with(behind) => Some((front, behind)),
        _ => None,
    }
}

fn text_of(parts: &[Part<'_>]) -> String {
    parts.iter().filter_map(|part| if let Part::Text(text) = part { Some(&**text) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &'static str) -> Part<'static> {
        Part::Text(text.into())
    }

    fn check(front: &'static str, expected: bool) {
        let codes = [Part::Open(1), text("sidan för fjärråtkomst"), Part::Close(1), text(" och vänta.")];
        let old = [&[text("Öppna ")], &codes[..]].concat();
        let new = [&[text(front)], &codes[..]].concat();
        assert_eq!(is_in_front_of_old_codes(&new, &old), expected, "{front}");
    }

    #[test]
    fn a_text_that_stands_twice_is_seen() {
        check("Öppna sidan för fjärråtkomst och vänta. Nu.", true);
        check("Gå till sidan för fjärråtkomsten och vänta.", true);
        check("Gå till ", false);
        check("Vänta först en stund, och öppna sedan lugnt ", false);
    }

    #[test]
    fn a_new_target_in_front_of_the_old_one_is_seen() {
        let old = [text("Öppna den nya sidan.")];
        assert!(ends_with_old(&[text("Gå till en annan sida. Öppna den nya sidan.")], &old));
        assert!(!ends_with_old(&[text("Nu: Öppna den nya sidan.")], &old));
        let codes = [Part::Open(1), text("sidan för fjärråtkomst"), Part::Close(1)];
        let with_codes = |front| [&[text(front)], &codes[..]].concat();
        assert!(ends_with_old(&with_codes("Gå till den plats som heter portalen."), &with_codes("Öppna ")));
        assert!(!ends_with_old(&with_codes("Gå till "), &with_codes("Öppna ")));
    }
}
