//! Notifications: raw bytes in, believed or not, compared with the order, acknowledged.

use crate::provider::*;
use hicoin::*;

const PAID: &[(&str, &str)] = &[
    ("app_id", APP_ID),
    ("trade_status", "SUCCESS"),
    ("trade_no", "1048157710522051678581"),
    ("out_trade_no", "P20260401000042"),
    ("openid", "user0001"),
    ("trade_type", "H5"),
    ("total_amount", "9223372036854775807"),
    ("settle_currency", "USDT"),
    ("passback_params", "a=1&b=测 试"),
    ("body", "两杯"),
    ("subject", "coffee + cake"),
    ("nonce_str", "330b1d9b67e4440abff6d9c89ddb9b86"),
];

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                (byte as char).to_string()
            } else {
                format!("%{byte:02x}")
            }
        })
        .collect()
}

fn as_form(fields: &[(&str, &str)], sign: &str) -> String {
    let pairs = fields.iter().copied().chain([("sign", sign)]);
    pairs
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect::<Vec<_>>()
        .join("&")
}

fn form_of(fields: &[(&str, &str)]) -> String {
    as_form(fields, &sign(MCH_KEY, fields.iter().copied()))
}

fn read(content_type: Option<&str>, body: &str) -> Result<Verified<PaymentNotification>, Error> {
    answered("")
        .0
        .payment_notification(content_type, body.as_bytes())
}

fn amount() -> Amount {
    Amount::from_units(i64::MAX).unwrap()
}

#[test]
fn a_form_and_json_are_read_alike() {
    let strings: Vec<(&str, String)> = PAID
        .iter()
        .map(|(name, value)| (*name, serde_json::to_string(value).unwrap()))
        .collect();
    let strings: Vec<(&str, &str)> = strings
        .iter()
        .map(|(name, value)| (*name, &**value))
        .collect();
    let json_text = signed(MCH_KEY, &strings);
    let json_number = signed(
        MCH_KEY,
        &with(&strings, "total_amount", Some("9223372036854775807")),
    );
    let form_text = form_of(PAID);
    for (content_type, body) in [
        (None, &form_text),
        (
            Some("application/x-www-form-urlencoded; charset=utf-8"),
            &form_text,
        ),
        (Some("application/json"), &json_text),
        (Some("Application/JSON;charset=UTF-8"), &json_number),
        (Some("application/vnd.hicoin+json"), &json_number),
    ] {
        let told = read(content_type, body).unwrap();
        assert_eq!(told.passback_params.as_deref(), Some("a=1&b=测 试"));
        assert_eq!(
            (told.total_amount, told.trade_type.as_ref()),
            (Some(amount()), Some(&TradeType::H5))
        );
        assert!(told.extra.is_empty(), "{:?}", told.extra);
        assert_eq!(
            told.expect("P20260401000042", amount(), "USDT"),
            Ok(Ack::Success)
        );
    }
    assert!(read(Some("application/json"), &form_text).is_err());
    assert!(read(None, &json_text).is_err());
}

#[test]
fn expect_wants_the_own_app_and_the_order_as_it_was_made() {
    let differs = |field| Err(Unexpected::Differs { field });
    let cases = [
        ("trade_status", Some("NOTPAY"), Err(Unexpected::NotPaid)),
        ("trade_status", Some("success"), Err(Unexpected::NotPaid)),
        ("app_id", Some("another"), differs("app_id")),
        ("app_id", None, differs("app_id")),
        (
            "out_trade_no",
            Some("P20260401000043"),
            differs("out_trade_no"),
        ),
        ("out_trade_no", None, differs("out_trade_no")),
        (
            "total_amount",
            Some("9223372036854775806"),
            differs("total_amount"),
        ),
        ("total_amount", None, differs("total_amount")),
        ("settle_currency", Some("usdt"), differs("settle_currency")),
        ("settle_currency", None, differs("settle_currency")),
        ("news", Some("of a later version"), Ok(Ack::Success)),
        ("passback_params", None, Ok(Ack::Success)),
    ];
    for (field, value, expected) in cases {
        let told = read(None, &form_of(&with(PAID, field, value))).unwrap();
        assert_eq!(
            told.expect("P20260401000042", amount(), "USDT"),
            expected,
            "{field}: {value:?}"
        );
    }
    let told = read(None, &form_of(PAID)).unwrap();
    assert_eq!(told.expect("P2", amount(), "USDT"), differs("out_trade_no"));
    assert_eq!(
        told.expect("P20260401000042", "1".parse().unwrap(), "USDT"),
        differs("total_amount")
    );
    assert_eq!(
        told.expect("P20260401000042", amount(), "ETH"),
        differs("settle_currency")
    );
    assert_eq!((Ack::Success.text(), Ack::Fail.text()), ("SUCCESS", "FAIL"));
}

#[test]
fn what_the_payment_key_did_not_sign_is_not_believed() {
    let right = sign(MCH_KEY, PAID.iter().copied());
    assert!(
        read(None, &as_form(PAID, &right.to_lowercase())).is_ok(),
        "the case of hex does not matter"
    );
    let missing = [
        as_form(PAID, ""),
        form_of(PAID).split("&sign=").next().unwrap().to_owned(),
        String::new(),
    ];
    for body in missing {
        assert!(
            matches!(
                read(None, &body),
                Err(Error::Signature(VerifyError::Missing))
            ),
            "{body}"
        );
    }
    let mutants = [
        as_form(PAID, &sign(SECRET_KEY, PAID.iter().copied())),
        as_form(PAID, &sign("", PAID.iter().copied())),
        as_form(PAID, &right[..62]),
        form_of(PAID) + "&total_amount=1",
        form_of(PAID) + "&extra=1",
        form_of(PAID).replace("&body=", "&Body="),
        form_of(PAID).replace("P20260401000042", "P20260401000043"),
    ];
    for mutant in mutants {
        assert!(
            matches!(read(None, &mutant), Err(Error::Signature(_))),
            "{mutant}"
        );
    }
    let genuine = form_of(PAID);
    let hex = genuine.len() - 64..genuine.len();
    let (client, _) = answered("");
    for at in 0..genuine.len() {
        for bit in 0..8 {
            let mut mutant = genuine.clone().into_bytes();
            mutant[at] ^= 1 << bit;
            let believed = client.payment_notification(None, &mutant).is_ok();
            // Hex reads alike in either case, in the signature and in percent escapes.
            let same = mutant[at].eq_ignore_ascii_case(&genuine.as_bytes()[at])
                && (hex.contains(&at) || genuine[at.saturating_sub(2)..at].contains('%'));
            assert_eq!(believed, same, "byte {at} bit {bit}");
        }
    }
}

#[test]
fn a_message_of_the_key_that_is_no_notification_is_an_error() {
    for fields in [
        with(PAID, "trade_status", None),
        with(PAID, "total_amount", Some("1.5")),
        with(PAID, "total_amount", Some("9223372036854775808")),
    ] {
        assert!(matches!(
            read(None, &form_of(&fields)),
            Err(Error::Decode(_))
        ));
    }
}
