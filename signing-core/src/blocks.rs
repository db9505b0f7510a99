//! Digests by blocks of 64 bytes, over the compression functions of `sha1` and `sha2` and our own of MD5.
//!
//! A digest's own `update` and `finalize` copy every byte into a buffer of theirs first. Here the text is written by
//! [`Staged`](crate::staged::Staged), padded where it lies, and compressed from there.

use zeroize::Zeroize;

use crate::rounds;
use crate::staged::{Bench, Sink, Staged};

/// A block of all digests here.
pub(crate) type Block = [u8; 64];

/// A digest between two blocks.
pub trait Blocks: Copy {
    /// The finished digest.
    #[doc(hidden)]
    type Digest: AsRef<[u8]>;
    /// Before the first block.
    #[doc(hidden)]
    const START: Self;
    /// Whether the length that ends a message is written with its highest byte first.
    #[doc(hidden)]
    const LENGTH_BIG_ENDIAN: bool;
    /// What surrounds a digest in HMAC's outer message, after the key.
    #[doc(hidden)]
    const AFTER_KEY: [u8; 64];
    /// How many whole blocks are worth a call.
    #[doc(hidden)]
    const SETTLE: usize;
    #[doc(hidden)]
    fn compress(&mut self, blocks: &[Block]);
    #[doc(hidden)]
    fn digest(self) -> Self::Digest;
    #[doc(hidden)]
    fn wipe(&mut self);
}

macro_rules! blocks {
    ($name:ident, $words:literal, $settle:literal, $big_endian:literal, $to_bytes:ident, $compress:path, $start:expr) => {
        /// A digest between two blocks.
        #[derive(Clone, Copy)]
        #[allow(
            unreachable_pub,
            reason = "two of the three are reachable through a hidden item"
        )]
        pub struct $name([u32; $words]);

        impl Blocks for $name {
            type Digest = [u8; 4 * $words];
            const START: Self = Self($start);
            const AFTER_KEY: Block = after_key(4 * $words, $big_endian);
            const SETTLE: usize = $settle;
            const LENGTH_BIG_ENDIAN: bool = $big_endian;

            #[cfg_attr(not(for_size), inline(always))]
            fn compress(&mut self, blocks: &[Block]) {
                $compress(&mut self.0, blocks);
            }

            #[cfg_attr(not(for_size), inline(always))]
            fn digest(self) -> Self::Digest {
                let mut digest = [0; 4 * $words];
                for (out, word) in digest.as_chunks_mut().0.iter_mut().zip(self.0) {
                    *out = word.$to_bytes();
                }
                digest
            }

            fn wipe(&mut self) {
                self.0.zeroize();
            }
        }
    };
}

blocks!(
    Md5Blocks,
    4,
    1,
    false,
    to_le_bytes,
    rounds::compress,
    [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
);
blocks!(
    Sha1Blocks,
    5,
    2,
    true,
    to_be_bytes,
    sha1::block_api::compress,
    [
        0x6745_2301,
        0xEFCD_AB89,
        0x98BA_DCFE,
        0x1032_5476,
        0xC3D2_E1F0
    ]
);
blocks!(
    Sha256Blocks,
    8,
    2,
    true,
    to_be_bytes,
    sha2::block_api::compress256,
    [
        0x6A09_E667,
        0xBB67_AE85,
        0x3C6E_F372,
        0xA54F_F53A,
        0x510E_527F,
        0x9B05_688C,
        0x1F83_D9AB,
        0x5BE0_CD19
    ]
);

/// HMAC under a key (RFC 2104). The state after the key is kept, which saves two blocks a message; it is worth as much
/// as the key, so it is wiped when dropped.
#[derive(Clone)]
pub(crate) struct Keyed<B: Blocks> {
    inner: B,
    outer: B,
}

impl<B: Blocks> Keyed<B> {
    pub(crate) fn new(key: &[u8]) -> Self {
        let mut block = [0; 64];
        if let Some(room) = block.get_mut(..key.len()) {
            room.copy_from_slice(key);
        } else {
            let mut bench = Bench::new(B::START);
            let mut staged = Staged::new(&mut bench, 0);
            staged.put(key);
            let digest = staged.finish();
            let digest = digest.as_ref();
            block[..digest.len()].copy_from_slice(digest);
        }
        let (mut inner, mut outer) = (B::START, B::START);
        inner.compress(&[block.map(|byte| byte ^ 0x36)]);
        outer.compress(&[block.map(|byte| byte ^ 0x5C)]);
        block.zeroize();
        Self { inner, outer }
    }

    /// Where a message's digest is made.
    #[cfg_attr(not(for_size), inline(always))]
    pub(crate) fn bench(&self) -> Bench<B> {
        Bench::new(self.inner)
    }

    /// Where the message is written.
    #[cfg_attr(not(for_size), inline(always))]
    pub(crate) fn start(bench: &mut Bench<B>) -> Staged<'_, B> {
        Staged::new(bench, 64)
    }

    /// The message's HMAC.
    #[cfg_attr(not(for_size), inline(always))]
    pub(crate) fn finish(&self, message: Staged<'_, B>) -> B::Digest {
        let inner = message.finish();
        let inner = inner.as_ref();
        // All of a message of the key's block and one digest but the digest, which is shorter than the padding's start.
        let mut block = const { B::AFTER_KEY };
        block[..inner.len()].copy_from_slice(inner);
        let mut outer = self.outer;
        outer.compress(&[block]);
        outer.digest()
    }
}

