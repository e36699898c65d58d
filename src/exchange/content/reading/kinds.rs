//! What the bytes of a segment may be besides text. Most segments have few of these, and are read the faster for it.

/// The kinds that some bytes may be of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kinds(u8);

impl Kinds {
    /// Of an inline code.
    pub(super) const INLINE: u8 = 1;
    /// An escape, a reference, a line ending, a character that XML cannot hold.
    pub(super) const IN_TEXT: u8 = 2;
    /// Of `[!`.
    pub(super) const BRACKET: u8 = 4;
    pub(super) const EXCLAMATION: u8 = 8;
    /// Of `:::`.
    pub(super) const COLON: u8 = 16;
    /// Of U+FFFE and U+FFFF.
    pub(super) const LAST: u8 = 32;
    /// Of text that Markdown spells otherwise than it reads.
    pub(super) const SPELLING: u8 = 64;

    const TABLE: [u8; 256] = {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            table[byte] = match byte as u8 {
                b'`' | b'*' | b'_' | b']' | b'<' | b'~' => Self::INLINE,
                b'[' => Self::INLINE | Self::BRACKET,
                b'\\' | b'\r' => Self::INLINE | Self::IN_TEXT | Self::SPELLING,
                b'\n' => Self::INLINE | Self::IN_TEXT,
                b'&' => Self::IN_TEXT | Self::SPELLING,
                0..=8 | 0xb | 0xc | 0xe..=0x1f => Self::IN_TEXT,
                b'!' => Self::EXCLAMATION,
                b':' => Self::COLON,
                0xef => Self::LAST,
                _ => 0,
            };
            byte += 1;
        }
        table
    };

    pub(super) fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |kinds, byte| kinds | Self::TABLE[usize::from(byte)]))
    }

    /// Whether there are bytes of all these kinds.
    pub(super) fn has(self, kinds: u8) -> bool {
        self.0 & kinds == kinds
    }

    /// Whether a byte may start a code in a text.
    pub(super) fn may_start_code_in_text(byte: u8) -> bool {
        Self::TABLE[usize::from(byte)] & (Self::IN_TEXT | Self::BRACKET | Self::COLON | Self::LAST) != 0
    }
}
