//! In memory: each call fails in each way, and each pair of calls.

use crate::flows::{End, Wire, payout, send, settle, transfer};
use sandbox::recharge_payout as recharge_box;
use sandbox::{
    Gateway, HttpReply, HttpRequest, chaoying as chaoying_box, dragonex as dragonex_box,
    hicoin as hicoin_box,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use transport::{
    Clock, Delivery, ErrorKind, ManualClock, Method, Request, Response, Transport, TransportError,
};

const BASE: &str = "https://gateway.test";
const START: Duration = Duration::from_secs(1_700_000_000);

/// The ways in which a call fails.
#[derive(Clone, Copy, Debug)]
enum Way {
    Refused,
    Lost,
    AnswerLost,
    TimedOut,
    Status500,
    Html,
    Empty,
    Cut,
}

const WAYS: [Way; 8] = [
    Way::Refused,
    Way::Lost,
    Way::AnswerLost,
    Way::TimedOut,
    Way::Status500,
    Way::Html,
    Way::Empty,
    Way::Cut,
];

/// A line that fails where it is told to.
struct Line<G> {
    gateway: Mutex<G>,
    clock: ManualClock,
    fails: Vec<(usize, Way)>,
    calls: AtomicUsize,
    sent: AtomicUsize,
}

impl<G: Gateway> Line<G> {
    fn new(gateway: G, fails: &[(usize, Way)]) -> Arc<Self> {
        Arc::new(Self {
            gateway: Mutex::new(gateway),
            clock: ManualClock::new(START),
            fails: fails.to_vec(),
            calls: AtomicUsize::new(0),
            sent: AtomicUsize::new(0),
        })
    }

    fn now(&self) -> Duration {
        START + self.clock.monotonic()
    }

    fn deliver(&self, request: &Request) -> HttpReply {
        let rest = request.url.splitn(4, '/').nth(3).unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let request = HttpRequest {
            method: if request.method == Method::Get {
                "GET"
            } else {
                "POST"
            }
            .into(),
            path: format!("/{path}"),
            query: query.into(),
            headers: request.headers.clone(),
            body: request.body.clone(),
        };
        let now = self.now();
        let mut gateway = self.gateway.lock().unwrap();
        gateway.due(now);
        gateway.handle(now, &request)
    }

    /// Whether the gateway has the money moved, once time has passed.
    fn moved(&self, number: &str) -> bool {
        self.clock.advance(Duration::from_secs(3_600));
        let mut gateway = self.gateway.lock().unwrap();
        gateway.due(self.now());
        let ledger = gateway.ledger();
        ledger
            .entries
            .get(number)
            .is_some_and(|entry| entry.net() != Some(0))
    }
}

impl<G: Gateway> Transport for Line<G> {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        if request.moves_money {
            self.sent.fetch_add(1, Ordering::Relaxed);
        }
        let lost = |kind| Err(TransportError::new(Delivery::Unknown, kind, "lost"));
        let Some((_, way)) = self.fails.iter().find(|(index, _)| *index == call) else {
            return Ok(response(self.deliver(request), true));
        };
        match way {
            Way::Refused => Err(TransportError::new(
                Delivery::NotSent,
                ErrorKind::Connect,
                "refused",
            )),
            Way::Lost => lost(ErrorKind::Closed),
            Way::AnswerLost => {
                self.deliver(request);
                lost(ErrorKind::Closed)
            }
            Way::TimedOut => {
                self.deliver(request);
                self.clock.advance(request.timeout);
                lost(ErrorKind::Timeout)
            }
            Way::Status500 => {
                self.deliver(request);
                Ok(response(HttpReply::text(500, "oops"), true))
            }
            Way::Html => Ok(response(HttpReply::html(200, "<html>sign in</html>"), true)),
            Way::Empty => {
                self.deliver(request);
                Ok(response(HttpReply::json(""), false))
            }
            Way::Cut => {
                let mut reply = self.deliver(request);
                reply.body.truncate(reply.body.len() / 2);
                Ok(response(reply, false))
            }
        }
    }
}

