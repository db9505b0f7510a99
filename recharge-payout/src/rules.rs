//! What the document demands of single fields, by wire name.

use std::borrow::Cow;

use signing_core::InvalidField;

use crate::{WholeYuan, Yuan};

/// Rule of one field, or `Ok` where the document states none. The value is not empty.
pub(crate) fn check(field: &str, value: &str) -> Result<(), InvalidField> {
    match field {
        "mrn" => mrn(value),
        "amount" => yuan(value),
        "channelId" if !is_integer(value) => refuse(
            field.to_owned(),
            "must be a whole number of at most 18 digits, without leading zeros or sign",
        ),
        "callbackUrl" | "returnUrl" => url(field, value),
        "callback" if !matches!(value, "true" | "false") => {
            refuse(field.to_owned(), "must be true or false")
        }
        _ if value.contains(char::is_control) => {
            refuse(field.to_owned(), "must not contain control characters")
        }
        _ => Ok(()),
    }
}

/// Rule of a payout's amount.
pub(crate) fn whole_yuan(value: &str) -> Result<(), InvalidField> {
    match value.parse::<WholeYuan>() {
        Ok(yuan) if yuan.0 > 0 => Ok(()),
        _ => refuse("amount", "must be a whole number of yuan greater than 0"),
    }
}

/// A number that JSON and the signature write alike.
pub(crate) fn is_integer(value: &str) -> bool {
    let leading_zero = value.len() > 1 && value.starts_with('0');
    (1..=18).contains(&value.len()) && !leading_zero && value.bytes().all(|b| b.is_ascii_digit())
}

pub(crate) fn refuse<T>(
    field: impl Into<Cow<'static, str>>,
    rule: impl Into<Cow<'static, str>>,
) -> Result<T, InvalidField> {
    Err(InvalidField::new(field, rule))
}

fn mrn(value: &str) -> Result<(), InvalidField> {
    // The signed string does not escape values: with & an order number could pass for two fields of a callback.
    let forbidden = |c: char| c.is_control() || c == '&';
    if value.chars().count() > 64 || value.contains(forbidden) {
        return refuse(
            "mrn",
            "must be at most 64 characters, without control characters and &",
        );
    }
    Ok(())
}

fn yuan(value: &str) -> Result<(), InvalidField> {
    match value.parse::<Yuan>() {
        Ok(yuan) if yuan.fen() > 0 => Ok(()),
        Ok(_) => refuse("amount", "must be greater than 0"),
        Err(error) => refuse("amount", error.to_string()),
    }
}

fn url(field: &str, value: &str) -> Result<(), InvalidField> {
    let rest = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"));
    match rest {
        None => refuse(field.to_owned(), "must start with https:// or http://"),
        Some(rest) if rest.is_empty() || rest.starts_with(['/', '?', '#', ':']) => {
            refuse(field.to_owned(), "must name a host")
        }
        Some(rest) if rest.contains(|c: char| c.is_control() || c == ' ' || c == '\\') => refuse(
            field.to_owned(),
            "must not contain blanks, backslashes or control characters",
        ),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_takes_what_the_document_allows_and_names_itself_otherwise() {
        let longest = "单".repeat(64);
        for (field, good) in [
            ("mrn", "1497769914931"),
            ("mrn", "订单-1 / 2"),
            ("mrn", &longest),
            ("amount", "0.01"),
            ("amount", "100.50"),
            ("channelId", "15"),
            ("channelId", "0"),
            ("channelId", "310"),
            ("channelId", "2147483647"),
            ("callbackUrl", "https://shop.example/notify?mrn=1&kind=a"),
            ("returnUrl", "http://127.0.0.1:8080"),
            ("bankName", "A & B 银行"),
            ("callback", "true"),
        ] {
            assert_eq!(check(field, good), Ok(()), "{field}={good}");
        }
        let too_long = "x".repeat(65);
        for (field, bad) in [
            ("mrn", &*too_long),
            ("mrn", "a\nb"),
            ("mrn", "a&mrn=b"),
            ("amount", "0"),
            ("amount", "0.00"),
            ("amount", "1.234"),
            ("amount", "1e3"),
            ("amount", "-1"),
            ("channelId", "01"),
            ("channelId", "1.0"),
            ("channelId", "-1"),
            ("channelId", "1234567890123456789"),
            ("callbackUrl", "ftp://shop.example/"),
            ("callbackUrl", "https:///notify"),
            ("callbackUrl", "https://shop.example/a b"),
            ("returnUrl", "/back"),
            ("returnUrl", "https://shop.example\\@evil.example/"),
            ("payer", "a\0b"),
            ("bankName", "a\r\nb"),
            ("callback", "yes"),
        ] {
            let error = check(field, bad).expect_err(bad);
            assert_eq!(error.field, field);
            assert!(
                !error.rule.contains(bad) || bad.len() < 3,
                "a rule must not repeat the value"
            );
        }
        assert_eq!(whole_yuan("500"), Ok(()));
        for bad in ["0", "1.0", "1.5", "01", "1e3", "-1"] {
            assert!(whole_yuan(bad).is_err(), "{bad}");
        }
    }
}
