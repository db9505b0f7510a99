//! What an answer proves.

use std::time::Duration;

use dragonex::*;
use proptest::prelude::*;
use transport::{Request, Response};

use crate::desk::{
    CHECK_KEY, Desk, NOW, always, answer_sign, order, query, response, secret, signed, signed_at,
    success,
};

#[test]
fn the_published_example_is_believed() {
    let body = r#"{"ok":true,"code":1,"msg":"","data":{"arrive_time":0,"coin_code":"usdt","create_time":1551350721,"direction":1,"status":1,"trade_no":"21","uid":1000000,"volume":"1"}}"#;
    assert_eq!(
        answer_sign(body.as_bytes(), "1551408061", CHECK_KEY),
        "47ff3ae7"
    );
    let signed = response(
        200,
        &[("dragonex-ts", "1551408061"), ("dragonex-sign", "47ff3ae7")],
        body,
    );
    let order = always(signed)
        .client
        .call(&OrderQuery {
            trade_no: "21".into(),
        })
        .unwrap();
    // The tables list the order's id; the example lacks it.
    assert_eq!(
        (order.id, order.uid, order.is_done()),
        (None, 1_000_000, true)
    );
    let forged = response(
        200,
        &[("dragonex-ts", "1551408061"), ("dragonex-sign", "47ff3ae8")],
        body,
    );
    let error = always(forged)
        .client
        .call(&OrderQuery {
            trade_no: "21".into(),
        })
        .unwrap_err();
    assert!(matches!(error, Error::Signature(_)), "{error}");
}

#[test]
fn every_field_of_an_order_is_read_and_written_again() {
    let body = success(&order(&[("open_id", "")]).replace("\"id\":31", "\"id\":31,\"new\":\"n\""));
    let answer = always(signed(&body))
        .client
        .call_for_answer(&query())
        .unwrap();
    assert_eq!((answer.body, answer.signed), (body.into_bytes(), true));
    assert_eq!(answer.server_time, Some(Duration::from_secs(NOW)));
    let order = answer.reply;
    assert_eq!(
        (order.id, order.uid, &*order.trade_no, &*order.coin_code),
        (Some(31), 1_000_000, "t_51", "usdt")
    );
    assert_eq!(
        (
            order.volume.as_str(),
            order.cut_volume.as_ref().unwrap().as_str()
        ),
        ("1.50", "0")
    );
    assert_eq!(
        (&order.direction, &order.status),
        (&Direction::AppToUser, &Status::Done)
    );
    assert_eq!(order.order_type, Some(OrderType::CoinToCoin));
    assert_eq!(order.create_time, Some(1_563_938_463_385_121_835));
    assert_eq!(order.arrive_time, Some(1_563_938_463_419_478_487));
    assert_eq!(order.extra["new"], "n");
    assert!(order.is_done());
}

