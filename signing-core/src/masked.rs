//! Values that are sent but never shown.

use alloc::string::String;
use core::fmt;

use zeroize::Zeroize;

/// A text that pays, opens or identifies: a payment code, a password, a token, a phone number.
///
/// It prints as `***`, is zeroed when dropped, and only [`Masked::expose`] gives the text. Unlike a
/// [`Secret`](crate::Secret) it may be empty and goes over the wire as it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Masked(String);

impl Masked {
    /// The text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Masked {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Masked {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl AsRef<str> for Masked {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Drop for Masked {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Masked {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Masked {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}
