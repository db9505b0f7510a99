//! HiCoin at the sandbox: OAuth, payments, transfers and the notification.

use sandbox::hicoin;

use super::{Desk, only, refused};

#[test]
fn hicoin_does_what_its_names_say() {
    let config = hicoin::Config::default();
    let settings = [
        ("payout_base_url", "https://gateway.example/api"),
        ("oauth_base_url", "https://gateway.example/api"),
        ("page_base_url", "https://gateway.example/hicoinfe/payment"),
        ("app_id", &*config.app_id),
        ("secret_key", hicoin::Config::DEFAULT_SECRET_KEY),
        ("mch_key", hicoin::Config::DEFAULT_MCH_KEY),
    ];
    let mut gateway = hicoin::HiCoin::new(config.clone());
    gateway.set_notify_url("https://shop.example/notify");
    let desk = Desk::open("hicoin", &settings, Box::new(gateway));
    let token = desk.call("access_token", &[]);
    assert!(!token.get("access_token").is_empty());
    let openid = hicoin::Config::DEFAULT_OPENID;
    let transfer = [
        ("openid", openid),
        ("body", "withdrawal 提现"),
        ("subject", "withdrawal"),
        ("out_trade_no", "W1"),
        ("total_amount", "9007199254740993"),
        ("settle_currency", "USDT"),
    ];
    let transfer = [&transfer[..], &[("total_amount", "150000001")]].concat();
    assert_eq!(desk.call("transfer", &transfer).get("out_trade_no"), "W1");
    desk.client.line.pass(10);
    let end = desk.call("transfer_query", &[("out_trade_no", "W1")]);
    assert_eq!(
        (end.get("trade_status"), end.get("total_amount")),
        ("SUCCESS".into(), "150000001".into())
    );
    hicoin_payments(&desk, openid);
    desk.complete();
}

fn hicoin_payments(desk: &Desk, openid: &str) {
    let fields = [
        ("redirect_uri", "http://shop.example/back"),
        ("state", "unforeseen1"),
    ];
    let page = desk.call("authorize_url", &fields).get("url");
    assert!(page.starts_with("https://gateway.example/api/connect/oauth/authorize?"));
    let back = desk.client.line.browse("GET", &page, "");
    let back = back.header("Location").expect("a redirect").to_owned();
    let code = back
        .split("code=")
        .nth(1)
        .and_then(|rest| rest.split('&').next());
    let user = desk.call("user_token", &[("code", code.expect("a code"))]);
    let user = desk.call(
        "refresh_user_token",
        &[("refresh_token", &user.get("refresh_token"))],
    );
    let token = user.get("access_token");
    let info = desk.call("user_info", &[("access_token", &token), ("openid", openid)]);
    assert_eq!(info.get("openid"), openid);
    let order = [
        ("access_token", &*token),
        ("openid", openid),
        ("body", "a pot of tea 一壶茶"),
        ("subject", "tea"),
        ("out_trade_no", "P1"),
        ("total_amount", "888000000"),
        ("settle_currency", "USDT"),
        ("trade_type", "H5"),
        ("return_url", "http://shop.example/paid"),
    ];
    let trade_no = desk.call("preorder", &order).get("trade_no");
    let url = desk
        .call("payment_url", &[("trade_no", &trade_no)])
        .get("url");
    assert_eq!(desk.client.line.press(&url), 303);
    let query = desk.call("order_query", &[("out_trade_no", "P1")]);
    assert_eq!(query.get("trade_status"), "SUCCESS");
    let told = desk.notifications();
    let heard = desk
        .hear("hicoin.payment", &told[0])
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    let others = [
        ("P1", "888000000 BTC"),
        ("P1", "888000001"),
        ("P1", "888000000 "),
        ("P1", "888000001 USDT"),
        ("P2", "888000000 USDT"),
        ("P1", "8.88 USDT"),
        ("P1", "+888000000 USDT"),
    ];
    only(&heard, "P1", "888000000 USDT", &others);
    only(&heard, "P1", "888000000", &[]);
    let mut forged = told[0].clone();
    forged.body[20] ^= 1;
    assert_eq!(refused(desk.hear("hicoin.payment", &forged)), "SIGNATURE");
}

/// A client that only pays out needs no payment key; whatever needs one says which setting is missing.
#[test]
fn without_the_payment_key_it_is_the_setting_that_is_missing() {
    let config = hicoin::Config::default();
    let settings = [
        ("payout_base_url", "https://gateway.example/api"),
        ("oauth_base_url", "https://gateway.example/api"),
        ("app_id", &*config.app_id),
        ("secret_key", hicoin::Config::DEFAULT_SECRET_KEY),
    ];
    let gateway = Box::new(hicoin::HiCoin::new(config.clone()));
    let desk = Desk::open("hicoin", &settings, gateway);
    let calls = [
        desk.try_call("order_query", &[("out_trade_no", "P1")]),
        desk.try_call("payment_url", &[("trade_no", "T1")]),
        desk.client.hear("hicoin.payment", "", b"sign=00"),
    ];
    for call in calls {
        let Err(refusal) = call else {
            panic!("it cannot be signed");
        };
        assert_eq!(
            (&*refusal.status, refusal.texts[3].as_deref()),
            ("CONFIG", Some("mch_key")),
            "{refusal}"
        );
    }
}
