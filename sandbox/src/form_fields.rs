//! Reading form bodies, without a copy where nothing is encoded.

use std::{borrow::Cow, collections::HashSet};
use thiserror::Error;

/// Name and value, decoded.
pub(crate) type FormField<'a> = (Cow<'a, str>, Cow<'a, str>);

/// Why a body is no form. The texts carry no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum NoForm {
    #[error("a % is not followed by two hex digits")]
    Percent,
    #[error("the form is not UTF-8")]
    Utf8,
    #[error("a field is there twice")]
    Twice,
}

/// Up to so many fields, comparing each with each is cheaper than hashing.
const FEW: usize = 32;

/// Decodes `application/x-www-form-urlencoded`; a name that is there twice is an error, for no choice between the two is safe.
pub(crate) fn decode(body: &[u8]) -> Result<Vec<FormField<'_>>, NoForm> {
    let body = std::str::from_utf8(body).map_err(|_| NoForm::Utf8)?;
    let mut fields: Vec<FormField<'_>> = Vec::with_capacity(24);
    let mut rest = body;
    while !rest.is_empty() {
        let end = rest.bytes().position(|byte| byte == b'&');
        let (pair, after) = end.map_or((rest, ""), |end| (&rest[..end], &rest[end + 1..]));
        rest = after;
        if pair.is_empty() {
            continue;
        }
        let equals = pair.bytes().position(|byte| byte == b'=');
        let (name, value) = equals.map_or((pair, ""), |at| (&pair[..at], &pair[at + 1..]));
        fields.push((text(name)?, text(value)?));
    }
    if is_one_twice(&fields) {
        Err(NoForm::Twice)
    } else {
        Ok(fields)
    }
}

fn is_one_twice(fields: &[FormField<'_>]) -> bool {
    if fields.len() <= FEW {
        let earlier = |at: usize| fields[..at].iter().any(|(name, _)| *name == fields[at].0);
        return (1..fields.len()).any(earlier);
    }
    let mut seen = HashSet::with_capacity(fields.len());
    !fields.iter().all(|(name, _)| seen.insert(name))
}

/// A name or value, decoded.
pub(crate) fn text(encoded: &str) -> Result<Cow<'_, str>, NoForm> {
    // Without a way out of the loop it takes many bytes at once.
    let coded = encoded
        .bytes()
        .fold(false, |coded, byte| coded | (byte == b'%') | (byte == b'+'));
    if !coded {
        return Ok(Cow::Borrowed(encoded));
    }
    let mut plain = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| byte == b'%' || byte == b'+') {
        plain.extend_from_slice(&rest[..at]);
        if rest[at] == b'+' {
            plain.push(b' ');
            rest = &rest[at + 1..];
        } else {
            plain.push(digit(rest.get(at + 1))? << 4 | digit(rest.get(at + 2))?);
            rest = &rest[at + 3..];
        }
    }
    plain.extend_from_slice(rest);
    String::from_utf8(plain)
        .map(Cow::Owned)
        .map_err(|_| NoForm::Utf8)
}

fn digit(byte: Option<&u8>) -> Result<u8, NoForm> {
    match byte {
        Some(digit @ b'0'..=b'9') => Ok(digit - b'0'),
        Some(digit @ b'A'..=b'F') => Ok(digit - b'A' + 10),
        Some(digit @ b'a'..=b'f') => Ok(digit - b'a' + 10),
        _ => Err(NoForm::Percent),
    }
}

#[cfg(test)]
mod tests {
    use super::{NoForm, decode};
    use proptest::prelude::*;

    #[test]
    fn forms_are_read_and_others_refused() {
        let read = |body: &str| {
            let fields = decode(body.as_bytes())?;
            Ok(fields
                .into_iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join("|"))
        };
        for (body, expected) in [
            ("", Ok("")),
            ("a=1&b=2", Ok("a=1|b=2")),
            ("a&b=", Ok("a=|b=")),
            ("a=b=c&&d=%E8%8C%B6+x%2b", Ok("a=b=c|d=茶 x+")),
            ("a=1&a=1", Err(NoForm::Twice)),
            ("a=1&%61=2", Err(NoForm::Twice)),
            ("a=%", Err(NoForm::Percent)),
            ("a=%4", Err(NoForm::Percent)),
            ("a=%g0", Err(NoForm::Percent)),
            ("a=%ff", Err(NoForm::Utf8)),
        ] {
            assert_eq!(read(body), expected.map(str::to_owned), "{body}");
        }
        assert_eq!(decode(b"a=\xff"), Err(NoForm::Utf8));
        let many: String = (0..100).map(|n| format!("n{n}=&")).collect();
        assert_eq!(decode(many.as_bytes()).map(|fields| fields.len()), Ok(100));
        assert_eq!(decode((many + "n7=").as_bytes()), Err(NoForm::Twice));
    }

    proptest! {
        #[test]
        fn it_reads_what_signing_core_writes(fields in prop::collection::btree_map(".{1,8}", ".{0,12}", 0..40)) {
            let body = signing_core::form::encode(fields.iter());
            let read = decode(body.as_bytes()).unwrap();
            let read: Vec<_> = read.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
            prop_assert_eq!(read, fields.into_iter().collect::<Vec<_>>());
        }
    }
}
