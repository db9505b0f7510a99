//! The pages' forms, as a browser reads and posts them.

use sandbox::{
    Gateway, HttpReply, HttpRequest, chaoying::Chaoying, dragonex::DragonEx, hicoin::HiCoin,
    recharge_payout::RechargePayout,
};
use signing_core::form;
use std::time::Duration;

const NOW: Duration = Duration::from_secs(1_700_000_000);
const BASE: &str = "http://127.0.0.1:1";

/// What pressing one button posts, and where to.
struct Press {
    label: String,
    address: String,
    body: String,
}

fn send(gateway: &mut dyn Gateway, address: &str, body: Option<&str>) -> HttpReply {
    let address = address.strip_prefix(BASE).unwrap_or(address);
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let request = match body {
        None => HttpRequest::get(path),
        Some(body) => HttpRequest::form(path, body),
    };
    let query = query.into();
    gateway.handle(NOW, &HttpRequest { query, ..request })
}

fn show(gateway: &mut dyn Gateway, address: &str) -> String {
    let page = send(gateway, address, None);
    assert_eq!(page.status, 200, "{address}");
    String::from_utf8(page.body).unwrap()
}

/// An attribute's value; an empty one is there without a value.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let plain = ["&quot;", "&#39;", "&lt;", "&gt;", "&amp;"].into_iter();
    let value = rest.split('"').next().unwrap().to_owned();
    Some(
        plain
            .zip(["\"", "'", "<", ">", "&"])
            .fold(value, |text, (coded, plain)| text.replace(coded, plain)),
    )
}

/// The inner HTML of each element, with its tag's attributes.
fn elements<'a>(html: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once(&format!("<{name}")) {
        rest = after;
        if after.starts_with([' ', '>']) {
            let (tag, inside) = after.split_once('>').unwrap();
            found.push((tag, inside.split(&format!("</{name}>")).next().unwrap()));
        }
    }
    found
}

/// Every button of a page. A button without a value sends its name with an empty one, a button without a name nothing of its own.
fn buttons(page: &str, address: &str) -> Vec<Press> {
    let mut presses = Vec::new();
    for (tag_of_form, inside) in elements(page, "form") {
        assert_eq!(attribute(tag_of_form, "method").as_deref(), Some("post"));
        let inputs = elements(inside, "input").into_iter();
        let inputs: Vec<_> = inputs
            .filter_map(|(tag, _)| Some((attribute(tag, "name")?, value(tag))))
            .collect();
        for (tag, label) in elements(inside, "button") {
            let own = attribute(tag, "name").map(|name| (name, value(tag)));
            presses.push(Press {
                label: label.to_owned(),
                address: attribute(tag_of_form, "action").unwrap_or_else(|| address.to_owned()),
                body: form::encode(inputs.iter().cloned().chain(own)),
            });
        }
    }
    presses
}

fn value(tag: &str) -> String {
    attribute(tag, "value").unwrap_or_default()
}

/// A gateway with something to decide, and the address of the page on which it is decided.
type Start = fn() -> (Box<dyn Gateway>, String);

fn chaoying() -> (Box<dyn Gateway>, String) {
    let mut gateway = Chaoying::new(Default::default());
    let order = gateway.signed_form(&[
        ("mch_id", "00000001"),
        ("body", "tea"),
        ("out_trade_no", "T0001"),
        ("total_fee", "9"),
        ("trade_type", "NATIVE"),
        ("product_id", "p"),
    ]);
    gateway.handle(NOW, &HttpRequest::form("/Open/WECHAT_PreOrder", order));
    (Box::new(gateway), "/sandbox/pay/1".into())
}

fn hicoin() -> (Box<dyn Gateway>, String) {
    let mut gateway = HiCoin::new(Default::default());
    gateway.set_base_url(BASE);
    let token = gateway.user_token(NOW, sandbox::hicoin::Config::DEFAULT_OPENID);
    let biz = r#"{"openid":"sandboxuser0001","body":"b","subject":"s","out_trade_no":"P1","total_amount":5,"settle_currency":"USDT","trade_type":"H5","trade_timeout_express":600,"return_url":"http://shop.example/done?a=1&b=2"}"#;
    let order = gateway.signed_payment(biz, &token);
    gateway.handle(NOW, &HttpRequest::form("/api/pay/preOrder", order));
    let list = show(&mut gateway, "/sandbox");
    let link = attribute(elements(&list, "a")[0].0, "href").unwrap();
    (Box::new(gateway), link)
}

fn recharge() -> (Box<dyn Gateway>, String) {
    let mut gateway = RechargePayout::new(Default::default());
    let order = gateway.signed_recharge("R1", "100.50", "https://shop.example/c");
    gateway.handle(NOW, &order);
    (Box::new(gateway), "/api/Pay?id=1&channel=2".into())
}

fn payout() -> (Box<dyn Gateway>, String) {
    let mut gateway = RechargePayout::new(Default::default());
    let order = gateway.signed_payout("P1", "5", "6225880137709003", "https://shop.example/c");
    gateway.handle(NOW, &order);
    (Box::new(gateway), "/sandbox".into())
}

