//! Bytes that wait for the end of a run: the last of them in memory, the rest in a temporary file without a name, so that a run over
//! any number of pages stays small.
//!
//! Where no temporary file can be written, all of them wait in memory.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// How many bytes wait in memory before they are written.
const BUFFER: usize = 1 << 18;

/// What the pages of a run have put aside.
#[derive(Debug, Default)]
pub(crate) struct Spool {
    state: Mutex<State>,
    /// There is none before there is something to write.
    file: OnceLock<File>,
}

#[derive(Debug, Default)]
struct State {
    /// How many bytes are in the file.
    written: u64,
    /// What comes behind them.
    buffer: Vec<u8>,
    /// Whether the file cannot be written any more.
    is_full: bool,
    /// Why something could not be read back.
    error: Option<io::Error>,
}

impl Spool {
    /// Puts bytes aside, and tells where.
    fn put(&self, bytes: &[u8]) -> u64 {
        let mut state = self.state();
        let start = state.written + state.buffer.len() as u64;
        state.buffer.extend_from_slice(bytes);
        if state.buffer.len() >= BUFFER && !state.is_full {
            match self.write(&state.buffer, state.written) {
                Ok(()) => {
                    state.written += state.buffer.len() as u64;
                    state.buffer.clear();
                }
                // Nobody reads what was written of it by then.
                Err(_) => state.is_full = true,
            }
        }
        start
    }

    fn write(&self, bytes: &[u8], start: u64) -> io::Result<()> {
        let file = match self.file.get() {
            Some(file) => file,
            None => {
                let file = tempfile::tempfile()?;
                self.file.get_or_init(|| file)
            }
        };
        write_all_at(file, bytes, start)
    }

    /// The bytes at some place, be they in the file, in memory or in both.
    fn get(&self, Range { start, end }: Range<u64>) -> io::Result<Vec<u8>> {
        let state = self.state();
        let length = |from: u64, to: u64| usize::try_from(to.saturating_sub(from)).map_err(io::Error::other);
        let mut bytes = vec![0; length(start, end.min(state.written))?];
        if end > state.written {
            let (skipped, wanted) = (length(state.written, start)?, length(start.max(state.written), end)?);
            let rest = state.buffer.get(skipped..).and_then(|rest| rest.get(..wanted));
            bytes.extend_from_slice(rest.ok_or(io::ErrorKind::UnexpectedEof)?);
        }
        let in_file = length(start, end.min(state.written))?;
        drop(state);
        if in_file > 0 {
            let file = self.file.get().ok_or(io::ErrorKind::NotFound)?;
            read_exact_at(file, &mut bytes[..in_file], start)?;
        }
        Ok(bytes)
    }

    /// Why something could not be read back, if that is so: what was made without it is not whole.
    pub(crate) fn error(&self) -> Option<String> {
        self.state().error.as_ref().map(io::Error::to_string)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(unix)]
use std::os::unix::fs::FileExt;
#[cfg(windows)]
use std::os::windows::fs::FileExt;

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], start: u64) -> io::Result<()> {
    file.write_all_at(bytes, start)
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    file.read_exact_at(bytes, start)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = file.seek_write(bytes, start)?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        (bytes, start) = (&bytes[written..], start + written as u64);
    }
    Ok(())
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = file.seek_read(bytes, start)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (bytes, start) = (&mut bytes[read..], start + read as u64);
    }
    Ok(())
}

/// Bytes that may have been put aside.
#[derive(Debug, Clone)]
pub(crate) struct Spooled(Place);

#[derive(Debug, Clone)]
enum Place {
    Memory(Box<[u8]>),
    Spool { spool: Arc<Spool>, start: u64, length: u32 },
}

impl Spooled {
    /// Puts the bytes aside, if they are not.
    pub(crate) fn put_aside(&mut self, spool: &Arc<Spool>) {
        let Place::Memory(bytes) = &self.0 else { return };
        let Ok(length @ 1..) = u32::try_from(bytes.len()) else { return };
        let start = spool.put(bytes);
        self.0 = Place::Spool { spool: Arc::clone(spool), start, length };
    }

    /// The bytes; none if they cannot be read back, see [`Spool::error`].
    pub(crate) fn bytes(&self) -> Cow<'_, [u8]> {
        match &self.0 {
            Place::Memory(bytes) => Cow::Borrowed(bytes),
            Place::Spool { spool, start, length } => {
                Cow::Owned(spool.get(*start..start + u64::from(*length)).unwrap_or_else(|error| {
                    spool.state().error = Some(error);
                    Vec::new()
                }))
            }
        }
    }
}

/// A stretch of a spool that was read at once.
#[derive(Debug)]
pub(crate) struct Stretch<'s> {
    spool: &'s Arc<Spool>,
    start: u64,
    bytes: Vec<u8>,
}

