//! What a till does with each provider, until it knows or gives up.

use std::sync::Arc;
use std::time::Duration;

use sandbox::recharge_payout as recharge_box;
use sandbox::{chaoying as chaoying_box, dragonex as dragonex_box, hicoin as hicoin_box};
use transport::{ManualClock, Transport};

/// What a flow ended in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Paid,
    NotPaid,
    Unknown,
}

/// How a flow reaches its gateway.
pub(crate) struct Wire {
    pub(crate) base: String,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: ManualClock,
    pub(crate) timeout: Duration,
}

pub(crate) fn settle(wire: &Wire, ending: &str) -> End {
    let config = chaoying_box::Config::default();
    let client = chaoying::Client::builder(&wire.base, config.agent_id, config.key)
        .clock(wire.clock.clone())
        .transport(Arc::clone(&wire.transport))
        .timeout(wire.timeout)
        .build()
        .unwrap();
    let pay = chaoying::Pay {
        mch_id: config.mch_id,
        out_trade_no: "T00001".into(),
        body: "tea".into(),
        total_fee: chaoying::Fen(1200),
        auth_code: format!("13461234567890{ending}").into(),
        ..chaoying::Pay::default()
    };
    let settlement = chaoying::Settlement {
        paytype: chaoying::PayType::Wechat,
        op_user_id: "cashier1".into(),
        patience: chaoying::Patience {
            poll: Duration::from_secs(10),
            wait: Duration::from_secs(60),
        },
    };
    match client.settle(&pay, &settlement, |_| {}) {
        Ok(chaoying::Settled::Paid(_)) => End::Paid,
        Ok(chaoying::Settled::Declined(_) | chaoying::Settled::Cancelled) => End::NotPaid,
        Err(error) if error.outcome() == chaoying::Outcome::NotSent => End::NotPaid,
        _ => End::Unknown,
    }
}

pub(crate) fn transfer(wire: &Wire, number: &str) -> End {
    let key = hicoin::AppKey::new(hicoin_box::Config::DEFAULT_SECRET_KEY).unwrap();
    let base = format!("{}/api", wire.base);
    let client = hicoin::Client::builder(hicoin_box::Config::default().app_id, key)
        .payout_base_url(&base)
        .oauth_base_url(&base)
        .clock(wire.clock.clone())
        .transport(Arc::clone(&wire.transport))
        .timeout(wire.timeout)
        .build()
        .unwrap();
    let transfer = hicoin::Transfer {
        access_token: None,
        openid: hicoin_box::Config::DEFAULT_OPENID.into(),
        body: "prize".into(),
        subject: "prize".into(),
        out_trade_no: number.into(),
        total_amount: hicoin::Amount::from_units(1200).unwrap(),
        settle_currency: "USDT".into(),
    };
    if let Err(error) = client.call(&transfer) {
        match error.outcome() {
            hicoin::Outcome::Unknown => {}
            _ => return End::NotPaid,
        }
    }
    match client.confirm_transfer(&(&transfer).into(), hicoin::Patience::default(), |_| {}) {
        Ok(hicoin::Confirmed::Paid(_)) => End::Paid,
        Ok(hicoin::Confirmed::Failed(_)) => End::NotPaid,
        _ => End::Unknown,
    }
}

pub(crate) fn payout(wire: &Wire, ending: &str) -> End {
    let config = recharge_box::Config::default();
    let client = recharge_payout::Client::builder(&wire.base, config.app_key, config.secret)
        .clock(wire.clock.clone())
        .transport(Arc::clone(&wire.transport))
        .timeout(wire.timeout)
        .build()
        .unwrap();
    let payout = recharge_payout::CreatePayout {
        amount: recharge_payout::WholeYuan(5),
        bank_name: "ICBC".into(),
        account_name: "Wang Wu".into(),
        account_number: format!("62258801{ending}").into(),
        mrn: "P1".into(),
        callback_url: "https://merchant.test/paid-out".into(),
    };
    if let Err(error) = client.call(&payout)
        && error.outcome() != recharge_payout::Outcome::Unknown
    {
        return End::NotPaid;
    }
    match client.confirm_payout("P1", recharge_payout::Patience::default(), |_| {}) {
        Ok(recharge_payout::Confirmed::PaidOut) => End::Paid,
        Ok(recharge_payout::Confirmed::Failed | recharge_payout::Confirmed::NotFound) => {
            End::NotPaid
        }
        _ => End::Unknown,
    }
}

pub(crate) fn send(wire: &Wire, number: &str) -> End {
    let config = dragonex_box::Config::default();
    let client = dragonex::Client::builder(
        &wire.base,
        config.app_id,
        config.access_key,
        config.secret_key,
        config.check_key,
    )
    .clock(wire.clock.clone())
    .transport(Arc::clone(&wire.transport))
    .timeout(wire.timeout)
    .build()
    .unwrap();
    let transfer = dragonex::Transfer {
        trade_no: number.into(),
        open_id: None,
        uid: Some(1_000_000),
        coin_code: "usdt".into(),
        volume: "12.5".parse().unwrap(),
        scene: "prize".into(),
        desc: "prize".into(),
        device: "web_0001".into(),
    };
    match client.call(&transfer) {
        Ok(order) if order.status == dragonex::Status::Done => return End::Paid,
        Err(error) if error.outcome() != dragonex::Outcome::Unknown => return End::NotPaid,
        _ => {}
    }
    match client.confirm_transfer(&transfer, dragonex::Patience::default(), |_| {}) {
        Ok(dragonex::TransferState::Done(_)) => End::Paid,
        Ok(dragonex::TransferState::Failed(_) | dragonex::TransferState::NotMade) => End::NotPaid,
        _ => End::Unknown,
    }
}
