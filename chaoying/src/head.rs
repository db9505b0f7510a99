//! The head that every answer has, and what it proves.

use std::borrow::Cow;

use signing_core::json;
use transport::Outcome;

use crate::operations::{Money, Success};
use crate::protocol::{decode, redirects};
use crate::{Code, Error, State, TradeState};

/// The fields of an answer, with their values as they stand in it.
pub(crate) type Fields<'a> = [(Cow<'a, str>, &'a str)];

/// The value of a field, unless it is absent, null or empty, which are the same.
pub(crate) fn text_of<'a>(fields: &Fields<'a>, name: &str) -> Option<Cow<'a, str>> {
    let (_, raw) = fields.iter().find(|(field, _)| field == name)?;
    json::signed_text(raw).ok().filter(|text| !text.is_empty())
}

/// The fields that every answer has.
pub(crate) struct Head {
    pub(crate) state: State,
    pub(crate) code: Code,
    pub(crate) msg: Option<String>,
    pub(crate) trade_state: Option<TradeState>,
}

impl Head {
    pub(crate) fn of(fields: &Fields<'_>) -> Result<Head, Error> {
        let required =
            |name| text_of(fields, name).ok_or_else(|| decode("state or code is missing"));
        Ok(Head {
            state: State::from(&*required("state")?),
            code: Code::from(&*required("code")?),
            msg: text_of(fields, "msg").map(Cow::into_owned),
            trade_state: text_of(fields, "trade_state").map(|text| TradeState::from(&*text)),
        })
    }

    pub(crate) fn succeeded(&self, success: Success) -> bool {
        let agrees = self.code.agrees_with_success(success);
        let traded = self.trade_state == Some(TradeState::Success);
        self.state == State::Success
            && match success {
                Success::Traded
                | Success::Refunded
                | Success::Cancelled
                | Success::TradedUnsigned => traded && agrees,
                Success::Registered => self.code == Code::Success,
                // Paid and not paid in one answer is no news.
                Success::Queried => self.trade_state.is_some() && (!traded || agrees),
                Success::Told => agrees,
            }
    }

    /// What a failure proves: the positive list of refusals. Anything not on it is unknown.
    pub(crate) fn outcome(&self, money: Money, signed: bool, http_status: u16) -> Outcome {
        // Whoever redirects has not decided.
        let decided = signed && !redirects(http_status);
        let refused = match money {
            Money::Still => says_no(&self.state, self.trade_state.as_ref()),
            Money::Asked | Money::Returned => false,
            Money::Taken => self.refuses_payment(),
        };
        if decided && refused {
            Outcome::Refused
        } else {
            Outcome::Unknown
        }
    }

    fn refuses_payment(&self) -> bool {
        // Codes that leave the outcome open outweigh a FAIL beside them.
        let open = matches!(
            self.code,
            Code::Paying
                | Code::NotPaid
                | Code::AnswerSignError
                | Code::System
                | Code::NoSuchOrder
                | Code::Network
        );
        says_no(&self.state, self.trade_state.as_ref())
            && !open
            && match (&self.state, &self.trade_state) {
                // The table has no code for a version that is too old, so any that leaves nothing open may stand beside it.
                (State::Ver, _) => true,
                (_, Some(_)) => !matches!(self.code, Code::Other(_)),
                (_, None) => matches!(
                    self.code,
                    Code::SignError
                        | Code::Parameter
                        | Code::Merchant
                        | Code::Agent
                        | Code::TradeSetup
                        | Code::Refunded
                ),
            }
    }
}

/// Whether one of the two states refuses and the other does not say otherwise.
pub(crate) fn says_no(state: &State, trade_state: Option<&TradeState>) -> bool {
    matches!(
        (state, trade_state),
        (State::Fail | State::Ver, None | Some(TradeState::Fail))
            | (State::Success, Some(TradeState::Fail))
    )
}
