//! Lists of terms: what each format gives, where its mistakes are, and which terms are found in a text.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use bitext::terms::abbreviation::definitions;
use bitext::terms::{Locale, Matcher, ReadError, TermList, Treatment, find_name, is_kept};
use proptest::prelude::*;

type Reader = fn(&[u8]) -> Result<TermList, ReadError>;

fn english() -> Locale {
    "en-US".parse().unwrap()
}

fn toml(bytes: &[u8]) -> Result<TermList, ReadError> {
    TermList::from_toml(bytes)
}

fn csv(bytes: &[u8]) -> Result<TermList, ReadError> {
    TermList::from_csv(bytes, &english())
}

fn tbx(bytes: &[u8]) -> Result<TermList, ReadError> {
    TermList::from_tbx(bytes, &english())
}

/// A list in one line a term: `=name`, or `sources: locale target, !locale forbidden target`.
fn shown(list: &TermList) -> Vec<String> {
    let kept = list.do_not_translate.iter().map(|name| format!("={name}"));
    let glossary = list.glossary.iter().map(|concept| {
        let sources: Vec<&str> = concept.sources.iter().map(|source| source.as_str()).collect();
        let targets: Vec<String> = concept
            .targets
            .iter()
            .map(|target| format!("{}{} {}", if target.is_forbidden { "!" } else { "" }, target.locale, target.text))
            .collect();
        format!("{}: {}", sources.join("|"), targets.join(", "))
    });
    kept.chain(glossary).collect()
}

fn check(reader: Reader, input: &str, expected: &[&str]) {
    let list = reader(input.as_bytes()).unwrap_or_else(|error| panic!("{error} in\n{input}"));
    assert_eq!(shown(&list), expected, "{input}");
}

fn check_error(reader: Reader, input: impl AsRef<[u8]>, expected: &str) {
    let input = input.as_ref();
    let shown = String::from_utf8_lossy(input).into_owned();
    let error = reader(input).map(|list| format!("{list:?}")).expect_err(&shown).to_string();
    assert!(error.starts_with(expected), "{error:?} does not start with {expected:?} for\n{shown}");
}

#[test]
fn toml_lists() {
    check(toml, "", &[]);
    check(toml, "\u{feff}do-not-translate = [\"Nordlys  Backup\", \"Фьорд\"]", &["=Nordlys Backup", "=Фьорд"]);
    check(
        toml,
        "[[glossary]]\nsource = ['vault', 'safe']\ntargets = { sv = 'valv', ja = ['保管庫', 'ボルト'] }\n\
         forbidden = { sv_SE = 'kassaskåp' }\n",
        &["vault|safe: ja 保管庫, ja ボルト, sv valv, !sv-SE kassaskåp"],
    );
}

#[test]
fn toml_mistakes() {
    check_error(toml, "do-not-translate = [\n  'Å', 3]", "2:8: invalid type: integer `3`, expected a text");
    check_error(toml, "å = 1", "1:1: ");
    check_error(toml, "do-not-translated = []", "1:1: unknown field `do-not-translated`, expected");
    check_error(toml, "\u{feff}do-not-translate = ['…']", "1:21: a term has no letter or digit; write it or");
    check_error(toml, "[[glossary]]\ntargets = {}", "1:1: missing field `source`");
    check_error(toml, "[[glossary]]\nsource = []", "2:10: the list is empty; write a term");
    check_error(
        toml,
        "[[glossary]]\nsource = 'å'\ntargets = { svenska = 'b' }",
        "3:13: `svenska` is not a locale; write",
    );
    check_error(toml, b"do-not-translate = ['\xff']", "1:22: not valid UTF-8 at byte 21; save the file as UTF-8");
    check_error(toml, b"\xff\xfea\0", "1:1: the file is UTF-16; save it as UTF-8");
    check_error(toml, format!("do-not-translate = [\"{}\"]", "å".repeat(300)), "1:21: the term `ååå");
}

