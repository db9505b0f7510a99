//! Comparing what must not tell where it differs.

use subtle::ConstantTimeEq;

/// Whether both are the same, in a time that depends on their lengths only.
pub(crate) fn same(left: &[u8], right: &[u8]) -> bool {
    let ((left, left_rest), (right, right_rest)) = (left.as_chunks(), right.as_chunks());
    if left.len() != right.len() || left_rest.len() != right_rest.len() {
        return false;
    }
    // All differences are gathered, eight bytes at a time, before the one compare.
    let mut differences = 0;
    for (left, right) in left.iter().zip(right) {
        differences |= u64::from_ne_bytes(*left) ^ u64::from_ne_bytes(*right);
    }
    for (left, right) in left_rest.iter().zip(right_rest) {
        differences |= u64::from(left ^ right);
    }
    differences.ct_eq(&0).into()
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
