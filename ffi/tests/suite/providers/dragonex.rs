//! DragonEx at the sandbox: the app's side, the users' side, open accounts and the callback.

use sandbox::dragonex;

use super::{Desk, only, refused};

fn dragonex_settings() -> [(&'static str, &'static str); 6] {
    [
        ("base_url", "https://gateway.example"),
        ("app_id", "sandboxapp"),
        ("access_key", "sandboxaccesskey"),
        ("secret_key", dragonex::Config::DEFAULT_SECRET_KEY),
        ("check_key", dragonex::Config::DEFAULT_CHECK_KEY),
        ("previous_check_key", "one that is gone"),
    ]
}

#[test]
fn dragonex_does_what_its_names_say() {
    let mut gateway = dragonex::DragonEx::new(dragonex::Config::default());
    gateway.set_callback_url("https://shop.example/callback");
    let desk = Desk::open("dragonex", &dragonex_settings(), Box::new(gateway));
    let device = dragonex::Config::DEFAULT_DEVICE;
    let transfer = [
        ("trade_no", "T1"),
        ("uid", "1000000"),
        ("coin_code", "usdt"),
        ("volume", "12.50"),
        ("scene", "shop"),
        ("desc", "茶"),
        ("device", device),
    ];
    let sent = desk.call("transfer", &transfer);
    assert_eq!(
        (sent.get("status"), sent.get("direction")),
        ("3".into(), "2".into())
    );
    desk.client.line.pass(5);
    let order = desk.call("order", &[("trade_no", "T1")]);
    assert_eq!(
        (order.get("status"), order.get("volume")),
        ("1".into(), "12.50".into())
    );
    let history = desk.call("order_history", &[("coin_code", "usdt"), ("limit", "5")]);
    assert_eq!(history.get("list.0.trade_no"), "T1");
    desk.call("redo_callback", &[("trade_no", "T1")]);
    assert!(
        desk.call("user_coins", &[("dragonex_uid", "1000000")])
            .count("list")
            > 0
    );
    let coin = desk.call(
        "user_coin",
        &[("dragonex_uid", "1000000"), ("coin_code", "usdt")],
    );
    assert_eq!(coin.get("code"), "usdt");
    dragonex_payment(&desk, device);
    let user = [
        ("access_token", dragonex::Config::DEFAULT_TOKEN),
        ("device", device),
    ];
    let mine =
        |operation, fields: &[(&str, &str)]| desk.call(operation, &[&user[..], fields].concat());
    assert_eq!(
        mine("my_order", &[("trade_no", "T1")]).get("trade_no"),
        "T1"
    );
    assert!(mine("my_order_history", &[("limit", "5")]).count("list") > 0);
    assert!(mine("my_coins", &[]).count("list") > 0);
    assert_eq!(
        mine("my_coin", &[("coin_code", "usdt")]).get("code"),
        "usdt"
    );
    assert_eq!(
        desk.try_call("my_coins", &user[..1])
            .expect_err("no device")
            .texts[3]
            .as_deref(),
        Some("device")
    );
    dragonex_users(&desk);
    desk.complete();
}

/// A user logs in on the login page, is asked who it is, pays from an open account and logs out.
fn dragonex_users(desk: &Desk) {
    let (device, state) = ("phone_0001", "unforeseen02");
    let page = format!(
        "https://dragonex.io/oauth/login/?app_id=sandboxapp&scopes=1%2C7%2C12&state={state}&device={device}\
         &redirect_url=https%3A%2F%2Fshop.example%2Fin"
    );
    let back = desk.client.line.browse("POST", &page, "uid=1000000");
    let back = back.header("Location").expect("a redirect").to_owned();
    let code = back
        .split("code=")
        .nth(1)
        .and_then(|rest| rest.split('&').next());
    let login = [
        ("code", code.expect("a code")),
        ("scopes", "1,7,12"),
        ("state", state),
        ("device", device),
    ];
    let session = desk.call("login", &login);
    assert_eq!(session.get("uid"), "1000000");
    assert_eq!(
        (session.count("scopes"), session.get("scopes.1")),
        (3, "7".into())
    );
    let tokens = [
        ("access_token", session.get("access_token")),
        ("refresh_token", session.get("refresh_token")),
    ];
    let tokens = [(tokens[0].0, &*tokens[0].1), (tokens[1].0, &*tokens[1].1)];
    let session_2 = desk.call("refresh", &tokens);
    let token = session_2.get("access_token");
    let open_id = session.get("open_id");
    let detail = desk.call("user_detail", &[("open_id", &open_id)]);
    assert_eq!(detail.get("uid"), "1000000");
    let user = [("access_token", &*token), ("device", device)];
    let mine = |operation| desk.call(operation, &user);
    assert_eq!(mine("my_detail").get("open_id"), open_id);
    assert_eq!(mine("token_status").get("app_id"), "sandboxapp");
    assert_eq!(mine("my_open_coins").count("list"), 4);
    dragonex_open_accounts(desk, &session_2.get("pay_token"), device);
    let coin = desk.call(
        "my_open_coin",
        &[&user[..], &[("coin_code", "dt")]].concat(),
    );
    assert_eq!(coin.get("total"), "9999");
    mine("my_logout");
    let gone = desk
        .try_call("token_status", &user)
        .expect_err("it is gone");
    assert_eq!(
        (&*gone.status, gone.texts[1].as_deref()),
        ("PROVIDER", Some("11019"))
    );
    let again = desk.try_call("logout", &user[..1]).expect_err("it is gone");
    assert_eq!(again.texts[1].as_deref(), Some("11019"));
    desk.call(
        "logout",
        &[("access_token", dragonex::Config::DEFAULT_TOKEN)],
    );
}

