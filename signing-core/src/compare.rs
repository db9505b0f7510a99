//! Comparing what must not tell where it differs.

use subtle::{Choice, ConstantTimeEq};

/// Whether both are the same, in a time that depends on their lengths only.
pub(crate) fn same(left: &[u8], right: &[u8]) -> bool {
    let ((left, left_rest), (right, right_rest)) = (left.as_chunks(), right.as_chunks());
    if left.len() != right.len() {
        return false;
    }
    // Eight bytes at a time, as a byte costs as much.
    let wide = left
        .iter()
        .zip(right)
        .fold(Choice::from(1), |same, (left, right)| {
            same & u64::from_ne_bytes(*left).ct_eq(&u64::from_ne_bytes(*right))
        });
    (wide & left_rest.ct_eq(right_rest)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_in_any_byte_or_length_is_seen() {
        let text = b"0123456789abcdefghijklmnopqrstuvwxyzABCD";
        for length in 0..text.len() {
            assert!(same(&text[..length], &text[..length]));
            assert!(!same(&text[..length], &text[..length + 1]));
            for at in 0..length {
                let mut other = *text;
                other[at] ^= 0x20;
                assert!(!same(&text[..length], &other[..length]), "{at} of {length}");
            }
        }
    }
}
