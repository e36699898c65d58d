//! XLIFF 1.2: its structure, its inline elements and what clients do to both.

use super::*;

/// The target that stands in the unit reads as expected, without a problem.
#[track_caller]
fn check(target: &str, expected: &str) {
    let unit = unit(&xliff12(&format!("<source>a</source><target>{target}</target>")));
    assert_eq!(shown_target(&unit).as_deref(), Some(expected), "{target}");
    assert_eq!(unit.problem, None, "{target}");
}

/// The children of the unit have a problem.
#[track_caller]
fn check_problem(children: &str, problem: &str) {
    assert_eq!(unit(&xliff12(children)).problem.as_deref(), Some(problem), "{children}");
}

#[test]
fn inline_elements() {
    check("", "");
    check("<g id=\"1\" ctype=\"link\">Å</g> b<x id='2'/>.", "{1}Å{/1} b{2/}.");
    check("<g id=\"1\"><g id=\"2\">日本</g></g>", "{1}{2}日本{/2}{/1}");
    check("<x id=\"1\"></x><x id=\"2\"> </x>", "{1/}{2/}");
    check("<g id=\"\">a</g><g>b</g>", "{}a{/}{}b{/}");
    check("<bpt id=\"1\">[</bpt>å<ept id=\"1\">](b.md)</ept>", "{1}å{/1}");
    check("<bpt id=\"1\" rid=\"7\">[</bpt>å<ept id=\"2\" rid=\"7\">]</ept>", "{7}å{/7}");
    check("<bx id=\"3\"/>å<ex id=\"4\" rid=\"3\"/>", "{3}å{/3}");
    check("<ph id=\"5\">`Get-Help`</ph><it id=\"6\" pos=\"open\">**</it>", "{5/}{6/}");
    check("a<mrk mtype=\"seg\" mid=\"0\">b <mrk mtype=\"x-å\">c</mrk></mrk> d", "ab c d");
    check("<g id=\"1\">a<!-- å --><?pi å?>b<![CDATA[<c>&]]>&lt;&#228;&#xE5;</g>", "{1}ab<c>&<äå{/1}");
    check("<x id=\"1\" equiv-text=\"<br> & å\"/>å", "{1/}å");
    check("<x id=\"1\" xmlns:q=\"u\" q:id=\"9\"/><q:w xmlns:q=\"u\"/>", "{1/}");
    check("<x xmlns=\"u\" id=\"9\"><x id=\"8\"/></x><x id=\"1\"/>", "{1/}");
}

#[test]
fn text_that_would_be_lost_is_a_problem_of_the_unit() {
    let said = |name| format!("it holds text in the element `{name}`, where no text may stand");
    for (element, name) in [
        ("<x id=\"1\">å</x>", "x"),
        ("<pc id=\"1\">å</pc>", "pc"),
        ("<f:p xmlns:f=\"u\">å</f:p>", "p"),
        ("<g id=\"1\"><b>å</b></g>", "b"),
    ] {
        check_problem(&format!("<source>a</source><target>{element}</target>"), &said(name));
    }
}

#[test]
fn broken_units() {
    check_problem("<target>å</target>", "it has no source");
    check_problem("<source>å</source><target/><target>b</target>", "it has two `target` elements");
    check_problem("<source>å</source><source>b</source>", "it has two `source` elements");
    let nameless = xliff12_file("<body><trans-unit><source>å</source></trans-unit></body>");
    assert_eq!(unit(&nameless).problem.as_deref(), Some("it has no `id`"));
}

#[test]
fn text_within_native_code_is_left_out_with_a_warning() {
    let text = xliff12("<source>a</source>\n<target>b<ph id=\"1\">[<sub>å</sub>](<sub>c</sub>)</ph></target>");
    let document = document(&text);
    assert_eq!(shown_target(&document.files[0].units[0]).as_deref(), Some("b{1/}"));
    assert_eq!(document.warnings.iter().map(|warning| warning.line).collect::<Vec<_>>(), [5]);
}

#[test]
fn only_the_unit_s_own_source_and_target_count() {
    let unit = unit(&xliff12(
        "<seg-source><mrk mtype=\"seg\" mid=\"1\">no</mrk></seg-source><note>no</note>\
         <alt-trans match-quality=\"80\"><source>no</source><target state=\"final\">no</target></alt-trans>\
         <count-group name=\"no\"><count count-type=\"word\">1</count></count-group>\
         <z:seg xmlns:z=\"u\"><source>no</source><target>no</target></z:seg>\
         <source xml:lang=\"en\">a</source><target xml:lang=\"sv\" state=\"translated\">å</target>",
    ));
    assert_eq!((shown(&unit.source).as_str(), shown_target(&unit).as_deref()), ("a", Some("å")));
    assert_eq!(unit.state.state.as_deref(), Some("translated"));
    assert_eq!(unit.problem, None);
}

