//! Many short pieces into one digest: a digest is slow to take pieces of a few bytes, so they are gathered first.

use alloc::string::String;
use alloc::vec::Vec;

use hmac::{Hmac, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::Sha256;

/// A digest that takes bytes.
pub trait Take {
    #[doc(hidden)]
    fn take(&mut self, bytes: &[u8]);
}

impl Take for Md5 {
    #[inline(always)]
    fn take(&mut self, bytes: &[u8]) {
        Digest::update(self, bytes);
    }
}

impl Take for Hmac<Sha256> {
    #[inline(always)]
    fn take(&mut self, bytes: &[u8]) {
        Mac::update(self, bytes);
    }
}

impl Take for Hmac<Sha1> {
    #[inline(always)]
    fn take(&mut self, bytes: &[u8]) {
        Mac::update(self, bytes);
    }
}

/// Where a string to sign is written.
pub(crate) trait Sink {
    fn put(&mut self, bytes: &[u8]);

    /// Writes `name=value&`. `prefix` has the name's first fifteen bytes, as two numbers, and `around` the 32 bytes that begin with the
    /// value, where there are as many: moves of a fixed size are faster than those of the right size.
    fn put_pair(&mut self, prefix: [u64; 2], name: &[u8], value: &[u8], around: Option<&[u8; 32]>);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn put_pair(&mut self, _: [u64; 2], name: &[u8], value: &[u8], _: Option<&[u8; 32]>) {
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

/// Eight blocks of the digests used here: most messages fit, and clearing it costs next to nothing.
const SIZE: usize = 512;

/// A digest behind a small buffer. What was put counts once it is flushed. The digest is borrowed, as moving it about
/// with the buffer would cost as much as a block.
pub(crate) struct Staged<'d, D> {
    digest: &'d mut D,
    buffer: [u8; SIZE],
    used: usize,
}

impl<'d, D: Take> Staged<'d, D> {
    #[inline(always)]
    pub(crate) fn new(digest: &'d mut D) -> Self {
        Self {
            digest,
            buffer: [0; SIZE],
            used: 0,
        }
    }

    /// Gives the digest all that was put.
    #[inline(always)]
    pub(crate) fn flush(&mut self) {
        self.digest.take(&self.buffer[..self.used]);
        self.used = 0;
    }

    #[cold]
    #[inline(never)]
    fn spill(&mut self, bytes: &[u8]) {
        self.flush();
        if bytes.len() > SIZE / 2 {
            self.digest.take(bytes);
        } else {
            self.put(bytes);
        }
    }

    #[cold]
    #[inline(never)]
    fn spill_pair(&mut self, name: &[u8], value: &[u8]) {
        put_plain_pair(self, name, value);
    }
}

impl<D: Take> Sink for Staged<'_, D> {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        match self.buffer.get_mut(self.used..self.used + bytes.len()) {
            Some(room) => {
                copy(room, bytes);
                self.used += bytes.len();
            }
            None => self.spill(bytes),
        }
    }

    #[inline(always)]
    fn put_pair(&mut self, prefix: [u64; 2], name: &[u8], value: &[u8], around: Option<&[u8; 32]>) {
        let length = name.len() + value.len() + 2;
        // Moves of a fixed size write up to 32 bytes past the end; what follows writes over them.
        let Some(room) = self.buffer.get_mut(self.used..self.used + length + 32) else {
            return self.spill_pair(name, value);
        };
        if name.len() < 16 {
            room[..8].copy_from_slice(&prefix[0].to_be_bytes());
            room[8..16].copy_from_slice(&prefix[1].to_be_bytes());
        } else {
            copy(&mut room[..name.len()], name);
        }
        room[name.len()] = b'=';
        let room = &mut room[name.len() + 1..];
        match around {
            Some(around) if value.len() <= 32 => room[..32].copy_from_slice(around),
            _ => copy(&mut room[..value.len()], value),
        }
        room[value.len()] = b'&';
        self.used += length;
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
    use super::*;

    #[test]
    fn pieces_of_every_length_arrive_whole_and_in_order() {
        let source: Vec<u8> = (0..4000u32).map(|n| (n * 7 % 251) as u8).collect();
        for length in 0..1100 {
            let mut whole = Vec::new();
            let mut digest = Md5::new();
            let mut staged = Staged::new(&mut digest);
            for piece in [length, 3, 0, 1, length / 2, length, 17] {
                let (name, value) = (&source[..piece % 40], &source[piece..2 * piece]);
                let mut prefix = [9; 16];
                let kept = name.len().min(15);
                prefix[..kept].copy_from_slice(&name[..kept]);
                let (high, low) = (
                    prefix[..8].try_into().unwrap(),
                    prefix[8..].try_into().unwrap(),
                );
                let prefix = [u64::from_be_bytes(high), u64::from_be_bytes(low)];
                staged.put(value);
                staged.put_pair(prefix, name, value, source[piece..].first_chunk());
                staged.put_pair(prefix, name, value, None);
                whole.put(value);
                whole.put_pair(prefix, name, value, None);
                whole.put_pair(prefix, name, value, None);
            }
            staged.flush();
            assert_eq!(digest.finalize(), Md5::digest(&whole), "{length}");
        }
    }
}
