//! What moves, when, and how often.

use crate::recharge_payout::desk::{ACCOUNT, Desk, PAYOUTS, RECHARGES, member};
use sandbox::Gateway;
use sandbox::recharge_payout::{Config, Customer, PayoutCourse};
use std::time::Duration;

#[test]
fn a_recharge_waits_for_its_customer() {
    type Act = fn(&mut Desk) -> bool;
    let cases: [(Act, &str, (u128, u128)); 3] = [
        (
            |desk| desk.gateway.customer_pays(desk.now, "R", 10_050),
            "1",
            (10_050, 10_050),
        ),
        (
            |desk| desk.gateway.customer_pays(desk.now, "R", 8_000),
            "1",
            (10_050, 8_000),
        ),
        (
            |desk| desk.gateway.customer_fails(desk.now, "R"),
            "2",
            (10_050, 0),
        ),
    ];
    for (act, status, booked) in cases {
        let mut desk = Desk::new();
        let answer = desk.recharge("R", "100.50");
        assert_eq!(
            answer,
            r#"{"success":true,"errorMsg":"","payUrl":"/api/Pay?id=1&channel=2"}"#
        );
        let before = desk.gateway.balance_fen();
        assert_eq!(
            (desk.query(RECHARGES, "R", false), desk.booked("R")),
            ("0".into(), (10_050, 0))
        );
        assert!(act(&mut desk));
        assert_eq!(
            (desk.query(RECHARGES, "R", false), desk.booked("R")),
            (status.into(), booked)
        );
        assert_eq!(u128::from(desk.gateway.balance_fen() - before), booked.1);
        assert!(!act(&mut desk), "an order ends once");
        assert_eq!(desk.booked("R"), booked);
    }
}

#[test]
fn a_customer_who_does_nothing_has_failed_in_the_end() {
    let mut desk = Desk::new();
    desk.recharge("R", "1");
    desk.wait(2 * 3600 - 1);
    assert_eq!(desk.query(RECHARGES, "R", false), "0");
    desk.wait(1);
    assert_eq!(desk.query(RECHARGES, "R", false), "2");
    assert!(desk.deliver(None).is_empty());
}

#[test]
fn numbers_choose_what_customers_and_banks_do() {
    let mut desk = Desk::new();
    for (mrn, status, paid) in [
        ("a-PAYS", "1", 1_000),
        ("a-SHORT", "1", 900),
        ("a-FAILS", "2", 0),
        ("a", "0", 0),
    ] {
        desk.recharge(mrn, "10");
        desk.wait(5);
        assert_eq!(
            (desk.query(RECHARGES, mrn, false), desk.booked(mrn).1),
            (status.into(), paid),
            "{mrn}"
        );
    }
    for (account, wait, status) in [
        (ACCOUNT, 4, "0"),
        (ACCOUNT, 5, "1"),
        ("1239001", 119, "0"),
        ("1239001", 120, "1"),
        ("1239002", 5, "2"),
        ("1239003", 9_999, "0"),
    ] {
        let mrn = format!("p{account}-{wait}");
        assert_eq!(desk.payout(&mrn, "10", account), "success");
        desk.wait(wait);
        assert_eq!(desk.query(PAYOUTS, &mrn, false), status, "{mrn}");
    }
}

#[test]
fn plans_outweigh_numbers() {
    let mut desk = Desk::new();
    desk.gateway
        .plan_customer("a-FAILS", Customer::PaysOtherAfter(7, Duration::ZERO));
    desk.recharge("a-FAILS", "10");
    assert_eq!(
        (
            desk.query(RECHARGES, "a-FAILS", false),
            desk.booked("a-FAILS")
        ),
        ("1".into(), (1_000, 7))
    );
    desk.gateway
        .plan_payout("p", PayoutCourse::FailsAfter(Duration::from_secs(1)));
    desk.payout("p", "10", ACCOUNT);
    desk.wait(1);
    assert_eq!(desk.query(PAYOUTS, "p", false), "2");
}