#[test]
fn both_spellings_of_data_and_a_bare_list_are_read() {
    let shout = format!(r#"{{"code":1,"msg":"","ok":true,"Data":{}}}"#, order(&[]));
    assert_eq!(
        always(signed(&shout)).client.call(&query()).unwrap().id,
        Some(31)
    );
    let bare = format!(r#"{{"code":1,"msg":"","ok":true,"Data":[{}]}}"#, order(&[]));
    let page = always(signed(&bare))
        .client
        .call(&OrderHistory::default())
        .unwrap();
    assert_eq!((page.list.len(), page.total), (1, None));
    let framed = success(&format!(r#"{{"total":7,"list":[{}]}}"#, order(&[])));
    let page = always(signed(&framed))
        .client
        .call(&OrderHistory::default())
        .unwrap();
    assert_eq!((page.list.len(), page.total), (1, Some(7)));
    for empty in ["[]", "null", r#"{"total":0,"list":null}"#] {
        let page = always(signed(&success(empty)))
            .client
            .call(&OrderHistory::default())
            .unwrap();
        assert!(page.list.is_empty(), "{empty}");
    }
    let coins = r#"[{"code":"usdt","coin_id":1,"frozen":"1.4780056","total":"12.80740525428","uid":7},{"code":"dc","coin_id":2,"frozen":"0","total":"512.4755","uid":7}]"#;
    let asked = UserCoins {
        dragonex_uid: Some(7),
        ..UserCoins::default()
    };
    let list = always(signed(&success(coins))).client.call(&asked).unwrap();
    assert_eq!(
        list.coin("usdt").unwrap().available().unwrap().as_str(),
        "11.32939965428"
    );
    assert!(list.coin("btc").is_none());
    let json = serde_json::to_value(&list).unwrap();
    assert_eq!(json["list"][1]["total"], "512.4755");
    let both = r#"{"ok":true,"code":1,"data":{},"Data":{}}"#;
    assert!(matches!(
        always(signed(both)).client.call(&query()),
        Err(Error::Decode(_))
    ));
}

#[test]
fn either_check_key_is_believed_during_a_change_and_no_third() {
    let body = success(&order(&[]));
    let ts = NOW.to_string();
    for (key, believed) in [("theNewKey", true), (CHECK_KEY, true), ("another", false)] {
        let sign = answer_sign(body.as_bytes(), &ts, key);
        let answer = response(
            200,
            &[("dragonex-ts", &ts), ("dragonex-sign", &sign)],
            &body,
        );
        let desk = Desk::with(
            |builder| builder.previous_check_key(secret("theNewKey")),
            move |_: &Request| Ok(answer.clone()),
        );
        assert_eq!(desk.client.call(&query()).is_ok(), believed, "{key}");
    }
}

#[test]
fn the_time_of_signing_must_be_ten_digits_and_near() {
    let body = success(&order(&[]));
    let signed_by = |ts: &str| {
        let sign = answer_sign(body.as_bytes(), ts, CHECK_KEY);
        response(200, &[("dragonex-ts", ts), ("dragonex-sign", &sign)], &body)
    };
    for ts in [NOW, NOW - 300, NOW + 300] {
        assert!(
            always(signed_by(&ts.to_string()))
                .client
                .call(&query())
                .is_ok(),
            "{ts}"
        );
    }
    for ts in [NOW - 301, NOW + 301] {
        match always(signed_by(&ts.to_string())).client.call(&query()) {
            Err(Error::Stale { signed, local, .. }) => {
                assert_eq!((signed.as_secs(), local.as_secs()), (ts, NOW));
            }
            other => panic!("{ts}: {other:?}"),
        }
    }
    for ts in [
        "",
        "155140806",
        "15514080610",
        "01551408061",
        "155140806a",
        "-551408061",
        "1551408061.0",
        "１５51408061",
    ] {
        let error = always(signed_by(ts)).client.call(&query()).unwrap_err();
        assert!(matches!(error, Error::Timestamp), "{ts}: {error}");
    }
    let patient = Desk::with(|builder| builder.max_age(Duration::from_secs(3600)), {
        let answer = signed_by(&(NOW - 3600).to_string());
        move |_: &Request| Ok(answer.clone())
    });
    assert!(patient.client.call(&query()).is_ok());
}

#[test]
fn a_header_that_is_there_twice_is_not_believed() {
    let body = success(&order(&[]));
    let ts = NOW.to_string();
    let sign = answer_sign(body.as_bytes(), &ts, CHECK_KEY);
    for extra in [
        ("dragonex-ts", &*ts),
        ("DRAGONEX-SIGN", &*sign),
        ("dragonex-sign", "00000000"),
    ] {
        let answer = response(
            200,
            &[("dragonex-ts", &ts), ("dragonex-sign", &sign), extra],
            &body,
        );
        assert!(
            matches!(
                always(answer).client.call(&query()),
                Err(Error::Signature(_))
            ),
            "{extra:?}"
        );
    }
}

#[test]
fn a_users_answer_is_checked_where_it_is_signed() {
    let body = success(&order(&[]));
    let mine = MyOrder {
        trade_no: "t_51".into(),
    };
    let signed_one = always(signed(&body)).user().call_for_answer(&mine).unwrap();
    assert!(signed_one.signed);
    let unsigned = always(response(200, &[], &body))
        .user()
        .call_for_answer(&mine)
        .unwrap();
    assert!(!unsigned.signed);
    let wrong = response(
        200,
        &[("dragonex-ts", "1551408061"), ("dragonex-sign", "00000000")],
        &body,
    );
    assert!(matches!(
        always(wrong.clone()).user().call(&mine),
        Err(Error::Signature(_))
    ));
    let stale = signed_at(&body, NOW - 1000);
    assert!(matches!(
        always(stale).user().call(&mine),
        Err(Error::Stale { .. })
    ));
    let other = signed(&success(&order(&[("trade_no", "\"t_52\"")])));
    assert_eq!(
        always(other).user().call(&mine).unwrap_err().field(),
        Some("trade_no")
    );
    let alone = UserClient::builder(
        "https://oauth.dragonex.io",
        "appidfortest",
        secret("token"),
        "phone_0001",
    )
    .transport(move |_: &Request| Ok(wrong.clone()))
    .build()
    .unwrap();
    assert!(
        !alone.call_for_answer(&mine).unwrap().signed,
        "without a key nothing is checked"
    );
    let foreign = r#"{"app_id":"another","access_token_et":1553241160}"#;
    assert_eq!(
        always(signed(&success(foreign)))
            .user()
            .call(&TokenStatus {})
            .unwrap_err()
            .field(),
        Some("app_id")
    );
}

#[test]
fn the_vectors_of_an_independent_implementation_are_believed_and_none_of_their_neighbours() {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../signing-core/tests/vectors/signing.json"
    ))
    .unwrap();
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    let vectors = vectors["dragonex_response"].as_array().unwrap();
    assert!(vectors.len() >= 20);
    for vector in vectors {
        let field = |name: &str| vector[name].as_str().unwrap().to_owned();
        let (body, ts, sign) = (field("body"), field("ts"), field("sign"));
        let call = |sign: &str| {
            let answer = response(200, &[("dragonex-ts", &ts), ("dragonex-sign", sign)], &body);
            let client = Client::builder(
                "https://a.example",
                "a",
                "k",
                secret("s"),
                secret(&field("check_key")),
            )
            .clock(transport::ManualClock::new(Duration::from_secs(
                ts.parse().unwrap(),
            )))
            .transport(move |_: &Request| Ok(answer.clone()))
            .build()
            .unwrap();
            client.call(&query())
        };
        assert!(
            !matches!(
                call(&sign),
                Err(Error::Signature(_) | Error::Timestamp | Error::Stale { .. })
            ),
            "{body}"
        );
        assert!(
            !matches!(call(&sign.to_uppercase()), Err(Error::Signature(_))),
            "the case of hex does not count"
        );
        for at in 0..8 {
            let other = if &sign[at..=at] == "0" { "1" } else { "0" };
            let wrong = format!("{}{other}{}", &sign[..at], &sign[at + 1..]);
            assert!(matches!(call(&wrong), Err(Error::Signature(_))), "{wrong}");
        }
    }
}

proptest! {
    #[test]
    fn one_flipped_bit_is_never_believed(at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let genuine = signed(&success(&order(&[])));
        let mut flipped = genuine.clone();
        let at = at.index(flipped.body.len());
        flipped.body[at] ^= 1 << bit;
        prop_assert!(matches!(always(flipped).client.call(&query()), Err(Error::Signature(_))));
    }

    #[test]
    fn genuine_answers_are_believed_whatever_else_they_carry(
        extra in prop::collection::btree_map("[a-z_]{1,8}_x", "\\PC{0,20}", 0..6),
        whole in 0_u64.., fraction in "[0-9]{0,40}", spaces in " {0,3}",
    ) {
        let volume = if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") };
        let mut fields: Vec<String> = extra.iter().map(|(name, value)| format!("\"{name}\":{spaces}{}", serde_json::to_string(value).unwrap())).collect();
        fields.push(order(&[("volume", &format!("\"{volume}\""))]).trim_matches(['{', '}']).to_owned());
        let body = success(&format!("{{{}}}", fields.join(",")));
        let order = always(signed(&body)).client.call(&query()).unwrap();
        prop_assert_eq!(order.volume.as_str(), volume);
        // An empty text is as good as none.
        let told = extra.values().filter(|value| !value.is_empty());
        prop_assert_eq!(order.extra.len(), told.count());
    }
}

#[test]
fn a_stale_answer_is_an_answer_and_a_stale_callback_is_none() {
    let body = success(&order(&[]));
    for status in [200, 500] {
        let stale = Response {
            status,
            ..signed_at(&body, NOW - 1000)
        };
        let error = always(stale.clone()).client.call(&query()).unwrap_err();
        assert!(matches!(error, Error::Stale { .. }), "{error}");
        assert_eq!(error.http_status(), Some(status));
        let headers: Vec<_> = stale.headers.clone();
        let desk = always(stale);
        let error = desk.client.payment_callback(&headers, body.as_bytes());
        assert_eq!(error.unwrap_err().http_status(), None);
    }
}

#[test]
fn a_list_that_is_absent_is_not_empty() {
    let absent = r#"{"ok":true,"code":1,"msg":""}"#;
    let null = success("null");
    let history = OrderHistory::default();
    let coins = UserCoins {
        dragonex_uid: Some(1),
        ..UserCoins::default()
    };
    let prices = MarketPrices {
        symbols: "BTC_USDT".into(),
    };
    let ask = |body: &str| {
        let desk = always(signed(body));
        [
            desk.client.call(&history).map(|page| page.list.len()),
            desk.client.call(&coins).map(|coins| coins.list.len()),
            desk.client.call(&prices).map(|prices| prices.list.len()),
            desk.user().call(&MyCoins {}).map(|coins| coins.list.len()),
        ]
    };
    for answered in ask(absent) {
        assert!(matches!(answered, Err(Error::Decode(_))), "{answered:?}");
    }
    for answered in ask(&null) {
        assert_eq!(answered.unwrap(), 0);
    }
}

#[test]
fn what_is_required_must_not_be_empty() {
    let page = |changes: &[(&str, &str)]| signed(&success(&format!("[{}]", order(changes))));
    for field in ["trade_no", "coin_code", "status"] {
        let emptied = [(field, "\"\"")];
        let desk = always(signed(&success(&order(&emptied))));
        let error = desk.client.call(&query()).unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{field}: {error}");
        let error = always(page(&emptied)).client.call(&OrderHistory::default());
        assert!(matches!(error, Err(Error::Decode(_))), "{field}");
    }
    let tokens =
        r#"{"access_token":"","access_token_et":1,"refresh_token":"r","refresh_token_et":2}"#;
    let refresh = Refresh {
        access_token: "a".into(),
        refresh_token: "r".into(),
    };
    let error = always(signed(&success(tokens))).client.call(&refresh);
    assert!(matches!(error, Err(Error::Decode(_))), "{error:?}");
}

#[test]
fn rights_are_read_however_they_are_told() {
    for (told, granted, written) in [
        ("[1,7]", "1,7", "[1,7]"),
        (
            r#"["1","user_info",77]"#,
            "1,user_info,77",
            r#"[1,"user_info",77]"#,
        ),
        (r#""user_info""#, "user_info", r#"["user_info"]"#),
        (r#""1, 7""#, "1,7", "[1,7]"),
        ("7", "7", "[7]"),
        ("null", "", "[]"),
        (r#""""#, "", "[]"),
    ] {
        let session = format!(
            r#"{{"access_token":"a","access_token_et":1,"refresh_token":"r","refresh_token_et":2,"scopes":{told}}}"#
        );
        let login = Login {
            code: "c".into(),
            scopes: "user_info".into(),
            state: "unforeseen03".into(),
            device: "phone_0001".into(),
        };
        let desk = always(signed(&success(&session)));
        let session = desk.client.call(&login).unwrap();
        assert_eq!(Scope::list(&session.scopes), granted, "{told}");
        let json = serde_json::to_value(&session).unwrap();
        assert_eq!(json["scopes"].to_string(), written);
    }
}
