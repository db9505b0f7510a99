//! The tour of HiCoin: payouts first, then a user who logs in and pays.

use super::{Step, Stop, Tour, hicoin_desk::Desk, hicoin_payments};
use crate::{Fault, FaultPlan, Gateway, Rate, hicoin::Config};
use ::hicoin::{
    Amount, Confirmed, ExpectedTransfer, Outcome, Patience, Transfer, TransferQuery, Verdict,
};

/// Drives the crate through tokens, transfers and their confirmation, OAuth, pre-order, payment page, notification and queries.
pub fn run(tour: &mut Tour<'_>) {
    let desk = match Desk::open() {
        Ok(desk) => desk,
        Err(stop) => {
            tour.step("the gateway starts", |_| Err(stop));
            return;
        }
    };
    tour.step("transfer, with the first token", |step| {
        transfers(step, &desk)
    });
    tour.step("the answer to a transfer is lost, and confirmed", |step| {
        loses_an_answer(step, &desk)
    });
    tour.step("a transfer that never arrived stays unknown", |step| {
        never_arrives(step, &desk)
    });
    tour.step("a transfer fails in the end", |step| fails(step, &desk));
    tour.step("the balance is too low", |step| {
        balance_too_low(step, &desk)
    });
    tour.step("a token is refused in flight", |step| {
        loses_a_token(step, &desk)
    });
    hicoin_payments::run(tour, &desk);
    tour.step("the gateway's ledger", |step| reads_the_ledger(step, &desk));
}

fn transfer(number: &str) -> Result<Transfer, Stop> {
    Ok(Transfer {
        openid: Config::DEFAULT_OPENID.into(),
        body: "withdrawal 提现".into(),
        subject: "withdrawal".into(),
        out_trade_no: number.into(),
        total_amount: "1.5".parse::<Amount>()?,
        settle_currency: "USDT".into(),
        ..Transfer::default()
    })
}

fn confirm(step: &mut Step, desk: &Desk, transfer: &Transfer) -> Result<Confirmed, Stop> {
    let expected = ExpectedTransfer::from(transfer);
    let mut queries = 0;
    let confirmed = desk
        .client
        .confirm_transfer(&expected, Patience::default(), |_| queries += 1);
    desk.show(step);
    let confirmed = confirmed?;
    let end = match &confirmed {
        Confirmed::Paid(_) => "paid",
        Confirmed::Failed(_) => "failed",
        _ => "still unknown",
    };
    step.say(format!("confirmed: {end}, after {queries} queries"));
    Ok(confirmed)
}

fn transfers(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let transfer = transfer("TOURW0001")?;
    let accepted = desk.client.call(&transfer);
    let paths = desk.show(step);
    step.check(
        "the transfer is accepted",
        accepted?.out_trade_no == "TOURW0001",
    );
    step.check(
        "a token was fetched first",
        paths
            == [
                "/cgi-bin/access_token",
                "/mmpaymkttransfers/promotion/transfers",
            ],
    );
    step.check(
        "accepted is not paid",
        desk.booked("TOURW0001") == (150_000_000, 0),
    );
    let confirmed = confirm(step, desk, &transfer)?;
    step.check(
        "queries confirm it as paid",
        matches!(confirmed, Confirmed::Paid(_)),
    );
    step.check(
        "the ledger has 1.5 USDT",
        desk.booked("TOURW0001") == (150_000_000, 150_000_000),
    );
    Ok(())
}

fn loses_an_answer(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let transfer = transfer("TOURW0002")?;
    let before = desk.server.money_requests();
    desk.server
        .set_faults(FaultPlan::none().with(Fault::DropAfterCommit, Rate::ALWAYS)?);
    let lost = desk.client.call(&transfer);
    desk.server.set_faults(FaultPlan::none());
    step.check(
        "without its answer the transfer is Unknown",
        is_unknown(&lost),
    );
    let confirmed = confirm(step, desk, &transfer)?;
    step.check(
        "queries confirm it as paid",
        matches!(confirmed, Confirmed::Paid(_)),
    );
    step.check(
        "it was sent once",
        desk.server.money_requests() == before + 1,
    );
    step.check(
        "and paid once",
        desk.booked("TOURW0002") == (150_000_000, 150_000_000),
    );
    Ok(())
}

