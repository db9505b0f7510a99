//! Answers that are genuine and belong to another request.

use std::time::Duration;

use dragonex::*;
use transport::Request;

use crate::desk::{NOW, always, builder, failure, order, signed, success, transfer};

#[test]
fn an_answer_must_belong_to_its_request() {
    let order_of = |changes: &[(&str, &str)]| signed(&success(&order(changes)));
    for (changes, field) in [
        (&[("trade_no", "\"t_5\"")][..], "trade_no"),
        (&[("direction", "1")], "direction"),
        (&[("coin_code", "\"dt\"")], "coin_code"),
        (&[("volume", "\"1.51\"")], "volume"),
        (&[("uid", "1000001")], "uid"),
    ] {
        let error = always(order_of(changes))
            .client
            .call(&transfer())
            .unwrap_err();
        assert_eq!(
            (error.field(), error.outcome()),
            (Some(field), Outcome::Unknown)
        );
    }
    assert!(
        always(order_of(&[("volume", "1.500")]))
            .client
            .call(&transfer())
            .is_ok()
    );
    let back = ReturnPayment {
        ori_trade_no: "21".into(),
        return_trade_no: "t_51".into(),
        return_volume: Some("1.5".parse().unwrap()),
        ..ReturnPayment::default()
    };
    assert!(always(order_of(&[])).client.call(&back).is_ok());
    assert_eq!(
        always(order_of(&[("volume", "\"2\"")]))
            .client
            .call(&back)
            .unwrap_err()
            .field(),
        Some("volume")
    );
    for told in [r#"{"return_trade_no":"other"}"#, r#"{"ori_trade_no":"22"}"#] {
        let refusal = failure("4000").replace("\"data\":{}", &format!("\"data\":{told}"));
        assert_ne!(refusal, failure("4000"));
        let error = always(signed(&refusal)).client.call(&back).unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{told}");
    }
    let charge = OpenCharge {
        trade_no: "t_51".into(),
        uid: Some(1_000_000),
        coin_code: "usdt".into(),
        volume: "1.5".parse().unwrap(),
        pay_token: "p".into(),
        ..OpenCharge::default()
    };
    assert!(
        always(order_of(&[("direction", "1")]))
            .client
            .call(&charge)
            .is_ok()
    );
    assert_eq!(
        always(order_of(&[]))
            .client
            .call(&charge)
            .unwrap_err()
            .field(),
        Some("direction")
    );
}

#[test]
fn lists_and_details_must_be_what_was_asked_for() {
    let page = |changes: &[(&str, &str)]| signed(&success(&format!("[{}]", order(changes))));
    let asked = OrderHistory {
        coin_code: Some("usdt".into()),
        direction: Some(Direction::AppToUser),
        uid: Some(1_000_000),
        ..OrderHistory::default()
    };
    assert!(always(page(&[])).client.call(&asked).is_ok());
    for (changes, field) in [
        (&[("coin_code", "\"dt\"")][..], "coin_code"),
        (&[("direction", "1")], "direction"),
        (&[("uid", "1")], "uid"),
    ] {
        assert_eq!(
            always(page(changes))
                .client
                .call(&asked)
                .unwrap_err()
                .field(),
            Some(field)
        );
    }
    for unlisted in ["{}", r#"{"total":3}"#, r#"{"Total":1,"List":[]}"#] {
        let error = always(signed(&success(unlisted)))
            .client
            .call(&asked)
            .unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{unlisted}: {error}");
    }
    for empty in ["null", "[]", r#"{"total":0,"list":null}"#] {
        let none = always(signed(&success(empty))).client.call(&asked);
        assert_eq!(none.unwrap().list.len(), 0, "{empty}");
    }
    let two = signed(&success(&format!("[{0},{0}]", order(&[]))));
    let one = OrderHistory {
        limit: Some(1),
        ..OrderHistory::default()
    };
    assert_eq!(
        always(two).client.call(&one).unwrap_err().field(),
        Some("limit")
    );

    let coin = r#"{"code":"dc","coin_id":2,"frozen":"0","total":"512.4755","uid":7}"#;
    let ask = |code: Option<&str>, id, uid| UserCoin {
        dragonex_uid: Some(uid),
        coin_code: code.map(str::to_owned),
        coin_id: id,
        open_id: None,
    };
    let answered = |asked: UserCoin| {
        always(signed(&success(coin)))
            .client
            .call(&asked)
            .map_err(|e| e.field().map(str::to_owned))
    };
    assert!(answered(ask(Some("dc"), None, 7)).is_ok());
    assert_eq!(
        answered(ask(Some("usdt"), None, 7)).unwrap_err().as_deref(),
        Some("coin_code")
    );
    assert_eq!(
        answered(ask(None, Some(3), 7)).unwrap_err().as_deref(),
        Some("coin_id")
    );
    assert_eq!(
        answered(ask(None, Some(2), 8)).unwrap_err().as_deref(),
        Some("uid")
    );
    let two_owners = r#"[{"code":"a","coin_id":1,"frozen":"0","total":"1","uid":7},{"code":"b","coin_id":2,"frozen":"0","total":"1","uid":8}]"#;
    assert_eq!(
        always(signed(&success(two_owners)))
            .client
            .call(&AdminCoins {})
            .unwrap_err()
            .field(),
        Some("uid")
    );
    let detail = r#"{"app_id":"appidfortest","open_id":"o2"}"#;
    let asked = UserDetail {
        open_id: "o1".into(),
    };
    assert_eq!(
        always(signed(&success(detail)))
            .client
            .call(&asked)
            .unwrap_err()
            .field(),
        Some("open_id")
    );
    let prices = r#"[{"close_price":"7000","symbol":"BTC_USDT"}]"#;
    let ask = |symbols: &str| MarketPrices {
        symbols: symbols.into(),
    };
    let list = always(signed(&success(prices)))
        .client
        .call(&ask("DT_USDT,BTC_USDT"))
        .unwrap();
    assert_eq!(list.list[0].close_price, "7000".parse().unwrap());
    assert_eq!(
        always(signed(&success(prices)))
            .client
            .call(&ask("DT_USDT"))
            .unwrap_err()
            .field(),
        Some("symbol")
    );
}

