//! Faults applied to exchanges: the line between a client and a gateway, without sockets.

use crate::{
    Delivery, Fault, FaultPlan, Faults, Gateway, HttpReply, HttpRequest, Random, SignatureFault,
    fault_plan::Draws, faults::Stage, kept_answers::KeptAnswers,
};
use std::{collections::BTreeMap, fmt, time::Duration};

/// The longest a delayed message is under way.
const LONGEST_DELAY: Duration = Duration::from_secs(120);
/// How long an order made under [`Fault::LateVisible`] is hidden.
const HIDDEN: Duration = Duration::from_secs(30);

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
        /// How late.
        delay: Duration,
    },
    /// The connection was never made: the client knows that nothing was sent.
    NotConnected,
    /// The connection broke: the client knows nothing.
    Broken,
    /// The request is still under way and reaches the gateway after the given virtual time: hand it to
    /// [`Injector::arrival`] then if its client still waits, and else to [`Gateway::handle`].
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

impl NotificationFate {
    /// The faults that it is.
    pub(crate) fn faults(self) -> Faults {
        let fault = match self {
            Self::Arrives(late) if late.is_zero() => return Faults::NONE,
            Self::Arrives(_) => Fault::NotifyReorder,
            Self::Lost => Fault::NotifyLost,
            Self::Twice => Fault::NotifyRepeat,
        };
        [fault].into_iter().collect()
    }
}

/// Makes up the answer that an attacker on the line would give.
pub(crate) type Lie = Box<dyn Fn(&HttpRequest, &mut Random) -> Option<HttpReply> + Send>;

/// A [`FaultPlan`] at work: it draws the faults, applies them, and counts those that had something to act on.
pub struct Injector {
    draws: Draws,
    random: Random,
    counts: [u64; Fault::ALL.len()],
    /// The faults of the call at hand.
    struck: Faults,
    /// Whether answers are kept for [`Fault::OtherOrder`]: it costs a copy.
    keeps: bool,
    answers: KeptAnswers,
    lie: Option<Lie>,
}

impl fmt::Debug for Injector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Injector")
            .field("draws", &self.draws)
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

impl Injector {
    /// An injector whose faults follow from the seed and the calls.
    #[must_use]
    pub fn new(plan: FaultPlan, seed: u64) -> Self {
        let mut injector = Self {
            draws: Draws::default(),
            random: Random::new(seed),
            counts: [0; Fault::ALL.len()],
            struck: Faults::NONE,
            keeps: false,
            answers: KeptAnswers::default(),
            lie: None,
        };
        injector.set_plan(plan);
        injector
    }

    /// Who can spoil a signature can also say what he likes: every second worthless signature stands under a false answer.
    pub(crate) fn with_lies(self, lie: Lie) -> Self {
        Self {
            lie: Some(lie),
            ..self
        }
    }

