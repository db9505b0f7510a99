//! The tour of DragonEx, first part: payments of users, from the request to the confirmation.

use super::{Step, Stop, Tour, dragonex_desk::Desk, dragonex_transfers, dragonex_users};
use crate::{Gateway, Random};
use ::dragonex::{
    Ack, Client, Error, ExpectedPayment, PaymentRedirect, PaymentState, RedirectError,
    RedoCallback, RequestPayment, Secret, Status, Unexpected, new_state,
};

/// Drives the crate through payments, callbacks, transfers, orders, coins, logins, and a user's own calls.
pub fn run(tour: &mut Tour<'_>) {
    let desk = match Desk::open() {
        Ok(desk) => desk,
        Err(stop) => {
            tour.step("the gateway starts", |_| Err(stop));
            return;
        }
    };
    tour.step(
        "a payment is requested, paid, redirected, told and confirmed",
        |step| paid(step, &desk),
    );
    tour.step("the user gives up, and a redo tells of it", |step| {
        given_up(step, &desk)
    });
    tour.step(
        "a callback is repeated until it is answered with 200",
        |step| repeated(step, &desk),
    );
    tour.step("forged callbacks, and a wrong amount", |step| {
        forged(step, &desk)
    });
    tour.step("the check key is changed", |step| key_change(step, &desk));
    dragonex_transfers::run(tour, &desk);
    dragonex_users::run(tour, &desk);
    tour.step("the gateway's ledger", |step| ledger(step, &desk));
}

fn request(trade_no: &str) -> RequestPayment {
    RequestPayment {
        trade_no: trade_no.into(),
        coin_code: "usdt".into(),
        volume: "12.50".parse().unwrap_or_default(),
        scene: "web shop".into(),
        desc: "two coffees 两杯咖啡".into(),
        device: "web_0001".into(),
        state: new_state(),
        redirect_url: "https://shop.example/paid?shop=7".into(),
        domain: "dragonex.io".into(),
        ..RequestPayment::default()
    }
}

fn expected() -> ExpectedPayment {
    ExpectedPayment::new("usdt", "12.5".parse().unwrap_or_default())
}

fn is_paid(state: &Result<PaymentState, Error>) -> bool {
    matches!(state, Ok(PaymentState::Paid(_)))
}

fn paid(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let shop = desk.shop(0)?;
    let asked = request("TOUR_1");
    let page = desk.client.call(&asked)?;
    let before = desk.client.confirm_payment("TOUR_1", &expected())?;
    desk.show(step);
    step.check(
        "before the user paid it is open, not unpaid",
        matches!(before, PaymentState::Open(_)),
    );
    let back = desk.press(step, page.pay_url.expose(), "action=pay")?;
    let redirect = PaymentRedirect::read(&back, &asked.state)?;
    step.say(format!(
        "the browser claims status {:?} of order {}",
        redirect.status, redirect.trade_no
    ));
    step.check(
        "the redirect belongs to the request",
        redirect.trade_no == "TOUR_1",
    );
    let other = PaymentRedirect::read(&back, &new_state());
    step.check(
        "with another state it is not even read",
        other.err() == Some(RedirectError::State),
    );
    let told = shop.wait(step, 1)?;
    let callback = told.into_iter().next().ok_or("no callback")??;
    step.check(
        "the callback is signed, and is the order's",
        callback.expect("TOUR_1", &expected()) == Ok(Ack::Success),
    );
    let certain = expected().with_id(callback.id).with_uid(callback.uid);
    let state = desk.client.confirm_payment("TOUR_1", &certain);
    desk.show(step);
    step.check("only a query of the order makes it paid", is_paid(&state));
    step.check(
        "the ledger has it once",
        desk.booked("TOUR_1") == (DOZEN, DOZEN),
    );
    Ok(())
}

/// 12.5 in the smallest parts of a coin.
const DOZEN: u128 = 12_500_000_000_000_000_000;

