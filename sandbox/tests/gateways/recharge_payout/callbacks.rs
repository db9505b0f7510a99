//! Callbacks: only for what succeeded, until the merchant says `success`.

use crate::recharge_payout::desk::{ACCOUNT, CALLBACK, Desk, PAYOUTS, RECHARGES, field};
use md5::{Digest, Md5};
use sandbox::recharge_payout::Config;
use sandbox::{Delivery, Gateway, Random};

const SUCCESS: Option<(u16, &[u8])> = Some((200, b"success"));

/// The document's signature, made apart from the gateway.
fn is_genuine(delivery: &Delivery, names: &[&str]) -> bool {
    let mut text = String::new();
    for name in names {
        text.push_str(&format!("{name}={}&", field(delivery, name)));
    }
    text.push_str(&format!("key={}", Config::DEFAULT_SECRET));
    let hex: String = Md5::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    hex == field(delivery, "sign")
}

const RECHARGE: &[&str] = &["amount", "appKey", "channel", "mrn", "originAmount"];
const PAYOUT: &[&str] = &["amount", "appKey", "mrn"];

#[test]
fn a_paid_recharge_is_told_with_both_amounts() {
    let mut desk = Desk::new();
    desk.recharge("订单 R&1", "100.5");
    assert!(desk.deliver(SUCCESS).is_empty());
    desk.gateway.customer_pays(desk.now, "订单 R&1", 8_050);
    let told = desk.deliver(SUCCESS);
    let [one] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(one.url, CALLBACK);
    assert_eq!(
        one.headers,
        [(
            "Content-Type".to_owned(),
            "application/x-www-form-urlencoded".to_owned()
        )]
    );
    let values = RECHARGE
        .iter()
        .map(|name| field(one, name))
        .collect::<Vec<_>>();
    assert_eq!(
        values,
        ["80.50", "sandbox-merchant", "2", "订单 R&1", "100.50"]
    );
    assert!(is_genuine(one, RECHARGE));
    desk.wait(9_999);
    assert!(desk.deliver(SUCCESS).is_empty());
}

#[test]
fn a_payout_is_told_once_it_is_paid_out() {
    let mut desk = Desk::new();
    desk.payout("P", "500", ACCOUNT);
    assert!(desk.deliver(SUCCESS).is_empty());
    desk.wait(5);
    let told = desk.deliver(SUCCESS);
    let [one] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(
        (field(one, "amount"), field(one, "mrn")),
        ("500".into(), "P".into())
    );
    assert!(is_genuine(one, PAYOUT));
}

#[test]
fn what_failed_is_silent() {
    let mut desk = Desk::new();
    desk.recharge("R-FAILS", "1");
    desk.payout("P", "1", "1239002");
    desk.wait(9_999);
    assert!(desk.deliver(SUCCESS).is_empty());
    assert_eq!(desk.query(RECHARGES, "R-FAILS", true), "2");
    assert_eq!(desk.query(PAYOUTS, "P", true), "2");
    assert!(desk.deliver(SUCCESS).is_empty(), "not even on request");
}

#[test]
fn only_status_200_with_the_bare_text_ends_the_repetitions() {
    type Answer<'a> = Option<(u16, &'a [u8])>;
    let answers: &[(Answer<'_>, bool)] = &[
        (SUCCESS, true),
        (None, false),
        (Some((200, b"fail")), false),
        (Some((200, b"SUCCESS")), false),
        (Some((200, b"success\n")), false),
        (Some((200, b"{\"result\":\"success\"}")), false),
        (Some((200, b"")), false),
        (Some((201, b"success")), false),
        (Some((302, b"success")), false),
        (Some((500, b"success")), false),
    ];
    for (answer, ends) in answers {
        let mut desk = Desk::new();
        desk.recharge("R", "1");
        desk.gateway.customer_pays(desk.now, "R", 100);
        assert_eq!(desk.deliver(*answer).len(), 1);
        desk.wait(14);
        assert_eq!(desk.deliver(*answer).len(), 0);
        desk.wait(1);
        assert_eq!(desk.deliver(*answer).is_empty(), *ends, "{answer:?}");
    }
}

#[test]
fn repetitions_follow_the_pauses_and_end() {
    let mut desk = Desk::new();
    desk.recharge("R", "1");
    desk.gateway.customer_pays(desk.now, "R", 100);
    for pause in [0, 15, 30, 60, 180, 600, 1800, 3600] {
        desk.wait(pause);
        assert_eq!(desk.deliver(None).len(), 1, "{pause}");
    }
    assert_eq!(desk.gateway.next_due().filter(|at| *at < desk.now), None);
    desk.wait(99_999);
    assert!(desk.deliver(None).is_empty());
}

#[test]
fn a_query_has_the_callback_sent_again() {
    let mut desk = Desk::new();
    desk.recharge("R", "1");
    desk.payout("P", "5", ACCOUNT);
    assert_eq!(desk.query(RECHARGES, "R", true), "0");
    assert!(
        desk.deliver(SUCCESS).is_empty(),
        "nothing is told before it is paid"
    );
    desk.gateway.customer_pays(desk.now, "R", 100);
    desk.wait(5);
    assert_eq!(desk.deliver(SUCCESS).len(), 2);
    for (path, mrn) in [(RECHARGES, "R"), (PAYOUTS, "P")] {
        assert_eq!(desk.query(path, mrn, false), "1");
        assert!(desk.deliver(SUCCESS).is_empty());
        assert_eq!(desk.query(path, mrn, true), "1");
        let told = desk.deliver(SUCCESS);
        assert_eq!(
            told.iter().map(|one| field(one, "mrn")).collect::<Vec<_>>(),
            [mrn]
        );
    }
}

#[test]
fn forgeries_claim_what_is_not_paid_and_are_not_genuine() {
    let mut desk = Desk::new();
    let mut random = Random::new(1);
    assert!(
        desk.gateway.forge_notification(&mut random).is_none(),
        "there is nothing to claim"
    );
    desk.recharge("PAID", "1");
    desk.gateway.customer_pays(desk.now, "PAID", 100);
    desk.recharge("OPEN", "1");
    desk.payout("P", "5", "1239003");
    for _ in 0..64 {
        let forged = desk.gateway.forge_notification(&mut random).unwrap();
        let names = if field(&forged, "originAmount").is_empty() {
            PAYOUT
        } else {
            RECHARGE
        };
        assert!(matches!(field(&forged, "mrn").as_str(), "OPEN" | "P"));
        assert!(!is_genuine(&forged, names));
        desk.gateway.delivered(forged.id, desk.now, SUCCESS);
    }
    assert_eq!(desk.deliver(SUCCESS).len(), 1, "only the genuine one");
}
