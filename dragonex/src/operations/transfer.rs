use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::order::Wanted;
use super::{Asker, Money, MoneyOperation, Operation, Order, ServerOperation};
use crate::rules::{self, absent, given};
use crate::{Direction, Error, Volume};

/// Transfer to a user (从接入方转账给用户): from the app's coin account to the user's.
///
/// An error whose [`outcome`](Error::outcome) is Unknown, such as a lost answer or a 500, may have moved the money: ask with
/// [`Client::confirm_transfer`](crate::Client::confirm_transfer), and never send it under a new number before that has an answer. Under the same number
/// the provider makes it once: a repetition answers 4009, which means that the first one arrived.
/// A success says that the order exists; see its [`status`](Order::status). Source: DragonEx payment interfaces, 从接入方转账给用户.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Transfer {
    /// Your order number: 1 to 64 letters, digits and underscores, unique for you.
    pub trade_no: String,
    /// The user by the number that this app knows from the login; this or `uid`, and only one.
    #[serde(skip_serializing_if = "absent")]
    pub open_id: Option<String>,
    /// The user by DragonEx's number; this or `open_id`, and only one.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "rules::a_user"
    )]
    pub uid: Option<u64>,
    /// Coin, such as `usdt`.
    pub coin_code: String,
    /// How much, greater than 0.
    pub volume: Volume,
    /// What for (支付场景), shorter than 100 characters.
    pub scene: String,
    /// In words (支付描述), shorter than 100 characters.
    pub desc: String,
    /// The device that pays.
    pub device: String,
}

/// Either the open id or the uid names the user.
pub(super) fn one_user(
    open_id: &Option<String>,
    uid: Option<u64>,
    uid_name: &'static str,
) -> Result<(), InvalidField> {
    rules::no_zero(uid_name, uid)?;
    rules::exactly_one(
        given(open_id),
        uid.is_some(),
        uid_name,
        "must be given, or open_id, and not both",
    )
}

impl Operation for Transfer {
    const NAME: &'static str = "transfer";
    const PATH: &'static str = "/api/v1/pay/app2user/do/";
    const MONEY: Money = Money::Moved;
    type Reply = Order;

    fn order(&self) -> Option<&str> {
        Some(&self.trade_no)
    }

    fn check(&self) -> Result<(), InvalidField> {
        rules::required(&[("trade_no", &self.trade_no), ("coin_code", &self.coin_code)])?;
        one_user(&self.open_id, self.uid, "uid")
    }

    fn belongs(&self, reply: &Order, _: &Asker<'_>) -> Result<(), Error> {
        reply.must_be(&Wanted {
            trade_no: &self.trade_no,
            direction: Some(Direction::AppToUser),
            coin_code: Some(&self.coin_code),
            volume: Some(&self.volume),
            uid: self.uid,
            open_id: self.open_id.as_deref(),
        })
    }
}

impl ServerOperation for Transfer {}

impl MoneyOperation for Transfer {
    fn trade_no(&self) -> &str {
        &self.trade_no
    }
}
