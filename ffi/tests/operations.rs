//! Every operation and notification of the interface does at the sandbox what its name says.

mod support;

use std::cell::RefCell;
use std::collections::BTreeSet;

use sandbox::{Delivery, chaoying, dragonex, hicoin, recharge_payout};
use support::interface::{Answer, Client, Refusal};

/// Calls operations and remembers which.
struct Desk {
    client: Client,
    called: RefCell<BTreeSet<String>>,
    provider: &'static str,
}

impl Desk {
    fn open(
        provider: &'static str,
        settings: &[(&str, &str)],
        gateway: Box<dyn sandbox::Gateway>,
    ) -> Desk {
        let client = Client::new(provider, settings, gateway);
        Desk {
            client: client.unwrap_or_else(|refusal| panic!("{provider}: {refusal}")),
            called: RefCell::default(),
            provider,
        }
    }

    fn call(&self, operation: &str, fields: &[(&str, &str)]) -> Answer {
        let name = format!("{}.{operation}", self.provider);
        let answer = self.client.must(&name, fields);
        self.called.borrow_mut().insert(name);
        answer
    }

    fn try_call(&self, operation: &str, fields: &[(&str, &str)]) -> Result<Answer, Refusal> {
        self.client
            .call(&format!("{}.{operation}", self.provider), fields)
    }

    /// The notifications that are due by now, each reported as delivered.
    fn notifications(&self) -> Vec<Delivery> {
        let now = self.client.line.now();
        let mut gateway = self.client.line.gateway();
        let due = gateway.due(now);
        for delivery in &due {
            gateway.delivered(delivery.id, now, Some((200, b"success")));
        }
        due
    }

    fn hear(&self, kind: &str, delivery: &Delivery) -> Result<Answer, Refusal> {
        let headers = delivery.headers.iter();
        let headers: String = headers
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        self.client.hear(kind, &headers, &delivery.body)
    }

    /// Whatever the table has of this provider must have been called.
    fn complete(&self) {
        let listed: BTreeSet<String> = paysdk::listing::operations()
            .into_iter()
            .map(|operation| operation.name)
            .filter(|name| name.starts_with(&format!("{}.", self.provider)))
            .collect();
        let called = self.called.borrow();
        let missed: Vec<&String> = listed.difference(&called).collect();
        assert!(missed.is_empty(), "not tried: {missed:?}");
    }
}

fn refused(result: Result<Answer, Refusal>) -> String {
    match result {
        Err(refusal) => refusal.status,
        Ok(answer) => panic!("believed: {}", answer.json()),
    }
}

/// A believed notification: expected as it is, refused in every other way.
fn only(heard: &Answer, order: &str, amount: &str, others: &[(&str, &str)]) {
    heard
        .expect(order, amount)
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    for (order, amount) in others {
        let refusal = heard.expect(order, amount).expect_err("another payment");
        assert!(
            matches!(&*refusal.status, "MISMATCH" | "INVALID_VALUE"),
            "{order} {amount}: {refusal}"
        );
    }
}

const MCH: &str = "00000001";

#[test]
fn chaoying_does_what_its_names_say() {
    let gateway = chaoying::Chaoying::new(chaoying::Config::default());
    let settings = [
        ("base_url", "https://gateway.example/api"),
        ("agent_id", "130000000000000001"),
        ("agent_key", chaoying::Config::DEFAULT_KEY),
        ("version", "1.0"),
        ("pid", "till"),
    ];
    let settings = [&[("base_url", "https://gateway.example")], &settings[1..]].concat();
    let desk = Desk::open("chaoying", &settings, Box::new(gateway));
    chaoying_payments(&desk);
    chaoying_accounts(&desk);
    chaoying_notifications(&desk);
    desk.complete();
}

