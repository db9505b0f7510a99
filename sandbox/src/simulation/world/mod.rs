//! The world of one batch: a gateway, the faulty line to it, the post that notifications take, and one clock.

mod line;
mod post;

use self::{line::seen_by_gateway, post::Parcel};
use super::{crash::crash, trace::Trace};
use crate::{
    Delivery, Fault, FaultPlan, Gateway, HttpReply, HttpRequest, Injector, Random, agenda::Agenda,
    injector::Lie,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use transport::{Clock, ManualClock, Request, Response, TransportError};

/// When every batch begins: 2023-11-14 22:13:20 UTC.
pub(crate) const START: Duration = Duration::from_secs(1_700_000_000);
/// How often a till crashes before a call, and how often after it, in thousandths.
const CRASH_IN_CALL: u64 = 13;
/// How often it crashes after an entry of the journal, in thousandths: there is one in two or three calls.
const CRASH_AT_ENTRY: u64 = 75;
/// How long a till stays down, at most.
const DOWNTIME_SECONDS: u64 = 120;

/// Receives notifications for the till: whether it is genuine, the message, the time. `None` if it crashed before it answered.
pub(crate) type Desk = Box<dyn FnMut(&Delivery, bool, Duration) -> Option<(u16, Vec<u8>)> + Send>;

/// Makes an answer pass a check that a planted defect leaves out.
pub(crate) type Overlook = Box<dyn Fn(&HttpRequest, &mut HttpReply) + Send>;

/// Whether no client could see through this fault in this answer.
type Undetectable = fn(Fault, &HttpReply) -> bool;

/// Handle of a world; clones are the same world.
pub(crate) struct World<G> {
    clock: ManualClock,
    state: Arc<Mutex<State<G>>>,
}

impl<G> Clone for World<G> {
    fn clone(&self) -> Self {
        Self {
            clock: self.clock.clone(),
            state: Arc::clone(&self.state),
        }
    }
}

struct State<G> {
    gateway: G,
    injector: Injector,
    random: Random,
    /// The request at hand: its texts are used again.
    request: HttpRequest,
    agenda: Agenda<usize>,
    parcels: Vec<Option<Parcel<G>>>,
    overlook: Option<Overlook>,
    undetectable: Undetectable,
    desk: Option<Desk>,
    trace: Trace,
    may_crash: bool,
    counts: Counts,
}

/// What a world counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) calls: u64,
    pub(crate) notifications: u64,
    pub(crate) crashes: u64,
    pub(crate) faults: BTreeMap<Fault, u64>,
}

