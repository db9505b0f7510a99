//! What can go wrong. No text here carries a value of a message or a key.

use alloc::borrow::Cow;

use thiserror::Error;

/// A key that cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidSecret {
    /// The text is empty.
    #[error("the key is empty")]
    Empty,
    /// The text has a control character, such as a line end.
    #[error("the key has a control character (a line end from the file it was read from?)")]
    ControlCharacter,
}

/// Why a message is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// There is no signature, or an empty one.
    #[error("the signature is missing")]
    Missing,
    /// The signature is not the one of these fields under this key.
    #[error("the signature does not match")]
    Mismatch,
    /// A field that the signature must cover is not in the message.
    #[error(transparent)]
    MissingField(#[from] MissingField),
    /// The form cannot be read in one way only.
    #[error("the form cannot be read: {0}")]
    Form(#[from] FormError),
    /// The JSON object cannot be read in one way only.
    #[error("the JSON object cannot be read: {0}")]
    Json(#[from] JsonError),
}

/// A field of a fixed list that the message lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the signed field {0} is missing")]
pub struct MissingField(pub &'static str);

/// Why a form (`application/x-www-form-urlencoded`) is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FormError {
    /// A `%` is not followed by two hex digits.
    #[error("a % is not followed by two hex digits")]
    BadPercent,
    /// A name or value is not UTF-8.
    #[error("a name or value is not UTF-8")]
    BadUtf8,
    /// A name is there twice, so that signer and reader could each see another value.
    #[error("a field name appears twice")]
    DuplicateName,
}

/// Why a JSON object is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JsonError {
    /// The text is not one whole JSON object, or a string in it is not Unicode (a lone surrogate).
    #[error("not one whole JSON object of Unicode text")]
    Malformed,
    /// A name is there twice (after its escapes are read).
    #[error("a field name appears twice")]
    DuplicateName,
}

/// A field that breaks a rule, by name and rule: `total_fee: must be a whole number`.
///
/// The field's value is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field}: {rule}")]
pub struct InvalidField {
    /// The field's name on the wire; for nested fields the path, `refund_list.refund_fee`.
    pub field: Cow<'static, str>,
    /// What the field must be.
    pub rule: Cow<'static, str>,
}

impl InvalidField {
    /// A broken rule of a field.
    pub fn new(field: impl Into<Cow<'static, str>>, rule: impl Into<Cow<'static, str>>) -> Self {
        Self {
            field: field.into(),
            rule: rule.into(),
        }
    }
}
