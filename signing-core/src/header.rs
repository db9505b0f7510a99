//! The signature of DragonEx's requests: over method, headers and path.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::ops::Deref;

use sha1::{Digest, Sha1};

use crate::blocks::{Keyed, Sha1Blocks};
use crate::explain::{self, Explanation};
use crate::hex::Hex;
use crate::staged::{self, Sink};
use crate::{Field, Secret, VerifyError, compare};

/// The prefix of the headers that are signed by name.
const SIGNED_PREFIX: &str = "dragonex-";

/// What the signature of a request covers.
#[derive(Clone, Copy)]
pub struct SignedHeaders<'a> {
    /// The method; signed in upper case.
    pub method: &'a str,
    /// The header `Content-Sha1`, or empty: then nothing protects the body.
    pub content_sha1: &'a str,
    /// The header `Content-Type`.
    pub content_type: &'a str,
    /// The header `Date`.
    pub date: &'a str,
    /// All other headers, in any order and case; those that do not begin with `dragonex-` are not signed.
    pub headers: &'a [Field<'a>],
    /// The path, without host and query.
    pub path: &'a str,
}

impl fmt::Debug for SignedHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Other headers may carry tokens.
        f.debug_struct("SignedHeaders")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// HMAC-SHA1 in base64 over the signed headers. The keyed state is kept between calls.
#[derive(Clone)]
pub struct HeaderHmacSha1 {
    keyed: Keyed<Sha1Blocks>,
}

impl fmt::Debug for HeaderHmacSha1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeaderHmacSha1").finish_non_exhaustive()
    }
}

impl HeaderHmacSha1 {
    /// A signer with the secret key.
    #[must_use]
    pub fn new(secret: Secret) -> Self {
        Self {
            keyed: Keyed::new(secret.bytes()),
        }
    }

    /// The signature.
    #[must_use]
    pub fn sign(&self, signed: &SignedHeaders<'_>) -> Base64Signature {
        let mut bench = self.keyed.bench();
        let mut staged = Keyed::start(&mut bench);
        write(signed, &mut staged);
        Base64Signature::encode(&self.keyed.finish(staged))
    }

    /// Whether the signature is the one of these headers; base64 is compared exactly.
    ///
    /// # Errors
    /// [`VerifyError::Missing`] for an empty signature, and [`VerifyError::Mismatch`].
    pub fn verify(&self, signed: &SignedHeaders<'_>, signature: &str) -> Result<(), VerifyError> {
        if signature.is_empty() {
            Err(VerifyError::Missing)
        } else if compare::same(&self.sign(signed).0, signature.as_bytes()) {
            Ok(())
        } else {
            Err(VerifyError::Mismatch)
        }
    }

    /// The string that is signed; the key is no part of it.
    #[must_use]
    pub fn string_to_sign(&self, signed: &SignedHeaders<'_>) -> String {
        let mut text = Vec::new();
        write(signed, &mut text);
        staged::text(text)
    }

    /// Names the known mistake that makes the wrong signature: for tests, simulators and support.
    #[must_use]
    pub fn explain(&self, signed: &SignedHeaders<'_>, wrong: &str) -> Explanation {
        let text = self.string_to_sign(signed);
        let mistake = explain::headers(signed, &text, wrong, |text| {
            let mut bench = self.keyed.bench();
            let mut staged = Keyed::start(&mut bench);
            staged.put(text.as_bytes());
            self.keyed.finish(staged)
        });
        Explanation::new(mistake, *self.sign(signed) == *wrong, text)
    }
}

fn write(signed: &SignedHeaders<'_>, sink: &mut impl Sink) {
    upper(signed.method, sink);
    for part in [signed.content_sha1, signed.content_type, signed.date] {
        sink.put(b"\n");
        sink.put(part.as_bytes());
    }
    sink.put(b"\n");
    let mut last = None;
    while let Some(next) = next_header(signed.headers, last) {
        let (name, value) = signed.headers[next];
        for byte in lowered(name) {
            sink.put(&[byte]);
        }
        sink.put(b":");
        sink.put(value.as_bytes());
        sink.put(b"\n");
        last = Some(next);
    }
    sink.put_last(signed.path.as_bytes());
}

/// The signed header that follows `last` in the order of lower-case names, equal ones in the order given. Found anew
/// each time, as requests have a handful of headers and a sorted list would need a heap.
fn next_header(headers: &[Field<'_>], last: Option<usize>) -> Option<usize> {
    let order = |left: &usize, right: &usize| {
        lowered(headers[*left].0)
            .cmp(lowered(headers[*right].0))
            .then(left.cmp(right))
    };
    (0..headers.len())
        .filter(|at| is_signed(headers[*at].0))
        .filter(|at| last.is_none_or(|last| order(&last, at) == Ordering::Less))
        .min_by(order)
}

fn upper(method: &str, sink: &mut impl Sink) {
    for byte in method.bytes() {
        sink.put(&[byte.to_ascii_uppercase()]);
    }
}

fn lowered(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().map(|byte| byte.to_ascii_lowercase())
}

pub(crate) fn is_signed(name: &str) -> bool {
    name.as_bytes()
        .get(..SIGNED_PREFIX.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(SIGNED_PREFIX.as_bytes()))
}

/// The SHA-1 of a body in lower-case hex, as the header `Content-Sha1` has it.
#[must_use]
pub fn content_sha1(body: &[u8]) -> Hex<40> {
    Hex::lower::<20>(&Sha1::digest(body).into())
}

/// A digest of 20 bytes in base64, on the stack.
#[derive(Clone, Copy)]
pub struct Base64Signature([u8; 28]);

impl Base64Signature {
    pub(crate) fn encode(digest: &[u8; 20]) -> Self {
        const DIGITS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = [b'='; 28];
        for (out, bytes) in text.chunks_exact_mut(4).zip(digest.chunks(3)) {
            let bits = bytes.iter().enumerate().fold(0, |bits, (at, byte)| {
                bits | u32::from(*byte) << (16 - 8 * at)
            });
            for (at, digit) in out.iter_mut().enumerate().take(bytes.len() + 1) {
                *digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize];
            }
        }
        Self(text)
    }

    /// The signature's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only base64 digits are ever stored, which are ASCII.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Deref for Base64Signature {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Base64Signature {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Base64Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Base64Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// In constant time, as one side may be a signature not yet believed.
impl PartialEq for Base64Signature {
    fn eq(&self, other: &Self) -> bool {
        compare::same(&self.0, &other.0)
    }
}

impl Eq for Base64Signature {}

/// In constant time.
impl PartialEq<&str> for Base64Signature {
    fn eq(&self, other: &&str) -> bool {
        compare::same(&self.0, other.as_bytes())
    }
}
