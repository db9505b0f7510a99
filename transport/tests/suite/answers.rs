//! Every way a gateway can answer, over real sockets: the right verdict, one request, in time.

use std::{io::Write, net::TcpStream, thread, time::Duration};

use crate::server::{Server, Then, drip, money_post, plain, read_get, reset_after_peeking, send};
use transport::{Delivery, ErrorKind, UreqTransport};

const LONG: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(500);

/// Asks as money and as a read, each against a server of its own.
fn both(
    answer: impl Fn(&mut TcpStream) -> Then + Clone + Send + Sync + 'static,
    timeout: Duration,
) -> Vec<Result<transport::Response, transport::TransportError>> {
    let ask = |request: &dyn Fn(String) -> transport::Request| {
        let server = Server::start(answer.clone());
        let result = send(&plain(), &request(server.url()));
        assert_eq!(server.requests(), 1, "requests at the server");
        assert_eq!(server.connections(), 1, "connections at the server");
        result
    };
    vec![
        ask(&|url| money_post(url, timeout)),
        ask(&|url| read_get(url, timeout)),
    ]
}

#[test]
fn answers_of_any_status_are_handed_up_with_the_proof_of_wholeness() {
    let cases: &[(&str, &str, u16, &str, bool)] = &[
        (
            "length",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            200,
            "ok",
            true,
        ),
        (
            "chunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n",
            200,
            "ok",
            true,
        ),
        (
            "nothing",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            200,
            "",
            true,
        ),
        ("204", "HTTP/1.1 204 No Content\r\n\r\n", 204, "", true),
        (
            "500",
            "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops",
            500,
            "oops",
            true,
        ),
        (
            "502 to the end",
            "HTTP/1.1 502 Bad Gateway\r\n\r\n<html>",
            502,
            "<html>",
            false,
        ),
        (
            "HTML",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
            200,
            "<html>",
            true,
        ),
        (
            "to the end",
            "HTTP/1.1 200 OK\r\n\r\n{\"a\":1}",
            200,
            "{\"a\":1}",
            false,
        ),
        (
            "to the end, announced",
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok",
            200,
            "ok",
            false,
        ),
        ("1.0", "HTTP/1.0 200 OK\r\n\r\nok", 200, "ok", false),
        (
            "1.0 has no chunks",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            200,
            "2\r\nok\r\n0\r\n\r\n",
            false,
        ),
        (
            "early hints first",
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            200,
            "ok",
            true,
        ),
        (
            "more than announced",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500",
            200,
            "ok",
            true,
        ),
        (
            "gbk, not text",
            "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=gbk\r\nContent-Length: 2\r\n\r\nok",
            200,
            "ok",
            true,
        ),
        (
            "utf-8 text",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Length: 2\r\n\r\nok",
            200,
            "ok",
            true,
        ),
    ];
    for &(name, bytes, status, body, whole) in cases {
        let write = |stream: &mut TcpStream| {
            stream.write_all(bytes.as_bytes()).unwrap();
            Then::Close
        };
        for result in both(write, LONG) {
            let answer = result.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(
                (
                    answer.status,
                    String::from_utf8_lossy(&answer.body).as_ref(),
                    answer.whole
                ),
                (status, body, whole),
                "{name}"
            );
        }
    }
}

#[test]
fn what_is_no_whole_answer_is_unknown() {
    use ErrorKind::{Closed, Protocol, TooLarge};
    let header = format!("HTTP/1.1 200 OK\r\nA: {}\r\n\r\n", "a".repeat(64 * 1024));
    let headers = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: a\r\n".repeat(500));
    let unending = format!("HTTP/1.1 200 OK\r\n{}", "A: a\r\n".repeat(50_000));
    let cases: &[(&str, &str, ErrorKind)] = &[
        ("no answer", "", Closed),
        ("half a head", "HTTP/1.1 200 OK\r\nContent-Le", Closed),
        (
            "short body",
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789",
            Closed,
        ),
        (
            "no final chunk",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
            Closed,
        ),
        (
            "half a chunk",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nok",
            Closed,
        ),
        (
            "bad chunk",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok",
            Protocol,
        ),
        (
            "two lengths",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
            Protocol,
        ),
        (
            "length no number",
            "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok",
            Protocol,
        ),
        ("not HTTP", "SSH-2.0-OpenSSH_9.6\r\n\r\n", Protocol),
        ("one header too large", &header, TooLarge),
        ("too many headers", &headers, Protocol),
        ("headers without end", &unending, Protocol),
        (
            "text that ureq would convert",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=GBK\r\nContent-Length: 4\r\n\r\n\u{4e}\u{4e}\u{fc}",
            Protocol,
        ),
    ];
    for &(name, bytes, kind) in cases {
        let bytes = bytes.to_owned();
        let write = move |stream: &mut TcpStream| {
            let _ = stream.write_all(bytes.as_bytes());
            Then::Close
        };
        for result in both(write, LONG) {
            let error = result.expect_err(name);
            assert_eq!(
                (error.delivery(), error.kind()),
                (Delivery::Unknown, kind),
                "{name}: {error}"
            );
        }
    }
}

#[test]
fn a_reset_after_the_request_was_read_is_unknown() {
    let server = Server::counting(|stream, request_seen| {
        // The whole request is here, but the last of it stays unread: closing now resets.
        reset_after_peeking(stream, 100);
        request_seen();
    });
    let error = send(&plain(), &money_post(server.url(), LONG)).unwrap_err();
    assert_eq!(
        (error.delivery(), error.kind()),
        (Delivery::Unknown, ErrorKind::Closed)
    );
    assert!(error.detail().contains("reset"), "{error}");
    assert_eq!((server.requests(), server.connections()), (1, 1));
}

