use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::order::Wanted;
use super::transfer::one_user;
use super::{Asker, Money, MoneyOperation, Operation, Order, ServerOperation};
use crate::rules::{self, absent};
use crate::{Direction, Error, Volume};

/// Take a payment from a user's open account (从用户转账给接入方, 开放账户), by the pay token of the user's login.
///
/// As with [`Transfer`](super::Transfer), an Unknown outcome may have moved the money: ask with
/// [`Client::confirm_transfer`](crate::Client::confirm_transfer). Source: DragonEx payment interfaces, 开放账户.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OpenCharge {
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
    /// The token from the login that allows it. Masked in every output.
    pub pay_token: Masked,
}

impl Operation for OpenCharge {
    const NAME: &'static str = "open_charge";
    const PATH: &'static str = "/api/v1/open/pay/user2app/do/";
    const MONEY: Money = Money::Moved;
    type Reply = Order;

    fn order(&self) -> Option<&str> {
        Some(&self.trade_no)
    }

    fn check(&self) -> Result<(), InvalidField> {
        rules::required(&[
            ("trade_no", &self.trade_no),
            ("coin_code", &self.coin_code),
            ("pay_token", self.pay_token.expose()),
        ])?;
        one_user(&self.open_id, self.uid, "uid")
    }

    fn belongs(&self, reply: &Order, _: &Asker<'_>) -> Result<(), Error> {
        reply.must_be(&Wanted {
            trade_no: &self.trade_no,
            direction: Some(Direction::UserToApp),
            coin_code: Some(&self.coin_code),
            volume: Some(&self.volume),
            uid: self.uid,
            open_id: self.open_id.as_deref(),
        })
    }
}

impl ServerOperation for OpenCharge {}

impl MoneyOperation for OpenCharge {
    fn trade_no(&self) -> &str {
        &self.trade_no
    }
}
