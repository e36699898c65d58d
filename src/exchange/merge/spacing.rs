//! Takes back what programs do to white space around codes when they write XML with indentation.

use std::collections::{HashMap, HashSet};

use crate::exchange::content::Part;

/// Content without the line breaks and the indentation that a program wrote at its ends and beside codes, and with the white
/// space that it dropped where nothing else stands between two codes or beside one at an end; `own` says where that was.
///
/// Whether a program did this is for the source to tell: it is then its own self again.
pub(super) fn restored<'p>(parts: &[Part<'p>], own: &[Part<'_>]) -> Vec<Part<'p>> {
    let mut out: Vec<Part<'p>> = Vec::with_capacity(parts.len());
    // Where the text itself has lines, those are not told from a program's.
    let has_lines = own.iter().any(|part| matches!(part, Part::Text(text) if text.contains('\n')));
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Text(text) if !is_text(parts.get(index + 1)) => {
                let text = without_indentation(text);
                let is_behind_code = !index.checked_sub(1).is_some_and(|before| is_text(parts.get(before)));
                let text = if is_behind_code && !has_lines { without_leading_indentation(text) } else { text };
                if !text.is_empty() {
                    out.push(Part::Text(text.to_owned().into()));
                }
            }
            _ => out.push(part.clone()),
        }
    }
    let dropped = dropped(own);
    if dropped.is_empty() {
        return out;
    }
    let mut whole = Vec::with_capacity(out.len() + dropped.len());
    let mut before: Option<Part<'p>> = None;
    let mut is_start = true;
    for part in out.into_iter().map(Some).chain([None]) {
        let is_between_codes = !matches!(before, Some(Part::Text(_))) && !matches!(part, Some(Part::Text(_)));
        if is_between_codes && (!is_start || part.is_some()) {
            let space = dropped.get(&(before.as_ref(), part.as_ref()));
            whole.extend(space.map(|space| Part::Text((*space).to_owned().into())));
        }
        is_start = false;
        whole.extend(part.clone());
        before = part;
    }
    whole
}

