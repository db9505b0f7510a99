use std::time::Duration;

use signing_core::InvalidField;

use crate::rules::{given, refuse};
use crate::{
    Cancel, Client, Code, Error, Failure, OrderQuery, OrderQueryReply, Outcome, Pay, PayType,
    Payment, Scene, State, Verdict,
};

/// No cancel sooner than this after pay.
const CANCEL_FROM: Duration = Duration::from_secs(15);
/// No cancel later than this after the payment was sent.
const CANCEL_UNTIL: Duration = Duration::from_secs(5 * 60);
/// The longest wait for a customer that leaves time for the cancel, and for sending it again.
const LONGEST_WAIT: Duration = Duration::from_secs(4 * 60);

/// What [`Client::settle`] needs beside the payment.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// Wallet (支付方式). Pay neither takes nor returns it; query and cancel need it.
    pub paytype: PayType,
    /// Operator (操作员帐号) in whose name to cancel.
    pub op_user_id: String,
    /// How long to wait for the customer.
    pub patience: Patience,
}

/// How often to ask, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Between two queries. Defaults to 5 seconds.
    pub poll: Duration,
    /// From the payment until it is cancelled, which is after 4 minutes at the latest, as the gateway takes no cancel after 5; and once more
    /// from the cancel until settle gives up. Defaults to 60 seconds; the manual says 60 to 180.
    pub wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            poll: Duration::from_secs(5),
            wait: Duration::from_secs(60),
        }
    }
}

/// How a payment ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Settled {
    /// Paid: hand over the goods.
    Paid(Box<Payment>),
    /// Not paid, and never will be under this number. With what the gateway said, to the payment or to a query.
    Declined(Box<Failure>),
    /// Cancelled, and a query said so. A payment that had succeeded was reversed.
    Cancelled,
    /// Nobody knows yet. Keep the order number, query it later, and don't take another payment for this sale until it is known.
    StillUnknown(Box<Error>),
}

/// A step of [`Client::settle`], for those who watch: a display, a journal.
#[derive(Debug)]
#[non_exhaustive]
pub enum Step<'a> {
    /// The payment was sent, with this result.
    Pay(Result<&'a Payment, &'a Error>),
    /// The order was queried.
    Query(Result<&'a OrderQueryReply, &'a Error>),
    /// The order is to be cancelled now.
    Cancelling,
    /// A cancel was sent, with this result.
    Cancel(Result<(), &'a Error>),
}

impl Client {
    /// The till's flow: pay; where that proves nothing, query; where the customer takes too long, cancel, and query again.
    ///
    /// The payment is sent once. It ends in what a verified answer says or in [`Settled::StillUnknown`], never in a guess. Once a cancel may be
    /// under way "paid" is not final any more, for the cancel may yet reverse it, so settle goes on until the order is known not to be paid.
    /// No cancel is sent without a query right before it, nor of an order that was refunded before: that is a person's business.
    ///
    /// Errors: an invalid field, or a payment that provably never left ([`Outcome::NotSent`]); the same call may then be made again.
    pub fn settle(
        &self,
        pay: &Pay,
        settlement: &Settlement,
        mut observer: impl FnMut(Step<'_>),
    ) -> Result<Settled, Error> {
        settlement.check(pay)?;
        let started = self.clock().monotonic();
        let paid = self.call(pay);
        observer(Step::Pay(paid.as_ref()));
        let error = match paid {
            Ok(payment) => return Ok(Settled::Paid(Box::new(payment))),
            Err(error) if error.outcome() == Outcome::NotSent => return Err(error),
            Err(error) => error,
        };
        let mut till = Till {
            client: self,
            pay,
            settlement,
            started,
            answered: self.clock().monotonic(),
            last: error,
            observer: &mut observer,
        };
        if let Some(settled) = till.refused() {
            return Ok(settled);
        }
        if let Some(settled) = till.wait_for_customer() {
            return Ok(settled);
        }
        Ok(till.cancel_and_confirm())
    }
}

impl Settlement {
    fn check(&self, pay: &Pay) -> Result<(), InvalidField> {
        crate::operations::required(&[
            ("paytype", self.paytype.as_str()),
            ("op_user_id", &self.op_user_id),
        ])?;
        if self.patience.poll.is_zero() {
            return refuse("poll_seconds", "must be greater than 0");
        }
        if self.paytype == PayType::Qq && !given(&pay.device_info) {
            return refuse("device_info", "is required for the QQ wallet");
        }
        Ok(())
    }
}

struct Till<'a, F> {
    client: &'a Client,
    pay: &'a Pay,
    settlement: &'a Settlement,
    /// Monotonic time at which the payment was sent.
    started: Duration,
    /// When its answer was there, or it was known that none comes.
    answered: Duration,
    last: Error,
    observer: &'a mut F,
}

