//! What sets a provider apart in the eyes of the simulation: its gateway, its client, and what answers mean.

use super::{
    defect::Planted,
    journal::{Attempt, Kind},
    plan::Plan,
    world::World,
};
use crate::{Delivery, Direction, Fault, Gateway, HttpReply, HttpRequest, Random};
use std::time::Duration;

/// How long a till waits for an answer: every second late one still comes in time.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(60);

/// What the call that starts an attempt proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Submitted {
    /// The money moved; so much of it can be refunded.
    Paid { refundable: u128 },
    /// The order stands; the customer, or time, decides.
    Open,
    /// Provably not paid, and never under this number.
    NotPaid,
    /// Nothing left the till.
    NotSent,
    /// It may have happened.
    Unknown,
}

/// What a query proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Paid, as much as the sale costs.
    Paid { refundable: u128 },
    /// Paid, but another amount.
    PaidOther(u128),
    /// Not paid, and never under this number.
    NotPaid,
    /// Was paid, and went back.
    TakenBack,
    /// Not decided yet.
    Open,
    /// The gateway knows no such order, or not yet.
    NoOrder,
    /// The query failed and says nothing.
    Nothing,
}

/// What a refund, or a query for one, proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefundTold {
    /// It was made.
    Done,
    /// It was not made and never will be under this number.
    Failed,
    /// Send the same number again.
    Again,
    /// Under way.
    Open,
    /// A person must act.
    Person,
    /// Nothing is known.
    Unknown,
}

/// What the till made of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Notified {
    /// The order was paid, as much as the sale costs.
    Paid { number: String, refundable: u128 },
    /// The order was paid, another amount.
    PaidOther { number: String, amount: u128 },
    /// Something happened to the order; the till must ask what.
    Heard { number: String },
    /// Genuine, but nothing to act on.
    Idle,
    /// Not believed.
    Refused,
}

/// A till at work for one sale: what a provider's part needs to know.
pub(crate) struct Context<'a, H: House> {
    pub(crate) client: &'a H::Client,
    pub(crate) world: &'a World<H::Gateway>,
    pub(crate) plan: &'a Plan,
}

/// A provider.
pub(crate) trait House: Sized + 'static {
    /// Its simulated gateway.
    type Gateway: Gateway + 'static;
    /// The SDK's client. A till that restarts makes a new one.
    type Client: Send + Sync + 'static;
    /// Its name on the command line.
    const NAME: &'static str;
    /// Whether an order can be cancelled.
    const CANCELS: bool = false;
    /// How hard the line misbehaves, in percent of what is usual.
    const STORM: u32 = 100;
    /// Answers that notifications get: handled, not handled.
    const ACKS: (&'static str, &'static str);

    /// A gateway without orders.
    fn gateway(seed: u64) -> Self::Gateway;
    /// A client on the world's line and clock.
    fn client(world: &World<Self::Gateway>) -> Self::Client;
    /// The amount of a sale in the provider's smallest unit.
    fn amount(sale: u64, kind: Kind) -> u128;
    /// Which way the money goes and in what unit the gateway counts it.
    fn books(kind: Kind) -> (Direction, &'static str);
    /// How an order's number ends, where that decides what the gateway does.
    fn order_ending(_: Kind, _: u64) -> &'static str {
        ""
    }
    /// The call that starts an attempt; `cancelling` is called before a cancel is sent.
    fn submit(
        context: &Context<'_, Self>,
        attempt: &Attempt,
        cancelling: &mut dyn FnMut(),
    ) -> Submitted;
    /// Asks what became of it.
    fn ask(context: &Context<'_, Self>, attempt: &Attempt) -> Told;
    /// Cancels it; the answer proves nothing.
    fn cancel(_: &Context<'_, Self>, _: &Attempt) {}
    /// The customer decides.
    fn customer(gateway: &mut Self::Gateway, now: Duration, number: &str, pays: bool);
    /// Reads a notification; `expected` tells what the journal has of an order: what the sale costs, and how it is paid.
    fn notified(
        client: &Self::Client,
        delivery: &Delivery,
        now: Duration,
        expected: &dyn Fn(&str) -> Option<(u128, Kind)>,
        planted: Planted,
    ) -> Notified;
    /// How a refund's number ends, which decides the bank's conduct.
    fn refund_ending(_: u64) -> &'static str {
        ""
    }
    /// Sends a refund.
    fn refund(_: &Context<'_, Self>, _: &Attempt, _: &str, _: u128) -> RefundTold {
        RefundTold::Person
    }
    /// Asks what became of a refund.
    fn ask_refund(_: &Context<'_, Self>, _: &Attempt, _: &str, _: u128) -> RefundTold {
        RefundTold::Person
    }
    /// The answer of somebody on the line who claims that the order was paid, and does not know the key.
    fn lie(request: &HttpRequest, random: &mut Random) -> Option<HttpReply>;
    /// Whether no client could see through this fault in this answer. What TLS stops, or what the provider's protocol leaves open
    /// (see `RELIABILITY.md`), arrives as a broken connection instead.
    fn undetectable(_: Fault, _: &HttpReply) -> bool {
        false
    }
    /// Makes an answer pass a check that a planted defect leaves out.
    fn overlook(_: Planted, _: &HttpRequest, _: &mut HttpReply) {}
}
