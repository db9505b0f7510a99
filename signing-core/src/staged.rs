//! Many short pieces into one digest, copied once: to where they are padded and compressed.

use alloc::string::String;
use alloc::vec::Vec;

use crate::blocks::{Block, Blocks};

/// Where a string to sign is written.
pub(crate) trait Sink {
    fn put(&mut self, bytes: &[u8]);

    /// Writes what ends the text.
    #[cfg_attr(not(for_size), inline(always))]
    fn put_last(&mut self, bytes: &[u8]) {
        self.put(bytes);
    }

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

/// Four blocks: room for a field behind what was left over.
const SIZE: usize = 256;

/// What fits in one go, with a `=` and a `&`, behind up to 63 bytes: nearly all fields there are.
const LONGEST_NAME: usize = 48;
const LONGEST_VALUE: usize = 64;

/// Where a digest is made: its state, and the text that gathers until it fills blocks. It is the caller's and not part
/// of [`Staged`], whose numbers can then be kept in registers while blocks are compressed here.
pub struct Bench<B> {
    state: B,
    buffer: [u8; SIZE],
}

impl<B: Blocks> Bench<B> {
    /// Goes on from a state between two blocks.
    #[cfg_attr(not(for_size), inline(always))]
    pub(crate) fn new(state: B) -> Self {
        Self {
            state,
            buffer: [0; SIZE],
        }
    }
}

/// A digest behind a small buffer. Blocks are compressed as soon as a few are whole, while the processor already sorts
/// out what follows: a digest is a long chain of dependent steps that leaves most of the processor idle.
pub struct Staged<'b, B> {
    bench: &'b mut Bench<B>,
    at: Progress,
}

/// How far a digest has come.
#[derive(Clone, Copy)]
struct Progress {
    /// Bytes that the state has in it.
    taken: u64,
    /// Bytes in the buffer: less than so many blocks as are worth a call, but after the last ones.
    used: usize,
}

impl Progress {
    /// Compresses the whole blocks, if there are enough.
    #[cfg_attr(not(for_size), inline(always))]
    fn settle<B: Blocks>(&mut self, bench: &mut Bench<B>) {
        let whole = self.used / 64;
        if whole >= B::SETTLE {
            self.compress(bench, whole);
            bench.buffer.copy_within(64 * whole..64 * whole + 64, 0);
            self.used %= 64;
        }
    }

    #[cfg_attr(not(for_size), inline(always))]
    fn compress<B: Blocks>(&mut self, bench: &mut Bench<B>, count: usize) {
        let (blocks, _): (&[Block], _) = bench.buffer.as_chunks();
        bench.state.compress(&blocks[..count]);
        self.taken += 64 * count as u64;
    }

    /// What is whole afterwards is left for [`Staged::finish`] to compress with the rest.
    #[cfg_attr(not(for_size), inline(always))]
    fn put_last<B: Blocks>(&mut self, bench: &mut Bench<B>, bytes: &[u8]) {
        let used = self.used % (64 * B::SETTLE);
        if bytes.len() > LONGEST_VALUE {
            *self = self.with_long(bench, bytes);
        } else {
            copy(&mut bench.buffer[used..used + bytes.len()], bytes);
            self.used = used + bytes.len();
        }
    }

    #[inline(never)]
    fn with_long<B: Blocks>(mut self, bench: &mut Bench<B>, bytes: &[u8]) -> Self {
        for part in bytes.chunks(SIZE / 2 - 1) {
            bench.buffer[self.used..self.used + part.len()].copy_from_slice(part);
            self.used += part.len();
            self.settle(bench);
        }
        self
    }

    #[inline(never)]
    fn with_long_pair<B: Blocks>(
        mut self,
        bench: &mut Bench<B>,
        name: &[u8],
        value: &[u8],
    ) -> Self {
        for part in [name, b"=", value, b"&"] {
            self = self.with_long(bench, part);
        }
        self
    }
}

impl<'b, B: Blocks> Staged<'b, B> {
    /// Goes on from a state that has so many bytes in it, in whole blocks.
    #[cfg_attr(not(for_size), inline(always))]
    pub(crate) fn new(bench: &'b mut Bench<B>, taken: u64) -> Self {
        let used = 0;
        Self {
            bench,
            at: Progress { taken, used },
        }
    }

    /// Ends the message.
    #[cfg_attr(not(for_size), inline(always))]
    pub(crate) fn finish(self) -> B::Digest {
        let Self { bench, mut at } = self;
        let bits = (at.taken + at.used as u64).wrapping_mul(8);
        let bits = if B::LENGTH_BIG_ENDIAN {
            bits.to_be_bytes()
        } else {
            bits.to_le_bytes()
        };
        // Whatever was moved past the end is cleared up to the length, which may need another block.
        let used = at.used;
        bench.buffer[used] = 0x80;
        bench.buffer[used + 1..used + 65].fill(0);
        let count = (used + 8) / 64 + 1;
        bench.buffer[64 * count - 8..64 * count].copy_from_slice(&bits);
        at.compress(bench, count);
        bench.state.digest()
    }
}

impl<B: Blocks> Sink for Staged<'_, B> {
    #[cfg_attr(not(for_size), inline(always))]
    fn put(&mut self, bytes: &[u8]) {
        self.at.put_last(self.bench, bytes);
        self.at.settle(self.bench);
    }

    #[cfg_attr(not(for_size), inline(always))]
    fn put_last(&mut self, bytes: &[u8]) {
        self.at.put_last(self.bench, bytes);
    }

    #[cfg_attr(not(for_size), inline(always))]
    fn put_pair(&mut self, prefix: u64, name: &[u8], value: &[u8], around: Option<&[u8; 32]>) {
        if name.len() > LONGEST_NAME || value.len() > LONGEST_VALUE {
            self.at = self.at.with_long_pair(self.bench, name, value);
            return;
        }
        let buffer = &mut self.bench.buffer;
        // What is less than this, the compiler can only know from here.
        let at = self.at.used % (64 * B::SETTLE);
        // Moves of a fixed size may write past the end; what follows writes over it.
        if name.len() <= 8 {
            buffer[at..at + 8].copy_from_slice(&prefix.to_be_bytes());
        } else {
            copy(&mut buffer[at..at + name.len()], name);
        }
        let at = at + name.len();
        buffer[at] = b'=';
        let at = at + 1;
        match around {
            Some(around) if value.len() <= 32 => {
                buffer[at..at + 32].copy_from_slice(around);
            }
            _ => copy(&mut buffer[at..at + value.len()], value),
        }
        let at = at + value.len();
        buffer[at] = b'&';
        self.at.used = at + 1;
        self.at.settle(self.bench);
    }
}

/// Copies with two overlapping moves of a fixed size where `memcpy`'s own dispatch would cost more than the copy.
/// Both have the same length.
#[cfg_attr(not(for_size), inline(always))]
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
#[cfg_attr(not(for_size), inline(always))]
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
            let mut bench = Bench::new(Md5Blocks::START);
            let mut staged = Staged::new(&mut bench, 0);
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
            let last = &source[length..length + length % 130];
            staged.put_last(last);
            whole.put_last(last);
            assert_eq!(staged.finish(), *Md5::digest(&whole), "{length}");
        }
    }
}
