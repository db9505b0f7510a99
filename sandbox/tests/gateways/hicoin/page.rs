//! The payment page, and the sandbox's own.

use crate::hicoin::desk::*;
use sandbox::hicoin::Config;
use sandbox::{Gateway, HttpReply, HttpRequest};
use signing_core::form;

fn url(trade_no: &str, key: &str) -> String {
    url_at(trade_no, key, "1577105620")
}

fn url_at(trade_no: &str, key: &str, moment: &str) -> String {
    let fields = [
        ("appId", "4f95ab748e204c65d0bdaa61b4e3f1d7"),
        ("nonceStr", "2K426TILTKCH16CQ25145I8ZNMTM67VS"),
        ("signType", "HMAC-SHA256"),
        ("timeStamp", moment),
    ];
    let mut signed = fields.to_vec();
    let package = format!("prepay_id%3D{trade_no}");
    signed.push(("package", &package));
    let sign = signer(key).sign(&signed);
    format!(
        "{}&package={package}&paySign={}",
        form::encode(fields),
        &*sign
    )
}

fn open(desk: &mut Desk, query: &str, button: Option<&str>) -> HttpReply {
    let mut request = match button {
        None => HttpRequest::get("/hicoinfe/payment/"),
        Some(button) => HttpRequest::form("/hicoinfe/payment/", button),
    };
    query.clone_into(&mut request.query);
    desk.handle(&request)
}

fn text(reply: &HttpReply) -> String {
    String::from_utf8(reply.body.clone()).unwrap()
}

#[test]
fn the_page_shows_the_order_and_pay_leads_back_to_the_shop_once() {
    let mut desk = Desk::new();
    let trade_no = desk.preorder("P1", 150_000_000).get("trade_no").to_owned();
    let query = url(&trade_no, Config::DEFAULT_MCH_KEY);
    let page = open(&mut desk, &query, None);
    assert_eq!(page.status, 200);
    let html = text(&page);
    for shown in [
        "1.5 USDT",
        "Order P1",
        "tea &lt;b&gt;",
        "茶",
        &trade_no,
        "value=\"pay\"",
        "value=\"cancel\"",
    ] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
    assert!(
        !html.contains("<b>tea")
            && html.contains(&format!(
                "action=\"/hicoinfe/payment?{}\"",
                query.replace('&', "&amp;")
            ))
    );
    assert_eq!(desk.paid("P1"), 0, "looking is not paying");

    for _ in 0..2 {
        let pressed = open(&mut desk, &query, Some("action=pay"));
        assert_eq!(
            (pressed.status, pressed.header("Location")),
            (303, Some("http://shop.example/done?a=1&b=2"))
        );
        assert_eq!(desk.paid("P1"), 150_000_000);
    }
    let html = text(&open(&mut desk, &query, None));
    assert!(html.contains("paid 已支付") && !html.contains("<button"));
    assert!(html.contains("href=\"http://shop.example/done?a=1&amp;b=2\""));
    open(&mut desk, &query, Some("action=cancel"));
    assert_eq!(
        desk.order_query("P1").get("trade_status"),
        "SUCCESS",
        "what is paid cannot be cancelled"
    );
}

#[test]
fn cancel_closes_the_order_and_stays_on_the_page() {
    let mut desk = Desk::new();
    let trade_no = desk.preorder("P1", 5).get("trade_no").to_owned();
    let query = url(&trade_no, Config::DEFAULT_MCH_KEY);
    for button in ["action=cancel", "action=pay"] {
        let pressed = open(&mut desk, &query, Some(button));
        assert_eq!(
            pressed.header("Location"),
            Some(&*format!("/hicoinfe/payment?{query}"))
        );
    }
    assert_eq!(
        (desk.order_query("P1").get("trade_status"), desk.paid("P1")),
        ("CLOSED", 0)
    );
    for body in [
        "",
        "action=steal",
        "action=pay&action=pay",
        "action=pay&x=1",
    ] {
        assert_eq!(open(&mut desk, &query, Some(body)).status, 400, "{body}");
    }
}

