//! What the manual demands of single fields, by wire name: the same for every operation unless one says otherwise.

use std::borrow::Cow;

use signing_core::InvalidField;

/// Names that the client fills in; a request must not bring its own.
const OWN: &[&str] = &["agent_id", "version", "pid", "method", "sign"];

/// Whether a request may have a field of this name.
pub(crate) fn check_name(field: &str) -> Result<(), InvalidField> {
    match field {
        // The only fields whose names are free are those of `extra`.
        "" => refuse("extra", "must name every field"),
        own if OWN.contains(&own) => refuse(own, "is filled in by the client"),
        _ => Ok(()),
    }
}

/// Rule of one field, or `Ok` where the manual states none. The value is not empty.
pub(crate) fn check(field: &str, value: &str) -> Result<(), InvalidField> {
    check_name(field)?;
    match field {
        "out_trade_no" => text(field, value, 5..=32, "letters, digits and _", |b| {
            b.is_ascii_alphanumeric() || b == b'_'
        }),
        "out_refund_no" => text(field, value, 1..=32, "letters, digits and _ . -", |b| {
            b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-')
        }),
        "total_fee" | "refund_fee" => fen(field, value),
        "time_start" | "time_expire" => time(field, value),
        "notify_url" => notify_url(field, value),
        "url_path" if !value.ends_with('/') => refuse(field, "must end in /"),
        "is_minipg" if !matches!(value, "0" | "1") => {
            refuse(field, "must be 0 (public account) or 1 (mini program)")
        }
        _ if value.contains('\0') => refuse(field, "must not contain NUL"),
        _ => Ok(()),
    }
}

/// Order numbers of pre-orders: as elsewhere, but without the underscore.
pub(crate) fn preorder_number(value: &str) -> Result<(), InvalidField> {
    text("out_trade_no", value, 5..=32, "letters and digits", |b| {
        b.is_ascii_alphanumeric()
    })
}

pub(crate) fn refuse<T>(
    field: impl Into<String>,
    rule: impl Into<Cow<'static, str>>,
) -> Result<T, InvalidField> {
    Err(InvalidField {
        field: Cow::Owned(field.into()),
        rule: rule.into(),
    })
}

/// One of several fields must be there.
pub(crate) fn one_of(
    given: bool,
    field: &'static str,
    rule: impl Into<Cow<'static, str>>,
) -> Result<(), InvalidField> {
    if given { Ok(()) } else { refuse(field, rule) }
}

/// Whether an optional field counts as given: the protocol treats an empty value as absent.
pub(crate) fn given(value: &Option<impl AsRef<str>>) -> bool {
    value.as_ref().is_some_and(|text| !text.as_ref().is_empty())
}

/// An order must expire after it starts, where both are given.
pub(crate) fn period(start: &Option<String>, expire: &Option<String>) -> Result<(), InvalidField> {
    let backwards = given(start) && given(expire) && start >= expire;
    one_of(!backwards, "time_expire", "must be after time_start")
}

fn text(
    field: &str,
    value: &str,
    length: std::ops::RangeInclusive<usize>,
    alphabet: &str,
    allowed: fn(u8) -> bool,
) -> Result<(), InvalidField> {
    if length.contains(&value.len()) && value.bytes().all(allowed) {
        return Ok(());
    }
    refuse(
        field,
        format!(
            "must be {} to {} of {alphabet}",
            length.start(),
            length.end()
        ),
    )
}

fn fen(field: &str, value: &str) -> Result<(), InvalidField> {
    match value.parse::<crate::Fen>() {
        Ok(fen) if fen.0 > 0 => Ok(()),
        _ => refuse(field, "must be a whole number of fen greater than 0"),
    }
}

/// `yyyyMMddHHmmss`, a moment that exists in the calendar (GMT+8).
fn time(field: &str, value: &str) -> Result<(), InvalidField> {
    let part = |from: usize, to: usize| value.get(from..to).and_then(|t| t.parse::<u32>().ok());
    let exists = value.len() == 14
        && value.bytes().all(|b| b.is_ascii_digit())
        && match (
            part(0, 4),
            part(4, 6),
            part(6, 8),
            part(8, 10),
            part(10, 12),
            part(12, 14),
        ) {
            (Some(year), Some(month), Some(day), Some(h), Some(m), Some(s)) => {
                (1..=days_in(year, month)).contains(&day) && h < 24 && m < 60 && s < 60
            }
            _ => false,
        };
    if exists {
        Ok(())
    } else {
        refuse(field, "must be a time as yyyyMMddHHmmss in GMT+8")
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

fn notify_url(field: &str, value: &str) -> Result<(), InvalidField> {
    let rest = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"));
    match rest {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => refuse(field, "must name a host"),
        Some(rest) if rest.contains(['?', '#']) => refuse(field, "must not carry a query string"),
        Some(rest) if rest.contains(|c: char| c.is_control() || c == ' ') => {
            refuse(field, "must not contain blanks or control characters")
        }
        Some(_) => Ok(()),
        None => refuse(field, "must start with https:// or http://"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_takes_what_the_manual_allows_and_names_itself_otherwise() {
        for (field, good) in [
            ("out_trade_no", "1497769914931"),
            ("out_trade_no", "a_B_9"),
            ("out_refund_no", "TK-1497769914931-0.01"),
            ("total_fee", "1"),
            ("time_start", "20240229235959"),
            ("notify_url", "https://shop.example/pay/notify"),
            ("url_path", "https://api.domain.com/"),
            ("is_minipg", "1"),
            ("body", "image形象店-深圳腾大-QQ公仔"),
        ] {
            assert_eq!(check(field, good), Ok(()), "{field}={good}");
        }
        for (field, bad) in [
            ("out_trade_no", "1234"),
            ("out_trade_no", "123456789012345678901234567890123"),
            ("out_trade_no", "order-1"),
            ("out_refund_no", "a b"),
            ("total_fee", "0"),
            ("total_fee", "-1"),
            ("total_fee", "1.5"),
            ("refund_fee", "1e3"),
            ("time_start", "20230229000000"),
            ("time_start", "2023022900000"),
            ("time_expire", "20231301000000"),
            ("time_expire", "20231201240000"),
            ("notify_url", "https://shop.example/?a=1"),
            ("notify_url", "ftp://shop.example/"),
            ("notify_url", "https:///x"),
            ("url_path", "https://api.domain.com"),
            ("is_minipg", "2"),
            ("body", "a\0b"),
        ] {
            let error = check(field, bad).expect_err(bad);
            assert_eq!(error.field, field);
        }
        assert!(preorder_number("a_b_c").is_err());
        assert!(preorder_number("abc12").is_ok());
    }
}
