//! Barcode and face payments (刷卡支付, 刷脸支付): a code the customer shows is charged at once, or after the password.

use super::{
    Chaoying, Event,
    answer::{Answer, Code, Failure, TradeState},
    books::{self, Order, Status},
    customer::Customer,
    form::Form,
    payer::Payer,
};
use crate::beijing;
use std::time::Duration;

/// The first two digits of a payment code tell the wallet.
const WALLETS: &[(std::ops::RangeInclusive<u8>, &str)] = &[
    (10..=15, "WECHAT"),
    (18..=18, "JDPAY"),
    (25..=30, "ALIPAY"),
    (51..=51, "BESTPAY"),
    (62..=62, "UNIONPAY"),
    (91..=91, "QQ"),
];

fn wallet(auth_code: &str) -> Option<&'static str> {
    let first: u8 = auth_code.get(..2)?.parse().ok()?;
    WALLETS
        .iter()
        .find(|(range, _)| range.contains(&first))
        .map(|(_, name)| *name)
}

/// 提交支付 by barcode.
pub(super) fn pay<'a>(gateway: &'a mut Chaoying, form: &Form<'_>) -> Result<Answer<'a>, Failure> {
    let code = form.required("auth_code")?;
    let wallet = wallet(code);
    if wallet == Some("QQ") {
        form.required("device_info")?;
    }
    charge(gateway, form, code, wallet)
}

/// 提交支付 by face: only WeChat has it.
pub(super) fn face_pay<'a>(
    gateway: &'a mut Chaoying,
    form: &Form<'_>,
) -> Result<Answer<'a>, Failure> {
    charge(gateway, form, form.required("face_code")?, Some("WECHAT"))
}

fn charge<'a>(
    gateway: &'a mut Chaoying,
    form: &Form<'_>,
    code: &str,
    wallet: Option<&'static str>,
) -> Result<Answer<'a>, Failure> {
    let number = form.required("out_trade_no")?;
    let merchant = gateway
        .books
        .merchant(form.required("mch_id")?, gateway.now)?;
    if let Some(known) = gateway.books.find_order(merchant, number) {
        return repeated(gateway, form, known);
    }
    let total = form.fen("total_fee")?;
    let customer = gateway
        .customers
        .remove(number)
        .unwrap_or_else(|| Customer::of_code(code));
    let coupon = if customer == Customer::PaysWithCoupon {
        (total / 10).max(1).min(total - 1)
    } else {
        0
    };
    let (now, hidden_until) = (gateway.now, gateway.hidden_until());
    let order = gateway.books.add_order(Order {
        merchant,
        number: number.into(),
        wallet,
        total,
        coupon,
        customer,
        status: Status::Paying,
        created: now,
        hidden_until,
        ended: now,
        fingerprint: form.fingerprint(),
        attach: form.get("attach").map(Into::into),
        payer: Payer::of_charge(form),
        refunds: Vec::new(),
        pre: None,
    });
    gateway.meet(order, customer)
}

/// The same number again never charges again.
fn repeated<'a>(
    gateway: &'a Chaoying,
    form: &Form<'_>,
    order: usize,
) -> Result<Answer<'a>, Failure> {
    if gateway.books.orders[order].fingerprint != form.fingerprint() {
        let why = "out_trade_no was already used, with other fields";
        return Err(Failure::new(Code::Parameter, why));
    }
    Ok(gateway.state_of(order))
}

