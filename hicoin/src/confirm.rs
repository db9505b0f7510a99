use std::time::Duration;

use crate::operations::{TransferQuery, TransferQueryReply, Verdict, same};
use crate::rules::{refuse, required};
use crate::{Amount, Client, Error, Transfer};

/// A transfer as it was ordered: what [`Client::confirm_transfer`] asks about and compares with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedTransfer {
    /// Your order number.
    pub out_trade_no: String,
    /// The user who was to be paid.
    pub openid: String,
    /// What was ordered.
    pub total_amount: Amount,
    /// Coin.
    pub settle_currency: String,
}

impl From<&Transfer> for ExpectedTransfer {
    fn from(transfer: &Transfer) -> Self {
        ExpectedTransfer {
            out_trade_no: transfer.out_trade_no.clone(),
            openid: transfer.openid.clone(),
            total_amount: transfer.total_amount,
            settle_currency: transfer.settle_currency.clone(),
        }
    }
}

/// How often to ask, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Between two queries, greater than 0. Defaults to 5 seconds.
    pub poll: Duration,
    /// From the first query until confirm gives up. Defaults to 60 seconds.
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

/// How a transfer ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Confirmed {
    /// Paid out: order number, amount and coin are those of the transfer. Where the provider takes its fee from the amount, what the user got is
    /// in `settle_trans_amount`.
    Paid(Box<TransferQueryReply>),
    /// The transfer failed, and its number is used up. `reason` says why.
    Failed(Box<TransferQueryReply>),
    /// Nobody knows yet. Keep the order number and confirm again later; pay this user under no other number until it is known. Inside is
    /// why the last query did not decide: an error, or nothing where the provider itself has not decided.
    StillUnknown(Option<Box<Error>>),
}

impl Client {
    /// Asks what became of a transfer until a verified answer names it, with its user, amount and coin, and its end.
    ///
    /// For after a transfer that was accepted, or whose outcome is unknown. It only reads, it waits on the client's clock, and it never ends
    /// in a guess: that the provider knows no such order proves nothing, as the transfer may be on its way still. `observer` is told of
    /// each query's result.
    ///
    /// Errors: an invalid field; nothing was asked then.
    pub fn confirm_transfer(
        &self,
        expected: &ExpectedTransfer,
        patience: Patience,
        mut observer: impl FnMut(Result<&TransferQueryReply, &Error>),
    ) -> Result<Confirmed, Error> {
        expected.check()?;
        if patience.poll.is_zero() {
            return refuse("poll_seconds", "must be greater than 0").map_err(Error::from);
        }
        let query = TransferQuery {
            access_token: None,
            out_trade_no: expected.out_trade_no.clone(),
        };
        let started = self.clock().monotonic();
        loop {
            let queried = self
                .call(&query)
                .and_then(|reply| expected.is(&reply).map(|()| reply));
            observer(queried.as_ref());
            let undecided = match queried {
                Ok(reply) => match reply.verdict() {
                    Verdict::Paid => return Ok(Confirmed::Paid(Box::new(reply))),
                    Verdict::NotPaid => return Ok(Confirmed::Failed(Box::new(reply))),
                    Verdict::Open => None,
                },
                Err(error @ Error::Invalid(_)) => return Err(error),
                Err(error) => Some(Box::new(error)),
            };
            let left = patience
                .wait
                .saturating_sub(self.clock().monotonic().saturating_sub(started));
            if left.is_zero() {
                return Ok(Confirmed::StillUnknown(undecided));
            }
            self.clock().sleep(patience.poll.min(left));
        }
    }
}

impl ExpectedTransfer {
    fn check(&self) -> Result<(), Error> {
        required(&[
            ("out_trade_no", &self.out_trade_no),
            ("openid", &self.openid),
            ("settle_currency", &self.settle_currency),
        ])?;
        if self.total_amount.units() == 0 {
            return refuse("total_amount", "must be greater than 0").map_err(Error::from);
        }
        Ok(())
    }

    /// Whether the answer speaks of this transfer: whatever it repeats must be what was ordered.
    fn is(&self, reply: &TransferQueryReply) -> Result<(), Error> {
        same("openid", &*self.openid, reply.openid.as_deref())?;
        same(
            "total_amount",
            &self.total_amount,
            reply.total_amount.as_ref(),
        )?;
        same(
            "settle_currency",
            &*self.settle_currency,
            reply.settle_currency.as_deref(),
        )
    }
}
