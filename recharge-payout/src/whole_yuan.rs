use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount of a payout in whole yuan (元), as the platform pays out no fen.
///
/// Source: interface document, 下发接口参数说明, field `amount`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WholeYuan(pub u64);

/// The text is not a whole number of yuan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a whole number of yuan, in digits only, without leading zeros")]
pub struct InvalidWholeYuan;

impl fmt::Display for WholeYuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for WholeYuan {
    type Err = InvalidWholeYuan;

    fn from_str(text: &str) -> Result<WholeYuan, InvalidWholeYuan> {
        // u64's own parser takes a leading plus and leading zeros, which the signature would not survive.
        let leading_zero = text.len() > 1 && text.starts_with('0');
        if leading_zero || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidWholeYuan);
        }
        text.parse().map(WholeYuan).map_err(|_| InvalidWholeYuan)
    }
}

impl Serialize for WholeYuan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for WholeYuan {
    /// From text or a whole number.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<WholeYuan, D::Error> {
        struct Digits;
        impl Visitor<'_> for Digits {
            type Value = WholeYuan;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number of yuan")
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<WholeYuan, E> {
                Ok(WholeYuan(value))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<WholeYuan, E> {
                u64::try_from(value)
                    .map(WholeYuan)
                    .map_err(|_| E::custom(InvalidWholeYuan))
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<WholeYuan, E> {
                value.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Yuan;

    #[test]
    fn only_plain_digits_are_whole_yuan() {
        for (text, yuan) in [("0", 0), ("1", 1), ("18446744073709551615", u64::MAX)] {
            assert_eq!(text.parse(), Ok(WholeYuan(yuan)));
        }
        for text in [
            "",
            "+1",
            "-1",
            "01",
            "1.0",
            "1.",
            "1e3",
            " 1",
            "１",
            "18446744073709551616",
        ] {
            assert_eq!(text.parse::<WholeYuan>(), Err(InvalidWholeYuan), "{text:?}");
        }
        assert_eq!(Yuan::from(7), WholeYuan(7));
        assert_ne!(Yuan::from_fen(701), WholeYuan(7));
        assert_ne!(Yuan::from(7), WholeYuan(u64::MAX));
    }
}
