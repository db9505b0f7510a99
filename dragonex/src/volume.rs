use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An amount of a coin (数量): an exact decimal of any precision, not negative.
///
/// It keeps the text it was made from, and that is what is sent: `1.50` stays `1.50`. It is compared by value: `1.50` equals
/// `1.5`. A coin may have more decimals than any number type holds, so nothing is rounded and no number type stands in between;
/// where a [`Decimal`] is wanted and holds it, `Decimal::try_from(&volume)` gives it. Requests must be greater than 0; answers
/// may carry 0 (a commission that was not taken). Source: DragonEx payment interfaces, fields `volume`, `cut_volume`, `total`,
/// `frozen`, `return_rate`, `return_volume`, `close_price`.
#[derive(Clone)]
pub struct Volume(String);

/// The text is not a plain decimal such as `12` or `12.80740525428`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a plain decimal such as 12.5, without sign or exponent")]
pub struct InvalidVolume;

impl Volume {
    /// The text, as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn one() -> Volume {
        Volume("1".to_owned())
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.parts() == ("", "")
    }

    /// The difference, or `None` where it would be negative. Exact, whatever the number of digits.
    pub fn checked_sub(&self, other: &Volume) -> Option<Volume> {
        if *self < *other {
            return None;
        }
        let decimals = self.parts().1.len().max(other.parts().1.len());
        let left = self.digits(decimals);
        let mut right = other.digits(decimals);
        // The smaller has no more digits than the larger, so it can be filled up to its length.
        right.splice(0..0, std::iter::repeat_n(b'0', left.len() - right.len()));
        let mut digits = Vec::with_capacity(left.len());
        let mut borrowed = 0;
        for (left, right) in left.iter().zip(&right).rev() {
            let taken = right - b'0' + borrowed;
            let held = left - b'0';
            borrowed = u8::from(held < taken);
            digits.push(char::from(b'0' + held + borrowed * 10 - taken));
        }
        let text: String = digits.into_iter().rev().collect();
        let (whole, fraction) = text.split_at(text.len() - decimals);
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        };
        Some(Volume(match fraction.trim_end_matches('0') {
            "" => whole.to_owned(),
            fraction => format!("{whole}.{fraction}"),
        }))
    }

    /// Whole part and decimals, without the zeros that mean nothing: equal values have equal parts.
    fn parts(&self) -> (&str, &str) {
        let (whole, fraction) = self.0.split_once('.').unwrap_or((&self.0, ""));
        (
            whole.trim_start_matches('0'),
            fraction.trim_end_matches('0'),
        )
    }

    /// All digits, with so many decimals.
    fn digits(&self, decimals: usize) -> Vec<u8> {
        let (whole, fraction) = self.parts();
        let zeros = std::iter::repeat_n(b'0', decimals - fraction.len());
        whole.bytes().chain(fraction.bytes()).chain(zeros).collect()
    }
}

/// 0, which no request may carry.
impl Default for Volume {
    fn default() -> Self {
        Volume("0".to_owned())
    }
}

impl FromStr for Volume {
    type Err = InvalidVolume;

    fn from_str(text: &str) -> Result<Volume, InvalidVolume> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let plain = match text.split_once('.') {
            Some((whole, fraction)) => digits(whole) && digits(fraction),
            None => digits(text),
        };
        if plain {
            Ok(Volume(text.to_owned()))
        } else {
            Err(InvalidVolume)
        }
    }
}

impl TryFrom<&str> for Volume {
    type Error = InvalidVolume;

    fn try_from(text: &str) -> Result<Volume, InvalidVolume> {
        text.parse()
    }
}

impl TryFrom<Decimal> for Volume {
    type Error = InvalidVolume;

    /// Refuses negative numbers.
    fn try_from(number: Decimal) -> Result<Volume, InvalidVolume> {
        number.to_string().parse()
    }
}

impl TryFrom<&Volume> for Decimal {
    type Error = rust_decimal::Error;

    /// Refuses what a [`Decimal`] cannot hold exactly (about 28 digits).
    fn try_from(volume: &Volume) -> Result<Decimal, rust_decimal::Error> {
        Decimal::from_str_exact(&volume.0)
    }
}

impl PartialEq for Volume {
    fn eq(&self, other: &Volume) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Volume {}

impl Hash for Volume {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl Ord for Volume {
    fn cmp(&self, other: &Volume) -> Ordering {
        let (whole, fraction) = self.parts();
        let (other_whole, other_fraction) = other.parts();
        // Without leading zeros the longer whole part is the larger; decimals compare like text.
        (whole.len(), whole, fraction).cmp(&(other_whole.len(), other_whole, other_fraction))
    }
}

impl PartialOrd for Volume {
    fn partial_cmp(&self, other: &Volume) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Volume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Volume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Volume({})", self.0)
    }
}

impl Serialize for Volume {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Volume {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Volume, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn volume(text: &str) -> Volume {
        text.parse().unwrap()
    }

    #[test]
    fn only_plain_decimals_are_volumes() {
        for text in ["0", "1", "007", "0.10", "12.80740525428", &"9".repeat(100)] {
            assert_eq!(volume(text).as_str(), text);
        }
        for text in [
            "", ".", "1.", ".5", "-1", "+1", "1e3", "1 ", " 1", "1,5", "1.2.3", "１", "0x1", "NaN",
        ] {
            assert_eq!(text.parse::<Volume>(), Err(InvalidVolume), "{text:?}");
        }
    }

    #[test]
    fn values_count_and_spellings_do_not() {
        for (left, right, order) in [
            ("1.50", "1.5", Ordering::Equal),
            ("007", "7.000", Ordering::Equal),
            ("0.0", "0", Ordering::Equal),
            ("9", "10", Ordering::Less),
            ("1.09", "1.1", Ordering::Less),
            (
                "0.00000000000000000000000000000000001",
                "0",
                Ordering::Greater,
            ),
            (
                "100000000000000000000000000000000000001",
                "100000000000000000000000000000000000000.9",
                Ordering::Greater,
            ),
        ] {
            assert_eq!(volume(left).cmp(&volume(right)), order, "{left} {right}");
            assert_eq!(
                volume(right).cmp(&volume(left)),
                order.reverse(),
                "{right} {left}"
            );
            assert_eq!(volume(left) == volume(right), order == Ordering::Equal);
        }
    }

    #[test]
    fn differences_are_exact() {
        for (left, right, difference) in [
            ("12.80740525428", "1.4780056", Some("11.32939965428")),
            (
                "1",
                "0.000000000000000000000000000000000001",
                Some("0.999999999999999999999999999999999999"),
            ),
            ("1000", "1", Some("999")),
            ("5.0", "5", Some("0")),
            ("1", "1.1", None),
        ] {
            let found = volume(left).checked_sub(&volume(right));
            assert_eq!(
                found.as_ref().map(Volume::as_str),
                difference,
                "{left} - {right}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_fits_a_decimal_compares_and_subtracts_as_one(a in 0_u64.., b in 0_u64.., x in 0_u32..10, y in 0_u32..10) {
            let (a, b) = (Decimal::new(i64::try_from(a >> 1).unwrap(), x), Decimal::new(i64::try_from(b >> 1).unwrap(), y));
            let (left, right) = (Volume::try_from(a).unwrap(), Volume::try_from(b).unwrap());
            prop_assert_eq!(left.cmp(&right), a.cmp(&b));
            prop_assert_eq!(Decimal::try_from(&left).unwrap(), a);
            let expected = (a >= b).then(|| Volume::try_from(a - b).unwrap());
            prop_assert_eq!(left.checked_sub(&right), expected);
        }
    }
}
