//! A merchant's key, kept out of every output.

use alloc::string::String;
use core::fmt;

use zeroize::Zeroize;

use crate::InvalidSecret;

/// A key that signs: zeroed when dropped, and shown as `[secret]` wherever it is printed.
///
/// Only [`Secret::expose`] gives the text. Copies that a caller makes of it are the caller's to wipe.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Takes the key as the provider gave it.
    ///
    /// # Errors
    /// An empty key, or one with a control character (most often the line end of the file it was read from).
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidSecret> {
        // Made first, so that a refused key is wiped as well.
        let secret = Self(text.into());
        if secret.0.is_empty() {
            return Err(InvalidSecret::Empty);
        }
        if secret.0.chars().any(char::is_control) {
            return Err(InvalidSecret::ControlCharacter);
        }
        Ok(secret)
    }

    /// The key's text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}
