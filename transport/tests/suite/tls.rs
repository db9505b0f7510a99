//! HTTPS with certificates made here: the good one works, every bad one proves that nothing left.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
    sync::Arc,
    thread,
    time::Duration,
};

use crate::server::{
    self, CANARY, Server, drip, money_post, read_get, read_request, send, tunnelling,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::{
    ServerConfig, ServerConnection, Stream, SupportedProtocolVersion,
    pki_types::{CertificateDer, PrivateKeyDer},
    version::{TLS12, TLS13},
};
use transport::{Delivery, ErrorKind, Request, UreqTransport, UreqTransportBuilder};

const LONG: Duration = Duration::from_secs(10);
const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

type Tls<'a> = Stream<'a, ServerConnection, TcpStream>;

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        Self::named("Root of the test")
    }

    fn named(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn issue(&self, host: &str, change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Identity {
            chain: vec![certificate.der().clone()],
            key: key.serialize_der(),
        }
    }

    fn good(&self) -> Identity {
        self.issue("localhost", |_| {})
    }

    /// A PEM file with this authority's certificate.
    fn file(&self, name: &str) -> PathBuf {
        file(name, self.0.pem().as_bytes())
    }
}

struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: Vec<u8>,
}

fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// A gateway that speaks TLS, counts each request, and lets `answer` write.
fn gateway(
    identity: &Identity,
    version: &'static SupportedProtocolVersion,
    answer: impl Fn(&mut Tls<'_>) + Send + Sync + 'static,
) -> Server {
    let key = PrivateKeyDer::try_from(identity.key.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(identity.chain.clone(), key)
        .unwrap();
    let config = Arc::new(config);
    Server::counting(move |stream, request_seen| {
        let mut connection = ServerConnection::new(config.clone()).unwrap();
        let mut tls = Stream::new(&mut connection, stream);
        while read_request(&mut tls) {
            request_seen();
            answer(&mut tls);
        }
    })
}

fn says_ok(tls: &mut Tls<'_>) {
    tls.write_all(OK).unwrap();
}

fn url(server: &Server) -> String {
    format!(
        "https://localhost:{}/pay?sign={CANARY}",
        server.address().port()
    )
}

/// The same call as money and as a read.
fn both(url: &str, timeout: Duration) -> [Request; 2] {
    [money_post(url, timeout), read_get(url, timeout)]
}

fn trusting(path: PathBuf) -> UreqTransport {
    UreqTransport::builder().ca_file(path).build().unwrap()
}

#[test]
fn a_good_certificate_of_the_given_authority_works() {
    let authority = Authority::new();
    let transport = trusting(authority.file("good.pem"));
    for version in [&TLS12, &TLS13] {
        let server = gateway(&authority.good(), version, says_ok);
        for request in both(&url(&server), LONG) {
            let answer = send(&transport, &request).unwrap();
            assert_eq!(
                (answer.status, answer.body.as_slice(), answer.whole),
                (200, &b"ok"[..], true)
            );
        }
        assert_eq!(server.requests(), 2);
    }
    let by_address = gateway(&authority.issue("127.0.0.1", |_| {}), &TLS13, says_ok);
    let url = format!("https://{}/", by_address.address());
    assert!(send(&transport, &money_post(url, LONG)).is_ok());
}

#[test]
fn a_bad_certificate_proves_not_sent_and_the_server_sees_no_request() {
    let authority = Authority::new();
    let stranger = Authority::named("Some other root");
    let impostor = Authority::new();
    let own = || UreqTransport::builder().ca_file(authority.file("bad.pem"));
    let expired = authority.issue("localhost", |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    });
    let premature = authority.issue("localhost", |params| {
        params.not_before = date_time_ymd(4000, 1, 1);
    });
    let cases: [(&str, Identity, UreqTransportBuilder); 7] = [
        ("expired", expired, own()),
        ("not valid yet", premature, own()),
        (
            "not valid for name",
            authority.issue("elsewhere.example", |_| {}),
            own(),
        ),
        ("UnknownIssuer", stranger.good(), own()),
        ("BadSignature", impostor.good(), own()),
        ("UnknownIssuer", authority.good(), UreqTransport::builder()),
        (
            "UnknownIssuer",
            authority.good(),
            UreqTransport::builder().allow_http(true),
        ),
    ];
    for (reason, identity, builder) in cases {
        let transport = builder.build().unwrap();
        for version in [&TLS12, &TLS13] {
            let server = gateway(&identity, version, says_ok);
            for request in both(&url(&server), LONG) {
                let error = send(&transport, &request).expect_err(reason);
                assert_eq!(
                    (error.delivery(), error.kind()),
                    (Delivery::NotSent, ErrorKind::Tls),
                    "{reason}: {error}"
                );
                assert!(error.detail().contains(reason), "{reason}: {error}");
            }
            assert_eq!(
                (server.connections(), server.requests()),
                (2, 0),
                "{reason}"
            );
        }
    }
}

#[test]
fn a_handshake_that_comes_to_nothing_proves_not_sent_in_time() {
    type Handshake = fn(&mut TcpStream);
    let cases: &[(&str, Handshake)] = &[
        ("silence", |_| thread::sleep(Duration::from_secs(3))),
        ("hangs up", |stream| {
            let _ = stream.read(&mut [0; 4096]);
        }),
        ("plain HTTP", |stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(OK);
        }),
        // The beginning of a record of 16 KiB, a byte at a time.
        ("drip", |stream| {
            drip(
                stream,
                b"\x16\x03\x03\x40\x00\x02",
                Duration::from_millis(20),
            )
        }),
    ];
    let authority = Authority::new();
    for &(name, handshake) in cases {
        let server = Server::counting(move |stream, _| handshake(stream));
        // Once the call's own time is the shorter one, once the connection's.
        for (call, connect) in [
            (Duration::from_millis(400), LONG),
            (LONG, Duration::from_millis(400)),
        ] {
            let transport = UreqTransport::builder()
                .ca_file(authority.file("handshake.pem"))
                .connect_timeout(connect)
                .build()
                .unwrap();
            let (result, took) =
                server::timed(|| send(&transport, &money_post(url(&server), call)));
            assert!(took < call.min(connect) + server::GRACE, "{name}: {took:?}");
            let error = result.expect_err(name);
            assert_eq!(
                (error.delivery(), error.kind()),
                (Delivery::NotSent, ErrorKind::Tls),
                "{name}: {error}"
            );
        }
    }
}