/// Content in which white space with a line break beside a code, or at an end, is what `own` has there: a program wrote it anew, and
/// there is no telling what of it is indentation.
pub(super) fn respaced<'p>(parts: &[Part<'p>], own: &[Part<'_>]) -> Vec<Part<'p>> {
    if own.iter().any(|part| matches!(part, Part::Text(text) if text.contains('\n'))) {
        return parts.to_vec();
    }
    let places: HashMap<&Part<'_>, usize> = own.iter().enumerate().rev().map(|(at, part)| (part, at)).collect();
    let spaces = dropped(own);
    let touching: HashSet<(&Part<'_>, &Part<'_>)> = own.windows(2).map(|two| (&two[0], &two[1])).collect();
    // The white space between two codes that stand side by side, or between one and an end.
    let space_between = |before: Option<&Part<'_>>, behind: Option<&Part<'_>>| {
        let (Some(before), Some(behind)) = (before, behind) else {
            return spaces.get(&(before, behind)).copied().unwrap_or_default();
        };
        let is_inside = matches!(before, Part::Open(_)) || matches!(behind, Part::Close(_));
        match spaces.get(&(Some(before), Some(behind))) {
            Some(space) => *space,
            None if is_inside || touching.contains(&(before, behind)) => "",
            None => " ",
        }
    };
    // The white space of a text, and the character next to it, on the side where the code stands.
    let edge = |text: &str, is_behind: bool| -> (String, Option<char>) {
        let core = text.trim();
        if is_behind {
            (text[..text.len() - text.trim_start().len()].to_owned(), core.chars().next())
        } else {
            (text[text.trim_end().len()..].to_owned(), core.chars().next_back())
        }
    };
    let space_beside = |text: &str, index: usize, is_behind: bool| -> String {
        let code = if is_behind { index.checked_sub(1).map(|index| &parts[index]) } else { parts.get(index + 1) };
        let beside = match code {
            None => {
                if is_behind {
                    own.first()
                } else {
                    own.last()
                }
            }
            Some(code) => {
                let at = places.get(code).copied();
                at.and_then(|at| if is_behind { own.get(at + 1) } else { own.get(at.checked_sub(1)?) })
            }
        };
        let (space, own_next) = match beside {
            Some(Part::Text(beside)) => edge(beside, is_behind),
            _ => (String::new(), None),
        };
        let is_inside = match code {
            None => true,
            Some(Part::Open(_)) => is_behind,
            Some(Part::Close(_)) => !is_behind,
            Some(_) => false,
        };
        let (_, next) = edge(text, is_behind);
        let is_mark = next.is_some_and(|next| matches!(next, '.' | ',' | ';' | ':' | '!' | '?' | ')'));
        match (is_inside, next == own_next) {
            (true, _) | (false, true) => space,
            // What stands there now did not stand there before.
            (false, false) if is_mark && is_behind => String::new(),
            (false, false) => " ".to_owned(),
        }
    };
    let respaced = |(index, part): (usize, &Part<'p>)| {
        let Part::Text(text) = part else { return part.clone() };
        if text.trim().is_empty() && text.contains('\n') {
            let (before, behind) = (index.checked_sub(1).and_then(|index| parts.get(index)), parts.get(index + 1));
            return Part::Text(space_between(before, behind).to_owned().into());
        }
        let lead = &text[..text.len() - text.trim_start().len()];
        let core = text.trim();
        let trail = &text[lead.len() + core.len()..];
        let space = |space: &str, is_behind: bool| {
            if space.contains('\n') { space_beside(text, index, is_behind) } else { space.to_owned() }
        };
        Part::Text([&space(lead, true), core, &space(trail, false)].concat().into())
    };
    parts.iter().enumerate().map(respaced).filter(|part| !matches!(part, Part::Text(text) if text.is_empty())).collect()
}

/// Whether white space that a program dropped cannot be [`restored`], since the codes beside it stand elsewhere now.
pub(super) fn has_lost_space(parts: &[Part<'_>], own: &[Part<'_>]) -> bool {
    let dropped = dropped(own);
    if dropped.is_empty() {
        return false;
    }
    let is_beside = |index: usize, right: bool| {
        is_text(if right { parts.get(index + 1) } else { index.checked_sub(1).and_then(|index| parts.get(index)) })
    };
    let beside = |right| -> HashSet<Option<&Part<'_>>> {
        let codes = parts.iter().enumerate().filter(|(index, _)| is_beside(*index, right)).map(|(_, part)| Some(part));
        codes.chain([None]).collect()
    };
    let (before_text, behind_text) = (beside(true), beside(false));
    let there: HashSet<&Part<'_>> = parts.iter().collect();
    let is_there = |code: &Option<&Part<'_>>| code.is_some_and(|code| there.contains(code));
    dropped.keys().any(|(left, right)| {
        !(before_text.contains(left) && behind_text.contains(right)) && (is_there(left) || is_there(right))
    })
}

fn is_text(part: Option<&Part<'_>>) -> bool {
    matches!(part, Some(Part::Text(_)))
}

/// What stands beside a text; `None` is an end.
type Neighbours<'p> = (Option<&'p Part<'p>>, Option<&'p Part<'p>>);

/// Texts of white space only, by the codes beside them.
fn dropped<'p>(own: &'p [Part<'_>]) -> HashMap<Neighbours<'p>, &'p str> {
    let beside = |index: Option<usize>| index.and_then(|index| own.get(index));
    let spaces = own.iter().enumerate().filter_map(|(index, part)| match part {
        Part::Text(text) if text.chars().all(char::is_whitespace) => {
            Some(((beside(index.checked_sub(1)), beside(Some(index + 1))), &**text))
        }
        _ => None,
    });
    spaces.collect()
}

/// A text without a line break at its start and the spaces behind it.
fn without_leading_indentation(text: &str) -> &str {
    let line = text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n'));
    line.map_or(text, |line| line.trim_start_matches([' ', '\t']))
}

