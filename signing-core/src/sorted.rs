//! Signatures over fields sorted by name, as Chaoying and HiCoin make them.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::blocks::Blocks;
use crate::explain::{self, Explanation};
use crate::order::{self, ON_STACK, Pieces, Places};
use crate::scheme::{HmacSha256Upper, Md5Upper, Scheme};
use crate::split::{self, SplitForm};
use crate::staged::{self, Sink};
use crate::{Field, FormError, JsonError, Secret, VerifyError, form, json};

/// The field that carries the signature, and is not signed.
pub(crate) const SIGN: &str = "sign";

/// How that name sorts.
const SIGN_PREFIX: u64 = u64::from_be_bytes(*b"sign\0\0\0\0");

/// Shown in place of a key or a masked value.
pub(crate) const MASK: &str = "***";

/// Chaoying's signature: MD5 in upper-case hex.
pub type SortedMd5 = Sorted<Md5Upper>;

/// HiCoin's signature: HMAC-SHA256 in upper-case hex, under the key that also ends the string.
pub type SortedHmacSha256 = Sorted<HmacSha256Upper>;

/// Signs and verifies `a=1&b=2&key=KEY`: fields by the byte order of their names, without `sign` and empty values.
///
/// Fields come in any order. Up to 64 of them, with 4 KiB of text, are signed and verified without a heap
/// allocation; more are allowed and may allocate.
#[derive(Clone)]
pub struct Sorted<S: Scheme> {
    pub(crate) secret: Secret,
    scheme: S,
}

impl<S: Scheme> fmt::Debug for Sorted<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sorted")
            .field("secret", &self.secret)
            .finish_non_exhaustive()
    }
}

impl<S: Scheme> Sorted<S> {
    /// A signer with the merchant's key.
    #[must_use]
    pub fn new(secret: Secret) -> Self {
        Self {
            scheme: S::new(&secret),
            secret,
        }
    }

