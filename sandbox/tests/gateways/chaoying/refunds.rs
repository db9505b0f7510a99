//! Refunds at Chaoying's gateway, by the manual's rules.

use crate::chaoying::desk::{Desk, PAID, PROCESSING, fail};
use sandbox::chaoying::RefundCourse;

const AT_ONCE: &str = "134612345678901234";
/// `state`, `code`, `trade_state`.
type Head = (&'static str, &'static str, &'static str);

const REFUNDED: Head = ("SUCCESS", "10002", "REFUND");

#[test]
fn refunds_together_never_exceed_the_payment() {
    let mut desk = Desk::new();
    desk.pay("T0001", "1200", AT_ONCE);
    assert_eq!(desk.refund("T0001", "R1", "1200", "700").head(), PAID);
    assert_eq!(desk.query("T0001").head(), REFUNDED);
    assert_eq!(
        desk.refund("T0001", "R2", "1200", "501").head(),
        fail("20008")
    );
    assert_eq!(desk.refund("T0001", "R3", "1200", "500").head(), PAID);
    assert_eq!(
        desk.refund("T0001", "R4", "1200", "1").head(),
        fail("20008")
    );
    assert_eq!(desk.booked("T0001"), (1200, 1200, 0));
    desk.wait(20);
    assert_eq!(
        desk.cancel("T0001").head(),
        fail("20011"),
        "what was refunded cannot be cancelled"
    );
}

#[test]
fn a_refund_number_is_one_refund() {
    let mut desk = Desk::new();
    desk.pay("T0001", "1200", AT_ONCE);
    desk.pay("T0002", "1200", AT_ONCE);
    let first = desk.refund("T0001", "R1", "1200", "700");
    let again = desk.refund("T0001", "R1", "1200", "700");
    assert_eq!(first.get("refund_id"), again.get("refund_id"));
    assert_eq!(
        desk.refund("T0001", "R1", "1200", "600").head(),
        fail("20004")
    );
    assert_eq!(
        desk.refund("T0002", "R1", "1200", "700").head(),
        fail("20004")
    );
    assert_eq!(
        (desk.booked("T0001"), desk.booked("T0002")),
        ((1200, 700, 0), (1200, 0, 0))
    );
}

#[test]
fn refunds_must_fit_their_order() {
    let mut desk = Desk::new();
    assert_eq!(desk.refund("T0001", "R1", "100", "1").head(), fail("20007"));
    desk.pay("T0001", "100", AT_ONCE);
    for (total, fee) in [("101", "1"), ("100", "0"), ("100", "x")] {
        assert_eq!(
            desk.refund("T0001", "R1", total, fee).head(),
            fail("20004"),
            "{total} {fee}"
        );
    }
    assert_eq!(
        desk.refund("T0001", "R/1", "100", "1").head(),
        fail("20004")
    );
    assert_eq!(
        desk.refund("T0001", "R1", "100", "101").head(),
        fail("20008")
    );
    desk.pay("T0002", "100", "134612345678909004");
    assert_eq!(desk.refund("T0002", "R1", "100", "1").head(), fail("20008"));
}

#[test]
fn a_coupons_part_is_not_refundable() {
    let mut desk = Desk::new();
    let paid = desk.pay("T0001", "1200", "134612345678909006");
    assert_eq!(paid.get("coupon_fee"), "120");
    assert_eq!(
        desk.refund("T0001", "R1", "1200", "1081").head(),
        fail("20008")
    );
    assert_eq!(desk.refund("T0001", "R2", "1200", "1080").head(), PAID);
    let paid = desk.pay("T0002", "1", "134612345678909006");
    assert_eq!(
        (paid.head(), paid.get("coupon_fee")),
        (PAID, ""),
        "a coupon never pays all"
    );
}

#[test]
fn refunds_take_their_courses() {
    // Ending, the first answer, the status then, the second answer, the status then, what the ledger has.
    let cases: &[(&str, Head, &str, Head, &str, u128)] = &[
        ("", PAID, "SUCCESS", PAID, "SUCCESS", 100),
        (
            "-PROCESSING",
            PROCESSING,
            "PROCESSING",
            PAID,
            "SUCCESS",
            100,
        ),
        ("-NOTSURE", fail("20008"), "NOTSURE", PAID, "SUCCESS", 100),
        ("-FAIL", fail("20008"), "FAIL", fail("20008"), "FAIL", 0),
        (
            "-CHANGE",
            fail("20008"),
            "CHANGE",
            fail("20008"),
            "CHANGE",
            0,
        ),
    ];
    for (ending, first, then, second, finally, booked) in cases {
        let mut desk = Desk::new();
        desk.pay("T0001", "100", AT_ONCE);
        let number = format!("R1{ending}");
        let status = |desk: &mut Desk| {
            let answer = desk.refund_query(&[("out_refund_no", &number)]);
            let list: serde_json::Value = serde_json::from_str(answer.get("refund_list")).unwrap();
            list[0]["refund_status"].as_str().unwrap().to_owned()
        };
        assert_eq!(
            desk.refund("T0001", &number, "100", "100").head(),
            *first,
            "{ending}"
        );
        assert_eq!(status(&mut desk), *then, "{ending}");
        desk.wait(60);
        assert_eq!(
            desk.refund("T0001", &number, "100", "100").head(),
            *second,
            "{ending}"
        );
        assert_eq!(status(&mut desk), *finally, "{ending}");
        assert_eq!(desk.booked("T0001"), (100, *booked, 0), "{ending}");
    }
    let mut desk = Desk::new();
    desk.gateway.plan_refund("R1", RefundCourse::Fails);
    desk.pay("T0001", "100", AT_ONCE);
    assert_eq!(
        desk.refund("T0001", "R1", "100", "100").head(),
        fail("20008")
    );
    assert_eq!(
        desk.refund("T0001", "R2", "100", "100").head(),
        PAID,
        "what failed frees its amount"
    );
}

#[test]
fn a_refund_query_sums_what_went_back_or_may_have() {
    let mut desk = Desk::new();
    desk.pay("T0001", "100", AT_ONCE);
    for (number, fee, count, sum) in [
        ("R1-FAIL", "100", "1", "0"),
        ("R2-CHANGE", "10", "2", "10"),
        ("R3-NOTSURE", "20", "3", "30"),
        ("R4-PROCESSING", "30", "4", "60"),
        ("R5", "40", "5", "100"),
        ("R6-FAIL", "1", "5", "100"),
    ] {
        desk.refund("T0001", number, "100", fee);
        let answer = desk.refund_query(&[("out_trade_no", "T0001")]);
        assert_eq!(
            (answer.get("refund_count"), answer.get("refund_fee_summary")),
            (count, sum),
            "{number}"
        );
    }
    let failed = desk.refund_query(&[("out_refund_no", "R1-FAIL")]);
    assert_eq!(
        (failed.get("refund_count"), failed.get("refund_fee_summary")),
        ("1", "0")
    );
}

#[test]
fn refund_queries_know_the_precedence_of_numbers() {
    let mut desk = Desk::new();
    let trade = desk
        .pay("T0001", "100", AT_ONCE)
        .get("transaction_id")
        .to_owned();
    desk.pay("T0002", "100", AT_ONCE);
    let one = desk
        .refund("T0001", "R1", "100", "1")
        .get("refund_id")
        .to_owned();
    desk.refund("T0001", "R2", "100", "2");
    desk.refund("T0002", "R3", "100", "4");
    for (by, count, sum) in [
        (
            &[("refund_id", one.as_str()), ("out_refund_no", "R3")][..],
            "1",
            "1",
        ),
        (
            &[("out_refund_no", "R3"), ("transaction_id", &trade)],
            "1",
            "4",
        ),
        (
            &[("transaction_id", &trade), ("out_trade_no", "T0002")],
            "2",
            "3",
        ),
        (&[("out_trade_no", "T0002")], "1", "4"),
    ] {
        let answer = desk.refund_query(by);
        assert_eq!(
            (answer.get("refund_count"), answer.get("refund_fee_summary")),
            (count, sum),
            "{by:?}"
        );
    }
    assert_eq!(
        desk.refund_query(&[("out_refund_no", "R9")]).head(),
        fail("20010")
    );
    desk.pay("T0003", "100", AT_ONCE);
    assert_eq!(
        desk.refund_query(&[("out_trade_no", "T0003")]).head(),
        fail("20010")
    );
    let none = desk.refund_query(&[]);
    assert_eq!(none.head(), fail("20004"));
    for name in [
        "refund_id",
        "out_refund_no",
        "transaction_id",
        "out_trade_no",
    ] {
        assert!(none.get("msg").contains(name), "{}", none.get("msg"));
    }
}

#[test]
fn alipay_and_long_lists_need_the_precise_number() {
    let mut desk = Desk::new();
    desk.pay("T0001", "100", "991234567890123456");
    let by_order = [("paytype", "ALIPAY"), ("out_trade_no", "T0001")];
    assert_eq!(desk.call("refundquery", &by_order).head(), fail("20004"));
    let mut last = String::new();
    for n in 1..=21 {
        let listed = desk.refund_query(&[("out_trade_no", "T0001")]);
        assert_eq!(listed.head() == PAID, n > 1, "with {} refunds", n - 1);
        last = desk
            .refund("T0001", &format!("R{n}"), "100", "1")
            .get("refund_id")
            .to_owned();
    }
    assert_eq!(
        desk.refund_query(&[("out_trade_no", "T0001")]).head(),
        fail("20010")
    );
    assert_eq!(
        desk.refund_query(&[("out_refund_no", "R1")]).head(),
        fail("20010")
    );
    assert_eq!(
        desk.refund_query(&[("refund_id", &last)])
            .get("refund_fee_summary"),
        "1"
    );
}
