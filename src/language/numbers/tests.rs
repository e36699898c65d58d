//! Numbers across languages, as an English source and its target write them.

use proptest::prelude::*;

use crate::language::Language;

/// The numbers of an English source that a target does not hold, but for those that it may well spell out.
fn missing<'s>(source: &'s str, locale: &str, target: &str) -> Vec<&'s str> {
    let set = Language::of(locale).unwrap().number_set(target);
    let numbers = Language::of("en").unwrap().numbers(source);
    (numbers.into_iter().filter(|number| !number.is_small(12) && !set.contains(number)).map(|number| number.text))
        .collect()
}

#[test]
fn numbers_that_are_there() {
    for (source, locale, target) in [
        ("1,234.5 files", "sv-SE", "1 234,5 filer"),
        ("1,234.5 files", "sv-SE", "1\u{a0}234,5 filer"),
        ("1,234.5 files", "de-DE", "1.234,5 Dateien"),
        ("1,234.5 files", "de-CH", "1’234.5 Dateien"),
        ("1,234.5 files", "fr-FR", "1\u{202f}234,5 fichiers"),
        ("1,234.5 files", "ar-SA", "١٬٢٣٤٫٥ ملف"),
        ("1,234.5 files", "ja-JP", "１，２３４．５ 個のファイル"),
        ("1,000,000 rows", "ru-RU", "1 000 000 строк"),
        ("1,234 rows", "de-DE", "1.234 Zeilen"),
        ("1,234 rows", "de-DE", "1,234 Zeilen"),
        ("1,234 rows", "he-IL", "1,234 שורות"),
        ("0.125 s", "sv-SE", "0,125 s"),
        ("1.125 s", "ar-SA", "1,125 ث"),
        ("Version 2.0", "sv-SE", "Version 2,0"),
        ("Costs $300.00", "th-TH", "ราคา 300 ดอลลาร์"),
        ("10,000 users", "zh-CN", "1万用户"),
        ("15,000 users", "ja-JP", "1万5000人"),
        ("1.5 billion rows", "ko-KR", "15억 행"),
        ("20 million rows", "ru-RU", "20 млн строк"),
        ("20 million rows", "zh-TW", "2000萬列"),
        ("100 million users", "zh-CN", "有 1 亿用户"),
        ("20,000 users", "ja-JP", "2 万人"),
        ("15,000 users", "ko-KR", "1만 5천 명"),
        ("3 and 5000 users", "ko-KR", "3만 5000"),
        ("100,000 users", "hi-IN", "1,00,000"),
        ("12,345,678.5 rows", "en-IN", "1,23,45,678.5 rows"),
        ("100,000 users", "hi-IN", "1 लाख"),
        ("$1.2 billion", "es-ES", "1200 millones de dólares"),
        ("15,000 rows", "pt-BR", "15 mil linhas"),
        ("35,000,000 rows", "de-DE", "35 Millionen Zeilen"),
        ("at 1:30 PM", "de-DE", "um 13:30 Uhr"),
        ("at 4:00 PM", "fr-FR", "à 16 h"),
        ("at 16:45", "ko-KR", "오후 4:45"),
        ("at 12:30 AM", "sv-SE", "kl. 00:30"),
        ("on 7/27/2015", "de-DE", "am 27.07.2015"),
        ("on 7/27/2015", "ja-JP", "2015年7月27日"),
        ("on 7/27/15", "ru-RU", "27.07.2015"),
        ("on 7/27/2015", "sv-SE", "den 27/7-15"),
        ("on 27.08.2015", "ru-RU", "27 августа 2015 г."),
        ("on July 27, 2015", "th-TH", "27 กรกฎาคม 2558"),
        ("50% of them", "tr-TR", "%50"),
        ("50% of them", "fr-FR", "50\u{202f}% d’entre eux"),
        ("ports 80,443", "sv-SE", "portarna 80, 443"),
        ("pages 10-20", "ja-JP", "10～20 ページ"),
        ("the 21st row", "de-DE", "die 21. Zeile"),
        ("16GB of memory", "ru-RU", "16 ГБ памяти"),
        ("version 10.0.17763", "de-DE", "Version 10.0.17763"),
        ("version 7.1.15", "de-DE", "Version 7.1.15"),
        ("SHA-256", "he-IL", "SHA-256"),
        ("the 1990s", "sv-SE", "1990-talet"),
        ("2007-2010", "ar-SA", "٢٠٠٧-٢٠١٠"),
    ] {
        assert!(
            missing(source, locale, target).is_empty(),
            "{source:?} {locale} {target:?}: {:?}",
            missing(source, locale, target)
        );
    }
}

