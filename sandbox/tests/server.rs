//! The server over real sockets: answers, broken connections, notifications, forgeries.

use sandbox::chaoying::{Chaoying, Config};
use sandbox::{
    Delivered, Fault, FaultPlan, Gateway, HttpReply, Merchant, Options, Rate, Reception, Server,
};
use signing_core::{Secret, SortedMd5, form};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use transport::{Delivery, Request, Response, Transport, TransportError, UreqTransport};

const PATH: &str = "/UnifiedPay/Gateway";
const LONGEST: Duration = Duration::from_secs(20);

fn serve(faults: &[&str], time_scale: u32) -> Server<Chaoying> {
    let faults = FaultPlan::parse(faults).unwrap();
    let options = Options {
        faults,
        time_scale,
        seed: 1,
        ..Options::default()
    };
    Server::start(Chaoying::new(Config::default()), options).unwrap()
}

fn pay_body(server: &Server<Chaoying>, number: &str) -> String {
    let fields = [
        ("method", "pay"),
        ("mch_id", "00000001"),
        ("out_trade_no", number),
        ("body", "tea"),
        ("total_fee", "100"),
        ("auth_code", "134612345678901234"),
    ];
    server.with_gateway(|gateway, _| gateway.signed_form(&fields))
}

fn post(url: &str, body: String) -> Result<Response, TransportError> {
    let mut request = Request::post(url, body.into_bytes());
    let content = "application/x-www-form-urlencoded";
    request
        .headers
        .push(("Content-Type".into(), content.into()));
    request.timeout = LONGEST;
    request.moves_money = true;
    UreqTransport::builder()
        .allow_http(true)
        .build()
        .unwrap()
        .send(&request)
}

fn pay(server: &Server<Chaoying>, number: &str) -> Result<Response, TransportError> {
    post(
        &format!("{}{PATH}", server.base_url()),
        pay_body(server, number),
    )
}

fn paid(server: &Server<Chaoying>) -> usize {
    let ledger = server.with_gateway(|gateway, _| gateway.ledger());
    ledger
        .entries
        .values()
        .filter(|entry| entry.paid > 0)
        .count()
}

fn signer() -> SortedMd5 {
    SortedMd5::new(Secret::new(Config::DEFAULT_KEY).unwrap())
}

#[test]
fn a_payment_is_answered_logged_and_counted() {
    let server = serve(&[], 1);
    let response = pay(&server, "T0001").unwrap();
    assert_eq!((response.status, response.whole), (200, true));
    signer()
        .verify_json(std::str::from_utf8(&response.body).unwrap())
        .unwrap();
    assert_eq!((paid(&server), server.money_requests()), (1, 1));
    let log = server.log();
    assert_eq!(log.len(), 1);
    assert_eq!(
        (log[0].operation.name, log[0].status, log[0].faults),
        ("pay", Some(200), sandbox::Faults::NONE)
    );
    assert_eq!(log[0].operation.order.as_deref(), Some("T0001"));
}

#[test]
fn faults_reach_the_client_as_real_failures() {
    // The fault; then the answer's status, or none for a broken connection; whether it is whole; and whether it committed.
    let cases: &[(Fault, Option<u16>, bool, Option<usize>)] = &[
        (Fault::Refuse, None, false, Some(0)),
        (Fault::DropBeforeCommit, None, false, Some(0)),
        (Fault::DropAfterCommit, None, false, Some(1)),
        (Fault::Duplicate, Some(200), true, Some(1)),
        (Fault::Delay, Some(200), true, Some(1)),
        (Fault::DelayRequest, Some(200), true, Some(1)),
        (Fault::Status500, Some(500), true, None),
        (Fault::Status502, Some(502), true, None),
        (Fault::Html200, Some(200), true, None),
        (Fault::Redirect, Some(302), true, None),
    ];
    for (fault, status, whole, commits) in cases {
        let server = serve(&[&format!("{fault}:1")], 1_000);
        match pay(&server, "T0001") {
            Ok(response) => assert_eq!(
                (Some(response.status), response.whole),
                (*status, *whole),
                "{fault}"
            ),
            Err(error) => {
                assert_eq!(*status, None, "{fault}: {error}");
                assert_eq!(error.delivery(), Delivery::Unknown, "{fault}");
            }
        }
        assert_eq!(server.money_requests(), 1, "{fault}");
        assert!(
            commits.is_none_or(|count| paid(&server) == count),
            "{fault}"
        );
        assert_eq!(server.fault_counts()[fault], 1);
    }
}

