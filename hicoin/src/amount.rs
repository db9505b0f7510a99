use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How many units make one coin.
const COIN: u64 = 100_000_000;

/// An amount of a coin in units of 1e-8 (8位精度): 100000000 units are one coin, of every coin.
///
/// People write and read coins (`"1.5".parse()`, `Display`); the wire, serde and [`units`](Amount::units) speak of units
/// (`150000000`). An amount that a caller makes is greater than 0 and at most [`i64::MAX`] units; only an answer, or a request
/// whose amount is not yet set ([`Default`]), holds 0. Source: HiCoin open platform, fields `total_amount`, `settle_trans_amount`.
///
/// ```
/// use hicoin::Amount;
///
/// let amount: Amount = "1.5".parse()?;
/// assert_eq!(amount.units(), 150_000_000);
/// assert_eq!(Amount::from_units(150_000_000)?.to_string(), "1.5");
/// # Ok::<(), hicoin::InvalidAmount>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

/// Why a number or text is no amount. The texts never repeat it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidAmount {
    /// 0, or less.
    #[error("must be greater than 0")]
    NotPositive,
    /// The text is not digits with at most one dot between them.
    #[error("must be decimal digits such as 1.5: no sign, exponent or blank")]
    Malformed,
    /// The text has more than eight decimals.
    #[error("must have at most eight decimals")]
    TooFine,
    /// More than `i64::MAX` units.
    #[error("must be at most 92233720368.54775807")]
    TooLarge,
}

impl Amount {
    /// The amount of so many units of 1e-8. Errors: 0 or less.
    pub fn from_units(units: i64) -> Result<Amount, InvalidAmount> {
        if units > 0 {
            Ok(Amount(units))
        } else {
            Err(InvalidAmount::NotPositive)
        }
    }

    /// Units of 1e-8, as on the wire.
    pub fn units(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Amount {
    /// Coins, as short as they are exact: `1.5`, `100`, `0.00000001`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = self.0.unsigned_abs();
        let decimals = format!("{:08}", units % COIN);
        let decimals = decimals.trim_end_matches('0');
        let dot = if decimals.is_empty() { "" } else { "." };
        f.pad(&format!("{}{dot}{decimals}", units / COIN))
    }
}

impl FromStr for Amount {
    type Err = InvalidAmount;

    fn from_str(text: &str) -> Result<Amount, InvalidAmount> {
        let (coins, decimals) = match text.split_once('.') {
            Some((_, "")) => return Err(InvalidAmount::Malformed),
            Some(parts) => parts,
            None => (text, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if coins.is_empty() || !digits(coins) || !digits(decimals) {
            return Err(InvalidAmount::Malformed);
        }
        if decimals.len() > 8 {
            return Err(InvalidAmount::TooFine);
        }
        // Both parts as one number of units: nothing is lost, and nothing is ever rounded.
        let units: i64 = format!("{coins}{decimals:0<8}")
            .parse()
            .map_err(|_| InvalidAmount::TooLarge)?;
        Amount::from_units(units)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    /// Units, as a whole number or its text: answers write numbers, notifications text.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Amount, D::Error> {
        #[derive(Clone, Copy)]
        struct Units;
        impl Visitor<'_> for Units {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number of 1e-8 units from 0 to 9223372036854775807")
            }

            fn visit_i64<E: de::Error>(self, units: i64) -> Result<Amount, E> {
                u64::try_from(units)
                    .map_or_else(|_| self.visit_str(""), |units| self.visit_u64(units))
            }

            fn visit_u64<E: de::Error>(self, units: u64) -> Result<Amount, E> {
                i64::try_from(units).map_or_else(|_| self.visit_str(""), |units| Ok(Amount(units)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Amount, E> {
                // i64's own parser takes a leading plus.
                let digits = text.bytes().all(|byte| byte.is_ascii_digit());
                match text.parse() {
                    Ok(units) if digits => Ok(Amount(units)),
                    _ => Err(E::custom(
                        "must be a whole number of 1e-8 units from 0 to 9223372036854775807",
                    )),
                }
            }
        }
        deserializer.deserialize_any(Units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coins_are_read_exactly_or_refused() {
        for (text, units) in [
            ("1.5", 150_000_000),
            ("1", 100_000_000),
            ("0.00000001", 1),
            ("00.10", 10_000_000),
            ("92233720368.54775807", i64::MAX),
        ] {
            assert_eq!(text.parse(), Ok(Amount(units)), "{text}");
        }
        for (text, error) in [
            ("", InvalidAmount::Malformed),
            (".", InvalidAmount::Malformed),
            (".5", InvalidAmount::Malformed),
            ("5.", InvalidAmount::Malformed),
            ("+1", InvalidAmount::Malformed),
            ("-1", InvalidAmount::Malformed),
            ("1.-5", InvalidAmount::Malformed),
            ("1e3", InvalidAmount::Malformed),
            (" 1", InvalidAmount::Malformed),
            ("1 ", InvalidAmount::Malformed),
            ("1,5", InvalidAmount::Malformed),
            ("1.2.3", InvalidAmount::Malformed),
            ("１", InvalidAmount::Malformed),
            ("0", InvalidAmount::NotPositive),
            ("0.0", InvalidAmount::NotPositive),
            ("0.000000001", InvalidAmount::TooFine),
            ("1.000000000", InvalidAmount::TooFine),
            ("92233720368.54775808", InvalidAmount::TooLarge),
            ("99999999999999999999999", InvalidAmount::TooLarge),
        ] {
            assert_eq!(text.parse::<Amount>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn coins_are_shown_as_short_as_they_are_exact() {
        for (units, text) in [
            (1, "0.00000001"),
            (150_000_000, "1.5"),
            (10_000_000_000, "100"),
            (i64::MAX, "92233720368.54775807"),
        ] {
            assert_eq!(Amount(units).to_string(), text);
        }
        assert_eq!(format!("{:>5}", Amount(150_000_000)), "  1.5");
    }

    #[test]
    fn the_wire_speaks_of_whole_units() {
        for json in ["150000000", "\"150000000\""] {
            assert_eq!(
                serde_json::from_str::<Amount>(json).unwrap(),
                Amount(150_000_000)
            );
        }
        assert_eq!(
            serde_json::to_string(&Amount(i64::MAX)).unwrap(),
            "9223372036854775807"
        );
        for json in [
            "-1",
            "1.5",
            "\"1.5\"",
            "\"+1\"",
            "\"\"",
            "1e3",
            "\" 1\"",
            "9223372036854775808",
            "\"9223372036854775808\"",
            "null",
        ] {
            assert!(serde_json::from_str::<Amount>(json).is_err(), "{json}");
        }
        assert_eq!(Amount::from_units(0), Err(InvalidAmount::NotPositive));
        assert_eq!(Amount::from_units(-1), Err(InvalidAmount::NotPositive));
    }
}
