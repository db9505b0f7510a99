//! Digests as hexadecimal text.

use core::fmt;
use core::ops::Deref;

use subtle::ConstantTimeEq;

use crate::compare;

/// `N` hexadecimal digits, on the stack.
#[derive(Clone, Copy)]
pub struct Hex<const N: usize>([u8; N]);

impl<const N: usize> Hex<N> {
    /// Writes the first `N / 2` bytes of the digest.
    #[cfg_attr(not(for_size), inline(always))]
    pub(crate) fn upper<const B: usize>(digest: &[u8; B]) -> Self {
        Self::encode(digest, b'A' - 10)
    }

    /// Writes the first `N / 2` bytes of the digest.
    #[cfg_attr(not(for_size), inline(always))]
    pub(crate) fn lower<const B: usize>(digest: &[u8; B]) -> Self {
        Self::encode(digest, b'a' - 10)
    }

    /// Written so that it runs sixteen digits at a time: a table takes longer, and its lookups tell what was looked up.
    #[cfg_attr(not(for_size), inline(always))]
    fn encode<const B: usize>(digest: &[u8; B], ten: u8) -> Self {
        let digit = |value: u8| value + if value > 9 { ten } else { b'0' };
        let mut text = [b'0'; N];
        for (out, byte) in text.as_chunks_mut::<2>().0.iter_mut().zip(digest) {
            *out = [digit(byte >> 4), digit(byte & 15)];
        }
        Self(text)
    }

    /// The digits as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only digits of the tables are ever stored, which are ASCII.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The value of each ASCII hex digit of either case; 0xFF for all other bytes.
static VALUES: [u8; 256] = {
    let mut table = [0xFF; 256];
    let mut digit = 0;
    while digit < 16 {
        table[b"0123456789ABCDEF"[digit] as usize] = digit as u8;
        table[b"0123456789abcdef"[digit] as usize] = digit as u8;
        digit += 1;
    }
    table
};

/// The byte that two hex digits of either case stand for.
pub(crate) fn byte(high: u8, low: u8) -> Option<u8> {
    let (high, low) = (VALUES[usize::from(high)], VALUES[usize::from(low)]);
    (high | low != 0xFF).then_some((high << 4) | (low & 15))
}

/// Whether `text` spells the digest's bytes in hex of either case; constant time in the digest.
#[cfg_attr(not(for_size), inline(always))]
pub(crate) fn spells<const N: usize, const B: usize>(text: &[u8], digest: &[u8; B]) -> bool {
    let Ok(text) = <&[u8; N]>::try_from(text) else {
        return false;
    };
    let right = apart::<N, B>(digest).0;
    let mut differences = 0;
    for (byte, right) in text.iter().zip(&right) {
        // The received text is no secret: only the compare with the digest must not tell where they differ.
        let upper = byte - if byte.is_ascii_lowercase() { 32 } else { 0 };
        differences |= upper ^ right;
    }
    2 * B >= N && bool::from(differences.ct_eq(&0))
}

/// In a function of its own, as the compiler otherwise sees words where there are bytes, and takes them apart one by one.
#[inline(never)]
fn apart<const N: usize, const B: usize>(digest: &[u8; B]) -> Hex<N> {
    Hex::upper(digest)
}

impl<const N: usize> Deref for Hex<N> {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl<const N: usize> AsRef<str> for Hex<N> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<const N: usize> fmt::Display for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<const N: usize> fmt::Debug for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// In constant time, as one side may be a signature not yet believed.
impl<const N: usize> PartialEq for Hex<N> {
    fn eq(&self, other: &Self) -> bool {
        compare::same(&self.0, &other.0)
    }
}

impl<const N: usize> Eq for Hex<N> {}

/// In constant time, and exact: upper and lower case differ.
impl<const N: usize> PartialEq<&str> for Hex<N> {
    fn eq(&self, other: &&str) -> bool {
        compare::same(&self.0, other.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_in_either_case_and_nothing_else() {
        let digest = [0xAB, 0x09];
        assert_eq!(Hex::<4>::upper(&digest), "AB09");
        assert_eq!(Hex::<4>::lower(&digest), "ab09");
        for (text, right) in [
            ("AB09", true),
            ("aB09", true),
            ("ab09", true),
            ("AB0", false),
            ("AB090", false),
            ("AB0G", false),
            ("", false),
            ("é09", false),
            ("AB0A", false),
            (" AB09", false),
        ] {
            assert_eq!(spells::<4, _>(text.as_bytes(), &digest), right, "{text}");
        }
    }

    #[test]
    fn every_byte_survives() {
        for value in 0..=255 {
            let text = Hex::<2>::upper(&[value]);
            let bytes = text.as_bytes();
            assert_eq!(byte(bytes[0], bytes[1]), Some(value));
        }
        assert_eq!(byte(b'F', b'-'), None);
        assert_eq!(byte(b'/', b'0'), None);
    }
}
