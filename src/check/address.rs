//! Addresses without the locale that localization puts into them.

/// An address as it is compared: without its locales, and in one of the spellings that lead to the same.
pub(crate) fn comparable(address: &str) -> String {
    let neutral = without_locale(address.strip_prefix("./").unwrap_or(address));
    let neutral = if neutral.contains("%20") { neutral.replace("%20", " ") } else { neutral };
    match neutral.split_once("://").and_then(|(_, rest)| rest.strip_suffix('/')) {
        Some(host) if !host.contains('/') => neutral[..neutral.len() - 1].to_owned(),
        _ => neutral,
    }
}

/// An address without its locales: as whole parts of the path or values of the query (`/en-us/`, `/de/`, `?ui=sv-SE`), and as the
/// first label of the host (`sv.example.org`).
pub(crate) fn without_locale(address: &str) -> String {
    let mut neutral = String::with_capacity(address.len());
    let rest = match address.split_once("://") {
        Some((scheme, rest)) => {
            neutral.extend([scheme, "://"]);
            let host = rest.split('/').next().unwrap_or_default();
            match host.split_once('.') {
                Some((label, domain)) if domain.contains('.') && is_language(label) => &rest[label.len() + 1..],
                _ => rest,
            }
        }
        None => address,
    };
    let is_absolute = !neutral.is_empty() || address.starts_with('/');
    for part in rest.split_inclusive(['/', '?', '&', '=', '#']) {
        let name = part.trim_end_matches(['/', '?', '&', '=', '#']);
        if !(is_locale(name) || is_absolute && is_language(name)) {
            neutral.push_str(part);
        } else if !part.ends_with('/') {
            neutral.push_str(&part[name.len()..]);
        }
    }
    neutral
}

fn is_language(name: &str) -> bool {
    name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// `ll-RR`, `lll-RR` or `ll-Ssss-RR` (BCP 47, section 2.1).
fn is_locale(name: &str) -> bool {
    let is_alphabetic = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let parts: Vec<&str> = name.split('-').collect();
    let (language, region) = match parts[..] {
        [language, region] => (language, region),
        [language, script, region] if script.len() == 4 && is_alphabetic(script) => (language, region),
        _ => return false,
    };
    matches!(language.len(), 2 | 3) && is_alphabetic(language) && region.len() == 2 && is_alphabetic(region)
}

#[cfg(test)]
mod tests {
    use super::{comparable, without_locale};

    #[track_caller]
    fn check_with(key: fn(&str) -> String, one: &str, other: &str, is_same: bool) {
        assert_eq!(key(one) == key(other), is_same, "{one} {other}");
    }

    #[test]
    fn spellings_of_an_address() {
        let check = |one: &str, other: &str, is_same: bool| check_with(comparable, one, other, is_same);
        check("a%20b.md", "a b.md", true);
        check("./a.md", "a.md", true);
        check("https://example.com", "https://example.com/", true);
        check("https://example.com/a", "https://example.com/a/", false);
        check("../a.md", "a.md", false);
    }

    #[test]
    fn a_locale_makes_no_difference() {
        let check = |one: &str, other: &str, is_same: bool| check_with(without_locale, one, other, is_same);
        check("https://docs.example.com/en-us/a?b=c", "https://docs.example.com/sv-se/a?b=c", true);
        check("https://docs.example.com/en-us/a", "https://docs.example.com/a", true);
        check("https://docs.example.com/a/en-us", "https://docs.example.com/a/zh-Hant-TW", true);
        check("https://example.com/?ui=en-US&rs=en-US", "https://example.com/?ui=ru-RU&rs=ru-RU", true);
        check("https://en.wiki.example.org/å", "https://de.wiki.example.org/å", true);
        check("https://example.com/en/a", "https://example.com/ar/a", true);
        check("../en-us/a.md", "../de-de/a.md", true);
        check("/en/a", "/ja/a", true);
        check("https://example.com/a", "https://example.com/b", false);
        check("https://example.com/?a=1", "https://example.com/?a=2", false);
        check("a.md#å", "a.md#b", false);
        check("en/a.md", "b/a.md", false);
    }
}