fn response(reply: HttpReply, whole: bool) -> Response {
    Response {
        status: reply.status,
        headers: reply.headers,
        body: reply.body,
        whole,
    }
}

/// Runs a flow with no failure, with each single one, and with each pair.
fn torture<G: Gateway + 'static>(
    name: &str,
    calls: usize,
    gateway: impl Fn() -> G,
    flow: impl Fn(&Wire) -> End,
    number: &str,
) {
    let mut ends = [0; 3];
    let mut runs = 0;
    let mut run = |fails: &[(usize, Way)]| {
        let line = Line::new(gateway(), fails);
        let end = flow(&Wire {
            base: BASE.into(),
            transport: line.clone(),
            clock: line.clock.clone(),
            timeout: Duration::from_secs(30),
        });
        let sent = line.sent.load(Ordering::Relaxed);
        let moved = line.moved(number);
        assert!(
            end != End::Paid || moved,
            "{name}, {fails:?}: \"paid\", and no money moved"
        );
        assert!(
            end != End::NotPaid || !moved,
            "{name}, {fails:?}: \"not paid\", and money moved"
        );
        assert!(
            sent <= 40,
            "{name}, {fails:?}: {sent} calls that move money"
        );
        ends[end as usize] += 1;
        runs += 1;
        end
    };
    assert_ne!(
        run(&[]),
        End::Unknown,
        "{name}: nothing failed, and nothing is known"
    );
    for first in 0..calls {
        for way in WAYS {
            run(&[(first, way)]);
            for second in first + 1..calls {
                for other in WAYS {
                    run(&[(first, way), (second, other)]);
                }
            }
        }
    }
    println!(
        "{name:<40} {runs:>6} runs: {} paid, {} not paid, {} unknown",
        ends[0], ends[1], ends[2]
    );
    assert!(
        ends[0] + ends[1] > runs / 2,
        "{name}: too little is ever known: {ends:?}"
    );
}

#[test]
fn settle_never_ends_in_a_wrong_outcome() {
    for ending in [
        "0000", "9001", "9002", "9003", "9004", "9005", "9007", "9008", "9009", "9010",
    ] {
        let gateway = || chaoying_box::Chaoying::new(chaoying_box::Config::default());
        torture(
            &format!("Chaoying settle, customer {ending}"),
            10,
            gateway,
            |wire| settle(wire, ending),
            "T00001",
        );
    }
}

#[test]
fn a_transfer_of_hicoin_never_ends_in_a_wrong_outcome() {
    for number in ["T0", "T9001", "T9002", "T9004", "T9006"] {
        let gateway = || hicoin_box::HiCoin::new(hicoin_box::Config::default());
        torture(
            &format!("HiCoin transfer {number}"),
            9,
            gateway,
            |wire| transfer(wire, number),
            number,
        );
    }
}

#[test]
fn a_payout_never_ends_in_a_wrong_outcome() {
    for ending in ["0000", "9001", "9002", "9004"] {
        let gateway = || recharge_box::RechargePayout::new(recharge_box::Config::default());
        torture(
            &format!("payout to account {ending}"),
            9,
            gateway,
            |wire| payout(wire, ending),
            "P1",
        );
    }
}

#[test]
fn a_transfer_of_dragonex_never_ends_in_a_wrong_outcome() {
    for number in [
        "T1",
        "T1_SLOW",
        "T1_ATONCE",
        "T1_FAILS",
        "T1_500",
        "T1_UNSURE",
        "T1_ERROR",
    ] {
        let gateway = || dragonex_box::DragonEx::new(dragonex_box::Config::default());
        torture(
            &format!("DragonEx transfer {number}"),
            9,
            gateway,
            |wire| send(wire, number),
            number,
        );
    }
}
