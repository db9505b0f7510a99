use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};
use signing_core::InvalidField;

use super::{Asker, Money, Operation, Order, ServerOperation, TimeUnit, nullable, same};
use crate::codes::as_filter;
use crate::{Direction, Error, OrderType, rules};

/// Past orders of all users (查询历史订单), a page of at most 20.
///
/// [`Client::order_pages`](crate::Client::order_pages) walks through all pages. Give an `end_time`: orders that arrive between two pages would
/// shift the rest. Source: DragonEx payment interfaces, 查询历史订单.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OrderHistory {
    /// Coin, such as `usdt`; all if left out.
    #[serde(serialize_with = "text_or_empty")]
    pub coin_code: Option<String>,
    /// One user, by DragonEx's number; all if left out or 0.
    #[serde(serialize_with = "or_zero")]
    pub uid: Option<u64>,
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

/// A page of orders.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderList {
    /// How many orders there are on all pages. Earlier servers answer the bare list and do not tell.
    pub total: Option<u64>,
    /// The orders of this page.
    #[serde(deserialize_with = "nullable")]
    pub list: Vec<Order>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

pub(super) fn text_or_empty<S: Serializer>(
    text: &Option<String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text.as_deref().unwrap_or_default())
}

pub(super) fn or_zero<S: Serializer>(
    number: &Option<u64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(number.unwrap_or_default())
}

pub(super) fn or_full_page<S: Serializer>(
    number: &Option<u64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(number.unwrap_or(rules::PAGE))
}

/// The span that both histories ask for must not be backwards.
pub(super) fn span(start: Option<u64>, end: Option<u64>) -> Result<(), InvalidField> {
    let (start, end) = (start.unwrap_or_default(), end.unwrap_or_default());
    rules::one_of(
        end == 0 || start < end,
        "end_time",
        "must be after start_time",
    )
}

/// Nanoseconds in the wire's unit. Seconds are rounded so that the span asked for is never smaller than the one meant.
pub(super) fn on_the_wire(unit: TimeUnit, start: &mut Option<u64>, end: &mut Option<u64>) {
    if unit == TimeUnit::Seconds {
        *start = start.map(|nanoseconds| nanoseconds / 1_000_000_000);
        *end = end.map(|nanoseconds| nanoseconds.div_ceil(1_000_000_000));
    }
}

impl OrderList {
    /// `Err` unless every order is of the kind asked for, and there are no more than asked for.
    pub(super) fn must_be(
        &self,
        limit: Option<u64>,
        coin_code: Option<&str>,
        direction: Option<&Direction>,
        uid: Option<u64>,
    ) -> Result<(), Error> {
        if self.list.len() as u64 > limit.unwrap_or(rules::PAGE) {
            return Err(Error::Mismatch { field: "limit" });
        }
        let coin_code = coin_code.filter(|code| !code.is_empty());
        let uid = uid.filter(|uid| *uid != 0);
        let direction = direction.filter(|way| way.as_str() != "0");
        for order in &self.list {
            same("coin_code", coin_code, Some(&*order.coin_code))?;
            same("direction", direction, Some(&order.direction))?;
            same("uid", uid.as_ref(), Some(&order.uid))?;
        }
        Ok(())
    }
}

impl Operation for OrderHistory {
    const NAME: &'static str = "order_history";
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
            self.uid,
        )
    }
}

impl ServerOperation for OrderHistory {}
