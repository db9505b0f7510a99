//! What a program's logger hears of an exchange, whatever level it asks for. A binary of its own: there is one logger.

mod server;

use std::{sync::Mutex, time::Duration};

use log::{LevelFilter, Log, Metadata, Record};
use server::{Server, money_post, plain, read_get, send};

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

#[test]
fn no_level_shows_what_was_sent_or_answered() {
    log::set_logger(&Everything).unwrap();
    log::set_max_level(LevelFilter::Trace);
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