fn chaoying_payments(desk: &Desk) {
    let pay = |number| {
        vec![
            ("mch_id", MCH),
            ("out_trade_no", number),
            ("body", "tea 茶"),
            ("total_fee", "300"),
            ("auth_code", "130000000000000000"),
        ]
    };
    let paid = desk.call("pay", &pay("op_0001"));
    assert_eq!(paid.get("total_fee"), "300");
    assert_eq!(paid.get("state"), "SUCCESS");
    assert!(
        String::from_utf8_lossy(&paid.body()).contains("\"sign\""),
        "the body is what came"
    );
    assert_eq!(paid.find("sign"), None);
    let terms = [
        ("paytype", "WECHAT"),
        ("op_user_id", MCH),
        ("poll_seconds", "1"),
        ("patience_seconds", "0"),
    ];
    let settled = desk.call("settle", &[&pay("op_0002")[..], &terms].concat());
    assert_eq!(
        (settled.get("settled"), settled.get("out_trade_no")),
        ("paid".into(), "op_0002".into())
    );
    let declined = [("auth_code", "130000000000009005")];
    let settled = desk.call("settle", &[&pay("op_0003")[..], &declined, &terms].concat());
    assert_eq!(settled.get("settled"), "declined");
    assert_eq!(settled.get("code"), "10006");
    let by_number = |number| {
        vec![
            ("paytype", "WECHAT"),
            ("mch_id", MCH),
            ("out_trade_no", number),
        ]
    };
    assert_eq!(
        desk.call("order_query", &by_number("op_0001"))
            .get("trade_state"),
        "SUCCESS"
    );
    let fields = [
        ("out_refund_no", "R.1"),
        ("total_fee", "300"),
        ("refund_fee", "100"),
        ("op_user_id", MCH),
    ];
    let refund = desk.call("refund", &[&by_number("op_0001")[..], &fields].concat());
    assert_eq!(refund.get("refund_fee"), "100");
    let query = desk.call(
        "refund_query",
        &[&by_number("op_0001")[..], &[("out_refund_no", "R.1")]].concat(),
    );
    assert_eq!(query.count("refund_list"), 1);
    assert_eq!(query.get("refund_list.0.refund_status"), "SUCCESS");
    desk.client.line.pass(30);
    desk.call(
        "cancel",
        &[&by_number("op_0002")[..], &[("op_user_id", MCH)]].concat(),
    );
    let after = desk.call("order_query", &by_number("op_0002"));
    assert_eq!(after.get("code"), "10005");
    let login = [
        ("store_id", "1"),
        ("store_name", "tea house"),
        ("device_id", "d1"),
        ("rawdata", "raw"),
    ];
    assert!(
        !desk
            .call("face_auth", &[&login[..], &[("mch_id", MCH)]].concat())
            .get("authinfo")
            .is_empty()
    );
    let face = [
        ("mch_id", MCH),
        ("openid", "openid1"),
        ("out_trade_no", "op_0004"),
        ("body", "tea"),
        ("total_fee", "300"),
        ("face_code", "face0000"),
    ];
    assert_eq!(desk.call("face_pay", &face).get("out_trade_no"), "op_0004");
    let unpaid = desk.try_call("pay", &[&pay("op_0005")[..], &declined].concat());
    let refusal = unpaid.expect_err("the balance is too low");
    assert_eq!((&*refusal.status, refusal.outcome), ("PROVIDER", 1));
    assert_eq!(refusal.texts[1].as_deref(), Some("10006"));
}

fn chaoying_accounts(desk: &Desk) {
    let registered = desk.call(
        "register_merchant",
        &[("url_path", "https://pictures.example/"), ("DealType", "0")],
    );
    assert!(!registered.get("mch_id").is_empty());
    assert_eq!(
        desk.call("send_sms_code", &[("mobile", "13800000000")])
            .get("code"),
        "20"
    );
    let merchant = desk.call(
        "get_merchant",
        &[("mobile", "13800000000"), ("valid", "1234")],
    );
    assert_eq!(merchant.get("mch_id"), MCH);
}

fn chaoying_notifications(desk: &Desk) {
    let order = |number| {
        [
            ("mch_id", MCH),
            ("body", "tea"),
            ("out_trade_no", number),
            ("total_fee", "300"),
            ("trade_type", "NATIVE"),
            ("product_id", "p1"),
            ("notify_url", "https://shop.example/notify"),
        ]
    };
    let preorder = desk.call("wechat_preorder", &order("op0006"));
    assert!(!preorder.get("code_url").is_empty());
    desk.call("alipay_preorder", &order("op0007"));
    let address = preorder.get("code_url");
    desk.client.line.press(&address);
    let told = desk.notifications();
    let heard = desk
        .hear("chaoying.payment", &told[0])
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    let others = [
        ("op0006", "299"),
        ("op0007", "300"),
        ("", "300"),
        ("op0006", "3.00"),
        ("op0006", ""),
    ];
    only(&heard, "op0006", "300", &others);
    let mut forged = told[0].clone();
    forged.body[20] ^= 1;
    assert_eq!(refused(desk.hear("chaoying.payment", &forged)), "SIGNATURE");
}

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

