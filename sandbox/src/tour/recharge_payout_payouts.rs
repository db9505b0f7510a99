//! The second half of the recharge and payout tour: payouts, lost, doubled, refused, and confirmed.

use super::{
    Step, Stop, Tour,
    recharge_payout_desk::{Desk, callbacks, merchant},
};
use crate::{Fault, FaultPlan, Rate};
use ::recharge_payout::{
    Ack, Code, Confirmed, CreatePayout, Error, Outcome, Patience, QueryPayout, Status, WholeYuan,
};
use std::time::Duration;

const AMOUNT: WholeYuan = WholeYuan(500);
/// In virtual time: a second of the tour is a minute.
const PATIENCE: Patience = Patience {
    poll: Duration::from_secs(5),
    wait: Duration::from_secs(600),
    not_found: Duration::from_secs(60),
};

pub(super) fn run(tour: &mut Tour<'_>, desk: &Desk) {
    tour.step("payout, callback and query", |step| paid_out(step, desk));
    tour.step("the answer to a payout is lost, and confirmed", |step| {
        answer_lost(step, desk)
    });
    tour.step("the payout itself is lost, and confirmed", |step| {
        request_lost(step, desk)
    });
    tour.step("a duplicate mrn is no failure", |step| {
        duplicate(step, desk)
    });
    tour.step("a payout fails in silence", |step| failed(step, desk));
    tour.step("a refusal proves something only over HTTPS", |step| {
        refused(step, desk)
    });
}

fn payout(mrn: &str, account_number: &str, callback_url: &str) -> CreatePayout {
    CreatePayout {
        amount: AMOUNT,
        bank_name: "招商银行".into(),
        account_name: "李四".into(),
        account_number: account_number.into(),
        mrn: mrn.into(),
        callback_url: format!("{callback_url}/payout"),
    }
}

const ACCOUNT: &str = "6225880137706868";
const SLOW_ACCOUNT: &str = "6225880137709001";
const BAD_ACCOUNT: &str = "6225880137709002";
const NOWHERE: &str = "http://127.0.0.1:9";

fn outcome<T>(result: &Result<T, Error>) -> Option<Outcome> {
    result.as_ref().err().map(Error::outcome)
}

fn confirm(step: &mut Step, desk: &Desk, mrn: &str) -> Result<Confirmed, Stop> {
    let mut queries = 0;
    let confirmed = desk
        .client
        .confirm_payout(mrn, PATIENCE, |_| queries += 1)?;
    step.say(format!("{confirmed:?} after {queries} queries"));
    Ok(confirmed)
}

fn paid_out(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let merchant = merchant(0)?;
    desk.client
        .call(&payout("TOUR-P1", ACCOUNT, merchant.url()))?;
    let told = callbacks(step, &merchant, 1)?;
    let believed = desk.client.payout_notification(&told[0])?;
    let order = desk.client.call(&QueryPayout {
        mrn: "TOUR-P1".into(),
        callback: None,
    })?;
    desk.show(step);
    step.check(
        "the callback verifies, for this payout and amount",
        believed.expect("TOUR-P1", AMOUNT) == Ok(Ack::Success),
    );
    step.check(
        "for another amount it is not expected",
        believed.expect("TOUR-P1", WholeYuan(501)).is_err(),
    );
    step.check(
        "a query says that it is paid out",
        order.status == Status::Done,
    );
    step.check(
        "the ledger has it once",
        desk.booked("TOUR-P1") == (50_000, 50_000),
    );
    Ok(())
}

fn answer_lost(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let before = desk.server.money_requests();
    let lost = FaultPlan::none().with(Fault::DropAfterCommit, Rate::ALWAYS)?;
    desk.server.set_faults(lost);
    let created = desk.client.call(&payout("TOUR-P2", ACCOUNT, NOWHERE));
    desk.server.set_faults(FaultPlan::none());
    let confirmed = confirm(step, desk, "TOUR-P2")?;
    desk.show(step);
    step.check(
        "without its answer it is Unknown, not failed",
        outcome(&created) == Some(Outcome::Unknown),
    );
    step.check(
        "queries confirm it as paid out",
        matches!(confirmed, Confirmed::PaidOut),
    );
    step.check(
        "it was sent once",
        desk.server.money_requests() == before + 1,
    );
    step.check(
        "and paid out once",
        desk.booked("TOUR-P2") == (50_000, 50_000),
    );
    Ok(())
}

