//! A CONNECT proxy: what is said to it is not yet the request.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

use crate::server::{Server, drip, money_post, read_head, read_request, send, tunnelling};
use transport::{Delivery, ErrorKind, UreqTransport};

const LONG: Duration = Duration::from_secs(10);
const SECRET: &str = "pr0xy-password";

fn through(proxy: &Server) -> UreqTransport {
    UreqTransport::builder()
        .allow_http(true)
        .proxy(format!("http://till:{SECRET}@{}", proxy.address()))
        .build()
        .unwrap()
}

#[test]
fn a_proxy_that_opens_no_tunnel_proves_not_sent() {
    type Refusal = fn(&mut TcpStream);
    let cases: &[(&str, Refusal)] = &[
        ("407", |stream| {
            let _ = stream.write_all(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
            );
        }),
        ("502", |stream| {
            let _ = stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n");
        }),
        ("hangs up", |_| {}),
        ("no HTTP", |stream| {
            let _ = stream.write_all(b"\0\0\0\0\r\n\r\n");
        }),
        ("silence", |_| thread::sleep(Duration::from_secs(3))),
        ("drip", |stream| {
            drip(
                stream,
                b"HTTP/1.1 200 OK                           ",
                Duration::from_millis(20),
            )
        }),
    ];
    for &(name, refuse) in cases {
        let gateway = Server::saying("");
        let proxy = Server::counting(move |stream, connect_seen| {
            let head = read_head(stream).unwrap();
            assert!(head.starts_with("CONNECT "), "{head}");
            connect_seen();
            refuse(stream);
        });
        let request = money_post(gateway.url(), Duration::from_millis(800));
        let error = send(&through(&proxy), &request).expect_err(name);
        assert_eq!(
            (error.delivery(), error.kind()),
            (Delivery::NotSent, ErrorKind::Proxy),
            "{name}: {error}"
        );
        assert!(!format!("{error} {error:?}").contains(SECRET));
        assert_eq!(
            (proxy.requests(), proxy.connections(), gateway.connections()),
            (1, 1, 0),
            "{name}"
        );
    }
}

#[test]
fn a_proxy_that_is_not_there_proves_not_sent() {
    let gateway = Server::saying("");
    for proxy in ["http://127.0.0.1:1", "http://proxy.invalid:3128"] {
        let transport = UreqTransport::builder()
            .allow_http(true)
            .proxy(proxy)
            .build()
            .unwrap();
        let error = send(&transport, &money_post(gateway.url(), LONG)).unwrap_err();
        assert_eq!(error.delivery(), Delivery::NotSent, "{error}");
        assert!(
            matches!(error.kind(), ErrorKind::Connect | ErrorKind::Resolve),
            "{error}"
        );
    }
    assert_eq!(gateway.connections(), 0);
}

#[test]
fn a_request_through_a_tunnel_arrives_once_and_its_loss_is_unknown() {
    let proxy = tunnelling();
    let transport = through(&proxy);

    let gateway = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    let answer = send(&transport, &money_post(gateway.url(), LONG)).unwrap();
    assert_eq!(
        (answer.body.as_slice(), gateway.requests()),
        (&b"ok"[..], 1)
    );

    let hangs_up = Server::counting(|stream, request_seen| {
        if read_request(stream) {
            request_seen();
        }
    });
    let error = send(&transport, &money_post(hangs_up.url(), LONG)).unwrap_err();
    assert_eq!(
        (error.delivery(), error.kind()),
        (Delivery::Unknown, ErrorKind::Closed)
    );
    assert_eq!((hangs_up.requests(), proxy.requests()), (1, 2));

    let silent = Server::counting(|stream, request_seen| {
        read_request(stream);
        request_seen();
        let _ = stream.read(&mut [0]);
    });
    let request = money_post(silent.url(), Duration::from_millis(500));
    let error = send(&transport, &request).unwrap_err();
    assert_eq!(
        (error.delivery(), error.kind()),
        (Delivery::Unknown, ErrorKind::Timeout)
    );
    assert_eq!(silent.requests(), 1);
}
