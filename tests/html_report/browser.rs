//! What the file does in a browser.

use bitext::check::Finding;
use bitext::diagnostic::Severity;
use bitext::report::CheckedPage;

use super::chromium::Browser;
use super::{ATTACK, hostile, large, many_languages};

#[test]
fn in_a_browser() {
    let Some(mut browser) = Browser::start() else { return };
    hostile_text_is_text(&mut browser);
    the_address_holds_the_filter(&mut browser);
    keys_move(&mut browser);
    sides_have_their_language_and_direction(&mut browser);
    all_that_is_filtered_is_printed(&mut browser);
    many_findings_are_quick(&mut browser);
}

const COUNT: &str = "document.getElementById('count').textContent";

fn hostile_text_is_text(browser: &mut Browser) {
    browser.open(&hostile().file("hostile"), "text=%3Cscript%3E&path=javascript");
    assert_eq!(browser.value("document.querySelectorAll('article').length"), 2);
    assert_eq!(browser.value("document.querySelectorAll('script, img').length"), 2);
    assert_eq!(browser.value("document.querySelector('h4').textContent"), ATTACK);
    assert_eq!(browser.value("document.querySelector('.source p').textContent"), ATTACK);
    let target = browser.value("document.querySelector('.target p').textContent");
    assert_eq!(target, "U+202EU+0000U+0007U+2028a\u{a0}b 😀 `x` [å](javascript:document.title='owned')");
    assert_eq!(browser.value("document.querySelector('.target mark').textContent"), "😀");
    let addresses = browser.value("[...document.links].every((link) => link.getAttribute('href').startsWith('#'))");
    assert_eq!(addresses, true);
    browser.value("document.querySelectorAll('button.about, a').forEach((element) => element.click())");
    browser.value("new Promise((done) => setTimeout(done, 300))");
    assert_eq!(browser.value("document.title"), "Translation check");
}

fn the_address_holds_the_filter(browser: &mut Browser) {
    let run = many_languages();
    let file = run.file("languages");
    let all = run.report.len();
    let mut shows = |fragment: &str, holds: &dyn Fn(&CheckedPage, &Finding) -> bool| {
        let pages = run.report.pages.iter();
        let expected = pages.flat_map(|page| page.findings.iter().map(move |finding| (page, finding)));
        let expected = expected.filter(|(page, finding)| holds(page, finding)).count();
        assert!(expected < all, "{fragment} filters");
        browser.open(&file, fragment);
        assert_eq!(browser.value(COUNT), format!("{expected} of {all} findings"), "{fragment}");
        let rows = "[...document.querySelectorAll('#rules tr td:nth-child(3)')].reduce((sum, cell) => sum + Number(cell.textContent), 0)";
        if !fragment.contains("rule=") {
            assert_eq!(browser.value(rows), expected, "{fragment}");
        }
    };
    shows("severity=error", &|_, finding| finding.severity == Severity::Error);
    shows("severity=", &|_, _| false);
    shows("rule=duplicate-id&severity=info,warning", &|_, finding| {
        finding.rule.id.as_str() == "duplicate-id" && finding.severity != Severity::Error
    });
    shows("path=JA-JP%2F", &|page, _| page.path.starts_with("ja-jp"));
    shows("text=%E3%83%95%E3%82%A9%E3%83%AB%E3%83%80%E3%83%BC", &|page, finding| {
        page.path.starts_with("ja-jp")
            && finding.pair.is_some_and(|pair| {
                let index = run.report.pages.iter().position(|other| other.path == page.path).unwrap();
                run.texts[index][pair.target.start..pair.source.end].contains("フォルダー")
            })
    });

    browser.open(&file, "");
    assert_eq!(browser.value(COUNT), format!("{all} findings"));
    browser.value("{ const box = document.querySelector('[value=warning]'); box.click(); }");
    browser.value("new Promise((done) => setTimeout(done, 300))");
    assert_eq!(browser.value("location.hash"), "#severity=error%2Cinfo");
    browser.value("document.querySelector('#rules a').click()");
    browser.value("new Promise((done) => setTimeout(done, 50))");
    assert_eq!(browser.value("document.querySelector('[value=warning]').checked"), true, "a link replaces the filter");
    let link = browser.value("[...document.querySelectorAll('article a.place')][3].hash");
    browser.open(&file, link.as_str().unwrap().trim_start_matches('#'));
    assert_eq!(
        browser.value("document.activeElement.querySelector('a.place').hash"),
        link,
        "a link leads to its finding"
    );
}