impl Chaoying {
    /// Lets the customer do what this customer does, and answers accordingly.
    fn meet(&mut self, order: usize, customer: Customer) -> Result<Answer<'_>, Failure> {
        let now = self.now;
        let system = || Err(Failure::new(Code::System, "try again later"));
        match customer {
            Customer::PaysAtOnce | Customer::PaysWithCoupon => {
                self.settle(order, Status::Paid, now)
            }
            Customer::BalanceTooLow => self.settle(order, Status::Failed, now),
            Customer::PaysAfter(pause) => self.later(order, pause, true),
            Customer::GivesUpAfter(pause) => self.later(order, pause, false),
            Customer::NeverAnswers | Customer::PaysAsCancelled => {}
            Customer::PaysUnsure => {
                self.settle(order, Status::Paid, now);
                let answer = Answer::of_trade(Code::Paying, TradeState::NeedQuery);
                return Ok(self.named(answer, order));
            }
            Customer::PaysBehindAnError => {
                self.settle(order, Status::Paid, now);
                return system();
            }
            Customer::FailsBehindAnError => {
                self.settle(order, Status::Failed, now);
                return system();
            }
        }
        Ok(self.state_of(order))
    }

    fn later(&mut self, order: usize, pause: Duration, pays: bool) {
        self.agenda
            .plan(self.now + pause, Event::CustomerDecides { order, pays });
    }

    /// Ends the wait for a customer. An order that already ended stays as it is.
    pub(super) fn settle(&mut self, order: usize, status: Status, at: Duration) {
        let record = &mut self.books.orders[order];
        if matches!(record.status, Status::Open | Status::Paying) {
            record.status = status;
            record.ended = at;
            if record.pre.is_some() && matches!(status, Status::Paid | Status::Failed) {
                self.notify(order, at);
            }
        }
    }

    /// The answer that tells an order's state.
    pub(super) fn state_of(&self, order: usize) -> Answer<'_> {
        let record = &self.books.orders[order];
        let (code, state) = match record.status {
            Status::Open => (Code::NotPaid, TradeState::Fail),
            Status::Paying => (Code::Paying, TradeState::Processing),
            Status::Paid if self.books.is_refunded(record) => (Code::Refunded, TradeState::Refund),
            Status::Paid => (Code::Success, TradeState::Success),
            Status::Failed => (Code::PayError, TradeState::Fail),
            Status::Closed => (Code::Closed, TradeState::Fail),
            Status::Cancelled => (Code::Cancelled, TradeState::Fail),
        };
        let answer = Answer::of_trade(code, state);
        if state == TradeState::Success {
            self.paid(answer, order)
        } else {
            self.named(answer, order)
        }
    }

    /// Adds what says which order an answer is about, if the configuration wants that.
    pub(super) fn named<'a>(&'a self, answer: Answer<'a>, order: usize) -> Answer<'a> {
        if !self.config.name_orders {
            return answer;
        }
        let record = &self.books.orders[order];
        answer
            .with(
                "mch_id",
                self.books.merchants[record.merchant].mch_id.as_str(),
            )
            .with("transaction_id", books::transaction_id(order))
            .with("out_trade_no", &*record.number)
            .with("total_fee", record.total.to_string())
    }

    /// Adds everything the manual's table has for a paid order.
    fn paid<'a>(&'a self, answer: Answer<'a>, order: usize) -> Answer<'a> {
        let record = &self.books.orders[order];
        let wechat = !record.is_alipay();
        let sub_openid = record.sub_openid();
        answer
            .with(
                "mch_id",
                self.books.merchants[record.merchant].mch_id.as_str(),
            )
            .with(
                "appid",
                if wechat {
                    "wx1f87d44db95cba7a"
                } else {
                    "2016082000291234"
                },
            )
            .with("is_subscribe", "N")
            .with("openid", record.openid())
            .with_some("sub_appid", record.sub_appid())
            .with_some("sub_is_subscribe", sub_openid.map(|_| "N"))
            .with_some("sub_openid", sub_openid)
            .with("transaction_id", books::transaction_id(order))
            .with("out_transaction_id", books::out_transaction_id(order))
            .with("out_trade_no", &*record.number)
            .with("total_fee", record.total.to_string())
            .with_some(
                "coupon_fee",
                (record.coupon > 0).then(|| record.coupon.to_string()),
            )
            .with("fee_type", "CNY")
            .with_some("attach", record.attach.as_deref())
            .with("bank_type", if wechat { "CFT" } else { "ALIPAYACCOUNT" })
            .with(
                "time_end",
                beijing::format(self.calendar.date(record.ended)),
            )
    }
}
