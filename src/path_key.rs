//! Paths as text that is the same on every machine: for the files that the program writes, and back from them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A path as files name it that the program writes: with `/`, and `%XX` for control characters, `%`, and bytes that are not UTF-8.
pub(crate) fn key(relative: &Path) -> String {
    let mut key = String::new();
    for (index, part) in relative.components().enumerate() {
        if index > 0 {
            key.push('/');
        }
        for chunk in part.as_os_str().as_encoded_bytes().utf8_chunks() {
            for character in chunk.valid().chars() {
                if character.is_control() || character == '%' {
                    escape(&mut key, character.encode_utf8(&mut [0; 4]).as_bytes());
                } else {
                    key.push(character);
                }
            }
            escape(&mut key, chunk.invalid());
        }
    }
    key
}

fn escape(key: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(key, "%{byte:02x}");
    }
}

/// A path exactly as it is, but for `%` and what is not UTF-8, which are `%XX`: [`path`] gives it back.
pub(crate) fn exact(path: &Path) -> String {
    let mut text = String::with_capacity(path.as_os_str().len());
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(&chunk.valid().replace('%', "%25"));
        escape(&mut text, chunk.invalid());
    }
    text
}

/// The path that a [`key`] or an [`exact`] text names.
pub(crate) fn path(key: &str) -> Option<PathBuf> {
    let mut bytes = Vec::with_capacity(key.len());
    let mut rest = key.as_bytes();
    while let [first, behind @ ..] = rest {
        if *first == b'%' {
            let digits = behind.get(..2).and_then(|digits| std::str::from_utf8(digits).ok())?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    from_bytes(bytes)
}

/// The path of some bytes, as other programs print it; `None` if it can be none.
#[cfg(unix)]
pub(crate) fn from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    (!bytes.contains(&0)).then(|| std::ffi::OsString::from_vec(bytes).into())
}

/// The path of some bytes, as other programs print it; `None` if it can be none.
#[cfg(not(unix))]
pub(crate) fn from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    String::from_utf8(bytes).ok().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_gives_back_its_path() {
        for (name, expected) in [("å/b c.md", "å/b c.md"), ("a\nb%.md", "a%0ab%25.md"), ("å\u{85}", "å%c2%85")] {
            assert_eq!(key(Path::new(name)), expected);
            assert_eq!(path(expected).as_deref(), Some(Path::new(name)));
        }
        for name in ["./å//b\n%.md", "/a/../b", "-"] {
            assert_eq!(path(&exact(Path::new(name))).map(PathBuf::into_os_string), Some(name.into()));
        }
        #[cfg(unix)]
        {
            let odd = from_bytes(b"a\xff\\b.md".to_vec()).expect("a path");
            assert_eq!(key(&odd), "a%ff\\b.md");
            assert_eq!(exact(&odd), "a%ff\\b.md");
            assert_eq!(path("a%ff\\b.md"), Some(odd));
        }
    }
}
