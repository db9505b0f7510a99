//! What goes over the wire.

use crate::bodies::{body, payment, sent};
use crate::desk::{
    DEVICE, Desk, NOW, data, header, order, request_sign, secret, sha1_hex, transfer,
};
use dragonex::*;
use transport::{Clock, Method, Request};

fn sent_by_user<O: UserOperation>(operation: &O) -> Request {
    let desk = Desk::new(data("{}"));
    let _ = desk.user().call(operation);
    assert_eq!(
        desk.asked.lock().unwrap().len(),
        1,
        "{} was not sent",
        O::NAME
    );
    desk.last()
}

#[test]
fn a_server_request_is_signed_over_its_headers_body_and_path() {
    let request = sent(&transfer());
    assert_eq!(request.method, Method::Post);
    assert_eq!(
        request.url,
        "https://oauth.dragonex.io/api/v1/pay/app2user/do/"
    );
    assert_eq!(header(&request, "App-Id"), "appidfortest");
    assert_eq!(header(&request, "Content-Type"), "application/json");
    assert_eq!(header(&request, "Date"), "Fri, 01 Mar 2019 02:41:01 GMT");
    let sha1 = sha1_hex(&request.body);
    assert_eq!(header(&request, "Content-Sha1"), sha1);
    let text = format!(
        "POST\n{sha1}\napplication/json\nFri, 01 Mar 2019 02:41:01 GMT\n/api/v1/pay/app2user/do/"
    );
    assert_eq!(
        header(&request, "Auth"),
        format!("ThisIsAccessKey:{}", request_sign(&text))
    );
}

#[test]
fn a_path_that_the_base_url_prefixes_is_signed_as_the_server_sees_it() {
    let answer = data("{}");
    let clock = transport::ManualClock::new(std::time::Duration::from_secs(NOW));
    let seen = std::sync::Arc::new(std::sync::Mutex::new(None));
    let keep = std::sync::Arc::clone(&seen);
    let client = crate::desk::builder("https://proxy.example:8443/dragonex/v2/")
        .clock(clock)
        .transport(move |request: &Request| {
            *keep.lock().unwrap() = Some(request.clone());
            answer(request)
        })
        .build()
        .unwrap();
    client
        .call(&RedoCallback {
            trade_no: "21".into(),
        })
        .unwrap();
    let request = seen.lock().unwrap().clone().unwrap();
    assert_eq!(
        request.url,
        "https://proxy.example:8443/dragonex/v2/api/v1/pay/callback/redo/"
    );
    let (sha1, date) = (header(&request, "Content-Sha1"), header(&request, "Date"));
    let text =
        format!("POST\n{sha1}\napplication/json\n{date}\n/dragonex/v2/api/v1/pay/callback/redo/");
    assert_eq!(
        header(&request, "Auth"),
        format!("ThisIsAccessKey:{}", request_sign(&text))
    );
}

#[test]
fn only_what_moves_money_is_marked_so() {
    assert!(sent(&transfer()).moves_money);
    assert!(sent(&OpenTransfer(transfer())).moves_money);
    assert!(!sent(&payment()).moves_money);
    assert!(
        !sent(&OrderQuery {
            trade_no: "21".into()
        })
        .moves_money
    );
    assert!(!sent_by_user(&MyLogout {}).moves_money);
}

