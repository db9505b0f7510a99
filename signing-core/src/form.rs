//! Forms: `application/x-www-form-urlencoded`, written and strictly read.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::{FormError, unescape};

/// Writes a form: a space as `+`, ASCII letters, digits and `*-._` as they are, all else percent-encoded.
///
/// ```
/// assert_eq!(signing_core::form::encode([("body", "a b+c"), ("mch_id", "1")]), "body=a+b%2Bc&mch_id=1");
/// ```
pub fn encode<N: AsRef<str>, V: AsRef<str>>(fields: impl IntoIterator<Item = (N, V)>) -> String {
    let fields = fields.into_iter();
    // Most fields are shorter, so that the text seldom has to grow.
    let mut text = String::with_capacity(32 * fields.size_hint().0);
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
    let length = unescape::decode(raw, &mut bytes)?;
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
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || escapes.kept.contains(&byte);
    let digit = |value: u8| char::from(escapes.digits[usize::from(value)]);
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        if kept(byte) {
            continue;
        }
        // What is kept is ASCII, so that a run of it begins and ends where a character does.
        if written < at {
            out.push_str(&text[written..at]);
        }
        written = at + 1;
        if byte == b' ' && escapes.space_as_plus {
            out.push('+');
        } else {
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 15));
        }
    }
    if written < text.len() {
        out.push_str(&text[written..]);
    }
}
