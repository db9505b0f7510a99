//! Chaoying's gateway is strict: who may ask, how, and with which fields.

use crate::chaoying::desk::{Desk, PAID, fail, read, signer};
use sandbox::chaoying::Config;
use sandbox::{Gateway, HttpRequest};
use signing_core::form;

const GATEWAY: &str = "/UnifiedPay/Gateway";
const PAY: &[(&str, &str)] = &[
    ("method", "pay"),
    ("mch_id", "00000001"),
    ("out_trade_no", "T0001"),
    ("body", "image形象店-深圳腾大"),
    ("total_fee", "1"),
    ("auth_code", "134612345678901234"),
];

type Fields<'a> = &'a [(&'a str, &'a str)];

fn changed<'a>(
    fields: &[(&'a str, &'a str)],
    name: &'a str,
    value: &'a str,
) -> Vec<(&'a str, &'a str)> {
    let mut all: Vec<_> = fields
        .iter()
        .copied()
        .filter(|(known, _)| *known != name)
        .collect();
    all.push((name, value));
    all
}

#[test]
fn a_request_as_the_manual_wants_it_is_done() {
    let answer = Desk::new().send(GATEWAY, PAY);
    assert_eq!(answer.head(), PAID);
    for name in [
        "appid",
        "openid",
        "transaction_id",
        "out_transaction_id",
        "time_end",
        "nonce_str",
        "sign",
    ] {
        assert!(!answer.get(name).is_empty(), "{name}");
    }
    assert_eq!(
        (answer.get("out_trade_no"), answer.get("total_fee")),
        ("T0001", "1")
    );
    assert_eq!(answer.get("time_end"), "20231115061320");
}

#[test]
fn each_broken_rule_is_named() {
    let cases: &[(&str, &str, &str)] = &[
        ("method", "", "method"),
        ("method", "steal", "method"),
        ("mch_id", "", "mch_id is required"),
        ("out_trade_no", "", "out_trade_no is required"),
        ("out_trade_no", "T001", "5 to 32"),
        (
            "out_trade_no",
            "T00000000000000000000000000000033",
            "5 to 32",
        ),
        ("out_trade_no", "T0001-1", "5 to 32"),
        ("out_trade_no", "Т0001", "5 to 32"),
        ("body", "", "body is required"),
        ("total_fee", "", "total_fee is required"),
        ("total_fee", "0", "from 1 to 9999999999"),
        ("total_fee", "01", "from 1 to 9999999999"),
        ("total_fee", "-1", "from 1 to 9999999999"),
        ("total_fee", "+1", "from 1 to 9999999999"),
        ("total_fee", "1.5", "from 1 to 9999999999"),
        ("total_fee", "10000000000", "from 1 to 9999999999"),
        ("auth_code", "", "auth_code is required"),
        ("auth_code", "911234567890123456", "device_info is required"),
        ("mch_create_ip", "256.1.1.1", "an IP address"),
        ("agent_id", "", "agent_id is required"),
    ];
    for (name, value, expected) in cases {
        let mut desk = Desk::new();
        let mut fields = changed(PAY, name, value);
        if *name != "agent_id" {
            fields.push(("agent_id", "130000000000000001"));
        }
        let signature = signer().sign(&fields);
        fields.push(("sign", signature.as_str()));
        let answer = desk.post(GATEWAY, form::encode(fields).as_bytes());
        assert_eq!(answer.head(), fail("20004"), "{name}={value}");
        assert!(
            answer.get("msg").contains(expected),
            "{name}={value}: {}",
            answer.get("msg")
        );
        assert!(desk.gateway.ledger().entries.is_empty(), "{name}={value}");
    }
}

