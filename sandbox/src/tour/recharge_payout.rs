//! The tour of the recharge and payout platform, first half: recharges, what customers make of them, and their callbacks.

use super::{
    Step, Stop, Tour,
    recharge_payout_desk::{Desk, callbacks, merchant},
    recharge_payout_payouts,
};
use crate::{Gateway, Random};
use ::recharge_payout::{
    Ack, Channel, CreateRecharge, Order, Outcome, QueryRecharge, RechargePage, Status, Unexpected,
    Yuan,
};
use std::time::Duration;

/// Drives the crate through page, recharge, callbacks, short payment, payout, confirmation and duplicates.
pub fn run(tour: &mut Tour<'_>) {
    let desk = match Desk::open() {
        Ok(desk) => desk,
        Err(stop) => {
            tour.step("the gateway starts", |_| Err(stop));
            return;
        }
    };
    tour.step("recharge by page, paid, told until `success`", |step| {
        page(step, &desk)
    });
    tour.step("recharge by interface, paid in full", |step| {
        created(step, &desk)
    });
    tour.step("a short payment is caught", |step| short(step, &desk));
    tour.step("a recharge fails in silence", |step| failed(step, &desk));
    tour.step("a recharge refused, and forged callbacks", |step| {
        refused(step, &desk)
    });
    recharge_payout_payouts::run(tour, &desk);
    tour.step("the gateway's ledger", |step| ledger(step, &desk));
}

fn amount() -> Yuan {
    Yuan::from_fen(10_050)
}

fn recharge(mrn: &str, callback_url: &str) -> CreateRecharge {
    CreateRecharge {
        amount: amount(),
        channel_id: Channel::Alipay,
        mrn: mrn.into(),
        callback_url: format!("{callback_url}/recharge"),
        return_url: "https://shop.example/thanks".into(),
        payer: Some("张三".into()),
    }
}

fn query(desk: &Desk, mrn: &str, callback: bool) -> Result<Order, ::recharge_payout::Error> {
    desk.client.call(&QueryRecharge {
        mrn: mrn.into(),
        callback: callback.then_some(true),
    })
}

fn matches(desk: &Desk, body: &[u8], mrn: &str) -> bool {
    let told = desk.client.recharge_notification(body);
    told.is_ok_and(|told| told.expect(mrn, &amount()) == Ok(Ack::Success))
}

fn page(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    step.say("the platform signs no answer, so only HTTPS makes one a proof; the client's https address here stands for a proxy");
    step.say("that ends TLS before the gateway, and what it is sent goes on over HTTP to the loopback port");
    let merchant = merchant(1)?;
    let order = recharge("TOUR-R1", merchant.url());
    let form = desk.client.call(&RechargePage {
        amount: order.amount,
        channel_id: order.channel_id,
        mrn: order.mrn,
        callback_url: order.callback_url,
        return_url: order.return_url,
        payer: order.payer,
    })?;
    let sent = desk.show(step);
    step.check("the client sends nothing", !sent);
    step.say(format!("the browser posts to {}:", form.action));
    for (name, value) in form.fields().iter().filter(|(name, _)| *name != "payer") {
        step.say(format!("    {name}={value}"));
    }
    let whole = form.html.contains(".submit()") && form.html.contains("<noscript><button");
    step.check("its page submits itself, or by a button", whole);
    let response = desk.browse(&form.action, &form.fields())?;
    let address = response.header("Location").unwrap_or_default();
    step.check("the gateway shows its payment page", response.status == 303);
    let origin = form.action.trim_end_matches("/api/Pay");
    desk.press(step, &format!("{origin}{address}"), &[("action", "pay")])?;
    let told = callbacks(step, &merchant, 2)?;
    let genuine = told.iter().all(|body| matches(desk, body, "TOUR-R1"));
    step.check("both callbacks verify and are the order's", genuine);
    std::thread::sleep(Duration::from_millis(700));
    step.check(
        "after `success` no third one comes",
        merchant.received().len() == 2,
    );
    step.check(
        "the ledger has it once",
        desk.booked("TOUR-R1") == (10_050, 10_050),
    );
    Ok(())
}

