//! Faults applied to exchanges: the line between a client and a gateway, without sockets.

use crate::{
    Delivery, Fault, FaultPlan, Gateway, HttpReply, HttpRequest, Random, SignatureFault,
    faults::Stage,
};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

/// The longest a delayed message is under way.
const LONGEST_DELAY: Duration = Duration::from_secs(120);
/// How long an order made under [`Fault::LateVisible`] is hidden.
const HIDDEN: Duration = Duration::from_secs(30);
/// How many answers of an operation are kept for [`Fault::OtherOrder`].
const KEPT_ANSWERS: usize = 8;

/// What the client sees of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// An answer, after the given virtual time.
    Answer {
        /// What the client gets, genuine or not.
        reply: HttpReply,
        /// How late.
        delay: Duration,
    },
    /// An answer that announces its whole length but breaks off after `bytes` of the body.
    Cut {
        /// The whole answer.
        reply: HttpReply,
        /// How much of its body arrives.
        bytes: usize,
    },
    /// The connection was never made: the client knows that nothing was sent.
    NotConnected,
    /// The connection broke: the client knows nothing.
    Broken,
    /// The request is still under way and reaches the gateway after the given virtual time: hand it to
    /// [`Gateway::handle`] then. Whoever still waits gets that answer.
    Later(Duration),
}

/// What becomes of one notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotificationFate {
    /// It arrives after the given virtual time.
    Arrives(Duration),
    /// It never arrives.
    Lost,
    /// It arrives twice.
    Twice,
}

/// A [`FaultPlan`] at work: it draws the faults, counts them and applies them.
#[derive(Debug)]
pub struct Injector {
    plan: FaultPlan,
    random: Random,
    counts: BTreeMap<Fault, u64>,
    answers: BTreeMap<&'static str, VecDeque<(Option<String>, HttpReply)>>,
}

impl Injector {
    /// An injector whose faults follow from the seed and the calls.
    #[must_use]
    pub fn new(plan: FaultPlan, seed: u64) -> Self {
        Self {
            plan,
            random: Random::new(seed),
            counts: BTreeMap::new(),
            answers: BTreeMap::new(),
        }
    }

    /// How often each fault happened.
    #[must_use]
    pub fn counts(&self) -> &BTreeMap<Fault, u64> {
        &self.counts
    }

    /// Changes what goes wrong from the next call on.
    pub fn set_plan(&mut self, plan: FaultPlan) {
        self.plan = plan;
    }

    /// One call through the faulty line. Returns the call's fault besides what the client sees.
    pub fn exchange<G: Gateway + ?Sized>(
        &mut self,
        gateway: &mut G,
        now: Duration,
        request: &HttpRequest,
    ) -> (Exchange, Option<Fault>) {
        if self.plan.rates().is_empty() {
            return (at_once(gateway.handle(now, request)), None);
        }
        if self.draw(Stage::Visibility).is_some() {
            gateway.hide_next_order(HIDDEN);
        }
        let Some(fault) = self.draw(Stage::Call) else {
            return (at_once(self.genuine(gateway, now, request)), None);
        };
        (self.misbehave(fault, gateway, now, request), Some(fault))
    }

    fn misbehave<G: Gateway + ?Sized>(
        &mut self,
        fault: Fault,
        gateway: &mut G,
        now: Duration,
        request: &HttpRequest,
    ) -> Exchange {
        match fault {
            Fault::Refuse => Exchange::NotConnected,
            Fault::DropBeforeCommit => Exchange::Broken,
            Fault::DropAfterCommit => {
                self.genuine(gateway, now, request);
                Exchange::Broken
            }
            Fault::Delay => {
                let reply = self.genuine(gateway, now, request);
                Exchange::Answer {
                    reply,
                    delay: self.delay(),
                }
            }
            Fault::DelayRequest => Exchange::Later(self.delay()),
            Fault::Duplicate => {
                let first = self.genuine(gateway, now, request);
                let second = self.genuine(gateway, now, request);
                at_once(if self.random.coin() { first } else { second })
            }
            Fault::BitFlip => at_once(self.bit_flip(gateway, now, request)),
            Fault::Truncate => {
                let reply = self.genuine(gateway, now, request);
                let bytes = self.below(reply.body.len());
                Exchange::Cut { reply, bytes }
            }
            Fault::OtherOrder => {
                let reply = self.genuine(gateway, now, request);
                at_once(self.other_answer(gateway, request).unwrap_or(reply))
            }
            Fault::BadSignature => self.spoiled(gateway, now, request, SignatureFault::Wrong),
            Fault::MissingSignature => self.spoiled(gateway, now, request, SignatureFault::Missing),
            Fault::DowngradedSignature => {
                self.spoiled(gateway, now, request, SignatureFault::Downgraded)
            }
            Fault::Status500 | Fault::Status502 | Fault::Html200 | Fault::Redirect => {
                if self.random.coin() {
                    self.genuine(gateway, now, request);
                }
                at_once(from_a_proxy(fault))
            }
            Fault::LateVisible
            | Fault::NotifyLost
            | Fault::NotifyRepeat
            | Fault::NotifyReorder
            | Fault::NotifyForge => unreachable!("{fault} is not drawn for a call"),
        }
    }