    /// How often each fault struck: what was drawn but had nothing left to act on, such as the answer to a lost request, does not count.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Fault, u64> {
        let counts = Fault::ALL.iter().copied().zip(self.counts);
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// Changes what goes wrong from the next call on.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a plan is given, as to Injector::new"
    )]
    pub fn set_plan(&mut self, plan: FaultPlan) {
        self.draws = Draws::of(&plan);
        self.keeps = self.draws.has(Fault::OtherOrder);
    }

    /// One call through the faulty line. Returns what struck it besides what the client sees.
    pub fn exchange<G: Gateway + ?Sized>(
        &mut self,
        gateway: &mut G,
        now: Duration,
        request: &HttpRequest,
    ) -> (Exchange, Faults) {
        self.struck = Faults::NONE;
        if self.draws.is_empty() {
            return (at_once(gateway.handle(now, request)), self.struck);
        }
        let fault = self.draw(Stage::WayThere);
        if let Some(fault) = fault {
            self.strike(fault);
        }
        let exchange = match fault {
            Some(Fault::Refuse) => Exchange::NotConnected,
            Some(Fault::DelayRequest) => Exchange::Later(self.delay()),
            lost => self.answer(gateway, now, request, lost.is_none()),
        };
        (exchange, self.struck)
    }

    /// A request that was under way, see [`Exchange::Later`], reaches the gateway, and what becomes of the answer.
    pub fn arrival<G: Gateway + ?Sized>(
        &mut self,
        gateway: &mut G,
        now: Duration,
        request: &HttpRequest,
    ) -> (Exchange, Faults) {
        self.struck = Faults::NONE;
        (self.answer(gateway, now, request, true), self.struck)
    }

    /// What becomes of a notification that the gateway sends.
    pub fn notification(&mut self) -> NotificationFate {
        let fault = self.draw(Stage::Notification);
        if let Some(fault) = fault {
            self.strike(fault);
        }
        match fault {
            Some(Fault::NotifyLost) => NotificationFate::Lost,
            Some(Fault::NotifyRepeat) => NotificationFate::Twice,
            Some(_) => NotificationFate::Arrives(self.delay()),
            None => NotificationFate::Arrives(Duration::ZERO),
        }
    }

    /// A forged notification, if it is time for one and an order waits for it. Ask once a call.
    pub fn forgery<G: Gateway + ?Sized>(&mut self, gateway: &mut G) -> Option<Delivery> {
        self.draw(Stage::Forgery)?;
        let forged = gateway.forge_notification(&mut self.random)?;
        self.strike(Fault::NotifyForge);
        Some(forged)
    }

    /// What comes back for a request that arrives, or is lost on its way. A lost one is answered by a proxy or not at all.
    fn answer<G: Gateway + ?Sized>(
        &mut self,
        gateway: &mut G,
        now: Duration,
        request: &HttpRequest,
        arrives: bool,
    ) -> Exchange {
        let answerer = self.draw(Stage::Answerer);
        let proxy = answerer.filter(|fault| *fault != Fault::OtherOrder);
        if !arrives && proxy.is_none() {
            return Exchange::Broken;
        }
        let back = self.draw(Stage::WayBack);
        let dropped = arrives && back == Some(Fault::DropAfterCommit);
        // A proxy that answers in the gateway's stead may have passed the request on.
        let commits = arrives && (proxy.is_none() || dropped || self.random.coin());
        let answered = proxy.is_some() || !dropped;
        let flip = self.draw(Stage::Bits).is_some();
        let flip_request =
            flip && commits && !request.body.is_empty() && (!answered || self.random.coin());
        let genuine = commits.then(|| self.handled(gateway, now, request, flip_request));
        if dropped {
            self.strike(Fault::DropAfterCommit);
        }
        let mut reply = match (proxy, genuine) {
            (Some(fault), _) => {
                self.strike(fault);
                from_a_proxy(fault)
            }
            (None, Some(genuine)) if answered => {
                self.signed(gateway, request, genuine, answerer.is_some())
            }
            _ => return Exchange::Broken,
        };
        if flip && !flip_request {
            self.flip(&mut reply.body);
        }
        self.sent_back(reply, back == Some(Fault::Delay))
    }

    /// The gateway does what it is asked, perhaps twice, perhaps from a damaged request.
    fn handled<G: Gateway + ?Sized>(
        &mut self,
        gateway: &mut G,
        now: Duration,
        request: &HttpRequest,
        flip: bool,
    ) -> HttpReply {
        if self.draw(Stage::Visibility).is_some() {
            self.strike(Fault::LateVisible);
            gateway.hide_next_order(HIDDEN);
        }
        let mut damaged = None;
        if flip {
            self.flip(&mut damaged.insert(request.clone()).body);
        }
        let request = damaged.as_ref().unwrap_or(request);
        let reply = self.genuine(gateway, now, request);
        if self.draw(Stage::Arrival).is_none() {
            return reply;
        }
        self.strike(Fault::Duplicate);
        let second = self.genuine(gateway, now, request);
        if self.random.coin() { reply } else { second }
    }

    /// Whose answer it is, and what becomes of its signature.
    fn signed<G: Gateway + ?Sized>(
        &mut self,
        gateway: &G,
        request: &HttpRequest,
        own: HttpReply,
        other: bool,
    ) -> HttpReply {
        let mut reply = own;
        if other
            && let Some(others) =
                (self.answers).another(&gateway.operation(request), &mut self.random)
        {
            self.strike(Fault::OtherOrder);
            reply = others;
        }
        let Some(fault) = self.draw(Stage::Signature) else {
            return reply;
        };
        self.strike(fault);
        if let Some(lie) = &self.lie
            && self.random.coin()
            && let Some(lie) = lie(request, &mut self.random)
        {
            reply = lie;
        }
        let how = match fault {
            Fault::MissingSignature => SignatureFault::Missing,
            Fault::DowngradedSignature => SignatureFault::Downgraded,
            _ => SignatureFault::Wrong,
        };
        gateway.spoil_signature(&mut reply, how);
        reply
    }

    /// How much of an answer arrives, and when.
    fn sent_back(&mut self, reply: HttpReply, late: bool) -> Exchange {
        let mut delay = Duration::ZERO;
        if late {
            self.strike(Fault::Delay);
            delay = self.delay();
        }
        if reply.body.is_empty() || self.draw(Stage::Length).is_none() {
            return Exchange::Answer { reply, delay };
        }
        self.strike(Fault::Truncate);
        let bytes = self.below(reply.body.len());
        Exchange::Cut {
            reply,
            bytes,
            delay,
        }
    }

    fn draw(&mut self, stage: Stage) -> Option<Fault> {
        self.draws.draw(stage, &mut self.random)
    }

    fn strike(&mut self, fault: Fault) {
        self.struck.insert(fault);
        self.counts[fault as usize] += 1;
    }

    /// The gateway's own answer.
    fn genuine<G: Gateway + ?Sized>(
        &mut self,
        gateway: &mut G,
        now: Duration,
        request: &HttpRequest,
    ) -> HttpReply {
        let reply = gateway.handle(now, request);
        if self.keeps && self.answers.wants_more(&mut self.random) {
            self.answers.keep(gateway.operation(request), &reply);
        }
        reply
    }

    fn flip(&mut self, bytes: &mut [u8]) {
        let at = self.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << self.random.below(8);
            self.strike(Fault::BitFlip);
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