fn keys_move(browser: &mut Browser) {
    browser.open(&many_languages().file("languages"), "");
    let focused = "document.activeElement.dataset.index ?? document.activeElement.name";
    let at = |browser: &mut Browser, key: &str, expected: &str| {
        browser.press(key);
        assert_eq!(browser.value(focused), expected, "{key}");
    };
    for (key, expected) in
        [("j", "0"), ("j", "1"), ("j", "2"), ("k", "1"), ("ArrowDown", "2"), ("ArrowUp", "1"), ("/", "text")]
    {
        at(browser, key, expected);
    }
    browser.press("j");
    assert_eq!(browser.value("document.querySelector('[name=text]').value"), "j", "a letter that is typed is typed");
    at(browser, "Escape", "0");
    browser.value("document.querySelector('article:last-of-type').focus()");
    assert_eq!(browser.value("document.querySelectorAll('article[tabindex=\"0\"]').length"), 1);
}

fn sides_have_their_language_and_direction(browser: &mut Browser) {
    let file = many_languages().file("languages");
    for (path, expected) in [("ar-sa", "rtl ar-SA ltr en"), ("ja-jp", "ltr ja-JP ltr en")] {
        browser.open(&file, &format!("path={path}"));
        let sides = "[...new Set([...document.querySelectorAll('.texts:has(.target)')].map((texts) => \
                     [...texts.querySelectorAll('.target p:first-of-type, .source p')].flatMap((side) => [side.dir, side.lang]).slice(0, 2)\
                     .concat([...texts.querySelectorAll('.source p')].flatMap((side) => [side.dir, side.lang])).join(' ')))].join()";
        assert_eq!(browser.value(sides), expected, "{path}");
    }
}

fn all_that_is_filtered_is_printed(browser: &mut Browser) {
    browser.open(&many_languages().file("languages"), "severity=error,warning");
    let articles = "document.querySelectorAll('article').length";
    let all = browser.value("parseInt(document.getElementById('count').textContent)");
    assert!(browser.value(articles).as_u64() < all.as_u64(), "only what is near is made");
    browser.call("Page.printToPDF", serde_json::json!({}));
    assert_eq!(browser.value(articles), all);
}

fn many_findings_are_quick(browser: &mut Browser) {
    browser.open(&large().file("large"), "");
    let filter = "(async () => {
        const form = document.getElementById('filter');
        const times = [];
        for (const text of ['page 39', 'get-item', 'no such text', '']) {
            const start = performance.now();
            form.elements.text.value = text;
            form.dispatchEvent(new Event('input'));
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            times.push(Math.round(performance.now() - start));
        }
        return times.join(', ');
    })()";
    let paint = browser.value("Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime)");
    println!("20,000 findings: first paint after {paint} ms; filters: {} ms", browser.value(filter).as_str().unwrap());
    assert_eq!(browser.value(COUNT), "20,000 findings");
    assert!(browser.value("document.querySelectorAll('article').length").as_u64() < Some(200));
    browser.value("new Promise((done) => { scrollTo(0, document.body.scrollHeight); setTimeout(done, 500); })");
    assert_eq!(
        browser.value("document.querySelectorAll('[data-index=\"19999\"]').length"),
        1,
        "the end is there when it is looked at"
    );
}
