//! What a program's logger hears of an exchange, whatever level it asks for. A binary of its own: there is one logger.

// From its source, so that it is tested whatever features are on.
#[path = "../src/log_observer.rs"]
#[allow(unreachable_pub, reason = "a library's source in a test")]
mod log_observer;
mod server;

use std::sync::{Mutex, Once};
use std::time::Duration;

use log::{LevelFilter, Log, Metadata, Record};
use log_observer::LogObserver;
use server::{Server, money_post, plain, read_get, send};
use transport::{CallEnd, CallStart, Observer, Outcome};

const SECRET: &str = "k3ynobodymays33";

static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Everything;

impl Log for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let text = format!("{} {}", record.level(), record.args());
        HEARD.lock().unwrap().push(text);
    }

    fn flush(&self) {}
}

fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        log::set_logger(&Everything).unwrap();
        log::set_max_level(LevelFilter::Trace);
    });
}

#[test]
fn no_level_shows_what_was_sent_or_answered() {
    listen();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nX-Token: {SECRET}\r\nContent-Length: {}\r\n\r\n{SECRET}",
        SECRET.len()
    );
    let server = Server::saying(answer);
    let url = format!("http://{}/token?secret={SECRET}", server.address());
    let mut post = money_post(url.clone(), Duration::from_secs(5));
    post.body = format!("secret={SECRET}").into_bytes();
    post.headers.push(("token".into(), SECRET.into()));
    for request in [post, read_get(url, Duration::from_secs(5))] {
        let response = send(&plain(), &request).unwrap();
        assert_eq!(response.body, SECRET.as_bytes());
    }
    let heard = HEARD.lock().unwrap();
    assert!(!heard.is_empty(), "the logger was never called");
    // ureq dumps bytes in rows of sixteen, in hex and as text: a search for the whole would not find them.
    let dumped = heard.iter().find(|text| text.starts_with("TRACE"));
    assert_eq!(dumped, None);
    let leak = heard.iter().find(|text| text.contains(&SECRET[..8]));
    assert_eq!(leak, None);
}

#[test]
fn no_text_of_a_call_forges_a_line() {
    listen();
    let provider = "forgers";
    let order = Some("1\nERROR\r2\u{85}\u{1b}[2J\0支付");
    let url = "https://gateway.example/a\nb";
    let duration = Duration::from_millis(7);
    LogObserver.started(&CallStart {
        provider,
        operation: "pay",
        order,
        url,
    });
    for (result, error) in [
        (Ok(()), None),
        (Err(Outcome::Unknown), Some("no\tanswer\n")),
        (Err(Outcome::Refused), None),
    ] {
        LogObserver.ended(&CallEnd {
            provider,
            operation: "pay",
            order,
            http_status: None,
            duration,
            result,
            error,
        });
    }
    let heard = HEARD.lock().unwrap();
    let lines: Vec<&str> = heard
        .iter()
        .map(String::as_str)
        .filter(|line| line.contains(provider))
        .collect();
    let expected = [
        "DEBUG forgers.pay 1 ERROR 2  [2J 支付 to https://gateway.example/a b",
        "DEBUG forgers.pay 1 ERROR 2  [2J 支付 done in 7 ms",
        "WARN forgers.pay 1 ERROR 2  [2J 支付 failed after 7 ms, unknown: no answer ",
        "WARN forgers.pay 1 ERROR 2  [2J 支付 failed after 7 ms, refused: -",
    ];
    assert_eq!(lines, expected);
}
