//! A genuine notification of every kind, as a sandbox sends it.

use sandbox::{Delivery, Gateway, chaoying, dragonex, hicoin, recharge_payout};
use serde_json::{Value, json};

use super::providers::Providers;
use crate::support::interface::Client;

/// A merchant who orders, at a gateway that is no further away than a function.
struct Shop {
    client: Client,
}

impl Shop {
    fn open(provider: &str, settings: &Value, gateway: impl Gateway + 'static) -> Shop {
        let settings = settings[provider].as_object().expect("settings").iter();
        let settings: Vec<(&str, &str)> = settings
            .map(|(key, value)| (&**key, value.as_str().unwrap_or_default()))
            .filter(|(key, _)| !key.ends_with("base_url"))
            .chain(match provider {
                "hicoin" => [
                    ("payout_base_url", "https://gateway.example/api"),
                    ("oauth_base_url", "https://gateway.example/api"),
                    ("page_base_url", "https://gateway.example/hicoinfe/payment"),
                ]
                .to_vec(),
                _ => vec![("base_url", "https://gateway.example")],
            })
            .collect();
        let client = Client::new(provider, &settings, Box::new(gateway));
        Shop {
            client: client.unwrap_or_else(|refusal| panic!("{provider}: {refusal}")),
        }
    }

    fn order(&self, operation: &str, fields: &[(&str, &str)], answer: &str) -> String {
        self.client.must(operation, fields).get(answer)
    }

    /// What the gateway tells of an order, some seconds later.
    fn told(&self, order: &str) -> Delivery {
        self.client.line.pass(10);
        let due = self.client.line.gateway().due(self.client.line.now());
        due.into_iter()
            .find(|delivery| String::from_utf8_lossy(&delivery.body).contains(order))
            .expect("a notification")
    }
}

/// As the bindings' tests read it: it tells of this order, of its amount however written, and of no `others`.
fn told(
    kind: &str,
    delivery: &Delivery,
    order: &str,
    amounts: &[&str],
    others: &Value,
    acks: [&str; 2],
) -> Value {
    let headers: Value = delivery
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let body = String::from_utf8(delivery.body.clone()).expect("notifications are text");
    json!({"kind": kind, "headers": headers, "body": body, "order": order, "amounts": amounts, "others": others, "acks": acks})
}

/// All kinds.
pub(crate) fn all(providers: &Providers) -> Value {
    let settings = providers.settings();
    json!([
        chaoying_payment(&settings),
        hicoin_payment(&settings),
        recharge(&settings),
        payout(&settings),
        dragonex_payment(&settings),
    ])
}

fn chaoying_payment(settings: &Value) -> Value {
    let gateway = chaoying::Chaoying::new(chaoying::Config::default());
    let shop = Shop::open("chaoying", settings, gateway);
    let order = [
        ("mch_id", "00000001"),
        ("body", "tea"),
        ("out_trade_no", "note01"),
        ("total_fee", "300"),
        ("trade_type", "NATIVE"),
        ("product_id", "p1"),
        ("notify_url", "https://shop.example/notify"),
    ];
    let page = shop.order("chaoying.wechat_preorder", &order, "code_url");
    shop.client.line.press(&page);
    let others = json!([
        ["note01", "299"],
        ["note02", "300"],
        ["note01", ""],
        ["", "300"]
    ]);
    let acks = ["success", "fail"];
    told(
        "chaoying.payment",
        &shop.told("note01"),
        "note01",
        &["300"],
        &others,
        acks,
    )
}

fn hicoin_payment(settings: &Value) -> Value {
    let mut gateway = hicoin::HiCoin::new(hicoin::Config::default());
    gateway.set_notify_url("https://shop.example/notify");
    let openid = hicoin::Config::DEFAULT_OPENID;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let token = gateway.user_token(now.expect("after 1970"), openid);
    let shop = Shop::open("hicoin", settings, gateway);
    let order = [
        ("access_token", &*token),
        ("openid", openid),
        ("body", "a pot of tea 一壶茶"),
        ("subject", "tea"),
        ("out_trade_no", "N2"),
        ("total_amount", "888000000"),
        ("settle_currency", "USDT"),
        ("trade_type", "H5"),
        ("return_url", "http://shop.example/paid"),
    ];
    let trade_no = shop.order("hicoin.preorder", &order, "trade_no");
    let page = shop.order("hicoin.payment_url", &[("trade_no", &trade_no)], "url");
    shop.client.line.press(&page);
    let others = json!([
        ["N2", "888000001"],
        ["N2", "888000000 BTC"],
        ["N3", "888000000 USDT"]
    ]);
    let amounts = ["888000000", "888000000 USDT"];
    let acks = ["SUCCESS", "FAIL"];
    told(
        "hicoin.payment",
        &shop.told("N2"),
        "N2",
        &amounts,
        &others,
        acks,
    )
}

fn recharge_shop(settings: &Value) -> Shop {
    let gateway = recharge_payout::RechargePayout::new(recharge_payout::Config::default());
    Shop::open("recharge_payout", settings, gateway)
}

fn recharge(settings: &Value) -> Value {
    let shop = recharge_shop(settings);
    let order = [
        ("amount", "100.50"),
        ("callbackUrl", "https://shop.example/recharge"),
        ("channelId", "2"),
        ("mrn", "N3"),
        ("returnUrl", "https://shop.example/thanks"),
    ];
    let page = shop.order("recharge_payout.create_recharge", &order, "pay_url");
    shop.client.line.press(&page);
    let others = json!([["N3", "100.51"], ["N4", "100.50"], ["", ""]]);
    let acks = ["success", "fail"];
    told(
        "recharge_payout.recharge",
        &shop.told("N3"),
        "N3",
        &["100.5", "100.50"],
        &others,
        acks,
    )
}

fn payout(settings: &Value) -> Value {
    let shop = recharge_shop(settings);
    let order = [
        ("amount", "200"),
        ("bankName", "工商银行"),
        ("accountName", "李四"),
        ("accountNumber", "6222000000000000"),
        ("mrn", "N4"),
        ("callbackUrl", "https://shop.example/payout"),
    ];
    shop.client.must("recharge_payout.create_payout", &order);
    let others = json!([["N4", "201"], ["N3", "200"]]);
    let acks = ["success", "fail"];
    told(
        "recharge_payout.payout",
        &shop.told("N4"),
        "N4",
        &["200"],
        &others,
        acks,
    )
}

fn dragonex_payment(settings: &Value) -> Value {
    let mut gateway = dragonex::DragonEx::new(dragonex::Config::default());
    gateway.set_callback_url("https://shop.example/callback");
    let shop = Shop::open("dragonex", settings, gateway);
    let order = [
        ("trade_no", "N5"),
        ("coin_code", "usdt"),
        ("volume", "3.25"),
        ("scene", "shop"),
        ("desc", "茶"),
        ("device", dragonex::Config::DEFAULT_DEVICE),
        ("state", "unforeseen01"),
        ("redirect_url", "https://shop.example/paid"),
        ("domain", "dragonex.io"),
    ];
    let page = shop.order("dragonex.request_payment", &order, "pay_url");
    shop.client.line.press(&page);
    let others = json!([
        ["N5", "3.26"],
        ["N5", "3.25 btc"],
        ["N5", "3.26 usdt"],
        ["N4", "3.25 usdt"]
    ]);
    let amounts = ["3.25", "3.250 usdt"];
    let acks = ["success", "fail"];
    told(
        "dragonex.payment",
        &shop.told("N5"),
        "N5",
        &amounts,
        &others,
        acks,
    )
}
