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
    fn take(&mut self, bytes: &[u8]) {
        Digest::update(self, bytes);
    }
}

impl Take for Hmac<Sha256> {
    fn take(&mut self, bytes: &[u8]) {
        Mac::update(self, bytes);
    }
}

impl Take for Hmac<Sha1> {
    fn take(&mut self, bytes: &[u8]) {
        Mac::update(self, bytes);
    }
}

/// Where a string to sign is written.
pub(crate) trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// The text of a sink that was given text only.
pub(crate) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Eight blocks of the digests used here: most messages fit, and clearing it costs next to nothing.
const SIZE: usize = 512;

/// A digest behind a small buffer.
pub(crate) struct Staged<D> {
    digest: D,
    buffer: [u8; SIZE],
    used: usize,
}

impl<D: Take> Staged<D> {
    pub(crate) fn new(digest: D) -> Self {
        Self {
            digest,
            buffer: [0; SIZE],
            used: 0,
        }
    }

    /// The digest, having taken all.
    pub(crate) fn done(mut self) -> D {
        self.digest.take(&self.buffer[..self.used]);
        self.digest
    }

    #[cold]
    fn spill(&mut self, bytes: &[u8]) {
        self.digest.take(&self.buffer[..self.used]);
        self.used = 0;
        if bytes.len() > SIZE / 2 {
            self.digest.take(bytes);
        } else {
            self.put(bytes);
        }
    }
}

impl<D: Take> Sink for Staged<D> {
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
}

/// Copies with two overlapping moves of a fixed size where `memcpy`'s own dispatch would cost more than the copy.
/// Both have the same length.
#[inline(always)]
fn copy(to: &mut [u8], from: &[u8]) {
    match from.len() {
        16..=32 => ends::<16>(to, from),
        8..=15 => ends::<8>(to, from),
        4..=7 => ends::<4>(to, from),
        2..=3 => ends::<2>(to, from),
        1 => to[0] = from[0],
        _ => to.copy_from_slice(from),
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
            let mut whole = Md5::new();
            let mut staged = Staged::new(Md5::new());
            for piece in [length, 3, 0, 1, length / 2, length, 17] {
                whole.take(&source[piece..2 * piece]);
                staged.put(&source[piece..2 * piece]);
            }
            assert_eq!(staged.done().finalize(), whole.finalize(), "{length}");
        }
    }
}
