//! Many short pieces into one digest, copied once: to where they are padded and compressed.

use alloc::string::String;
use alloc::vec::Vec;

use crate::blocks::{Block, Blocks};

/// Where a string to sign is written.
pub(crate) trait Sink {
    fn put(&mut self, bytes: &[u8]);

    /// Writes `name=value&`. `prefix` is the name's first eight bytes as a number, and `around` the 32 bytes that begin
    /// with the value, where there are as many: moves of a fixed size are faster than those of the right size.
    fn put_pair(&mut self, prefix: u64, name: &[u8], value: &[u8], around: Option<&[u8; 32]>);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn put_pair(&mut self, _: u64, name: &[u8], value: &[u8], _: Option<&[u8; 32]>) {
        put_plain_pair(self, name, value);
    }
}

pub(crate) fn put_plain_pair(sink: &mut impl Sink, name: &[u8], value: &[u8]) {
    sink.put(name);
    sink.put(b"=");
    sink.put(value);
    sink.put(b"&");
}

/// The text of a sink that was given text only.
pub(crate) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Four blocks: room for most fields behind what the last block left over.
const SIZE: usize = 256;

/// What fits in one go, with a `=` and a `&`, behind up to 63 bytes: nearly all fields there are.
const LONGEST_NAME: usize = 48;
const LONGEST_VALUE: usize = 96;

/// A digest behind a small buffer. Whole blocks are compressed as soon as they are there, while the processor already
/// sorts out what follows: a digest is a long chain of dependent steps that leaves most of the processor idle.
pub struct Staged<B> {
    state: B,
    /// Bytes that the state has in it.
    taken: u64,
    buffer: [u8; SIZE],
    /// Bytes in the buffer: less than a block between two calls.
    used: usize,
}

impl<B: Blocks> Staged<B> {
    /// Goes on from a state that has so many bytes in it, in whole blocks.
    #[inline(always)]
    pub(crate) fn new(state: B, taken: u64) -> Self {
        Self {
            state,
            taken,
            buffer: [0; SIZE],
            used: 0,
        }
    }

    /// Compresses the whole blocks.
    #[inline(always)]
    fn settle(&mut self) {
        let whole = self.used / 64;
        if whole > 0 {
            self.compress(whole);
            self.buffer.copy_within(64 * whole..64 * whole + 64, 0);
            self.used %= 64;
        }
    }

    #[inline(always)]
    fn compress(&mut self, count: usize) {
        let (blocks, _): (&[Block], _) = self.buffer.as_chunks();
        self.state.compress(&blocks[..count]);
        self.taken += 64 * count as u64;
    }

    /// Ends the message; nothing can be put afterwards.
    #[inline(always)]
    pub(crate) fn finish(&mut self) -> B::Digest {
        let bits = (self.taken + self.used as u64).wrapping_mul(8);
        let bits = if B::LENGTH_BIG_ENDIAN {
            bits.to_be_bytes()
        } else {
            bits.to_le_bytes()
        };
        // Whatever was moved past the end is cleared for two blocks, as the length may need another.
        let room = &mut self.buffer[self.used..self.used + 129];
        room[0] = 0x80;
        room[1..].fill(0);
        let count = 1 + usize::from(self.used >= 56);
        self.buffer[64 * count - 8..64 * count].copy_from_slice(&bits);
        self.compress(count);
        self.state.digest()
    }

    #[cold]
    #[inline(never)]
    fn put_long(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(SIZE - 64) {
            self.buffer[self.used..self.used + part.len()].copy_from_slice(part);
            self.used += part.len();
            self.settle();
        }
    }

    #[cold]
    #[inline(never)]
    fn put_long_pair(&mut self, name: &[u8], value: &[u8]) {
        put_plain_pair(self, name, value);
    }
}

impl<B: Blocks> Sink for Staged<B> {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        match self.buffer.get_mut(self.used..self.used + bytes.len()) {
            // A full buffer would have no fourth block to move to the front.
            Some(room) if self.used + bytes.len() < SIZE => {
                copy(room, bytes);
                self.used += bytes.len();
                self.settle();
            }
            _ => self.put_long(bytes),
        }
    }

    #[inline(always)]
    fn put_pair(&mut self, prefix: u64, name: &[u8], value: &[u8], around: Option<&[u8; 32]>) {
        if name.len() > LONGEST_NAME || value.len() > LONGEST_VALUE {
            return self.put_long_pair(name, value);
        }
        // Less than a block is in use, which the compiler can only know from here.
        let at = self.used % 64;
        // Moves of a fixed size may write past the end; what follows writes over it.
        if name.len() <= 8 {
            self.buffer[at..at + 8].copy_from_slice(&prefix.to_be_bytes());
        } else {
            copy(&mut self.buffer[at..at + name.len()], name);
        }
        let at = at + name.len();
        self.buffer[at] = b'=';
        let at = at + 1;
        match around {
            Some(around) if value.len() <= 32 => {
                self.buffer[at..at + 32].copy_from_slice(around);
            }
            _ => copy(&mut self.buffer[at..at + value.len()], value),
        }
        let at = at + value.len();
        self.buffer[at] = b'&';
        self.used = at + 1;
        self.settle();
    }
}

/// Copies with two overlapping moves of a fixed size where `memcpy`'s own dispatch would cost more than the copy.
/// Both have the same length.
#[inline(always)]
pub(crate) fn copy(to: &mut [u8], from: &[u8]) {
    match from.len() {
        33.. | 0 => to.copy_from_slice(from),
        16.. => ends::<16>(to, from),
        8.. => ends::<8>(to, from),
        4.. => ends::<4>(to, from),
        _ => {
            // One to three bytes: the first, the middle and the last are all there are.
            let last = from.len() - 1;
            to[0] = from[0];
            to[last / 2] = from[last / 2];
            to[last] = from[last];
        }
    }
}

/// Copies the first and the last `N` bytes.
#[inline(always)]
fn ends<const N: usize>(to: &mut [u8], from: &[u8]) {
    if let (Some(first), Some(last)) = (from.first_chunk::<N>(), from.last_chunk::<N>()) {
        if let Some(out) = to.first_chunk_mut::<N>() {
            *out = *first;
        }
        if let Some(out) = to.last_chunk_mut::<N>() {
            *out = *last;
        }
    }
}

#[cfg(test)]
mod tests {
    use md5::{Digest, Md5};

    use super::*;
    use crate::blocks::Md5Blocks;
    use crate::order::prefix;

    #[test]
    fn pieces_of_every_length_arrive_whole_and_in_order() {
        let source: Vec<u8> = (0..4000u32).map(|n| (n * 7 % 251) as u8).collect();
        for length in 0..1100 {
            let mut whole = Vec::new();
            let mut staged = Staged::new(Md5Blocks::START, 0);
            for piece in [length, 3, 0, 1, length / 2, length, 17] {
                let (name, value) = (&source[..piece % 40], &source[piece..2 * piece]);
                let prefix = prefix(name);
                staged.put(value);
                staged.put_pair(prefix, name, value, source[piece..].first_chunk());
                staged.put_pair(prefix, name, value, None);
                whole.put(value);
                whole.put_pair(prefix, name, value, None);
                whole.put_pair(prefix, name, value, None);
            }
            assert_eq!(staged.finish(), *Md5::digest(&whole), "{length}");
        }
    }
}
