//! Bytes as hex digits.

/// Lower-case digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    digits(bytes, b"0123456789abcdef")
}

/// Upper-case digits.
pub(crate) fn hex_upper(bytes: &[u8]) -> String {
    digits(bytes, b"0123456789ABCDEF")
}

fn digits(bytes: &[u8], digits: &[u8; 16]) -> String {
    let digit = |nibble: u8| char::from(digits[usize::from(nibble & 15)]);
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(*byte));
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_nibbles_are_written_in_either_case() {
        assert_eq!(super::hex(&[0x00, 0x9f, 0xe1]), "009fe1");
        assert_eq!(super::hex_upper(&[0x00, 0x9f, 0xe1]), "009FE1");
    }
}
