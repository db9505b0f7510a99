//! Callbacks: when they come, how often, and which are false.

use crate::dragonex::desk::{Desk, order, transfer};
use sandbox::{Delivery, Gateway, Random, dragonex::Config};
use serde_json::Value;
use signing_core::{Md5Prefix, Secret};

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.gateway
        .set_callback_url("https://shop.example/callback");
    desk
}

fn header<'a>(delivery: &'a Delivery, name: &str) -> Option<&'a str> {
    delivery
        .headers
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

fn is_genuine(delivery: &Delivery) -> bool {
    let key = Md5Prefix::new(Secret::new(Config::DEFAULT_CHECK_KEY).unwrap());
    let (ts, sign) = (
        header(delivery, "dragonex-ts"),
        header(delivery, "dragonex-sign"),
    );
    matches!((ts, sign), (Some(ts), Some(sign)) if key.verify(&delivery.body, ts, sign).is_ok())
}

#[test]
fn what_is_done_is_told_both_ways_and_what_failed_is_not() {
    let mut desk = desk();
    desk.payment("P1_PAYS", "1.50");
    desk.code("pay/app2user/do", &transfer("T1", "1"));
    desk.code("pay/app2user/do", &transfer("T2_FAILS", "1"));
    desk.payment("P2_GIVESUP", "1");
    desk.pass(60);
    let told = desk.gateway.due(desk.now);
    assert_eq!(told.len(), 2);
    for delivery in &told {
        assert!(is_genuine(delivery) && delivery.url == "https://shop.example/callback");
    }
    let bodies: Vec<Value> = told
        .iter()
        .map(|one| serde_json::from_slice(&one.body).unwrap())
        .collect();
    assert_eq!(
        (&bodies[0]["trans_no"], &bodies[0]["direction"]),
        (&"T1".into(), &2.into())
    );
    assert_eq!(
        (&bodies[1]["trans_no"], &bodies[1]["direction"]),
        (&"P1_PAYS".into(), &1.into())
    );
    assert_eq!(
        (&bodies[1]["volume"], &bodies[1]["status"]),
        (&"1.50".into(), &1.into())
    );
}

#[test]
fn a_callback_comes_every_ten_minutes_for_a_day_and_a_half_until_status_200() {
    let mut desk = desk();
    desk.code("pay/app2user/do", &transfer("T1_ATONCE", "1"));
    let mut times = 0;
    let mut last_ts = String::new();
    while desk.gateway.next_due().is_some() {
        for delivery in desk.gateway.due(desk.now) {
            times += 1;
            assert!(is_genuine(&delivery));
            let ts = header(&delivery, "dragonex-ts").unwrap().to_owned();
            assert_ne!(ts, last_ts, "each attempt is signed anew");
            last_ts = ts;
            let answer: Option<(u16, &[u8])> =
                [None, Some((500, &b""[..])), Some((302, b"success"))][times % 3];
            desk.gateway.delivered(delivery.id, desk.now, answer);
        }
        desk.pass(600);
        assert!(times < 1000, "it must end");
    }
    assert_eq!(times, 36 * 6 + 1);
}

#[test]
fn any_text_with_status_200_ends_it() {
    let mut desk = desk();
    desk.code("pay/app2user/do", &transfer("T1_ATONCE", "1"));
    let told = desk.gateway.due(desk.now);
    desk.gateway
        .delivered(told[0].id, desk.now, Some((200, b"whatever")));
    assert_eq!(desk.gateway.next_due(), None);
}

#[test]
fn a_redo_calls_back_for_every_record_whatever_came_of_it() {
    let mut desk = desk();
    for number in ["P1_GIVESUP", "P2_FAILS", "P3_PAYS"] {
        desk.payment(number, "1");
        for path in ["pay/order/detail", "pay/callback/redo"] {
            let code = desk.code(path, &order(number));
            assert_eq!(code, 11027, "{path} {number}: it is no record yet");
        }
    }
    desk.pass(5);
    assert_eq!(desk.gateway.due(desk.now).len(), 1, "what is paid is told");
    desk.code("pay/app2user/do", &transfer("T1_SLOW", "1"));
    for (number, status) in [
        ("P1_GIVESUP", -1),
        ("P2_FAILS", 2),
        ("P3_PAYS", 1),
        ("T1_SLOW", 3),
    ] {
        assert_eq!(desk.code("pay/callback/redo", &order(number)), 1);
        let told = desk.gateway.due(desk.now);
        let body: Value = serde_json::from_slice(&told[0].body).unwrap();
        assert_eq!(
            (told.len(), &body["trans_no"], &body["status"]),
            (1, &number.into(), &status.into())
        );
    }
}

#[test]
fn callbacks_may_come_in_a_frame() {
    let mut config = Config::default();
    config.frame_callbacks = true;
    config.callback_url = "https://shop.example/callback".into();
    let mut desk = Desk::with(config);
    desk.code("pay/app2user/do", &transfer("T1_ATONCE", "1"));
    let told = desk.gateway.due(desk.now);
    let body: Value = serde_json::from_slice(&told[0].body).unwrap();
    assert_eq!(
        (&body["code"], &body["data"]["trans_no"]),
        (&1.into(), &"T1_ATONCE".into())
    );
}

#[test]
fn forgeries_claim_what_was_not_paid_and_are_not_signed() {
    let mut desk = desk();
    let mut random = Random::new(3);
    assert!(
        desk.gateway.forge_notification(&mut random).is_none(),
        "no payment waits"
    );
    desk.payment("P1", "1");
    desk.code("pay/app2user/do", &transfer("T1_ATONCE", "1"));
    desk.gateway.due(desk.now);
    let forged: Vec<Delivery> = (0..64)
        .filter_map(|_| desk.gateway.forge_notification(&mut random))
        .collect();
    assert_eq!(forged.len(), 64);
    let unsigned = forged
        .iter()
        .filter(|one| header(one, "dragonex-sign").is_none())
        .count();
    assert!((1..64).contains(&unsigned));
    for one in &forged {
        let body: Value = serde_json::from_slice(&one.body).unwrap();
        assert_eq!(
            (&body["trans_no"], &body["status"]),
            (&"P1".into(), &1.into())
        );
        assert!(!is_genuine(one));
    }
    assert_eq!(desk.booked("P1").1, 0);
}
