//! Notifications: genuine, repeated by the schedule, stopped by `success` alone; forgeries never verify.

use crate::chaoying::desk::{Desk, PAID, notified, signer};
use sandbox::{Delivery, Gateway, HttpRequest, Random, SignatureFault};
use std::collections::HashSet;
use std::time::Duration;

const URL: &str = "http://127.0.0.1:9/notify";

fn paid(desk: &mut Desk) -> Delivery {
    desk.pre_order("T0001", "100", URL);
    assert!(desk.gateway.customer_pays(desk.now, "T0001"));
    let mut due = desk.gateway.due(desk.now);
    assert_eq!(due.len(), 1);
    due.remove(0)
}

#[test]
fn it_tells_what_the_manual_lists_and_is_signed() {
    let mut desk = Desk::new();
    let delivery = paid(&mut desk);
    assert_eq!(
        (delivery.url.as_str(), delivery.patience),
        (URL, Duration::from_secs(3))
    );
    signer().verify_form(&delivery.body).unwrap();
    let told = notified(&delivery.body);
    for (name, value) in [
        ("state", "SUCCESS"),
        ("result_code", "SUCCESS"),
        ("pay_result", "0"),
        ("mch_id", "00000001"),
        ("out_trade_no", "T0001"),
        ("total_fee", "100"),
        ("trade_type", "pay.weixin.native"),
        ("time_end", "20231115061320"),
    ] {
        assert_eq!(told.get(name), value, "{name}");
    }
    assert_eq!(
        told.get("transaction_id"),
        desk.query("T0001").get("transaction_id")
    );
}

#[test]
fn alipays_differs() {
    let mut desk = Desk::new();
    let fields = [
        ("mch_id", "00000001"),
        ("body", "tea"),
        ("out_trade_no", "T0001"),
        ("total_fee", "1205"),
        ("trade_type", "JSPAY"),
        ("product_id", "p"),
        ("buyer_id", "2088"),
        ("notify_url", URL),
    ];
    assert_eq!(desk.send("/Open/ALIPAY_PreOrder", &fields).head(), PAID);
    desk.gateway.customer_pays(desk.now, "T0001");
    let delivery = desk.gateway.due(desk.now).remove(0);
    signer().verify_form(&delivery.body).unwrap();
    let told = notified(&delivery.body);
    assert_eq!(told.get("trade_type"), "pay.alipay.jspay");
    assert_eq!(told.get("invoice_amount"), "1205");
    assert_eq!(
        told.get("fund_bill_list"),
        r#"[{"amount":"12.05","fundChannel":"ALIPAYACCOUNT"}]"#
    );
    assert!(!told.get("buyer_user_id").is_empty());
}

