use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::order::Wanted;
use super::{Asker, Money, MoneyOperation, Operation, Order, ServerOperation};
use crate::{Direction, Error, Volume, rules};

/// Return part or all of a paid order to the user (通过某个订单返还资产给用户), by rate or by volume, exactly one of them.
///
/// Each `return_trade_no` returns once, and another one returns again: make it from the original number if an order may be returned only once.
/// As with [`Transfer`](super::Transfer), an Unknown outcome may have moved the money: ask with
/// [`Client::confirm_transfer`](crate::Client::confirm_transfer). Source: DragonEx payment interfaces, `/api/v1/pay/return/do/`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ReturnPayment {
    /// Number of the paid order.
    pub ori_trade_no: String,
    /// Number of this return: 1 to 64 letters, digits and underscores, unique for you. It can be queried like any order's.
    pub return_trade_no: String,
    /// The part of the order to return, greater than 0 and at most 1: `0.66` of 100 is 66.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_rate: Option<Volume>,
    /// How much to return, greater than 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_volume: Option<Volume>,
    /// What for (支付场景), shorter than 100 characters.
    pub scene: String,
    /// In words (支付描述), shorter than 100 characters.
    pub desc: String,
    /// The device that pays.
    pub device: String,
}

impl Operation for ReturnPayment {
    const NAME: &'static str = "return_payment";
    const PATH: &'static str = "/api/v1/pay/return/do/";
    const MONEY: Money = Money::Moved;
    type Reply = Order;

    fn order(&self) -> Option<&str> {
        Some(&self.return_trade_no)
    }

    fn check(&self) -> Result<(), InvalidField> {
        rules::required(&[
            ("ori_trade_no", &self.ori_trade_no),
            ("return_trade_no", &self.return_trade_no),
        ])?;
        rules::one_of(
            self.ori_trade_no != self.return_trade_no,
            "return_trade_no",
            "must differ from ori_trade_no",
        )?;
        rules::exactly_one(
            self.return_rate.is_some(),
            self.return_volume.is_some(),
            "return_volume",
            "must be given, or return_rate, and not both",
        )
    }

    fn belongs(&self, reply: &Order, _: &Asker<'_>) -> Result<(), Error> {
        reply.must_be(&Wanted {
            trade_no: &self.return_trade_no,
            direction: Some(Direction::AppToUser),
            coin_code: None,
            // What a rate comes to, only the provider knows.
            volume: self.return_volume.as_ref(),
            uid: None,
            open_id: None,
        })
    }
}

impl ServerOperation for ReturnPayment {}

impl MoneyOperation for ReturnPayment {
    fn trade_no(&self) -> &str {
        &self.return_trade_no
    }
}
