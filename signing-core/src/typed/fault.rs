//! The error behind serde's traits: a field's path and a rule, without the value that serde likes to show.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use serde::{de, ser};

use crate::InvalidField;

#[derive(Debug)]
pub(super) struct Fault {
    path: String,
    rule: Cow<'static, str>,
}

impl Fault {
    pub(super) fn new(rule: impl Into<Cow<'static, str>>) -> Self {
        Self {
            path: String::new(),
            rule: rule.into(),
        }
    }

    /// Says nothing: whoever asked has seen enough.
    pub(super) const fn probed() -> Self {
        Self {
            path: String::new(),
            rule: Cow::Borrowed("was only probed"),
        }
    }

    /// The same, inside the field.
    pub(super) fn within(mut self, field: &str) -> Self {
        self.path = if self.path.is_empty() {
            field.into()
        } else {
            format!("{field}.{}", self.path)
        };
        self
    }
}

impl From<Fault> for InvalidField {
    fn from(fault: Fault) -> Self {
        Self::new(fault.path, fault.rule)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.rule)
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

    fn invalid_length(_: usize, expected: &dyn de::Expected) -> Self {
        Self::new(format!("must be {expected}"))
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