#[test]
fn notification_and_query_agree_about_the_payer_whom_the_pre_order_named() {
    type Told<'a> = &'a [(&'a str, &'a str)];
    const MADE_UP: &str = "oywgtuSandboxCustomer00001";
    // Wallet, what the pre-order tells, what the query answers, what the notification tells.
    let cases: &[(&str, Told<'_>, Told<'_>, Told<'_>)] = &[
        (
            "WECHAT",
            &[("trade_type", "NATIVE"), ("product_id", "p")],
            &[
                ("openid", MADE_UP),
                ("sub_appid", ""),
                ("sub_openid", ""),
                ("sub_is_subscribe", ""),
            ],
            &[("sub_appid", ""), ("sub_openid", "")],
        ),
        (
            "WECHAT",
            &[
                ("trade_type", "JSPAY"),
                ("sub_appid", "wx1"),
                ("buyer_id", "o1"),
            ],
            &[
                ("openid", MADE_UP),
                ("is_subscribe", "N"),
                ("sub_appid", "wx1"),
                ("sub_openid", "o1"),
                ("sub_is_subscribe", "N"),
            ],
            &[("sub_appid", "wx1"), ("sub_openid", "o1")],
        ),
        (
            "WECHAT",
            &[("trade_type", "APP"), ("sub_appid", "wx1")],
            &[
                ("sub_appid", "wx1"),
                ("sub_openid", "oHmbktSandboxCustomer0001"),
            ],
            &[
                ("sub_appid", "wx1"),
                ("sub_openid", "oHmbktSandboxCustomer0001"),
            ],
        ),
        (
            "ALIPAY",
            &[
                ("trade_type", "JSPAY"),
                ("product_id", "p"),
                ("buyer_id", "2088822494428000"),
            ],
            &[("openid", "2088822494428000"), ("sub_openid", "")],
            &[
                ("buyer_user_id", "2088822494428000"),
                ("buyer_logon_id", "138****0000"),
            ],
        ),
        (
            "ALIPAY",
            &[
                ("trade_type", "JSPAY"),
                ("product_id", "p"),
                ("buyer_logon_id", "a@b.example"),
            ],
            &[("openid", "2088000000000001")],
            &[
                ("buyer_user_id", "2088000000000001"),
                ("buyer_logon_id", "a@b.example"),
            ],
        ),
    ];
    for (wallet, told, queried, notified_of) in cases {
        let mut desk = Desk::new();
        let base = [
            ("mch_id", "00000001"),
            ("body", "tea"),
            ("out_trade_no", "T0001"),
            ("total_fee", "100"),
            ("notify_url", URL),
        ];
        let path = format!("/Open/{wallet}_PreOrder");
        assert_eq!(desk.send(&path, &[&base, *told].concat()).head(), PAID);
        desk.gateway.customer_pays(desk.now, "T0001");
        let notice = notified(&desk.gateway.due(desk.now).remove(0).body);
        let by = [("paytype", *wallet), ("out_trade_no", "T0001")];
        let answer = desk.call("orderquery", &by);
        for (name, value) in *queried {
            assert_eq!(answer.get(name), *value, "{told:?}: {name}");
        }
        for (name, value) in *notified_of {
            assert_eq!(notice.get(name), *value, "{told:?}: {name}");
        }
    }
}

#[test]
fn it_is_repeated_by_the_schedule_and_then_given_up() {
    let mut desk = Desk::new();
    let mut delivery = paid(&mut desk);
    let mut attempts = 1;
    for pause in [15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600] {
        assert_eq!(
            desk.gateway.due(desk.now + Duration::from_secs(9_999)),
            [],
            "it is under way"
        );
        desk.now += Duration::from_secs(9_999);
        desk.gateway.delivered(delivery.id, desk.now, None);
        assert_eq!(
            desk.gateway.next_due(),
            Some(desk.now + Duration::from_secs(pause))
        );
        desk.wait(pause - 1);
        assert_eq!(desk.gateway.due(desk.now), []);
        desk.wait(1);
        let again = desk.gateway.due(desk.now).remove(0);
        assert_eq!(again, delivery);
        delivery = again;
        attempts += 1;
    }
    assert_eq!(attempts, 10);
    desk.gateway.delivered(delivery.id, desk.now, None);
    desk.wait(1_000_000);
    assert_eq!(desk.gateway.due(desk.now), []);
    assert_eq!(desk.gateway.next_due(), None);
}

#[test]
fn only_the_bare_word_success_ends_it() {
    type Answer<'a> = Option<(u16, &'a [u8])>;
    let answers: &[(Answer<'_>, bool)] = &[
        (Some((200, b"success")), true),
        (Some((200, b"success\n")), false),
        (Some((200, b"SUCCESS")), false),
        (Some((200, b"\"success\"")), false),
        (Some((200, b"fail")), false),
        (Some((200, b"")), false),
        (Some((500, b"success")), false),
        (None, false),
    ];
    for (answer, ends) in answers {
        let mut desk = Desk::new();
        let delivery = paid(&mut desk);
        desk.gateway.delivered(delivery.id, desk.now, *answer);
        desk.wait(15);
        assert_eq!(desk.gateway.due(desk.now).is_empty(), *ends, "{answer:?}");
    }
}

#[test]
fn without_an_address_nobody_is_told_and_a_refusal_names_no_order() {
    let mut desk = Desk::new();
    desk.pre_order("T0001", "100", "");
    desk.gateway.customer_pays(desk.now, "T0001");
    assert_eq!(desk.gateway.due(desk.now), []);

    desk.pre_order("T0002", "100", URL);
    assert!(desk.gateway.customer_refuses(desk.now, "T0002"));
    let delivery = desk.gateway.due(desk.now).remove(0);
    signer().verify_form(&delivery.body).unwrap();
    let told = notified(&delivery.body);
    assert_eq!(
        (told.get("result_code"), told.get("out_trade_no")),
        ("FAIL", "")
    );
    assert_eq!(desk.query("T0002").head(), ("SUCCESS", "10006", "FAIL"));
}

#[test]
fn no_forgery_verifies_and_each_claims_an_unpaid_order() {
    let mut desk = Desk::new();
    let mut random = Random::new(3);
    assert_eq!(desk.gateway.forge_notification(&mut random), None);
    paid(&mut desk);
    assert_eq!(
        desk.gateway.forge_notification(&mut random),
        None,
        "what is paid needs no forgery"
    );
    desk.pre_order("T0002", "100", URL);
    desk.pre_order("T0003", "100", URL);
    let mut orders = HashSet::new();
    let mut kinds = HashSet::new();
    for _ in 0..100 {
        let forged = desk.gateway.forge_notification(&mut random).unwrap();
        assert!(signer().verify_form(&forged.body).is_err());
        let told = notified(&forged.body);
        assert_eq!(
            (told.get("pay_result"), told.get("total_fee")),
            ("0", "100")
        );
        orders.insert(told.get("out_trade_no").to_owned());
        kinds.insert(told.get("sign").len());
        desk.gateway
            .delivered(forged.id, desk.now, Some((200, b"success")));
    }
    assert_eq!(
        orders,
        HashSet::from(["T0002".to_owned(), "T0003".to_owned()])
    );
    assert_eq!(
        kinds,
        HashSet::from([0, 32]),
        "some without, some with a signature"
    );
    assert_eq!(desk.booked("T0002"), (0, 0, 0));
}

#[test]
fn spoiled_signatures_do_not_verify_and_leave_the_rest_as_it_was() {
    let mut desk = Desk::new();
    let body = desk.gateway.signed_form(&[
        ("method", "pay"),
        ("mch_id", "00000001"),
        ("out_trade_no", "T0001"),
        ("body", "茶 \"tea\" \\ \t"),
        ("attach", "茶 \"tea\" \\ \t\u{1}"),
        ("total_fee", "1"),
        ("auth_code", "13"),
    ]);
    let genuine = desk
        .gateway
        .handle(desk.now, &HttpRequest::form("/UnifiedPay/Gateway", body));
    let text = |body: &[u8]| String::from_utf8(body.to_vec()).unwrap();
    signer().verify_json(&text(&genuine.body)).unwrap();
    let mut fields: serde_json::Value = serde_json::from_slice(&genuine.body).unwrap();
    let signature = fields.as_object_mut().unwrap().remove("sign").unwrap();
    let mut seen = HashSet::new();
    for how in [
        SignatureFault::Wrong,
        SignatureFault::Missing,
        SignatureFault::Downgraded,
    ] {
        let mut reply = genuine.clone();
        desk.gateway.spoil_signature(&mut reply, how);
        assert!(signer().verify_json(&text(&reply.body)).is_err(), "{how:?}");
        let mut spoiled: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        let sign = spoiled.as_object_mut().unwrap().remove("sign");
        assert_eq!(spoiled, fields, "{how:?}");
        assert_ne!(sign.as_ref(), Some(&signature));
        assert_eq!(sign.is_none(), how == SignatureFault::Missing);
        seen.insert(sign.map(|sign| sign.to_string()));
    }
    assert_eq!(seen.len(), 3);
}
