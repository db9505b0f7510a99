//! The recharge and payout platform: payouts that only a query or a callback ends, recharges whose amount only a callback tells.
//!
//! Its answers carry no signature: TLS alone vouches for them, so that a line which alters them breaks the connection instead.

use super::{
    defect::{Defect, Planted},
    house::{Context, House, Notified, Submitted, TIMEOUT, Told},
    journal::{Attempt, Kind, sale_of},
    plan,
    world::World,
};
use crate::{
    Delivery, Direction, Fault, HttpReply, HttpRequest, Random, recharge_payout as sandbox,
};
use ::recharge_payout as sdk;
use sdk::{
    Channel, Client, Confirmed, CreatePayout, CreateRecharge, Error, Masked, Outcome, Patience,
    QueryRecharge, Secret, Status, Unexpected, WholeYuan, Yuan,
};
use signing_core::{FixedMd5, fixed_order, form};
use std::time::Duration;
use transport::Request;

const BASE: &str = "https://gateway.test";
const RECHARGED: &str = "https://merchant.test/recharged";
const PAID_OUT: &str = "https://merchant.test/paid-out";

/// The provider.
pub(crate) struct RechargePayout;

impl House for RechargePayout {
    type Gateway = sandbox::RechargePayout;
    type Client = Client;
    const NAME: &'static str = "recharge_payout";
    const STORM: u32 = 119;
    const ACKS: (&'static str, &'static str) = ("success", "fail");

    fn gateway(_: u64) -> Self::Gateway {
        sandbox::RechargePayout::new(sandbox::Config {
            balance_fen: u64::MAX / 2,
            explain: false,
            recharge_valid: Duration::from_secs(600),
            ..sandbox::Config::default()
        })
    }

    fn client(world: &World<Self::Gateway>) -> Client {
        let line = world.clone();
        Client::builder(BASE, sandbox::Config::default().app_key, secret())
            .clock(world.clock().clone())
            .timeout(TIMEOUT)
            .transport(move |request: &Request| line.send(request))
            .build()
            .expect("the settings are right")
    }

    fn amount(sale: u64, kind: Kind) -> u128 {
        let fen = plan::amount(sale);
        match kind {
            Kind::Direct => u128::from(fen / 100 * 100),
            Kind::Shown => fen.into(),
        }
    }

    fn books(kind: Kind) -> (Direction, &'static str) {
        match kind {
            Kind::Direct => (Direction::Out, "fen"),
            Kind::Shown => (Direction::In, "fen"),
        }
    }

    fn submit(context: &Context<'_, Self>, attempt: &Attempt, _: &mut dyn FnMut()) -> Submitted {
        match attempt.kind {
            Kind::Direct => pay_out(context, attempt),
            Kind::Shown => recharge(context, attempt),
        }
    }

    fn ask(context: &Context<'_, Self>, attempt: &Attempt) -> Told {
        match attempt.kind {
            Kind::Direct => confirm(context, attempt),
            Kind::Shown => ask_for_callback(context, attempt),
        }
    }

    /// One in nine pays less than was asked: a real payment of another size.
    fn customer(gateway: &mut Self::Gateway, now: Duration, number: &str, pays: bool) {
        let sale = sale_of(number).unwrap_or_default();
        let asked = plan::amount(sale);
        if !pays {
            gateway.customer_fails(now, number);
        } else if sale.is_multiple_of(9) {
            gateway.customer_pays(now, number, asked / 2);
        } else {
            gateway.customer_pays(now, number, asked);
        }
    }

    fn notified(
        client: &Client,
        delivery: &Delivery,
        _: Duration,
        expected: &dyn Fn(&str) -> Option<(u128, Kind)>,
        planted: Planted,
    ) -> Notified {
        let out = delivery.url == PAID_OUT;
        let resigned;
        let mut body = delivery.body.as_slice();
        if planted.has(Defect::ForgedCallbackBelieved) {
            resigned = resigned_form(body, out);
            body = &resigned;
        }
        let notified = if out {
            paid_out(client, body, expected)
        } else {
            recharged(client, body, expected)
        };
        notified.unwrap_or(Notified::Refused)
    }

    /// Behind TLS nobody else speaks.
    fn lie(_: &HttpRequest, _: &mut Random) -> Option<HttpReply> {
        None
    }

    fn undetectable(fault: Fault, reply: &HttpReply) -> bool {
        match fault {
            Fault::BitFlip => true,
            // Only a query's answer names its order.
            Fault::OtherOrder => !String::from_utf8_lossy(&reply.body).contains("\"Mrn\""),
            _ => false,
        }
    }
}

fn secret() -> Secret {
    Secret::new(sandbox::Config::DEFAULT_SECRET).expect("the secret is printable")
}

fn yuan(fen: u128) -> Yuan {
    Yuan::from_fen(u64::try_from(fen).unwrap_or(u64::MAX))
}

fn whole_yuan(fen: u128) -> WholeYuan {
    WholeYuan(u64::try_from(fen / 100).unwrap_or(u64::MAX))
}