#[test]
fn csv_lists() {
    check(
        csv,
        "source,target\nvault,valv\n\nrule,\"regel|\"\"bud\"\"\"\n",
        &["vault: und valv", "rule: und regel, und \"bud\""],
    );
    check(
        csv,
        "\u{feff}EN-us;SV-se;de\r\nvault;valv;Tresor\r\nkey;;Schlüssel",
        &["vault: sv-SE valv, de Tresor", "key: de Schlüssel"],
    );
    check(csv, "en\tnote\tru\nvault\tпримечание\tхранилище", &["vault: ru хранилище"]);
    check(csv, "\"source\",\"target\",\"forbidden\"\n\"a;b\",c,d", &["a;b: und c, !und d"]);
    check(csv, "source,ar,forbidden:ar-SA\nrule,قاعدة,قانون", &["rule: ar قاعدة, !ar-SA قانون"]);
    check(csv, "do-not-translate\nNordlys Backup\nFjord Sync\n", &["=Nordlys Backup", "=Fjord Sync"]);
    check(csv, "en-US,en-GB\ncolor,colour", &["color: en-GB colour"]);
}

#[test]
fn csv_mistakes() {
    check_error(csv, "source,target\nå,b\nc\n", "3:1: this row has 1 fields, but the header row has 2; put quotes");
    check_error(csv, "source,target\r\n\r\n,värde\r\n", "3:1: this row has a translation but no source term");
    check_error(csv, "source,target\nå,--\n", "2:1: column `target`: a term has no letter or digit");
    check_error(csv, "source,svenska\na,b\n", "1:1: the header row has `source`, `svenska`; name the columns");
    check_error(csv, "\u{feff}Term\nNordlys\n", "1:1: the header row has `Term`; name the columns");
    check_error(csv, "", "1:1: the header row has ``; name");
    check_error(csv, format!("source,target\na,\"{}", "b\n".repeat(400)), "2:1: column `target`: the term `b b");
}

const TBX_2: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd" [ <!ENTITY lol "lol"> ]>
<martif type="TBX-Basic" xml:lang="en-US"><martifHeader><fileDesc/></martifHeader><text><body>
<termEntry id="c1"><descrip type="subjectField">Säkerhet</descrip>
 <langSet xml:lang="en-US"><tig><term>retention &amp; hold</term></tig></langSet>
 <langSet xml:lang="sv-SE"><ntig><termGrp><term>kvar<hi>hållning</hi></term>
   <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
  <tig><term>retention</term><termNote type="normativeAuthorization">deprecatedTerm</termNote></tig></langSet>
</termEntry>
<termEntry><langSet xml:lang="de"><tig><term>&#xDC;bung</term></tig></langSet></termEntry>
</body></text></martif>"#;

const TBX_3_DCA: &str = r#"<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="1"><langSec xml:lang="en"><termSec><term>vault</term></termSec><termSec><term>safe</term></termSec></langSec>
<langSec xml:lang="ja"><termSec><term><![CDATA[保管庫]]></term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termSec>
<termSec><term>ボルト</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termSec></langSec>
</conceptEntry></body></text></tbx>"#;

const TBX_3_DCT: &str = r#"<t:tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns:t="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min"><t:text><t:body><t:conceptEntry id="1">
<t:langSec xml:lang="en"><t:termSec><t:term>rule</t:term></t:termSec></t:langSec>
<t:langSec xml:lang="ar"><t:termSec><t:term>قاعدة</t:term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></t:termSec>
<t:termSec><t:term>قانون</t:term><min:administrativeStatus> deprecatedTerm-admn-sts </min:administrativeStatus></t:termSec></t:langSec>
</t:conceptEntry></t:body></t:text></t:tbx>"#;

#[test]
fn tbx_lists() {
    check(tbx, TBX_2, &["retention & hold: sv-SE kvarhållning, !sv-SE retention"]);
    check(tbx, &format!("\u{feff}{TBX_3_DCA}"), &["vault|safe: ja 保管庫, !ja ボルト"]);
    check(tbx, TBX_3_DCT, &["rule: ar قاعدة, !ar قانون"]);
    check(tbx, "<tbx><text><body/></text></tbx>", &[]);
}

