//! Structs to signed fields and back, through serde.
//!
//! Providers write the same value as text or as a number, leave optional fields out or send them empty; reading is
//! lenient in exactly that, at every depth. Errors name the field and the rule, never the value.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use serde::de::{DeserializeOwned, Deserializer};

use crate::{InvalidField, JsonError, json};

mod code;
mod de;
mod describe;
mod fault;
mod item;
mod ser;

pub use describe::FieldInfo;

/// The name of the struct field that receives every field the struct does not name.
const EXTRA: &str = "extra";

/// A field's wire name and the text of its value.
pub type FieldText = (Cow<'static, str>, String);

/// A field's value as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// Plain text, from a form.
    Text(Cow<'a, str>),
    /// Raw JSON: `"text"` with its quotes, `1.0`, `null`, `{…}`.
    Json(&'a str),
}

/// The fields of a flat struct, in its order, under its wire names.
///
/// `None` is left out. Values are text, whole numbers, booleans, and newtypes of these. A field of the struct named
/// `extra` (a map of strings) stands for the fields in it.
///
/// # Errors
/// A field that is none of these, or that refuses to be written.
pub fn to_fields<T: Serialize>(value: &T) -> Result<Vec<FieldText>, InvalidField> {
    value.serialize(ser::Flat).map_err(InvalidField::from)
}

/// Reads a struct from fields.
///
/// Text `1` and number `1` both read as a whole number and as a string (a number then gives its exact text). For an
/// `Option`, a missing field, `null` and the empty text are `None`. Structs and lists are read from JSON, also from
/// JSON inside a text. A type that asks for any kind of value (`deserialize_any`) is given text, a whole number that
/// fits 64 bits, or the exact text of any other number. A field of the struct named `extra` (a map of strings)
/// receives every field that the struct does not name.
///
/// A struct whose fields have aliases is refused.
///
/// # Errors
/// The first field of the struct that breaks a rule. The messages of a type's own `Deserialize` are passed on as the rule: they must
/// not contain the value.
pub fn from_fields<T: DeserializeOwned>(
    fields: &[(Cow<'_, str>, Value<'_>)],
) -> Result<T, InvalidField> {
    T::deserialize(de::Fields::new(fields)).map_err(InvalidField::from)
}

/// Reads a struct from the fields of a form, as [`crate::form::decode`] gives them.
///
/// # Errors
/// As [`from_fields`].
pub fn from_form<T: DeserializeOwned>(fields: &[(String, String)]) -> Result<T, InvalidField> {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| {
            (
                Cow::Borrowed(name.as_str()),
                Value::Text(Cow::Borrowed(value.as_str())),
            )
        })
        .collect();
    from_fields(&fields)
}

/// Reads a struct from a JSON object.
///
/// # Errors
/// As [`from_fields`]; an object that cannot be read is reported under the empty field name.
pub fn from_json<T: DeserializeOwned>(object: &str) -> Result<T, InvalidField> {
    let fields = json::fields(object).map_err(|error| match error {
        JsonError::Malformed => InvalidField::new("", "must be a JSON object"),
        JsonError::DuplicateName => InvalidField::new("", "must have each field name once"),
    })?;
    let fields: Vec<_> = fields
        .into_iter()
        .map(|(name, raw)| (name, Value::Json(raw)))
        .collect();
    from_fields(&fields)
}

/// The fields that a struct reads, by serde's own list; `extra` is left out.
///
/// A field counts as required unless its type is an `Option`.
#[must_use]
pub fn describe<T: DeserializeOwned>() -> Vec<FieldInfo> {
    describe::fields::<T>()
}

/// What is wrong with one field of a struct, whatever its other fields are; `None` if nothing is, or if the struct ignores it.
#[must_use]
pub fn refusal<T: DeserializeOwned>(field: &str, value: Value<'_>) -> Option<InvalidField> {
    describe::refused::<T>(field, Some(value)).map(InvalidField::from)
}

/// Reads a code of an [`open_enum!`](crate::open_enum): text, or a number's text.
#[doc(hidden)]
pub fn code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(code::CodeVisitor)
}
