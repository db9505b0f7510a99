//! Mistakes over headers, found by making them all.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Mistake;
use super::fields::by_name;
use crate::Field;
use crate::header::{self, Base64Signature, SignedHeaders};
use crate::hex;

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
    if hex::spells::<40, _>(wrong.as_bytes(), &hmac(right)) {
        return Some(Mistake::HexInsteadOfBase64);
    }
    let owned: Vec<Field<'_>> = signed
        .headers
        .iter()
        .filter(|(name, _)| header::is_signed(name))
        .copied()
        .collect();
    let line = |(name, value): &Field<'_>| format!("{name}:{value}\n");
    let text = |method: &str, sha1: &str, headers: &str, path: &str| {
        format!(
            "{method}\n{sha1}\n{}\n{}\n{headers}{path}",
            signed.content_type, signed.date
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
        .map_or_else(|| format!("{path}/"), String::from);
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