fn never_arrives(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let transfer = transfer("TOURW0003")?;
    desk.server
        .set_faults(FaultPlan::none().with(Fault::DropBeforeCommit, Rate::ALWAYS)?);
    let lost = desk.client.call(&transfer);
    desk.server.set_faults(FaultPlan::none());
    step.check("lost on the way, it is Unknown as well", is_unknown(&lost));
    let confirmed = confirm(step, desk, &transfer)?;
    let no_such_order = |error: &::hicoin::Error| {
        error
            .failure()
            .is_some_and(|failure| failure.code.as_str() == "90004")
    };
    step.check(
        "`no such order` proves nothing: a person must look at it",
        matches!(confirmed, Confirmed::StillUnknown(Some(error)) if no_such_order(&error)),
    );
    Ok(())
}

fn fails(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let transfer = transfer("TOURW9002")?;
    let balance = || {
        desk.server
            .with_gateway(|gateway, _| gateway.balance("USDT"))
    };
    let before = balance();
    let accepted = desk.client.call(&transfer);
    desk.show(step);
    step.check("it is accepted", accepted.is_ok());
    let confirmed = confirm(step, desk, &transfer)?;
    step.check(
        "queries confirm that it failed, and why",
        matches!(confirmed, Confirmed::Failed(reply) if reply.reason.is_some()),
    );
    step.check("the money is back in the account", balance() == before);
    Ok(())
}

fn balance_too_low(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let transfer = Transfer {
        total_amount: Amount::from_units(i64::MAX)?,
        ..transfer("TOURW0004")?
    };
    let refused = desk.client.call(&transfer);
    desk.show(step);
    let code = |error: &::hicoin::Error| error.failure().map(|failure| failure.code.clone());
    step.check(
        "110043, to i64::MAX units",
        matches!(&refused, Err(error) if code(error) == Some(::hicoin::Code::BalanceTooLow)),
    );
    step.check(
        "nobody signs it, so over plain HTTP it is Unknown",
        is_unknown(&refused),
    );
    Ok(())
}

fn loses_a_token(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    desk.server
        .with_gateway(|gateway, _| gateway.revoke_tokens());
    let query = TransferQuery {
        out_trade_no: "TOURW0001".into(),
        ..TransferQuery::default()
    };
    let queried = desk.client.call(&query);
    let paths = desk.show(step);
    let (read, token) = (
        "/mmpaymkttransfers/gettransferinfo",
        "/cgi-bin/access_token",
    );
    step.check(
        "a query is repeated once, under a new token",
        paths == [read, token, read],
    );
    step.check("and answered", queried?.verdict() == Verdict::Paid);

    desk.server
        .with_gateway(|gateway, _| gateway.revoke_tokens());
    let before = desk.server.money_requests();
    let refused = desk.client.call(&transfer("TOURW0005")?);
    desk.show(step);
    step.check(
        "a transfer is not repeated",
        desk.server.money_requests() == before + 1,
    );
    step.check("what became of it is Unknown", is_unknown(&refused));
    step.check("and nothing moved", desk.booked("TOURW0005") == (0, 0));
    Ok(())
}

fn is_unknown<T>(result: &Result<T, ::hicoin::Error>) -> bool {
    matches!(result, Err(error) if error.outcome() == Outcome::Unknown)
}

fn reads_the_ledger(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let ledger = desk.server.with_gateway(|gateway, _| gateway.ledger());
    for ((direction, unit), totals) in ledger.totals() {
        step.say(format!(
            "{direction:?}: {} orders, {} paid: {} units of {unit}",
            totals.orders, totals.paid_orders, totals.paid
        ));
    }
    let paid = |number: &&str| {
        ledger
            .entries
            .get(*number)
            .is_some_and(|entry| entry.paid > 0)
    };
    let all = [
        "TOURW0001",
        "TOURW0002",
        "TOURW9002",
        "TOURP0001",
        "TOURP0002",
        "TOURP0003",
    ];
    step.check(
        "two transfers and two payments moved, and nothing else",
        all.into_iter()
            .filter(paid)
            .eq(["TOURW0001", "TOURW0002", "TOURP0001", "TOURP0003"])
            && ledger
                .entries
                .values()
                .filter(|entry| entry.paid > 0)
                .count()
                == 4,
    );
    Ok(())
}