/// The second and last block of a message of one block and one digest, without the digest.
const fn after_key(digest: usize, big_endian: bool) -> Block {
    let mut block = [0; 64];
    block[digest] = 0x80;
    let bits = 8 * (64 + digest as u64);
    let bits = if big_endian {
        bits.to_be_bytes()
    } else {
        bits.to_le_bytes()
    };
    let mut at = 0;
    while at < 8 {
        block[56 + at] = bits[at];
        at += 1;
    }
    block
}

impl<B: Blocks> Drop for Keyed<B> {
    fn drop(&mut self) {
        self.inner.wipe();
        self.outer.wipe();
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use hmac::{Hmac, KeyInit, Mac};
    use md5::{Digest, Md5};
    use sha1::Sha1;
    use sha2::Sha256;

    use super::*;

    fn digest<B: Blocks>(message: &[u8]) -> B::Digest {
        let mut bench = Bench::new(B::START);
        let mut staged = Staged::new(&mut bench, 0);
        let (first, last) = message.split_at(message.len() / 2);
        staged.put(first);
        staged.put_last(last);
        staged.finish()
    }

    fn keyed<B: Blocks>(key: &[u8], message: &[u8]) -> B::Digest {
        let keyed = Keyed::<B>::new(key);
        let mut bench = keyed.bench();
        let mut staged = Keyed::start(&mut bench);
        staged.put(message);
        keyed.finish(staged)
    }

    #[test]
    fn messages_of_every_length_digest_as_their_crates_do() {
        let source: Vec<u8> = (0..1500_u32).map(|at| (at * 31 % 251) as u8).collect();
        for length in (0..400).chain([511, 512, 513, 1023, 1024, 1499, 1500]) {
            let message = &source[..length];
            assert_eq!(
                digest::<Md5Blocks>(message),
                *Md5::digest(message),
                "{length}"
            );
            assert_eq!(
                digest::<Sha1Blocks>(message),
                *Sha1::digest(message),
                "{length}"
            );
            assert_eq!(
                digest::<Sha256Blocks>(message),
                *Sha256::digest(message),
                "{length}"
            );
        }
    }

    #[test]
    fn keys_and_messages_of_every_length_give_the_hmac_of_its_crate() {
        let source: Vec<u8> = (0..700_u32).map(|at| (at * 17 % 253) as u8).collect();
        for length in 0..200 {
            let (key, message) = (&source[..length], &source[length..3 * length]);
            let sha1 = Hmac::<Sha1>::new_from_slice(key).unwrap();
            let sha1 = sha1.chain_update(message).finalize().into_bytes();
            assert_eq!(keyed::<Sha1Blocks>(key, message), *sha1, "{length}");
            let sha256 = Hmac::<Sha256>::new_from_slice(key).unwrap();
            let sha256 = sha256.chain_update(message).finalize().into_bytes();
            assert_eq!(keyed::<Sha256Blocks>(key, message), *sha256, "{length}");
            let md5 = Hmac::<Md5>::new_from_slice(key).unwrap();
            let md5 = md5.chain_update(message).finalize().into_bytes();
            assert_eq!(keyed::<Md5Blocks>(key, message), *md5, "{length}");
        }
    }
}
