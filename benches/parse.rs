//! The parser alone, in bytes a second: `cargo bench`.
//!
//! The pages are those of `fixtures`; with `BITEXT_CORPUS`, or a corpus beside the checkout, those of its largest set too.

use std::fs;
use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

#[divan::bench]
fn fixtures(bencher: Bencher) {
    parse_all(bencher, &pages(Path::new("fixtures/docs/bilingual")));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn corpus(bencher: Bencher) {
    let corpus = std::env::var_os("BITEXT_CORPUS").map_or_else(|| PathBuf::from("../shared/corpus"), PathBuf::from);
    parse_all(bencher, &pages(&corpus.join("ps-sv/bilingual")));
}

fn parse_all(bencher: Bencher, pages: &[String]) {
    let bytes: usize = pages.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        for page in pages {
            divan::black_box(bitext::parse(page));
        }
    });
}

/// The pages below a folder; none if it does not exist.
fn pages(folder: &Path) -> Vec<String> {
    let found = bitext::walk::pages(&[folder.to_path_buf()], None).pages;
    found.iter().filter_map(|page| fs::read_to_string(&page.path).ok()).collect()
}