fn pay_out(context: &Context<'_, RechargePayout>, attempt: &Attempt) -> Submitted {
    // The account's ending decides what the bank does.
    let ending = ["9001", "9002", "9002", "9003", "9004", "9004"];
    let ending = usize::try_from(context.plan.conduct / 4)
        .ok()
        .and_then(|index| ending.get(index))
        .unwrap_or(&"0000");
    let payout = CreatePayout {
        amount: whole_yuan(attempt.asked),
        bank_name: "ICBC".into(),
        account_name: Masked::from("Wang Wu"),
        account_number: Masked::from(format!("62258801{ending}")),
        mrn: attempt.number.clone(),
        callback_url: PAID_OUT.into(),
    };
    started(context.client.call(&payout).map(drop), true)
}

fn recharge(context: &Context<'_, RechargePayout>, attempt: &Attempt) -> Submitted {
    let recharge = CreateRecharge {
        amount: yuan(attempt.asked),
        callback_url: RECHARGED.into(),
        channel_id: Channel::from("2"),
        mrn: attempt.number.clone(),
        return_url: "https://merchant.test/thanks".into(),
        payer: None,
    };
    started(context.client.call(&recharge).map(drop), false)
}

/// `once`: the call was made a single time, so that a refusal speaks of it alone.
fn started(result: Result<(), Error>, once: bool) -> Submitted {
    match result.map_err(|error| error.outcome()) {
        Ok(()) => Submitted::Open,
        Err(Outcome::NotSent) => Submitted::NotSent,
        Err(Outcome::Refused) if once => Submitted::NotPaid,
        Err(_) => Submitted::Unknown,
    }
}

fn confirm(context: &Context<'_, RechargePayout>, attempt: &Attempt) -> Told {
    let patience = Patience {
        poll: Duration::from_secs(context.plan.poll * 8),
        ..Patience::default()
    };
    match context
        .client
        .confirm_payout(&attempt.number, patience, |_| {})
    {
        Ok(Confirmed::PaidOut) => Told::Paid { refundable: 0 },
        Ok(Confirmed::Failed | Confirmed::NotFound) => Told::NotPaid,
        Ok(Confirmed::Waiting) => Told::Open,
        _ => Told::Nothing,
    }
}

/// The query never proves an amount: it only makes the platform call back again.
fn ask_for_callback(context: &Context<'_, RechargePayout>, attempt: &Attempt) -> Told {
    let query = QueryRecharge {
        mrn: attempt.number.clone(),
        callback: Some(true),
    };
    match context.client.call(&query) {
        Ok(order) => match order.status {
            Status::Failed => Told::NotPaid,
            _ => Told::Open,
        },
        Err(error)
            if error
                .failure()
                .is_some_and(|failure| failure.code == Some(sdk::Code::ObjectNotFound)) =>
        {
            Told::NoOrder
        }
        Err(_) => Told::Nothing,
    }
}

fn recharged(
    client: &Client,
    body: &[u8],
    expected: &dyn Fn(&str) -> Option<(u128, Kind)>,
) -> Option<Notified> {
    let callback = client.recharge_notification(body).ok()?;
    let number = callback.mrn.clone();
    let (fee, _) = expected(&number).filter(|(_, kind)| *kind == Kind::Shown)?;
    Some(match callback.expect(&number, &yuan(fee)) {
        Ok(_) => Notified::Paid {
            number,
            refundable: 0,
        },
        Err(Unexpected::PaidAmount { paid, .. }) => Notified::PaidOther {
            number,
            amount: paid.fen().into(),
        },
        Err(_) => Notified::PaidOther {
            number,
            amount: callback.amount.fen().into(),
        },
    })
}

fn paid_out(
    client: &Client,
    body: &[u8],
    expected: &dyn Fn(&str) -> Option<(u128, Kind)>,
) -> Option<Notified> {
    let callback = client.payout_notification(body).ok()?;
    let number = callback.mrn.clone();
    let (fee, _) = expected(&number).filter(|(_, kind)| *kind == Kind::Direct)?;
    Some(match callback.expect(&number, whole_yuan(fee)) {
        Ok(_) => Notified::Paid {
            number,
            refundable: 0,
        },
        Err(_) => Notified::PaidOther {
            number,
            amount: callback.amount.fen().into(),
        },
    })
}

/// A callback signed anew: what a till that does not look would take it for.
fn resigned_form(body: &[u8], out: bool) -> Vec<u8> {
    let order = if out {
        fixed_order::PAYOUT_CALLBACK
    } else {
        fixed_order::RECHARGE_CALLBACK
    };
    let mut fields = form::decode(body).unwrap_or_default();
    fields.retain(|(name, _)| name != "sign");
    let plain: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    if let Ok(sign) = FixedMd5::new(secret()).sign(&order, &plain) {
        let sign = sign.as_str().to_owned();
        fields.push(("sign".into(), sign));
    }
    form::encode(fields).into_bytes()
}
