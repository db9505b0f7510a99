//! Transfers and payments: states over time, balances, the ledger.

use crate::hicoin::desk::Desk;
use sandbox::hicoin::{Config, Course, User};
use sandbox::{Direction, Gateway};
use std::time::Duration;

#[test]
fn a_transfer_is_accepted_first_and_paid_later() {
    let mut desk = Desk::new();
    let before = desk.gateway.balance("USDT");
    let accepted = desk.transfer("W1", 150_000_000);
    assert_eq!((&*accepted.code, accepted.get("out_trade_no")), ("0", "W1"));
    let open = desk.transfer_query("W1");
    assert_eq!(
        (open.get("trade_status"), open.number("settle_trans_amount")),
        ("PROCESSING", 0)
    );
    assert_eq!(
        (desk.paid("W1"), desk.gateway.balance("USDT")),
        (0, before - 150_000_000)
    );
    desk.wait(5);
    let paid = desk.transfer_query("W1");
    assert_eq!(
        (paid.get("trade_status"), paid.number("settle_trans_amount")),
        ("SUCCESS", 150_000_000)
    );
    assert_eq!(paid.get("trade_no"), accepted.get("trade_no"));
    let entry = &desk.gateway.ledger().entries["W1"];
    assert_eq!(
        (entry.direction, &*entry.unit, entry.paid),
        (Direction::Out, "1e-8 USDT", 150_000_000)
    );
}

#[test]
fn each_course_of_a_transfer_ends_as_it_says() {
    for (number, course, code, seconds, status, paid) in [
        ("W9001", None, "0", 40, "SUCCESS", 7),
        ("W9002", None, "0", 5, "FAILED", 0),
        ("W9003", None, "0", 100_000, "PROCESSING", 0),
        ("W9004", None, "-1", 5, "SUCCESS", 7),
        ("W9005", None, "-1", 5, "", 0),
        ("W9006", None, "110043", 5, "", 0),
        ("W1", Some(Course::Fails), "0", 5, "FAILED", 0),
    ] {
        let mut desk = Desk::new();
        let before = desk.gateway.balance("USDT");
        if let Some(course) = course {
            desk.gateway.plan_transfer(number, course);
        }
        assert_eq!(desk.transfer(number, 7).code, code, "{number}");
        desk.wait(seconds - 1);
        assert!(
            matches!(
                desk.transfer_query(number).get("trade_status"),
                "PROCESSING" | ""
            ),
            "{number}"
        );
        desk.wait(1);
        let queried = desk.transfer_query(number);
        assert_eq!(
            (queried.get("trade_status"), desk.paid(number)),
            (status, paid),
            "{number}"
        );
        let out = if status == "PROCESSING" {
            7
        } else {
            i64::try_from(paid).unwrap()
        };
        assert_eq!(desk.gateway.balance("USDT"), before - out, "{number}");
    }
}

#[test]
fn payouts_stop_at_the_balance() {
    let mut config = Config::default();
    config.balances.insert("USDT".into(), 10);
    let mut desk = Desk::with(config);
    assert_eq!(desk.transfer("W1", 11).code, "110043");
    assert_eq!(
        desk.transfer("W1", 7).code,
        "0",
        "a refused number is not used up"
    );
    assert_eq!(desk.transfer("W2", 4).code, "110043");
    assert_eq!(desk.transfer("W3", 3).code, "0");
    assert_eq!(desk.transfer("W4", i64::MAX).code, "110043");
    assert_eq!(desk.gateway.balance("USDT"), 0);
}

#[test]
fn an_order_number_is_used_once() {
    let mut desk = Desk::new();
    desk.transfer("W1", 5);
    assert_eq!(desk.transfer("W1", 5).code, "90003");
    assert_eq!(desk.preorder("W1", 5).code, "90003");
    desk.preorder("P1", 5);
    assert_eq!(desk.preorder("P1", 5).code, "90003");
    desk.wait(5);
    assert_eq!(desk.transfer_query("W1").number("settle_trans_amount"), 5);
    assert_eq!(desk.paid("W1"), 5);
}

#[test]
fn a_pre_order_waits_ten_minutes_for_its_user() {
    let mut desk = Desk::new();
    let made = desk.preorder("P1", i64::MAX);
    assert_eq!(
        (
            &*made.code,
            made.get("trade_type"),
            made.get("trade_no").len()
        ),
        ("0", "H5", 22)
    );
    desk.wait(599);
    let open = desk.order_query("P1");
    assert_eq!(
        (open.get("trade_status"), open.number("total_amount")),
        ("NOTPAY", i64::MAX)
    );
    assert!(desk.gateway.user_pays(desk.now, "P1"));
    let paid = desk.order_query("P1");
    assert_eq!(
        (paid.get("trade_status"), paid.number("settle_trans_amount")),
        ("SUCCESS", i64::MAX)
    );
    desk.wait(10);
    assert_eq!(desk.order_query("P1").get("trade_status"), "SUCCESS");
    assert_eq!(desk.gateway.ledger().entries["P1"].direction, Direction::In);

    desk.preorder("P2", 5);
    desk.wait(600);
    assert_eq!(desk.order_query("P2").get("trade_status"), "CLOSED");
    assert!(!desk.gateway.user_pays(desk.now, "P2"), "too late");
    assert_eq!(desk.paid("P2"), 0);
}

#[test]
fn users_do_what_the_number_or_the_test_says() {
    let mut desk = Desk::new();
    desk.gateway
        .plan_user("P3", User::PaysAfter(Duration::from_secs(1)));
    for (number, status) in [
        ("P9101", "SUCCESS"),
        ("P9102", "CLOSED"),
        ("P3", "SUCCESS"),
        ("P4", "NOTPAY"),
    ] {
        desk.preorder(number, 5);
        desk.wait(10);
        assert_eq!(
            desk.order_query(number).get("trade_status"),
            status,
            "{number}"
        );
    }
    assert!(desk.gateway.user_cancels(desk.now, "P4"));
    assert_eq!(desk.order_query("P4").get("trade_status"), "CLOSED");
}

#[test]
fn an_order_made_under_lag_is_unknown_for_a_while() {
    let mut desk = Desk::new();
    desk.gateway.hide_next_order(Duration::from_secs(30));
    desk.transfer("W1", 5);
    desk.transfer("W2", 5);
    desk.wait(29);
    assert_eq!(desk.transfer_query("W1").code, "90004");
    assert_eq!(
        desk.transfer_query("W2").code,
        "0",
        "only the next order is hidden"
    );
    desk.wait(1);
    assert_eq!(desk.transfer_query("W1").get("trade_status"), "SUCCESS");
}

#[test]
fn queries_find_orders_of_their_own_kind() {
    let mut desk = Desk::new();
    desk.transfer("W1", 5);
    desk.preorder("P1", 5);
    assert_eq!(desk.order_query("W1").code, "90004");
    assert_eq!(desk.transfer_query("P1").code, "90004");
    assert!(
        !desk.gateway.user_pays(desk.now, "W1"),
        "a transfer has no page"
    );
}
