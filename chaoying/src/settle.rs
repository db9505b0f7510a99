//! The till's flow: what goes in, what comes out, and its first step.

use std::time::Duration;

use signing_core::InvalidField;

use crate::rules::{given, refuse};
use crate::till::Till;
use crate::{Client, Error, Failure, OrderQueryReply, Outcome, Pay, PayType, Payment};

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
    /// Between two queries, greater than 0. Defaults to 5 seconds.
    pub poll: Duration,
    /// From the payment until it is cancelled, which is after 4 minutes at the latest, as the gateway takes no cancel after 5; and once more
    /// from the cancel until settle gives up. Also from the refusal of a payment with code 20004 until settle gives up asking for its
    /// order, though "no such order" is believed after 30 seconds. Defaults to 60 seconds; the manual says 60 to 180.
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
    /// Nobody knows yet. Keep the order number, query it later, and don't take another payment for this sale until it is known. Inside is what
    /// the last query or cancel met, with the outcome of the payment: Unknown.
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
    /// No cancel is sent without a query since the last one, nor of an order that was refunded before a cancel can have arrived: that is a
    /// person's business.
    ///
    /// A payment refused with code 20004 may have been refused because its number is in use, by an earlier call or by this one, had the line
    /// delivered it twice. So the order is queried, and never cancelled, for as long as there is patience. It is [`Settled::Declined`] if the gateway
    /// still signs after 30 seconds, or at the end of a shorter patience, that it knows no such order (20007), and never spoke of one before.
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
