//! From bytes to text: UTF-8 and UTF-16, each with and without a byte order mark. The bytes decide, not the declaration.

use std::borrow::Cow;

use memchr::memmem;

use super::{ReadError, shortened};
use crate::source;

/// The text of a file, without its byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    let utf_16 = match bytes {
        [0xff, 0xfe, rest @ ..] => Some((rest, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0xfe, 0xff, rest @ ..] => Some((rest, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        // The first character of each format is ASCII (XML 1.0, appendix F).
        [1..=0x7f, 0, ..] => Some((bytes, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0, 1..=0x7f, ..] => Some((bytes, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        _ => None,
    };
    if let Some((bytes, unit)) = utf_16 {
        return decode_utf_16(bytes, unit).map(Cow::Owned);
    }
    let text = source::decode(bytes).map_err(|_| {
        let readable = source::valid_prefix(bytes);
        let message = match declared(bytes) {
            Some(declared) if !is_unicode(&declared) => format!("the file is in the encoding {}", shortened(&declared)),
            _ => "the bytes here are not UTF-8".to_owned(),
        };
        ReadError::at(readable, readable.len(), message, "let the client export it as UTF-8")
    })?;
    Ok(Cow::Borrowed(&text[source::byte_order_mark_len(text)..]))
}

fn decode_utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, ReadError> {
    let pairs = bytes.chunks_exact(2);
    let is_cut_off = !pairs.remainder().is_empty();
    let mut text = String::with_capacity(bytes.len() / 2);
    for character in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => {
                let message = "the bytes here are not UTF-16";
                return Err(ReadError::at(&text, text.len(), message, "let the client export it as UTF-8"));
            }
        }
    }
    if is_cut_off {
        let message = "the file ends within a character";
        return Err(ReadError::at(&text, text.len(), message, "it was cut off: let the client export it again"));
    }
    Ok(text)
}

/// The encoding that the XML declaration or the header of a PO file names.
fn declared(bytes: &[u8]) -> Option<String> {
    const HEADER: usize = 4096;
    let header = &bytes[..bytes.len().min(HEADER)];
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte);
    let at = if bytes.starts_with(b"<") {
        let declaration = &header[..memmem::find(header, b"?>")?];
        memmem::find(declaration, b"encoding")? + "encoding".len()
    } else {
        memmem::find(header, b"charset=")? + "charset=".len()
    };
    let name = header[at..].iter().skip_while(|byte| !is_of_name(byte)).take_while(|byte| is_of_name(byte));
    Some(name.map(|&byte| char::from(byte)).collect())
}

/// Whether text that is declared so may be Unicode, or ASCII alone.
pub(super) fn is_unicode(declared: &str) -> bool {
    let declared = declared.to_ascii_uppercase();
    ["UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF16", "UNICODE", "US-ASCII", "ASCII", "CHARSET"]
        .contains(&declared.as_str())
}