impl<'s> Stretch<'s> {
    /// The stretch of the first spool that holds all of these that are in it; `None` if they do not lie close to each other.
    pub(crate) fn of(all: impl Iterator<Item = &'s Spooled>) -> Option<Self> {
        /// How much longer than all of them together it may be: threads put the pages of others between their own.
        const LONGEST: u64 = 4;
        let mut found: Option<(&Arc<Spool>, Range<u64>)> = None;
        let mut total = 0;
        for spooled in all {
            let Place::Spool { spool, start, length } = &spooled.0 else { continue };
            let end = start + u64::from(*length);
            let (first, range) = found.get_or_insert((spool, *start..end));
            if Arc::ptr_eq(first, spool) {
                *range = range.start.min(*start)..range.end.max(end);
                total += u64::from(*length);
            }
        }
        let (spool, range) = found.filter(|(_, range)| range.end - range.start <= LONGEST * total)?;
        Some(Self { spool, start: range.start, bytes: spool.get(range).ok()? })
    }

    /// The bytes of one of them, if it lies in the stretch.
    pub(crate) fn bytes(&self, spooled: &Spooled) -> Option<&[u8]> {
        match &spooled.0 {
            Place::Spool { spool, start, length } if Arc::ptr_eq(spool, self.spool) => {
                let start = usize::try_from(start.checked_sub(self.start)?).ok()?;
                self.bytes.get(start..)?.get(..*length as usize)
            }
            _ => None,
        }
    }
}

impl From<Vec<u8>> for Spooled {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Place::Memory(bytes.into()))
    }
}

impl Default for Spooled {
    fn default() -> Self {
        Vec::new().into()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Pieces of some lengths, each with bytes of its own.
    fn pieces(lengths: &[usize]) -> Vec<Vec<u8>> {
        lengths.iter().zip(1..).map(|(&length, byte)| vec![byte; length]).collect()
    }

    fn put(pieces: &[Vec<u8>], spool: &Arc<Spool>) -> Vec<Spooled> {
        let put = |piece: &Vec<u8>| {
            let mut spooled = Spooled::from(piece.clone());
            spooled.put_aside(spool);
            spooled
        };
        pieces.iter().map(put).collect()
    }

    /// Reads them one by one, and by stretches of one to all, which must come to the same.
    fn read(spooled: &[Spooled]) -> Vec<Vec<u8>> {
        let by_one: Vec<Vec<u8>> = spooled.iter().map(|one| one.bytes().into_owned()).collect();
        for count in 1..=spooled.len() {
            for (some, one_by_one) in spooled.chunks(count).zip(by_one.chunks(count)) {
                let stretch = Stretch::of(some.iter());
                let read = |one: &Spooled| match stretch.as_ref().and_then(|stretch| stretch.bytes(one)) {
                    Some(bytes) => bytes.to_vec(),
                    None => one.bytes().into_owned(),
                };
                let read: Vec<_> = some.iter().map(read).collect();
                assert!(read == one_by_one);
            }
        }
        by_one
    }

    const LENGTHS: [usize; 7] = [0, 5, BUFFER - 6, 1, BUFFER * 2 + 1, 3, 0];

    #[test]
    fn bytes_come_back_from_the_file_and_from_memory() {
        let spool = Arc::new(Spool::default());
        let pieces = pieces(&LENGTHS);
        let spooled = put(&pieces, &spool);
        let waiting = spool.state().buffer.len();
        assert_eq!((waiting, spool.state().written), (3, BUFFER as u64 * 3 + 1));
        assert!(read(&spooled) == pieces);
        // What is put aside after something was read stands behind all else.
        let more = put(&pieces, &spool);
        assert!(read(&more) == pieces && read(&spooled) == pieces);
        assert!(spool.error().is_none());
    }

    #[test]
    fn bytes_of_several_spools_are_told_apart() {
        let pieces = pieces(&[300, 200, 100]);
        let put_into_its_own = |piece: &Vec<u8>| put(std::slice::from_ref(piece), &Arc::default()).remove(0);
        let mut spooled: Vec<Spooled> = pieces.iter().map(put_into_its_own).collect();
        assert!(read(&spooled) == pieces);
        spooled.push(Spooled::from(vec![7; 300]));
        spooled.rotate_right(1);
        assert!(read(&spooled)[0] == [7; 300] && read(&spooled)[1..] == pieces);
    }

    #[test]
    fn a_full_disk_keeps_them_in_memory() {
        // A file that is open for reading refuses what a full disk refuses.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("å");
        std::fs::write(&path, "").unwrap();
        let spool = Arc::new(Spool::default());
        spool.file.set(File::open(&path).unwrap()).unwrap();
        let pieces = pieces(&LENGTHS);
        let spooled = put(&pieces, &spool);
        assert!(spool.state().is_full);
        assert!(read(&spooled) == pieces);
        assert!(spool.error().is_none());
    }

    #[test]
    fn what_cannot_be_read_back_is_said() {
        let spool = Arc::new(Spool::default());
        let spooled = put(&pieces(&[BUFFER]), &spool);
        spool.file.get().unwrap().set_len(7).unwrap();
        assert_eq!(read(&spooled), [[0; 0]]);
        assert!(spool.error().is_some_and(|error| error.contains("fill whole buffer")), "{:?}", spool.error());
    }
}
