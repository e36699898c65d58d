//! Writing pages for translators, in bytes a second of what is written: `cargo bench --bench formats`.
//!
//! The units are of our own making: as many as a large documentation set has, with a link, code and a note each, one of four
//! with a code whose Markdown differs in the translation.

use std::borrow::Cow;

use bitext::exchange::content::{Code, CodeKind, Content, Part};
use bitext::exchange::format::Format;
use bitext::exchange::{FileHead, Note, NoteKind, State, Unit};
use divan::Bencher;
use divan::counter::BytesCount;

const UNITS: usize = 245_703;
const UNITS_OF_A_PAGE: usize = 100;

fn main() {
    divan::main();
}

#[divan::bench(args = [Format::Xliff12, Format::Xliff20, Format::Tmx, Format::Po], sample_count = 10, sample_size = 1)]
fn write(bencher: Bencher, format: Format) {
    let head = FileHead {
        original: "docs/guider/mät-längder.md".to_owned(),
        source_language: "en-US".to_owned(),
        target_language: "sv-SE".to_owned(),
        fingerprint: "0123456789abcdef".to_owned(),
    };
    let units: Vec<Unit<'_>> = (0..UNITS_OF_A_PAGE).map(unit).collect();
    let mut out = String::new();
    let mut write = || {
        let mut written = 0;
        for number in 1..=UNITS.div_ceil(UNITS_OF_A_PAGE) {
            out.clear();
            format.file(number, &head, &units, &mut out);
            written += out.len();
        }
        written
    };
    let written = write();
    bencher.counter(BytesCount::new(written)).bench_local(write);
}

fn unit(index: usize) -> Unit<'static> {
    let link = if index.is_multiple_of(4) { "](./längder.md)" } else { "](./lengths.md)" };
    Unit {
        id: Cow::Owned(format!("d3653-{index}")),
        name: Cow::Owned(format!("d3653-{index}")),
        source: content(
            [
                "The ",
                "table of lengths",
                " says how much ",
                " measures & counts when it is called with \"all\" of them.",
            ],
            "](./lengths.md)",
        ),
        target: Some(content(
            [
                "I ",
                "tabellen över längder",
                " står hur mycket ",
                " mäter & räknar när den anropas med \"allihop\" på en gång.",
            ],
            link,
        )),
        state: State::MachineTranslated,
        notes: vec![Note { kind: NoteKind::Address, text: format!("1: {link}").into() }],
    }
}

fn content(texts: [&'static str; 4], link: &'static str) -> Content<'static> {
    let [first, linked, second, last] = texts.map(|text| Part::Text(Cow::Borrowed(text)));
    let code = |id, kind, start, end: Option<&'static str>| Code {
        id,
        kind,
        start: Cow::Borrowed(start),
        end: end.map(Cow::Borrowed),
    };
    Content {
        parts: vec![first, Part::Open(1), linked, Part::Close(1), second, Part::Placeholder(2), last],
        codes: vec![code(1, CodeKind::Link, "[", Some(link)), code(2, CodeKind::CodeSpan, "`Get-Length`", None)],
    }
}