    /// The signature of plain (decoded) values.
    ///
    /// A name that is there twice is signed twice, in the order given; verification refuses such a message.
    #[must_use]
    pub fn sign(&self, fields: &[Field<'_>]) -> S::Signature {
        S::signature(&self.digest(fields).0)
    }

    /// Whether the signature, in hex of either case, is the one of these fields.
    ///
    /// # Errors
    /// [`VerifyError::Missing`] for an empty signature, [`VerifyError::Form`] for a name that is there twice,
    /// and [`VerifyError::Mismatch`].
    pub fn verify(&self, fields: &[Field<'_>], signature: &str) -> Result<(), VerifyError> {
        self.check(fields, Some(signature), FormError::DuplicateName.into())
    }

    /// Whether a form, as its bytes arrived, carries the right `sign`.
    ///
    /// # Errors
    /// [`VerifyError::Missing`], [`VerifyError::Mismatch`], and [`VerifyError::Form`] for a form that is no form,
    /// or has a name twice.
    pub fn verify_form(&self, body: &[u8]) -> Result<(), VerifyError> {
        split::on_stack(body, |form: &SplitForm<'_>| {
            self.check(form, None, FormError::DuplicateName.into())
        })
        .unwrap_or_else(|| {
            let fields = form::decode(body)?;
            let fields: Vec<Field<'_>> = fields
                .iter()
                .map(|(name, value)| (&**name, &**value))
                .collect();
            self.check(fields.as_slice(), None, FormError::DuplicateName.into())
        })
    }

    /// Whether a JSON object carries the right `sign`: strings count decoded, `null` as empty, numbers, booleans,
    /// objects and arrays with the exact text they have in the object.
    ///
    /// # Errors
    /// As [`Sorted::verify_form`], with [`VerifyError::Json`].
    pub fn verify_json(&self, object: &str) -> Result<(), VerifyError> {
        json::with_fields(object, |fields| {
            self.check(fields, None, JsonError::DuplicateName.into())
        })?
    }

    /// The string that is signed, for people: the key, and the values of the names in `masked`, are shown as `***`.
    #[must_use]
    pub fn string_to_sign(&self, fields: &[Field<'_>], masked: &[&str]) -> String {
        let shown: Vec<Field<'_>> = fields.iter().map(|field| mask(*field, masked)).collect();
        let (text, _) = write(shown.as_slice(), MASK.as_bytes(), Vec::new());
        staged::text(text)
    }

    /// Names the known mistake that makes the wrong signature of these fields. It costs some dozens of digests: for tests,
    /// simulators and support, not for production.
    #[must_use]
    pub fn explain(&self, fields: &[Field<'_>], wrong: &str) -> Explanation {
        let right = self.sign(fields);
        let mistake = explain::sorted::<S>(fields, &self.secret, wrong, &right);
        Explanation::new(mistake, *right == *wrong, self.string_to_sign(fields, &[]))
    }

    /// Checks the signature given, or else the one among the fields.
    #[cfg_attr(not(for_size), inline(always))]
    fn check<P: Pieces + ?Sized>(
        &self,
        pieces: &P,
        signature: Option<&str>,
        twice: VerifyError,
    ) -> Result<(), VerifyError> {
        let (digest, written) = self.digest(pieces);
        let carried = || written.sign.map_or(&[][..], |at| pieces.value(at));
        let signature = signature.map_or_else(carried, str::as_bytes);
        if signature.is_empty() {
            return Err(VerifyError::Missing);
        }
        if written.twice {
            return Err(twice);
        }
        if S::matches(&digest, signature) {
            Ok(())
        } else {
            Err(VerifyError::Mismatch)
        }
    }

    #[cfg_attr(not(for_size), inline(always))]
    fn digest<P: Pieces + ?Sized>(&self, pieces: &P) -> (<S::Blocks as Blocks>::Digest, Written) {
        let mut bench = self.scheme.bench();
        let staged = S::start(&mut bench);
        let (staged, written) = write(pieces, self.secret.bytes(), staged);
        (self.scheme.finish(staged), written)
    }
}

/// What was seen while the string to sign was written.
pub(crate) struct Written {
    /// Whether a name is there twice.
    pub(crate) twice: bool,
    /// The first field that carries a signature.
    pub(crate) sign: Option<usize>,
}

/// Writes the string to sign. The sink is passed on by value, so that its numbers stay in registers.
#[cfg_attr(not(for_size), inline(always))]
pub(crate) fn write<P: Pieces + ?Sized, S: Sink>(pieces: &P, key: &[u8], sink: S) -> (S, Written) {
    let (mut sink, any, written) = match pieces.count() {
        0..=ON_STACK if cfg!(for_size) => write_up_to::<ON_STACK, P, S>(pieces, sink),
        0..=8 => write_up_to::<8, P, S>(pieces, sink),
        9..=24 => write_up_to::<24, P, S>(pieces, sink),
        25..=ON_STACK => write_up_to::<ON_STACK, P, S>(pieces, sink),
        _ => write_any(pieces, sink),
    };
    // Every pair ends with its `&`; where there is none, the key's own is still due.
    if !any {
        sink.put(b"&");
    }
    sink.put(b"key=");
    sink.put_last(key);
    (sink, written)
}

#[cfg_attr(not(for_size), inline(always))]
fn write_up_to<const N: usize, P: Pieces + ?Sized, S: Sink>(
    pieces: &P,
    mut sink: S,
) -> (S, bool, Written) {
    let mut places = Places::<N>::new();
    let (count, twice) = places.sort(pieces);
    let (mut any, mut sign) = (false, None);
    for (at, prefix) in places.first(count) {
        let (name, (value, around)) = (pieces.name(at), pieces.value_around(at));
        if prefix == SIGN_PREFIX && name.len() == SIGN.len() {
            sign = sign.or(Some(at));
        } else if !value.is_empty() {
            sink.put_pair(prefix, name, value, around);
            any = true;
        }
    }
    (sink, any, Written { twice, sign })
}

#[cold]
fn write_any<P: Pieces + ?Sized, S: Sink>(pieces: &P, mut sink: S) -> (S, bool, Written) {
    let (order, twice) = order::on_heap(pieces);
    let (mut any, mut sign) = (false, None);
    for at in order {
        let (name, value) = (pieces.name(at), pieces.value(at));
        if name == SIGN.as_bytes() {
            sign = sign.or(Some(at));
        } else if !value.is_empty() {
            staged::put_plain_pair(&mut sink, name, value);
            any = true;
        }
    }
    (sink, any, Written { twice, sign })
}

pub(crate) fn mask<'a>((name, value): Field<'a>, masked: &[&str]) -> Field<'a> {
    let shown = if masked.contains(&name) && !value.is_empty() {
        MASK
    } else {
        value
    };
    (name, shown)
}

/// The value of `sign`; empty if there is none.
pub(crate) fn signature_of<'a>(fields: &[Field<'a>]) -> &'a str {
    fields
        .iter()
        .find(|(name, _)| *name == SIGN)
        .map_or("", |(_, value)| value)
}
