use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::order::Wanted;
use super::{Asker, Money, Operation, Order, UserOperation};
use crate::{Error, rules};

/// One order of the user's own (查询订单详情, 客户端), by its number. Source: DragonEx payment interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MyOrder {
    /// Your order number: 1 to 64 letters, digits and underscores.
    pub trade_no: String,
}

impl Operation for MyOrder {
    const NAME: &'static str = "my_order";
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

impl UserOperation for MyOrder {}
