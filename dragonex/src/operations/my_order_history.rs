use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::order_history::{on_the_wire, or_full_page, or_zero, span, text_or_empty};
use super::{Asker, Money, Operation, OrderList, TimeUnit, UserOperation};
use crate::codes::as_filter;
use crate::{Direction, Error, OrderType};

/// Past orders of the user's own (查询历史订单, 客户端), a page of at most 20.
///
/// [`UserClient::order_pages`](crate::UserClient::order_pages) walks through all pages. Source: DragonEx payment interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MyOrderHistory {
    /// Coin, such as `usdt`; all if left out.
    #[serde(serialize_with = "text_or_empty")]
    pub coin_code: Option<String>,
    /// One way of payment; both if left out.
    #[serde(serialize_with = "as_filter")]
    pub direction: Option<Direction>,
    /// Made then or later, in nanoseconds since the Unix epoch, whatever unit goes over the wire; any time if left out or 0.
    #[serde(serialize_with = "or_zero")]
    pub start_time: Option<u64>,
    /// Made before then, in nanoseconds since the Unix epoch, whatever unit goes over the wire; any time if left out or 0.
    #[serde(serialize_with = "or_zero")]
    pub end_time: Option<u64>,
    /// One kind of order (支付订单类型); all if left out.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "as_filter"
    )]
    pub trans_type: Option<OrderType>,
    /// How many orders to skip; none if left out.
    #[serde(serialize_with = "or_zero")]
    pub offset: Option<u64>,
    /// Most orders to answer, 1 to 20; 20 if left out.
    #[serde(serialize_with = "or_full_page")]
    pub limit: Option<u64>,
}

impl Operation for MyOrderHistory {
    const NAME: &'static str = "my_order_history";
    const PATH: &'static str = "/api/v1/pay/order/history/";
    const MONEY: Money = Money::Asked;
    type Reply = OrderList;

    fn check(&self) -> Result<(), InvalidField> {
        span(self.start_time, self.end_time)
    }

    fn in_unit(&self, unit: TimeUnit) -> Option<Self> {
        let mut wire = self.clone();
        on_the_wire(unit, &mut wire.start_time, &mut wire.end_time);
        Some(wire)
    }

    fn belongs(&self, reply: &OrderList, _: &Asker<'_>) -> Result<(), Error> {
        reply.must_be(
            self.limit,
            self.coin_code.as_deref(),
            self.direction.as_ref(),
            None,
        )
    }
}

impl UserOperation for MyOrderHistory {}
