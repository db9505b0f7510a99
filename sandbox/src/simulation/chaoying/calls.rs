//! The calls of a till at the counter and of a shop that shows codes.

use super::{Chaoying, MCH_ID, fen, sdk, wallet};
use crate::beijing;
use crate::simulation::{
    house::{Context, Notified, Submitted, Told},
    journal::{Attempt, Kind},
};
use sdk::{
    AlipayPreorder, Cancel, Client, Code, Error, Masked, OrderQuery, Outcome, Patience, Pay,
    PayType, Scene, Settled, Settlement, Step, TradeType, Verdict, WechatPreorder,
};
use std::time::Duration;
use transport::Clock;

const OPERATOR: &str = "cashier1";

/// What the customer does, as the gateway reads it from the payment code. The odd numbers of the plan pay at once.
const CONDUCTS: &[&str] = &[
    "9001", "9001", "9002", "9003", "9003", "9004", "9005", "9006", "9007", "9008", "9009", "9010",
];

/// Barcode payment through the till's whole flow.
pub(super) fn settle(
    context: &Context<'_, Chaoying>,
    attempt: &Attempt,
    cancelling: &mut dyn FnMut(),
) -> Submitted {
    let plan = context.plan;
    let (paytype, prefix) = wallet(plan.channel);
    let ending = usize::try_from(plan.conduct)
        .ok()
        .and_then(|index| CONDUCTS.get(index))
        .copied();
    let pay = Pay {
        mch_id: MCH_ID.into(),
        out_trade_no: attempt.number.clone(),
        body: "tea".into(),
        total_fee: fen(attempt.asked),
        auth_code: Masked::from(format!(
            "{prefix}01234567890123{}",
            ending.unwrap_or("0000")
        )),
        ..Pay::default()
    };
    // One look at whether the customer has paid; then the cashier cancels.
    let poll = Duration::from_secs(plan.poll.max(30));
    let settlement = Settlement {
        paytype,
        op_user_id: OPERATOR.into(),
        patience: Patience { poll, wait: poll },
    };
    let settled = context.client.settle(&pay, &settlement, |step| {
        if matches!(step, Step::Cancelling) {
            cancelling();
        }
    });
    match settled {
        Ok(Settled::Paid(payment)) => Submitted::Paid {
            refundable: payment.refundable().0.into(),
        },
        Ok(Settled::Declined(_) | Settled::Cancelled) => Submitted::NotPaid,
        Err(error) if error.outcome() == Outcome::NotSent => Submitted::NotSent,
        _ => Submitted::Unknown,
    }
}

/// Shows the customer a code or opens the wallet.
pub(super) fn pre_order(context: &Context<'_, Chaoying>, attempt: &Attempt) -> Submitted {
    let (paytype, _) = wallet(context.plan.channel);
    let result = if paytype == PayType::Alipay {
        alipay(context, attempt)
    } else {
        wechat(context, attempt)
    };
    match result {
        Ok(()) => Submitted::Open,
        // It moves no money and its number is used by nobody else: the same call may be made again.
        Err(error) if error.outcome() == Outcome::NotSent => Submitted::NotSent,
        // A refusal says that there is no order, unless an earlier try of the same call made it.
        Err(_) => Submitted::Unknown,
    }
}

fn alipay(context: &Context<'_, Chaoying>, attempt: &Attempt) -> Result<(), Error> {
    // By the till's clock, which may be wrong: the gateway refuses a period that is over.
    let now = context.world.clock().now();
    let times = context.plan.conduct.is_multiple_of(4);
    let order = AlipayPreorder {
        mch_id: MCH_ID.into(),
        body: "tea".into(),
        out_trade_no: attempt.number.clone(),
        total_fee: fen(attempt.asked),
        trade_type: TradeType::Native,
        time_start: times.then(|| beijing::format(now)),
        time_expire: times.then(|| beijing::format(now + super::PRE_ORDER_VALID)),
        notify_url: Some("https://merchant.test/paid".into()),
        ..AlipayPreorder::default()
    };
    context.client.call(&order).map(drop)
}

fn wechat(context: &Context<'_, Chaoying>, attempt: &Attempt) -> Result<(), Error> {
    let order = WechatPreorder {
        mch_id: MCH_ID.into(),
        body: "tea".into(),
        out_trade_no: attempt.number.clone(),
        total_fee: fen(attempt.asked),
        trade_type: TradeType::Native,
        product_id: Some("1".into()),
        notify_url: Some("https://merchant.test/paid".into()),
        ..WechatPreorder::default()
    };
    context.client.call(&order).map(drop)
}

/// The wallet by which an attempt is found: what is shown is paid by one of two.
pub(super) fn paytype(context: &Context<'_, Chaoying>, attempt: &Attempt) -> PayType {
    match (attempt.kind, wallet(context.plan.channel).0) {
        (Kind::Direct, wallet) => wallet,
        (Kind::Shown, PayType::Alipay) => PayType::Alipay,
        (Kind::Shown, _) => PayType::Wechat,
    }
}

pub(super) fn ask(context: &Context<'_, Chaoying>, attempt: &Attempt) -> Told {
    let query = OrderQuery {
        paytype: paytype(context, attempt),
        mch_id: MCH_ID.into(),
        out_trade_no: Some(attempt.number.clone()),
        transaction_id: None,
    };
    match context.client.call(&query) {
        Ok(reply) => match (reply.verdict(), reply.payment()) {
            (Verdict::Paid, Some(payment)) if payment.order_fee() == fen(attempt.fee) => {
                Told::Paid {
                    refundable: payment.refundable().0.into(),
                }
            }
            (Verdict::Paid, Some(payment)) => Told::PaidOther(payment.order_fee().0.into()),
            (Verdict::Refunded, _) => Told::TakenBack,
            (Verdict::NotPaid, _) => Told::NotPaid,
            (Verdict::Open | Verdict::Paid, _) => Told::Open,
        },
        Err(Error::Provider(failure)) if failure.signed && failure.code == Code::NoSuchOrder => {
            Told::NoOrder
        }
        Err(_) => Told::Nothing,
    }
}

pub(super) fn cancel(context: &Context<'_, Chaoying>, attempt: &Attempt) {
    let cancel = Cancel {
        paytype: paytype(context, attempt),
        mch_id: MCH_ID.into(),
        out_trade_no: attempt.number.clone(),
        op_user_id: OPERATOR.into(),
        scene: Some(match attempt.kind {
            Kind::Direct => Scene::Barcode,
            Kind::Shown => Scene::NativeQr,
        }),
    };
    // Whatever it answers, only a query tells.
    let _ = context.client.call(&cancel);
}

pub(super) fn notified(
    client: &Client,
    body: &[u8],
    expected: &dyn Fn(&str) -> Option<(u128, Kind)>,
) -> Notified {
    let Ok(notification) = client.payment_notification(body) else {
        return Notified::Refused;
    };
    if !notification.is_paid() {
        return Notified::Idle;
    }
    let Some(number) = notification.out_trade_no.clone() else {
        return Notified::Refused;
    };
    let Some((fee, _)) = expected(&number) else {
        return Notified::Refused;
    };
    match (
        notification.expect_of(MCH_ID, &number, fen(fee)),
        notification.total_fee,
    ) {
        (Ok(_), Some(total)) => {
            let coupon = notification.coupon_fee.unwrap_or_default();
            let refundable = total.checked_sub(coupon).unwrap_or_default().0.into();
            Notified::Paid { number, refundable }
        }
        (Err(_), Some(total)) => Notified::PaidOther {
            number,
            amount: total.0.into(),
        },
        _ => Notified::Refused,
    }
}
