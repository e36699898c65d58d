//! The inline codes of real segments, in segments a second: `cargo bench --bench inlines`.
//!
//! The pages are those of the largest set in `BITEXT_CORPUS`, or in a corpus beside the checkout, else of `fixtures`.

use std::path::PathBuf;

use bitext::markdown::inlines;
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn corpus(bencher: Bencher) {
    let segments = segments();
    let mut found = Vec::new();
    bencher.counter(ItemsCount::new(segments.len())).bench_local(|| {
        segments
            .iter()
            .map(|segment| {
                inlines(segment, |_| false, &mut found);
                found.len()
            })
            .sum::<usize>()
    });
}

/// Both sides of all pairs.
fn segments() -> Vec<String> {
    let corpus = std::env::var_os("BITEXT_CORPUS").map_or_else(|| PathBuf::from("../shared/corpus"), PathBuf::from);
    let folder = Some(corpus.join("ps-sv/bilingual")).filter(|folder| folder.is_dir());
    let folder = folder.unwrap_or_else(|| PathBuf::from("fixtures/docs/bilingual"));
    let mut segments = Vec::new();
    for page in bitext::walk::pages(&[folder], None).pages {
        let Ok(text) = std::fs::read_to_string(&page.path) else { continue };
        let (document, _) = bitext::parse(&text);
        let sides = document.pairs().iter().flat_map(|pair| [pair.target, pair.source]);
        segments.extend(sides.map(|side| text[side.inner.range()].to_owned()));
    }
    segments
}