#[test]
fn a_target_without_one_of_its_segments_is_no_target() {
    let seg = |mid: u32, text: &str| format!("<mrk mtype=\"seg\" mid=\"{mid}\">{text}</mrk>");
    let is_half = |segments: [&str; 2], target: &str| {
        let [one, two] = segments;
        let text = format!(
            "<source>{one} {two}</source><seg-source>{} {}</seg-source><target>{target}</target>",
            seg(0, one),
            seg(1, two)
        );
        unit(&xliff12(&text)).is_half
    };
    assert!(!is_half(["A.", "B."], &format!("{}{}", seg(0, "Å."), seg(1, "<x id=\"1\"/>"))));
    assert!(!is_half(["A.", "B."], &format!("{}{}", seg(1, "B."), seg(0, "Å."))));
    assert!(is_half(["A.", "B."], &format!("{} {}", seg(0, "Å."), seg(1, " "))));
    assert!(is_half(["A.", "B."], &seg(1, "Å.")));
    assert!(!is_half(["A.", " "], &seg(0, "Å.")));
    assert!(!is_half(["A.", "B."], "Å. B."));
    assert!(!is_half(["A.", "B."], &format!("{}{}", seg(0, ""), seg(1, ""))), "an empty target is another defect");
}

#[test]
fn no_target_is_not_an_empty_target() {
    assert_eq!(unit(&xliff12("<source>å</source>")).target, None);
    assert_eq!(unit(&xliff12("<source>å</source><target/>")).target, Some(Vec::new()));
    assert_eq!(unit(&xliff12("<source>å</source><target></target>")).target, Some(Vec::new()));
}

#[test]
fn states() {
    let text = xliff12_file(
        "<body><trans-unit id=\"1\" resname=\"å\" approved=\"yes\" translate=\"no\"><source>a</source>\
         <target state=\"needs-review-translation\" state-qualifier=\"leveraged-mt\">b</target></trans-unit>\
         <trans-unit id=\"2\" approved=\"no\"><source>a</source><target state=\"x-å\">b</target></trans-unit>\
         <group translate=\"no\"><trans-unit id=\"3\"><source>a</source></trans-unit>\
         <trans-unit id=\"4\" translate=\"yes\"><source>a</source></trans-unit></group></body>",
    );
    let units = document(&text).files.remove(0).units;
    let states: Vec<_> = units
        .iter()
        .map(|unit| {
            let state = &unit.state;
            (state.state.as_deref(), state.qualifier.as_deref(), state.is_approved, state.is_locked)
        })
        .collect();
    assert_eq!(
        states,
        [
            (Some("needs-review-translation"), Some("leveraged-mt"), Some(true), true),
            (Some("x-å"), None, Some(false), false),
            (None, None, None, true),
            (None, None, None, false),
        ]
    );
    assert_eq!(units[0].name.as_deref(), Some("å"));
}

#[test]
fn structure() {
    let text = "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" xmlns:t=\"u\" version=\"1.2\">\n\
        <t:file/><file original=\"å.md\" source-language=\"en-US\" target-language=\"sv-SE\" datatype=\"x-markdown\">\n\
        <header><phase-group><phase phase-name=\"no\"/></phase-group><note from=\"å\">no</note>\n\
        <note>\n  bitext-targets: 0a1b </note><tool tool-id=\"no\"/><t:note>bitext-targets: no</t:note></header>\n\
        <body><group id=\"g\"><group><trans-unit id=\"1\"><source>a</source></trans-unit></group>\n\
        <note>bitext-targets: no</note>\n\
        <trans-unit id=\"2\"><source>b</source></trans-unit></group>\n\
        <bin-unit id=\"no\" mime-type=\"no\"><bin-source/><trans-unit id=\"no\"/></bin-unit>\n\
        <t:group><trans-unit id=\"no\"/></t:group></body></file>\n\
        <file original=\"../é\"><body/></file></xliff>";
    let document = document(text);
    assert_eq!(document.format, ReturnedFormat::Xliff12);
    let [first, second] = document.files.as_slice() else { panic!("{document:?}") };
    assert_eq!(ids(first), ["1", "2"]);
    assert_eq!(first.units.iter().map(|unit| unit.line).collect::<Vec<_>>(), [6, 8]);
    assert_eq!(
        (first.original.as_str(), first.source_language.as_deref(), first.target_language.as_deref(), first.line),
        ("å.md", Some("en-US"), Some("sv-SE"), 2)
    );
    assert_eq!(first.fingerprint.as_deref(), Some("0a1b"));
    assert_eq!(*second, ReturnedFile { original: "../é".to_owned(), line: 11, ..ReturnedFile::default() });
}
