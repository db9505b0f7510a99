//! What people see in a browser.

use crate::dragonex::desk::{Desk, ONE, order};
use sandbox::{Gateway, HttpReply, HttpRequest};

fn get(desk: &mut Desk, address: &str) -> HttpReply {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let request = HttpRequest {
        query: query.into(),
        ..HttpRequest::get(path)
    };
    desk.gateway.handle(desk.now, &request)
}

fn press(desk: &mut Desk, address: &str, body: &str) -> HttpReply {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let request = HttpRequest {
        query: query.into(),
        ..HttpRequest::form(path, body)
    };
    desk.gateway.handle(desk.now, &request)
}

fn text(reply: &HttpReply) -> String {
    String::from_utf8(reply.body.clone()).unwrap()
}

#[test]
fn the_pay_page_pays_once_and_sends_the_browser_back() {
    let mut desk = Desk::new();
    let address = desk.payment("P1", "2");
    let page = get(&mut desk, &address);
    assert!(
        page.status == 200 && text(&page).contains("action"),
        "{}",
        text(&page)
    );
    assert_eq!(press(&mut desk, &address, "action=steal").status, 400);
    assert_eq!(desk.booked("P1"), (2 * ONE, 0));
    for _ in 0..2 {
        let back = press(&mut desk, &address, "action=pay");
        assert_eq!(back.status, 303);
        let location = back.header("Location").unwrap();
        assert!(
            location.starts_with("https://shop.example/back?a=1&id=1&uid=1000000&"),
            "{location}"
        );
        assert!(location.contains("&status=1&state=state001"), "{location}");
    }
    assert_eq!(desk.booked("P1"), (2 * ONE, 2 * ONE));
    assert_eq!(
        get(&mut desk, &address).status,
        303,
        "a paid page goes straight back"
    );
}

#[test]
fn a_pay_code_is_its_orders_and_expires() {
    let mut desk = Desk::new();
    let address = desk.payment("P1", "2");
    assert_eq!(
        get(&mut desk, &address.replace("trade_no=P1", "trade_no=P2")).status,
        404
    );
    assert_eq!(
        get(&mut desk, "/oauth/pay?code=guessed&trade_no=P1").status,
        404
    );
    desk.pass(15 * 60);
    let back = press(&mut desk, &address, "action=pay");
    assert!(back.header("Location").unwrap().contains("status=2"));
    assert_eq!(desk.booked("P1").1, 0);
}

#[test]
fn the_login_page_grants_a_code_or_not() {
    let mut desk = Desk::new();
    let address = "/oauth/login/?app_id=sandboxapp&scopes=1%2C7&state=state001&device=phone_0001&redirect_url=https%3A%2F%2Fshop.example%2Fin";
    assert!(text(&get(&mut desk, address)).contains("1000002"));
    assert_eq!(
        get(&mut desk, &address.replace("sandboxapp", "another")).status,
        400
    );
    for lacking in [
        "&redirect_url=https%3A%2F%2Fshop.example%2Fin",
        "&scopes=1%2C7",
    ] {
        let cut = address.replace(lacking, "");
        let page = get(&mut desk, &cut);
        assert_eq!(
            (page.status, press(&mut desk, &cut, "uid=1000002").status),
            (400, 400)
        );
        assert!(
            text(&page).contains("redirect_url are required"),
            "{lacking}"
        );
    }
    let elsewhere = address.replace("https%3A%2F%2F", "javascript%3A");
    assert_eq!(get(&mut desk, &elsewhere).status, 400);
    for body in ["", "uid=", "uid=5", "refuse=&uid=1000002", "grant="] {
        assert_eq!(press(&mut desk, address, body).status, 400, "{body}");
    }
    let refused = press(&mut desk, address, "refuse=");
    assert!(
        refused
            .header("Location")
            .unwrap()
            .starts_with("https://shop.example/in?code=&expire_time=-1")
    );
    let granted = press(&mut desk, address, "uid=1000002");
    let location = granted.header("Location").unwrap();
    let (_, rest) = location.split_once("code=").unwrap();
    let (code, _) = rest.split_once('&').unwrap();
    let login = |code: &str, state: &str| {
        format!(
            r#"{{"app_id":"sandboxapp","code":"{code}","scopes":"1,7","state":"{state}","device":"phone_0001"}}"#
        )
    };
    assert_eq!(desk.code("login/do", &login("guessed", "state001")), 11018);
    let session = desk.ask("login/do", &login(code, "state001"));
    assert_eq!(
        (&session["data"]["uid"], &session["data"]["scopes"]),
        (&1_000_002.into(), &serde_json::json!([1, 7]))
    );
    assert_eq!(
        desk.code("login/do", &login(code, "state001")),
        11018,
        "a code is good once"
    );
    let token = session["data"]["access_token"].as_str().unwrap();
    let mine = desk
        .gateway
        .by_user(desk.now, "/api/v1/token/status/", "", token, "phone_0001");
    assert_eq!(desk.answer(&mine)["code"], 1);
    desk.pass(24 * 3600);
    let late = desk
        .gateway
        .by_user(desk.now, "/api/v1/token/status/", "", token, "phone_0001");
    assert_eq!(desk.answer(&late)["code"], 11021);
}

