//! Limits how deep codes nest.

use super::{Piece, RawCode, Reading, Role};

/// How deep codes nest. What would be deeper stands by itself: files are read with a limit too.
const MOST_NESTED: usize = 16;

impl Reading {
    /// Makes codes that are nested too deep stand by themselves.
    pub(super) fn flatten(&mut self) {
        let most = MOST_NESTED;
        let mut depth = 0_usize;
        let deepest = |depth: usize, piece: &Piece| match piece.role {
            Role::Open(_) => depth + 1,
            Role::Close(_) => depth - 1,
            _ => depth,
        };
        if self.pieces.iter().all(|piece| {
            depth = deepest(depth, piece);
            depth <= most
        }) {
            return;
        }
        depth = 0;
        let mut kept: Vec<Piece> = Vec::with_capacity(self.pieces.len());
        let mut codes: Vec<RawCode> = Vec::new();
        let mut numbers = vec![0; self.codes.len()];
        for piece in &self.pieces {
            depth = deepest(depth, piece);
            let is_hidden = depth > most || depth == most && matches!(piece.role, Role::Close(_));
            match (piece.role, kept.last_mut()) {
                (Role::Open(index), _) if depth == most + 1 => {
                    codes.push(RawCode { end: None, ..self.codes[index] });
                    kept.push(Piece { raw: piece.raw, role: Role::Placeholder(codes.len() - 1) });
                }
                (_, Some(last)) if is_hidden => {
                    last.raw.end = piece.raw.end;
                    if let Some(code) = codes.last_mut() {
                        code.start.end = piece.raw.end;
                    }
                }
                (Role::Open(index) | Role::Placeholder(index), _) => {
                    numbers[index] = codes.len();
                    codes.push(self.codes[index]);
                    let number = numbers[index];
                    let role = if matches!(piece.role, Role::Open(_)) {
                        Role::Open(number)
                    } else {
                        Role::Placeholder(number)
                    };
                    kept.push(Piece { role, ..*piece });
                }
                (Role::Close(index), _) => kept.push(Piece { role: Role::Close(numbers[index]), ..*piece }),
                (Role::Text, _) => kept.push(*piece),
            }
        }
        (self.pieces, self.codes) = (kept, codes);
    }
}