#[test]
fn numbers_that_are_lost() {
    for (source, locale, target, expected) in [
        ("costs 10.50", "ar-SA", "1050", "10.50"),
        ("1.75 times", "de-DE", "175 Mal", "1.75"),
        ("in June 2021", "sv-SE", "i juni 2020", "2021"),
        ("10,000 rows", "zh-CN", "1000 行", "10,000"),
        ("01-01-2007", "ru-RU", "01-012007", "2007"),
        ("version 1.2.3", "ja-JP", "バージョン 1.2", "1.2.3"),
        ("99999999999999999999999999999999999999999999", "fr-FR", "9", "99999999999999999999999999999999999999999999"),
        ("1,234.56", "de-DE", "1.234,65", "1,234.56"),
        ("after 45 minutes", "th-TH", "หลังจาก 54 นาที", "45"),
        ("3,500 rows", "ko-KR", "350행", "3,500"),
        ("100,000 rows", "hi-IN", "10,00,000", "100,000"),
        ("15,000 users", "ko-KR", "1만 5백 명", "15,000"),
    ] {
        assert_eq!(missing(source, locale, target), [expected], "{source:?} {locale} {target:?}");
    }
}

#[test]
fn parts_of_names() {
    for (text, expected) in [
        ("S0001 and x86 and SHA-256 and PID_14", "0001 86 256 14"),
        ("0x1F4 or 00AABB12", "0 1 4 00 12"),
        ("1st, 16GB, 1990s, 64-bit, 20 rows, 第2章, 3-го", ""),
    ] {
        let numbers = Language::of("en").unwrap().numbers(text);
        let named: Vec<_> = numbers.iter().filter(|number| number.in_identifier).map(|number| number.text).collect();
        assert_eq!(named.join(" "), expected, "{text}");
    }
}

#[test]
fn small_numbers() {
    for (text, expected) in
        [("12", true), ("13", false), ("0.5", false), ("012", true), ("1.2.3", false), ("1,5", true), ("1,50", false)]
    {
        let numbers = Language::of("en").unwrap().numbers(text);
        assert_eq!(numbers[0].is_small(12), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn a_text_holds_its_own_numbers(text in "([0-9٣５万]|[-., :/'’٫年a-c_]|\u{a0}|million){0,40}") {
        for tag in ["en", "sv-SE", "ar-SA", "th-TH", "zh-CN", "de-CH"] {
            let language = Language::of(tag).unwrap();
            let set = language.number_set(&text);
            for number in language.numbers(&text) {
                prop_assert_eq!(&text[number.range.clone()], number.text);
                prop_assert!(set.contains(&number), "{} {:?}", tag, number);
            }
        }
    }

    #[test]
    fn a_formatted_number_has_its_value(value in 1000u32..9_999_999, cents in 1u32..100) {
        let digits = value.to_string();
        let grouped = |separator: &str| {
            let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
            groups.join(separator)
        };
        let source = format!("{}.{cents:02}", grouped(","));
        for (locale, target) in [
            ("sv-SE", format!("{},{cents:02}", grouped("\u{a0}"))),
            ("de-DE", format!("{},{cents:02}", grouped("."))),
            ("de-CH", format!("{}.{cents:02}", grouped("’"))),
            ("ja-JP", format!("{}.{cents:02}", grouped(","))),
            ("ru-RU", format!("{},{cents:02}", grouped(" "))),
        ] {
            prop_assert!(missing(&source, locale, &target).is_empty(), "{} {}", source, target);
        }
    }
}
