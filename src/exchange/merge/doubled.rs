//! New targets in which a program left the old one, or a part of it, behind the new text.

use std::collections::HashSet;

use crate::exchange::content::Part;

/// Characters of an old target that a new one hardly holds by chance.
const LONG: usize = 12;

/// Whether a client may have put the new target in front of the old one, or of what stands in that from its first code on.
pub(super) fn ends_with_old(new: &[Part<'_>], old: &[Part<'_>]) -> bool {
    let old_text = text_of(old);
    if let Some((front, behind)) = in_front_of_old_codes(new, old) {
        let behind = text_of(behind);
        let has_grown = front.len() * 2 >= front_of(old).len() * 2 + behind.len();
        return behind.chars().nth(LONG).is_some() && has_grown && front.len() * 5 >= old_text.len() * 4;
    }
    let new = text_of(new);
    old_text.chars().nth(LONG).is_some() && new.len() >= old_text.len() * 3 / 2 && new.ends_with(&old_text)
}

/// Whether a program that knows no codes wrote the whole text in front of the first one and left all from there on: most of the
/// text behind it stands in front of it too, and did not before.
pub(super) fn is_in_front_of_old_codes(new: &[Part<'_>], old: &[Part<'_>]) -> bool {
    let Some((front, behind)) = in_front_of_old_codes(new, old) else { return false };
    let letters = |text: &str| -> Vec<char> { text.chars().filter(|character| !character.is_whitespace()).collect() };
    let (behind, front, old_front) = (letters(&text_of(behind)), letters(front), letters(front_of(old)));
    let [new_threes, old_threes] = [&front, &old_front].map(|text| text.windows(3).collect::<HashSet<&[char]>>());
    let is_most =
        |threes: &[&[char]]| threes.iter().filter(|three| new_threes.contains(*three)).count() * 3 >= threes.len() * 2;
    let all: Vec<&[char]> = behind.windows(3).collect();
    let telling: Vec<&[char]> = all.iter().copied().filter(|three| !old_threes.contains(three)).collect();
    let has_grown = front.len() * 3 >= old_front.len() * 3 + behind.len() * 2;
    behind.len() >= LONG && is_most(&all) && (has_grown || telling.len() + 2 >= LONG && is_most(&telling))
}

/// The text in front of the first code.
fn front_of<'p>(parts: &'p [Part<'_>]) -> &'p str {
    match parts.first() {
        Some(Part::Text(front)) => front,
        _ => "",
    }
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
    fn a_word_that_stood_in_front_before_is_no_sign() {
        let codes = [Part::Open(1), text("DSC-konfigurationer"), Part::Close(1), text(".")];
        let with = |front| [&[text(front)], &codes[..]].concat();
        let old = with("Information om hur du kompilerar konfigurationer finns i ");
        for front in [
            "Information om hur du bygger konfigurationer finns i ",
            "Mer information om hur du kompilerar konfigurationer finns i ",
            "Information om hur du kompilerar konfigurationer finns här: ",
        ] {
            assert!(!is_in_front_of_old_codes(&with(front), &old), "{front}");
            assert!(!ends_with_old(&with(front), &old), "{front}");
        }
        let twice = "Information om hur du bygger konfigurationer finns i DSC-konfigurationer. ";
        assert!(is_in_front_of_old_codes(&with(twice), &old));
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