#[test]
fn a_redirect_is_an_answer_and_is_not_followed() {
    let elsewhere = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    for status in [301, 302, 303, 307, 308] {
        let target = elsewhere.url();
        let redirect = move |stream: &mut TcpStream| {
            let head = format!("HTTP/1.1 {status} Moved\r\nLocation: {target}\r\n");
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(b"Content-Length: 5\r\n\r\nmoved").unwrap();
            Then::KeepOpen
        };
        for result in both(redirect, LONG) {
            let answer = result.unwrap();
            assert_eq!(
                (answer.status, answer.body.as_slice()),
                (status, &b"moved"[..])
            );
            assert!(answer.whole);
            assert_eq!(answer.header("location"), Some(elsewhere.url().as_str()));
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn a_body_over_the_limit_is_unknown_however_it_is_framed() {
    let ten_megabytes = 10 * 1024 * 1024;
    let heads = [
        format!("HTTP/1.1 200 OK\r\nContent-Length: {ten_megabytes}\r\n\r\n"),
        "HTTP/1.1 200 OK\r\n\r\n".into(),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{ten_megabytes:x}\r\n"),
    ];
    for head in heads {
        let write = move |stream: &mut TcpStream| {
            let mut body = head.clone().into_bytes();
            body.resize(body.len() + ten_megabytes, b'x');
            let _ = stream.write_all(&body);
            Then::Close
        };
        for result in both(write, LONG) {
            let error = result.unwrap_err();
            assert_eq!(
                (error.delivery(), error.kind()),
                (Delivery::Unknown, ErrorKind::TooLarge)
            );
        }
    }
}

#[test]
fn the_limit_is_exact() {
    let transport = UreqTransport::builder()
        .allow_http(true)
        .max_body(5)
        .build()
        .unwrap();
    for (framing, ok) in [
        ("Content-Length: 5\r\n\r\n01234", true),
        ("Content-Length: 6\r\n\r\n012345", false),
        (
            "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n0\r\n\r\n",
            true,
        ),
        (
            "Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n0\r\n\r\n",
            false,
        ),
    ] {
        let server = Server::saying(format!("HTTP/1.1 200 OK\r\n{framing}"));
        let result = send(&transport, &read_get(server.url(), LONG));
        assert_eq!(result.is_ok(), ok, "{framing:?}");
    }
}

#[test]
fn the_deadline_holds_against_every_kind_of_slowness() {
    type Slow = fn(&mut TcpStream);
    let cases: &[(&str, Slow)] = &[
        ("silence", |_| thread::sleep(Duration::from_secs(3))),
        ("status drip", |stream| {
            drip(
                stream,
                b"HTTP/1.1 200 OK                   ",
                Duration::from_millis(20),
            )
        }),
        ("header drip", |stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
            drip(stream, b"X: y\r\n", Duration::from_millis(20));
        }),
        ("body drip", |stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            drip(stream, b"x", Duration::from_millis(20));
        }),
        ("chunk drip", |stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            drip(stream, b"1\r\nx\r\n", Duration::from_millis(20));
        }),
        ("drip to the end", |stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            drip(stream, b"x", Duration::from_millis(20));
        }),
        ("hints without end", |stream| {
            while stream
                .write_all(b"HTTP/1.1 103 Early Hints\r\n\r\n")
                .is_ok()
            {
                thread::sleep(Duration::from_millis(20));
            }
        }),
    ];
    for &(name, slow) in cases {
        let answer = move |stream: &mut TcpStream| {
            slow(stream);
            Then::Close
        };
        for result in both(answer, SHORT) {
            let error = result.expect_err(name);
            assert_eq!(
                (error.delivery(), error.kind()),
                (Delivery::Unknown, ErrorKind::Timeout),
                "{name}"
            );
        }
    }
}

#[test]
fn the_deadline_holds_against_a_server_that_reads_nothing_or_slowly() {
    use std::io::Read;
    let servers = [
        Server::counting(|_, _| thread::sleep(Duration::from_secs(3))),
        Server::counting(|stream, _| {
            let mut some = [0; 4096];
            while stream.read(&mut some).is_ok_and(|count| count > 0) {
                thread::sleep(Duration::from_millis(20));
            }
        }),
    ];
    for server in servers {
        let mut request = money_post(server.url(), SHORT);
        request.body = vec![b'x'; 32 * 1024 * 1024];
        let error = send(&plain(), &request).unwrap_err();
        assert_eq!(
            (error.delivery(), error.kind()),
            (Delivery::Unknown, ErrorKind::Timeout)
        );
    }
}

#[test]
fn an_unpacked_answer_without_its_length_is_not_whole() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"ok").unwrap();
    let packed = packed.finish().unwrap();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        packed.len()
    );
    let server = Server::saying([head.as_bytes(), &packed].concat());
    let answer = send(&plain(), &read_get(server.url(), LONG)).unwrap();
    assert_eq!((answer.body.as_slice(), answer.whole), (&b"ok"[..], false));
}

#[test]
fn a_reset_within_a_body_without_a_length_is_no_end() {
    for status in ["200 OK", "502 Bad Gateway"] {
        let server = Server::counting(move |stream, request_seen| {
            // What is left unread makes the close a reset.
            reset_after_peeking(stream, 1);
            request_seen();
            let answer = format!("HTTP/1.1 {status}\r\n\r\n{{\"a\":1}}");
            let _ = stream.write_all(answer.as_bytes());
            thread::sleep(Duration::from_millis(200));
        });
        for request in [money_post(server.url(), LONG), read_get(server.url(), LONG)] {
            let error = send(&plain(), &request).unwrap_err();
            assert_eq!(
                (error.delivery(), error.kind()),
                (Delivery::Unknown, ErrorKind::Closed),
                "{error}"
            );
        }
    }
}
