use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::WholeYuan;

/// An amount of a recharge in yuan (元) with at most two decimals, kept as the exact text that is signed and sent.
///
/// `100`, `100.5` and `100.50` are the same amount and compare as equal, but each is signed as it is written. Never a float.
/// The largest is 184467440737095516.15. Source: interface document, 充值接口参数说明, field `amount`.
#[derive(Clone)]
pub struct Yuan {
    text: String,
    fen: u64,
}

/// The text is not an amount in yuan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be yuan with at most two decimals, in digits and one point, without leading zeros, sign or exponent"
)]
pub struct InvalidYuan;

impl Yuan {
    /// So many fen, written with two decimals: 150 is `1.50`.
    pub fn from_fen(fen: u64) -> Yuan {
        let text = format!("{}.{:02}", fen / 100, fen % 100);
        Yuan { text, fen }
    }

    /// The amount in fen (分), the hundredth of a yuan.
    pub fn fen(&self) -> u64 {
        self.fen
    }

    /// The text that is signed and sent, or was received.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Reads what the platform writes: its amounts are compared as decimals, so zeros before or behind don't matter.
    pub(crate) fn received(text: &str) -> Result<Yuan, InvalidYuan> {
        let (whole, decimals) = match text.split_once('.') {
            Some((_, "")) => return Err(InvalidYuan),
            Some((whole, decimals)) => (whole, decimals),
            None => (text, ""),
        };
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let (kept, dropped) = decimals.split_at_checked(2).unwrap_or((decimals, ""));
        if whole.is_empty() || !digits(whole) || !digits(kept) || dropped.bytes().any(|b| b != b'0')
        {
            return Err(InvalidYuan);
        }
        let fen = format!("{whole}{kept:0<2}")
            .parse()
            .map_err(|_| InvalidYuan)?;
        Ok(Yuan {
            text: text.to_owned(),
            fen,
        })
    }

    /// For serde: as [`received`](Self::received).
    pub(crate) fn deserialize_received<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Yuan, D::Error> {
        deserializer.deserialize_any(YuanVisitor(Yuan::received))
    }
}

impl Default for Yuan {
    /// 0, which no request may carry.
    fn default() -> Self {
        Yuan::from(0)
    }
}

impl From<u32> for Yuan {
    /// So many whole yuan.
    fn from(yuan: u32) -> Self {
        Yuan {
            text: yuan.to_string(),
            fen: u64::from(yuan) * 100,
        }
    }
}

impl FromStr for Yuan {
    type Err = InvalidYuan;

    fn from_str(text: &str) -> Result<Yuan, InvalidYuan> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        if leading_zero || decimals.len() > 2 {
            return Err(InvalidYuan);
        }
        Yuan::received(text)
    }
}

impl PartialEq for Yuan {
    fn eq(&self, other: &Yuan) -> bool {
        self.fen == other.fen
    }
}

impl Eq for Yuan {}

impl PartialOrd for Yuan {
    fn partial_cmp(&self, other: &Yuan) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Yuan {
    fn cmp(&self, other: &Yuan) -> Ordering {
        self.fen.cmp(&other.fen)
    }
}

impl Hash for Yuan {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fen.hash(state);
    }
}

impl PartialEq<WholeYuan> for Yuan {
    fn eq(&self, other: &WholeYuan) -> bool {
        other.0.checked_mul(100) == Some(self.fen)
    }
}

impl fmt::Debug for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Yuan({})", self.text)
    }
}

impl fmt::Display for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for Yuan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Yuan {
    /// From text or a whole number. A JSON number with decimals would have been a float on its way here, and is refused.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Yuan, D::Error> {
        deserializer.deserialize_any(YuanVisitor(str::parse))
    }
}

struct YuanVisitor(fn(&str) -> Result<Yuan, InvalidYuan>);

impl Visitor<'_> for YuanVisitor {
    type Value = Yuan;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("yuan, as text or a whole number")
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Yuan, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Yuan, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Yuan, E> {
        (self.0)(value).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_keeps_its_text_and_counts_in_fen() {
        for (text, fen) in [
            ("0", 0),
            ("0.1", 10),
            ("0.01", 1),
            ("1", 100),
            ("100.5", 10_050),
            ("100.50", 10_050),
            ("184467440737095516.15", u64::MAX),
        ] {
            let yuan: Yuan = text.parse().expect(text);
            assert_eq!((yuan.as_str(), yuan.fen()), (text, fen));
            assert_eq!(yuan, Yuan::from_fen(fen));
        }
    }

    #[test]
    fn only_canonical_yuan_are_sent() {
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "01",
            "00",
            "00.5",
            "1.234",
            "1.000",
            "+1",
            "-1",
            "1e3",
            "1E3",
            " 1",
            "1 ",
            "1,5",
            "1.2.3",
            "１",
            "1.5\n",
            "0x1",
            "NaN",
            "184467440737095516.16",
            "99999999999999999999",
            "1.é",
        ] {
            assert_eq!(text.parse::<Yuan>(), Err(InvalidYuan), "{text:?}");
        }
    }

    #[test]
    fn received_amounts_compare_as_decimals() {
        for text in ["100", "100.0", "100.00", "100.0000", "0100.00"] {
            assert_eq!(Yuan::received(text), Ok(Yuan::from(100)), "{text}");
        }
        for text in [
            "", "1.", ".5", "1.001", "1.0e2", "-1", "+1", "1&x=2", "1.00 ", "١",
        ] {
            assert_eq!(Yuan::received(text), Err(InvalidYuan), "{text:?}");
        }
    }
}
