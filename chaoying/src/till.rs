//! What [`Client::settle`] does once the payment was answered with no success: ask, wait, cancel, ask.

use std::time::Duration;

use transport::{Delivery, TransportError};

use crate::head::says_no;
use crate::protocol::redirects;
use crate::settle::{Patience, Settled, Settlement, Step};
use crate::untyped::Asking;
use crate::{
    Cancel, Client, Code, Error, Failure, Operation, OrderQuery, OrderQueryReply, Outcome, Pay,
    Scene, State, TradeState, Verdict,
};

/// No cancel sooner than this after pay.
const CANCEL_FROM: Duration = Duration::from_secs(15);
/// No cancel later than this after the payment was sent.
const CANCEL_UNTIL: Duration = Duration::from_secs(5 * 60);
/// The longest wait for a customer that leaves time for the cancel, and for sending it again.
const LONGEST_WAIT: Duration = Duration::from_secs(4 * 60);
/// How long after pay's answer "no such order" may mean that queries do not see the order yet. The manual tells no time.
const SHOWN_AFTER: Duration = Duration::from_secs(30);

/// A payment that is being settled.
pub(crate) struct Till<'a, F> {
    pub(crate) client: &'a Client,
    pub(crate) pay: &'a Pay,
    pub(crate) settlement: &'a Settlement,
    /// Monotonic time at which the payment was sent.
    pub(crate) started: Duration,
    /// When its answer was there, or it was known that none comes.
    pub(crate) answered: Duration,
    pub(crate) last: Error,
    pub(crate) observer: &'a mut F,
}

impl<F: FnMut(Step<'_>)> Till<'_, F> {
    /// A payment that was refused has ended, unless the refusal may be of a number that is in use.
    pub(crate) fn refused(&mut self) -> Option<Settled> {
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

    /// The number may be that of an earlier call, or of this one, delivered twice: it has paid or may yet, while no query sees it so far. It is
    /// asked for as long as there is patience, but never cancelled. "No such order" ends it once an order would be seen, or with the patience: the
    /// payment was refused, and nothing spoke against that.
    fn perhaps_in_use(&mut self, refusal: Box<Failure>) -> Settled {
        let Patience { poll, wait } = self.settlement.patience;
        let mut heard_of = false;
        loop {
            match self.query() {
                Some((Verdict::Paid, reply)) => {
                    return match reply.payment() {
                        Some(payment) => Settled::Paid(Box::new(payment)),
                        None => self.unknown(),
                    };
                }
                Some((Verdict::NotPaid, _)) => return Settled::Declined(refusal),
                Some((Verdict::Refunded, reply)) => return self.refunded(&reply),
                Some((Verdict::Open, reply)) => {
                    self.last = Error::Provider(Box::new(told(&reply, Outcome::Unknown)));
                    heard_of |= !self.knows_no_order();
                }
                None => heard_of |= self.speaks_of_the_order(),
            }
            let no_order = !heard_of && self.knows_no_order();
            let until = if no_order {
                wait.min(SHOWN_AFTER)
            } else {
                wait
            };
            // From the refusal on, however long it took to come.
            let now = self.client.clock().monotonic();
            let left = until.saturating_sub(now.saturating_sub(self.answered));
            if left.is_zero() {
                return if no_order {
                    Settled::Declined(refusal)
                } else {
                    self.unknown()
                };
            }
            self.sleep(poll.min(left));
        }
    }

    pub(crate) fn wait_for_customer(&mut self) -> Option<Settled> {
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
        let Some(told) = self.query() else {
            return self.tells_of_a_refund().then(|| self.unknown());
        };
        match told {
            (Verdict::Paid, reply) => Some(Settled::Paid(Box::new(reply.payment()?))),
            (Verdict::NotPaid, reply) => Some(declined(&reply)),
            (_, reply) if reply.trade_state == TradeState::Refund => Some(self.refunded(&reply)),
            _ => None,
        }
    }

    /// Whether a query that proved nothing has shown all the same that money went back: paid, and code 10002 beside it.
    fn tells_of_a_refund(&self) -> bool {
        self.last.failure().is_some_and(|failure| {
            failure.signed && failure.code == Code::Refunded && failure.state == State::Success
        })
    }

    /// Whether the gateway, asked for the order, has signed that there is none.
    fn knows_no_order(&self) -> bool {
        self.last.failure().is_some_and(|failure| {
            failure.signed
                && !redirects(failure.http_status)
                && failure.code == Code::NoSuchOrder
                && says_no(&failure.state, failure.trade_state.as_ref())
        })
    }

    /// Whether a query that proved nothing has shown all the same that there is an order of this number.
    fn speaks_of_the_order(&self) -> bool {
        match &self.last {
            // The numbers are compared before the amounts.
            Error::Mismatch { field } => matches!(*field, "total_fee" | "fee_type"),
            Error::Provider(failure) => {
                failure.signed
                    && (failure.trade_state.as_ref())
                        .is_some_and(|state| *state != TradeState::Fail)
            }
            _ => false,
        }
    }

    /// It was paid, and some of it went back by other hands: a cancel would reverse the rest.
    fn refunded(&mut self, reply: &OrderQueryReply) -> Settled {
        self.last = Error::Provider(Box::new(told(reply, Outcome::Unknown)));
        self.unknown()
    }

    fn unknown(&self) -> Settled {
        Settled::StillUnknown(Box::new(match &self.last {
            // Of the payment it is not proven that it never left, only of what was asked last.
            Error::Transport(error) => Error::Transport(TransportError::new(
                Delivery::Unknown,
                error.kind(),
                error.detail(),
            )),
            error => error.clone(),
        }))
    }

    pub(crate) fn cancel_and_confirm(mut self) -> Settled {
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
                Some((_, reply))
                    if !may_be_under_way && reply.trade_state == TradeState::Refund =>
                {
                    return self.refunded(&reply);
                }
                None if !may_be_under_way && self.tells_of_a_refund() => return self.unknown(),
                Some((Verdict::Paid, reply)) if !may_be_under_way => {
                    if let Some(payment) = reply.payment() {
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
        let queried = self.call(&OrderQuery {
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
        let cancelled = self.call(&Cancel {
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

    /// As the client's own, for an answer that names another amount is no answer about this sale.
    fn call<O: Operation>(&self, operation: &O) -> Result<O::Reply, Error> {
        let asking = Asking::new(operation).of_amount(self.pay.total_fee);
        let answer = self.client.carry_out(&asking)?;
        Ok(asking.answered(answer)?.reply)
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