#[test]
fn a_truncated_answer_announces_more_than_it_brings() {
    let server = serve(&["truncate"], 1);
    let body = pay_body(&server, "T0001");
    let address = server.base_url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONGEST)).unwrap();
    let length = body.len();
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).to_lowercase();
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .expect("the head arrives whole");
    let announced = head
        .split("content-length: ")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    assert!(body.len() < announced.parse().unwrap(), "{head}");
    assert_eq!(paid(&server), 1);
}

#[test]
fn faults_can_be_changed_while_it_runs() {
    let server = serve(&["drop-after-commit"], 1);
    assert!(pay(&server, "T0001").is_err());
    server.set_faults(FaultPlan::none());
    assert!(pay(&server, "T0002").is_ok());
    server.set_faults(
        FaultPlan::none()
            .with(Fault::Status500, Rate::ALWAYS)
            .unwrap(),
    );
    assert_eq!(pay(&server, "T0003").unwrap().status, 500);
}

fn pre_order(server: &Server<Chaoying>, number: &str, notify_url: &str) {
    let fields = [
        ("mch_id", "00000001"),
        ("body", "tea"),
        ("out_trade_no", number),
        ("total_fee", "100"),
        ("trade_type", "NATIVE"),
        ("product_id", "p"),
        ("notify_url", notify_url),
    ];
    let body = server.with_gateway(|gateway, _| gateway.signed_form(&fields));
    let response = post(&format!("{}/Open/WECHAT_PreOrder", server.base_url()), body).unwrap();
    assert!(String::from_utf8_lossy(&response.body).contains("\"code_url\""));
}

#[test]
fn notifications_come_until_success_by_the_schedule() {
    // 15 virtual seconds are 75 ms.
    let server = serve(&[], 200);
    let merchant = Merchant::start({
        let times = std::sync::atomic::AtomicUsize::new(0);
        move |_| {
            let time = times.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            HttpReply::text(200, if time < 3 { "fail" } else { "success" })
        }
    })
    .unwrap();
    pre_order(&server, "T0001", &format!("{}/notify", merchant.url()));
    let began = Instant::now();
    server.with_gateway(|gateway, now| assert!(gateway.customer_pays(now, "T0001")));
    let told = merchant.wait(4, LONGEST).expect("four notifications");
    // 0 + 15 + 15 + 30 virtual seconds are at least 300 ms.
    assert!(
        began.elapsed() >= Duration::from_millis(299),
        "{:?}",
        began.elapsed()
    );
    for one in &told {
        assert_eq!(
            (one.method.as_str(), one.path.as_str()),
            ("POST", "/notify")
        );
        signer().verify_form(&one.body).unwrap();
        assert_eq!(one.body, told[0].body);
    }
    // The next would come after 180 virtual seconds.
    std::thread::sleep(Duration::from_millis(1_200));
    assert_eq!(merchant.received().len(), 4);
    assert_eq!(
        server.with_gateway(|gateway, _| gateway.ledger()).entries["T0001"].paid,
        100
    );
}

#[test]
fn a_slow_merchant_is_not_waited_for_longer_than_3_s() {
    let server = serve(&[], 200);
    let merchant = Merchant::start(|_| {
        std::thread::sleep(Duration::from_millis(3_500));
        HttpReply::text(200, "success")
    })
    .unwrap();
    pre_order(&server, "T0001", merchant.url());
    server.with_gateway(|gateway, now| gateway.customer_pays(now, "T0001"));
    assert!(
        merchant.wait(2, LONGEST).is_some(),
        "an answer after 3 s does not count"
    );
}

