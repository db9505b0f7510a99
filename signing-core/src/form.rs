//! Forms: `application/x-www-form-urlencoded`, written and strictly read.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::FormError;
use crate::split::unescape;

/// Writes a form: a space as `+`, ASCII letters, digits and `*-._` as they are, all else percent-encoded.
///
/// ```
/// assert_eq!(signing_core::form::encode([("body", "a b+c"), ("mch_id", "1")]), "body=a+b%2Bc&mch_id=1");
/// ```
pub fn encode<N: AsRef<str>, V: AsRef<str>>(fields: impl IntoIterator<Item = (N, V)>) -> String {
    let mut text = String::new();
    for (name, value) in fields {
        if !text.is_empty() {
            text.push('&');
        }
        escape(name.as_ref(), Escapes::FORM, &mut text);
        text.push('=');
        escape(value.as_ref(), Escapes::FORM, &mut text);
    }
    text
}

/// Reads a form, strictly; fields keep their order.
///
/// # Errors
/// A name that is there twice, a `%` without two hex digits, and text that is not UTF-8.
pub fn decode(body: &[u8]) -> Result<Vec<(String, String)>, FormError> {
    let mut names = BTreeSet::new();
    let mut fields = Vec::new();
    for field in body
        .split(|byte| *byte == b'&')
        .filter(|field| !field.is_empty())
    {
        let equals = field.iter().position(|byte| *byte == b'=');
        let (name, value) = equals.map_or((field, &[][..]), |at| (&field[..at], &field[at + 1..]));
        let name = text(name)?;
        if !names.insert(name.clone()) {
            return Err(FormError::DuplicateName);
        }
        fields.push((name, text(value)?));
    }
    Ok(fields)
}

fn text(raw: &[u8]) -> Result<String, FormError> {
    let mut bytes = vec![0; raw.len()];
    let length = unescape(raw, &mut bytes)?;
    bytes.truncate(length);
    String::from_utf8(bytes).map_err(|_| FormError::BadUtf8)
}

/// Percent-encodes all but the unreserved characters of RFC 3986 (letters, digits, `-._~`); a space is `%20`.
#[must_use]
pub fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    escape(text, Escapes::RFC_3986, &mut encoded);
    encoded
}

/// A way to percent-encode.
#[derive(Clone, Copy)]
pub(crate) struct Escapes {
    /// What is kept beside letters and digits.
    pub(crate) kept: &'static [u8],
    pub(crate) space_as_plus: bool,
    pub(crate) digits: &'static [u8; 16],
}

impl Escapes {
    pub(crate) const FORM: Self = Self {
        kept: b"*-._",
        space_as_plus: true,
        digits: b"0123456789ABCDEF",
    };
    pub(crate) const RFC_3986: Self = Self {
        kept: b"-._~",
        space_as_plus: false,
        digits: b"0123456789ABCDEF",
    };
}

pub(crate) fn escape(text: &str, escapes: Escapes, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || escapes.kept.contains(&byte) {
            out.push(char::from(byte));
        } else if byte == b' ' && escapes.space_as_plus {
            out.push('+');
        } else {
            out.push('%');
            out.push(char::from(escapes.digits[usize::from(byte >> 4)]));
            out.push(char::from(escapes.digits[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_strictly() {
        let cases: [(&[u8], Result<&[(&str, &str)], FormError>); 14] = [
            (b"", Ok(&[])),
            (b"&&", Ok(&[])),
            (b"a=1&&b", Ok(&[("a", "1"), ("b", "")])),
            (b"=v", Ok(&[("", "v")])),
            (b"a==&b=c=d", Ok(&[("a", "="), ("b", "c=d")])),
            (b"a+b=%e6%B5%8b+%2B", Ok(&[("a b", "测 +")])),
            (b"a=%", Err(FormError::BadPercent)),
            (b"a=%2", Err(FormError::BadPercent)),
            (b"%2g=", Err(FormError::BadPercent)),
            (b"a=%+1", Err(FormError::BadPercent)),
            (b"a=\xE6", Err(FormError::BadUtf8)),
            (b"a=%E6&b=%B5%8B", Err(FormError::BadUtf8)),
            (b"a=1&a=1", Err(FormError::DuplicateName)),
            (b"a=1&%61=", Err(FormError::DuplicateName)),
        ];
        for (body, expected) in cases {
            let read = decode(body);
            let read: Result<Vec<(&str, &str)>, FormError> = match &read {
                Ok(fields) => Ok(fields
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect()),
                Err(error) => Err(*error),
            };
            assert_eq!(read, expected.map(<[_]>::to_vec), "{}", body.escape_ascii());
        }
    }

    #[test]
    fn the_two_encodings_differ_where_they_should() {
        assert_eq!(encode([("é", "a b*~")]), "%C3%A9=a+b*%7E");
        assert_eq!(percent_encode("a b*~é"), "a%20b%2A~%C3%A9");
    }
}
