//! Volumes in the books: whole numbers of the smallest part of a coin, of which there are 10¹⁸.

/// How many decimals the books keep. A volume with more is refused.
const DECIMALS: usize = 18;

/// The smallest parts in a plain decimal text, or `None` for any other text and for more than the books can hold.
pub(super) fn parts(text: &str) -> Option<u128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let fraction_kept = fraction.trim_end_matches('0');
    if !digits(whole) || !digits(fraction) || fraction_kept.len() > DECIMALS || whole.len() > 18 {
        return None;
    }
    let scale = 10_u128.pow(DECIMALS as u32);
    let below = 10_u128.pow((DECIMALS - fraction_kept.len()) as u32);
    let fraction: u128 = if fraction_kept.is_empty() {
        0
    } else {
        fraction_kept.parse().ok()?
    };
    whole
        .parse::<u128>()
        .ok()?
        .checked_mul(scale)?
        .checked_add(fraction * below)
}

/// The shortest text of so many smallest parts.
pub(super) fn text(parts: u128) -> String {
    let scale = 10_u128.pow(DECIMALS as u32);
    let (whole, fraction) = (parts / scale, parts % scale);
    if fraction == 0 {
        return whole.to_string();
    }
    let fraction = format!("{fraction:018}");
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::{parts, text};

    #[test]
    fn volumes_are_read_and_written_exactly() {
        for (written, read, shortest) in [
            ("0", 0, "0"),
            ("1", 10_u128.pow(18), "1"),
            (
                "12.80740525428",
                12_807_405_254_280_000_000,
                "12.80740525428",
            ),
            ("0.000000000000000001", 1, "0.000000000000000001"),
            ("001.50", 15 * 10_u128.pow(17), "1.5"),
            (
                "999999999999999999.9",
                9_999_999_999_999_999_999 * 10_u128.pow(17),
                "999999999999999999.9",
            ),
        ] {
            assert_eq!(parts(written), Some(read), "{written}");
            assert_eq!(text(read), shortest);
        }
        for wrong in [
            "",
            ".",
            "1.",
            ".1",
            "-1",
            "1e3",
            "0.0000000000000000001",
            "1000000000000000000",
            "１",
        ] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
    }
}
