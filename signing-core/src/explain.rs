//! Which known mistake makes a wrong signature.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::form::{Escapes, escape};
use crate::header::{self, Base64Signature, SignedHeaders};
use crate::hex;
use crate::scheme::{Scheme, hmac_sha256};
use crate::sorted::SIGN;
use crate::staged::Take;
use crate::{Field, Secret};

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

/// Strings that mistaken signers sign; they hold the key, so they are wiped.
struct Attempts<'a> {
    key: &'a [u8],
    made: Vec<(Mistake, Zeroizing<Vec<u8>>)>,
}

impl Attempts<'_> {
    fn add(&mut self, mistake: Mistake, fields: &[Field<'_>]) {
        self.add_with_tail(mistake, fields, b"&key=", true);
    }

    fn add_with_tail(&mut self, mistake: Mistake, fields: &[Field<'_>], label: &[u8], keyed: bool) {
        let key = if keyed { self.key } else { &[] };
        self.made.push((mistake, compose(fields, label, key)));
    }

    fn add_changed(
        &mut self,
        mistake: Mistake,
        fields: &[Field<'_>],
        change: impl Fn(&str) -> String,
    ) {
        let values: Vec<String> = fields.iter().map(|(_, value)| change(value)).collect();
        let changed: Vec<Field<'_>> = fields
            .iter()
            .zip(&values)
            .map(|((name, _), value)| (*name, &**value))
            .collect();
        self.add(mistake, &changed);
    }

    /// The mistakes that are the same whatever decides which fields are signed in which order.
    fn add_common(&mut self, due: &[Field<'_>]) {
        for escapes in ENCODERS {
            self.add_changed(Mistake::PercentEncodedValues, due, |value| {
                let mut text = String::new();
                escape(value, escapes, &mut text);
                text
            });
        }
        self.add_changed(Mistake::TrimmedValues, due, |value| value.trim().into());
        self.add_changed(Mistake::PlusAsSpace, due, |value| value.replace('+', " "));
        self.add_changed(Mistake::PlusAsSpace, due, |value| value.replace(' ', "+"));
        self.add_with_tail(Mistake::KeyWithoutLabel, due, b"", true);
        self.add_with_tail(Mistake::KeyWithoutLabel, due, b"&", true);
        self.add_with_tail(Mistake::KeyLeftOut, due, b"", false);
        let reversed: Vec<Field<'_>> = due.iter().rev().copied().collect();
        self.add(Mistake::ReverseOrder, &reversed);
    }

    fn find(&self, makes_wrong: impl Fn(&[u8]) -> bool) -> Option<Mistake> {
        self.made
            .iter()
            .find(|(_, text)| makes_wrong(text))
            .map(|(mistake, _)| *mistake)
    }
}

/// What the encoders of the common languages keep and how they write a space; hex digits come in both cases.
const ENCODERS: [Escapes; 6] = {
    const LOWER: &[u8; 16] = b"0123456789abcdef";
    const SCRIPT: Escapes = Escapes {
        kept: b"-_.!~*'()",
        ..Escapes::RFC_3986
    };
    [
        Escapes::RFC_3986,
        Escapes::FORM,
        SCRIPT,
        Escapes {
            digits: LOWER,
            ..Escapes::RFC_3986
        },
        Escapes {
            digits: LOWER,
            ..Escapes::FORM
        },
        Escapes {
            digits: LOWER,
            ..SCRIPT
        },
    ]
};

fn compose(fields: &[Field<'_>], label: &[u8], key: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = fields
        .iter()
        .map(|(name, value)| name.len() + value.len() + 2)
        .sum::<usize>();
    // All at once, as a text that grows would leave copies behind.
    let mut text = Zeroizing::new(Vec::with_capacity(length + label.len() + key.len()));
    for (at, (name, value)) in fields.iter().enumerate() {
        if at > 0 {
            text.push(b'&');
        }
        text.extend_from_slice(name.as_bytes());
        text.push(b'=');
        text.extend_from_slice(value.as_bytes());
    }
    text.extend_from_slice(label);
    text.extend_from_slice(key);
    text
}

fn by_name<'a>(mut fields: Vec<Field<'a>>) -> Vec<Field<'a>> {
    fields.sort_by_key(|(name, _)| *name);
    fields
}

fn ignoring_case<'a>(mut fields: Vec<Field<'a>>) -> Vec<Field<'a>> {
    fields.sort_by_cached_key(|(name, _)| name.to_lowercase());
    fields
}

