//! What goes over the wire, byte for byte, with signatures checked by an implementation of the tests' own.

use crate::provider::*;
use hicoin::*;
use transport::{Method, Request};

/// Checks a signed form, and gives its `biz_content`.
fn signed_form(request: &Request, key: &str, token: &str) -> String {
    assert_eq!(request.method, Method::Post);
    assert_eq!(
        request.headers,
        [(
            "Content-Type".to_owned(),
            "application/x-www-form-urlencoded; charset=utf-8".to_owned()
        )]
    );
    let fields = body(request);
    let names: Vec<&str> = fields.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "access_token",
            "app_id",
            "biz_content",
            "charset",
            "lang",
            "nonce_str",
            "sign",
            "version"
        ]
    );
    for (name, value) in [
        ("access_token", token),
        ("app_id", APP_ID),
        ("charset", "utf8"),
        ("lang", "zh_CN"),
        ("version", "1.0"),
    ] {
        assert_eq!(fields[name], value);
    }
    let nonce = &fields["nonce_str"];
    assert!(nonce.len() == 32 && nonce.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(
        fields["sign"],
        sign(key, fields.iter().map(|(name, value)| (&**name, &**value)))
    );
    fields["biz_content"].clone()
}

#[test]
fn the_published_signatures_are_those_of_the_tests_own_implementation() {
    let published = [
        ("appid", "wxd930ea5d5a258f4f"),
        ("mch_id", "10000100"),
        ("device_info", "1000"),
        ("body", "test"),
        ("nonce_str", "ibuaiVcKdpRxkhJA"),
    ];
    assert_eq!(
        sign("192006250b4c09247ec02edce69f6a2d", published),
        "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6"
    );
    let vectors = json(include_str!(
        "../../../signing-core/tests/vectors/signing.json"
    ));
    for vector in vectors["hicoin"].as_array().unwrap() {
        let fields: Vec<(&str, &str)> = vector["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| (field[0].as_str().unwrap(), field[1].as_str().unwrap()))
            .collect();
        assert_eq!(
            sign(vector["key"].as_str().unwrap(), fields),
            vector["sign"].as_str().unwrap()
        );
    }
}

#[test]
fn a_transfer_is_signed_by_the_app_key_over_the_very_text_that_is_sent() {
    let (client, sent) = answered(success(&signed(SECRET_KEY, TRANSFER_ACCEPTED)));
    client.call(&transfer()).unwrap();
    let [token, call] = &sent.all()[..] else {
        panic!("one token request, one transfer")
    };

    assert_eq!(
        token.url,
        "https://avenger.hicoin.vip/api/cgi-bin/access_token"
    );
    let fields: Vec<_> = body(token).into_iter().collect();
    let expected = [
        ("app_id", APP_ID),
        ("grant_type", "client_credential"),
        ("secret", SECRET_KEY),
    ];
    assert_eq!(
        fields,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert!(!token.moves_money);

    assert_eq!(
        call.url,
        "https://avenger.hicoin.vip/api/mmpaymkttransfers/promotion/transfers"
    );
    assert!(call.moves_money);
    assert_eq!(
        signed_form(call, SECRET_KEY, TOKEN),
        r#"{"openid":"user0001","body":"提现 & more","subject":"withdrawal \"9\"","out_trade_no":"W20260401000042","total_amount":150000000,"settle_currency":"USDT"}"#
    );
}

#[test]
fn queries_carry_the_order_number_alone() {
    let (client, sent) = answered(success(&signed(SECRET_KEY, TRANSFER_PAID)));
    client
        .call(&TransferQuery {
            out_trade_no: "W20260401000042".into(),
            ..TransferQuery::default()
        })
        .unwrap();
    let call = &sent.calls()[0];
    assert_eq!(
        call.url,
        "https://avenger.hicoin.vip/api/mmpaymkttransfers/gettransferinfo"
    );
    assert!(!call.moves_money);
    assert_eq!(
        signed_form(call, SECRET_KEY, TOKEN),
        r#"{"out_trade_no":"W20260401000042"}"#
    );

    let (client, sent) = answered(success(&signed(MCH_KEY, ORDER_PAID)));
    client
        .call(&OrderQuery {
            out_trade_no: "P20260401000042".into(),
            access_token: Some("mine".into()),
        })
        .unwrap();
    assert_eq!(sent.token_requests(), 0, "the request brought a token");
    let call = &sent.calls()[0];
    assert_eq!(call.url, "https://oauth.hicoin.vip/api/pay/queryOrder");
    assert_eq!(
        signed_form(call, MCH_KEY, "mine"),
        r#"{"out_trade_no":"P20260401000042"}"#
    );
}

#[test]
fn a_pre_order_goes_under_the_users_token_and_the_payment_key() {
    let accepted = [
        ("out_trade_no", "\"P20260401000042\""),
        ("trade_no", "\"1048\""),
        ("trade_type", "\"H5\""),
    ];
    let (client, sent) = answered(success(&signed(MCH_KEY, &accepted)));
    let order = Preorder {
        passback_params: Some("{\"a\":1}".into()),
        ..preorder()
    };
    assert_eq!(client.call(&order).unwrap().trade_no, "1048");
    assert_eq!(sent.token_requests(), 0);
    let call = &sent.calls()[0];
    assert_eq!(call.url, "https://oauth.hicoin.vip/api/pay/preOrder");
    assert!(!call.moves_money);
    assert_eq!(
        signed_form(call, MCH_KEY, "usertoken0001"),
        concat!(
            r#"{"openid":"user0001","body":"两杯","subject":"coffee","out_trade_no":"P20260401000042","#,
            r#""total_amount":9223372036854775807,"settle_currency":"USDT","passback_params":"{\"a\":1}","#,
            r#""trade_type":"H5","trade_timeout_express":600,"return_url":"https://shop.example/done?a=1&b=2"}"#
        )
    );
}

#[test]
fn tokens_of_users_are_asked_for_without_signature() {
    let data = r#"{"access_token":"t","expires_in":7200,"refresh_token":"r","openid":"user0001","scope":"snsapi_base"}"#;
    let (client, sent) = answered(success(data));
    let reply = client
        .call(&UserToken {
            code: "c0de".into(),
        })
        .unwrap();
    assert_eq!(
        (
            reply.access_token.expose(),
            reply.expires_in,
            &*reply.openid
        ),
        ("t", 7200, "user0001")
    );
    client
        .call(&RefreshUserToken {
            refresh_token: "r".into(),
        })
        .unwrap();
    let calls = sent.all();
    assert_eq!(
        calls[0].url,
        "https://oauth.hicoin.vip/api/sns/oauth/access_token"
    );
    assert_eq!(
        String::from_utf8_lossy(&calls[0].body),
        format!("app_id={APP_ID}&secret={SECRET_KEY}&grant_type=authorization_code&code=c0de")
    );
    assert_eq!(
        calls[1].url,
        "https://oauth.hicoin.vip/api/sns/oauth/refresh_token"
    );
    assert_eq!(
        String::from_utf8_lossy(&calls[1].body),
        format!("app_id={APP_ID}&grant_type=refresh_token&refresh_token=r")
    );
}

#[test]
fn user_info_is_a_get() {
    let (client, sent) = answered(success(
        r#"{"openid":"user0001","nickname":"小明","mobile_number":"13800000000","email":""}"#,
    ));
    let reply = client
        .call(&UserInfo {
            access_token: "t&".into(),
            openid: "user0001".into(),
        })
        .unwrap();
    assert_eq!(reply.nickname.as_deref(), Some("小明"));
    assert!(reply.email.is_none());
    let call = &sent.all()[0];
    assert_eq!(
        (call.method, call.body.len(), call.headers.len()),
        (Method::Get, 0, 0)
    );
    assert_eq!(
        call.url,
        format!(
            "https://oauth.hicoin.vip/api/sns/user/info?app_id={APP_ID}&access_token=t%26&lang=zh_CN&version=1.0&charset=utf8&openid=user0001"
        )
    );
}

#[test]
fn values_are_signed_encoded_only_on_request() {
    let data = |key| success(&signed(key, TRANSFER_ACCEPTED));
    let (client, sent) = recorded(builder().encode_values(true), move |request| {
        Ok(answer(if is_token_request(request) {
            token_answer(TOKEN, 7200)
        } else {
            data(SECRET_KEY)
        }))
    });
    // Nothing in this answer needs an encoding, so both readings agree on it.
    client.call(&transfer()).unwrap();
    let fields = body(&sent.calls()[0]);
    let encoded: Vec<(String, String)> = String::from_utf8_lossy(&sent.calls()[0].body)
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    assert_eq!(
        fields["sign"],
        sign(
            SECRET_KEY,
            encoded.iter().map(|(name, value)| (&**name, &**value))
        )
    );
    assert_ne!(
        fields["sign"],
        sign(
            SECRET_KEY,
            fields.iter().map(|(name, value)| (&**name, &**value))
        )
    );
}
