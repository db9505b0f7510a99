//! What the provider demands of single fields, by wire name: the same for every operation unless one says otherwise.

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use signing_core::InvalidField;

use crate::Volume;

const MORE_THAN_0: &str = "must be greater than 0";

/// The most orders that one page of a history may have.
pub(crate) const PAGE: u64 = 20;

/// Rule of one field, or `Ok` where the documents state none.
pub(crate) fn check(field: &str, value: &str) -> Result<(), InvalidField> {
    match field {
        "trade_no" | "ori_trade_no" | "return_trade_no" => trade_no(field, value),
        "volume" | "return_volume" => volume(field, value, false),
        "return_rate" => volume(field, value, true),
        "scene" | "desc" if value.chars().count() >= 100 => {
            refuse(field, "must be shorter than 100 characters")
        }
        "state" => length(field, value, 8..=16),
        "redirect_url" => redirect_url(field, value),
        "domain" => domain(field, value),
        "direction" => one_of(
            matches!(value, "0" | "1" | "2"),
            field,
            "must be 1, 2, or 0 for both",
        ),
        "trans_type" => one_of(
            matches!(value, "0" | "1" | "2" | "3" | "4"),
            field,
            "must be 1 to 4, or 0 for all",
        ),
        "limit" => {
            let within = value
                .parse()
                .is_ok_and(|limit: u64| (1..=PAGE).contains(&limit));
            one_of(within, field, "must be 1 to 20")
        }
        // The client of the user sends it as a header.
        "access_token" => header(field, value),
        _ => printable(field, value),
    }
}

/// Device of a login (`device`), to which its token is bound: it goes into a header later.
pub(crate) fn device(value: &str) -> Result<(), InvalidField> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let good = (8..=16).contains(&value.len()) && value.bytes().all(allowed);
    one_of(good, "device", "must be 8 to 16 of letters, digits and _")
}

/// Device of a payment: any 8 to 16 characters.
pub(crate) fn payment_device(value: &str) -> Result<(), InvalidField> {
    length("device", value, 8..=16)
}

pub(crate) fn refuse<T>(
    field: impl Into<String>,
    rule: impl Into<Cow<'static, str>>,
) -> Result<T, InvalidField> {
    Err(InvalidField::new(field.into(), rule))
}

/// `Ok` where the rule is kept.
pub(crate) fn one_of(kept: bool, field: &str, rule: &'static str) -> Result<(), InvalidField> {
    if kept { Ok(()) } else { refuse(field, rule) }
}

/// What names a user by DragonEx's number.
pub(crate) fn no_zero(field: &str, uid: Option<u64>) -> Result<(), InvalidField> {
    one_of(uid != Some(0), field, MORE_THAN_0)
}

/// The same, while the field is read, so that it is refused as soon as it is set.
pub(crate) fn a_user<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    match Option::deserialize(deserializer)? {
        Some(0) => Err(D::Error::custom(MORE_THAN_0)),
        uid => Ok(uid),
    }
}

/// What goes into a header must fit there.
pub(crate) fn header(field: &str, value: &str) -> Result<(), InvalidField> {
    one_of(
        value.bytes().all(|byte| byte.is_ascii_graphic()),
        field,
        "must be printable ASCII without blanks",
    )
}

