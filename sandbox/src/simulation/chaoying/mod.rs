//! Chaoying: settle at the counter, refunds, pre-orders with notifications.

mod calls;
mod falsehood;
mod refund;

use super::{
    defect::{Defect, Planted},
    house::{Context, House, Notified, RefundTold, Submitted, TIMEOUT, Told},
    journal::{Attempt, Kind},
    plan,
    world::World,
};
use crate::{Delivery, Direction, Fault, HttpReply, HttpRequest, Random, chaoying as sandbox};
use ::chaoying as sdk;
use sdk::{Client, Fen, PayType, Secret};
use std::time::Duration;
use transport::Request;

/// The merchant.
const MCH_ID: &str = "00000001";
/// Where the gateway says it is.
const BASE: &str = "https://gateway.test";
/// How long a pre-order can be paid.
const PRE_ORDER_VALID: Duration = Duration::from_secs(600);

/// The provider.
pub(crate) struct Chaoying;

impl House for Chaoying {
    type Gateway = sandbox::Chaoying;
    type Client = Client;
    const NAME: &'static str = "chaoying";
    const STORM: u32 = 99;
    const CANCELS: bool = true;
    const ACKS: (&'static str, &'static str) = ("success", "fail");

    fn gateway(seed: u64) -> Self::Gateway {
        let config = sandbox::Config {
            seed,
            explain: false,
            pre_order_valid: PRE_ORDER_VALID,
            ..sandbox::Config::default()
        };
        sandbox::Chaoying::new(config)
    }

    fn client(world: &World<Self::Gateway>) -> Client {
        let line = world.clone();
        Client::builder(BASE, sandbox::Config::default().agent_id, key())
            .clock(world.clock().clone())
            .timeout(TIMEOUT)
            .transport(move |request: &Request| line.send(request))
            .build()
            .expect("the settings are right")
    }

    fn amount(sale: u64, _: Kind) -> u128 {
        plan::amount(sale).into()
    }

    fn books(_: Kind) -> (Direction, &'static str) {
        (Direction::In, "fen")
    }

    fn submit(
        context: &Context<'_, Self>,
        attempt: &Attempt,
        cancelling: &mut dyn FnMut(),
    ) -> Submitted {
        match attempt.kind {
            Kind::Direct => calls::settle(context, attempt, cancelling),
            Kind::Shown => calls::pre_order(context, attempt),
        }
    }

    fn ask(context: &Context<'_, Self>, attempt: &Attempt) -> Told {
        calls::ask(context, attempt)
    }

    fn cancel(context: &Context<'_, Self>, attempt: &Attempt) {
        calls::cancel(context, attempt);
    }

    fn customer(gateway: &mut Self::Gateway, now: Duration, number: &str, pays: bool) {
        if pays {
            gateway.customer_pays(now, number);
        } else {
            gateway.customer_refuses(now, number);
        }
    }

    fn notified(
        client: &Client,
        delivery: &Delivery,
        _: Duration,
        expected: &dyn Fn(&str) -> Option<(u128, Kind)>,
        planted: Planted,
    ) -> Notified {
        let resigned;
        let mut body = delivery.body.as_slice();
        if planted.has(Defect::ForgeryBelieved) {
            resigned = falsehood::resigned_form(body);
            body = &resigned;
        }
        calls::notified(client, body, expected)
    }

    fn refund_ending(conduct: u64) -> &'static str {
        match conduct % 10 {
            0 => "-PROCESSING",
            1 => "-NOTSURE",
            2 => "-FAIL",
            3 => "-CHANGE",
            _ => "",
        }
    }

    fn refund(
        context: &Context<'_, Self>,
        attempt: &Attempt,
        number: &str,
        amount: u128,
    ) -> RefundTold {
        refund::send(context, attempt, number, amount)
    }

    fn ask_refund(
        context: &Context<'_, Self>,
        attempt: &Attempt,
        number: &str,
        _: u128,
    ) -> RefundTold {
        refund::ask(context, attempt, number)
    }

    fn lie(request: &HttpRequest, random: &mut Random) -> Option<HttpReply> {
        falsehood::lie(request, random)
    }

    /// A failure whose request was too damaged to name an order names none.
    fn undetectable(fault: Fault, reply: &HttpReply) -> bool {
        if fault != Fault::OtherOrder || !reply.body.starts_with(br#"{"state":"FAIL""#) {
            return false;
        }
        let text = String::from_utf8_lossy(&reply.body);
        !text.contains(r#""out_trade_no""#) && !text.contains(r#""out_refund_no""#)
    }

    fn overlook(planted: Planted, request: &HttpRequest, reply: &mut HttpReply) {
        falsehood::overlook(planted, request, reply);
    }
}

fn key() -> Secret {
    Secret::new(sandbox::Config::DEFAULT_KEY).expect("the key is printable")
}

fn fen(amount: u128) -> Fen {
    Fen(u64::try_from(amount).unwrap_or(u64::MAX))
}

/// The wallet of a sale, and how its payment codes begin.
fn wallet(channel: u64) -> (PayType, &'static str) {
    match channel % 5 {
        0 | 1 => (PayType::Alipay, "28"),
        2 => (PayType::Unionpay, "62"),
        _ => (PayType::Wechat, "13"),
    }
}
