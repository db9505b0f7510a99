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