#[test]
fn history_times_go_out_in_seconds_where_the_server_wants_those() {
    let desk = Desk::with(
        |builder| builder.history_times(TimeUnit::Seconds),
        data("[]"),
    );
    let history = OrderHistory {
        start_time: Some(1_551_351_330_999_999_999),
        end_time: Some(1_551_351_330_999_999_999 + 1_000_000_001),
        ..OrderHistory::default()
    };
    desk.client.call(&history).unwrap();
    let sent = body(&desk.last()).to_owned();
    assert!(sent.contains(r#""start_time":1551351330,"#), "{sent}");
    assert!(sent.contains(r#""end_time":1551351332,"#), "{sent}");
    let my = MyOrderHistory {
        start_time: Some(1_551_351_330_999_999_999),
        ..MyOrderHistory::default()
    };
    desk.user().call(&my).unwrap();
    assert!(
        desk.last().url.contains("start_time=1551351330&"),
        "{}",
        desk.last().url
    );
}

#[test]
fn a_users_request_carries_the_token_in_a_header_and_its_fields_in_the_query() {
    let request = sent_by_user(&MyOrder {
        trade_no: "t_51".into(),
    });
    assert_eq!(request.method, Method::Get);
    assert_eq!(
        request.url,
        "https://oauth.dragonex.io/api/v1/pay/order/detail/?trade_no=t_51"
    );
    assert!(request.body.is_empty());
    let headers = [
        ("app-id", "appidfortest"),
        ("at", "user/Token+1="),
        ("ts", "1551408061"),
        ("device", DEVICE),
    ];
    for (name, value) in headers {
        assert_eq!(header(&request, name), value);
    }
    assert_eq!(request.headers.len(), headers.len());
    let history = MyOrderHistory {
        direction: Some(Direction::UserToApp),
        limit: Some(3),
        ..MyOrderHistory::default()
    };
    let query = "coin_code=&direction=1&start_time=0&end_time=0&offset=0&limit=3";
    let cases = [
        (
            sent_by_user(&history),
            format!("/api/v1/pay/order/history/?{query}"),
        ),
        (sent_by_user(&MyCoins {}), "/api/v1/user/coin/list/".into()),
        (
            sent_by_user(&MyOpenCoins::default()),
            "/api/v1/open/user/coin/list/".into(),
        ),
        (
            sent_by_user(&MyCoin {
                coin_code: Some("a b&c".into()),
                ..MyCoin::default()
            }),
            "/api/v1/user/coin/detail/?coin_code=a+b%26c".into(),
        ),
        (
            sent_by_user(&MyOpenCoin(MyCoin {
                coin_id: Some(2),
                ..MyCoin::default()
            })),
            "/api/v1/open/user/coin/detail/?coin_id=2".into(),
        ),
        (
            sent_by_user(&TokenStatus {}),
            "/api/v1/token/status/".into(),
        ),
    ];
    for (request, path) in cases {
        assert_eq!(
            (request.method, &*request.url),
            (Method::Get, &*format!("https://oauth.dragonex.io{path}"))
        );
    }
    for request in [sent_by_user(&MyLogout {}), sent_by_user(&MyDetail {})] {
        assert_eq!((request.method, body(&request)), (Method::Post, "{}"));
        assert_eq!(header(&request, "Content-Type"), "application/json");
    }
}

#[test]
fn the_date_is_the_injected_clocks() {
    let desk = Desk::new(data(&order(&[])));
    desk.clock.set_wall_offset(-240_000);
    desk.client
        .call(&OrderQuery {
            trade_no: "t_51".into(),
        })
        .unwrap();
    assert_eq!(
        header(&desk.last(), "Date"),
        "Fri, 01 Mar 2019 02:37:01 GMT"
    );
    desk.user()
        .call(&MyOrder {
            trade_no: "t_51".into(),
        })
        .unwrap();
    assert_eq!(
        header(&desk.last(), "ts"),
        desk.clock.now().as_secs().to_string()
    );
}

#[test]
fn settings_that_cannot_work_are_refused_and_never_repeated() {
    type Build = fn() -> Option<ConfigError>;
    let cases: [(&str, Build); 9] = [
        ("base_url", || {
            crate::desk::builder("http://oauth.dragonex.io")
                .build()
                .err()
        }),
        ("base_url", || {
            crate::desk::builder("https://user:pw@oauth.dragonex.io")
                .build()
                .err()
        }),
        ("app_id", || {
            Client::builder("https://a.example", "", "k", secret("s"), secret("c"))
                .build()
                .err()
        }),
        ("app_id", || {
            Client::builder("https://a.example", "a\nb", "k", secret("s"), secret("c"))
                .build()
                .err()
        }),
        ("access_key", || {
            Client::builder("https://a.example", "a", "k:k", secret("s"), secret("c"))
                .build()
                .err()
        }),
        ("max_age", || {
            crate::desk::builder("https://a.example")
                .max_age(std::time::Duration::ZERO)
                .build()
                .err()
        }),
        ("device", || {
            UserClient::builder("https://a.example", "a", secret("t"), "too-short")
                .transport(|_: &Request| unreachable!())
                .build()
                .err()
        }),
        ("access_token", || {
            UserClient::builder("https://a.example", "a", secret("t t"), DEVICE)
                .transport(|_: &Request| unreachable!())
                .build()
                .err()
        }),
        ("timeout", || {
            crate::desk::builder("https://a.example")
                .timeout(std::time::Duration::ZERO)
                .build()
                .err()
        }),
    ];
    for (setting, build) in cases {
        let error = build().unwrap_or_else(|| panic!("{setting} was taken"));
        assert_eq!(error.setting, setting);
    }
}

#[test]
fn the_login_page_is_the_users_own_dragonex_domain() {
    let desk = Desk::new(data("{}"));
    let page = LoginPage {
        domain: "test.DragonEx.im".into(),
        scopes: Scope::list(&[Scope::Login, Scope::Coins]),
        state: "stateForTest".into(),
        device: DEVICE.into(),
        redirect_url: "https://shop.example/in?a=1&b=2".into(),
    };
    assert_eq!(
        desk.client.login_page(&page).unwrap(),
        "https://test.dragonex.im/oauth/login/?app_id=appidfortest&scopes=1%2C7&state=stateForTest&device=phone_0001\
         &redirect_url=https%3A%2F%2Fshop.example%2Fin%3Fa%3D1%26b%3D2"
    );
    type Spoil = fn(&mut LoginPage);
    let wrong: [(&str, Spoil); 5] = [
        ("domain", |page| {
            page.domain = "dragonex.io.evil.example".into()
        }),
        ("scopes", |page| page.scopes.clear()),
        ("state", |page| page.state = "short".into()),
        ("device", |page| page.device = "a-b-c-d-e".into()),
        ("redirect_url", |page| {
            page.redirect_url = "shop.example".into()
        }),
    ];
    for (field, spoil) in wrong {
        let mut page = page.clone();
        spoil(&mut page);
        assert_eq!(desk.client.login_page(&page).unwrap_err().field, field);
    }
}
