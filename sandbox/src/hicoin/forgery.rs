//! Worthless signatures, to see that clients do not believe them.

use crate::{HttpReply, SignatureFault, hex::hex_upper};
use md5::{Digest, Md5};
use signing_core::{Field, SortedHmacSha256, json};

/// The MD5 of the sorted fields without a key: what anybody can compute. (An old page of the provider's still says `signType=MD5`.)
pub(super) fn keyless(signer: &SortedHmacSha256, fields: &[Field<'_>]) -> String {
    let signed = signer.string_to_sign(fields, &[]);
    let without_key = signed
        .rsplit_once("&key=")
        .map_or(signed.as_str(), |(fields, _)| fields);
    hex_upper(&Md5::digest(without_key.as_bytes()))
}

/// Spoils the `sign` of an answer's `data`. An answer without one stays as it is.
pub(super) fn spoil(signer: &SortedHmacSha256, reply: &mut HttpReply, how: SignatureFault) {
    let Some((head, signature)) = std::str::from_utf8(&reply.body).ok().and_then(split) else {
        return;
    };
    let spoiled = match how {
        SignatureFault::Missing => None,
        SignatureFault::Wrong => Some(turned(signature)),
        SignatureFault::Downgraded => downgraded(signer, head),
    };
    reply.body = match spoiled {
        None => format!("{head}}}}}"),
        Some(sign) => format!("{head},\"sign\":\"{sign}\"}}}}"),
    }
    .into_bytes();
}

/// The answer up to its signature, which this gateway always writes last, and the signature.
fn split(text: &str) -> Option<(&str, &str)> {
    let (head, tail) = text.rsplit_once(",\"sign\":\"")?;
    Some((head, tail.strip_suffix("\"}}")?))
}

/// Another signature of the same form: every digit is exchanged for another one.
fn turned(signature: &str) -> String {
    signature
        .chars()
        .map(|c| if c == '0' { '1' } else { '0' })
        .collect()
}

fn downgraded(signer: &SortedHmacSha256, head: &str) -> Option<String> {
    let (_, data) = head.split_once("\"data\":")?;
    let object = format!("{data}}}");
    let members = json::fields(&object).ok()?;
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
