use std::ops::Deref;
use std::time::Duration;

use crate::operations::{MoneyOperation, Order, OrderQuery, same};
use crate::protocol::redirects;
use crate::{Client, Code, Direction, Error, ExpectedPayment, Failure, Status, rules};

/// How long a request can still be carried out after it was signed: the provider refuses a `Date` further than this from its clock.
const REQUEST_LIVES: Duration = Duration::from_secs(5 * 60);
/// How much later still an order must be visible to queries.
const VISIBLE_WITHIN: Duration = Duration::from_secs(60);
/// How often in a row "no such record" must be heard where the answers do not say of which order they speak. Any other answer between two of
/// them breaks the row; a call without an answer does not.
const UNNAMED_DENIALS: u32 = 3;

/// Names under which an answer tells an order's number.
const NUMBER: [&str; 2] = ["trade_no", "trans_no"];

/// An order that a signed answer to a query showed to be done, and to be what was expected. Only this crate's confirmations make one.
#[derive(Clone, Debug)]
pub struct ConfirmedOrder(Box<Order>);

impl Deref for ConfirmedOrder {
    type Target = Order;

    fn deref(&self) -> &Order {
        &self.0
    }
}

impl ConfirmedOrder {
    /// The order.
    pub fn into_order(self) -> Order {
        *self.0
    }
}

/// How a payment of a user stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use = "only Paid is paid"]
pub enum PaymentState {
    /// Paid: hand over the goods, once.
    Paid(ConfirmedOrder),
    /// Not paid, and never will be under this number.
    NotPaid(Box<Order>),
    /// Under way, or not begun (then without an order): ask again later.
    Open(Option<Box<Order>>),
}

/// How often to ask, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Between two queries, greater than 0. Defaults to 10 seconds.
    pub poll: Duration,
    /// From the first query until confirming gives up. Defaults to 8 minutes: after little more than 6 the provider cannot carry out
    /// a request that was lost, so by then there is an answer if the provider gives any.
    pub wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            poll: Duration::from_secs(10),
            wait: Duration::from_secs(8 * 60),
        }
    }
}

/// How a transfer, charge or return of the app's ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use = "only Done is done"]
pub enum TransferState {
    /// The money moved.
    Done(ConfirmedOrder),
    /// The provider tried, and no money moved. The number is used up.
    Failed(Box<Order>),
    /// The provider has no such order, never showed one while it was asked, and too much time has passed for the request to arrive still: no
    /// money moved.
    NotMade,
    /// Nobody knows yet. Keep the number, ask again later, and don't send the money under another number until it is known.
    StillUnknown {
        /// The order, where it is there and under way.
        order: Option<Box<Order>>,
        /// The last error, where a query failed.
        error: Option<Box<Error>>,
    },
}

impl Client {
    /// Asks whether a user's payment was made: queries the order and compares its number, DragonEx's id where known, coin, amount (by value),
    /// direction and status.
    ///
    /// This, and neither the redirect nor the callback, is what makes an order paid. An order that differs is [`Error::Mismatch`], whatever its
    /// status: then look at it, and don't hand over anything.
    pub fn confirm_payment(
        &self,
        trade_no: &str,
        expected: &ExpectedPayment,
    ) -> Result<PaymentState, Error> {
        let order = match self.call(&OrderQuery {
            trade_no: trade_no.to_owned(),
        }) {
            Ok(order) => order,
            Err(Error::Provider(failure))
                if failure.signed && matches!(failure.code, Code::NoPayment | Code::NotPaid) =>
            {
                return Ok(PaymentState::Open(None));
            }
            Err(error) => return Err(error),
        };
        same("id", expected.id.as_ref(), order.id.as_ref())?;
        same(
            "direction",
            Some(&Direction::UserToApp),
            Some(&order.direction),
        )?;
        same(
            "coin_code",
            Some(&expected.coin_code),
            Some(&order.coin_code),
        )?;
        same("volume", Some(&expected.volume), Some(&order.volume))?;
        same("uid", expected.uid.as_ref(), Some(&order.uid))?;
        Ok(match order.status {
            Status::Done => PaymentState::Paid(ConfirmedOrder(Box::new(order))),
            Status::Failed | Status::GivenUp => PaymentState::NotPaid(Box::new(order)),
            _ => PaymentState::Open(Some(Box::new(order))),
        })
    }