#[test]
fn a_pay_page_must_be_the_providers_and_the_requests() {
    let asked = RequestPayment {
        trade_no: "21".into(),
        coin_code: "usdt".into(),
        volume: "1".parse().unwrap(),
        scene: "sceneForTest".into(),
        device: "deviceForTest".into(),
        state: "stateForTest".into(),
        redirect_url: "https://xxx.xxx.xxx".into(),
        domain: "dragonex.im".into(),
        ..RequestPayment::default()
    };
    let good = "https://oauth.dragonex.im/oauth/pay?app_id=appidfortest&code=c77685c94d&coin_code=usdt&device=deviceForTest&expire_time=1551348353&scene=sceneForTest&state=stateForTest&trade_no=21&volume=1.0&redirect_url=https://xxx.xxx.xxx?volume=2&state=x";
    let ask = |url: &str| {
        let body = success(&format!(
            "{{\"pay_url\":{}}}",
            serde_json::to_string(url).unwrap()
        ));
        always(signed(&body)).client.call(&asked)
    };
    let page = ask(good).unwrap();
    assert_eq!(
        (page.pay_url.expose(), page.expire_time()),
        (good, Some(1_551_348_353))
    );
    for (from, to, field) in [
        ("https://", "http://", "pay_url"),
        ("oauth.dragonex.im/", "dragonex.im.evil.example/", "pay_url"),
        (
            "oauth.dragonex.im/",
            "oauth.dragonex.im@evil.example/",
            "pay_url",
        ),
        ("https://oauth.dragonex.im/", "javascript:", "pay_url"),
        ("appidfortest", "another", "app_id"),
        ("trade_no=21", "trade_no=22", "trade_no"),
        ("trade_no=21", "trade=21", "trade_no"),
        ("coin_code=usdt", "coin_code=dt", "coin_code"),
        ("volume=1.0", "volume=10", "volume"),
        ("volume=1.0", "volume=1.0&volume=9", "volume"),
        ("volume=1.0", "volume=1.0&%76olume=9", "volume"),
        ("app_id=", "app_id=other&app_id=", "app_id"),
        ("scene=sceneForTest", "scene=\"><script>", "pay_url"),
        ("volume=1.0", "volume=", "volume"),
        ("deviceForTest", "deviceForTes", "device"),
        ("stateForTest", "stateForTesT", "state"),
    ] {
        assert_eq!(
            ask(&good.replacen(from, to, 1)).unwrap_err().field(),
            Some(field),
            "{from} {to}"
        );
    }
    // What follows the merchant's own address is a field like any other, if that address can be told from it.
    let (before, _) = good.split_once("?volume=2").unwrap();
    let asked_for = "https://xxx.xxx.xxx";
    let escaped = "https%3a%2F%2Fxxx.xxx.xxx";
    for end in ["", "&lang=zh", "#&volume=2"] {
        assert!(ask(&format!("{before}{end}")).is_ok(), "{end}");
        assert!(ask(&format!("{}{end}", before.replace(asked_for, escaped))).is_ok());
    }
    for (end, field) in [
        ("&volume=1000", "volume"),
        ("&volume=1", "volume"),
        ("&trade_no=22", "trade_no"),
        ("&x=1&%76olume=1000", "volume"),
        ("&redirect_url=https://evil.example", "redirect_url"),
    ] {
        for url in [before.to_owned(), before.replace(asked_for, escaped)] {
            let error = ask(&format!("{url}{end}")).unwrap_err();
            assert_eq!(error.field(), Some(field), "{url}{end}");
        }
    }
    let first = good.replace("&redirect_url=https://xxx.xxx.xxx?volume=2&state=x", "");
    let first = first.replace("pay?", "pay?redirect_url=https://xxx.xxx.xxx&");
    assert!(ask(&first).is_ok());
    let moved = format!("{}&volume=1000", before.replace("&volume=1.0", ""));
    assert_eq!(ask(&moved).unwrap_err().field(), Some("volume"));
    let encoded = good
        .replace("sceneForTest", "%E5%9C%BA+%E6%99%AF")
        .replace("deviceForTest", "device%46orTest");
    assert!(ask(&encoded).is_ok());
}