#[test]
fn lost_repeated_and_forged_notifications() {
    let lost = serve(&["notify-lost:1"], 100_000);
    let merchant = Merchant::start(|_| HttpReply::text(200, "success")).unwrap();
    pre_order(&lost, "T0001", merchant.url());
    lost.with_gateway(|gateway, now| gateway.customer_pays(now, "T0001"));
    // Eleven thousand virtual seconds, then it is given up.
    let deadline = Instant::now() + LONGEST;
    while lost.fault_counts().get(&Fault::NotifyLost) != Some(&10) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(lost.fault_counts()[&Fault::NotifyLost], 10);
    assert_eq!(merchant.received().len(), 0);

    let repeated = serve(&["notify-repeat:1"], 1);
    pre_order(&repeated, "T0001", merchant.url());
    repeated.with_gateway(|gateway, now| gateway.customer_pays(now, "T0001"));
    let told = merchant.wait(2, LONGEST).expect("two of one");
    assert_eq!(told[0].body, told[1].body);

    let forging = serve(&["notify-forge:1"], 1);
    let victim = Merchant::start(|_| HttpReply::text(200, "fail")).unwrap();
    pre_order(&forging, "T0009", victim.url());
    let told = victim.wait(1, LONGEST).expect("a forgery");
    assert!(signer().verify_form(&told[0].body).is_err());
    let claims = form::decode(&told[0].body).unwrap();
    assert!(
        claims.contains(&("pay_result".into(), "0".into()))
            && claims.contains(&("out_trade_no".into(), "T0009".into()))
    );
    assert_eq!(paid(&forging), 0);
}

#[test]
fn the_page_pays_by_its_button() {
    let server = serve(&[], 1);
    pre_order(&server, "T0001", "http://127.0.0.1:9/");
    let page = format!("{}/sandbox/pay/1", server.base_url());
    let client = UreqTransport::builder().allow_http(true).build().unwrap();
    let get = |url: &str| String::from_utf8(client.send(&Request::get(url)).unwrap().body).unwrap();
    assert!(get(&page).contains("value=\"pay\"") && get(&page).contains("T0001"));
    assert!(get(&format!("{page}/code.svg")).contains(&page));
    assert_eq!(post(&page, "action=steal".into()).unwrap().status, 400);
    assert_eq!(paid(&server), 0);
    assert_eq!(post(&page, "action=pay".into()).unwrap().status, 303);
    assert_eq!(paid(&server), 1);
    assert!(!get(&page).contains("value=\"pay\"") && get(&page).contains("paid"));
    assert!(get(&format!("{}/sandbox", server.base_url())).contains("T0001"));
    assert_eq!(
        client
            .send(&Request::get(format!(
                "{}/sandbox/pay/2",
                server.base_url()
            )))
            .unwrap()
            .status,
        404
    );
}

#[test]
fn a_dropped_server_frees_its_port_at_once() {
    let server = serve(&[], 1);
    let port = server
        .base_url()
        .rsplit_once(':')
        .unwrap()
        .1
        .parse()
        .unwrap();
    pay(&server, "T0001").unwrap();
    drop(server);
    let options = Options {
        port,
        ..Options::default()
    };
    let again = Server::start(Chaoying::new(Config::default()), options).unwrap();
    assert_eq!(paid(&again), 0);
}

