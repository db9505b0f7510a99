//! The error behind serde's traits: a field's path and a rule, without the value that serde likes to show.

use alloc::borrow::Cow;
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::ToString;
use core::fmt;

use serde::{de, ser};

use crate::InvalidField;

/// As small as a pointer, for a result of it is handed on for every field of every struct. Empty where whoever asked knows what is wrong.
#[derive(Debug)]
pub(super) struct Fault(Option<Box<InvalidField>>);

impl Fault {
    #[cold]
    pub(super) fn new(rule: impl Into<Cow<'static, str>>) -> Self {
        Self(Some(Box::new(InvalidField::new("", rule))))
    }

    /// Without a word.
    pub(super) const fn silent() -> Self {
        Self(None)
    }

    /// The same, inside the field.
    #[cold]
    pub(super) fn within(self, field: &str) -> Self {
        let mut said = self.0.unwrap_or_else(|| Box::new(unspecified()));
        said.field = if said.field.is_empty() {
            field.to_owned().into()
        } else {
            format!("{field}.{}", said.field).into()
        };
        Self(Some(said))
    }
}

impl From<Fault> for InvalidField {
    fn from(fault: Fault) -> Self {
        *fault.0.unwrap_or_else(|| Box::new(unspecified()))
    }
}

fn unspecified() -> InvalidField {
    InvalidField::new("", "must have as many items as its type")
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(said) => said.fmt(f),
            None => unspecified().fmt(f),
        }
    }
}

impl core::error::Error for Fault {}

impl ser::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(format!("must be {expected}"))
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(format!("must be {expected}"))
    }

    // A row's length is judged by the row, which knows the field's name.
    #[inline(always)]
    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self::silent()
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("must be one of {}", expected.join(", ")))
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::new("has a field that is not expected")
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("is required").within(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("is there twice").within(field)
    }
}
