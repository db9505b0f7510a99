//! Over real sockets and real TLS: each call fails in each way that only a socket knows. What the server read is what the
//! client sent, no more and no less, and no call outlives its deadline.
//!
//! A busy machine may take longer than a call has: then what the client knows of the call has to agree with the server.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use flate2::{Compression, write::GzEncoder};
use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use sandbox::recharge_payout as recharge_box;
use sandbox::{
    Gateway, HttpReply, HttpRequest, chaoying as chaoying_box, dragonex as dragonex_box,
    hicoin as hicoin_box,
};
use transport::{
    Clock, Delivery, ManualClock, Request, Response, Transport, TransportError, UreqTransport,
};

use crate::flows::{End, Wire, payout, send, settle, transfer};

const START: Duration = Duration::from_secs(1_700_000_000);
/// The client's patience with the call that fails.
const TIMEOUT: Duration = Duration::from_millis(1_000);
/// Its patience with all others, which nothing delays but this machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// How far past its deadline a call may return.
const GRACE: Duration = Duration::from_millis(250);
/// A busy machine can wake any thread late once: a call that has no deadline is late each time.
const ATTEMPTS: usize = 3;
/// No flow here makes more calls.
const CALLS: usize = 8;

type Tls = StreamOwned<ServerConnection, TcpStream>;

/// What a server can do to a client.
#[derive(Clone, Copy, Debug)]
enum Way {
    DropBefore,
    DropAfter,
    Reset,
    Silence,
    HeadDrip,
    BodyDrip,
    GzipBomb,
    Redirect,
    OversizedHeader,
    Unframed,
}

const WAYS: [Way; 10] = [
    Way::DropBefore,
    Way::DropAfter,
    Way::Reset,
    Way::Silence,
    Way::HeadDrip,
    Way::BodyDrip,
    Way::GzipBomb,
    Way::Redirect,
    Way::OversizedHeader,
    Way::Unframed,
];

/// A request as both sides see it: path, and whether it may move money.
type Seen = (String, bool);

/// A gateway behind a listener that spoils the answer to one request.
struct Server<G> {
    gateway: Mutex<G>,
    clock: ManualClock,
    spoiled: Option<(usize, Way)>,
    read: Mutex<Vec<Seen>>,
    address: SocketAddr,
    over: AtomicBool,
}

/// A server, and the thread that ends when all of its connections have.
struct Running<G> {
    server: Arc<Server<G>>,
    listening: JoinHandle<()>,
}

impl<G: Gateway> Running<G> {
    /// Waits for what is still on its way to be read.
    fn stop(self) -> Arc<Server<G>> {
        self.server.over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.server.address));
        self.listening.join().unwrap();
        self.server
    }
}

