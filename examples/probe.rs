use std::time::Instant;
fn main() {
    let mut files = vec![];
    fn walk(d: &std::path::Path, o: &mut Vec<std::path::PathBuf>) {
        for e in std::fs::read_dir(d).unwrap() {
            let p = e.unwrap().path();
            if p.is_dir() { walk(&p, o) } else { o.push(p) }
        }
    }
    for a in std::env::args().skip(1) {
        walk(a.as_ref(), &mut files);
    }
    let texts: Vec<String> = files.iter().map(|p| std::fs::read_to_string(p).unwrap()).collect();
    let bytes: usize = texts.iter().map(|t| t.len()).sum();
    let t = Instant::now();
    let mut pairs = 0;
    let mut diags = 0;
    for (p, text) in files.iter().zip(&texts) {
        let (d, e) = bitext::parse(text);
        pairs += d.pairs().len();
        diags += e.len();
        let n = text.matches("data-ttu-id").count();
        if !e.is_empty() || n != d.pairs().len() {
            println!("{} {} {} {:?}", p.display(), n, d.pairs().len(), e.iter().take(2).collect::<Vec<_>>());
        }
    }
    let s = t.elapsed().as_secs_f64();
    println!("{} files {} pairs {} diags {:.0} MB/s (incl count)", files.len(), pairs, diags, bytes as f64 / 1e6 / s);
    let t = Instant::now();
    for text in &texts {
        std::hint::black_box(bitext::parse(text));
    }
    println!("{:.0} MB/s", bytes as f64 / 1e6 / t.elapsed().as_secs_f64());
    let t = Instant::now();
    for text in &texts {
        std::hint::black_box(std::str::from_utf8(text.as_bytes()).unwrap());
    }
    println!("utf8 {:.0} MB/s", bytes as f64 / 1e6 / t.elapsed().as_secs_f64());
}
