use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount in fen (分), the hundredth of a yuan and the only unit of this gateway.
///
/// `Fen(1)` is CNY 0.01. A value of a request must be greater than 0; answers may carry 0 (a coupon that gave nothing back).
/// Source: Chaoying manual v2.3.2, fields `total_fee`, `refund_fee`, `coupon_fee`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub u64);

/// The text is not a whole number of fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a whole number of fen, in digits only")]
pub struct InvalidFen;

impl Fen {
    /// The sum, or `None` where it does not fit.
    pub fn checked_add(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).map(Fen)
    }

    /// The difference, or `None` where it would be negative.
    pub fn checked_sub(self, other: Fen) -> Option<Fen> {
        self.0.checked_sub(other.0).map(Fen)
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Fen {
    type Err = InvalidFen;

    fn from_str(text: &str) -> Result<Fen, InvalidFen> {
        // u64's own parser takes a leading plus, which no gateway signs.
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidFen);
        }
        text.parse().map(Fen).map_err(|_| InvalidFen)
    }
}

impl Serialize for Fen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for Fen {
    /// From text or a whole number: the gateway writes text, its later versions numbers.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fen, D::Error> {
        struct Digits;
        impl Visitor<'_> for Digits {
            type Value = Fen;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number of fen")
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Fen, E> {
                Ok(Fen(value))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Fen, E> {
                u64::try_from(value)
                    .map(Fen)
                    .map_err(|_| E::custom(InvalidFen))
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Fen, E> {
                value.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_digits_are_fen() {
        for (text, fen) in [("0", 0), ("1", 1), ("18446744073709551615", u64::MAX)] {
            assert_eq!(text.parse(), Ok(Fen(fen)));
        }
        for text in [
            "",
            "+1",
            "-1",
            "1.0",
            "1e3",
            " 1",
            "1 ",
            "１",
            "18446744073709551616",
        ] {
            assert_eq!(text.parse::<Fen>(), Err(InvalidFen), "{text:?}");
        }
    }
}