impl<G: Gateway + 'static> Server<G> {
    fn start(gateway: G, clock: &ManualClock, spoiled: Option<(usize, Way)>) -> Running<G> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Arc::new(Self {
            gateway: Mutex::new(gateway),
            clock: clock.clone(),
            spoiled,
            read: Mutex::default(),
            address: listener.local_addr().unwrap(),
            over: AtomicBool::new(false),
        });
        let serving = server.clone();
        let listening = thread::spawn(move || {
            thread::scope(|connections| {
                for stream in listener.incoming() {
                    if serving.over.load(Ordering::SeqCst) {
                        return;
                    }
                    let server = &serving;
                    connections.spawn(move || server.serve(stream.unwrap()));
                }
            });
        });
        Running { server, listening }
    }

    fn base(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    fn serve(&self, stream: TcpStream) {
        let connection = ServerConnection::new(certified().0.clone()).unwrap();
        let mut tls = StreamOwned::new(connection, stream);
        while let Some(request) = read_request(&mut tls) {
            let index = {
                let mut read = self.read.lock().unwrap();
                let money = self.gateway.lock().unwrap().operation(&request).moves_money;
                read.push((request.path.clone(), money));
                read.len() - 1
            };
            match self.spoiled {
                Some((spoiled, way)) if spoiled == index => {
                    return self.misbehave(tls, way, &request);
                }
                _ if write_reply(&mut tls, &self.handle(&request)).is_err() => return,
                _ => {}
            }
        }
    }

    fn handle(&self, request: &HttpRequest) -> HttpReply {
        let now = START + self.clock.monotonic();
        let mut gateway = self.gateway.lock().unwrap();
        gateway.due(now);
        gateway.handle(now, request)
    }

    fn misbehave(&self, mut tls: Tls, way: Way, request: &HttpRequest) {
        if matches!(way, Way::DropBefore) {
            return;
        }
        let reply = self.handle(request);
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        let done = match way {
            Way::DropBefore | Way::DropAfter => Ok(()),
            Way::Reset => socket2::SockRef::from(tls.get_ref()).set_linger(Some(Duration::ZERO)),
            Way::Silence => wait_for_end(&mut tls),
            Way::HeadDrip => drip(&mut tls, b"HTTP/1.1 200 OK\r\nX-Slow: ")
                .and_then(|()| drip(&mut tls, &[b'x'; 4096])),
            Way::BodyDrip => write!(tls, "{head}Content-Length: {}\r\n\r\n", reply.body.len())
                .and_then(|()| drip(&mut tls, &reply.body)),
            Way::GzipBomb => {
                let bomb = bomb();
                write!(
                    tls,
                    "{head}Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
                    bomb.len()
                )
                .and_then(|()| tls.write_all(bomb))
            }
            Way::Redirect => write!(
                tls,
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
                request.path
            ),
            Way::OversizedHeader => write!(tls, "{head}X-Long: ")
                .and_then(|()| (0..1024).try_for_each(|_| tls.write_all(&[b'x'; 1024])))
                .and_then(|()| write!(tls, "\r\nContent-Length: 2\r\n\r\n{{}}")),
            // Neither length nor chunks, and no farewell of TLS: what came may be half of it.
            Way::Unframed => write!(tls, "{head}\r\n")
                .and_then(|()| tls.write_all(&reply.body[..reply.body.len() / 2])),
        };
        // The client may have gone in the middle of it: that is what it is meant to do.
        drop(done);
    }

    /// Whether the gateway has the money moved, once time has passed.
    fn moved(&self, number: &str) -> bool {
        self.clock.advance(Duration::from_secs(3_600));
        let mut gateway = self.gateway.lock().unwrap();
        gateway.due(START + self.clock.monotonic());
        let entry = gateway
            .ledger()
            .entries
            .get(number)
            .map(|entry| entry.net());
        entry.is_some_and(|net| net != Some(0))
    }
}

fn read_request(tls: &mut Tls) -> Option<HttpRequest> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        tls.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?, first.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    tls.read_exact(&mut body).ok()?;
    Some(HttpRequest {
        method: method.into(),
        path: path.into(),
        query: query.into(),
        headers,
        body,
    })
}

fn write_reply(tls: &mut Tls, reply: &HttpReply) -> io::Result<()> {
    write!(tls, "HTTP/1.1 {} Said\r\n", reply.status)?;
    for (name, value) in &reply.headers {
        write!(tls, "{name}: {value}\r\n")?;
    }
    write!(tls, "Content-Length: {}\r\n\r\n", reply.body.len())?;
    tls.write_all(&reply.body)?;
    tls.flush()
}

/// A byte every 20 ms, so that something always comes and never enough of it.
fn drip(tls: &mut Tls, bytes: &[u8]) -> io::Result<()> {
    bytes.iter().try_for_each(|byte| {
        thread::sleep(Duration::from_millis(20));
        tls.write_all(&[*byte])?;
        tls.flush()
    })
}

fn wait_for_end(tls: &mut Tls) -> io::Result<()> {
    io::copy(tls, &mut io::sink()).map(drop)
}