#[test]
fn what_goes_wrong_after_the_handshake_is_unknown() {
    type Answer = fn(&mut Tls<'_>);
    // Longer than a handshake takes on a busy machine.
    const SHORT: Duration = Duration::from_secs(2);
    let cases: &[(&str, Answer, ErrorKind)] = &[
        ("hangs up", |tls| hang_up(tls), ErrorKind::Closed),
        (
            "says goodbye",
            |tls| {
                tls.conn.send_close_notify();
                let _ = tls.flush();
                hang_up(tls);
            },
            ErrorKind::Closed,
        ),
        ("silence", |_| thread::sleep(2 * SHORT), ErrorKind::Timeout),
        (
            "short body",
            |tls| {
                tls.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok")
                    .unwrap();
                hang_up(tls);
            },
            ErrorKind::Closed,
        ),
        (
            "garbage in the stream",
            |tls| {
                let _ = tls.sock.write_all(&[0x17; 64]);
            },
            ErrorKind::Closed,
        ),
        (
            "drip",
            |tls| {
                drip(
                    tls,
                    b"HTTP/1.1 200 OK                  ",
                    Duration::from_millis(20),
                )
            },
            ErrorKind::Timeout,
        ),
    ];
    let authority = Authority::new();
    let transport = trusting(authority.file("after.pem"));
    for &(name, answer, kind) in cases {
        for version in [&TLS12, &TLS13] {
            let server = gateway(&authority.good(), version, answer);
            let time = if kind == ErrorKind::Timeout {
                SHORT
            } else {
                LONG
            };
            let error = send(&transport, &money_post(url(&server), time)).expect_err(name);
            assert_eq!(
                (error.delivery(), error.kind()),
                (Delivery::Unknown, kind),
                "{name}: {error}"
            );
            assert_eq!((server.connections(), server.requests()), (1, 1), "{name}");
        }
    }
}

fn hang_up(tls: &mut Tls<'_>) {
    let _ = tls.sock.shutdown(std::net::Shutdown::Both);
}

#[test]
fn a_body_up_to_the_end_of_a_secured_connection_is_not_whole() {
    let authority = Authority::new();
    let transport = trusting(authority.file("end.pem"));
    let server = gateway(&authority.good(), &TLS13, |tls| {
        tls.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"paid\":").unwrap();
        hang_up(tls);
    });
    let answer = send(&transport, &money_post(url(&server), LONG)).unwrap();
    assert_eq!(
        (answer.body.as_slice(), answer.whole),
        (&b"{\"paid\":"[..], false)
    );
}

