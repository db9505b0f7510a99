//! Notifications are believed for their signature and for what was ordered, and for nothing else.

use crate::support::*;
use chaoying::{Ack, Error, Fen, Unexpected, Wallet};
use signing_core::{VerifyError, form};

const WECHAT: &[(&str, &str)] = &[
    ("bank_type", "CFT"),
    ("mch_id", "f20170519135901860000"),
    ("nonce_str", "1523929649387"),
    ("out_trade_no", "1523929500000"),
    ("out_transaction_id", "2018041721001004870537670226"),
    ("pay_result", "0"),
    ("result_code", "SUCCESS"),
    ("state", "SUCCESS"),
    ("time_end", "20180417094729"),
    ("total_fee", "1"),
    ("trade_type", "pay.weixin.native"),
    ("transaction_id", "199520439266201804177199552446"),
];

fn posted(fields: &[(&str, &str)]) -> String {
    let sign = signer().sign(fields);
    let mut fields = fields.to_vec();
    fields.push(("sign", sign.as_str()));
    form::encode(fields)
}

fn but<'a>(name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = WECHAT.to_vec();
    fields
        .iter_mut()
        .find(|(field, _)| *field == name)
        .unwrap()
        .1 = value;
    fields
}

#[test]
fn a_genuine_notification_of_the_order_is_acknowledged() {
    let client = client("{}");
    let notification = client
        .payment_notification(posted(WECHAT).as_bytes())
        .unwrap();
    assert_eq!(notification.wallet(), Wallet::Wechat);
    assert_eq!(
        notification.expect("1523929500000", Fen(1)),
        Ok(Ack::Success)
    );
    assert_eq!(
        notification.expect_of("f20170519135901860000", "1523929500000", Fen(1)),
        Ok(Ack::Success)
    );
    assert_eq!((Ack::Success.text(), Ack::Fail.text()), ("success", "fail"));
}

#[test]
fn alipays_fields_are_read_too_and_unknown_ones_kept() {
    let mut fields = but("trade_type", "pay.alipay.native");
    fields.extend([
        ("buyer_user_id", "2088822494428000"),
        ("buyer_logon_id", "13800000000@qq.com"),
        (
            "fund_bill_list",
            r#"[{"amount":"0.01","fundChannel":"ALIPAYACCOUNT"}]"#,
        ),
        ("invoice_amount", "1"),
        ("gmt_create", "20180417094613"),
        ("brand_new", "x"),
    ]);
    let notification = client("{}")
        .payment_notification(posted(&fields).as_bytes())
        .unwrap();
    assert_eq!(notification.wallet(), Wallet::Alipay);
    assert_eq!(notification.invoice_amount, Some(Fen(1)));
    assert_eq!(notification.extra["brand_new"], "x");
    assert_eq!(notification.extra.len(), 1);
}

#[test]
fn what_differs_from_the_order_is_named() {
    let client = client("{}");
    let read = |fields: &[(&str, &str)]| {
        client
            .payment_notification(posted(fields).as_bytes())
            .unwrap()
    };
    let good = read(WECHAT);
    assert_eq!(
        good.expect("1523929500001", Fen(1)),
        Err(Unexpected::Differs {
            field: "out_trade_no"
        })
    );
    assert_eq!(
        good.expect("1523929500000", Fen(100)),
        Err(Unexpected::Differs { field: "total_fee" })
    );
    for (currency, differs) in [("CNY", false), ("USD", true)] {
        let mut fields = WECHAT.to_vec();
        fields.push(("fee_type", currency));
        assert_eq!(
            read(&fields).expect("1523929500000", Fen(1)),
            if differs {
                Err(Unexpected::Differs { field: "fee_type" })
            } else {
                Ok(Ack::Success)
            }
        );
    }
    assert_eq!(
        good.expect_of("f2", "1523929500000", Fen(1)),
        Err(Unexpected::Differs { field: "mch_id" })
    );
    for (field, value) in [
        ("state", "FAIL"),
        ("result_code", "FAIL"),
        ("pay_result", "1"),
        ("pay_result", ""),
    ] {
        assert_eq!(
            read(&but(field, value)).expect("1523929500000", Fen(1)),
            Err(Unexpected::NotPaid),
            "{field}={value}"
        );
    }
}

#[test]
fn forged_and_unreadable_notifications_are_not_believed() {
    let client = client("{}");
    let good = posted(WECHAT);
    for (body, why) in [
        (good.replace("total_fee=1", "total_fee=2"), "another amount"),
        (good.replace("sign=", "sign=0"), "another signature"),
        (form::encode(WECHAT.iter().copied()), "no signature"),
        (format!("{good}&attach=x"), "an added field"),
        (
            good.replace("&bank_type=CFT", "")
                .replace("bank_type=CFT&", ""),
            "a dropped field",
        ),
        (format!("{good}&total_fee=1"), "a doubled field"),
        (good.replace("CFT", "CF%"), "a broken escape"),
        (good.replace("CFT", "%ff"), "not UTF-8"),
        (String::new(), "nothing"),
    ] {
        let error = client.payment_notification(body.as_bytes()).expect_err(why);
        assert!(matches!(error, Error::Signature(_)), "{why}: {error}");
    }
    let error = client
        .payment_notification(form::encode(WECHAT.iter().copied()).as_bytes())
        .unwrap_err();
    assert!(matches!(error, Error::Signature(VerifyError::Missing)));
}

#[test]
fn every_bit_of_a_notification_counts() {
    let client = client("{}");
    let good = posted(WECHAT).into_bytes();
    let mut harmless = Vec::new();
    for bit in 0..good.len() * 8 {
        let mut body = good.clone();
        body[bit / 8] ^= 1 << (bit % 8);
        if client.payment_notification(&body).is_ok() {
            harmless.push((good[bit / 8], body[bit / 8]));
        }
    }
    // The signature's hex is read in either case; nothing else may differ.
    assert!(
        harmless
            .iter()
            .all(|(was, is)| was.eq_ignore_ascii_case(is)),
        "{harmless:?}"
    );
}
