//! The shape every provider's gateway has.

use crate::{Calendar, HttpReply, HttpRequest, Ledger, Random};
use std::{fmt, time::Duration};

/// A provider's gateway as a state machine: it owns its orders and knows no sockets and no clock.
///
/// `now` is virtual time since the Unix epoch and must not run backwards; what was due before it happens first, in order.
pub trait Gateway: Send {
    /// Answers one request, whatever it is: a wrong one gets the answer the provider would give.
    fn handle(&mut self, now: Duration, request: &HttpRequest) -> HttpReply;

    /// What a request asks for, from its names alone: no signature is checked and nothing changes.
    fn operation(&self, request: &HttpRequest) -> Operation;

    /// Whether somebody's browser asks, and no program of the merchant: the sandbox's own pages, and the provider's for its customers.
    /// A server's faults spare these.
    fn is_page(&self, request: &HttpRequest) -> bool {
        is_own_page(request)
    }

    /// When [`Gateway::due`] next has something to do; `None` while nothing is planned.
    fn next_due(&self) -> Option<Duration>;

    /// Lets everything planned up to `now` happen and returns the notifications to POST. The caller must report each through
    /// [`Gateway::delivered`]; until then it is not repeated.
    fn due(&mut self, now: Duration) -> Vec<Delivery>;

    /// Tells how a notification was received: the HTTP status and body, or `None` if no answer came in the provider's time. Returns what
    /// follows from it.
    fn delivered(&mut self, id: u64, now: Duration, answer: Option<(u16, &[u8])>) -> Reception;

    /// The order that the next request creates is invisible to queries for this long, as on a provider whose replicas lag.
    fn hide_next_order(&mut self, period: Duration);

    /// Makes the signature of an answer worthless in the given way. An answer that carries none stays as it is.
    fn spoil_signature(&self, reply: &mut HttpReply, how: SignatureFault);

    /// A notification that claims some unpaid order was paid, made by somebody who does not know the key. `None` if no order
    /// waits for a notification.
    fn forge_notification(&mut self, random: &mut Random) -> Option<Delivery>;

    /// Where the gateway is reachable, without a final slash: pages and codes it hands out begin with it.
    fn set_base_url(&mut self, url: &str);

    /// How its messages are to date moments, before the first call. A gateway that is not told dates a moment with itself; one whose
    /// messages carry no dates need not listen.
    fn set_calendar(&mut self, calendar: Calendar) {
        let _ = calendar;
    }

    /// What a developer needs to begin.
    fn introduction(&self) -> Introduction;

    /// What moved, by the gateway's own books.
    fn ledger(&self) -> Ledger;
}

/// A notification on its way to a merchant: a POST.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The gateway's number for it, for [`Gateway::delivered`]. Forged ones have numbers the gateway ignores.
    pub id: u64,
    /// What it tells of: such as a `payment`.
    pub kind: &'static str,
    /// The number of the order it tells of.
    pub order: String,
    /// Where to.
    pub url: String,
    /// Header names and values, `Content-Type` among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long the provider waits for the answer.
    pub patience: Duration,
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("order", &self.order)
            .field("url", &self.url)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// What a gateway makes of the answer to a notification, or of there being none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reception {
    /// The merchant took it: it is not told again.
    Acknowledged,
    /// It is told again at this moment.
    Again(Duration),
    /// The schedule is at its end, or the gateway never sent such a notification: it is not told again.
    GivenUp,
}

/// What a request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The provider's own word, such as `orderquery`; `unknown` for what is no operation.
    pub name: &'static str,
    /// Whether it may move money.
    pub moves_money: bool,
    /// The order number in the request, if it names one.
    pub order: Option<String>,
}

/// A way in which a signature is worthless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureFault {
    /// There, well formed, and not the right one.
    Wrong,
    /// Not there.
    Missing,
    /// Made in a weaker way that needs no key: a verifier that lets the answer choose the algorithm would believe it.
    Downgraded,
}

/// What `serve` prints of a gateway.
#[derive(Clone, Debug)]
pub struct Introduction {
    /// Names and values to configure the client with, the key among them: a simulated gateway's key is no secret.
    pub credentials: Vec<(&'static str, String)>,
    /// A shell line that takes one payment, ready signed.
    pub curl: String,
    /// For how long from now that line is good, in real time. `None` if it is for ever.
    pub curl_valid: Option<Duration>,
    /// What to send to see a behaviour, and the behaviour.
    pub behaviours: Vec<(String, String)>,
}

impl Reception {
    /// Of a notification that is not told again.
    pub(crate) const fn last(confirmed: bool) -> Self {
        if confirmed {
            Self::Acknowledged
        } else {
            Self::GivenUp
        }
    }
}

/// Whether a page of the sandbox itself is asked for, or what browsers ask for unasked.
pub(crate) fn is_own_page(request: &HttpRequest) -> bool {
    let path = request.path.as_str();
    path == "/sandbox" || path.starts_with("/sandbox/") || path == "/favicon.ico"
}

/// A boxed gateway is a gateway: servers over a provider chosen at run time need it.
impl Gateway for Box<dyn Gateway> {
    fn handle(&mut self, now: Duration, request: &HttpRequest) -> HttpReply {
        (**self).handle(now, request)
    }
    fn operation(&self, request: &HttpRequest) -> Operation {
        (**self).operation(request)
    }
    fn is_page(&self, request: &HttpRequest) -> bool {
        (**self).is_page(request)
    }
    fn next_due(&self) -> Option<Duration> {
        (**self).next_due()
    }
    fn due(&mut self, now: Duration) -> Vec<Delivery> {
        (**self).due(now)
    }
    fn delivered(&mut self, id: u64, now: Duration, answer: Option<(u16, &[u8])>) -> Reception {
        (**self).delivered(id, now, answer)
    }
    fn hide_next_order(&mut self, period: Duration) {
        (**self).hide_next_order(period);
    }
    fn spoil_signature(&self, reply: &mut HttpReply, how: SignatureFault) {
        (**self).spoil_signature(reply, how);
    }
    fn forge_notification(&mut self, random: &mut Random) -> Option<Delivery> {
        (**self).forge_notification(random)
    }
    fn set_base_url(&mut self, url: &str) {
        (**self).set_base_url(url);
    }
    fn set_calendar(&mut self, calendar: Calendar) {
        (**self).set_calendar(calendar);
    }
    fn introduction(&self) -> Introduction {
        (**self).introduction()
    }
    fn ledger(&self) -> Ledger {
        (**self).ledger()
    }
}
