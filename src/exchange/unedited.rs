//! Whether a file that came back is what export writes of its page now, byte for byte. Such a file brings nothing back, and to
//! write it again takes a fraction of what it takes to read it.

use super::Unit;
use super::front_matter;
use super::read::WrittenHead;
use super::units::{HeadingPaths, Units};
use crate::bitext::Document;

/// Whether `file`, which starts with `head`, is what export writes of all pairs of this page, without options that change what
/// stands in it. False says nothing: a file with other notes may be unedited too.
#[must_use]
pub fn is_unedited(document: &Document<'_>, head: &WrittenHead, file: &[u8]) -> bool {
    rest(document, head, file).is_some_and(<[u8]>::is_empty)
}

/// What stands behind all that export writes; `None` from the first byte on that differs.
fn rest<'f>(document: &Document<'_>, head: &WrittenHead, file: &'f [u8]) -> Option<&'f [u8]> {
    let WrittenHead { format, number, file: head } = head;
    let mut expected = String::new();
    format.start(head, &mut expected);
    format.file_start(*number, head, &mut expected);
    let mut rest = file.strip_prefix(expected.as_bytes())?;
    let state = front_matter::state(document);
    let headings = HeadingPaths::of(document);
    let units = Units::of(document);
    let mut unit = Unit::default();
    for index in 0..document.pairs().len() {
        units.read_unit(index, state, &mut unit);
        unit.notes.extend(headings.note(index, None));
        expected.clear();
        format.unit(head, &unit, &mut expected);
        rest = rest.strip_prefix(expected.as_bytes())?;
    }
    expected.clear();
    format.file_end(&mut expected);
    format.end(&mut expected);
    rest.strip_prefix(expected.as_bytes())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::exchange::format::{FINGERPRINT_LABEL, Format};
    use crate::exchange::read::written_head;
    use crate::exchange::units::Fingerprint;
    use crate::exchange::{FileHead, State};
    use crate::parse;

    const PAGE: &str = concat!(
        "---\nms.translationtype: MT\n---\n\n",
        "# <span data-ttu-id=\"0a1b2-101\">Välj</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Select</span></span>\n\n",
        "<span data-ttu-id=\"0a1b2-102\">Kör [`å`](å.md)</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-102\">Run [`å`](a.md)</span></span>\n",
    );

    fn exported(format: Format) -> String {
        let (document, _) = parse(PAGE);
        let (units, headings) = (Units::of(&document), HeadingPaths::of(&document));
        let unit = |index| {
            let mut unit = units.unit(index, State::MachineTranslated);
            unit.notes.extend(headings.note(index, None));
            unit
        };
        let units = [0, 1].map(unit);
        let head = FileHead {
            original: "å&b.md".to_owned(),
            source_language: "en-US".to_owned(),
            target_language: "sv-SE".to_owned(),
            fingerprint: Fingerprint::of(&units).encode(),
        };
        let mut out = String::new();
        format.start(&head, &mut out);
        format.file(7, &head, &units, &mut out);
        format.end(&mut out);
        out
    }

    fn is_seen(page: &str, file: &str) -> bool {
        let (document, _) = parse(page);
        written_head(file.as_bytes()).is_some_and(|head| is_unedited(&document, &head, file.as_bytes()))
    }

    #[test]
    fn what_was_exported_is_unedited_and_anything_else_is_not_known_to_be() {
        for format in [Format::Xliff12, Format::Xliff20, Format::Xliff21, Format::Xliff22] {
            let file = exported(format);
            assert!(is_seen(PAGE, &file), "{file}");
            // Each byte counts, but for those of the fingerprint, which says nothing of the units.
            let fingerprint = file.find(FINGERPRINT_LABEL).unwrap() + FINGERPRINT_LABEL.len();
            let units = fingerprint + file[fingerprint..].find('<').unwrap();
            for at in (0..file.len()).filter(|&at| file.is_char_boundary(at) && !(fingerprint..=units).contains(&at)) {
                let edited = [&file[..at], "x", &file[at..]].concat();
                let is_in_head = at < fingerprint;
                assert!(is_in_head || !is_seen(PAGE, &edited), "{edited}");
                assert!(!is_seen(PAGE, &file[..at]), "{}", &file[..at]);
            }
            assert!(!is_seen(PAGE, &format!("{file}\n")));
            for (from, to) in
                [("Välj", "Öppna"), ("Select", "Open"), ("(a.md)", "(b.md)"), ("MT", "HT"), ("-102", "-103")]
            {
                assert!(!is_seen(&PAGE.replace(from, to), &file), "{from}");
            }
        }
    }
}