#[test]
fn faults_strike_calls_and_spare_the_pages_on_which_somebody_plays_the_customer() {
    let client = UreqTransport::builder().allow_http(true).build().unwrap();
    for provider in sandbox::PROVIDERS {
        let options = Options {
            faults: FaultPlan::parse(["refuse", "notify-forge"]).unwrap(),
            ..Options::default()
        };
        let server = Server::start((provider.gateway)(), options).unwrap();
        let page = format!("{}/sandbox", server.base_url());
        assert_eq!(client.send(&Request::get(&page)).unwrap().status, 200);
        for path in match provider.name {
            "hicoin" => vec!["/hicoinfe/payment", "/api/connect/oauth/authorize"],
            "recharge_payout" => vec!["/api/Pay?id=1"],
            "dragonex" => vec!["/oauth/pay?code=x", "/oauth/login/"],
            _ => vec!["/favicon.ico"],
        } {
            let page = format!("{}{path}", server.base_url());
            assert!(client.send(&Request::get(&page)).is_ok(), "{page}");
        }
        assert!(server.fault_counts().is_empty(), "{}", provider.name);
        let call = format!("{}/UnifiedPay/Gateway", server.base_url());
        assert!(client.send(&Request::post(&call, "")).is_err());
        assert_eq!(server.fault_counts()[&Fault::Refuse], 1);
    }
}

#[test]
fn what_became_of_each_notification_is_reported() {
    let (send, reports) = std::sync::mpsc::channel();
    let options = Options {
        faults: FaultPlan::parse(["notify-lost"]).unwrap(),
        time_scale: 100,
        delivery_watcher: Some(std::sync::Arc::new(move |one: &Delivered| {
            // Nobody listens any more once the test is over.
            let _ = send.send(one.clone());
        })),
        ..Options::default()
    };
    let server = Server::start(Chaoying::new(Config::default()), options).unwrap();
    let times = std::sync::atomic::AtomicUsize::new(0);
    let merchant = Merchant::start(move |_| {
        let time = times.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        HttpReply::text(if time == 0 { 500 } else { 200 }, "success")
    })
    .unwrap();
    pre_order(&server, "T0001", &format!("{}/notify", merchant.url()));
    server.with_gateway(|gateway, now| assert!(gateway.customer_pays(now, "T0001")));
    let next = || reports.recv_timeout(LONGEST).expect("a report");
    let lost = next();
    let about = (lost.kind, &*lost.order, &*lost.url);
    assert_eq!(
        about,
        ("payment", "T0001", &*format!("{}/notify", merchant.url()))
    );
    assert_eq!(lost.result, Err("lost on its way".into()));
    assert!(lost.faults.contains(Fault::NotifyLost));
    // 15 virtual seconds are 150 ms.
    let Some(Reception::Again(again)) = lost.reception else {
        panic!("{lost:?}");
    };
    let pause = again.saturating_sub(lost.date);
    assert!(
        pause > Duration::ZERO && pause < Duration::from_millis(300),
        "{pause:?}"
    );
    server.set_faults(FaultPlan::none());
    let mut report = next();
    while report.faults.contains(Fault::NotifyLost) {
        report = next();
    }
    assert_eq!(report.result, Ok(500));
    assert!(matches!(report.reception, Some(Reception::Again(_))));
    let taken = next();
    assert_eq!(
        (taken.result, taken.reception),
        (Ok(200), Some(Reception::Acknowledged))
    );
}

#[test]
fn a_forged_notification_is_reported_as_one_and_an_address_that_nobody_has_as_such() {
    let (send, reports) = std::sync::mpsc::channel();
    let options = Options {
        faults: FaultPlan::parse(["notify-forge"]).unwrap(),
        delivery_watcher: Some(std::sync::Arc::new(move |one: &Delivered| {
            let _ = send.send(one.clone());
        })),
        ..Options::default()
    };
    let server = Server::start(Chaoying::new(Config::default()), options).unwrap();
    pre_order(&server, "T0009", "http://127.0.0.1:9/notify");
    let forged = reports.recv_timeout(LONGEST).expect("a report");
    assert!(forged.faults.contains(Fault::NotifyForge) && forged.result.is_err());
    assert_eq!((&*forged.order, forged.reception), ("T0009", None));
    let line = forged.to_string();
    assert!(
        line.starts_with("payment T0009 http://127.0.0.1:9/notify ")
            && line.ends_with("  (notify-forge)"),
        "{line}"
    );
}
