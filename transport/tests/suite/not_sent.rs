//! Where nothing left this machine, the error says so, and the server agrees.

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use crate::server::{CANARY, Server, money_post, plain, read_get, send};
use transport::{Delivery, ErrorKind, Request, TransportError, UreqTransport};

const LONG: Duration = Duration::from_secs(10);

fn assert_not_sent(error: &TransportError, kind: ErrorKind) {
    assert_eq!(
        (error.delivery(), error.kind()),
        (Delivery::NotSent, kind),
        "{error}"
    );
}

fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

#[test]
fn a_refused_connection_proves_it() {
    let url = format!("http://{}/?sign={CANARY}", closed_port());
    for request in [money_post(&url, LONG), read_get(&url, LONG)] {
        assert_not_sent(&send(&plain(), &request).unwrap_err(), ErrorKind::Connect);
    }
}

#[test]
fn an_unresolvable_name_proves_it() {
    let url = format!("http://gateway.invalid/?sign={CANARY}");
    for request in [money_post(&url, LONG), read_get(&url, LONG)] {
        assert_not_sent(&send(&plain(), &request).unwrap_err(), ErrorKind::Resolve);
    }
}

#[test]
fn a_name_lookup_out_of_time_proves_it() {
    let hurried = UreqTransport::builder()
        .allow_http(true)
        .resolve_timeout(Duration::from_nanos(1))
        .build()
        .unwrap();
    let server = Server::saying("");
    let url = server.url().replace("127.0.0.1", "localhost");
    assert_not_sent(
        &send(&hurried, &money_post(url, LONG)).unwrap_err(),
        ErrorKind::Resolve,
    );
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_connection_out_of_time_proves_it() {
    // A listener nobody accepts from: once its queue is full, connecting hangs.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(100)) {
        queue.push(stream);
    }
    let hurried = UreqTransport::builder()
        .allow_http(true)
        .connect_timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let url = format!("http://{address}/?sign={CANARY}");
    assert_not_sent(
        &send(&hurried, &money_post(&url, LONG)).unwrap_err(),
        ErrorKind::Connect,
    );

    // The time for the whole call counts too.
    let short = Duration::from_millis(200);
    assert_not_sent(
        &send(&plain(), &money_post(&url, short)).unwrap_err(),
        ErrorKind::Connect,
    );
}

#[test]
fn what_cannot_be_sent_as_it_is_never_connects() {
    let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let url = server.url();
    let with = |change: &dyn Fn(&mut Request)| {
        let mut request = money_post(&url, LONG);
        change(&mut request);
        request
    };
    let header = |name: &str, value: &str| money_post(&url, LONG).header(name, value);
    let cases = [
        ("no scheme", with(&|r| r.url = "gateway.example/pay".into())),
        (
            "other scheme",
            with(&|r| r.url = url.replace("http", "ftp")),
        ),
        ("no host", with(&|r| r.url = "http:///pay".into())),
        ("empty", with(&|r| r.url.clear())),
        ("user", with(&|r| r.url = url.replace("//", "//user:pass@"))),
        ("fragment", with(&|r| r.url.push_str("#top"))),
        ("space", with(&|r| r.url.push_str(" HTTP/1.1"))),
        ("line break", with(&|r| r.url.push_str("\r\nX: y"))),
        ("no time", with(&|r| r.timeout = Duration::ZERO)),
        (
            "GET with a body",
            with(&|r| r.method = transport::Method::Get),
        ),
        ("header name", header("a b", "c")),
        ("header value", header("a", "b\r\nc: d")),
        ("header of the transport", header("Content-Length", "3")),
        ("another", header("transfer-encoding", "chunked")),
        (
            "URL too long",
            with(&|r| r.url.push_str(&"q".repeat(60_000))),
        ),
        ("header too long", header("a", &"b".repeat(60_000))),
        ("host", header("Host", "elsewhere.example")),
    ];
    for (name, request) in cases {
        let error = send(&plain(), &request).expect_err(name);
        assert_not_sent(&error, ErrorKind::InvalidRequest);
    }
    assert_eq!(server.connections(), 0);
    assert!(
        send(&plain(), &money_post(&url, LONG)).is_ok(),
        "the server was there"
    );
}

#[test]
fn plain_http_is_refused_unless_allowed() {
    let server = Server::saying("");
    let strict = UreqTransport::builder().build().unwrap();
    for request in [money_post(server.url(), LONG), read_get(server.url(), LONG)] {
        assert_not_sent(
            &send(&strict, &request).unwrap_err(),
            ErrorKind::InvalidRequest,
        );
    }
    assert_eq!(server.connections(), 0);
}

#[cfg(not(feature = "tls"))]
#[test]
fn https_without_the_feature_never_connects() {
    let server = Server::saying("");
    let url = server.url().replace("http", "https");
    assert_not_sent(
        &send(&plain(), &money_post(url, LONG)).unwrap_err(),
        ErrorKind::InvalidRequest,
    );
    assert_eq!(server.connections(), 0);
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let builder = UreqTransport::builder;
    for (name, result) in [
        (
            "no time to resolve",
            builder().resolve_timeout(Duration::ZERO).build(),
        ),
        (
            "no time to connect",
            builder().connect_timeout(Duration::ZERO).build(),
        ),
        (
            "socks",
            builder()
                .proxy(format!("socks5://user:{CANARY}@127.0.0.1:1"))
                .build(),
        ),
        (
            "no URL",
            builder().proxy(format!("http://user:{CANARY}@ /")).build(),
        ),
    ] {
        let error = result.expect_err(name);
        assert_not_sent(&error, ErrorKind::Configuration);
        assert!(!error.to_string().contains(CANARY));
    }
    let builder = builder().proxy(format!("http://user:{CANARY}@127.0.0.1:1"));
    assert!(!format!("{builder:?}").contains(CANARY));
}

#[test]
fn timeouts_beyond_reason_are_no_panic() {
    let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let patient = UreqTransport::builder()
        .allow_http(true)
        .resolve_timeout(Duration::MAX)
        .connect_timeout(Duration::MAX)
        .build()
        .unwrap();
    let request = money_post(server.url(), Duration::MAX);
    assert!(transport::Transport::send(&patient, &request).is_ok());
}
