//! Who is let in.

use crate::dragonex::desk::{Desk, is_signed, order, payment, transfer};
use sandbox::{Gateway, HttpRequest, SignatureFault, dragonex::Config};
use serde_json::Value;
use signing_core::Secret;
use std::time::Duration;

const PATH: &str = "/api/v1/pay/app2user/do/";

/// The code of the answer to a request that was changed after it was signed.
fn changed(change: impl Fn(&mut HttpRequest)) -> i64 {
    let mut desk = Desk::new();
    let mut request = desk.gateway.signed(desk.now, PATH, &transfer("T1", "1"));
    change(&mut request);
    let reply = desk.gateway.handle(desk.now, &request);
    let answer: Value = serde_json::from_slice(&reply.body).unwrap();
    if answer["code"] != 1 {
        assert_eq!(
            desk.booked("T1"),
            (0, 0),
            "a refused request must do nothing"
        );
    }
    answer["code"].as_i64().unwrap()
}

fn set(request: &mut HttpRequest, name: &str, value: &str) {
    let found = request.headers.iter_mut().find(|(known, _)| known == name);
    value.clone_into(&mut found.unwrap().1);
}

#[test]
fn only_what_was_signed_gets_in() {
    assert_eq!(changed(|_| {}), 1);
    assert_eq!(changed(|r| set(r, "App-Id", "another")), 11003);
    assert_eq!(changed(|r| set(r, "Auth", "another:AAAA")), 11008);
    assert_eq!(changed(|r| set(r, "Auth", "sandboxaccesskey")), 11008);
    assert_eq!(changed(|r| set(r, "Auth", "sandboxaccesskey:AAAA")), 9004);
    assert_eq!(changed(|r| set(r, "Content-Type", "text/plain")), 8);
    assert_eq!(changed(|r| set(r, "Date", "yesterday")), 9020);
    assert_eq!(
        changed(|r| set(r, "Date", "Tue, 14 Nov 2023 22:13:21 GMT")),
        9004
    );
    assert_eq!(changed(|r| r.body.push(b' ')), 9004);
    assert_eq!(changed(|r| set(r, "Content-Sha1", "00")), 9004);
    assert_eq!(
        changed(|r| r.headers.retain(|(name, _)| name != "Content-Sha1")),
        9004
    );
    assert_eq!(changed(|r| r.headers.retain(|(name, _)| name != "Date")), 8);
    assert_eq!(
        changed(|r| r.headers.push(("dragonex-new".into(), "x".into()))),
        9004
    );
    assert_eq!(changed(|r| r.headers.push(("x-new".into(), "x".into()))), 1);
    assert_eq!(changed(|r| r.method = "PUT".into()), 8);
}