#[test]
fn payouts_leave_the_balance_at_once_and_come_back_if_they_fail() {
    let mut desk = Desk::with({
        let mut config = Config::default();
        config.balance_fen = 100_000;
        config
    });
    assert_eq!(desk.payout("P1", "600", "1239003"), "success");
    assert_eq!(desk.gateway.balance_fen(), 40_000);
    assert_eq!(desk.payout("P2", "401", ACCOUNT), "insufficient_balance");
    assert_eq!(desk.query(PAYOUTS, "P2", false), "object_not_found");
    assert_eq!(
        desk.payout("P2", "400", ACCOUNT),
        "success",
        "a refused number is free"
    );
    assert_eq!(desk.booked("P1"), (60_000, 0));
    assert!(desk.gateway.bank_decides(desk.now, "P1", false));
    assert!(
        !desk.gateway.bank_decides(desk.now, "P1", true),
        "a payout ends once"
    );
    assert_eq!(
        (desk.gateway.balance_fen(), desk.booked("P1")),
        (60_000, (60_000, 0))
    );
    desk.wait(5);
    assert_eq!(
        (desk.query(PAYOUTS, "P2", false), desk.booked("P2")),
        ("1".into(), (40_000, 40_000))
    );
}

#[test]
fn a_number_is_used_once_but_recharges_and_payouts_count_apart() {
    let mut desk = Desk::new();
    assert_eq!(desk.payout("N", "5", ACCOUNT), "success");
    assert_eq!(desk.payout("N", "5", ACCOUNT), "mrn_duplication");
    assert_eq!(desk.payout("N", "6", ACCOUNT), "mrn_duplication");
    assert_eq!(member(&desk.recharge("N", "5"), "success"), "true");
    let again = desk.recharge("N", "5");
    assert_eq!(member(&again, "success"), "false");
    assert!(member(&again, "errorMsg").starts_with("mrn_duplication"));
    desk.wait(5);
    desk.gateway.customer_pays(desk.now, "N", 500);
    assert_eq!(
        (desk.booked("N"), desk.booked("payout/N")),
        ((500, 500), (500, 500))
    );
}

#[test]
fn a_payout_behind_an_error_is_paid_out_all_the_same() {
    let mut desk = Desk::new();
    assert_eq!(desk.payout("P", "5", "1239004"), "system_error");
    desk.wait(5);
    assert_eq!(
        (desk.query(PAYOUTS, "P", false), desk.booked("P")),
        ("1".into(), (500, 500))
    );
}

#[test]
fn a_hidden_order_is_denied_until_its_time() {
    let mut desk = Desk::new();
    desk.gateway.hide_next_order(Duration::from_secs(30));
    assert_eq!(desk.payout("P", "5", ACCOUNT), "success");
    assert_eq!(desk.payout("Q", "5", ACCOUNT), "success");
    desk.wait(29);
    assert_eq!(desk.query(PAYOUTS, "P", true), "object_not_found");
    assert_eq!(
        desk.query(PAYOUTS, "Q", false),
        "1",
        "only the next order is hidden"
    );
    assert_eq!(desk.payout("P", "5", ACCOUNT), "mrn_duplication");
    desk.wait(1);
    assert_eq!(desk.query(PAYOUTS, "P", false), "1");
}

#[test]
fn the_books_add_up_whatever_the_order_of_events() {
    let mut desk = Desk::new();
    let start = desk.gateway.balance_fen();
    let mut random = sandbox::Random::new(3);
    for n in 0..2_000 {
        let mrn = format!("o{n}");
        match random.below(4) {
            0 => drop(desk.recharge(&format!("{mrn}-PAYS"), "12.34")),
            1 => drop(desk.recharge(&format!("{mrn}-SHORT"), "0.01")),
            2 => drop(desk.payout(&mrn, "7", ACCOUNT)),
            _ => drop(desk.payout(&mrn, "7", "1239002")),
        }
        desk.wait(random.below(9));
        desk.deliver(random.coin().then_some((200, b"success".as_slice())));
    }
    desk.wait(3600);
    desk.deliver(None);
    let (mut paid_in, mut paid_out) = (0, 0);
    for ((direction, _), totals) in desk.gateway.ledger().totals() {
        match direction {
            sandbox::Direction::In => paid_in += totals.paid,
            sandbox::Direction::Out => paid_out += totals.paid,
        }
    }
    assert!(paid_in > 0 && paid_out > 0);
    assert_eq!(
        u128::from(start) + paid_in,
        u128::from(desk.gateway.balance_fen()) + paid_out
    );
}