#[test]
fn tbx_mistakes() {
    check_error(tbx, "<tmx>å</tmx>", "1:1: the root element is `tmx`, but that of TBX is `martif` or `tbx`");
    check_error(tbx, TBX_2.replace("Säkerhet", "å &lol;"), "4:51: the entity `&lol;` is not one of XML's own five");
    check_error(tbx, TBX_2.replace("\"sv-SE\"", "\"&lol;\""), "6:2: the entity `&lol;`");
    check_error(
        tbx,
        TBX_3_DCA.replace(" xml:lang=\"ja\"", ""),
        "3:1: this element has no `xml:lang`; say the language",
    );
    check_error(tbx, TBX_3_DCA.replace("\"ja\"", "\"Japanese\""), "3:1: `Japanese` is not a locale");
    check_error(tbx, TBX_3_DCA.replace("ボルト", " "), "4:96: a term has no letter or digit");
    check_error(
        tbx,
        TBX_3_DCA.replace("\"en\"><termSec>", "\"de\"><termSec>"),
        "5:36: no term is in the source language `en-US`; the terms are in `de`, `ja`",
    );
    check_error(tbx, &TBX_3_DCT[..400], "4:134: not well-formed XML: ");
    let (cut, _) = TBX_3_DCT.split_once("\n</t:conceptEntry").unwrap();
    check_error(tbx, cut, "5:136: the file ends before its elements do");
    check_error(tbx, "<tbx><å></tbx>", "1:9: not well-formed XML: ");
    check_error(tbx, "<tbx>".to_owned() + &"<x>".repeat(100), "1:195: elements are nested more than 64 deep");
    check_error(tbx, "", "1:1: the file holds no element; name a TBX file");
}

const LIST: &str = "
do-not-translate = ['Nordlys Backup', 'NLB', 'Fjord Sync', 'C++', 'フィヨルド']
glossary = [
  { source = 'backup', targets = { sv = 'säkerhetskopia' } },
  { source = ['retention policy', 'policy'], targets = { sv = 'kvarhållningsregel', ja = '保持' } },
  { source = 'Policy', targets = { sv-SE = 'regel' }, forbidden = { sv = ['policy', 'regel'] } },
  { source = 'größe', targets = { und = 'storlek' } },
  { source = 'harbour', targets = { de = 'Hafen' } },
]";

fn check_found(page: &str, text: &str, expected: &[&str]) {
    let matcher = Matcher::new(&toml(LIST.as_bytes()).unwrap(), &page.parse().unwrap());
    let found: Vec<&str> = matcher.find(text).into_iter().map(|found| &text[found.span]).collect();
    assert_eq!(found, expected, "{text:?} for {page}");
}

#[test]
fn terms_are_found_as_whole_words() {
    check_found("sv-SE", "Nordlys Backup (NLB) makes backups.", &["Nordlys Backup", "NLB", "backups"]);
    check_found("sv-SE", "nordlys backup and NLBs", &["backup"]);
    check_found("sv-SE", "A POLICY, retention policies, the policy's", &["POLICY", "retention policies", "policy"]);
    check_found("sv-SE", "policymakers, retention policymaker", &[]);
    check_found(
        "sv-SE",
        "Use Contoso.Backup, -backup, backup.exe, Get-Policy, backup(), policy/x or \u{fffc}policy. Backup.",
        &["policy", "Backup"],
    );
    check_found(
        "sv-SE",
        "Fjord Sync-based, GRÖSSE, Größe and größe in C++.",
        &["Fjord Sync", "GRÖSSE", "Größe", "größe", "C++"],
    );
    check_found("sv-SE", "harbour", &[]);
    check_found("de-DE", "harbours and policies", &["harbours"]);
    check_found("sv-SE", "新しいフィヨルドのNLBです", &["フィヨルド", "NLB"]);
    check_found("sv-SE", "Backup\u{301}s e\u{301}policy", &[]);
}

#[test]
fn translations_of_a_term_that_is_listed_twice_are_joined() {
    let matcher = Matcher::new(&toml(LIST.as_bytes()).unwrap(), &"sv-SE".parse().unwrap());
    let found = matcher.find("policy");
    let Treatment::Translate { targets, forbidden } = &found[0].entry.treatment else { panic!("{found:?}") };
    assert_eq!(targets.iter().map(|target| target.as_str()).collect::<Vec<_>>(), ["kvarhållningsregel", "regel"]);
    assert_eq!(forbidden.iter().map(|target| target.as_str()).collect::<Vec<_>>(), ["policy"]);
}

#[test]
fn a_name_may_be_inflected_and_compounded() {
    for (name, target, expected) in [
        ("Fjord Sync", "Öppna Fjord Sync.", true),
        ("Fjord Sync", "Fjord Syncs inställningar", true),
        ("Fjord Sync", "Fjord\u{a0}Sync-mappen", true),
        ("Fjord Sync", "den Fjord-Sync-Ordner", true),
        ("Fjord Sync", "Fjord Sync'ın ayarları, Fjord Syncissä", true),
        ("Fjord Sync", "в Fjord Syncе и в Fjord Sync", true),
        ("Fjord Sync", "新しいFjord Syncを開く", true),
        ("Fjord Sync", "لـFjord Sync وFjord Sync", true),
        ("Fjord Sync", "Fjordsynkronisering", false),
        ("Fjord Sync", "fjord sync", false),
        ("Fjord Sync", "Fjord  och Sync", false),
        ("Fjord Sync", "MyFjord Sync", false),
        ("Fjord Sync", "Fjord", false),
        ("Go", "Google", false),
        ("Go", "Gos syntax", true),
        ("フィヨルド", "新フィヨルド社", true),
    ] {
        assert_eq!(is_kept(name, target), expected, "{name} in {target:?}");
    }
    assert_eq!(find_name("Fjord", "Fjord Fjords, Fjord-Fjord").collect::<Vec<_>>(), [0..5, 14..19, 20..25]);
}