#[test]
fn a_wrong_signature_is_explained_without_the_key() {
    let mut desk = Desk::new();
    let mut request = desk.gateway.signed(desk.now, PATH, &transfer("T1", "1"));
    set(
        &mut request,
        "Auth",
        "sandboxaccesskey:AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    );
    let msg = desk.answer(&request)["msg"].as_str().unwrap().to_owned();
    assert!(
        msg.contains("the string to sign is POST\\n") && !msg.contains(Config::DEFAULT_SECRET_KEY),
        "{msg}"
    );
}

#[test]
fn a_date_must_be_within_five_minutes() {
    for (ahead, code) in [(-301, 9021), (-300, 1), (300, 1), (301, 9021)] {
        let mut desk = Desk::new();
        let date = Duration::from_secs(desk.now.as_secs().saturating_add_signed(ahead));
        let request = desk.gateway.signed(date, PATH, &transfer("T1", "1"));
        assert_eq!(desk.answer(&request)["code"], code, "{ahead}");
    }
}

#[test]
fn an_unknown_apps_answer_is_signed_by_nobody() {
    let mut desk = Desk::new();
    let mut request = desk.gateway.signed(desk.now, PATH, &transfer("T1", "1"));
    set(&mut request, "App-Id", "another");
    assert!(
        desk.gateway
            .handle(desk.now, &request)
            .header("dragonex-sign")
            .is_none()
    );
}

#[test]
fn types_and_rules_are_those_of_the_documents() {
    let mut desk = Desk::new();
    for (from, to, code) in [
        ("\"uid\":1000001", "\"uid\":\"1000001\"", 8),
        ("\"uid\":1000001", "\"uid\":0", 8),
        ("\"uid\":1000001", "\"uid\":5", 11015),
        ("\"uid\":1000001", "\"open_id\":\"nobody\"", 11015),
        (
            "\"uid\":1000001",
            "\"uid\":1000001,\"open_id\":\"openid1000001\"",
            8,
        ),
        ("\"T1\"", "1", 8),
        ("\"T1\"", "\"T-1\"", 8),
        ("\"1\"", "1", 8),
        ("\"1\"", "\"0\"", 8),
        ("\"1\"", "\"1e3\"", 8),
        ("\"1\"", "\"-1\"", 8),
        ("usdt", "gold", 11031),
        ("{", "[", 8),
        ("\"scene\":\"s\"", "\"scene\":\"s\",\"scene\":\"s\"", 8),
        ("\"1\"", "\"1000001\"", 4000),
    ] {
        assert_eq!(
            desk.code(
                "pay/app2user/do",
                &transfer("T1", "1").replacen(from, to, 1)
            ),
            code,
            "{to}"
        );
    }
    for (from, to) in [
        ("device01", "short"),
        ("state001", "much_too_long_a_state"),
        ("https://shop", "ftp://shop"),
        ("test.dragonex.im", "dragonex.im.evil.example"),
        ("test.dragonex.im", "evildragonex.im"),
        (
            "\"scene\":\"s\"",
            &format!("\"scene\":\"{}\"", "s".repeat(100)),
        ),
    ] {
        assert_eq!(
            desk.code(
                "pay/user2app/pre",
                &payment("P1", "1").replacen(from, to, 1)
            ),
            8,
            "{to}"
        );
    }
    assert!(desk.gateway.ledger().entries.is_empty());
}

#[test]
fn users_come_in_by_token_and_device() {
    let mut desk = Desk::new();
    desk.code("pay/app2user/do", &transfer("T1_ATONCE", "1"));
    let ask = |desk: &mut Desk, path: &str, query: &str, token: &str, device: &str| {
        let request = desk.gateway.by_user(desk.now, path, query, token, device);
        desk.answer(&request)["code"].as_i64().unwrap()
    };
    let coins = "/api/v1/user/coin/list/";
    let (token, device) = (Config::DEFAULT_TOKEN, Config::DEFAULT_DEVICE);
    assert_eq!(ask(&mut desk, coins, "", token, device), 1);
    assert_eq!(ask(&mut desk, coins, "", "guessed", device), 11019);
    assert_eq!(ask(&mut desk, coins, "", token, "sandbox_0002"), 11026);
    assert_eq!(
        ask(&mut desk, "/api/v1/admin/coin/list/", "", token, device),
        8
    );
    assert_eq!(
        ask(
            &mut desk,
            "/api/v1/pay/order/detail/",
            "trade_no=T1_ATONCE",
            token,
            device
        ),
        11027,
        "another user's"
    );
    let late = desk.now + Duration::from_secs(301);
    let request = desk.gateway.by_user(late, coins, "", token, device);
    assert_eq!(desk.answer(&request)["code"], 9021);
}

#[test]
fn spoiled_signatures_are_worthless_and_the_body_stays() {
    let mut desk = Desk::new();
    let request = desk
        .gateway
        .signed(desk.now, "/api/v1/pay/order/detail/", &order("T1"));
    let genuine = desk.gateway.handle(desk.now, &request);
    assert!(is_signed(&genuine, Config::DEFAULT_CHECK_KEY));
    for how in [
        SignatureFault::Wrong,
        SignatureFault::Missing,
        SignatureFault::Downgraded,
    ] {
        let mut spoiled = genuine.clone();
        desk.gateway.spoil_signature(&mut spoiled, how);
        assert!(!is_signed(&spoiled, Config::DEFAULT_CHECK_KEY), "{how:?}");
        assert_eq!(spoiled.body, genuine.body);
        assert_eq!(
            spoiled.header("dragonex-sign").is_none(),
            how == SignatureFault::Missing
        );
    }
}

#[test]
fn after_a_change_of_keys_either_signs_for_an_hour() {
    let mut desk = Desk::new();
    let next = "the_next_check_key";
    desk.gateway
        .change_check_key(desk.now, Secret::new(next).unwrap());
    let count = |desk: &mut Desk| {
        let mut found = (0, 0);
        for _ in 0..64 {
            let request = desk
                .gateway
                .signed(desk.now, "/api/v1/pay/order/detail/", &order("T1"));
            let reply = desk.gateway.handle(desk.now, &request);
            found.0 += u32::from(is_signed(&reply, Config::DEFAULT_CHECK_KEY));
            found.1 += u32::from(is_signed(&reply, next));
        }
        found
    };
    let (old, new) = count(&mut desk);
    assert!(old > 10 && new > 10 && old + new == 64, "{old} {new}");
    desk.pass(3600);
    assert_eq!(count(&mut desk), (0, 64));
}

#[test]
fn a_refused_volume_hears_what_this_gateway_can_count() {
    let mut desk = Desk::new();
    for volume in ["1000000000000000000", "0.0000000000000000001", "0"] {
        let answer = desk.ask("pay/app2user/do", &transfer("T1", volume));
        let why = "greater than 0 with at most 18 digits before the point and 18 behind it";
        assert!(answer["msg"].as_str().unwrap().contains(why), "{answer}");
    }
    let answer = desk.ask(
        "pay/app2user/do",
        &transfer("T1", "1").replacen("1000001", "-1", 1),
    );
    assert!(
        answer["msg"].as_str().unwrap().contains("from 0 to"),
        "{answer}"
    );
}

#[test]
fn a_request_without_one_of_its_fields_hears_which() {
    let returned = r#"{"ori_trade_no":"P1","return_trade_no":"R1","return_rate":"1","scene":"s","desc":"d","device":"x"}"#;
    let login = r#"{"app_id":"sandboxapp","code":"c","scopes":"1","state":"s","device":"d"}"#;
    let history = r#"{"coin_code":"","uid":0,"direction":0,"start_time":0,"end_time":0,"offset":0,"limit":20}"#;
    let charge = transfer("T1", "1").replacen('{', r#"{"pay_token":"sandboxpaytoken","#, 1);
    let cases: [(&str, String, &[&str]); 7] = [
        (
            "pay/user2app/pre",
            payment("P2", "1"),
            &[
                "trade_no",
                "coin_code",
                "volume",
                "scene",
                "desc",
                "device",
                "state",
                "redirect_url",
                "domain",
            ],
        ),
        (
            "pay/app2user/do",
            transfer("T1", "1"),
            &[
                "trade_no",
                "uid",
                "coin_code",
                "volume",
                "scene",
                "desc",
                "device",
            ],
        ),
        (
            "open/pay/app2user/do",
            transfer("T1", "1"),
            &[
                "trade_no",
                "uid",
                "coin_code",
                "volume",
                "scene",
                "desc",
                "device",
            ],
        ),
        (
            "open/pay/user2app/do",
            charge,
            &["pay_token", "uid", "volume", "scene", "desc", "device"],
        ),
        (
            "pay/return/do",
            returned.into(),
            &[
                "ori_trade_no",
                "return_trade_no",
                "return_rate",
                "scene",
                "desc",
                "device",
            ],
        ),
        (
            "login/do",
            login.into(),
            &["app_id", "code", "scopes", "state", "device"],
        ),
        (
            "pay/order/history",
            history.into(),
            &[
                "coin_code",
                "uid",
                "direction",
                "start_time",
                "end_time",
                "offset",
                "limit",
            ],
        ),
    ];
    for (path, whole, names) in cases {
        for name in names {
            let mut desk = Desk::new();
            desk.payment("P1", "1");
            desk.gateway.user_pays(desk.now, "P1");
            let before = desk.gateway.ledger();
            let mut fields: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(&whole).unwrap();
            assert!(fields.remove(*name).is_some(), "{path} {name}");
            for null in [false, true] {
                if null {
                    fields.insert((*name).into(), serde_json::Value::Null);
                }
                let body = serde_json::to_string(&fields).unwrap();
                let answer = desk.ask(path, &body);
                assert_eq!(answer["code"], 8, "{path} {body}: {answer}");
                let msg = answer["msg"].as_str().unwrap();
                assert!(msg.contains(name), "{path} {name}: {msg}");
            }
            assert_eq!(desk.gateway.ledger(), before, "{path} {name}");
        }
    }
    let query = "coin_code=&direction=0&start_time=0&end_time=0&offset=0&limit=20";
    let mut desk = Desk::new();
    for (query, code) in [(query.to_owned(), 1), (query.replace("&offset=0", ""), 8)] {
        let (token, device) = (Config::DEFAULT_TOKEN, Config::DEFAULT_DEVICE);
        let path = "/api/v1/pay/order/history/";
        let request = desk.gateway.by_user(desk.now, path, &query, token, device);
        assert_eq!(desk.answer(&request)["code"], code, "{query}");
    }
}