/// A text without a line break and the spaces behind it at its end.
fn without_indentation(text: &str) -> &str {
    let trimmed = text.trim_end_matches(' ');
    trimmed.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &'static str) -> Part<'static> {
        Part::Text(text.into())
    }

    fn check(returned: &[Part<'static>], own: &[Part<'static>], expected: &[Part<'static>]) {
        assert_eq!(restored(returned, own), expected);
    }

    #[test]
    fn indentation_is_taken_back() {
        use Part::{Close, Open, Placeholder};
        let own = [text("Se "), Open(1), text("å"), Close(1), text(" "), Placeholder(2)];
        let indented = [text("Se \n   "), Open(1), text("ö"), Close(1), text("\n   "), Placeholder(2), text("\n ")];
        let edited = [text("Se "), Open(1), text("ö"), Close(1), text(" "), Placeholder(2)];
        check(&indented, &own, &edited);
        check(&edited, &own, &edited);
        let moved = [text("\n  "), Placeholder(2), text(" se\n  "), Open(1), text("å"), Close(1), text("\n ")];
        check(&moved, &own, &[Placeholder(2), text(" se"), Open(1), text("å"), Close(1)]);
    }

    #[test]
    fn indentation_at_the_start_is_taken_back() {
        let own = [text("Öppna."), Part::Open(1), text("å"), Part::Close(1)];
        let indented = [text("\n   Öppna nu.\n  "), Part::Open(1), text("\n    ö\n  "), Part::Close(1)];
        check(&indented, &own, &[text("Öppna nu."), Part::Open(1), text("ö"), Part::Close(1)]);
    }

    #[test]
    fn white_space_that_a_program_wrote_anew_is_that_of_the_page() {
        use Part::{Close, Open};
        let own = [text("Kör "), Open(1), text("a"), Close(1), text(" "), Open(2), text("b"), Close(2), text("en nu.")];
        let returned = [
            text("\n   Kör sedan \n "),
            Open(1),
            text("a"),
            Close(1),
            text("\n "),
            Open(2),
            text("\n c"),
            Close(2),
            text("\n  en nu.\n"),
        ];
        let expected =
            [text("Kör sedan "), Open(1), text("a"), Close(1), text(" "), Open(2), text("c"), Close(2), text("en nu.")];
        assert_eq!(respaced(&returned, &own), expected);
        let moved = [Open(2), text("b"), Close(2), text("\n och "), Open(1), text("a"), Close(1), text("\n.")];
        assert_eq!(respaced(&moved, &own)[3..], [text(" och "), Open(1), text("a"), Close(1), text(".")]);
        let own = [Open(1), text("a"), Close(1), text(" och "), Open(2), text("b"), Close(2)];
        let swapped = [Open(2), text("b"), Close(2), text("\n  "), Open(1), text("a"), Close(1), text("\n")];
        assert_eq!(respaced(&swapped, &own)[3..], [text(" "), Open(1), text("a"), Close(1)]);
    }

    #[test]
    fn line_breaks_of_the_text_stay() {
        let own = [text("å\n"), Part::Placeholder(1), text("\nö")];
        let indented = [text("å\n\n  "), Part::Placeholder(1), text("\nö\n ")];
        check(&indented, &own, &own);
    }

    #[test]
    fn white_space_at_the_ends_comes_back() {
        let own = [text(" "), Part::Placeholder(1), text(" ")];
        check(&[Part::Placeholder(1)], &own, &own);
        check(&[], &own, &[]);
    }

    #[test]
    fn space_beside_a_code_that_was_moved_is_lost() {
        use Part::Placeholder;
        let own = [text("Å"), Placeholder(1), text(" "), Placeholder(2), text(".")];
        let lost = |parts: &[Part<'static>]| has_lost_space(&restored(parts, &own), &own);
        assert!(!lost(&[text("Ö"), Placeholder(1), Placeholder(2), text(".")]));
        assert!(!lost(&[text("Ö"), Placeholder(1), text(" och "), Placeholder(2), text(".")]));
        assert!(lost(&[text("Å"), Placeholder(2), text("."), Placeholder(1)]));
        assert!(lost(&[text("Å"), Placeholder(2), text(".")]));
        assert!(!lost(&[text("Å.")]));
    }
}
