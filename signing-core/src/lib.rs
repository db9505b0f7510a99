#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod answer;
mod batch;
mod blocks;
mod compare;
mod error;
mod explain;
mod fixed;
pub mod form;
mod header;
mod hex;
pub mod json;
mod lanes;
mod masked;
mod masking;
#[cfg(feature = "std")]
pub mod nonce;
mod open_enum;
mod order;
mod rounds;
mod scheme;
mod secret;
mod sorted;
mod split;
mod staged;
#[cfg(feature = "serde")]
pub mod typed;
mod unescape;

pub use answer::Md5Prefix;
pub use error::{FormError, InvalidField, InvalidSecret, JsonError, MissingField, VerifyError};
pub use explain::{Explanation, Mistake};
pub use fixed::{FieldOrder, FixedMd5, fixed_order};
pub use header::{Base64Signature, HeaderHmacSha1, SignedHeaders, content_sha1};
pub use hex::Hex;
pub use masked::Masked;
pub use masking::masked;
pub use scheme::{HmacSha256Upper, Md5Upper, Scheme};
pub use secret::Secret;
pub use sorted::{Sorted, SortedHmacSha256, SortedMd5};

/// A field's name and its plain (decoded) value.
pub type Field<'a> = (&'a str, &'a str);

/// What the macros of this crate expand to; not for direct use.
#[doc(hidden)]
pub mod macro_support {
    pub use alloc::string::String;
    #[cfg(feature = "serde")]
    pub use serde;
}