impl<G: Gateway + 'static> World<G> {
    pub(crate) fn new(gateway: G, plan: FaultPlan, seed: u64, lie: Lie, trace: Trace) -> Self {
        let mut random = Random::new(seed);
        let state = State {
            gateway,
            injector: Injector::new(plan, random.next_u64()).with_lies(lie),
            random,
            request: HttpRequest::get(""),
            agenda: Agenda::new(),
            parcels: Vec::new(),
            overlook: None,
            undetectable: |_, _| false,
            desk: None,
            trace,
            may_crash: true,
            counts: Counts::default(),
        };
        Self {
            clock: ManualClock::new(START),
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// The till's clock, whose wall time may be wrong. The gateway's is right.
    pub(crate) fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// Time since the batch began.
    pub(crate) fn elapsed(&self) -> Duration {
        self.clock.monotonic()
    }

    pub(crate) fn set_desk(&self, desk: Desk) {
        self.lock().desk = Some(desk);
    }

    /// Leaves out a check of the client's by making its answers pass it.
    pub(crate) fn overlook(&self, overlook: Overlook) {
        if cfg!(feature = "planted-defects") {
            self.lock().overlook = Some(overlook);
        }
    }

    /// Which faults arrive as a broken connection.
    pub(crate) fn spare(&self, undetectable: Undetectable) {
        self.lock().undetectable = undetectable;
    }

    /// Whether the lines that come now are wanted.
    pub(crate) fn watch(&self, wanted: bool) {
        self.lock().trace.watch(wanted);
    }

    /// Lets everything that is due by now happen.
    pub(crate) fn catch_up(&self) {
        let until = self.clock.monotonic();
        self.lock().catch_up(until);
    }

    /// Plans something that the outside does, such as a customer who pays.
    pub(crate) fn plan(
        &self,
        after: Duration,
        act: impl FnOnce(&mut G, Duration) + Send + 'static,
    ) {
        let at = self.clock.monotonic() + after;
        self.lock().post(at, Parcel::Act(Box::new(act)));
    }

    /// The till did something of its own that it may crash after.
    pub(crate) fn step(&self) {
        let crashes = self.lock().crashes_now(CRASH_AT_ENTRY);
        if crashes {
            crash();
        }
    }

    /// The till comes back after a crash.
    pub(crate) fn restart(&self) {
        let mut state = self.lock();
        let down = Duration::from_millis(state.random.below(DOWNTIME_SECONDS * 1000));
        let now = self.clock.monotonic();
        state.trace.number(now.as_millis() as u64);
        state.trace.line(now, || {
            format!("the till crashed, and is back after {} s", down.as_secs())
        });
        drop(state);
        self.clock.advance(down);
    }

    /// Whether tills may crash from now on.
    pub(crate) fn let_crash(&self, may: bool) {
        self.lock().may_crash = may;
    }

    /// From now on nothing goes wrong any more.
    pub(crate) fn calm(&self) {
        let mut state = self.lock();
        state.may_crash = false;
        state.injector.set_plan(FaultPlan::none());
    }

    /// Random texts for the client's requests, which must follow from the seed, too.
    pub(crate) fn nonces(&self) -> impl Fn() -> String + Send + Sync + 'static {
        let world = self.clone();
        move || world.lock().random.nonce()
    }

    /// Lets all that is under way arrive: several hours pass.
    pub(crate) fn quiet(&self, time: Duration) {
        self.clock.advance(time);
        self.catch_up();
    }

    /// Looks at the gateway.
    pub(crate) fn gateway<T>(&self, look: impl FnOnce(&mut G) -> T) -> T {
        look(&mut self.lock().gateway)
    }

    /// Writes a line of the trace.
    pub(crate) fn note(&self, text: impl FnOnce() -> String) {
        let now = self.clock.monotonic();
        self.lock().trace.line(now, text);
    }

    /// What was counted, and the trace.
    pub(crate) fn finish(&self) -> (Counts, Trace) {
        let mut state = self.lock();
        let mut counts = state.counts.clone();
        counts.faults = state.injector.counts();
        (
            counts,
            std::mem::replace(&mut state.trace, Trace::new(None)),
        )
    }

    /// The line, as the SDK sees it.
    pub(crate) fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let now = self.clock.monotonic();
        let (seen, crashes) = {
            let mut state = self.lock();
            state.catch_up(now);
            if state.crashes_now(CRASH_IN_CALL) {
                (None, true)
            } else {
                let (span, mut result) = state.exchange(now, request);
                if let (Ok(response), Some(overlook)) = (&mut result, &state.overlook) {
                    overlooked(overlook, request, response);
                }
                let then = now + span;
                self.clock.advance(span);
                state.catch_up(then);
                state.traced(then, &result);
                (Some(result), state.crashes_now(CRASH_IN_CALL))
            }
        };
        match seen {
            Some(result) if !crashes => result,
            _ => crash(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<G>> {
        // Nothing unwinds while the lock is held, but for a bug, which is on its way up already.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<G: Gateway + 'static> State<G> {
    fn crashes_now(&mut self, thousandths: u64) -> bool {
        let crashes = self.may_crash && self.random.below(1000) < thousandths;
        self.counts.crashes += u64::from(crashes);
        crashes
    }

    fn traced(&mut self, at: Duration, result: &Result<Response, TransportError>) {
        match result {
            Ok(response) => {
                self.trace.number(u64::from(response.status));
                self.trace.bytes(&response.body);
                self.trace.line(at, || {
                    format!("  answer {} {}", response.status, text(&response.body))
                });
            }
            Err(error) => {
                self.trace.number(error.kind() as u64);
                self.trace.line(at, || format!("  {error}"));
            }
        }
    }
}

/// Only tills with a planted defect come here.
fn overlooked(overlook: &Overlook, request: &Request, response: &mut Response) {
    let mut reply = HttpReply {
        status: response.status,
        headers: std::mem::take(&mut response.headers),
        body: std::mem::take(&mut response.body),
    };
    let mut http = HttpRequest::get("");
    seen_by_gateway(&mut http, request);
    overlook(&http, &mut reply);
    (response.headers, response.body) = (reply.headers, reply.body);
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