/// 64 MiB of zeros, packed.
fn bomb() -> &'static [u8] {
    static BOMB: OnceLock<Vec<u8>> = OnceLock::new();
    BOMB.get_or_init(|| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        for _ in 0..64 {
            packed.write_all(&vec![0; 1024 * 1024]).unwrap();
        }
        packed.finish().unwrap()
    })
}

/// The server's certificate, and a file with the authority that vouches for it.
fn certified() -> &'static (Arc<ServerConfig>, PathBuf) {
    static MADE: OnceLock<(Arc<ServerConfig>, PathBuf)> = OnceLock::new();
    MADE.get_or_init(|| {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate: CertificateDer<'static> =
            params.signed_by(&key, &authority).unwrap().der().clone();
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("torture-authority.pem");
        std::fs::write(&file, authority.pem()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        (Arc::new(config), file)
    })
}

/// What the client knows of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Answered,
    NotSent,
    Unknown,
}

/// The real transport, and notes on what went through it.
struct Noting {
    inner: UreqTransport,
    /// Which call gets little time.
    hurried: Option<usize>,
    sent: Mutex<Vec<(Seen, Known)>>,
    longest: Mutex<Duration>,
}

impl Noting {
    fn new(hurried: Option<usize>) -> Arc<Self> {
        let inner = UreqTransport::builder()
            .ca_file(&certified().1)
            .connect_timeout(PATIENCE)
            .build();
        Arc::new(Self {
            inner: inner.unwrap(),
            hurried,
            sent: Mutex::default(),
            longest: Mutex::default(),
        })
    }
}

impl Transport for Noting {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let path = request.url.splitn(4, '/').nth(3).unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default();
        let seen = (format!("/{path}"), request.moves_money);
        let mut request = request.clone();
        if self.hurried == Some(self.sent.lock().unwrap().len()) {
            request.timeout = TIMEOUT;
        }
        let started = Instant::now();
        let result = self.inner.send(&request);
        let took = started.elapsed().saturating_sub(request.timeout);
        let mut longest = self.longest.lock().unwrap();
        *longest = took.max(*longest);
        let known = match &result {
            Ok(_) => Known::Answered,
            Err(error) if error.delivery() == Delivery::NotSent => Known::NotSent,
            Err(_) => Known::Unknown,
        };
        self.sent.lock().unwrap().push((seen, known));
        result
    }
}

/// What was answered was read once, what was not sent was not read, and of the rest each was read at most once.
fn agree(sent: &[(Seen, Known)], read: &[Seen]) -> bool {
    let count = |seen: &Seen, known| {
        let same = sent.iter().filter(|call| **call == (seen.clone(), known));
        same.count()
    };
    let paths = sent.iter().map(|(seen, _)| seen).chain(read);
    paths.into_iter().all(|seen| {
        let answered = count(seen, Known::Answered);
        let most = answered + count(seen, Known::Unknown);
        (answered..=most).contains(&read.iter().filter(|read| *read == seen).count())
    })
}

/// What became of a flow.
struct Run {
    end: End,
    calls: usize,
    money_sent: usize,
    money_read: usize,
}

