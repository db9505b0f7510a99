//! The JSON body of every operation of the app's server.

use dragonex::*;
use transport::Request;

use crate::desk::{DEVICE, Desk, data, transfer};

pub(crate) fn body(request: &Request) -> &str {
    std::str::from_utf8(&request.body).unwrap()
}

pub(crate) fn payment() -> RequestPayment {
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

/// Sends it, whatever the answer, and gives what was sent.
pub(crate) fn sent<O: ServerOperation>(operation: &O) -> Request {
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
