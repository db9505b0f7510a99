//! A gateway made of a listener and a closure, so that it can misbehave in every way.
#![allow(dead_code, reason = "each test binary uses its own part of it")]

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use transport::{Request, Response, Transport, TransportError, UreqTransport};

/// How far past its timeout a call may return.
pub(crate) const GRACE: Duration = Duration::from_millis(250);

/// Must never show up in an error: it stands in the query of every URL here.
pub(crate) const CANARY: &str = "c4n4ry-signature";

/// What becomes of a connection after an answer.
#[derive(PartialEq, Eq)]
pub(crate) enum Then {
    Close,
    KeepOpen,
}

#[derive(Default)]
struct Counts {
    connections: AtomicUsize,
    requests: AtomicUsize,
}

pub(crate) struct Server {
    address: SocketAddr,
    counts: Arc<Counts>,
}

impl Server {
    /// Reads each request whole, counts it, and lets `answer` write whatever it likes.
    pub(crate) fn start(answer: impl Fn(&mut TcpStream) -> Then + Send + Sync + 'static) -> Self {
        Self::counting(move |stream, request_seen| {
            while read_request(stream) {
                request_seen();
                if answer(stream) == Then::Close {
                    return;
                }
            }
        })
    }

    /// Answers every request with these bytes and closes.
    pub(crate) fn saying(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |stream| {
            let _ = stream.write_all(&bytes);
            Then::Close
        })
    }

    /// Hands over each connection as it comes, with a function that counts a request.
    pub(crate) fn counting(
        serve: impl Fn(&mut TcpStream, &dyn Fn()) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let counts = Arc::new(Counts::default());
        let serve = Arc::new(serve);
        let shared = counts.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let (serve, counts) = (serve.clone(), shared.clone());
                counts.connections.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    serve(&mut stream, &|| {
                        counts.requests.fetch_add(1, Ordering::SeqCst);
                    });
                });
            }
        });
        Self { address, counts }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/pay?sign={CANARY}", self.address)
    }

    pub(crate) fn requests(&self) -> usize {
        self.counts.requests.load(Ordering::SeqCst)
    }

    pub(crate) fn connections(&self) -> usize {
        self.counts.connections.load(Ordering::SeqCst)
    }
}

/// Reads a head and the body its Content-Length announces. False if the connection ended.
pub(crate) fn read_request(stream: &mut impl Read) -> bool {
    let Some(head) = read_head(stream) else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-length:")?
                .trim()
                .parse()
                .ok()
        })
        .unwrap_or(0_usize);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).is_ok()
}

/// Reads up to the empty line.
pub(crate) fn read_head(stream: &mut impl Read) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    String::from_utf8(head).ok()
}

/// Closes so that the peer sees a reset, not an end: there must be bytes left unread.
pub(crate) fn reset_after_peeking(stream: &mut TcpStream, at_least: usize) {
    let mut seen = [0; 4096];
    let patience = Instant::now() + Duration::from_secs(5);
    while Instant::now() < patience {
        match stream.peek(&mut seen) {
            Ok(count) if count >= at_least || count == 0 => return,
            Err(error) if error.kind() != ErrorKind::Interrupted => return,
            _ => thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// Writes the bytes again and again, one every `pause`, until the peer has gone.
pub(crate) fn drip(stream: &mut impl Write, bytes: &[u8], pause: Duration) {
    for byte in bytes.iter().cycle() {
        if stream
            .write_all(&[*byte])
            .and_then(|()| stream.flush())
            .is_err()
        {
            return;
        }
        thread::sleep(pause);
    }
}

/// A proxy that does its work: one tunnel per connection.
pub(crate) fn tunnelling() -> Server {
    Server::counting(|stream, connect_seen| {
        let head = read_head(stream).unwrap();
        let target = head.split(' ').nth(1).unwrap();
        let mut gateway = TcpStream::connect(target).unwrap();
        connect_seen();
        stream
            .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
            .unwrap();
        let (mut from, mut to) = (stream.try_clone().unwrap(), gateway.try_clone().unwrap());
        thread::spawn(move || {
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Write);
        });
        let _ = io::copy(&mut gateway, stream);
        let _ = stream.shutdown(Shutdown::Both);
    })
}

pub(crate) fn plain() -> UreqTransport {
    UreqTransport::builder().allow_http(true).build().unwrap()
}

/// How long something takes, less what this machine was late by: a busy one wakes a thread that only naps late, too.
pub(crate) fn timed<T>(something: impl FnOnce() -> T) -> (T, Duration) {
    const NAP: Duration = Duration::from_millis(10);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let napping = scope.spawn(|| {
            let mut late = Duration::ZERO;
            while !done.load(Ordering::Relaxed) {
                let asleep = Instant::now();
                thread::park_timeout(NAP);
                late += asleep.elapsed().saturating_sub(2 * NAP);
            }
            late
        });
        let started = Instant::now();
        let result = something();
        let took = started.elapsed();
        done.store(true, Ordering::Relaxed);
        napping.thread().unpark();
        (result, took.saturating_sub(napping.join().unwrap()))
    })
}

/// Sends, and checks what holds for every call: its time is kept, and an error shows no query.
pub(crate) fn send(
    transport: &UreqTransport,
    request: &Request,
) -> Result<Response, TransportError> {
    let (result, took) = timed(|| transport.send(request));
    assert!(
        took <= request.timeout + GRACE,
        "took {took:?} of {:?}",
        request.timeout
    );
    if let Err(error) = &result {
        let shown = format!("{error} {error:?} {request:?} {transport:?}");
        assert!(!shown.contains(CANARY), "{shown}");
    }
    result
}

pub(crate) fn money_post(url: impl Into<String>, timeout: Duration) -> Request {
    let mut request = Request::post(url, "order=1");
    request.timeout = timeout;
    request
}

pub(crate) fn read_get(url: impl Into<String>, timeout: Duration) -> Request {
    let mut request = Request::get(url);
    request.timeout = timeout;
    request
}
