use std::time::Duration;

use crate::rules::refuse;
use crate::{Client, Code, Error, Order, QueryPayout, Status};

/// How often to ask for a payout, for how long, and when to believe that it is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Between two queries, greater than 0. Defaults to 5 seconds.
    pub poll: Duration,
    /// Until [`Client::confirm_payout`] gives up. Defaults to 15 minutes.
    pub wait: Duration,
    /// For how long the platform must have answered "not found", and nothing else, before it is believed: a request that was lost may still
    /// be on its way. Any other answer starts that time anew, readable or not; queries without an answer count neither way. Longer than
    /// `wait` means never. Defaults to 10 minutes.
    pub not_found: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            poll: Duration::from_secs(5),
            wait: Duration::from_secs(15 * 60),
            not_found: Duration::from_secs(10 * 60),
        }
    }
}

/// What became of a payout.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Confirmed {
    /// Paid out. The query names no amount: only the callback proves that.
    PaidOut,
    /// Failed, and never will be paid out under this `mrn`.
    Failed,
    /// The platform has denied knowing it for [`Patience::not_found`], and never spoke of it while it was asked: most likely the request never
    /// arrived.
    ///
    /// That is not proven. The document gives this code to an invalid merchant account, and names none for a missing order. Before you pay
    /// again, see that a payout you know is found. And don't believe it of a payout that was ever answered to be there, in a query of
    /// yours or an earlier confirmation: one confirmation knows nothing of what another one heard.
    NotFound,
    /// The platform has it and has not decided yet. Wait for the callback, or confirm again later.
    Waiting,
    /// Nobody knows yet, with what the last query said. Keep the `mrn`, confirm it later, and don't pay under another one.
    StillUnknown(Box<Error>),
}

impl Client {
    /// Finds out what became of a payout whose creation ended in [`Outcome::Unknown`](crate::Outcome), by querying until it is known.
    ///
    /// It blocks on the client's clock. `watch` is told of every query. "Not found" right after a lost creation proves nothing, so it counts
    /// only once the query has said so for [`Patience::not_found`]; any other answer starts that time anew. Once an answer has shown that the
    /// platform has the payout, "not found" counts no more, however long it lasts. Over plain HTTP no answer proves anything, and it ends in
    /// [`Confirmed::StillUnknown`].
    ///
    /// Errors: an invalid `mrn` or patience. What a query fails with ends nothing.
    pub fn confirm_payout(
        &self,
        mrn: &str,
        patience: Patience,
        mut watch: impl FnMut(Result<&Order, &Error>),
    ) -> Result<Confirmed, Error> {
        if patience.poll.is_zero() {
            return refuse("poll", "must be greater than 0").map_err(Error::from);
        }
        let query = QueryPayout {
            mrn: mrn.to_owned(),
            callback: None,
        };
        let started = self.clock().monotonic();
        let mut not_found_since = None;
        let mut seen = false;
        loop {
            let queried = self.call_for_answer(&query);
            watch(queried.as_ref().map(|answer| &answer.reply));
            let now = self.clock().monotonic();
            let unknown = match queried {
                Ok(answer) if answer.proven => {
                    seen = true;
                    match answer.reply.status {
                        Status::Done => return Ok(Confirmed::PaidOut),
                        Status::Failed => return Ok(Confirmed::Failed),
                        _ => Confirmed::Waiting,
                    }
                }
                Ok(_) => {
                    not_found_since = None;
                    Confirmed::StillUnknown(Box::new(Error::Unproven))
                }
                Err(error @ Error::Invalid(_)) => return Err(error),
                Err(error) => {
                    if denies(&error) {
                        let since = *not_found_since.get_or_insert(now);
                        // What was there cannot have gone: then the code means what the document says, an invalid merchant account.
                        if !seen && now.saturating_sub(since) >= patience.not_found {
                            return Ok(Confirmed::NotFound);
                        }
                    } else if !matches!(error, Error::Transport(_)) {
                        not_found_since = None;
                    }
                    Confirmed::StillUnknown(Box::new(error))
                }
            };
            let left = patience.wait.saturating_sub(now.saturating_sub(started));
            if left.is_zero() {
                return Ok(unknown);
            }
            self.clock().sleep(patience.poll.min(left));
        }
    }
}

/// Whether the platform provably denies knowing the order.
fn denies(error: &Error) -> bool {
    error
        .failure()
        .is_some_and(|failure| failure.proven && failure.code == Some(Code::ObjectNotFound))
}