    /// What becomes of a notification that the gateway sends.
    pub fn notification(&mut self) -> NotificationFate {
        match self.draw(Stage::Notification) {
            Some(Fault::NotifyLost) => NotificationFate::Lost,
            Some(Fault::NotifyRepeat) => NotificationFate::Twice,
            Some(_) => NotificationFate::Arrives(self.delay()),
            None => NotificationFate::Arrives(Duration::ZERO),
        }
    }

    /// A forged notification, if it is time for one and an order waits for it. Ask once a call.
    pub fn forgery<G: Gateway + ?Sized>(&mut self, gateway: &mut G) -> Option<Delivery> {
        self.plan.draw(Stage::Forgery, &mut self.random)?;
        let forged = gateway.forge_notification(&mut self.random)?;
        *self.counts.entry(Fault::NotifyForge).or_default() += 1;
        Some(forged)
    }

    fn draw(&mut self, stage: Stage) -> Option<Fault> {
        let fault = self.plan.draw(stage, &mut self.random)?;
        *self.counts.entry(fault).or_default() += 1;
        Some(fault)
    }

    /// The gateway's own answer. Kept for later mix-ups only if those are planned: it costs a copy.
    fn genuine<G: Gateway + ?Sized>(
        &mut self,
        gateway: &mut G,
        now: Duration,
        request: &HttpRequest,
    ) -> HttpReply {
        let reply = gateway.handle(now, request);
        if self
            .plan
            .rates()
            .iter()
            .any(|(fault, _)| *fault == Fault::OtherOrder)
        {
            let operation = gateway.operation(request);
            let kept = self.answers.entry(operation.name).or_default();
            kept.push_back((operation.order, reply.clone()));
            if kept.len() > KEPT_ANSWERS {
                kept.pop_front();
            }
        }
        reply
    }

    fn other_answer<G: Gateway + ?Sized>(
        &mut self,
        gateway: &G,
        request: &HttpRequest,
    ) -> Option<HttpReply> {
        let operation = gateway.operation(request);
        let kept = self.answers.get(operation.name)?;
        let others: Vec<_> = kept
            .iter()
            .filter(|(order, _)| *order != operation.order)
            .collect();
        let chosen = self.random.below(others.len() as u64);
        others
            .get(usize::try_from(chosen).ok()?)
            .map(|(_, reply)| reply.clone())
    }

    fn spoiled<G: Gateway + ?Sized>(
        &mut self,
        gateway: &mut G,
        now: Duration,
        request: &HttpRequest,
        how: SignatureFault,
    ) -> Exchange {
        let mut reply = self.genuine(gateway, now, request);
        gateway.spoil_signature(&mut reply, how);
        at_once(reply)
    }

    fn bit_flip<G: Gateway + ?Sized>(
        &mut self,
        gateway: &mut G,
        now: Duration,
        request: &HttpRequest,
    ) -> HttpReply {
        if self.random.coin() {
            let mut damaged = request.clone();
            self.flip(&mut damaged.body);
            return self.genuine(gateway, now, &damaged);
        }
        let mut reply = self.genuine(gateway, now, request);
        self.flip(&mut reply.body);
        reply
    }

    fn flip(&mut self, bytes: &mut [u8]) {
        let at = self.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << self.random.below(8);
        }
    }

    fn delay(&mut self) -> Duration {
        Duration::from_millis(self.random.below(LONGEST_DELAY.as_secs() * 1000))
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.random.below(bound as u64)).unwrap_or(0)
    }
}

fn at_once(reply: HttpReply) -> Exchange {
    Exchange::Answer {
        reply,
        delay: Duration::ZERO,
    }
}

/// What a proxy before the gateway answers in its stead.
fn from_a_proxy(fault: Fault) -> HttpReply {
    match fault {
        Fault::Status500 => HttpReply::text(500, "Internal Server Error"),
        Fault::Status502 => {
            HttpReply::html(502, "<html><body><h1>502 Bad Gateway</h1></body></html>")
        }
        Fault::Html200 => HttpReply::html(
            200,
            "<html><body>Please sign in to the network.</body></html>",
        ),
        _ => {
            let mut reply = HttpReply::text(302, "");
            reply.headers.push(("Location".into(), "/elsewhere".into()));
            reply
        }
    }
}
