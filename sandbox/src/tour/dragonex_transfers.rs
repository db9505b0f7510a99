//! The tour of DragonEx, second part: transfers, lost, doubled, refused, returned, and confirmed.

use super::{Step, Stop, Tour, dragonex_desk::Desk};
use crate::{Fault, FaultPlan, Rate};
use ::dragonex::{
    Ack, Class, Client, Error, OrderHistory, OrderQuery, Outcome, Patience, ReturnPayment,
    Transfer, TransferState,
};
use std::time::Duration;

/// 1.5 in the smallest parts of a coin.
const SMALL: u128 = 1_500_000_000_000_000_000;

pub(super) fn run(tour: &mut Tour<'_>, desk: &Desk) {
    tour.step("transfer, callback and order", |step| {
        transferred(step, desk)
    });
    tour.step("the answer to a transfer is lost, and confirmed", |step| {
        answer_lost(step, desk)
    });
    tour.step("the transfer itself is lost, and confirmed", |step| {
        request_lost(step, desk)
    });
    tour.step("a 500 behind which the money moved", |step| {
        behind_a_500(step, desk)
    });
    tour.step("a repeated transfer is no failure", |step| {
        duplicate(step, desk)
    });
    tour.step("a transfer is refused, another fails", |step| {
        refused(step, desk)
    });
    tour.step("part of a payment is returned", |step| returned(step, desk));
    tour.step("a clock that is off", |step| clock_skew(step, desk));
    tour.step("the history, page by page", |step| history(step, desk));
}

fn transfer(trade_no: &str) -> Transfer {
    Transfer {
        trade_no: trade_no.into(),
        uid: Some(1_000_001),
        coin_code: "usdt".into(),
        volume: "1.50".parse().unwrap_or_default(),
        scene: "prize".into(),
        desc: "third place".into(),
        device: "server_1".into(),
        ..Transfer::default()
    }
}

fn outcome<T>(result: &Result<T, Error>) -> Option<Outcome> {
    result.as_ref().err().map(Error::outcome)
}

fn confirm(step: &mut Step, client: &Client, sent: &Transfer) -> Result<TransferState, Stop> {
    let mut queries = 0;
    let state = client.confirm_transfer(sent, Patience::default(), |_| queries += 1)?;
    let word = match &state {
        TransferState::Done(_) => "done",
        TransferState::Failed(_) => "failed",
        TransferState::NotMade => "not made",
        _ => "still unknown",
    };
    step.say(format!("{word}, after {queries} queries"));
    Ok(state)
}

fn transferred(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let shop = desk.shop(0)?;
    let sent = transfer("TOUR_T1");
    let order = desk.client.call(&sent)?;
    step.check("it is under way", !order.is_done());
    let callback = shop
        .wait(step, 1)?
        .into_iter()
        .next()
        .ok_or("no callback")??;
    step.check(
        "the callback is this transfer's",
        callback.expect_transfer(&sent) == Ok(Ack::Success),
    );
    step.check("and no payment", !callback.claims_payment());
    let order = desk.client.call(&OrderQuery {
        trade_no: "TOUR_T1".into(),
    })?;
    desk.show(step);
    step.check("the order is done", order.is_done());
    step.check(
        "the ledger has it once",
        desk.booked("TOUR_T1") == (SMALL, SMALL),
    );
    Ok(())
}

fn lose(desk: &Desk, fault: Fault, sent: &Transfer) -> Result<Option<Outcome>, Stop> {
    desk.server
        .set_faults(FaultPlan::none().with(fault, Rate::ALWAYS)?);
    let result = desk.client.call(sent);
    desk.server.set_faults(FaultPlan::none());
    Ok(outcome(&result))
}

fn answer_lost(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let before = desk.server.money_requests();
    let sent = transfer("TOUR_T2");
    let lost = lose(desk, Fault::DropAfterCommit, &sent)?;
    let state = confirm(step, &desk.client, &sent)?;
    desk.show(step);
    step.check(
        "without its answer it is Unknown, not failed",
        lost == Some(Outcome::Unknown),
    );
    step.check(
        "queries confirm it",
        matches!(state, TransferState::Done(_)),
    );
    step.check(
        "it was sent once",
        desk.server.money_requests() == before + 1,
    );
    step.check("and made once", desk.booked("TOUR_T2") == (SMALL, SMALL));
    Ok(())
}

fn request_lost(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let sent = transfer("TOUR_T3");
    let lost = lose(desk, Fault::DropBeforeCommit, &sent)?;
    let hasty = Patience {
        wait: Duration::from_secs(60),
        ..Patience::default()
    };
    let early = desk.client.confirm_transfer(&sent, hasty, |_| {})?;
    let _ = desk.recorder.take();
    let state = confirm(step, &desk.client, &sent)?;
    let _ = desk.recorder.take();
    step.check("it looks the same: Unknown", lost == Some(Outcome::Unknown));
    step.check(
        "\"no such record\" is not believed at once",
        matches!(early, TransferState::StillUnknown { .. }),
    );
    step.check(
        "but once the signed request has expired",
        matches!(state, TransferState::NotMade),
    );
    step.check("no money moved", desk.booked("TOUR_T3") == (0, 0));
    Ok(())
}

fn behind_a_500(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    for trade_no in ["TOUR_T4_500", "TOUR_T4_UNSURE"] {
        let sent = transfer(trade_no);
        let result = desk.client.call(&sent);
        if let Err(error) = &result {
            step.say(error.to_string());
        }
        let state = confirm(step, &desk.client, &sent)?;
        step.check("it is Unknown", outcome(&result) == Some(Outcome::Unknown));
        step.check(
            "and was made",
            matches!(state, TransferState::Done(_)) && desk.booked(trade_no) == (SMALL, SMALL),
        );
    }
    desk.show(step);
    Ok(())
}

