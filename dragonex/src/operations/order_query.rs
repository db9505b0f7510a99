use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::order::Wanted;
use super::{Asker, Money, Operation, Order, ServerOperation};
use crate::{Error, rules};

/// One order (查询订单详情), by its number.
///
/// A failure says nothing about the payment, not even "no such record" (11027) soon after it was sent.
/// To learn whether a payment was made, [`Client::confirm_payment`](crate::Client::confirm_payment) compares more than this does.
/// Source: DragonEx payment interfaces, 查询订单详情.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OrderQuery {
    /// Your order number: 1 to 64 letters, digits and underscores.
    pub trade_no: String,
}

impl Operation for OrderQuery {
    const NAME: &'static str = "order";
    const PATH: &'static str = "/api/v1/pay/order/detail/";
    const MONEY: Money = Money::Asked;
    type Reply = Order;

    fn order(&self) -> Option<&str> {
        Some(&self.trade_no)
    }

    fn check(&self) -> Result<(), InvalidField> {
        rules::required(&[("trade_no", &self.trade_no)])
    }

    fn belongs(&self, reply: &Order, _: &Asker<'_>) -> Result<(), Error> {
        reply.must_be(&Wanted {
            trade_no: &self.trade_no,
            direction: None,
            coin_code: None,
            volume: None,
            uid: None,
            open_id: None,
        })
    }
}

impl ServerOperation for OrderQuery {}