    /// Finds out what became of a transfer, charge or return whose answer was lost or Unknown: queries its number until that is certain or patience ends.
    ///
    /// The observer is told of each query: an order that is this request's, or why there was none.
    ///
    /// It only asks, and sends nothing that moves money. "No such record" alone proves nothing, as the request may still be under way; it
    /// counts once the server's own clock shows that the request has expired, and never once an answer has shown an order of this number, even
    /// another than was sent. Give it the request exactly as it was sent.
    ///
    /// When the request expires is reckoned from this machine's clock, or from the latest `Date` that this client or a clone of it has sent money
    /// under, whichever is later: the clock may have been fast then, and set right since. A client made anew, such as after a crash, knows
    /// only its clock: if that was set back since the request was sent, by `n` minutes, confirm `n` minutes later. A client that
    /// has once sent money under a `Date` far ahead believes no denial before that time is past; a new one does.
    ///
    /// Errors: an invalid field. A query that fails is no error here: it ends in [`TransferState::StillUnknown`].
    pub fn confirm_transfer<O: MoneyOperation>(
        &self,
        sent: &O,
        patience: Patience,
        mut observer: impl FnMut(Result<&Order, &Error>),
    ) -> Result<TransferState, Error> {
        sent.check()?;
        rules::one_of(!patience.poll.is_zero(), "poll", "must be greater than 0")?;
        let started = self.clock().monotonic();
        let mut search = Search {
            client: self,
            sent,
            expires: self.latest_date() + REQUEST_LIVES + VISIBLE_WITHIN,
            denials: 0,
            seen: false,
            order: None,
            error: None,
        };
        loop {
            if let Some(state) = search.ask(&mut observer) {
                return Ok(state);
            }
            let left = patience
                .wait
                .saturating_sub(self.clock().monotonic().saturating_sub(started));
            if left.is_zero() {
                return Ok(TransferState::StillUnknown {
                    order: search.order,
                    error: search.error,
                });
            }
            self.clock().sleep(patience.poll.min(left));
        }
    }
}

struct Search<'a, O> {
    client: &'a Client,
    sent: &'a O,
    /// When the request can neither arrive any more nor have arrived unseen, by the server's clock.
    expires: Duration,
    denials: u32,
    /// Whether an answer has shown an order of this number, be it another than was sent.
    seen: bool,
    order: Option<Box<Order>>,
    error: Option<Box<Error>>,
}

impl<O: MoneyOperation> Search<'_, O> {
    /// One query; the answer where it is certain.
    fn ask(&mut self, observer: &mut impl FnMut(Result<&Order, &Error>)) -> Option<TransferState> {
        let queried = self.query();
        observer(queried.as_ref());
        match queried {
            Ok(order) => {
                self.denials = 0;
                self.seen = true;
                self.error = None;
                match order.status {
                    Status::Done => {
                        return Some(TransferState::Done(ConfirmedOrder(Box::new(order))));
                    }
                    Status::Failed | Status::GivenUp => {
                        return Some(TransferState::Failed(Box::new(order)));
                    }
                    _ => self.order = Some(Box::new(order)),
                }
                None
            }
            Err(error) => {
                let denied = self.denied(&error);
                self.error = Some(Box::new(error));
                denied.then_some(TransferState::NotMade)
            }
        }
    }

    fn query(&self) -> Result<Order, Error> {
        let order = self.client.call(&OrderQuery {
            trade_no: self.sent.trade_no().to_owned(),
        })?;
        self.sent.belongs(&order, &self.client.asker())?;
        Ok(order)
    }

    /// Whether the provider has by now denied the order for good.
    fn denied(&mut self, error: &Error) -> bool {
        match error {
            Error::Provider(failure) if self.denies(failure) => {
                self.denials += 1;
                // An order once seen cannot have been not made.
                !self.seen && (failure.names_order || self.denials >= UNNAMED_DENIALS)
            }
            // No answer says nothing.
            Error::Transport(_) => false,
            other => {
                self.denials = 0;
                // What differs in its number is another order. What differs in anything else stands under this number.
                self.seen |= matches!(other, Error::Mismatch { field } if !NUMBER.contains(field));
                false
            }
        }
    }

    /// Whether it is a proven "no such record" from after the request has expired. One in a redirect proves nothing.
    fn denies(&self, failure: &Failure) -> bool {
        failure.code == Code::NoPayment
            && failure.signed
            && !redirects(failure.http_status)
            && failure.server_time.is_some_and(|time| time >= self.expires)
    }
}
