//! Amounts in yuan: read strictly, counted in fen, written with two decimals.

/// An amount with at most two decimals, in fen: digits, perhaps a point, no leading zeros.
pub(super) fn fen(text: &str) -> Option<u64> {
    let (whole, decimals) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, decimals)) => (whole, decimals),
        None => (text, ""),
    };
    let fraction = match decimals.as_bytes() {
        [] => 0,
        [tenth @ b'0'..=b'9'] => u64::from(tenth - b'0') * 10,
        [tenth @ b'0'..=b'9', fen @ b'0'..=b'9'] => {
            u64::from(tenth - b'0') * 10 + u64::from(fen - b'0')
        }
        _ => return None,
    };
    self::whole(whole)?.checked_mul(100)?.checked_add(fraction)
}

/// A whole number without leading zeros.
pub(super) fn whole(text: &str) -> Option<u64> {
    let leading_zero = text.len() > 1 && text.starts_with('0');
    if leading_zero || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// So many fen in yuan, with two decimals.
pub(super) fn text(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    #[test]
    fn amounts_are_read_strictly_and_written_in_full() {
        for (text, fen) in [
            ("1", 100),
            ("0.1", 10),
            ("0.01", 1),
            ("100.50", 10_050),
            ("0", 0),
        ] {
            assert_eq!(super::fen(text), Some(fen), "{text}");
        }
        for text in [
            "", ".", "1.", ".1", "01", "1.001", "1.000", "-1", "+1", "1e2", "1,0", " 1", "１",
        ] {
            assert_eq!(super::fen(text), None, "{text}");
        }
        assert_eq!(super::fen("184467440737095516.16"), None);
        assert_eq!(
            (super::whole("500"), super::whole("5.0")),
            (Some(500), None)
        );
        assert_eq!(
            (super::text(10_050), super::text(1)),
            ("100.50".into(), "0.01".into())
        );
    }
}
