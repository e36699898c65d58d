//! The classes of characters in XML: which it may hold, which are white space, which make up names.

use memchr::memmem;

use super::ReadError;

/// Refuses the characters that no XML document may hold (XML 1.0, section 2.2).
pub(super) fn refuse_illegal_characters(text: &str) -> Result<(), ReadError> {
    let bytes = text.as_bytes();
    let is_control = |&byte: &u8| byte < b' ' && !matches!(byte, b'\t' | b'\r' | b'\n');
    // A block at a time without a way out of it, so that it is a few instructions.
    let block = bytes.chunks(64).position(|block| block.iter().fold(false, |found, byte| found | is_control(byte)));
    let control = block.and_then(|block| Some(block * 64 + bytes[block * 64..].iter().position(is_control)?));
    // U+FFFE and U+FFFF are the last two that start so.
    let non_character = memmem::find_iter(bytes, b"\xef\xbf").find(|at| bytes.get(at + 2) >= Some(&0xbe));
    let Some(at) = [control, non_character].into_iter().flatten().min() else {
        return Ok(());
    };
    let character = text[at..].chars().next().unwrap_or_default();
    let message = format!("the character U+{:04X} is not allowed here", u32::from(character));
    Err(ReadError::at(text, at, message, "take it out, or let the client export the file again"))
}

/// Whether XML may hold a character (XML 1.0, section 2.2).
pub(super) fn is_legal(character: char) -> bool {
    matches!(character, '\t' | '\r' | '\n' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// White space of XML (XML 1.0, section 2.3).
pub(super) fn is_xml_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// A name with a prefix (Namespaces in XML 1.0, section 4).
pub(super) fn is_prefixed_name(name: &str) -> bool {
    name.split_once(':').is_some_and(|(prefix, local)| is_plain_name(prefix) && is_plain_name(local))
}

/// A name without a prefix (Namespaces in XML 1.0, section 3).
pub(super) fn is_plain_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    // Nearly all are of ASCII.
    bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.iter().all(|&byte| IN_ASCII_NAME[usize::from(byte)])
        || name.starts_with(is_name_start) && name.chars().all(is_name_character)
}

const IN_ASCII_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'-' | b'.' | b'_');
        byte += 1;
    }
    table
};

/// A `NameStartChar` but the colon (XML 1.0, section 2.3).
fn is_name_start(character: char) -> bool {
    matches!(character,
        'a'..='z' | 'A'..='Z' | '_'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

/// A `NameChar` but the colon (XML 1.0, section 2.3).
fn is_name_character(character: char) -> bool {
    is_name_start(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}
