//! Who may use which connection, and that verdicts do not mix between threads.

use std::{io::Write, net::TcpListener, process::Command, thread, time::Duration};

use crate::server::{self, Server, Then, money_post, plain, read_get, read_request, send};
use transport::Delivery;

const LONG: Duration = Duration::from_secs(10);
const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

fn keeping_open() -> Server {
    Server::start(|stream| {
        stream.write_all(OK).unwrap();
        Then::KeepOpen
    })
}

#[test]
fn reads_share_an_idle_connection_and_money_never_does() {
    let server = keeping_open();
    let transport = plain();
    let read = read_get(server.url(), LONG);
    let money = money_post(server.url(), LONG);
    let mut connections = Vec::new();
    for request in [&read, &read, &money, &money, &read, &money] {
        assert!(send(&transport, request).unwrap().whole);
        connections.push(server.connections());
    }
    assert_eq!(connections, [1, 1, 2, 3, 3, 4]);
    assert_eq!(server.requests(), 6);
}

#[test]
fn a_till_that_asks_every_five_seconds_is_not_met_by_a_server_that_closes_after_as_many() {
    let server = keeping_open();
    let transport = plain();
    let read = read_get(server.url(), LONG);
    send(&transport, &read).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(3_100));
    send(&transport, &read).unwrap();
    assert_eq!(server.connections(), 2);
}

#[test]
fn money_is_not_harmed_by_a_connection_that_went_stale() {
    // Closes each connection at its second request, which on a shared one would be the money.
    let server = Server::counting(|stream, request_seen| {
        if read_request(stream) {
            request_seen();
            stream.write_all(OK).unwrap();
            read_request(stream);
        }
    });
    let transport = plain();
    assert!(send(&transport, &read_get(server.url(), LONG)).is_ok());
    assert!(send(&transport, &money_post(server.url(), LONG)).is_ok());
    assert!(send(&transport, &money_post(server.url(), LONG)).is_ok());
    // The same on the idle connection: the request left, so nobody may say NotSent.
    let error = send(&transport, &read_get(server.url(), LONG)).unwrap_err();
    assert_eq!(error.delivery(), Delivery::Unknown);
}

#[test]
fn no_cookie_comes_back() {
    let server = Server::counting(|stream, request_seen| {
        while let Some(head) = server::read_head(stream) {
            assert!(!head.to_ascii_lowercase().contains("cookie"), "{head}");
            request_seen();
            let answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n";
            stream.write_all(answer).unwrap();
        }
    });
    let transport = plain();
    for _ in 0..2 {
        assert!(send(&transport, &read_get(server.url(), LONG)).is_ok());
    }
    assert_eq!(server.requests(), 2);
}

#[test]
fn the_request_arrives_as_given() {
    let server = Server::counting(|stream, request_seen| {
        let head = server::read_head(stream).unwrap();
        request_seen();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{head}",
            head.len()
        );
        stream.write_all(answer.as_bytes()).unwrap();
    });
    let request = money_post(server.url(), LONG)
        .header("X-A", "1")
        .header("X-A", "2");
    let head = String::from_utf8(send(&plain(), &request).unwrap().body).unwrap();
    let head = head.to_ascii_lowercase();
    assert!(
        head.starts_with(&format!("post /pay?sign={} http/1.1\r\n", server::CANARY)),
        "{head}"
    );
    for line in [
        format!("host: {}", server.address()),
        "content-length: 7".into(),
        "accept-encoding: identity".into(),
        format!("user-agent: paysdk/{}", env!("CARGO_PKG_VERSION")),
        "x-a: 1".into(),
        "x-a: 2".into(),
    ] {
        assert!(
            head.contains(&format!("\r\n{line}\r\n")),
            "{line} not in {head}"
        );
    }
}

#[test]
fn threads_do_not_see_each_others_progress() {
    let hangs_up = Server::start(|_| Then::Close);
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let refused = format!("http://{closed}/");
    let transport = plain();
    thread::scope(|scope| {
        for start in 0..8 {
            let (transport, hangs_up, refused) = (&transport, &hangs_up, &refused);
            scope.spawn(move || {
                for turn in start..start + 50 {
                    let (url, expected) = match turn % 2 {
                        0 => (hangs_up.url(), Delivery::Unknown),
                        _ => (refused.clone(), Delivery::NotSent),
                    };
                    let request = match turn % 3 {
                        0 => read_get(url, LONG),
                        _ => money_post(url, LONG),
                    };
                    assert_eq!(send(transport, &request).unwrap_err().delivery(), expected);
                }
            });
        }
    });
    assert_eq!(hangs_up.requests(), 8 * 25);
}

const CHILD_URL: &str = "TRANSPORT_TEST_URL";

#[test]
fn proxies_of_the_environment_are_ignored() {
    let server = keeping_open();
    let proxy = Server::saying("HTTP/1.1 200 OK\r\n\r\n");
    let proxy_url = format!("http://{}", proxy.address());
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args([
        "--exact",
        "connections::asks_what_the_environment_names",
        "--ignored",
    ]);
    child.env(CHILD_URL, server.url());
    for name in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"] {
        child
            .env(name, &proxy_url)
            .env(name.to_ascii_lowercase(), &proxy_url);
    }
    assert!(child.output().unwrap().status.success());
    assert_eq!((server.requests(), proxy.connections()), (1, 0));
}

#[test]
#[ignore = "run by proxies_of_the_environment_are_ignored in a process with another environment"]
fn asks_what_the_environment_names() {
    let url = std::env::var(CHILD_URL).unwrap();
    assert!(send(&plain(), &money_post(url, LONG)).is_ok());
}