fn given_up(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let shop = desk.shop(0)?;
    let asked = request("TOUR_2");
    let page = desk.client.call(&asked)?;
    let back = desk.press(step, page.pay_url.expose(), "action=give-up")?;
    let redirect = PaymentRedirect::read(&back, &asked.state)?;
    step.check(
        "the redirect says that the user gave up",
        redirect.says_given_up(),
    );
    step.check(
        "the shop's own field came back",
        redirect.extra.get("shop").is_some_and(|shop| shop == "7"),
    );
    let state = desk.client.confirm_payment("TOUR_2", &expected())?;
    step.check(
        "the order is not paid",
        matches!(state, PaymentState::NotPaid(_)),
    );
    step.check("nobody is called back", shop.heard() == 0);
    desk.client.call(&RedoCallback {
        trade_no: "TOUR_2".into(),
    })?;
    desk.show(step);
    let callback = shop
        .wait(step, 1)?
        .into_iter()
        .next()
        .ok_or("no callback")??;
    step.check(
        "a redo calls back all the same, and is no payment",
        callback.status == Status::GivenUp
            && callback.expect("TOUR_2", &expected()) == Err(Unexpected::NotPaid),
    );
    Ok(())
}

fn repeated(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let shop = desk.shop(1)?;
    let page = desk.client.call(&request("TOUR_3"))?;
    desk.press(step, page.pay_url.expose(), "action=pay")?;
    let told = shop.wait(step, 2)?;
    desk.show(step);
    let times: Vec<u64> = told
        .iter()
        .flatten()
        .map(|callback| callback.signed_at().as_secs())
        .collect();
    step.check("both are signed and fresh when they come", times.len() == 2);
    let apart = times
        .last()
        .unwrap_or(&0)
        .saturating_sub(*times.first().unwrap_or(&0));
    step.say(format!("signed {apart} virtual seconds apart"));
    step.check("ten minutes apart", (600..660).contains(&apart));
    Ok(())
}

fn forged(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let _shop = desk.shop(0)?;
    desk.client.call(&request("TOUR_4"))?;
    let mut random = Random::new(7);
    let forgeries: Vec<_> = (0..16)
        .filter_map(|_| {
            desk.server
                .with_gateway(|gateway, _| gateway.forge_notification(&mut random))
        })
        .collect();
    let refused = forgeries.iter().all(|one| {
        desk.client
            .payment_callback(&one.headers, &one.body)
            .is_err()
    });
    step.say(format!(
        "{} claims that TOUR_4 was paid, by somebody without the key",
        forgeries.len()
    ));
    step.check("none is believed", refused && forgeries.len() == 16);
    let state = desk.client.confirm_payment("TOUR_4", &expected())?;
    step.check(
        "and if one were, the query would not confirm it",
        matches!(state, PaymentState::Open(_)),
    );
    let other = ExpectedPayment::new("usdt", "125".parse()?);
    let wrong = desk.client.confirm_payment("TOUR_1", &other);
    desk.show(step);
    let field = wrong
        .as_ref()
        .err()
        .and_then(Error::field)
        .map(str::to_owned);
    step.check(
        "a paid order of another amount is not confirmed",
        field.as_deref() == Some("volume"),
    );
    Ok(())
}

fn key_change(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let old = Secret::new(crate::dragonex::Config::DEFAULT_CHECK_KEY)?;
    let next = Secret::new("sandboxdragonexnextcheckkey")?;
    let client = desk.client_with_next_key(&next)?;
    desk.server
        .with_gateway(|gateway, now| gateway.change_check_key(now, next));
    let believed = |client: &Client| {
        (0..24)
            .filter(|_| is_paid(&client.confirm_payment("TOUR_1", &expected())))
            .count()
    };
    let (with_one, with_both) = (believed(&desk.client), believed(&client));
    let _ = desk.recorder.take();
    step.say(format!("of 24 answers each, the old key alone verifies {with_one}, old and new together {with_both}"));
    step.check(
        "the server signs with either key",
        (1..24).contains(&with_one),
    );
    step.check("a client that knows both believes all", with_both == 24);
    // Back to the one key, twice, so that no other is in use for the rest of the tour.
    for _ in 0..2 {
        desk.server
            .with_gateway(|gateway, now| gateway.change_check_key(now, old.clone()));
    }
    step.check("back to one key", believed(&desk.client) == 24);
    let _ = desk.recorder.take();
    Ok(())
}

fn ledger(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let (ledger, in_all) = desk
        .server
        .with_gateway(|gateway, _| (gateway.ledger(), gateway.in_all("usdt")));
    for ((direction, unit), totals) in ledger.totals() {
        step.say(format!(
            "{direction:?}: {} orders, {} paid: {} parts of {unit}",
            totals.orders, totals.paid_orders, totals.paid
        ));
    }
    let start = crate::dragonex::DragonEx::new(crate::dragonex::Config::default()).in_all("usdt");
    step.check(
        "no usdt was made or lost",
        in_all.is_some() && in_all == start,
    );
    Ok(())
}
