//! DragonEx: transfers that a query ends, payments that a user makes on a page. A callback is only a reason to ask.
//!
//! Everything is dated by the till's clock, and nothing is believed five minutes off: a till whose clock is wrong by more than that
//! lists everything for a person.

mod calls;

use super::{
    defect::Planted,
    house::{Context, House, Notified, Submitted, TIMEOUT, Told},
    journal::{Attempt, Kind, sale_of},
    plan,
    world::World,
};
use crate::{
    Delivery, Direction, Fault, Gateway, HttpReply, HttpRequest, Random, dragonex as sandbox,
};
use ::dragonex as sdk;
use sdk::{Client, Volume};
use serde_json::Value;
use std::time::Duration;
use transport::Request;

const BASE: &str = "https://gateway.test";
const COIN: &str = "usdt";
const UID: u64 = 1_000_000;
/// The gateway counts in 1e-18; amounts here are whole 1e-8, so that they can be changed by a little.
const PARTS: u128 = 10_000_000_000;

/// The provider.
pub(crate) struct DragonEx;

impl House for DragonEx {
    type Gateway = sandbox::DragonEx;
    type Client = Client;
    const NAME: &'static str = "dragonex";
    const ACKS: (&'static str, &'static str) = ("success", "fail");

    fn gateway(seed: u64) -> Self::Gateway {
        let mut gateway = sandbox::DragonEx::new(sandbox::Config {
            seed,
            callback_url: "https://merchant.test/told".into(),
            app_balance: "1000000000".into(),
            user_balance: "1000000000".into(),
            pay_code_valid: Duration::from_secs(600),
            frame_callbacks: seed.is_multiple_of(2),
            ..sandbox::Config::default()
        });
        // The client follows a pay URL to its own gateway only.
        gateway.set_base_url(BASE);
        gateway
    }

    fn client(world: &World<Self::Gateway>) -> Client {
        let line = world.clone();
        let config = sandbox::Config::default();
        Client::builder(
            BASE,
            config.app_id,
            config.access_key,
            config.secret_key,
            config.check_key,
        )
        .clock(world.clock().clone())
        .timeout(TIMEOUT)
        .transport(move |request: &Request| line.send(request))
        .build()
        .expect("the settings are right")
    }

    fn amount(sale: u64, _: Kind) -> u128 {
        u128::from(plan::amount(sale)) * PARTS
    }

    fn books(kind: Kind) -> (Direction, &'static str) {
        match kind {
            Kind::Direct => (Direction::Out, COIN),
            Kind::Shown => (Direction::In, COIN),
        }
    }

    fn order_ending(kind: Kind, conduct: u64) -> &'static str {
        match (kind, conduct / 3) {
            (Kind::Direct, 0 | 1) => "_SLOW",
            (Kind::Direct, 2..=5) => "_ATONCE",
            (Kind::Direct, 6 | 7) => "_FAILS",
            (Kind::Direct, 8) => "_500",
            (Kind::Direct, 9 | 10) => "_UNSURE",
            (Kind::Direct, 11) => "_ERROR",
            _ => "",
        }
    }

    fn submit(context: &Context<'_, Self>, attempt: &Attempt, _: &mut dyn FnMut()) -> Submitted {
        match attempt.kind {
            Kind::Direct => calls::transfer(context, attempt),
            Kind::Shown => calls::request(context, attempt),
        }
    }

    fn ask(context: &Context<'_, Self>, attempt: &Attempt) -> Told {
        match attempt.kind {
            Kind::Direct => calls::confirm_transfer(context, attempt),
            Kind::Shown => calls::confirm_payment(context, attempt),
        }
    }

    fn customer(gateway: &mut Self::Gateway, now: Duration, number: &str, pays: bool) {
        if pays {
            gateway.user_pays(now, number);
        } else {
            gateway.user_gives_up(now, number);
        }
    }

    /// Whatever a callback says, the order is asked for: the till only hears that it should.
    fn notified(
        client: &Client,
        delivery: &Delivery,
        _: Duration,
        expected: &dyn Fn(&str) -> Option<(u128, Kind)>,
        _: Planted,
    ) -> Notified {
        let Ok(callback) = client.payment_callback(&delivery.headers, &delivery.body) else {
            return Notified::Refused;
        };
        let number = callback.order_number().to_owned();
        match expected(&number) {
            Some(_) => Notified::Heard { number },
            None => Notified::Refused,
        }
    }

    fn lie(request: &HttpRequest, _: &mut Random) -> Option<HttpReply> {
        let asked: Value = serde_json::from_slice(&request.body).ok()?;
        let number = asked["trade_no"].as_str()?;
        let direction = if request.path.contains("user2app") {
            1
        } else {
            2
        };
        let volume = volume(Self::amount(sale_of(number)?, Kind::Direct));
        let body = format!(
            "{{\"ok\":true,\"code\":1,\"msg\":\"\",\"data\":{{\"id\":77,\"trade_no\":\"{number}\",\"uid\":{UID},\
             \"coin_code\":\"{COIN}\",\"volume\":\"{volume}\",\"direction\":{direction},\"status\":1,\
             \"create_time\":1,\"arrive_time\":2}}}}"
        );
        let mut reply = HttpReply::json(body);
        reply
            .headers
            .push(("dragonex-sign".into(), "0badc0de".into()));
        reply
            .headers
            .push(("dragonex-ts".into(), "1700000000".into()));
        Some(reply)
    }

    /// A failure whose request was too damaged to name an order names none.
    fn undetectable(fault: Fault, reply: &HttpReply) -> bool {
        fault == Fault::OtherOrder && !String::from_utf8_lossy(&reply.body).contains("trade_no")
    }
}

/// So many 1e-18.
fn volume(parts: u128) -> Volume {
    let whole = 10_u128.pow(18);
    let text = format!("{}.{:018}", parts / whole, parts % whole);
    text.parse().expect("it is a decimal")
}

/// The 1e-18 of a volume; `None` if it has finer parts.
fn parts(volume: &Volume) -> Option<u128> {
    let (whole, decimals) = volume
        .as_str()
        .split_once('.')
        .unwrap_or((volume.as_str(), ""));
    let decimals = format!("{decimals:0<18}");
    if decimals.len() != 18 {
        return None;
    }
    format!("{whole}{decimals}").parse().ok()
}
