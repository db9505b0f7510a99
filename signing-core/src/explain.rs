//! Which known mistake makes a wrong signature.

use alloc::string::String;
use core::fmt;

mod fields;
mod headers;

pub(crate) use fields::{fixed, sorted};
pub(crate) use headers::headers;

/// A mistake in signing that merchants' developers are known to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mistake {
    /// Values were percent-encoded before they were signed.
    PercentEncodedValues,
    /// The signature is right but for the case of its hex digits.
    HexCase,
    /// Fields with empty values were signed too.
    EmptyValuesKept,
    /// Fields with empty values were left out where they count.
    EmptyValuesLeftOut,
    /// The field `sign` was signed too.
    SignIncluded,
    /// Fields that the fixed list does not name were signed too.
    UnlistedFieldsSigned,
    /// Names were sorted without regard to case.
    SortedIgnoringCase,
    /// Fields were signed in the order in which they arrived.
    ArrivalOrder,
    /// Fields were signed in reverse order.
    ReverseOrder,
    /// Fields were sorted by name instead of taken in the fixed order.
    AlphabeticalOrder,
    /// The key was appended without `&key=`.
    KeyWithoutLabel,
    /// The key was not appended.
    KeyLeftOut,
    /// White space around values was cut off.
    TrimmedValues,
    /// A `+` in a value was taken for a space, or the other way round.
    PlusAsSpace,
    /// The digest is a plain MD5 where an HMAC is due.
    Md5InsteadOfHmac,
    /// The digest is a plain SHA-256 where an HMAC is due.
    Sha256InsteadOfHmac,
    /// The digest is an HMAC where a plain MD5 is due.
    HmacInsteadOfMd5,
    /// The method was not signed in upper case.
    MethodNotUpperCase,
    /// `Content-Sha1` was sent but not signed.
    ContentSha1LeftOut,
    /// The `dragonex-*` headers were not signed.
    HeadersLeftOut,
    /// Headers other than `dragonex-*` were signed too.
    OtherHeadersSigned,
    /// Header names were not signed in lower case.
    HeaderNameCase,
    /// The path was signed with one slash more or less at its end.
    TrailingSlash,
    /// The digest was written in hex where base64 is due.
    HexInsteadOfBase64,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PercentEncodedValues => "values were percent-encoded before signing; sign the plain values",
            Self::HexCase => "the hex digits have the wrong case",
            Self::EmptyValuesKept => "fields with empty values were signed; leave them out",
            Self::EmptyValuesLeftOut => "fields with empty values were left out; sign them as name=",
            Self::SignIncluded => "the field sign was signed; leave it out",
            Self::UnlistedFieldsSigned => "fields outside the message's fixed list were signed; leave them out",
            Self::SortedIgnoringCase => "names were sorted without regard to case; sort by byte value (A before _ before a)",
            Self::ArrivalOrder => "fields were signed in the order they were given, not in the prescribed order",
            Self::ReverseOrder => "fields were signed in reverse order",
            Self::AlphabeticalOrder => "fields were sorted by name; take them in the message's fixed order",
            Self::KeyWithoutLabel => "the key was appended without &key=",
            Self::KeyLeftOut => "the key was not appended; end the string with &key= and the key",
            Self::TrimmedValues => "white space around values was cut off before signing",
            Self::PlusAsSpace => "a + in a value was taken for a space, or a space for a +; percent-encode values on the wire",
            Self::Md5InsteadOfHmac => "the digest is MD5; HMAC is due",
            Self::Sha256InsteadOfHmac => "the digest is SHA-256 without a key; HMAC-SHA256 is due",
            Self::HmacInsteadOfMd5 => "the digest is an HMAC; MD5 is due",
            Self::MethodNotUpperCase => "the method was not signed in upper case",
            Self::ContentSha1LeftOut => "Content-Sha1 was sent but its line left empty",
            Self::HeadersLeftOut => "the dragonex-* headers were not signed",
            Self::OtherHeadersSigned => "headers other than dragonex-* were signed",
            Self::HeaderNameCase => "header names were not signed in lower case",
            Self::TrailingSlash => "the path was signed with one / more or less at its end",
            Self::HexInsteadOfBase64 => "the digest was written in hex; base64 is due",
        })
    }
}

/// What is known about a wrong signature.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The mistake that makes exactly this signature, if it is a known one.
    pub mistake: Option<Mistake>,
    /// The signature is right after all.
    pub right: bool,
    /// The string that should have been signed, its key shown as `***`. Values are shown: for a string without the
    /// secret ones, use the signer's `string_to_sign`.
    pub string_to_sign: String,
}

impl Explanation {
    pub(crate) fn new(mistake: Option<Mistake>, right: bool, string_to_sign: String) -> Self {
        Self {
            mistake,
            right,
            string_to_sign,
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mistake {
            _ if self.right => f.write_str("the signature is right")?,
            Some(mistake) => write!(f, "wrong signature: {mistake}")?,
            None => f.write_str(
                "wrong signature, by no known mistake: compare the key and every value",
            )?,
        }
        write!(f, "; string to sign: {}", self.string_to_sign)
    }
}