fn duplicate(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let sent = transfer("TOUR_T5_SLOW");
    desk.client.call(&sent)?;
    let again = desk.client.call(&sent);
    desk.show(step);
    let class = again
        .as_ref()
        .err()
        .and_then(|error| Some(error.failure()?.code.class()));
    step.check(
        "the provider says 4009, record exists",
        class == Some(Class::Exists),
    );
    step.check(
        "which is Unknown: the first one arrived",
        outcome(&again) == Some(Outcome::Unknown),
    );
    let state = confirm(step, &desk.client, &sent)?;
    step.check(
        "queries wait two minutes for it",
        matches!(state, TransferState::Done(_)),
    );
    step.check(
        "it was made once",
        desk.booked("TOUR_T5_SLOW") == (SMALL, SMALL),
    );
    let _ = desk.recorder.take();
    Ok(())
}

fn refused(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let rich = Transfer {
        volume: "2000000".parse()?,
        ..transfer("TOUR_T6")
    };
    let too_much = desk.client.call(&rich);
    let nobody = desk.client.call(&Transfer {
        uid: Some(5),
        ..transfer("TOUR_T7")
    });
    for error in [too_much.as_ref().err(), nobody.as_ref().err()]
        .into_iter()
        .flatten()
    {
        step.say(error.to_string());
    }
    let both = [outcome(&too_much), outcome(&nobody)] == [Some(Outcome::Refused); 2];
    step.check("balance too low and no such user are Refused", both);
    let sent = transfer("TOUR_T8_FAILS");
    desk.client.call(&sent)?;
    desk.show(step);
    let state = confirm(step, &desk.client, &sent)?;
    let _ = desk.recorder.take();
    step.check(
        "a query says that it failed",
        matches!(state, TransferState::Failed(_)),
    );
    step.check(
        "no money moved",
        desk.booked("TOUR_T8_FAILS") == (SMALL, 0) && desk.booked("TOUR_T6") == (0, 0),
    );
    Ok(())
}

fn returned(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let rate = ReturnPayment {
        ori_trade_no: "TOUR_1".into(),
        return_trade_no: "TOUR_1_back".into(),
        return_rate: Some("0.2".parse()?),
        scene: "refund".into(),
        desc: "one was cold".into(),
        device: "server_1".into(),
        ..ReturnPayment::default()
    };
    let order = desk.client.call(&rate)?;
    step.check("a fifth of 12.5 is 2.5", order.volume == "2.5".parse()?);
    let volume = ReturnPayment {
        return_trade_no: "TOUR_1_more".into(),
        return_rate: None,
        return_volume: Some("0.000000000000000001".parse()?),
        ..rate.clone()
    };
    desk.client.call(&volume)?;
    let state = desk
        .client
        .confirm_transfer(&rate, Patience::default(), |_| {})?;
    desk.show(step);
    step.check(
        "queries confirm it",
        matches!(state, TransferState::Done(_)),
    );
    let not_paid = desk.client.call(&ReturnPayment {
        ori_trade_no: "TOUR_2".into(),
        return_trade_no: "TOUR_2_back".into(),
        ..rate
    });
    step.check(
        "what was not paid cannot be returned",
        outcome(&not_paid) == Some(Outcome::Refused),
    );
    let _ = desk.recorder.take();
    Ok(())
}

fn clock_skew(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let early = desk.client_ahead(Duration::from_secs(612))?;
    let result = early.call(&transfer("TOUR_T9"));
    let _ = desk.recorder.take();
    let error = result.err().ok_or("the transfer was made")?;
    step.say(error.to_string());
    let apart = match &error {
        Error::ClockSkew {
            local,
            server: Some(server),
            ..
        } => local.abs_diff(*server).as_secs(),
        _ => 0,
    };
    step.check(
        "the error of its own shows both times",
        (550..=612).contains(&apart),
    );
    step.check(
        "an answer that is so old by this clock proves nothing",
        error.outcome() == Outcome::Unknown,
    );
    step.check("no money moved", desk.booked("TOUR_T9") == (0, 0));
    Ok(())
}

fn history(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    for nth in 0..5 {
        desk.client.call(&transfer(&format!("TOUR_H{nth}")))?;
    }
    let _ = desk.recorder.take();
    let wanted = OrderHistory {
        uid: Some(1_000_001),
        limit: Some(4),
        ..OrderHistory::default()
    };
    let mut numbers = Vec::new();
    for page in desk.client.order_pages(wanted) {
        let page = page?;
        step.say(format!("{} of {:?} orders", page.list.len(), page.total));
        numbers.extend(page.list.into_iter().map(|order| order.trade_no));
    }
    let pages = desk.recorder.take().len();
    let mut once = numbers.clone();
    once.sort_unstable();
    once.dedup();
    step.check(
        "each order of the user comes once",
        once.len() == numbers.len() && numbers.len() >= 10,
    );
    step.check("four at a time", pages == numbers.len().div_ceil(4));
    let later = OrderHistory {
        start_time: Some(u64::MAX),
        ..OrderHistory::default()
    };
    let none: usize = desk
        .client
        .order_pages(later)
        .flatten()
        .map(|page| page.list.len())
        .sum();
    step.check("none from the future", none == 0);
    let _ = desk.recorder.take();
    Ok(())
}
