//! What is refused before anything is sent.

use crate::provider::*;
use hicoin::*;
use transport::Request;

#[test]
fn what_breaks_a_rule_is_named_and_nothing_is_sent() {
    let (client, sent) = answered("");
    let order = || preorder();
    let cases: Vec<(&str, Error)> = vec![
        (
            "openid",
            client
                .call(&Transfer {
                    openid: String::new(),
                    ..transfer()
                })
                .unwrap_err(),
        ),
        (
            "subject",
            client
                .call(&Transfer {
                    subject: String::new(),
                    ..transfer()
                })
                .unwrap_err(),
        ),
        (
            "total_amount",
            client
                .call(&Transfer {
                    total_amount: Amount::default(),
                    ..transfer()
                })
                .unwrap_err(),
        ),
        (
            "settle_currency",
            client
                .call(&Transfer {
                    settle_currency: "usdt".into(),
                    ..transfer()
                })
                .unwrap_err(),
        ),
        (
            "out_trade_no",
            client
                .call(&Transfer {
                    out_trade_no: "W-1".into(),
                    ..transfer()
                })
                .unwrap_err(),
        ),
        (
            "out_trade_no",
            client.call(&TransferQuery::default()).unwrap_err(),
        ),
        (
            "out_trade_no",
            client.call(&OrderQuery::default()).unwrap_err(),
        ),
        (
            "access_token",
            client
                .call(&Preorder {
                    access_token: "".into(),
                    ..order()
                })
                .unwrap_err(),
        ),
        (
            "body",
            client
                .call(&Preorder {
                    body: "测".repeat(65),
                    ..order()
                })
                .unwrap_err(),
        ),
        (
            "subject",
            client
                .call(&Preorder {
                    subject: "测".repeat(33),
                    ..order()
                })
                .unwrap_err(),
        ),
        (
            "trade_type",
            client
                .call(&Preorder {
                    trade_type: "APP".into(),
                    ..order()
                })
                .unwrap_err(),
        ),
        (
            "trade_timeout_express",
            client
                .call(&Preorder {
                    trade_timeout_express: Some(60),
                    ..order()
                })
                .unwrap_err(),
        ),
        (
            "return_url",
            client
                .call(&Preorder {
                    return_url: "shop".into(),
                    ..order()
                })
                .unwrap_err(),
        ),
        ("code", client.call(&UserToken::default()).unwrap_err()),
        (
            "refresh_token",
            client.call(&RefreshUserToken::default()).unwrap_err(),
        ),
        (
            "access_token",
            client.call(&UserInfo::default()).unwrap_err(),
        ),
        (
            "trade_no",
            client.payment_url(&PaymentUrl::default()).unwrap_err(),
        ),
        (
            "trade_no",
            client
                .payment_url(&PaymentUrl {
                    trade_no: "1&a=2".into(),
                    ..Default::default()
                })
                .unwrap_err(),
        ),
        (
            "redirect_uri",
            client
                .authorize_url(&AuthorizeUrl {
                    state: "a".into(),
                    ..Default::default()
                })
                .unwrap_err(),
        ),
    ];
    for (field, error) in cases {
        assert_eq!(
            (error.field(), error.outcome()),
            (Some(field), Outcome::NotSent),
            "{error}"
        );
    }
    let lengths = Preorder {
        body: "测".repeat(64),
        subject: "测".repeat(32),
        ..order()
    };
    assert_ne!(
        client.call(&lengths).unwrap_err().outcome(),
        Outcome::NotSent,
        "lengths are in characters"
    );
    assert_eq!(sent.all().len(), 1);
}

#[test]
fn payments_need_the_payment_key_and_payouts_do_not() {
    let client =
        Client::builder(APP_ID, AppKey::new(SECRET_KEY).unwrap()).transport(|request: &Request| {
            Ok(answer(if is_token_request(request) {
                token_answer(TOKEN, 7200)
            } else {
                success(&signed(SECRET_KEY, TRANSFER_ACCEPTED))
            }))
        });
    let client = client.build().unwrap();
    client.call(&transfer()).unwrap();
    let query = OrderQuery {
        out_trade_no: "P1".into(),
        ..OrderQuery::default()
    };
    let errors = [
        client.call(&preorder()).unwrap_err(),
        client.call(&query).unwrap_err(),
        client
            .payment_url(&PaymentUrl {
                trade_no: "1".into(),
                ..PaymentUrl::default()
            })
            .unwrap_err(),
        client.payment_notification(None, b"sign=1").unwrap_err(),
    ];
    for error in errors {
        assert_eq!(
            (error.field(), error.outcome()),
            (Some("mch_key"), Outcome::NotSent)
        );
    }
}

#[test]
fn settings_that_cannot_work_are_named() {
    let key = || AppKey::new(SECRET_KEY).unwrap();
    let cases = [
        ("app_id", Client::builder("", key())),
        (
            "payout_base_url",
            Client::builder(APP_ID, key()).payout_base_url("http://127.0.0.1"),
        ),
        (
            "oauth_base_url",
            Client::builder(APP_ID, key()).oauth_base_url("ftp://x"),
        ),
        (
            "page_base_url",
            Client::builder(APP_ID, key()).page_base_url(""),
        ),
    ];
    for (setting, builder) in cases {
        assert_eq!(builder.build().unwrap_err().setting, setting);
    }
    idle(
        Client::builder(APP_ID, key())
            .payout_base_url("http://127.0.0.1")
            .allow_http(true),
    );
}
