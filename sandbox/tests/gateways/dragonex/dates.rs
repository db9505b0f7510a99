//! A gateway that lives a thousand times as fast, and a client with a clock on the wall, over sockets.

use dragonex::{Client, MyCoins, Order, OrderQuery, RequestPayment, Secret, Status, Transfer};
use sandbox::{
    HttpReply, Merchant, Options, Server,
    dragonex::{Config, DragonEx},
};
use std::{
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

const SCALE: u32 = 1_000;
/// By then the gateway's clock is more than the five minutes ahead that a date may be wrong by.
const LONG_ENOUGH: Duration = Duration::from_millis(600);
const LONGEST: Duration = Duration::from_secs(20);

fn wall() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
}

fn server() -> Server<DragonEx> {
    let options = Options {
        time_scale: SCALE,
        ..Options::default()
    };
    let server = Server::start(DragonEx::new(Config::default()), options).unwrap();
    thread::sleep(LONG_ENOUGH);
    let ahead = server.with_gateway(|_, now| now).saturating_sub(wall());
    assert!(ahead > Config::default().date_window, "{ahead:?}");
    server
}

fn client(server: &Server<DragonEx>) -> Client {
    let config = Config::default();
    let secret = |text: &str| Secret::new(text).unwrap();
    Client::builder(
        server.base_url(),
        config.app_id,
        config.access_key,
        secret(Config::DEFAULT_SECRET_KEY),
        secret(Config::DEFAULT_CHECK_KEY),
    )
    .allow_http(true)
    .build()
    .unwrap()
}

fn transfer(trade_no: &str) -> Transfer {
    Transfer {
        trade_no: trade_no.into(),
        uid: Some(1_000_000),
        coin_code: "usdt".into(),
        volume: "1.5".parse().unwrap(),
        scene: "s".into(),
        desc: "d".into(),
        device: "sandbox_0001".into(),
        ..Transfer::default()
    }
}

fn is_now(moment: Duration) -> bool {
    moment.abs_diff(wall()) < Duration::from_secs(10)
}

#[test]
fn a_client_with_a_clock_on_the_wall_gets_its_answers_and_believes_its_callback() {
    let server = server();
    let client = client(&server);
    let merchant = Merchant::start(|_| HttpReply::text(200, "")).unwrap();
    server.with_gateway(|gateway, _| gateway.set_callback_url(merchant.url()));
    client.call(&transfer("T1")).unwrap();
    // A virtual second later it is done.
    let told = merchant.wait(1, LONGEST).expect("a callback");
    let callback = client
        .payment_callback(&told[0].headers, &told[0].body)
        .unwrap();
    assert!(is_now(callback.signed_at()), "{:?}", callback.signed_at());
    let query = OrderQuery {
        trade_no: "T1".into(),
    };
    let order: Order = client.call(&query).unwrap();
    assert_eq!(order.status, Status::Done);
    for moment in [order.arrive_time, order.create_time] {
        let moment = Duration::from_nanos(moment.unwrap());
        assert!(is_now(moment), "{moment:?}");
    }
    let user = client
        .user(
            Secret::new(Config::DEFAULT_TOKEN).unwrap(),
            Config::DEFAULT_DEVICE,
        )
        .unwrap();
    user.call(&MyCoins {}).unwrap();
}

#[test]
fn what_expires_says_when_it_really_does() {
    let server = server();
    let client = client(&server);
    let asked = client
        .call(&RequestPayment {
            trade_no: "P1".into(),
            coin_code: "usdt".into(),
            volume: "1".parse().unwrap(),
            device: "phone_0001".into(),
            state: "state0001".into(),
            redirect_url: "https://shop.example/".into(),
            domain: "dragonex.io".into(),
            ..RequestPayment::default()
        })
        .unwrap();
    let page = asked.pay_url.expose().to_owned();
    let (_, rest) = page.split_once("expire_time=").unwrap();
    let expires: u64 = rest.split('&').next().unwrap().parse().unwrap();
    // Fifteen virtual minutes are less than a second.
    assert!(is_now(Duration::from_secs(expires)), "{expires}");
}