#[test]
fn agent_and_merchant_must_be_known() {
    let mut desk = Desk::new();
    assert_eq!(
        desk.send(GATEWAY, &changed(PAY, "mch_id", "00000002"))
            .head(),
        fail("20005")
    );
    let mut fields = PAY.to_vec();
    fields.push(("agent_id", "130000000000000002"));
    let signature = signer().sign(&fields);
    fields.push(("sign", signature.as_str()));
    assert_eq!(
        desk.post(GATEWAY, form::encode(fields).as_bytes()).head(),
        fail("20012")
    );
}

#[test]
fn a_wrong_signature_is_explained_and_shows_no_secret() {
    let mut fields = PAY.to_vec();
    fields.push(("agent_id", "130000000000000001"));
    let mut body = form::encode(fields.iter().copied());
    let answer = Desk::new().post(GATEWAY, body.as_bytes());
    assert_eq!(answer.head(), fail("20002"));

    // Signed percent-encoded, the classic mistake.
    let encoded: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, form::percent_encode(value)))
        .collect();
    let encoded: Vec<_> = encoded
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    body += &format!("&sign={}", signer().sign(&encoded));
    let answer = Desk::new().post(GATEWAY, body.as_bytes());
    assert_eq!(answer.head(), fail("20002"));
    let msg = answer.get("msg");
    assert!(
        msg.contains("percent") && msg.contains("total_fee=1&key=***"),
        "{msg}"
    );
    assert!(msg.contains("auth_code=***"), "{msg}");
    assert!(
        !msg.contains("134612345678901234") && !msg.contains(Config::DEFAULT_KEY),
        "{msg}"
    );
}

#[test]
fn a_changed_byte_a_doubled_name_and_a_bad_encoding_are_refused() {
    let good = Desk::new().gateway.signed_form(PAY);
    let cases = [
        (good.replace("total_fee=1&", "total_fee=2&"), "20002"),
        (format!("{good}&total_fee=1"), "20004"),
        (format!("{good}&attach=%zz"), "20004"),
        (format!("{good}&attach=%ff"), "20004"),
        (format!("{good}&attach=x"), "20002"),
    ];
    for (body, code) in cases {
        let mut desk = Desk::new();
        assert_eq!(
            desk.post(GATEWAY, body.as_bytes()).head(),
            fail(code),
            "{body}"
        );
        assert!(desk.gateway.ledger().entries.is_empty());
    }
}

#[test]
fn only_forms_posted_to_known_paths_reach_an_operation() {
    let mut desk = Desk::new();
    let body = desk.gateway.signed_form(PAY);
    let mut status = |method: &str, path: &str| {
        let request = HttpRequest {
            method: method.into(),
            ..HttpRequest::form(path, body.as_str())
        };
        desk.gateway.handle(desk.now, &request).status
    };
    assert_eq!(status("GET", GATEWAY), 405);
    assert_eq!(status("PUT", "/Mch/GetMchId"), 405);
    assert_eq!(status("POST", "/UnifiedPay/gateway"), 404);
    let mut json = HttpRequest::form(GATEWAY, body.as_str());
    json.headers[0].1 = "application/json".into();
    let answer = read(&desk.gateway.handle(desk.now, &json));
    assert_eq!(answer.head(), fail("20004"));
    assert!(desk.gateway.ledger().entries.is_empty());
}

#[test]
fn what_is_signed_follows_tables_and_configuration() {
    let signed = |desk: &mut Desk, fields: &[(&str, &str)]| {
        !desk.send(GATEWAY, fields).get("sign").is_empty()
    };
    let mut desk = Desk::new();
    assert!(signed(&mut desk, PAY));
    assert!(signed(&mut desk, &changed(PAY, "body", "")));
    let pre_order = desk.pre_order("T0002", "1", "http://127.0.0.1/n");
    assert_eq!((pre_order.head(), pre_order.get("sign")), (PAID, ""));

    let mut config = Config::default();
    config.sign_failures = false;
    let mut desk = Desk::with(config);
    assert!(signed(&mut desk, PAY));
    assert!(!signed(&mut desk, &changed(PAY, "body", "")));
    desk.pay("T0003", "5", "134612345678909001");
    assert_eq!(
        desk.query("T0003").get("sign"),
        "",
        "PROCESSING is no success"
    );
}

