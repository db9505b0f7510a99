//! The fields of a JSON object, with the exact text their values have in it.

use alloc::borrow::{Cow, ToOwned};
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::{Field, JsonError};

/// The fields of an object in their order: names decoded, values as raw text (`1.0`, `"a\n"`, `{"b": 1}`).
///
/// # Errors
/// Text that is not one whole object, and a name that is there twice.
pub fn fields(object: &str) -> Result<Vec<(Cow<'_, str>, &str)>, JsonError> {
    let fields = split(object)?;
    let mut names: Vec<&str> = fields.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(JsonError::DuplicateName);
    }
    Ok(fields)
}

/// The text with which a raw value counts in a signature: a string decoded, `null` empty, all else as it is.
///
/// # Errors
/// A string with a bad escape or a lone surrogate.
pub fn signed_text(raw: &str) -> Result<Cow<'_, str>, JsonError> {
    match raw.as_bytes() {
        // Where nothing is escaped, the text stands between its quotes.
        [b'"', text @ .., b'"'] if is_plain(text) => Ok(Cow::Borrowed(&raw[1..raw.len() - 1])),
        [b'"', ..] => match serde_json::from_str(raw) {
            Ok(Text(text)) => Ok(text),
            Err(_) => Err(JsonError::Malformed),
        },
        b"null" => Ok(Cow::Borrowed("")),
        _ => Ok(Cow::Borrowed(raw)),
    }
}

/// Whether a string has nothing in it that JSON escapes. Looks at all of it, so that it runs sixteen bytes at a time.
fn is_plain(text: &[u8]) -> bool {
    text.iter().fold(true, |plain, byte| {
        plain & (*byte >= b' ') & (*byte != b'"') & (*byte != b'\\')
    })
}

/// Whether no object in this array or object, so many levels down, has a name twice. What is nested deeper is refused as well.
#[cfg(feature = "serde")]
pub(crate) fn has_each_name_once(nested: &str, levels: u8) -> bool {
    let mut open = alloc::vec![(nested, levels)];
    while let Some((raw, levels)) = open.pop() {
        let inside: Vec<&str> = match raw.as_bytes() {
            [b'{', ..] => match fields(raw) {
                Ok(fields) => fields.into_iter().map(|(_, raw)| raw).collect(),
                Err(_) => return false,
            },
            [b'[', ..] => match serde_json::from_str::<Vec<&RawValue>>(raw) {
                Ok(items) => items.into_iter().map(RawValue::get).collect(),
                Err(_) => return false,
            },
            _ => continue,
        };
        let Some(levels) = levels.checked_sub(1) else {
            return false;
        };
        open.extend(inside.into_iter().map(|raw| (raw, levels)));
    }
    true
}

/// Calls `read` with the plain fields of an object, names that are there twice included.
pub(crate) fn with_fields<R>(
    object: &str,
    read: impl FnOnce(&[Field<'_>]) -> R,
) -> Result<R, JsonError> {
    with_texts(&split(object)?, read)
}

/// Calls `read` with the plain fields of an object that was split.
pub(crate) fn with_texts<R>(
    raw: &[(Cow<'_, str>, &str)],
    read: impl FnOnce(&[Field<'_>]) -> R,
) -> Result<R, JsonError> {
    let mut texts = Vec::with_capacity(raw.len());
    for (_, value) in raw {
        texts.push(signed_text(value)?);
    }
    let fields: Vec<Field<'_>> = raw
        .iter()
        .zip(&texts)
        .map(|((name, _), text)| (&**name, &**text))
        .collect();
    Ok(read(&fields))
}

fn split(object: &str) -> Result<Vec<(Cow<'_, str>, &str)>, JsonError> {
    match serde_json::from_str(object) {
        Ok(Fields(fields)) => Ok(fields),
        Err(_) => Err(JsonError::Malformed),
    }
}

struct Fields<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
        // Room for most messages at once.
        let mut fields = Vec::with_capacity(24);
        while let Some((Text(name), value)) = map.next_entry::<Text<'de>, &RawValue>()? {
            fields.push((name, value.get()));
        }
        Ok(Fields(fields))
    }
}

/// A string, borrowed where it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}