/// Runs a flow with no failure, and with each single one.
fn torture<G: Gateway + 'static>(
    name: &str,
    gateway: impl Fn() -> G + Sync,
    flow: impl Fn(&Wire) -> End + Sync,
    number: &str,
) {
    let attempt = |spoiled: Option<(usize, Way)>| {
        let clock = ManualClock::new(START);
        let running = Server::start(gateway(), &clock, spoiled);
        let transport = Noting::new(spoiled.map(|(index, _)| index));
        let end = flow(&Wire {
            base: running.server.base(),
            transport: transport.clone(),
            clock,
            timeout: PATIENCE,
        });
        let Noting { sent, longest, .. } = Arc::into_inner(transport).unwrap();
        let server = running.stop();
        let moved = server.moved(number);
        assert!(
            end != End::Paid || moved,
            "{name}, {spoiled:?}: \"paid\", and no money moved"
        );
        assert!(
            end != End::NotPaid || !moved,
            "{name}, {spoiled:?}: \"not paid\", and money moved"
        );
        let sent = sent.into_inner().unwrap();
        let read = server.read.lock().unwrap();
        assert!(
            agree(&sent, &read),
            "{name}, {spoiled:?}: what the server read is not what the client sent: {read:?}, {sent:?}"
        );
        let run = Run {
            end,
            calls: sent.len(),
            money_sent: sent.iter().filter(|((_, money), _)| *money).count(),
            money_read: read.iter().filter(|(_, money)| *money).count(),
        };
        (run, longest.into_inner().unwrap())
    };
    let run = |spoiled| {
        let mut late = Duration::MAX;
        for _ in 0..ATTEMPTS {
            let (run, longest) = attempt(spoiled);
            if longest <= GRACE {
                return run;
            }
            late = late.min(longest);
        }
        panic!("{name}, {spoiled:?}: a call outlives its deadline by {late:?}");
    };
    let whole = run(None);
    assert_ne!(
        whole.end,
        End::Unknown,
        "{name}: nothing failed, and nothing is known"
    );
    let (report, runs) = mpsc::channel();
    // The waiting is what takes the time: all ways at once.
    thread::scope(|scope| {
        for way in WAYS {
            let (report, run) = (report.clone(), &run);
            scope.spawn(move || {
                for index in 0..CALLS {
                    let run = run(Some((index, way)));
                    let calls = run.calls;
                    report.send(run).unwrap();
                    // The flow was over before the failure.
                    if calls <= index {
                        break;
                    }
                }
            });
        }
    });
    drop(report);
    let runs: Vec<Run> = runs.iter().collect();
    let count = |wanted| runs.iter().filter(|run| run.end == wanted).count();
    let (sent, read) = runs.iter().fold((0, 0), |(sent, read), run| {
        (sent + run.money_sent, read + run.money_read)
    });
    println!(
        "{name:<32} {} calls, {} runs: {} paid, {} not paid, {} unknown; {sent} money requests sent and {read} read",
        whole.calls,
        runs.len(),
        count(End::Paid),
        count(End::NotPaid),
        count(End::Unknown),
    );
    assert!(
        runs.len() >= 2 * WAYS.len(),
        "{name}: hardly anything was tried"
    );
    assert!(
        count(End::Unknown) < runs.len() / 2,
        "{name}: too little is ever known"
    );
}

#[test]
fn settle_over_a_bad_line() {
    for ending in ["0000", "9001", "9003", "9005", "9008"] {
        torture(
            &format!("Chaoying settle, customer {ending}"),
            || chaoying_box::Chaoying::new(chaoying_box::Config::default()),
            |wire| settle(wire, ending),
            "T00001",
        );
    }
}

#[test]
fn transfers_of_hicoin_over_a_bad_line() {
    for number in ["T0", "T9001", "T9004"] {
        torture(
            &format!("HiCoin transfer {number}"),
            || hicoin_box::HiCoin::new(hicoin_box::Config::default()),
            |wire| transfer(wire, number),
            number,
        );
    }
}

#[test]
fn payouts_over_a_bad_line() {
    for ending in ["0000", "9001", "9004"] {
        torture(
            &format!("payout to account {ending}"),
            || recharge_box::RechargePayout::new(recharge_box::Config::default()),
            |wire| payout(wire, ending),
            "P1",
        );
    }
}

#[test]
fn transfers_of_dragonex_over_a_bad_line() {
    for number in ["T1", "T1_SLOW", "T1_FAILS"] {
        torture(
            &format!("DragonEx transfer {number}"),
            || dragonex_box::DragonEx::new(dragonex_box::Config::default()),
            |wire| send(wire, number),
            number,
        );
    }
}