#[test]
fn failures_name_their_order_unless_told_otherwise() {
    let mut desk = Desk::new();
    assert_eq!(desk.query("T0009").get("out_trade_no"), "T0009");
    desk.pay("T0001", "5", "134612345678909005");
    assert_eq!(desk.query("T0001").get("out_trade_no"), "T0001");

    let mut config = Config::default();
    config.name_orders = false;
    let mut desk = Desk::with(config);
    assert_eq!(desk.query("T0009").get("out_trade_no"), "");
    desk.pay("T0001", "5", "134612345678909005");
    assert_eq!(desk.query("T0001").get("out_trade_no"), "");
}

#[test]
fn pre_orders_have_rules_of_their_own() {
    const WECHAT: &str = "/Open/WECHAT_PreOrder";
    const ALIPAY: &str = "/Open/ALIPAY_PreOrder";
    let base = [
        ("mch_id", "00000001"),
        ("body", "tea"),
        ("out_trade_no", "T0001"),
        ("total_fee", "9"),
    ];
    let cases: &[(&str, Fields<'_>, &str)] = &[
        (WECHAT, &[], "trade_type is required"),
        (WECHAT, &[("trade_type", "MWEB")], "JSPAY, NATIVE"),
        (
            WECHAT,
            &[("trade_type", "NATIVE")],
            "product_id is required",
        ),
        (WECHAT, &[("trade_type", "APP")], "sub_appid is required"),
        (
            WECHAT,
            &[("trade_type", "JSPAY"), ("sub_appid", "wx1")],
            "buyer_id is required",
        ),
        (
            WECHAT,
            &[
                ("trade_type", "NATIVE"),
                ("product_id", "1"),
                ("is_minipg", "2"),
            ],
            "0 or 1",
        ),
        (
            WECHAT,
            &[
                ("trade_type", "NATIVE"),
                ("product_id", "1"),
                ("notify_url", "http://a/?b=1"),
            ],
            "without a query",
        ),
        (
            WECHAT,
            &[
                ("trade_type", "NATIVE"),
                ("product_id", "1"),
                ("time_expire", "20231115061320"),
            ],
            "time_expire is over",
        ),
        (
            ALIPAY,
            &[("trade_type", "JSPAY"), ("product_id", "1")],
            "buyer_logon_id is required",
        ),
        (
            ALIPAY,
            &[("trade_type", "JSPAY"), ("buyer_id", "1")],
            "product_id is required",
        ),
        (
            ALIPAY,
            &[("trade_type", "NATIVE"), ("time_start", "20231115061320")],
            "come together",
        ),
        (
            ALIPAY,
            &[("trade_type", "NATIVE"), ("time_start", "2023-11-15")],
            "yyyyMMddHHmmss",
        ),
    ];
    for (path, extra, expected) in cases {
        let answer = Desk::new().send(path, &[&base[..], extra].concat());
        assert_eq!(answer.head(), fail("20004"), "{path} {extra:?}");
        assert!(
            answer.get("msg").contains(expected),
            "{extra:?}: {}",
            answer.get("msg")
        );
    }
    for wrong in ["T_0001", "T001", "T00000000000000000000000000000033"] {
        let number = changed(&base, "out_trade_no", wrong);
        let answer = Desk::new().send(ALIPAY, &[&number[..], &[("trade_type", "NATIVE")]].concat());
        let msg = answer.get("msg");
        assert!(
            msg.ends_with("out_trade_no must be 5 to 32 letters or digits"),
            "{wrong}: {msg}"
        );
    }
}

#[test]
fn pre_orders_answer_with_what_their_trade_type_needs() {
    let cases: &[(&str, Fields<'_>, &[&str], &[&str])] = &[
        (
            "WECHAT",
            &[("trade_type", "NATIVE"), ("product_id", "1")],
            &["code_url", "code_img_url"],
            &["pay_info"],
        ),
        (
            "WECHAT",
            &[
                ("trade_type", "JSPAY"),
                ("sub_appid", "wx1"),
                ("buyer_id", "o1"),
            ],
            &["pay_info", "token_id", "sub_openid"],
            &["code_url"],
        ),
        (
            "ALIPAY",
            &[("trade_type", "NATIVE")],
            &["code_url", "code_img_url"],
            &["pay_info", "pay_url"],
        ),
        (
            "ALIPAY",
            &[
                ("trade_type", "JSPAY"),
                ("product_id", "1"),
                ("buyer_logon_id", "a@b"),
            ],
            &["pay_info", "pay_url"],
            &["code_url"],
        ),
    ];
    for (wallet, extra, there, missing) in cases {
        let base = [
            ("mch_id", "00000001"),
            ("body", "tea"),
            ("out_trade_no", "T0001"),
            ("total_fee", "9"),
        ];
        let answer = Desk::new().send(
            &format!("/Open/{wallet}_PreOrder"),
            &[&base[..], extra].concat(),
        );
        assert_eq!(answer.head(), PAID, "{wallet} {extra:?}: {answer:?}");
        assert!(
            there.iter().all(|name| !answer.get(name).is_empty()),
            "{wallet} {extra:?}: {answer:?}"
        );
        assert!(
            missing.iter().all(|name| answer.get(name).is_empty()),
            "{wallet} {extra:?}: {answer:?}"
        );
        if !answer.get("pay_info").is_empty() {
            serde_json::from_str::<serde_json::Value>(answer.get("pay_info")).unwrap();
        }
    }
}

#[test]
fn dates_are_real_where_the_calendar_is() {
    use sandbox::{Calendar, Gateway, beijing};
    use std::time::Duration;

    let mut desk = Desk::new();
    let start = desk.now;
    desk.gateway.set_calendar(Calendar::real(start, 100));
    desk.wait(1_000);
    let today = start + Duration::from_secs(10);
    let paid = desk.pay("T0001", "100", "134612345678901234");
    assert_eq!(paid.get("time_end"), beijing::format(today));
    let pre_order = |number: &'static str, expires: &str| {
        let mut fields = vec![
            ("mch_id", "00000001"),
            ("body", "tea"),
            ("out_trade_no", number),
            ("total_fee", "100"),
            ("trade_type", "NATIVE"),
            ("product_id", "p"),
            ("time_expire", expires),
        ];
        fields.sort_unstable();
        fields
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .collect::<Vec<_>>()
    };
    let ask = |desk: &mut Desk, number, seconds: u64| {
        let expires = beijing::format(start + Duration::from_secs(seconds));
        let fields = pre_order(number, &expires);
        let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        desk.send("/Open/WECHAT_PreOrder", &fields)
            .get("code")
            .to_owned()
    };
    assert_eq!(ask(&mut desk, "T0002", 10), "20004", "that date is over");
    assert_eq!(ask(&mut desk, "T0003", 13), "10000");
    desk.wait(299);
    assert!(desk.gateway.customer_pays(desk.now, "T0003"));
    assert_eq!(ask(&mut desk, "T0004", 16), "10000");
    desk.wait(301);
    assert!(!desk.gateway.customer_pays(desk.now, "T0004"), "it expired");
}

#[test]
fn a_refused_total_hears_what_this_gateway_can_count() {
    let mut desk = Desk::new();
    for fee in ["10000000000", "0", "1.5"] {
        let answer = desk.pay("T0001", fee, "134612345678901234");
        assert!(
            answer.get("msg").contains("from 1 to 9999999999"),
            "{answer:?}"
        );
    }
    assert_eq!(
        desk.pay("T0001", "9999999999", "134612345678901234")
            .get("code"),
        "10000"
    );
}
