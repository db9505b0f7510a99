//! The digests of the schemes that sign sorted fields.

use core::fmt;
use core::ops::Deref;

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;

use crate::Secret;
use crate::hex::{self, Hex};
use crate::staged::Take;

/// A digest and the text form of its result. Sealed: the crate's own schemes are all there are.
pub trait Scheme: Clone + sealed::Sealed {
    /// The signature's text.
    type Signature: Deref<Target = str> + fmt::Display + fmt::Debug + Copy;

    #[doc(hidden)]
    type State: Take;
    #[doc(hidden)]
    fn new(secret: &Secret) -> Self;
    #[doc(hidden)]
    fn start(&self) -> Self::State;
    #[doc(hidden)]
    fn signature(state: Self::State) -> Self::Signature;
    #[doc(hidden)]
    fn matches(state: Self::State, signature: &str) -> bool;
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
    type State = Md5;

    fn new(_: &Secret) -> Self {
        Self
    }

    #[inline(always)]
    fn start(&self) -> Md5 {
        Md5::new()
    }

    #[inline(always)]
    fn signature(state: Md5) -> Hex<32> {
        Hex::upper(&state.finalize())
    }

    #[inline(always)]
    fn matches(state: Md5, signature: &str) -> bool {
        hex::spells::<16>(signature, &state.finalize().into())
    }
}

/// HMAC-SHA256 under the key, written in upper-case hex (HiCoin). The keyed state is kept between calls.
#[derive(Clone)]
pub struct HmacSha256Upper(Hmac<Sha256>);

impl fmt::Debug for HmacSha256Upper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacSha256Upper")
    }
}

impl Scheme for HmacSha256Upper {
    type Signature = Hex<64>;
    type State = Hmac<Sha256>;

    fn new(secret: &Secret) -> Self {
        Self(hmac_sha256(secret.bytes()))
    }

    #[inline(always)]
    fn start(&self) -> Hmac<Sha256> {
        self.0.clone()
    }

    #[inline(always)]
    fn signature(state: Hmac<Sha256>) -> Hex<64> {
        Hex::upper(&state.finalize().into_bytes())
    }

    #[inline(always)]
    fn matches(state: Hmac<Sha256>, signature: &str) -> bool {
        hex::spells::<32>(signature, &state.finalize().into_bytes().into())
    }
}

/// HMAC-SHA256, keyed.
pub(crate) fn hmac_sha256(key: &[u8]) -> Hmac<Sha256> {
    match Hmac::new_from_slice(key) {
        Ok(state) => state,
        Err(_) => unreachable!("HMAC takes keys of every length"),
    }
}
