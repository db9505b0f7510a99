//! What the documents demand of single fields, by wire name: the same for every operation unless one says otherwise.

use std::borrow::Cow;

use signing_core::InvalidField;

/// Rule of one field, or `Ok` where the documents state none. The value is not empty.
pub(crate) fn check(field: &str, value: &str) -> Result<(), InvalidField> {
    match field {
        "out_trade_no" if !within(value, 32, u8::is_ascii_alphanumeric) => {
            refuse(field, "must be 1 to 32 letters and digits")
        }
        "total_amount" if !value.parse().is_ok_and(|units: i64| units > 0) => {
            refuse(field, "must be a whole number of 1e-8 units greater than 0")
        }
        "settle_currency"
            if !value
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) =>
        {
            refuse(field, "must be a coin's symbol in capitals, such as USDT")
        }
        "trade_type" if !matches!(value, "JSAPI" | "H5") => refuse(field, "must be JSAPI or H5"),
        "trade_timeout_express" if value != "600" => refuse(field, "must be 600 seconds"),
        "scope" if !matches!(value, "snsapi_base" | "snsapi_userinfo") => {
            refuse(field, "must be snsapi_base or snsapi_userinfo")
        }
        "state" if !within(value, 128, u8::is_ascii_alphanumeric) => {
            refuse(field, "must be 1 to 128 letters and digits")
        }
        "trade_no" if !value.bytes().all(is_unreserved) => refuse(
            field,
            "must be what the pre-order answered: letters, digits and - . _ ~",
        ),
        "nonceStr" if !within(value, 32, u8::is_ascii_alphanumeric) => {
            refuse(field, "must be 1 to 32 letters and digits")
        }
        "timeStamp" if !value.bytes().all(|b| b.is_ascii_digit()) => {
            refuse(field, "must be seconds since 1970, in digits")
        }
        "return_url" | "redirect_uri" => web_address(field, value),
        _ if value.contains('\0') => refuse(field, "must not contain NUL"),
        _ => Ok(()),
    }
}

/// A text of at most so many characters.
pub(crate) fn at_most(field: &str, value: &str, characters: usize) -> Result<(), InvalidField> {
    if value.chars().count() > characters {
        return refuse(
            field.to_owned(),
            format!("must be at most {characters} characters"),
        );
    }
    check(field, value)
}

/// The required fields of a request must not be empty.
pub(crate) fn required(fields: &[(&'static str, &str)]) -> Result<(), InvalidField> {
    for (field, value) in fields {
        if value.is_empty() {
            return refuse(*field, "is required");
        }
    }
    Ok(())
}

pub(crate) fn refuse<T>(
    field: impl Into<String>,
    rule: impl Into<Cow<'static, str>>,
) -> Result<T, InvalidField> {
    Err(InvalidField::new(field.into(), rule))
}

/// What stands in a URL as it is, so that the provider reads it the same however often it decodes.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn within(value: &str, most: usize, allowed: fn(&u8) -> bool) -> bool {
    (1..=most).contains(&value.len()) && value.bytes().all(|byte| allowed(&byte))
}

fn web_address(field: &str, value: &str) -> Result<(), InvalidField> {
    let rest = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"));
    match rest {
        Some(rest) if rest.is_empty() || rest.starts_with(['/', '?', '#']) => {
            refuse(field, "must name a host")
        }
        Some(rest) if rest.contains(|c: char| c.is_control() || c.is_whitespace()) => {
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
    fn each_rule_takes_what_the_documents_allow_and_names_itself_otherwise() {
        for (field, good) in [
            ("out_trade_no", "a"),
            ("out_trade_no", "01234567890123456789012345678901"),
            ("total_amount", "1"),
            ("total_amount", "9223372036854775807"),
            ("settle_currency", "USDT"),
            ("trade_type", "H5"),
            ("trade_timeout_express", "600"),
            ("state", "aZ9"),
            ("trade_no", "1048157710522051678581"),
            ("trade_no", "P-12_3.a~b"),
            ("nonceStr", "2K426TILTKCH16CQ25145I8ZNMTM67VS"),
            ("timeStamp", "1577105620"),
            ("return_url", "https://shop.example/done?a=1&b=2"),
            ("redirect_uri", "http://127.0.0.1:8080/back"),
            ("body", "两杯咖啡\n& more"),
        ] {
            assert_eq!(check(field, good), Ok(()), "{field}={good}");
        }
        for (field, bad) in [
            ("out_trade_no", "012345678901234567890123456789012"),
            ("out_trade_no", "order_1"),
            ("out_trade_no", "órder"),
            ("total_amount", "00"),
            ("total_amount", "-1"),
            ("total_amount", "1.5"),
            ("total_amount", "9223372036854775808"),
            ("settle_currency", "usdt"),
            ("trade_type", "APP"),
            ("trade_timeout_express", "900"),
            ("scope", "all"),
            ("state", "a-b"),
            ("trade_no", "1&2"),
            ("trade_no", "1/2"),
            ("nonceStr", "a b"),
            ("timeStamp", "-1"),
            ("return_url", "shop.example"),
            ("return_url", "https:///x"),
            ("return_url", "https://?x"),
            ("redirect_uri", "https://shop.example/a b"),
            ("openid", "a\0b"),
        ] {
            let error = check(field, bad).expect_err(bad);
            assert_eq!(error.field, field);
            assert!(
                !error.rule.contains(bad),
                "a rule must not repeat the value"
            );
        }
        let wide = "测".repeat(33);
        assert!(
            at_most("subject", &wide[..96], 32).is_ok(),
            "lengths are in characters"
        );
        assert!(at_most("subject", &wide, 32).is_err());
    }
}