fn created(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let merchant = merchant(0)?;
    let created = desk.client.call(&recharge("TOUR-R2", merchant.url()))?;
    let before = query(desk, "TOUR-R2", false)?;
    desk.show(step);
    step.say(format!("pay_url: {}", created.pay_url));
    step.check(
        "a query says that the customer has not paid",
        before.status == Status::Waiting,
    );
    desk.press(step, &created.pay_url, &[("action", "pay")])?;
    let told = callbacks(step, &merchant, 1)?;
    step.check(
        "the callback verifies and is the order's",
        matches(desk, &told[0], "TOUR-R2"),
    );
    let after = query(desk, "TOUR-R2", true)?;
    desk.show(step);
    step.check("a query says that it is paid", after.status == Status::Done);
    let told = callbacks(step, &merchant, 2)?;
    step.check(
        "and has the callback sent again",
        matches(desk, &told[1], "TOUR-R2"),
    );
    Ok(())
}

fn short(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let merchant = merchant(0)?;
    let created = desk.client.call(&recharge("TOUR-R3", merchant.url()))?;
    desk.show(step);
    desk.press(
        step,
        &created.pay_url,
        &[("action", "pay-other"), ("amount", "80.5")],
    )?;
    let told = callbacks(step, &merchant, 1)?;
    let believed = desk.client.recharge_notification(&told[0])?;
    let expected = believed.expect("TOUR-R3", &amount());
    if let Err(unexpected) = &expected {
        step.say(unexpected.to_string());
    }
    let both = Unexpected::PaidAmount {
        ordered: amount(),
        paid: Yuan::from_fen(8_050),
    };
    step.check(
        "it is genuine, and not the order's amount: both are told",
        expected == Err(both),
    );
    let other = believed.expect("TOUR-R2", &amount());
    let differs = Unexpected::Differs { field: "mrn" };
    step.check(
        "for another order it is no payment at all",
        other == Err(differs),
    );
    step.check(
        "the ledger has what was paid",
        desk.booked("TOUR-R3") == (10_050, 8_050),
    );
    Ok(())
}

fn failed(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let merchant = merchant(0)?;
    let created = desk.client.call(&recharge("TOUR-R4", merchant.url()))?;
    desk.press(step, &created.pay_url, &[("action", "fail")])?;
    let order = query(desk, "TOUR-R4", true)?;
    desk.show(step);
    step.check("a query says so", order.status == Status::Failed);
    std::thread::sleep(Duration::from_millis(300));
    step.check("no callback does", merchant.received().is_empty());
    step.check("no money moved", desk.booked("TOUR-R4") == (10_050, 0));
    Ok(())
}

fn refused(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let merchant = merchant(0)?;
    desk.client.call(&recharge("TOUR-R5", merchant.url()))?;
    let again = desk.client.call(&recharge("TOUR-R5", merchant.url()));
    desk.show(step);
    let unknown = matches!(&again, Err(error) if error.outcome() == Outcome::Unknown);
    step.check(
        "a second recharge of one number has no page, and proves nothing",
        unknown,
    );
    let mut random = Random::new(7);
    let forge = |_| {
        let server = &desk.server;
        server.with_gateway(|gateway, _| gateway.forge_notification(&mut random))
    };
    let forgeries: Vec<_> = (0..16).filter_map(forge).collect();
    let refused = forgeries
        .iter()
        .all(|one| desk.client.recharge_notification(&one.body).is_err());
    step.say(format!(
        "{} claims that TOUR-R5 was paid, by somebody without the secret",
        forgeries.len()
    ));
    step.check("none is believed", refused && forgeries.len() == 16);
    Ok(())
}

fn ledger(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let (ledger, balance) = desk
        .server
        .with_gateway(|gateway, _| (gateway.ledger(), gateway.balance_fen()));
    for ((direction, unit), totals) in ledger.totals() {
        step.say(format!(
            "{direction:?}: {} orders, {} paid: {} {unit}",
            totals.orders, totals.paid_orders, totals.paid
        ));
    }
    step.say(format!("balance: {balance} fen"));
    let start = crate::recharge_payout::Config::default().balance_fen;
    let sum = |wanted| -> u128 {
        let totals = ledger.totals();
        let chosen = totals
            .iter()
            .filter(|((direction, _), _)| *direction == wanted);
        chosen.map(|(_, totals)| totals.paid).sum()
    };
    let (paid_in, paid_out) = (sum(crate::Direction::In), sum(crate::Direction::Out));
    let adds_up = u128::from(start) + paid_in == u128::from(balance) + paid_out;
    step.check(
        "balance, recharges and payouts add up",
        adds_up && paid_in > 0 && paid_out > 0,
    );
    Ok(())
}
