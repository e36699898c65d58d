use bitext::bitext::Side;
use bitext::clean::*;
fn walk(d: &std::path::Path, o: &mut Vec<std::path::PathBuf>) {
    for e in std::fs::read_dir(d).unwrap() {
        let p = e.unwrap().path();
        if p.is_dir() { walk(&p, o) } else { o.push(p) }
    }
}
fn body(t: &str) -> &str {
    bitext::front_matter::FrontMatter::find(t).map_or(t, |f| &t[f.outer.end..])
}
fn fold(t: &str) -> String {
    let re = regex::Regex::new(r"^[ \t]*(>[ \t]?)+").unwrap();
    let mut out = String::new();
    let mut prev = false;
    for line in body(t).split('\n') {
        let m = re.find(line);
        let l = match m {
            Some(m) if prev => &line[m.end()..],
            _ => line,
        };
        prev = m.is_some();
        out.push_str(l);
        out.push('\n');
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
fn main() {
    let root = std::env::args().nth(1).unwrap();
    let mut all = (0, 0);
    for set in ["ps-sv", "office-ru", "quantum-ja"] {
        let mut files = vec![];
        walk(format!("{root}/{set}/source").as_ref(), &mut files);
        files.sort();
        let mut eq = 0;
        let mut title = 0;
        for f in &files {
            let s = f.to_str().unwrap();
            let b = std::fs::read_to_string(s.replace("/source/", "/bilingual/")).unwrap();
            let want = String::from_utf8_lossy(&std::fs::read(f).unwrap()).into_owned();
            let (d, _) = bitext::parse(&b);
            let c = clean(&d, &Options { side: Side::Source, keep_escapes: false, original: None });
            if fold(std::str::from_utf8(&c.bytes).unwrap()) == fold(&want) {
                eq += 1
            } else if std::env::args().nth(2).is_some() {
                let (a, b) = (fold(std::str::from_utf8(&c.bytes).unwrap()), fold(&want));
                let n = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
                let g = |s: &str| s.chars().skip(n.saturating_sub(30)).take(70).collect::<String>();
                println!("{s}\n  got  {}\n  want {}", g(&a), g(&b));
            }
            let t = |x: &str| x.lines().find(|l| l.starts_with("title:")).map(|s| s.trim().to_string());
            title += (t(std::str::from_utf8(&c.bytes).unwrap()) == t(&want)) as usize;
        }
        println!("{set} {eq}/{} {:.2}% title {title}", files.len(), 100.0 * eq as f64 / files.len() as f64);
        all.0 += eq;
        all.1 += files.len();
    }
    println!("{all:?} {:.2}", 100.0 * all.0 as f64 / all.1 as f64);
}