#[test]
fn recharge_payout_does_what_its_names_say() {
    let settings = [
        ("base_url", "https://gateway.example"),
        ("app_key", "sandbox-merchant"),
        ("secret", recharge_payout::Config::DEFAULT_SECRET),
    ];
    let gateway = recharge_payout::RechargePayout::new(recharge_payout::Config::default());
    let desk = Desk::open("recharge_payout", &settings, Box::new(gateway));
    let order = |mrn| {
        vec![
            ("amount", "100.50"),
            ("callbackUrl", "https://shop.example/recharge"),
            ("channelId", "2"),
            ("mrn", mrn),
            ("returnUrl", "https://shop.example/thanks"),
            ("payer", "张三"),
        ]
    };
    let page = desk.call("recharge_page", &order("M0"));
    assert_eq!(page.get("action"), "https://gateway.example/api/Pay");
    assert_eq!(page.get("amount"), "100.50");
    assert!(page.get("html").contains(&page.get("sign")));
    let created = desk.call("create_recharge", &order("M1"));
    let address = created.get("pay_url");
    assert!(address.starts_with("https://gateway.example/"));
    assert_eq!(
        desk.call("query_recharge", &[("mrn", "M1")]).get("status"),
        "0"
    );
    desk.client.line.press(&address);
    assert_eq!(
        desk.call("query_recharge", &[("mrn", "M1")]).get("status"),
        "1"
    );
    let told = desk.notifications();
    let kind = "recharge_payout.recharge";
    let heard = desk
        .hear(kind, &told[0])
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    only(
        &heard,
        "M1",
        "100.5",
        &[("M1", "100.51"), ("M2", "100.50"), ("M1", "1e2"), ("", "")],
    );
    let mut forged = told[0].clone();
    forged.body[8] ^= 1;
    assert_eq!(refused(desk.hear(kind, &forged)), "SIGNATURE");
    recharge_payouts(&desk);
    desk.complete();
}

fn recharge_payouts(desk: &Desk) {
    let payout = [
        ("amount", "200"),
        ("bankName", "工商银行"),
        ("accountName", "李四"),
        ("accountNumber", "6222000000000000"),
        ("mrn", "D1"),
        ("callbackUrl", "https://shop.example/payout"),
    ];
    desk.call("create_payout", &payout);
    let again = desk
        .try_call("create_payout", &payout)
        .expect_err("the number is taken");
    assert_eq!(
        (&*again.status, again.outcome),
        ("PROVIDER", 2),
        "the first one arrived: {again}"
    );
    desk.client.line.pass(10);
    assert_eq!(
        desk.call("query_payout", &[("mrn", "D1")]).get("status"),
        "1"
    );
    let told = desk.notifications();
    let heard = desk
        .hear("recharge_payout.payout", &told[0])
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    only(
        &heard,
        "D1",
        "200",
        &[("D1", "201"), ("D2", "200"), ("D1", "200.5")],
    );
    assert_eq!(
        refused(desk.hear("recharge_payout.recharge", &told[0])),
        "SIGNATURE"
    );
}

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

/// Names fixed by the design of the interface, whatever else may come to be there.
#[test]
fn every_promised_name_is_there() {
    let promised = "chaoying: face_auth face_pay pay order_query refund refund_query cancel wechat_preorder alipay_preorder \
        register_merchant send_sms_code get_merchant settle\n\
        hicoin: access_token transfer transfer_query preorder payment_url order_query authorize_url user_token \
        refresh_user_token user_info\n\
        recharge_payout: recharge_page create_recharge query_recharge create_payout query_payout\n\
        dragonex: request_payment transfer order order_history redo_callback user_coins user_coin my_order my_order_history \
        my_coins my_coin";
    let listed: BTreeSet<String> = paysdk::listing::operations()
        .into_iter()
        .map(|listed| listed.name)
        .collect();
    for line in promised.lines() {
        let (provider, names) = line.split_once(": ").expect("a provider and names");
        for name in names.split_whitespace() {
            assert!(
                listed.contains(&format!("{provider}.{name}")),
                "{provider}.{name}"
            );
        }
    }
}

#[test]
fn flags_tell_what_is_required_what_is_hidden_and_what_moves_money() {
    let operations = paysdk::listing::operations();
    let flags = |operation: &str, field: &str| {
        let listed = operations
            .iter()
            .find(|listed| listed.name == operation)
            .expect(operation);
        let found = listed.request.iter().find(|(name, _)| name == field);
        found.unwrap_or_else(|| panic!("{operation} {field}")).1
    };
    for (operation, field, expected) in [
        ("chaoying.pay", "auth_code", 7),
        ("chaoying.pay", "total_fee", 5),
        ("chaoying.pay", "attach", 4),
        ("chaoying.settle", "paytype", 5),
        ("chaoying.settle", "op_user_id", 5),
        ("chaoying.settle", "poll_seconds", 4),
        ("chaoying.order_query", "out_trade_no", 0),
        ("chaoying.order_query", "mch_id", 1),
        ("hicoin.transfer", "access_token", 6),
        ("hicoin.preorder", "access_token", 3),
        ("recharge_payout.create_payout", "accountNumber", 7),
        ("recharge_payout.create_recharge", "payer", 2),
        ("dragonex.transfer", "volume", 5),
        ("dragonex.my_coins", "access_token", 3),
        ("dragonex.my_coins", "device", 1),
    ] {
        assert_eq!(flags(operation, field), expected, "{operation} {field}");
    }
}