/// The required fields of a request must not be empty.
pub(crate) fn required(fields: &[(&'static str, &str)]) -> Result<(), InvalidField> {
    for (field, value) in fields {
        one_of(!value.is_empty(), field, "is required")?;
    }
    Ok(())
}

/// Whether an optional text counts as given: an empty one is as good as none.
pub(crate) fn given(value: &Option<impl AsRef<str>>) -> bool {
    value.as_ref().is_some_and(|text| !text.as_ref().is_empty())
}

/// The complement of [`given`], by which serde leaves a field out.
pub(crate) fn absent(value: &Option<impl AsRef<str>>) -> bool {
    !given(value)
}

/// Exactly one of two ways to name something.
pub(crate) fn exactly_one(
    first: bool,
    second: bool,
    field: &'static str,
    rule: &'static str,
) -> Result<(), InvalidField> {
    one_of(first != second, field, rule)
}

fn trade_no(field: &str, value: &str) -> Result<(), InvalidField> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let good = (1..=64).contains(&value.len()) && value.bytes().all(allowed);
    one_of(good, field, "must be 1 to 64 of letters, digits and _")
}

fn volume(field: &str, value: &str, rate: bool) -> Result<(), InvalidField> {
    match value.parse::<Volume>() {
        Ok(volume) if volume.is_zero() => refuse(field, "must be greater than 0"),
        Ok(volume) if rate && volume > Volume::one() => refuse(field, "must be at most 1"),
        Ok(_) => Ok(()),
        Err(error) => refuse(field, error.to_string()),
    }
}

fn length(
    field: &str,
    value: &str,
    allowed: std::ops::RangeInclusive<usize>,
) -> Result<(), InvalidField> {
    if !allowed.contains(&value.chars().count()) {
        return refuse(
            field,
            format!(
                "must be {} to {} characters",
                allowed.start(),
                allowed.end()
            ),
        );
    }
    printable(field, value)
}

fn printable(field: &str, value: &str) -> Result<(), InvalidField> {
    one_of(
        !value.chars().any(char::is_control),
        field,
        "must not contain control characters",
    )
}

fn redirect_url(field: &str, value: &str) -> Result<(), InvalidField> {
    let rest = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"));
    match rest {
        Some(rest) if rest.is_empty() || rest.starts_with(['/', '?', '#']) => {
            refuse(field, "must name a host")
        }
        Some(rest) if rest.contains(unfit_for_url) => refuse(
            field,
            "must not contain blanks, control characters, quotes, angle brackets or backslashes: percent-encode them",
        ),
        Some(_) => Ok(()),
        None => refuse(field, "must start with https:// or http://"),
    }
}

/// A line break in a URL would end a header of the redirect that it is put into, and a quote the attribute of a link.
pub(crate) fn unfit_for_url(character: char) -> bool {
    character.is_control() || character.is_whitespace() || "\"'<>\\`".contains(character)
}

fn domain(field: &str, value: &str) -> Result<(), InvalidField> {
    one_of(
        is_dragonex(value),
        field,
        "must be dragonex.io, dragonex.im, dragonex.co or a domain below one of them",
    )
}

/// Whether the name is one of the provider's domains or below one. What comes through the browser must not send the user to a phisher.
pub(crate) fn is_dragonex(name: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let name = name.to_ascii_lowercase();
    let mut labels = name.rsplit('.');
    matches!(labels.next(), Some("io" | "im" | "co"))
        && labels.next() == Some("dragonex")
        && labels.all(label)
        && name.len() <= 253
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_takes_what_the_documents_allow() {
        for (field, good) in [
            ("trade_no", "a"),
            ("trade_no", "Order_2026_0001"),
            ("return_trade_no", &"9".repeat(64)),
            ("volume", "0.000000000000000000000000000000000000000001"),
            ("volume", "123456789012345678901234567890.5"),
            ("return_rate", "1"),
            ("return_rate", "1.000"),
            ("return_rate", "0.66"),
            ("scene", ""),
            ("desc", &"字".repeat(99)),
            ("state", "8charact"),
            ("redirect_url", "https://shop.example/done?order=1"),
            ("redirect_url", "http://127.0.0.1:8080/"),
            ("redirect_url", "https://shop.example/o%27brien"),
            ("domain", "dragonex.io"),
            ("domain", "test.dragonex.im"),
            ("domain", "A.b-c.DragonEx.co"),
            ("direction", "0"),
            ("trans_type", "4"),
            ("limit", "20"),
            ("coin_code", "usdt"),
        ] {
            assert_eq!(check(field, good), Ok(()), "{field}={good}");
        }
        assert_eq!(device("Till_0001"), Ok(()));
        assert_eq!(payment_device("till-0001"), Ok(()));
    }

    #[test]
    fn each_rule_names_itself_and_never_the_value() {
        for (field, bad) in [
            ("trade_no", ""),
            ("trade_no", "order-1"),
            ("ori_trade_no", "订单1"),
            ("return_trade_no", &"9".repeat(65)),
            ("volume", "0"),
            ("volume", "0.000"),
            ("volume", "-1"),
            ("volume", "1e3"),
            ("return_volume", "1,5"),
            ("return_rate", "1.0000000000000000000000000000000000001"),
            ("return_rate", "0"),
            ("scene", &"a".repeat(100)),
            ("state", "7charac"),
            ("state", "seventeen_charact"),
            ("state", "nul\0inside"),
            ("redirect_url", "ftp://shop.example/"),
            ("redirect_url", "https:///x"),
            ("redirect_url", "javascript:alert(1)"),
            ("redirect_url", "https://shop.example/a b"),
            ("redirect_url", "https://shop.example/o'brien"),
            ("redirect_url", "https://shop.example/\"a\""),
            ("domain", "dragonex.com"),
            ("domain", "dragonex.io.evil.example"),
            ("domain", "evildragonex.io"),
            ("domain", "evil.example/dragonex.io"),
            ("domain", "evil@dragonex.io"),
            ("domain", "dragonex.io:8443"),
            ("domain", ".dragonex.io"),
            ("domain", "a..dragonex.io"),
            ("domain", "dragonex.io."),
            ("domain", "-a.dragonex.io"),
            ("direction", "3"),
            ("direction", ""),
            ("trans_type", "5"),
            ("limit", "0"),
            ("limit", "21"),
            ("coin_code", "us\ndt"),
            ("access_token", "a b"),
            ("access_token", "中"),
        ] {
            let error = check(field, bad).expect_err(bad);
            assert_eq!(error.field, field);
            assert!(
                bad.len() < 3 || !error.rule.contains(bad),
                "a rule must not repeat the value"
            );
        }
        for bad in [
            "short",
            "till-0001",
            "seventeen_charact",
            "设备设备设备设备",
        ] {
            assert!(device(bad).is_err(), "{bad}");
        }
    }
}