impl<F: FnMut(Step<'_>)> Till<'_, F> {
    /// A payment that was refused has ended, unless the refusal may be of a number that is in use.
    fn refused(&mut self) -> Option<Settled> {
        let Error::Provider(failure) = &self.last else {
            return None;
        };
        if failure.outcome != Outcome::Refused {
            return None;
        }
        let failure = failure.clone();
        Some(match failure.code {
            Code::Parameter => self.perhaps_in_use(failure),
            _ => Settled::Declined(failure),
        })
    }

    /// The number may be that of an earlier call, which has paid or may yet. It is asked for as long as there is patience, but never cancelled.
    fn perhaps_in_use(&mut self, refusal: Box<Failure>) -> Settled {
        let Patience { poll, wait } = self.settlement.patience;
        loop {
            match self.query() {
                Some((Verdict::Paid, reply)) => {
                    return match self.payment(&reply) {
                        Some(payment) => Settled::Paid(Box::new(payment)),
                        None => self.unknown(),
                    };
                }
                Some((Verdict::NotPaid, _)) => return Settled::Declined(refusal),
                Some((Verdict::Refunded, reply)) => return self.refunded(&reply),
                Some((Verdict::Open, _)) => self.last = Error::Provider(refusal.clone()),
                None if self.knows_no_order() => return Settled::Declined(refusal),
                None => {}
            }
            let left = wait.saturating_sub(self.elapsed());
            if left.is_zero() {
                return self.unknown();
            }
            self.sleep(poll.min(left));
        }
    }

    fn wait_for_customer(&mut self) -> Option<Settled> {
        let Patience { poll, wait } = self.settlement.patience;
        let wait = wait.min(LONGEST_WAIT);
        loop {
            self.sleep(poll.min(wait.saturating_sub(self.elapsed())));
            if let Some(settled) = self.ask() {
                return Some(settled);
            }
            if self.elapsed() >= wait {
                break;
            }
        }
        let now = self.client.clock().monotonic();
        let too_soon = CANCEL_FROM.saturating_sub(now.saturating_sub(self.answered));
        if too_soon.is_zero() {
            return None;
        }
        self.sleep(too_soon);
        self.ask()
    }

    /// A query, before any cancel: what it proves, if that ends the payment.
    fn ask(&mut self) -> Option<Settled> {
        match self.query()? {
            (Verdict::Paid, reply) => {
                let payment = self.payment(&reply)?;
                Some(Settled::Paid(Box::new(payment)))
            }
            (Verdict::NotPaid, reply) => Some(declined(&reply)),
            (Verdict::Refunded, reply) => Some(self.refunded(&reply)),
            (Verdict::Open, _) => None,
        }
    }

    /// Whether the gateway, asked for the order, has signed that there is none, or that it takes the number for no order's.
    fn knows_no_order(&self) -> bool {
        let failure = self.last.failure().filter(|failure| failure.signed);
        failure.is_some_and(|failure| matches!(failure.code, Code::NoSuchOrder | Code::Parameter))
    }

    /// It was paid, and some of it went back by other hands: a cancel would reverse the rest.
    fn refunded(&mut self, reply: &OrderQueryReply) -> Settled {
        self.last = Error::Provider(Box::new(told(reply, Outcome::Unknown)));
        self.unknown()
    }

    fn unknown(&self) -> Settled {
        Settled::StillUnknown(Box::new(self.last.clone()))
    }

    fn cancel_and_confirm(mut self) -> Settled {
        let Patience { poll, wait } = self.settlement.patience;
        let give_up = self.elapsed().saturating_add(wait);
        (self.observer)(Step::Cancelling);
        let mut accepted = false;
        let mut may_be_under_way = false;
        loop {
            if !accepted && self.elapsed() <= CANCEL_UNTIL {
                let cancelled = self.cancel();
                accepted = cancelled.is_ok();
                may_be_under_way |=
                    !matches!(&cancelled, Err(error) if error.outcome() == Outcome::NotSent);
            }
            match self.query() {
                Some((Verdict::NotPaid, _)) if may_be_under_way => return Settled::Cancelled,
                // Only of a cancel that was accepted is it certain that it took everything back.
                Some((Verdict::Refunded, _)) if accepted => return Settled::Cancelled,
                Some((Verdict::NotPaid, reply)) => return declined(&reply),
                Some((Verdict::Paid, reply)) if !may_be_under_way => {
                    if let Some(payment) = self.payment(&reply) {
                        return Settled::Paid(Box::new(payment));
                    }
                }
                _ => {}
            }
            let left = give_up.saturating_sub(self.elapsed());
            if left.is_zero() {
                return self.unknown();
            }
            self.sleep(poll.min(left));
        }
    }

    /// The verdict of a verified query, or `None` for a query that failed and so says nothing.
    fn query(&mut self) -> Option<(Verdict, OrderQueryReply)> {
        let queried = self.client.call(&OrderQuery {
            paytype: self.settlement.paytype.clone(),
            mch_id: self.pay.mch_id.clone(),
            out_trade_no: Some(self.pay.out_trade_no.clone()),
            transaction_id: None,
        });
        (self.observer)(Step::Query(queried.as_ref()));
        match queried {
            Ok(reply) => Some((reply.verdict(), reply)),
            Err(error) => {
                self.last = error;
                None
            }
        }
    }

    fn cancel(&mut self) -> Result<(), Error> {
        let cancelled = self.client.call(&Cancel {
            paytype: self.settlement.paytype.clone(),
            mch_id: self.pay.mch_id.clone(),
            out_trade_no: self.pay.out_trade_no.clone(),
            op_user_id: self.settlement.op_user_id.clone(),
            scene: Some(Scene::Barcode),
        });
        let cancelled = cancelled.map(drop);
        (self.observer)(Step::Cancel(cancelled.as_ref().copied()));
        if let Err(error) = &cancelled {
            self.last = error.clone();
        }
        cancelled
    }

    /// The payment of this order and amount; another amount is no payment of this sale.
    fn payment(&mut self, reply: &OrderQueryReply) -> Option<Payment> {
        let payment = reply.payment()?;
        match payment.of(&self.pay.mch_id, &self.pay.out_trade_no, self.pay.total_fee) {
            Ok(()) => Some(payment),
            Err(error) => {
                self.last = error;
                None
            }
        }
    }

    fn elapsed(&self) -> Duration {
        self.client.clock().monotonic().saturating_sub(self.started)
    }

    fn sleep(&self, time: Duration) {
        if !time.is_zero() {
            self.client.clock().sleep(time);
        }
    }
}

fn declined(reply: &OrderQueryReply) -> Settled {
    Settled::Declined(Box::new(told(reply, Outcome::Refused)))
}

/// What a verified query said of an order that is not paid, or not any more.
fn told(reply: &OrderQueryReply, outcome: Outcome) -> Failure {
    Failure {
        state: State::Success,
        code: reply.code.clone(),
        msg: None,
        trade_state: Some(reply.trade_state.clone()),
        signed: true,
        http_status: 200,
        outcome,
    }
}
