use bitext::bitext::Side;
use bitext::clean::*;
use std::time::Instant;
fn walk(d: &std::path::Path, o: &mut Vec<std::path::PathBuf>) {
    for e in std::fs::read_dir(d).unwrap() {
        let p = e.unwrap().path();
        if p.is_dir() { walk(&p, o) } else { o.push(p) }
    }
}
fn main() {
    let root = std::env::args().nth(1).unwrap();
    let with = std::env::args().nth(2).is_some();
    for set in ["ps-sv", "office-ru", "quantum-ja", "sfb-de", "dyn-ar"] {
        let mut files = vec![];
        walk(format!("{root}/{set}/target").as_ref(), &mut files);
        files.sort();
        let mut eq = 0;
        let mut t = 0.0;
        for f in &files {
            let s = f.to_str().unwrap();
            let b = std::fs::read_to_string(s.replace("/target/", "/bilingual/")).unwrap();
            let want = std::fs::read_to_string(f).unwrap();
            let src = std::fs::read(s.replace("/target/", "/source/"))
                .ok()
                .map(|bytes| bitext::original::Original { path: "".into(), bytes });
            let now = Instant::now();
            let (d, _) = bitext::parse(&b);
            let original = src.as_ref().filter(|_| with);
            let c = clean(&d, &Options { side: Side::Target, keep_escapes: false, original });
            t += now.elapsed().as_secs_f64();
            if c.bytes == want.as_bytes() { eq += 1 } else { println!("  {s}") }
        }
        println!("{set} {eq}/{} {:.2}% {t:.3}s", files.len(), 100.0 * eq as f64 / files.len() as f64);
    }
}