#[test]
fn the_pay_page_of_a_test_gateway_is_where_the_gateway_is() {
    let asked = RequestPayment {
        trade_no: "21".into(),
        coin_code: "usdt".into(),
        volume: "1".parse().unwrap(),
        device: "deviceForTest".into(),
        state: "stateForTest".into(),
        redirect_url: "https://xxx.xxx.xxx".into(),
        domain: "dragonex.im".into(),
        ..RequestPayment::default()
    };
    for (origin, taken) in [
        ("http://127.0.0.1:4010", true),
        ("http://127.0.0.1:4011", false),
    ] {
        let url = format!(
            "{origin}/oauth/pay?app_id=appidfortest&coin_code=usdt&device=deviceForTest&state=stateForTest&trade_no=21&volume=1"
        );
        let answer = signed(&success(&format!("{{\"pay_url\":\"{url}\"}}")));
        let client = builder("http://127.0.0.1:4010")
            .allow_http(true)
            .clock(transport::ManualClock::new(Duration::from_secs(NOW)))
            .transport(move |_: &Request| Ok(answer.clone()))
            .build()
            .unwrap();
        assert_eq!(client.call(&asked).is_ok(), taken, "{origin}");
    }
}

/// What stands beside the data, or in data that needs no such field, is compared as well.
#[test]
fn what_is_repeated_anywhere_must_be_what_was_asked() {
    let beside = |told: &str, data: &str| {
        signed(&success(data).replace("\"ok\"", &format!("{told},\"ok\"")))
    };
    for (told, field) in [
        (r#""app_id":"another""#, "app_id"),
        (r#""trade_no":"t_52""#, "trade_no"),
        (r#""uid":1000001"#, "uid"),
        (r#""volume":"1.51""#, "volume"),
    ] {
        let desk = always(beside(told, &order(&[])));
        let error = desk.client.call(&transfer()).unwrap_err();
        assert_eq!(
            (error.field(), error.outcome()),
            (Some(field), Outcome::Unknown)
        );
    }
    // A refusal with the data of a success that has nothing in it repeats nothing; with something, it does.
    let refused = |data: &str| {
        let text = failure("4000").replace("\"data\":{}", &format!("\"data\":{data}"));
        assert!(text.contains(data), "{text}");
        always(signed(&text)).client.call(&transfer()).unwrap_err()
    };
    let nothing = r#"{"id":0,"trade_no":"","uid":0,"coin_code":"","volume":"0","status":0}"#;
    for data in ["{}", nothing, r#"{"uid":"0","volume":0.00}"#] {
        let error = refused(data);
        assert_eq!(error.outcome(), Outcome::Refused, "{data}: {error}");
    }
    for (data, field) in [(r#"{"uid":1}"#, "uid"), (r#"{"volume":"0.1"}"#, "volume")] {
        assert_eq!(refused(data).field(), Some(field));
    }
    let ours = r#""app_id":"appidfortest","trade_no":"t_51""#;
    assert!(
        always(beside(ours, &order(&[])))
            .client
            .call(&transfer())
            .is_ok()
    );

    let coin = r#"{"code":"usdt","coin_id":1,"frozen":"0","total":"1","uid":1000000"#;
    let one = |told: &str| always(signed(&success(&format!("{coin}{told}}}"))));
    let many = |told: &str| always(signed(&success(&format!("[{coin}{told}}}]"))));
    let by_open_id = UserCoin {
        open_id: Some("o1".into()),
        coin_code: Some("usdt".into()),
        ..UserCoin::default()
    };
    let all_by_open_id = UserCoins {
        open_id: Some("o1".into()),
        ..UserCoins::default()
    };
    for told in ["", r#","open_id":"o1""#] {
        assert!(one(told).client.call(&by_open_id).is_ok());
        assert!(many(told).client.call(&all_by_open_id).is_ok());
    }
    for (told, field) in [
        (r#","open_id":"o2""#, "open_id"),
        (r#","app_id":"another""#, "app_id"),
    ] {
        let error = one(told).client.call(&by_open_id).unwrap_err();
        assert_eq!(error.field(), Some(field));
    }
    let error = many(r#","open_id":"o2""#).client.call(&all_by_open_id);
    assert_eq!(error.unwrap_err().field(), Some("open_id"));
    let by_uid = UserCoin {
        dragonex_uid: Some(1_000_000),
        coin_code: Some("usdt".into()),
        ..UserCoin::default()
    };
    assert!(one("").client.call(&by_uid).is_ok());
    let error = one(r#","dragonex_uid":1000001"#).client.call(&by_uid);
    assert_eq!(error.unwrap_err().field(), Some("dragonex_uid"));
}
