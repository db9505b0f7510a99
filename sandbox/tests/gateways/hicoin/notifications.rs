//! What a merchant is told, how often, and what a forger can say.

use crate::hicoin::desk::*;
use sandbox::hicoin::Config;
use sandbox::{Gateway, Random};
use std::time::Duration;

fn desk(as_json: bool) -> Desk {
    let mut config = Config::default();
    config.notify_url = Some("http://127.0.0.1:9/n".into());
    config.notify_as_json = as_json;
    Desk::with(config)
}

#[test]
fn a_payment_is_told_as_documented_signed_with_the_payment_key() {
    for as_json in [false, true] {
        let mut desk = desk(as_json);
        desk.preorder("P1", i64::MAX);
        desk.transfer("W1", 5);
        desk.wait(10);
        assert!(
            desk.gateway.due(desk.now).is_empty(),
            "a transfer is not told"
        );
        desk.gateway.user_pays(desk.now, "P1");
        let [delivery] = &desk.gateway.due(desk.now)[..] else {
            panic!("one notification")
        };
        assert_eq!(delivery.url, "http://127.0.0.1:9/n");
        let signer = signer(Config::DEFAULT_MCH_KEY);
        let fields: Vec<(String, String)> = if as_json {
            assert!(delivery.headers[0].1.starts_with("application/json"));
            let text = std::str::from_utf8(&delivery.body).unwrap();
            assert_eq!(signer.verify_json(text), Ok(()));
            let object: serde_json::Map<_, _> = serde_json::from_str(text).unwrap();
            object
                .into_iter()
                .map(|(name, value)| (name, value.as_str().unwrap().to_owned()))
                .collect()
        } else {
            assert_eq!(signer.verify_form(&delivery.body), Ok(()));
            signing_core::form::decode(&delivery.body).unwrap()
        };
        let get = |name: &str| {
            fields
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        for (name, value) in [
            ("app_id", "4f95ab748e204c65d0bdaa61b4e3f1d7"),
            ("trade_status", "SUCCESS"),
            ("out_trade_no", "P1"),
            ("openid", OPENID),
            ("trade_type", "H5"),
            ("total_amount", "9223372036854775807"),
            ("settle_currency", "USDT"),
            ("passback_params", "a=1&b=\"2\""),
            ("body", "茶"),
            ("subject", "tea <b>"),
        ] {
            assert_eq!(get(name), Some(value), "{name}");
        }
        assert_eq!(fields.len(), 13);
    }
}

#[test]
fn it_is_told_again_until_the_bare_word_success() {
    let pauses = [15, 15, 30, 180, 1800, 1800, 3600];
    for ends_at in [0, 3, 99] {
        let mut desk = desk(false);
        desk.preorder("P1", 5);
        desk.gateway.user_pays(desk.now, "P1");
        let mut told = 0;
        let answers: [Option<(u16, &[u8])>; 5] = [
            None,
            Some((500, b"SUCCESS")),
            Some((200, b"success")),
            Some((200, b"SUCCESS\n")),
            Some((200, b"FAIL")),
        ];
        loop {
            let due = desk.gateway.due(desk.now);
            let [delivery] = &due[..] else { break };
            let answer = if told == ends_at {
                Some((200, &b"SUCCESS"[..]))
            } else {
                answers[told % answers.len()]
            };
            desk.gateway.delivered(delivery.id, desk.now, answer);
            if let Some(pause) = pauses.get(told) {
                desk.now += Duration::from_secs(*pause) - Duration::from_nanos(1);
                assert!(desk.gateway.due(desk.now).is_empty(), "not before its time");
                desk.now += Duration::from_nanos(1);
            }
            told += 1;
        }
        assert_eq!(told, (ends_at + 1).min(pauses.len() + 1));
    }
}

#[test]
fn nobody_is_told_of_what_was_not_paid_or_without_an_address() {
    let mut told = desk(false);
    told.preorder("P1", 5);
    told.gateway.user_cancels(told.now, "P1");
    told.preorder("P2", 5);
    told.wait(600);
    assert!(told.gateway.due(told.now).is_empty());
    let mut untold = Desk::new();
    untold.preorder("P1", 5);
    untold.gateway.user_pays(untold.now, "P1");
    assert!(untold.gateway.due(untold.now).is_empty());
    assert!(
        untold
            .gateway
            .forge_notification(&mut Random::new(1))
            .is_none()
    );
}

#[test]
fn forgeries_claim_unpaid_orders_and_never_verify() {
    let mut desk = desk(false);
    let mut random = Random::new(3);
    assert!(
        desk.gateway.forge_notification(&mut random).is_none(),
        "no order waits"
    );
    desk.preorder("P1", 5);
    desk.gateway.user_pays(desk.now, "P1");
    desk.transfer("W1", 5);
    assert!(
        desk.gateway.forge_notification(&mut random).is_none(),
        "what is paid needs no forger"
    );
    desk.preorder("P2", 5);
    let signer = signer(Config::DEFAULT_MCH_KEY);
    for _ in 0..64 {
        let forged = desk.gateway.forge_notification(&mut random).unwrap();
        let text = String::from_utf8(forged.body.clone()).unwrap();
        assert!(text.contains("out_trade_no=P2") && text.contains("trade_status=SUCCESS"));
        assert!(signer.verify_form(&forged.body).is_err(), "{text}");
        desk.gateway
            .delivered(forged.id, desk.now, Some((200, b"SUCCESS")));
    }
    assert_eq!(desk.paid("P2"), 0);
}
