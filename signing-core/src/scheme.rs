//! The digests of the schemes that sign sorted fields.

use core::fmt;
use core::ops::Deref;

use hmac::{Hmac, KeyInit};
use sha2::Sha256;

use crate::Secret;
use crate::blocks::{Blocks, Keyed, Md5Blocks, Sha256Blocks};
use crate::hex::{self, Hex};
use crate::staged::{Bench, Staged};

/// A digest and the text form of its result. Sealed: the crate's own schemes are all there are.
pub trait Scheme: Clone + sealed::Sealed {
    /// The signature's text.
    type Signature: Deref<Target = str> + fmt::Display + fmt::Debug + Copy;

    #[doc(hidden)]
    type Blocks: Blocks;
    #[doc(hidden)]
    fn new(secret: &Secret) -> Self;
    #[doc(hidden)]
    fn bench(&self) -> Bench<Self::Blocks>;
    #[doc(hidden)]
    fn start(bench: &mut Bench<Self::Blocks>) -> Staged<'_, Self::Blocks>;
    #[doc(hidden)]
    fn finish(&self, staged: Staged<'_, Self::Blocks>) -> <Self::Blocks as Blocks>::Digest;
    #[doc(hidden)]
    fn signature(digest: &<Self::Blocks as Blocks>::Digest) -> Self::Signature;
    #[doc(hidden)]
    fn matches(digest: &<Self::Blocks as Blocks>::Digest, signature: &[u8]) -> bool;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Md5Upper {}
    impl Sealed for super::HmacSha256Upper {}
}

/// MD5, written in upper-case hex (Chaoying).
#[derive(Clone, Copy, Debug)]
pub struct Md5Upper;

impl Scheme for Md5Upper {
    type Signature = Hex<32>;
    type Blocks = Md5Blocks;

    fn new(_: &Secret) -> Self {
        Self
    }

    #[inline(always)]
    fn bench(&self) -> Bench<Md5Blocks> {
        Bench::new(Md5Blocks::START)
    }

    #[inline(always)]
    fn start(bench: &mut Bench<Md5Blocks>) -> Staged<'_, Md5Blocks> {
        Staged::new(bench, 0)
    }

    #[inline(always)]
    fn finish(&self, staged: Staged<'_, Md5Blocks>) -> [u8; 16] {
        staged.finish()
    }

    #[inline(always)]
    fn signature(digest: &[u8; 16]) -> Hex<32> {
        Hex::upper(digest)
    }

    #[inline(always)]
    fn matches(digest: &[u8; 16], signature: &[u8]) -> bool {
        hex::spells::<32, _>(signature, digest)
    }
}

/// HMAC-SHA256 under the key, written in upper-case hex (HiCoin). The keyed state is kept between calls.
#[derive(Clone)]
pub struct HmacSha256Upper(Keyed<Sha256Blocks>);

impl fmt::Debug for HmacSha256Upper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacSha256Upper")
    }
}

impl Scheme for HmacSha256Upper {
    type Signature = Hex<64>;
    type Blocks = Sha256Blocks;

    fn new(secret: &Secret) -> Self {
        Self(Keyed::new(secret.bytes()))
    }

    #[inline(always)]
    fn bench(&self) -> Bench<Sha256Blocks> {
        self.0.bench()
    }

    #[inline(always)]
    fn start(bench: &mut Bench<Sha256Blocks>) -> Staged<'_, Sha256Blocks> {
        Keyed::start(bench)
    }

    #[inline(always)]
    fn finish(&self, staged: Staged<'_, Sha256Blocks>) -> [u8; 32] {
        self.0.finish(staged)
    }

    #[inline(always)]
    fn signature(digest: &[u8; 32]) -> Hex<64> {
        Hex::upper(digest)
    }

    #[inline(always)]
    fn matches(digest: &[u8; 32], signature: &[u8]) -> bool {
        hex::spells::<64, _>(signature, digest)
    }
}

/// HMAC-SHA256, keyed.
pub(crate) fn hmac_sha256(key: &[u8]) -> Hmac<Sha256> {
    match Hmac::new_from_slice(key) {
        Ok(state) => state,
        Err(_) => unreachable!("HMAC takes keys of every length"),
    }
}
