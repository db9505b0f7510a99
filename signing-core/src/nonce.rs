//! Random texts that nobody can foresee.

use alloc::string::String;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Random letters and digits, each as likely as the others, from the operating system.
///
/// # Panics
/// If the operating system has no random numbers to give: no nonce is better than one that can be guessed.
#[must_use]
pub fn alphanumeric(len: usize) -> String {
    let mut text = String::with_capacity(len);
    let mut bytes = [0; 64];
    while text.len() < len {
        if let Err(error) = getrandom::fill(&mut bytes) {
            panic!("the operating system gives no random numbers: {error}");
        }
        // Bytes from 248 on would make the first letters more likely than the rest.
        let usable = bytes.iter().filter(|byte| **byte < 248);
        text.extend(
            usable
                .take(len - text.len())
                .map(|byte| char::from(ALPHABET[usize::from(byte % 62)])),
        );
    }
    text
}