fn dragonex() -> (Box<dyn Gateway>, String) {
    let mut gateway = DragonEx::new(Default::default());
    gateway.set_base_url(BASE);
    let order = crate::dragonex::desk::payment("P1", "2");
    let asked = gateway.signed(NOW, "/api/v1/pay/user2app/pre/", &order);
    gateway.handle(NOW, &asked);
    let list = show(&mut gateway, "/sandbox");
    let link = attribute(elements(&list, "a")[0].0, "href").unwrap();
    (Box::new(gateway), link)
}

const LOGIN: &str = "/oauth/login/?app_id=sandboxapp&scopes=1%2C7&state=state001&device=phone_0001&redirect_url=https%3A%2F%2Fshop.example%2Fin";

#[test]
fn every_button_does_what_it_says_when_a_browser_presses_it() {
    let cases: &[(Start, Option<&str>, &[&str])] = &[
        (chaoying, None, &["/sandbox/pay/1", "/sandbox/pay/1"]),
        (
            hicoin,
            None,
            &["http://shop.example/done?a=1&b=2", "/hicoinfe/payment?"],
        ),
        (hicoin, Some("/sandbox"), &["/sandbox"]),
        (recharge, None, &["/api/Pay?id=1&channel=2"; 3]),
        (payout, None, &["/sandbox"; 2]),
        (
            dragonex,
            None,
            &[
                "https://shop.example/back?a=1&id=1&uid=1000000&coin_code=usdt&volume=2&cut_volume=0&trade_no=P1&direction=1&status=1&",
                "https://shop.example/back?a=1&id=1&uid=1000000&coin_code=usdt&volume=2&cut_volume=0&trade_no=P1&direction=1&status=-1&",
                "https://shop.example/back?a=1&id=1&uid=1000000&coin_code=usdt&volume=2&cut_volume=0&trade_no=P1&direction=1&status=2&",
            ],
        ),
        (
            dragonex,
            Some(LOGIN),
            &[
                "https://shop.example/in?code=",
                "https://shop.example/in?code=",
                "https://shop.example/in?code=",
                "https://shop.example/in?code=&expire_time=-1&",
            ],
        ),
        (dragonex, Some("/sandbox"), &["/sandbox"]),
    ];
    for (start, elsewhere, leads) in cases {
        let page = |(mut gateway, own): (Box<dyn Gateway>, String)| {
            let address = elsewhere.map_or(own, str::to_owned);
            let presses = buttons(&show(&mut *gateway, &address), &address);
            (gateway, presses)
        };
        let count = page(start()).1.len();
        assert_eq!(count, leads.len());
        for (nth, lead) in leads.iter().enumerate() {
            let (mut gateway, presses) = page(start());
            let Press {
                label,
                address,
                body,
            } = &presses[nth];
            let reply = send(&mut *gateway, address, Some(body));
            let text = String::from_utf8_lossy(&reply.body);
            assert_eq!(reply.status, 303, "{label}: {body}: {text}");
            let location = reply.header("Location").unwrap();
            assert!(location.starts_with(lead), "{label}: {body}: {location}");
        }
    }
}

#[test]
fn an_address_that_has_not_this_method_says_which_it_has() {
    let cases: &[(Start, &str, &str, &str)] = &[
        (chaoying, "DELETE", "/UnifiedPay/Gateway", "POST"),
        (chaoying, "POST", "/sandbox", "GET"),
        (chaoying, "PUT", "/sandbox/pay/1", "GET, POST"),
        (chaoying, "POST", "/sandbox/pay/1/code.svg", "GET"),
        (hicoin, "GET", "/api/pay/preOrder", "POST"),
        (hicoin, "POST", "/api/sns/user/info", "GET"),
        (hicoin, "PUT", "", "GET, POST"),
        (hicoin, "PUT", "/sandbox", "GET"),
        (hicoin, "GET", "/sandbox/notify_url", "POST"),
        (recharge, "PUT", "/api/Pay", "GET, POST"),
        (recharge, "GET", "/api/Pay/Create", "POST"),
        (recharge, "POST", "/api/Payments/Query", "GET"),
        (recharge, "POST", "/sandbox", "GET"),
        (recharge, "GET", "/sandbox/recharge/1", "POST"),
        (dragonex, "POST", "/sandbox", "GET"),
        (dragonex, "GET", "/sandbox/callback", "POST"),
    ];
    for (start, method, address, allowed) in cases {
        let (mut gateway, own) = start();
        let own = own.strip_prefix(BASE).unwrap_or(&own);
        let address = if address.is_empty() { own } else { address };
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let reply = gateway.handle(
            NOW,
            &HttpRequest {
                method: (*method).into(),
                query: query.into(),
                ..HttpRequest::get(path)
            },
        );
        assert_eq!(
            (reply.status, reply.header("Allow")),
            (405, Some(*allowed)),
            "{method} {address}"
        );
    }
}