fn dragonex_open_accounts(desk: &Desk, pay_token: &str, device: &str) {
    let of_user = [("dragonex_uid", "1000000"), ("coin_code", "dt")];
    assert_eq!(desk.call("open_user_coins", &of_user[..1]).count("list"), 4);
    let before = desk.call("open_user_coin", &of_user);
    assert_eq!(
        (before.get("code"), before.get("total")),
        ("dt".into(), "10000".into())
    );
    assert_eq!(desk.call("admin_coins", &[]).count("list"), 4);
    assert_eq!(desk.call("admin_coin", &of_user[1..]).get("code"), "dt");
    assert_eq!(desk.call("open_admin_coins", &[]).count("list"), 4);
    assert_eq!(
        desk.call("open_admin_coin", &of_user[1..]).get("code"),
        "dt"
    );
    let prices = desk.call("market_prices", &[("symbols", "BTC_USDT")]);
    assert_eq!(prices.get("list.0.symbol"), "BTC_USDT");
    assert!(prices.find("list.0.close_price").is_some());
    let order = |number| {
        vec![
            ("trade_no", number),
            ("uid", "1000000"),
            ("coin_code", "dt"),
            ("volume", "2"),
            ("scene", "shop"),
            ("desc", "茶"),
            ("device", device),
        ]
    };
    let paying = [&order("O1")[..], &[("pay_token", pay_token)]].concat();
    assert_eq!(desk.call("open_charge", &paying).get("direction"), "1");
    desk.client.line.pass(5);
    let half = [
        ("ori_trade_no", "O1"),
        ("return_trade_no", "O2"),
        ("return_volume", "0.5"),
        ("scene", "shop"),
        ("desc", "茶"),
        ("device", device),
    ];
    assert_eq!(desk.call("return_payment", &half).get("volume"), "0.5");
    let rest = [&order("O3")[..], &[("volume", "0.5")]].concat();
    assert_eq!(desk.call("open_transfer", &rest).get("direction"), "2");
    desk.client.line.pass(5);
}

fn dragonex_payment(desk: &Desk, device: &str) {
    let payment = [
        ("trade_no", "P1"),
        ("coin_code", "usdt"),
        ("volume", "3.25"),
        ("scene", "shop"),
        ("desc", "茶"),
        ("device", device),
        ("state", "unforeseen01"),
        ("redirect_url", "https://shop.example/paid"),
        ("domain", "dragonex.io"),
    ];
    let page = desk.call("request_payment", &payment).get("pay_url");
    desk.notifications();
    desk.client.line.press(&page);
    desk.client.line.pass(1);
    let told = desk.notifications();
    let told = told
        .iter()
        .find(|delivery| String::from_utf8_lossy(&delivery.body).contains("P1"))
        .expect("a callback of the payment");
    let kind = "dragonex.payment";
    let heard = desk
        .hear(kind, told)
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    let others = [
        ("P1", "3.25 btc"),
        ("P1", "3.26"),
        ("P1", "3.25 "),
        ("P1", "3.26 usdt"),
        ("P2", "3.25 usdt"),
        ("T1", "12.5 usdt"),
    ];
    only(&heard, "P1", "3.250 usdt", &others);
    only(&heard, "P1", "3.25", &[]);
    assert_eq!(refused(desk.client.hear(kind, "", &told.body)), "SIGNATURE");
    let mut forged = told.clone();
    let middle = forged.body.len() / 2;
    forged.body[middle] ^= 1;
    assert_eq!(refused(desk.hear(kind, &forged)), "SIGNATURE");
}

/// Whether a required field was never set, set empty, or set and taken back: it is missing, and nothing is sent.
#[test]
fn an_empty_value_is_as_good_as_none() {
    let gateway = Box::new(dragonex::DragonEx::new(dragonex::Config::default()));
    let desk = Desk::open("dragonex", &dragonex_settings(), gateway);
    let fields = [
        ("trade_no", "T1"),
        ("uid", "1000000"),
        ("coin_code", "usdt"),
        ("volume", "1"),
        ("scene", "shop"),
        ("desc", "tea"),
        ("device", "terminal01"),
    ];
    for name in ["scene", "desc", "device", "coin_code", "trade_no"] {
        let set_then_taken_back = [&fields[..], &[(name, "")]].concat();
        let never = fields.into_iter().filter(|(field, _)| *field != name);
        for fields in [set_then_taken_back, never.collect()] {
            let Err(refusal) = desk.try_call("transfer", &fields) else {
                panic!("{name} is required");
            };
            assert_eq!(
                (&*refusal.status, refusal.texts[3].as_deref()),
                ("MISSING_FIELD", Some(name)),
                "{refusal}"
            );
        }
    }
    assert_eq!(desk.client.log.lines(), []);
}