fn case_only(wrong: &str, right: &str) -> bool {
    wrong != right && wrong.eq_ignore_ascii_case(right)
}

/// The mistake behind a wrong signature over sorted fields.
pub(crate) fn sorted<S: Scheme>(
    fields: &[Field<'_>],
    secret: &Secret,
    wrong: &str,
    right: &str,
) -> Option<Mistake> {
    if case_only(wrong, right) {
        return Some(Mistake::HexCase);
    }
    if wrong == right {
        return None;
    }
    let unsigned: Vec<Field<'_>> = fields
        .iter()
        .filter(|(name, _)| *name != SIGN)
        .copied()
        .collect();
    let arrived: Vec<Field<'_>> = unsigned
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .copied()
        .collect();
    let due = by_name(arrived.clone());
    let mut attempts = Attempts {
        key: secret.bytes(),
        made: Vec::new(),
    };
    attempts.add(Mistake::EmptyValuesKept, &by_name(unsigned));
    for sign in fields
        .iter()
        .copied()
        .filter(|(name, _)| *name == SIGN)
        .chain([(SIGN, "")])
    {
        attempts.add(
            Mistake::SignIncluded,
            &by_name(due.iter().copied().chain([sign]).collect()),
        );
    }
    attempts.add(Mistake::SortedIgnoringCase, &ignoring_case(arrived.clone()));
    attempts.add(Mistake::ArrivalOrder, &arrived);
    attempts.add_common(&due);
    let scheme = S::new(secret);
    let by_scheme = attempts.find(|text| {
        let mut state = scheme.start();
        state.take(text);
        S::matches(state, wrong)
    });
    by_scheme.or_else(|| other_digest(&due, secret, wrong))
}

/// The mistake behind a wrong signature over a fixed list of fields, all of which are given.
pub(crate) fn fixed(
    names: &[&str],
    fields: &[Field<'_>],
    secret: &Secret,
    wrong: &str,
    right: &str,
) -> Option<Mistake> {
    if case_only(wrong, right) {
        return Some(Mistake::HexCase);
    }
    if wrong == right {
        return None;
    }
    let unsigned: Vec<Field<'_>> = fields
        .iter()
        .filter(|(name, _)| *name != SIGN)
        .copied()
        .collect();
    let full: Vec<Field<'_>> = unsigned
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .copied()
        .collect();
    let arrived: Vec<Field<'_>> = unsigned
        .iter()
        .filter(|(name, _)| names.contains(name))
        .copied()
        .collect();
    let due: Vec<Field<'_>> = names
        .iter()
        .filter_map(|due| fields.iter().find(|(name, _)| name == due))
        .copied()
        .collect();
    let mut attempts = Attempts {
        key: secret.bytes(),
        made: Vec::new(),
    };
    let not_empty: Vec<Field<'_>> = due
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .copied()
        .collect();
    attempts.add(Mistake::EmptyValuesLeftOut, &not_empty);
    attempts.add(Mistake::ArrivalOrder, &arrived);
    attempts.add(Mistake::AlphabeticalOrder, &by_name(due.clone()));
    attempts.add(Mistake::AlphabeticalOrder, &ignoring_case(due.clone()));
    for all in [&unsigned, &full] {
        attempts.add(Mistake::UnlistedFieldsSigned, all);
        attempts.add(Mistake::UnlistedFieldsSigned, &by_name(all.clone()));
        attempts.add(Mistake::UnlistedFieldsSigned, &ignoring_case(all.clone()));
    }
    for sign in fields
        .iter()
        .copied()
        .filter(|(name, _)| *name == SIGN)
        .chain([(SIGN, "")])
    {
        let appended: Vec<Field<'_>> = due.iter().copied().chain([sign]).collect();
        attempts.add(Mistake::SignIncluded, &appended);
        attempts.add(Mistake::SignIncluded, &by_name(appended));
    }
    attempts.add_common(&due);
    let is_md5 = |text: &[u8]| hex::spells::<16>(wrong, &Md5::digest(text).into());
    attempts
        .find(is_md5)
        .or_else(|| other_digest(&due, secret, wrong))
}

/// The right fields in the right order, under another digest. The scheme's own digest makes none of these, as the
/// signature is known to be wrong.
fn other_digest(due: &[Field<'_>], secret: &Secret, wrong: &str) -> Option<Mistake> {
    let key = secret.bytes();
    let keyed = compose(due, b"&key=", key);
    if hex::spells::<16>(wrong, &Md5::digest(&*keyed).into()) {
        return Some(Mistake::Md5InsteadOfHmac);
    }
    if hex::spells::<32>(wrong, &Sha256::digest(&*keyed).into()) {
        return Some(Mistake::Sha256InsteadOfHmac);
    }
    [keyed, compose(due, b"", b"")].iter().find_map(|text| {
        let sha256 = hmac_sha256(key)
            .chain_update(text)
            .finalize()
            .into_bytes()
            .into();
        let md5 = Hmac::<Md5>::new_from_slice(key)
            .ok()?
            .chain_update(text)
            .finalize()
            .into_bytes()
            .into();
        let hmac = hex::spells::<32>(wrong, &sha256) || hex::spells::<16>(wrong, &md5);
        hmac.then_some(Mistake::HmacInsteadOfMd5)
    })
}

/// The mistake behind a wrong signature over headers.
pub(crate) fn headers(
    signed: &SignedHeaders<'_>,
    right: &str,
    wrong: &str,
    hmac: impl Fn(&str) -> [u8; 20],
) -> Option<Mistake> {
    let makes_wrong = |text: &str| *Base64Signature::encode(&hmac(text)) == *wrong;
    if makes_wrong(right) {
        return None;
    }
    if hex::spells::<20>(wrong, &hmac(right)) {
        return Some(Mistake::HexInsteadOfBase64);
    }
    let owned: Vec<Field<'_>> = signed
        .headers
        .iter()
        .filter(|(name, _)| header::is_signed(name))
        .copied()
        .collect();
    let line = |(name, value): &Field<'_>| alloc::format!("{name}:{value}\n");
    let text = |method: &str, sha1: &str, headers: &str, path: &str| {
        alloc::format!(
            "{method}\n{sha1}\n{}\n{}\n{headers}{path}",
            signed.content_type,
            signed.date
        )
    };
    let lowered = |headers: &[Field<'_>]| {
        let mut lines: Vec<String> = headers
            .iter()
            .map(|(name, value)| line(&(&*name.to_ascii_lowercase(), value)))
            .collect();
        lines.sort();
        lines.concat()
    };
    let (method, sha1, path) = (
        signed.method.to_ascii_uppercase(),
        signed.content_sha1,
        signed.path,
    );
    let right_headers = lowered(&owned);
    let unsorted: String = owned
        .iter()
        .map(|(name, value)| line(&(&*name.to_ascii_lowercase(), value)))
        .collect();
    let as_given: String = owned.iter().map(line).collect();
    let as_given_sorted: String = by_name(owned.clone()).iter().map(line).collect();
    let other_slash = path
        .strip_suffix('/')
        .map_or_else(|| alloc::format!("{path}/"), String::from);
    let attempts = [
        (
            Mistake::MethodNotUpperCase,
            text(signed.method, sha1, &right_headers, path),
        ),
        (
            Mistake::MethodNotUpperCase,
            text(&method.to_ascii_lowercase(), sha1, &right_headers, path),
        ),
        (
            Mistake::ContentSha1LeftOut,
            text(&method, "", &right_headers, path),
        ),
        (Mistake::HeadersLeftOut, text(&method, sha1, "", path)),
        (Mistake::ArrivalOrder, text(&method, sha1, &unsorted, path)),
        (
            Mistake::HeaderNameCase,
            text(&method, sha1, &as_given, path),
        ),
        (
            Mistake::HeaderNameCase,
            text(&method, sha1, &as_given_sorted, path),
        ),
        (
            Mistake::OtherHeadersSigned,
            text(&method, sha1, &lowered(signed.headers), path),
        ),
        (
            Mistake::TrailingSlash,
            text(&method, sha1, &right_headers, &other_slash),
        ),
    ];
    attempts
        .iter()
        .find(|(_, text)| makes_wrong(text))
        .map(|(mistake, _)| *mistake)
}
