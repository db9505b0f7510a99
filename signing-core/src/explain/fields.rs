//! Mistakes over fields, found by making them all.

use alloc::string::String;
use alloc::vec::Vec;

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::Mistake;
use crate::form::{Escapes, escape};
use crate::hex;
use crate::scheme::{Scheme, hmac_sha256};
use crate::sorted::SIGN;
use crate::staged::Sink;
use crate::{Field, Secret};

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

pub(super) fn by_name<'a>(mut fields: Vec<Field<'a>>) -> Vec<Field<'a>> {
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
        let mut bench = scheme.bench();
        let mut staged = S::start(&mut bench);
        staged.put(text);
        S::matches(&scheme.finish(staged), wrong.as_bytes())
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
    let is_md5 = |text: &[u8]| hex::spells::<32, _>(wrong.as_bytes(), &Md5::digest(text).into());
    attempts
        .find(is_md5)
        .or_else(|| other_digest(&due, secret, wrong))
}

/// The right fields in the right order, under another digest. The scheme's own digest makes none of these, as the
/// signature is known to be wrong.
fn other_digest(due: &[Field<'_>], secret: &Secret, wrong: &str) -> Option<Mistake> {
    let key = secret.bytes();
    let keyed = compose(due, b"&key=", key);
    if hex::spells::<32, _>(wrong.as_bytes(), &Md5::digest(&*keyed).into()) {
        return Some(Mistake::Md5InsteadOfHmac);
    }
    if hex::spells::<64, _>(wrong.as_bytes(), &Sha256::digest(&*keyed).into()) {
        return Some(Mistake::Sha256InsteadOfHmac);
    }
    [keyed, compose(due, b"", b"")].iter().find_map(|text| {
        let sha256 = hmac_sha256(key).chain_update(text).finalize().into_bytes();
        let md5 = Hmac::<Md5>::new_from_slice(key)
            .ok()?
            .chain_update(text)
            .finalize()
            .into_bytes();
        let hmac = hex::spells::<64, _>(wrong.as_bytes(), &sha256.into())
            || hex::spells::<32, _>(wrong.as_bytes(), &md5.into());
        hmac.then_some(Mistake::HmacInsteadOfMd5)
    })
}