fn request_lost(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let lost = FaultPlan::none().with(Fault::DropBeforeCommit, Rate::ALWAYS)?;
    desk.server.set_faults(lost);
    let created = desk.client.call(&payout("TOUR-P3", ACCOUNT, NOWHERE));
    desk.server.set_faults(FaultPlan::none());
    let hasty = Patience {
        wait: Duration::from_secs(30),
        ..PATIENCE
    };
    let early = desk.client.confirm_payout("TOUR-P3", hasty, |_| {})?;
    let _ = desk.show(step);
    let confirmed = confirm(step, desk, "TOUR-P3")?;
    step.check(
        "it looks the same: Unknown",
        outcome(&created) == Some(Outcome::Unknown),
    );
    step.check(
        "\"not found\" is not believed at once",
        matches!(early, Confirmed::StillUnknown(_)),
    );
    step.check(
        "but after a minute of it",
        matches!(confirmed, Confirmed::NotFound),
    );
    step.check("no money moved", desk.booked("TOUR-P3") == (0, 0));
    Ok(())
}

fn duplicate(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    desk.client
        .call(&payout("TOUR-P4", SLOW_ACCOUNT, NOWHERE))?;
    let again = desk.client.call(&payout("TOUR-P4", SLOW_ACCOUNT, NOWHERE));
    desk.show(step);
    let code = again
        .as_ref()
        .err()
        .and_then(|error| error.failure()?.code.clone());
    step.check(
        "the platform says mrn_duplication",
        code == Some(Code::MrnDuplication),
    );
    step.check(
        "which is Unknown: the first one arrived",
        outcome(&again) == Some(Outcome::Unknown),
    );
    let confirmed = confirm(step, desk, "TOUR-P4")?;
    step.check(
        "queries wait two minutes for it",
        matches!(confirmed, Confirmed::PaidOut),
    );
    step.check(
        "it was paid out once",
        desk.booked("TOUR-P4") == (50_000, 50_000),
    );
    Ok(())
}

fn failed(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let merchant = merchant(0)?;
    desk.client
        .call(&payout("TOUR-P5", BAD_ACCOUNT, merchant.url()))?;
    desk.show(step);
    let confirmed = confirm(step, desk, "TOUR-P5")?;
    step.check("queries say so", matches!(confirmed, Confirmed::Failed));
    std::thread::sleep(Duration::from_millis(300));
    step.check("no callback does", merchant.received().is_empty());
    step.check("no money moved", desk.booked("TOUR-P5") == (50_000, 0));
    Ok(())
}

fn refused(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let rich = |mrn: &str| CreatePayout {
        amount: WholeYuan(2_000_000),
        ..payout(mrn, ACCOUNT, NOWHERE)
    };
    let over_https = desk.client.call(&rich("TOUR-P6"));
    let over_http = desk.plain.call(&rich("TOUR-P7"));
    desk.show(step);
    for error in [&over_https, &over_http]
        .into_iter()
        .filter_map(|one| one.as_ref().err())
    {
        step.say(error.to_string());
    }
    step.check(
        "over HTTPS insufficient_balance is Refused",
        outcome(&over_https) == Some(Outcome::Refused),
    );
    step.check(
        "over plain HTTP anybody could have said so: Unknown",
        outcome(&over_http) == Some(Outcome::Unknown),
    );
    let hasty = Patience {
        wait: Duration::from_secs(10),
        ..PATIENCE
    };
    let confirmed = desk.plain.confirm_payout("TOUR-P1", hasty, |_| {})?;
    let _ = desk.show(step);
    step.check(
        "and no query confirms anything",
        matches!(confirmed, Confirmed::StillUnknown(_)),
    );
    Ok(())
}
