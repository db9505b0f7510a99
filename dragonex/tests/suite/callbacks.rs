//! Callbacks: what is believed, and what it is compared with.

use dragonex::*;
use transport::Request;

use crate::desk::{CHECK_KEY, Desk, NOW, answer_sign, data};

const BODY: &str = r#"{"id":31,"uid":1000000,"coin_code":"usdt","volume":"1.50","cut_volume":"0.01","trans_no":"order_1","direction":1,"status":1,"order_type":1,"arrive_time":1563938463419478487}"#;

fn read(body: &str) -> Result<WeaklyVerified<PaymentCallback>, Error> {
    read_at(body, &NOW.to_string())
}

fn read_at(body: &str, ts: &str) -> Result<WeaklyVerified<PaymentCallback>, Error> {
    let sign = answer_sign(body.as_bytes(), ts, CHECK_KEY);
    let headers = [
        ("Content-Type", "application/json"),
        ("Dragonex-Ts", ts),
        ("Dragonex-Sign", &sign),
    ];
    Desk::new(data("{}"))
        .client
        .payment_callback(&headers, body.as_bytes())
}

fn expected() -> ExpectedPayment {
    "1.5 usdt".parse().unwrap()
}

#[test]
fn an_order_is_read_bare_or_framed_under_either_name() {
    let framed = format!(r#"{{"ok":true,"code":1,"msg":"","data":{BODY}}}"#);
    let shouted = format!(r#"{{"ok":true,"code":1,"msg":"","Data":{BODY}}}"#);
    let trade_no = BODY.replace("trans_no", "trade_no");
    let both = BODY.replace("\"trans_no\":", "\"trade_no\":\"order_1\",\"trans_no\":");
    for body in [BODY, &framed, &shouted, &trade_no, &both] {
        let callback = read(body).unwrap();
        assert_eq!(
            (callback.order_number(), callback.id, callback.uid),
            ("order_1", Some(31), 1_000_000)
        );
        assert_eq!(callback.signed_at().as_secs(), NOW);
        assert!(callback.claims_payment());
        assert_eq!(callback.expect("order_1", &expected()), Ok(Ack::Success));
    }
}

#[test]
fn what_is_no_order_is_not_read() {
    for body in [
        "",
        "null",
        "{}",
        &BODY.replace("\"trans_no\":\"order_1\",", ""),
        &BODY.replace("\"trans_no\":", "\"trade_no\":\"order_2\",\"trans_no\":"),
        &BODY.replace("\"id\":31,", "\"id\":31,\"id\":32,"),
        &BODY.replace("\"1.50\"", "\"-1.50\""),
        &format!(r#"{{"ok":false,"code":4000,"msg":"","data":{BODY}}}"#),
        r#"{"ok":true,"code":1,"msg":"","data":null}"#,
    ] {
        assert!(matches!(read(body), Err(Error::Decode(_))), "{body}");
    }
}

#[test]
fn only_fresh_signed_callbacks_are_believed() {
    assert!(matches!(
        read_at(BODY, &(NOW - 301).to_string()),
        Err(Error::Stale { .. })
    ));
    assert!(matches!(read_at(BODY, "155140806"), Err(Error::Timestamp)));
    let client = Desk::new(data("{}")).client;
    let ts = NOW.to_string();
    let sign = answer_sign(BODY.as_bytes(), &ts, CHECK_KEY);
    let check =
        |headers: &[(&str, &str)], body: &[u8]| client.payment_callback(headers, body).map(drop);
    assert!(
        check(
            &[("dragonex-ts", &ts), ("dragonex-sign", &sign)],
            BODY.as_bytes()
        )
        .is_ok()
    );
    assert!(matches!(
        check(&[("dragonex-ts", &ts)], BODY.as_bytes()),
        Err(Error::Signature(_))
    ));
    assert!(matches!(
        check(&[("dragonex-sign", &sign)], BODY.as_bytes()),
        Err(Error::Timestamp)
    ));
    assert!(matches!(
        check(&[], BODY.as_bytes()),
        Err(Error::Signature(_))
    ));
    let next = (NOW + 1).to_string();
    let moved = [("dragonex-ts", &*next), ("dragonex-sign", &*sign)];
    assert!(matches!(
        check(&moved, BODY.as_bytes()),
        Err(Error::Signature(_))
    ));
}

/// Every bit flip, and every field dropped, doubled, renamed or changed, under the genuine signature.
#[test]
fn no_mutant_of_a_callback_is_believed() {
    let client = Desk::new(data("{}")).client;
    let ts = NOW.to_string();
    let sign = answer_sign(BODY.as_bytes(), &ts, CHECK_KEY);
    let headers = [("dragonex-ts", &*ts), ("dragonex-sign", &*sign)];
    let mut mutants: Vec<Vec<u8>> = Vec::new();
    for at in 0..BODY.len() {
        for bit in 0..8 {
            let mut mutant = BODY.as_bytes().to_vec();
            mutant[at] ^= 1 << bit;
            mutants.push(mutant);
        }
        mutants.push([&BODY.as_bytes()[..at], &BODY.as_bytes()[at + 1..]].concat());
        mutants.push([&BODY.as_bytes()[..at], b" ", &BODY.as_bytes()[at..]].concat());
    }
    let fields: Vec<&str> = BODY.trim_matches(['{', '}']).split(',').collect();
    for at in 0..fields.len() {
        let mut dropped = fields.clone();
        dropped.remove(at);
        let mut doubled = fields.clone();
        doubled.push(fields[at]);
        let mut swapped = fields.clone();
        swapped.swap(at, (at + 1) % fields.len());
        for changed in [dropped, doubled, swapped] {
            mutants.push(format!("{{{}}}", changed.join(",")).into_bytes());
        }
    }
    assert!(mutants.len() > 1500);
    for mutant in mutants {
        let result = client.payment_callback(&headers, &mutant);
        assert!(
            matches!(result, Err(Error::Signature(_))),
            "{}",
            String::from_utf8_lossy(&mutant)
        );
    }
}

#[test]
fn a_callback_is_compared_with_the_order() {
    let differs = |field| Err(Unexpected::Differs { field });
    let cases = [
        ("", "", Ok(Ack::Success)),
        ("\"volume\":\"1.50\"", "\"volume\":1.5", Ok(Ack::Success)),
        ("order_1", "order_2", differs("trans_no")),
        ("\"direction\":1", "\"direction\":2", differs("direction")),
        ("\"status\":1", "\"status\":2", Err(Unexpected::NotPaid)),
        ("\"status\":1", "\"status\":3", Err(Unexpected::NotPaid)),
        ("\"status\":1", "\"status\":-1", Err(Unexpected::NotPaid)),
        ("\"status\":1", "\"status\":11", Err(Unexpected::NotPaid)),
        ("usdt", "USDT", differs("coin_code")),
        ("\"1.50\"", "\"1.51\"", differs("volume")),
        ("\"1.50\"", "\"15.0\"", differs("volume")),
        ("\"id\":31", "\"id\":32", differs("id")),
        ("\"uid\":1000000", "\"uid\":1000001", differs("uid")),
    ];
    let wanted = expected().with_id(31).with_uid(1_000_000);
    for (from, to, verdict) in cases {
        let body = BODY.replacen(from, to, 1);
        assert_eq!(
            read(&body).unwrap().expect("order_1", &wanted),
            verdict,
            "{to}"
        );
    }
}

#[test]
fn the_callback_of_a_transfer_is_not_a_payment() {
    let transfer = Transfer {
        trade_no: "order_1".into(),
        uid: Some(1_000_000),
        coin_code: "usdt".into(),
        volume: "1.5".parse().unwrap(),
        ..Transfer::default()
    };
    let outgoing = read(&BODY.replace("\"direction\":1", "\"direction\":2")).unwrap();
    assert!(!outgoing.claims_payment());
    assert_eq!(
        outgoing.expect("order_1", &expected()),
        Err(Unexpected::Differs { field: "direction" })
    );
    assert_eq!(outgoing.expect_transfer(&transfer), Ok(Ack::Success));
    let incoming = read(BODY).unwrap();
    assert_eq!(
        incoming.expect_transfer(&transfer),
        Err(Unexpected::Differs { field: "direction" })
    );
}

#[test]
fn the_acknowledgement_is_the_http_status() {
    assert_eq!(
        (Ack::Success.http_status(), Ack::Fail.http_status()),
        (200, 500)
    );
    assert_ne!(Ack::Success.text(), Ack::Fail.text());
}

#[test]
fn an_expectation_is_read_from_amount_and_coin() {
    assert_eq!(
        expected(),
        ExpectedPayment::new("usdt", "1.50".parse().unwrap())
    );
    for text in [
        "",
        "1.5",
        "1.5usdt",
        "usdt 1.5",
        "1.5  usdt",
        "1.5 us dt",
        "1.5 ",
        " usdt",
        "-1 usdt",
    ] {
        assert_eq!(
            text.parse::<ExpectedPayment>(),
            Err(InvalidExpectation),
            "{text:?}"
        );
    }
}

#[test]
fn reading_a_callback_asks_nobody() {
    let desk = Desk::new(|_: &Request| panic!("nothing is sent"));
    let ts = NOW.to_string();
    let sign = answer_sign(BODY.as_bytes(), &ts, CHECK_KEY);
    let headers = [
        ("dragonex-ts".to_owned(), ts),
        ("dragonex-sign".to_owned(), sign),
    ];
    assert!(
        desk.client
            .payment_callback(&headers, BODY.as_bytes())
            .is_ok()
    );
}

#[test]
fn another_apps_callback_is_not_this_ones() {
    let told = |app: &str| BODY.replace("\"id\":31", &format!("\"id\":31,\"app_id\":\"{app}\""));
    let framed = |beside: &str| format!(r#"{{"ok":true,"code":1,"msg":"",{beside}"data":{BODY}}}"#);
    let own = "appidfortest";
    assert!(read(&told(own)).is_ok());
    assert!(
        read(&framed(&format!(
            "\"app_id\":\"{own}\",\"trade_no\":\"order_1\","
        )))
        .is_ok()
    );
    for body in [
        told("another"),
        framed("\"app_id\":\"another\","),
        framed("\"app_id\":\"\",").replace(BODY, &told("another")),
    ] {
        let error = read(&body).unwrap_err();
        assert_eq!(error.field(), Some("app_id"), "{body}");
    }
    let beside = framed("\"trade_no\":\"order_2\",");
    assert!(matches!(read(&beside), Err(Error::Decode(_))));
}
