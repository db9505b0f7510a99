//! What goes over the wire.

use crate::desk::{DEVICE, Desk, NOW, data, header, order, request_sign, secret, sha1_hex};
use dragonex::*;
use transport::{Clock, Method, Request};

fn body(request: &Request) -> &str {
    std::str::from_utf8(&request.body).unwrap()
}

fn payment() -> RequestPayment {
    RequestPayment {
        trade_no: "21".into(),
        coin_code: "usdt".into(),
        volume: "1.0".parse().unwrap(),
        scene: "sceneForTest".into(),
        desc: "描述".into(),
        device: "deviceForTest".into(),
        state: "stateForTest".into(),
        redirect_url: "https://shop.example/back?a=1".into(),
        domain: "dragonex.im".into(),
        ..RequestPayment::default()
    }
}

fn transfer() -> Transfer {
    Transfer {
        trade_no: "t_51".into(),
        uid: Some(1_000_000),
        coin_code: "usdt".into(),
        volume: "1.5".parse().unwrap(),
        scene: "s".into(),
        desc: "d".into(),
        device: "server_1".into(),
        ..Transfer::default()
    }
}

/// Sends it, whatever the answer, and gives what was sent.
fn sent<O: ServerOperation>(operation: &O) -> Request {
    let desk = Desk::new(data("{}"));
    let _ = desk.client.call(operation);
    assert_eq!(
        desk.asked.lock().unwrap().len(),
        1,
        "{} was not sent",
        O::NAME
    );
    desk.last()
}

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
fn bodies_carry_the_wire_names_and_types() {
    let cases: Vec<(Request, &str, &str)> = vec![
        (
            sent(&payment()),
            "/api/v1/pay/user2app/pre/",
            r#"{"coin_code":"usdt","desc":"描述","device":"deviceForTest","domain":"dragonex.im","redirect_url":"https://shop.example/back?a=1","scene":"sceneForTest","state":"stateForTest","trade_no":"21","volume":"1.0"}"#,
        ),
        (
            sent(&RequestPayment {
                specify_dragonex_uid: Some(7),
                ..payment()
            }),
            "/api/v1/pay/user2app/pre/",
            r#"{"coin_code":"usdt","desc":"描述","device":"deviceForTest","domain":"dragonex.im","redirect_url":"https://shop.example/back?a=1","scene":"sceneForTest","specify_dragonex_uid":7,"state":"stateForTest","trade_no":"21","volume":"1.0"}"#,
        ),
        (
            sent(&transfer()),
            "/api/v1/pay/app2user/do/",
            r#"{"coin_code":"usdt","desc":"d","device":"server_1","scene":"s","trade_no":"t_51","uid":1000000,"volume":"1.5"}"#,
        ),
        (
            sent(&OpenTransfer(Transfer {
                uid: None,
                open_id: Some("o1".into()),
                ..transfer()
            })),
            "/api/v1/open/pay/app2user/do/",
            r#"{"coin_code":"usdt","desc":"d","device":"server_1","open_id":"o1","scene":"s","trade_no":"t_51","volume":"1.5"}"#,
        ),
        (
            sent(&OpenCharge {
                trade_no: "c_1".into(),
                uid: Some(5),
                coin_code: "dt".into(),
                volume: "2".parse().unwrap(),
                device: "server_1".into(),
                pay_token: "y1FqY=".into(),
                ..OpenCharge::default()
            }),
            "/api/v1/open/pay/user2app/do/",
            r#"{"coin_code":"dt","desc":"","device":"server_1","pay_token":"y1FqY=","scene":"","trade_no":"c_1","uid":5,"volume":"2"}"#,
        ),
        (
            sent(&ReturnPayment {
                ori_trade_no: "21".into(),
                return_trade_no: "21_back".into(),
                return_rate: Some("0.66".parse().unwrap()),
                ..ReturnPayment::default()
            }),
            "/api/v1/pay/return/do/",
            r#"{"desc":"","device":"","ori_trade_no":"21","return_rate":"0.66","return_trade_no":"21_back","scene":""}"#,
        ),
        (
            sent(&OrderQuery {
                trade_no: "21".into(),
            }),
            "/api/v1/pay/order/detail/",
            r#"{"trade_no":"21"}"#,
        ),
        (
            sent(&OrderHistory::default()),
            "/api/v1/pay/order/history/",
            r#"{"coin_code":"","direction":0,"end_time":0,"limit":20,"offset":0,"start_time":0,"uid":0}"#,
        ),
        (
            sent(&OrderHistory {
                coin_code: Some("usdt".into()),
                uid: Some(9),
                direction: Some(Direction::AppToUser),
                start_time: Some(1_551_351_330_000_000_001),
                end_time: Some(1_551_351_331_000_000_001),
                trans_type: Some(OrderType::OpenToOpen),
                offset: Some(40),
                limit: Some(5),
            }),
            "/api/v1/pay/order/history/",
            r#"{"coin_code":"usdt","direction":2,"end_time":1551351331000000001,"limit":5,"offset":40,"start_time":1551351330000000001,"trans_type":3,"uid":9}"#,
        ),
        (
            sent(&RedoCallback {
                trade_no: "21".into(),
            }),
            "/api/v1/pay/callback/redo/",
            r#"{"trade_no":"21"}"#,
        ),
        (
            sent(&UserCoins {
                dragonex_uid: Some(7),
                ..UserCoins::default()
            }),
            "/api/v1/user/coin/list/",
            r#"{"dragonex_uid":7}"#,
        ),
        (
            sent(&UserCoins {
                open_id: Some("o1".into()),
                ..UserCoins::default()
            }),
            "/api/v1/user/coin/list/",
            r#"{"open_id":"o1"}"#,
        ),
        (
            sent(&UserCoin {
                open_id: Some("o1".into()),
                coin_id: Some(2),
                ..UserCoin::default()
            }),
            "/api/v1/user/coin/detail/",
            r#"{"coin_id":2,"open_id":"o1"}"#,
        ),
        (
            sent(&OpenUserCoin(UserCoin {
                dragonex_uid: Some(7),
                coin_code: Some("dc".into()),
                ..UserCoin::default()
            })),
            "/api/v1/open/user/coin/detail/",
            r#"{"coin_code":"dc","dragonex_uid":7}"#,
        ),
        (
            sent(&OpenUserCoins(UserCoins {
                dragonex_uid: Some(7),
                ..UserCoins::default()
            })),
            "/api/v1/open/user/coin/list/",
            r#"{"dragonex_uid":7}"#,
        ),
        (sent(&AdminCoins {}), "/api/v1/admin/coin/list/", "{}"),
        (
            sent(&OpenAdminCoins::default()),
            "/api/v1/open/admin/coin/list/",
            "{}",
        ),
        (
            sent(&AdminCoin {
                coin_code: Some("dc".into()),
                ..AdminCoin::default()
            }),
            "/api/v1/admin/coin/detail/",
            r#"{"coin_code":"dc"}"#,
        ),
        (
            sent(&OpenAdminCoin(AdminCoin {
                coin_id: Some(2),
                ..AdminCoin::default()
            })),
            "/api/v1/open/admin/coin/detail/",
            r#"{"coin_id":2}"#,
        ),
        (
            sent(&Login {
                code: "c77685c94d".into(),
                scopes: Scope::list(&[Scope::Login, Scope::PayApp, Scope::Coins]),
                state: "stateForTest".into(),
                device: DEVICE.into(),
            }),
            "/api/v1/login/do/",
            r#"{"app_id":"appidfortest","code":"c77685c94d","device":"phone_0001","scopes":"1,5,7","state":"stateForTest"}"#,
        ),
        (
            sent(&Refresh {
                access_token: "a".into(),
                refresh_token: "r".into(),
            }),
            "/api/v1/login/refresh/",
            r#"{"access_token":"a","refresh_token":"r"}"#,
        ),
        (
            sent(&Logout {
                access_token: "a".into(),
            }),
            "/api/v1/login/logout/",
            r#"{"access_token":"a"}"#,
        ),
        (
            sent(&UserDetail {
                open_id: "o1".into(),
            }),
            "/api/v1/user/detail/",
            r#"{"open_id":"o1"}"#,
        ),
        (
            sent(&MarketPrices {
                symbols: "DT_USDT,BTC_USDT".into(),
            }),
            "/api/v1/market/real/list/",
            r#"{"symbols":"DT_USDT,BTC_USDT"}"#,
        ),
    ];
    for (request, path, expected) in cases {
        assert_eq!(request.url, format!("https://oauth.dragonex.io{path}"));
        assert_eq!(body(&request), expected, "{path}");
    }
}

#[test]
fn history_times_go_out_in_seconds_where_the_server_wants_those() {
    let desk = Desk::with(
        |builder| builder.history_times(TimeUnit::Seconds),
        data("{}"),
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
                .build()
                .err()
        }),
        ("access_token", || {
            UserClient::builder("https://a.example", "a", secret("t t"), DEVICE)
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
