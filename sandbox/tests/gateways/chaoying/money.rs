//! Chaoying's gateway moves money by the manual's rules, in virtual time.

use crate::chaoying::desk::{Desk, PAID, PROCESSING, fail};
use sandbox::Gateway;
use sandbox::chaoying::Customer;
use std::time::Duration;

const AT_ONCE: &str = "134612345678901234";
/// `state`, `code`, `trade_state`.
type Head = (&'static str, &'static str, &'static str);

const REFUSED: Head = ("SUCCESS", "10006", "FAIL");
const CLOSED: Head = ("SUCCESS", "10004", "FAIL");
const CANCELLED: Head = ("SUCCESS", "10005", "FAIL");

#[test]
fn customers_do_what_their_codes_say() {
    // The pay's answer, then pairs of seconds and what a query says.
    type Course = (Head, &'static [(u64, Head)]);
    let cases: &[(&str, Course)] = &[
        ("1234", (PAID, &[(0, PAID)])),
        ("9001", (PROCESSING, &[(9, PROCESSING), (1, PAID)])),
        ("9002", (PROCESSING, &[(39, PROCESSING), (1, PAID)])),
        ("9003", (PROCESSING, &[(29, PROCESSING), (1, REFUSED)])),
        ("9004", (PROCESSING, &[(100_000, PROCESSING)])),
        ("9005", (REFUSED, &[(0, REFUSED)])),
        ("9006", (PAID, &[(0, PAID)])),
        ("9007", (("SUCCESS", "10001", "NEED_QUERY"), &[(0, PAID)])),
        ("9008", (fail("20006"), &[(0, PAID)])),
        ("9009", (fail("20006"), &[(0, REFUSED)])),
        ("9010", (PROCESSING, &[(60, PROCESSING)])),
    ];
    for (ending, (answered, later)) in cases {
        let mut desk = Desk::new();
        assert_eq!(
            desk.pay("T0001", "100", &format!("13461234567890{ending}"))
                .head(),
            *answered,
            "{ending}"
        );
        for (seconds, head) in *later {
            desk.wait(*seconds);
            assert_eq!(
                desk.query("T0001").head(),
                *head,
                "{ending} after {seconds} s"
            );
        }
    }
}

#[test]
fn a_planned_customer_outweighs_the_code() {
    let mut desk = Desk::new();
    desk.gateway
        .plan_customer("T0001", Customer::PaysAfter(Duration::from_secs(3)));
    assert_eq!(desk.pay("T0001", "100", AT_ONCE).head(), PROCESSING);
    desk.wait(3);
    assert_eq!(desk.query("T0001").head(), PAID);
    assert_eq!(desk.pay("T0002", "100", AT_ONCE).head(), PAID);
}

#[test]
fn the_same_number_never_charges_twice() {
    let mut desk = Desk::new();
    let first = desk.pay("T0001", "100", AT_ONCE);
    let again = desk.pay("T0001", "100", AT_ONCE);
    assert_eq!(first.get("transaction_id"), again.get("transaction_id"));
    for (fee, code) in [("101", AT_ONCE), ("100", "134612345678901235")] {
        assert_eq!(desk.pay("T0001", fee, code).head(), fail("20004"));
    }
    assert_eq!(
        desk.pay("t0001", "100", AT_ONCE).head(),
        PAID,
        "numbers regard case"
    );
    assert_eq!(desk.booked("T0001"), (100, 0, 0));
    assert_eq!(desk.gateway.ledger().entries.len(), 2);
}

#[test]
fn queries_know_the_precedence_of_numbers() {
    let mut desk = Desk::new();
    let one = desk
        .pay("T0001", "100", AT_ONCE)
        .get("transaction_id")
        .to_owned();
    desk.pay("T0002", "200", AT_ONCE);
    let mut query = |fields: &[(&str, &str)]| {
        let mut all = vec![("paytype", "WECHAT")];
        all.extend_from_slice(fields);
        desk.call("orderquery", &all)
    };
    assert_eq!(
        query(&[("transaction_id", &one)]).get("out_trade_no"),
        "T0001"
    );
    let both = query(&[("transaction_id", &one), ("out_trade_no", "T0002")]);
    assert_eq!(both.get("total_fee"), "200", "out_trade_no wins");
    assert_eq!(
        query(&[("out_trade_no", "T0003"), ("transaction_id", &one)]).head(),
        fail("20007")
    );
    assert_eq!(
        query(&[("transaction_id", "7551000001000000000000000009")]).head(),
        fail("20007")
    );
    assert_eq!(query(&[]).head(), fail("20004"));
}

#[test]
fn the_paytype_must_be_the_one_that_the_code_showed() {
    let mut desk = Desk::new();
    desk.pay("T0001", "100", "281234567890123456");
    assert_eq!(desk.query("T0001").head(), fail("20004"));
    let fields = [("paytype", "ALIPAY"), ("out_trade_no", "T0001")];
    assert_eq!(desk.call("orderquery", &fields).head(), PAID);
    desk.pay("T0002", "100", "991234567890123456");
    assert_eq!(
        desk.query("T0002").head(),
        PAID,
        "an unknown code fits every wallet"
    );
}

#[test]
fn cancel_keeps_its_minutes() {
    for (age, expected) in [
        (0, fail("20011")),
        (14, fail("20011")),
        (15, PAID),
        (300, PAID),
        (301, fail("20011")),
    ] {
        let mut desk = Desk::new();
        desk.pay("T0001", "100", AT_ONCE);
        desk.wait(age);
        assert_eq!(desk.cancel("T0001").head(), expected, "after {age} s");
        let moved = if expected == PAID {
            (100, 0, 100)
        } else {
            (100, 0, 0)
        };
        assert_eq!(desk.booked("T0001"), moved, "after {age} s");
    }
}

#[test]
fn cancel_reverses_the_paid_and_closes_the_rest() {
    for (ending, queried, booked) in [
        ("1234", CANCELLED, (100, 0, 100)),
        ("9004", CLOSED, (0, 0, 0)),
        ("9005", CLOSED, (0, 0, 0)),
        ("9010", CANCELLED, (100, 0, 100)),
    ] {
        let mut desk = Desk::new();
        desk.pay("T0001", "100", &format!("13461234567890{ending}"));
        desk.wait(20);
        let answer = desk.cancel("T0001");
        assert_eq!(
            (answer.head(), answer.get("out_trade_no")),
            (PAID, ""),
            "a cancel names no order"
        );
        assert_eq!(desk.query("T0001").head(), queried, "{ending}");
        assert_eq!(desk.cancel("T0001").head(), PAID, "again is the same");
        assert_eq!(desk.booked("T0001"), booked, "{ending}");
        assert_eq!(
            desk.refund("T0001", "R1", "100", "1").head(),
            fail("20008"),
            "{ending}"
        );
    }
    assert_eq!(Desk::new().cancel("T0001").head(), fail("20007"));
}

#[test]
fn a_cancel_and_the_password_race_by_time() {
    for (pays_after, queried, paid) in [(20, CANCELLED, 100), (21, CLOSED, 0)] {
        let mut desk = Desk::new();
        desk.gateway.plan_customer(
            "T0001",
            Customer::PaysAfter(Duration::from_secs(pays_after)),
        );
        desk.pay("T0001", "100", AT_ONCE);
        desk.wait(20);
        desk.cancel("T0001");
        desk.wait(1_000);
        assert_eq!(desk.query("T0001").head(), queried, "{pays_after}");
        assert_eq!(desk.booked("T0001"), (paid, 0, paid), "{pays_after}");
    }
}

#[test]
fn a_hidden_order_is_charged_but_not_found() {
    let mut desk = Desk::new();
    desk.gateway.hide_next_order(Duration::from_secs(30));
    assert_eq!(desk.pay("T0001", "100", AT_ONCE).head(), PAID);
    desk.wait(29);
    assert_eq!(desk.query("T0001").head(), fail("20007"));
    assert_eq!(
        desk.pay("T0001", "100", AT_ONCE).head(),
        PAID,
        "but its number is taken"
    );
    desk.wait(1);
    assert_eq!(desk.query("T0001").head(), PAID);
    desk.pay("T0002", "100", AT_ONCE);
    assert_eq!(desk.query("T0002").head(), PAID, "only one order is hidden");
    assert_eq!(desk.booked("T0001"), (100, 0, 0));
}

#[test]
fn pre_orders_expire_and_are_paid_once() {
    let mut desk = Desk::new();
    let first = desk.pre_order("T0001", "100", "http://127.0.0.1/n");
    assert_eq!(desk.query("T0001").head(), ("SUCCESS", "10003", "FAIL"));
    let again = desk.pre_order("T0001", "100", "http://127.0.0.1/n");
    assert_eq!(first.get("code_url"), again.get("code_url"));
    assert_eq!(
        desk.pre_order("T0001", "101", "http://127.0.0.1/n").head(),
        fail("20004")
    );
    assert!(desk.gateway.customer_pays(desk.now, "T0001"));
    assert!(!desk.gateway.customer_pays(desk.now, "T0001"));
    assert_eq!(desk.query("T0001").head(), PAID);
    assert_eq!(
        desk.pre_order("T0001", "100", "http://127.0.0.1/n").head(),
        fail("20004")
    );

    desk.pre_order("T0002", "100", "http://127.0.0.1/n");
    desk.wait(7_200);
    assert_eq!(desk.query("T0002").head(), CLOSED);
    assert!(!desk.gateway.customer_pays(desk.now, "T0002"));
    assert_eq!(desk.booked("T0002"), (0, 0, 0));
}

#[test]
fn a_number_is_one_wallets() {
    const PATHS: [&str; 2] = ["/Open/WECHAT_PreOrder", "/Open/ALIPAY_PreOrder"];
    for (first, second) in [(0, 1), (1, 0)] {
        let mut desk = Desk::new();
        let fields = [
            ("mch_id", "00000001"),
            ("body", "tea"),
            ("out_trade_no", "T0001"),
            ("total_fee", "100"),
            ("trade_type", "NATIVE"),
            ("product_id", "p"),
        ];
        assert_eq!(desk.send(PATHS[first], &fields).head(), PAID);
        let other = desk.send(PATHS[second], &fields);
        assert_eq!(other.head(), fail("20004"));
        assert!(other.get("msg").contains("already used"), "{other:?}");
        assert_eq!(other.get("code_url"), "");
        assert_eq!(desk.send(PATHS[first], &fields).head(), PAID);
    }
}

#[test]
fn a_face_pays_like_a_barcode() {
    let mut desk = Desk::new();
    let auth = [
        ("store_id", "s"),
        ("store_name", "店"),
        ("device_id", "d"),
        ("rawdata", "r"),
    ];
    let answer = desk.call("getfaceauth", &auth);
    assert_eq!((answer.head(), answer.get("expires_in")), (PAID, "3600"));
    assert!(!answer.get("authinfo").is_empty());
    let face = [
        ("out_trade_no", "T0001"),
        ("openid", "o123"),
        ("body", "tea"),
        ("total_fee", "5"),
        ("face_code", "f1"),
    ];
    let answer = desk.call("facepay", &face);
    assert_eq!((answer.head(), answer.get("openid")), (PAID, "o123"));
    assert_eq!(answer.get("sub_openid"), "");
    for (told, sub_appid, sub_openid) in [
        (("sub_openid", "o456"), "", "o456"),
        (("sub_appid", "wx1"), "wx1", "oHmbktSandboxCustomer0001"),
    ] {
        let number = format!("T{}", told.0.replace('_', ""));
        let mut below = face.to_vec();
        below[0].1 = &number;
        below.push(told);
        for answer in [desk.call("facepay", &below), desk.query(&number)] {
            let names = ["openid", "sub_appid", "sub_openid", "sub_is_subscribe"];
            let found = names.map(|name| answer.get(name));
            assert_eq!(found, ["o123", sub_appid, sub_openid, "N"], "{told:?}");
        }
    }
    assert_eq!(desk.call("facepay", &face[..4]).head(), fail("20004"));
    assert_eq!(desk.booked("T0001"), (5, 0, 0));
}

#[test]
fn merchants_do_not_see_each_others_orders() {
    let mut desk = Desk::new();
    let other = desk
        .send("/UnifiedPay/Mch_Reg", &[])
        .get("mch_id")
        .to_owned();
    desk.wait(60);
    let trade = desk
        .pay("T0001", "100", AT_ONCE)
        .get("transaction_id")
        .to_owned();
    let ask = |field: (&'static str, &str), desk: &mut Desk| {
        let fields = [
            ("method", "orderquery"),
            ("mch_id", &*other),
            ("paytype", "WECHAT"),
            field,
        ];
        desk.send("/UnifiedPay/Gateway", &fields)
            .get("code")
            .to_owned()
    };
    assert_eq!(ask(("out_trade_no", "T0001"), &mut desk), "20007");
    assert_eq!(ask(("transaction_id", &trade), &mut desk), "20007");
}