#[test]
fn a_page_opens_only_with_the_right_signature() {
    let mut desk = Desk::new();
    let trade_no = desk.preorder("P1", 5).get("trade_no").to_owned();
    desk.transfer("W1", 5);
    let good = url(&trade_no, Config::DEFAULT_MCH_KEY);
    let next = format!("{}2", &trade_no[..21]);
    let cases = [
        url(&trade_no, Config::DEFAULT_SECRET_KEY),
        good.replace("timeStamp=1", "timeStamp=2"),
        good.replace(&trade_no, &next),
        good.replace("signType=HMAC-SHA256", "signType=MD5"),
        good.replace("&paySign=", "&paysign="),
        good.clone() + "&extra=1",
        good.clone() + "&timeStamp=1577105620",
        good.replace("appId=4", "appId=5"),
        String::new(),
        // Signed, but no order that could be paid: a transfer, one that is not there, one that is no number.
        url(&next, Config::DEFAULT_MCH_KEY),
        url("1048000000000000000009", Config::DEFAULT_MCH_KEY),
        url("1048000000000000000000", Config::DEFAULT_MCH_KEY),
        url("x", Config::DEFAULT_MCH_KEY),
    ];
    for query in cases {
        for button in [None, Some("action=pay")] {
            let reply = open(&mut desk, &query, button);
            assert_eq!(reply.status, 403, "{query}");
            let html = text(&reply);
            assert!(!html.contains(Config::DEFAULT_MCH_KEY) && !html.contains("<button"));
        }
    }
    assert_eq!(desk.paid("P1"), 0);
    assert_eq!(open(&mut desk, &good, None).status, 200);
}

#[test]
fn a_moment_in_milliseconds_is_refused_as_such() {
    let mut desk = Desk::new();
    let trade_no = desk.preorder("P1", 5).get("trade_no").to_owned();
    for (moment, why) in [
        ("1577105620000", "seconds since 1970, not milliseconds"),
        ("157710562000", "seconds since 1970, not milliseconds"),
        ("99999999999", ""),
        ("1577105620.5", "must be seconds since 1970"),
        ("-577105620", "must be seconds since 1970"),
    ] {
        let query = url_at(&trade_no, Config::DEFAULT_MCH_KEY, moment);
        let reply = open(&mut desk, &query, None);
        let expected = if why.is_empty() { 200 } else { 403 };
        assert_eq!(reply.status, expected, "{moment}");
        assert!(text(&reply).contains(why), "{moment}: {}", text(&reply));
    }
}

#[test]
fn the_sandbox_page_links_to_what_can_be_paid_and_registers_the_address() {
    let mut desk = Desk::new();
    desk.gateway.set_base_url("http://127.0.0.1:1");
    assert!(text(&desk.handle(&HttpRequest::get("/sandbox"))).contains("No orders yet"));
    desk.preorder("P1", 5);
    desk.transfer("W1", 5);
    let html = text(&desk.handle(&HttpRequest::get("/sandbox")));
    let link = html
        .split("href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .replace("&amp;", "&");
    assert!(html.contains(">P1</a>") && html.contains("W1") && !html.contains(">W1</a>"));
    let query = link
        .strip_prefix("http://127.0.0.1:1/hicoinfe/payment?")
        .unwrap()
        .to_owned();
    assert_eq!(
        open(&mut desk, &query, None).status,
        200,
        "the link is signed"
    );

    for (body, status) in [
        ("url=http%3A%2F%2F127.0.0.1%3A9%2Fn", 303),
        ("url=", 303),
        ("url=ftp%3A%2F%2Fx", 400),
        ("", 400),
    ] {
        assert_eq!(
            desk.handle(&HttpRequest::form("/sandbox/notify_url", body))
                .status,
            status,
            "{body}"
        );
    }
    assert_eq!(
        desk.handle(&HttpRequest::get("/sandbox/notify_url")).status,
        405
    );
    assert_eq!(desk.handle(&HttpRequest::get("/sandbox/x")).status, 404);
    assert_eq!(
        desk.gateway.config().notify_url,
        None,
        "an empty address is none"
    );
}
