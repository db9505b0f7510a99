//! Worthless signatures, to see that clients do not believe them.

use crate::{HttpReply, SignatureFault, hex::hex_upper};
use md5::{Digest, Md5};
use signing_core::{Field, SortedMd5, json};

/// The MD5 of the sorted fields without the key: what anybody can compute.
pub(super) fn keyless(signer: &SortedMd5, fields: &[Field<'_>]) -> String {
    let signed = signer.string_to_sign(fields, &[]);
    let without_key = signed
        .rsplit_once("&key=")
        .map_or(signed.as_str(), |(fields, _)| fields);
    hex_upper(&Md5::digest(without_key.as_bytes()))
}

/// Spoils the `sign` of a JSON answer. An answer without one stays as it is.
pub(super) fn spoil(signer: &SortedMd5, reply: &mut HttpReply, how: SignatureFault) {
    let Some(text) = std::str::from_utf8(&reply.body).ok() else {
        return;
    };
    let Some((head, signature)) = split(text) else {
        return;
    };
    let spoiled = match how {
        SignatureFault::Missing => None,
        SignatureFault::Wrong => Some(turned(signature)),
        SignatureFault::Downgraded => downgraded(signer, text),
    };
    reply.body = match spoiled {
        None => format!("{head}}}"),
        Some(sign) => format!("{head},\"sign\":\"{sign}\"}}"),
    }
    .into_bytes();
}

/// The object up to its signature, which this gateway always writes last, and the signature.
fn split(text: &str) -> Option<(&str, &str)> {
    let (head, tail) = text.rsplit_once(",\"sign\":\"")?;
    Some((head, tail.strip_suffix("\"}")?))
}

/// Another signature of the same form: every digit is exchanged for another one.
fn turned(signature: &str) -> String {
    signature
        .chars()
        .map(|c| if c == '0' { '1' } else { '0' })
        .collect()
}

fn downgraded(signer: &SortedMd5, text: &str) -> Option<String> {
    let members = json::fields(text).ok()?;
    let texts: Option<Vec<_>> = members
        .iter()
        .map(|(name, raw)| Some((name.as_ref(), json::signed_text(raw).ok()?)))
        .collect();
    let texts = texts?;
    let fields: Vec<Field<'_>> = texts
        .iter()
        .map(|(name, value)| (*name, value.as_ref()))
        .collect();
    Some(keyless(signer, &fields))
}
