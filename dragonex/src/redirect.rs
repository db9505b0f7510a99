use std::collections::BTreeMap;
use std::ops::Deref;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use signing_core::{FormError, InvalidField, Masked, form, typed};
use subtle::ConstantTimeEq;

use crate::codes::as_optional_number;
use crate::{Direction, Status, Volume};

/// What the browser brought back. It is not signed, and the user may have written it: it is *not* proof of anything.
///
/// Only its `state` was checked, which shows that it belongs to the request that was given that state. Use it to decide what page to show, and
/// [`Client::confirm_payment`](crate::Client::confirm_payment) to decide whether the order is paid.
#[derive(Clone, Debug)]
pub struct Unproven<T>(T);

/// Redirect back from the pay page (用户支付成功或失败后跳到的接入方地址). Source: DragonEx payment interfaces, 接入方需提供的跳转页面.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaymentRedirect {
    /// DragonEx's number of the order. Absent where the user gave up before there was one.
    pub id: Option<u64>,
    /// The user who paid, by DragonEx's number.
    pub uid: Option<u64>,
    /// Coin, such as `usdt`.
    pub coin_code: Option<String>,
    /// How much is claimed to be paid in all.
    pub volume: Option<Volume>,
    /// The commission.
    pub cut_volume: Option<Volume>,
    /// Your order number.
    pub trade_no: String,
    /// Way of the payment (订单方向).
    #[serde(serialize_with = "as_optional_number")]
    pub direction: Option<Direction>,
    /// State as the browser tells it (订单状态); −1 if the user gave up.
    #[serde(serialize_with = "as_optional_number")]
    pub status: Option<Status>,
    /// Further fields, those of your own `redirect_url` among them.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// Redirect back from the login page (用户同意登录授权后跳转到的接入方地址). Source: DragonEx login interfaces, 接入方需提供的跳转页面.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LoginRedirect {
    /// Access code (AccessCode) for [`Login`](crate::Login); `None` if the user refused. Masked in every output.
    pub code: Option<Masked>,
    /// When the code expires, in seconds since the Unix epoch; −1 if the user refused.
    pub expire_time: Option<i64>,
    /// The rights that were asked for.
    pub scopes: Option<String>,
    /// The device that the login page was given.
    pub device: Option<String>,
    /// Further fields, those of your own `redirect_url` among them.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// Why a redirect is not even read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedirectError {
    /// The query cannot be read in one way only.
    #[error("the redirect's query cannot be read: {0}")]
    Form(#[from] FormError),
    /// Its state is missing or is not the one that was sent: a forged or repeated redirect, or another session's.
    #[error("the redirect's state is not the one that was sent")]
    State,
    /// A field is missing or cannot be read.
    #[error("{0}")]
    Invalid(#[from] InvalidField),
}

impl PaymentRedirect {
    /// Reads the query of the redirect (what follows the `?`) for the payment that was requested with this state. Forget the state afterwards: it is good
    /// for one redirect.
    pub fn read(query: &str, state: &Masked) -> Result<Unproven<PaymentRedirect>, RedirectError> {
        read(query, state)
    }

    /// Whether the browser says that the user gave up.
    pub fn says_given_up(&self) -> bool {
        self.status == Some(Status::GivenUp)
    }
}

impl LoginRedirect {
    /// Reads the query of the redirect (what follows the `?`) for the login that was begun with this state. Forget the state afterwards, once the
    /// code is exchanged.
    pub fn read(query: &str, state: &Masked) -> Result<Unproven<LoginRedirect>, RedirectError> {
        read(query, state)
    }
}

fn read<T: DeserializeOwned>(query: &str, state: &Masked) -> Result<Unproven<T>, RedirectError> {
    let mut fields = form::decode(query.as_bytes())?;
    let at = fields
        .iter()
        .position(|(name, _)| name == "state")
        .ok_or(RedirectError::State)?;
    let (_, given) = fields.swap_remove(at);
    // An empty state would be everybody's.
    if state.expose().is_empty() || !bool::from(given.as_bytes().ct_eq(state.expose().as_bytes())) {
        return Err(RedirectError::State);
    }
    Ok(Unproven(typed::from_form(&fields)?))
}

impl<T> Deref for Unproven<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