#[test]
fn money_opens_a_connection_of_its_own_over_tls_too() {
    let authority = Authority::new();
    let transport = trusting(authority.file("own.pem"));
    let server = gateway(&authority.good(), &TLS13, says_ok);
    let [money, read] = both(&url(&server), LONG);
    let mut connections = Vec::new();
    for request in [&read, &read, &money, &money, &read] {
        assert!(send(&transport, request).is_ok());
        connections.push(server.connections());
    }
    assert_eq!(connections, [1, 1, 2, 3, 3]);
}

#[test]
fn the_verdict_holds_through_a_tunnel() {
    let authority = Authority::new();
    let ca = authority.file("tunnel.pem");
    let proxy = tunnelling();
    let transport = UreqTransport::builder()
        .ca_file(&ca)
        .proxy(format!("http://{}", proxy.address()))
        .build()
        .unwrap();

    let good = gateway(&authority.good(), &TLS13, says_ok);
    assert!(send(&transport, &money_post(url(&good), LONG)).is_ok());

    let foreign = gateway(&Authority::new().good(), &TLS13, says_ok);
    let error = send(&transport, &money_post(url(&foreign), LONG)).unwrap_err();
    assert_eq!(
        (error.delivery(), error.kind()),
        (Delivery::NotSent, ErrorKind::Tls),
        "{error}"
    );
    assert_eq!(foreign.requests(), 0);

    let mute = gateway(&authority.good(), &TLS13, hang_up);
    let error = send(&transport, &money_post(url(&mute), LONG)).unwrap_err();
    assert_eq!(
        (error.delivery(), error.kind()),
        (Delivery::Unknown, ErrorKind::Closed),
        "{error}"
    );
    assert_eq!((mute.requests(), proxy.requests()), (1, 3));
}

#[test]
fn a_proxy_over_tls_with_a_bad_certificate_proves_not_sent() {
    let authority = Authority::new();
    let proxy = gateway(&Authority::new().good(), &TLS13, says_ok);
    let target = Server::saying("");
    let transport = UreqTransport::builder()
        .ca_file(authority.file("proxy.pem"))
        .allow_http(true)
        .proxy(format!("https://localhost:{}", proxy.address().port()))
        .build()
        .unwrap();
    let error = send(&transport, &money_post(target.url(), LONG)).unwrap_err();
    assert_eq!(
        (error.delivery(), error.kind()),
        (Delivery::NotSent, ErrorKind::Tls),
        "{error}"
    );
    assert_eq!((proxy.requests(), target.connections()), (0, 0));
}

#[test]
fn a_ca_file_that_cannot_vouch_for_anything_is_refused() {
    let key = KeyPair::generate().unwrap().serialize_pem();
    for (name, path) in [
        ("missing", PathBuf::from("/nonexistent/ca.pem")),
        ("empty", file("empty.pem", b"")),
        ("a key", file("key.pem", key.as_bytes())),
        (
            "no PEM",
            file(
                "garbage.pem",
                b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
            ),
        ),
        (
            "no certificate",
            file(
                "no-certificate.pem",
                b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            ),
        ),
    ] {
        let error = UreqTransport::builder()
            .ca_file(path)
            .build()
            .expect_err(name);
        assert_eq!(
            (error.delivery(), error.kind()),
            (Delivery::NotSent, ErrorKind::Configuration),
            "{name}"
        );
    }
}

#[test]
fn a_reset_within_a_secured_body_without_a_length_is_no_end() {
    let authority = Authority::new();
    let transport = trusting(authority.file("reset.pem"));
    let identity = authority.good();
    let key = PrivateKeyDer::try_from(identity.key.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(identity.chain.clone(), key)
        .unwrap();
    let config = Arc::new(config);
    let server = Server::counting(move |stream, request_seen| {
        let mut connection = ServerConnection::new(config.clone()).unwrap();
        let mut tls = Stream::new(&mut connection, stream);
        // The body is left unread, which makes the close a reset.
        server::read_head(&mut tls).unwrap();
        request_seen();
        tls.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"a\":1}").unwrap();
        thread::sleep(Duration::from_millis(300));
    });
    let mut request = money_post(url(&server), LONG);
    request.body = vec![b'x'; 64 * 1024];
    let error = send(&transport, &request).unwrap_err();
    assert_eq!(
        (error.delivery(), error.kind()),
        (Delivery::Unknown, ErrorKind::Closed),
        "{error}"
    );
}