fn check_definitions(text: &str, expected: &[(&str, &str)]) {
    let found: Vec<(&str, &str)> =
        definitions(text).map(|found| (&text[found.name], &text[found.abbreviation])).collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn abbreviations_are_defined_by_the_words_before_them() {
    check_definitions("An Offline Storage Table (OST) is", &[("Offline Storage Table", "OST")]);
    check_definitions("Turn on Nordlys Backup (NLB)", &[("Nordlys Backup", "NLB")]);
    check_definitions("the Terms of Use (ToU) of", &[("Terms of Use", "ToU")]);
    check_definitions("multi-factor authentication (MFA)", &[("multi-factor authentication", "MFA")]);
    check_definitions("Terms and Conditions (T&C) apply", &[("Terms and Conditions", "T&C")]);
    check_definitions("virtual machines (VMs)", &[("virtual machines", "VMs")]);
    check_definitions("PowerShell Web Access (PSWA)", &[("PowerShell Web Access", "PSWA")]);
    check_definitions("контроль доступа (КД)", &[("контроль доступа", "КД")]);
    check_definitions("A Data Zone (DZ) and Öppna Systemet (ÖS)", &[("Data Zone", "DZ"), ("Öppna Systemet", "ÖS")]);
}

#[test]
fn other_words_in_brackets_define_nothing() {
    for text in [
        "(FAQ)",
        "See the questions (FAQ).",
        "Important (NOTE)",
        "See the table. (STT)",
        "Online. Service Terms (OST)",
        "Online Service Terms (ost)",
        "Online Service Terms (O)",
        "Online Service Terms (TheWholeThing)",
        "Online Service Terms (the OST)",
        "Online Service Terms (OST",
        "Online Service Terms ()",
        "日本語（OST）(OST)",
        "(",
        "((((AB",
        "Storage Offline Table (OST)",
        "Online Service Great Terms (OST)",
    ] {
        check_definitions(text, &[]);
    }
}

proptest! {
    #[test]
    fn no_bytes_stop_a_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for reader in [toml, csv, tbx] {
            let _ = reader(&bytes);
        }
    }

    #[test]
    fn no_damaged_list_stops_a_reader(which in 0..4_usize, cuts in proptest::collection::vec((0..2000_usize, "[<>&;/\"'|,=\\[\\]\\n\\t å]{0,3}"), 1..4)) {
        let (reader, list): (Reader, &str) = [(toml as Reader, LIST), (csv, "en,sv\nvault,\"valv\"\n"), (tbx, TBX_2), (tbx, TBX_3_DCT)][which];
        let mut list = list.to_owned();
        for (at, inserted) in cuts {
            let at = list.floor_char_boundary(at % (list.len() + 1));
            list.insert_str(at, &inserted);
        }
        if let Err(error) = reader(list.as_bytes()) {
            prop_assert!(error.position.line <= list.lines().count() + 1);
            prop_assert!(!error.message.is_empty());
        }
    }

    #[test]
    fn terms_are_found_in_any_text(text in "([a-cåА-В あ\u{301}()]|policy|Fjord Sync|NLB|Backup|\\(NLB\\)){0,30}", page in "sv|de-DE|ja") {
        let matcher = Matcher::new(&toml(LIST.as_bytes()).unwrap(), &page.parse().unwrap());
        let mut end = 0;
        for found in matcher.find(&text) {
            prop_assert!(found.span.start >= end);
            end = found.span.end;
            prop_assert!(text.get(found.span.clone()).is_some());
            if found.entry.treatment == Treatment::Keep {
                prop_assert!(is_kept(found.entry.source.as_str(), &text));
            }
        }
        for definition in definitions(&text) {
            prop_assert!(text[definition.name.clone()].len() >= 2 && definition.name.end < definition.abbreviation.start);
        }
    }
}
