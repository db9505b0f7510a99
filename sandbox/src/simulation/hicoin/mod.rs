//! HiCoin: transfers that only a query ends, H5 payments that a user makes on a page.

mod calls;
mod falsehood;

use super::{
    defect::{Defect, Planted},
    house::{Context, House, Notified, Submitted, TIMEOUT, Told},
    journal::{Attempt, Kind},
    plan,
    world::World,
};
use crate::{Delivery, Direction, Fault, HttpReply, HttpRequest, Random, hicoin as sandbox};
use ::hicoin as sdk;
use sdk::{Amount, AppKey, Client, PaymentKey};
use std::{collections::BTreeMap, time::Duration};
use transport::Request;

const BASE: &str = "https://gateway.test/api";
const COIN: &str = "USDT";

/// The provider.
pub(crate) struct HiCoin;

impl House for HiCoin {
    type Gateway = sandbox::HiCoin;
    type Client = Client;
    const NAME: &'static str = "hicoin";
    const STORM: u32 = 102;
    const ACKS: (&'static str, &'static str) = ("SUCCESS", "FAIL");

    /// Every second gateway notifies with JSON: the documents do not say how.
    fn gateway(seed: u64) -> Self::Gateway {
        sandbox::HiCoin::new(sandbox::Config {
            seed,
            explain: false,
            balances: BTreeMap::from([(COIN.into(), i64::MAX / 2)]),
            notify_url: Some("https://merchant.test/paid".into()),
            notify_as_json: seed.is_multiple_of(2),
            ..sandbox::Config::default()
        })
    }

    fn client(world: &World<Self::Gateway>) -> Client {
        let line = world.clone();
        let app_key =
            AppKey::new(sandbox::Config::DEFAULT_SECRET_KEY).expect("the key is printable");
        let payment_key =
            PaymentKey::new(sandbox::Config::DEFAULT_MCH_KEY).expect("the key is printable");
        let nonces = world.nonces();
        Client::builder(sandbox::Config::default().app_id, app_key)
            .payment_key(payment_key)
            .payout_base_url(BASE)
            .oauth_base_url(BASE)
            .nonce(nonces)
            .clock(world.clock().clone())
            .timeout(TIMEOUT)
            .transport(move |request: &Request| line.send(request))
            .build()
            .expect("the settings are right")
    }

    fn amount(sale: u64, _: Kind) -> u128 {
        plan::amount(sale).into()
    }

    fn books(kind: Kind) -> (Direction, &'static str) {
        match kind {
            Kind::Direct => (Direction::Out, "1e-8 USDT"),
            Kind::Shown => (Direction::In, "1e-8 USDT"),
        }
    }

    fn order_ending(kind: Kind, conduct: u64) -> &'static str {
        match (kind, conduct / 3) {
            (Kind::Direct, 0 | 1) => "X9001",
            (Kind::Direct, 2 | 3) => "X9002",
            (Kind::Direct, 4) => "X9003",
            (Kind::Direct, 5 | 6) => "X9004",
            (Kind::Direct, 7) => "X9005",
            (Kind::Direct, 8 | 9) => "X9006",
            _ => "",
        }
    }

    fn submit(context: &Context<'_, Self>, attempt: &Attempt, _: &mut dyn FnMut()) -> Submitted {
        match attempt.kind {
            Kind::Direct => calls::transfer(context, attempt),
            Kind::Shown => calls::pre_order(context, attempt),
        }
    }

    fn ask(context: &Context<'_, Self>, attempt: &Attempt) -> Told {
        match attempt.kind {
            Kind::Direct => calls::confirm(context, attempt),
            Kind::Shown => calls::ask(context, attempt),
        }
    }

    fn customer(gateway: &mut Self::Gateway, now: Duration, number: &str, pays: bool) {
        if pays {
            gateway.user_pays(now, number);
        } else {
            gateway.user_cancels(now, number);
        }
    }

    fn notified(
        client: &Client,
        delivery: &Delivery,
        _: Duration,
        expected: &dyn Fn(&str) -> Option<(u128, Kind)>,
        planted: Planted,
    ) -> Notified {
        let content = delivery
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let content = content.map(|(_, value)| value.as_str());
        if planted.has(Defect::UnsignedNotificationBelieved) {
            return falsehood::believed(&delivery.body, expected);
        }
        calls::notified(client, content, &delivery.body, expected).unwrap_or(Notified::Refused)
    }

    fn lie(request: &HttpRequest, random: &mut Random) -> Option<HttpReply> {
        falsehood::lie(request, random)
    }

    /// A refusal has no data and so no signature: TLS alone vouches for it.
    fn undetectable(fault: Fault, reply: &HttpReply) -> bool {
        matches!(fault, Fault::OtherOrder | Fault::BitFlip)
            && !String::from_utf8_lossy(&reply.body).contains("\"sign\":")
    }
}

fn amount(units: u128) -> Amount {
    Amount::from_units(i64::try_from(units).unwrap_or(i64::MAX)).expect("it is an amount")
}