#[test]
fn browsers_come_back_with_the_query_before_the_fragment() {
    for (given, expected) in [
        (
            "https://shop.example/back?a=1#/paid",
            "https://shop.example/back?a=1&id=1&",
        ),
        ("https://shop.example?", "https://shop.example?id=1&"),
    ] {
        let mut desk = Desk::new();
        let asked = crate::dragonex::desk::payment("P1", "2");
        assert!(asked.contains("https://shop.example/back?a=1"), "{asked}");
        let answer = desk.ask(
            "pay/user2app/pre",
            &asked.replace("https://shop.example/back?a=1", given),
        );
        let address = answer["data"]["pay_url"].as_str().unwrap();
        let address = address.strip_prefix("http://127.0.0.1:1").unwrap();
        let back = press(&mut desk, address, "action=pay");
        let location = back.header("Location").unwrap();
        assert!(location.starts_with(expected), "{location}");
        assert_eq!(location.ends_with("#/paid"), given.ends_with("#/paid"));
    }
    let mut desk = Desk::new();
    let address = "/oauth/login/?app_id=sandboxapp&scopes=1&state=state001&device=phone_0001&redirect_url=https%3A%2F%2Fshop.example%2F%23in";
    let back = press(&mut desk, address, "uid=1000000");
    let location = back.header("Location").unwrap();
    assert!(
        location.starts_with("https://shop.example/?code=") && location.ends_with("#in"),
        "{location}"
    );
}

#[test]
fn the_list_shows_orders_escaped_and_sets_the_callback_address() {
    let mut desk = Desk::new();
    desk.payment("P1", "2");
    let list = text(&get(&mut desk, "/sandbox"));
    assert!(
        list.contains("P1") && list.contains("/oauth/pay?"),
        "{list}"
    );
    let set = press(
        &mut desk,
        "/sandbox/callback",
        "url=https%3A%2F%2Fshop.example%2F%22%3E%3Cb%3E",
    );
    assert_eq!(set.status, 303);
    let list = text(&get(&mut desk, "/sandbox"));
    assert!(
        list.contains("https://shop.example/&quot;&gt;&lt;b&gt;") && !list.contains("\"><b>"),
        "{list}"
    );
    for (body, status) in [
        ("url=javascript%3A1", 400),
        ("callback_url=javascript%3A1", 400),
        ("", 400),
        ("address=https%3A%2F%2Fother.example%2F", 400),
    ] {
        assert_eq!(
            press(&mut desk, "/sandbox/callback", body).status,
            status,
            "{body}"
        );
        let kept = &desk.gateway.config().callback_url;
        assert_eq!(kept, "https://shop.example/\"><b>", "{body}");
    }
    for (body, url) in [
        (
            "callback_url=https%3A%2F%2Fother.example%2F",
            "https://other.example/",
        ),
        ("url=", ""),
    ] {
        assert_eq!(
            press(&mut desk, "/sandbox/callback", body).status,
            303,
            "{body}"
        );
        assert_eq!(desk.gateway.config().callback_url, url);
    }
    assert_eq!(get(&mut desk, "/sandbox/else").status, 404);
    assert_eq!(desk.code("pay/order/detail", &order("P1")), 11027);
}
