use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::same;
use crate::codes::{as_number, as_optional_number};
use crate::{Direction, Error, OrderType, Status, Volume};

/// An order (订单): a payment, a transfer or a return.
///
/// That a call answered one says that it exists; whether its money moved is [`status`](Order::status)'s to say.
/// Source: DragonEx payment interfaces, 查询订单详情.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Order {
    /// DragonEx's number of the order, which its published example lacks.
    pub id: Option<u64>,
    /// Your order number (交易流水号).
    pub trade_no: String,
    /// The user, by DragonEx's number.
    pub uid: u64,
    /// Coin, such as `usdt`.
    pub coin_code: String,
    /// How much moves (支付数量).
    pub volume: Volume,
    /// The commission that was taken (收取佣金数量).
    pub cut_volume: Option<Volume>,
    /// Way of the payment (转帐方向).
    #[serde(serialize_with = "as_number")]
    pub direction: Direction,
    /// State (订单状态).
    #[serde(serialize_with = "as_number")]
    pub status: Status,
    /// Accounts between which the money moves (订单类型).
    #[serde(serialize_with = "as_optional_number")]
    pub order_type: Option<OrderType>,
    /// When it was made, in nanoseconds since the Unix epoch.
    pub create_time: Option<u64>,
    /// When the money arrived, in nanoseconds since the Unix epoch; 0 if it has not.
    pub arrive_time: Option<u64>,
    /// The user, by the number this app knows. Only where the provider tells it.
    pub open_id: Option<String>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// What an order must be to be the one that was asked for. `None` compares nothing.
pub(crate) struct Wanted<'a> {
    pub(crate) trade_no: &'a str,
    pub(crate) direction: Option<Direction>,
    pub(crate) coin_code: Option<&'a str>,
    pub(crate) volume: Option<&'a Volume>,
    pub(crate) uid: Option<u64>,
    pub(crate) open_id: Option<&'a str>,
}

impl Order {
    /// Whether the money moved.
    pub fn is_done(&self) -> bool {
        self.status == Status::Done
    }

    pub(crate) fn must_be(&self, wanted: &Wanted<'_>) -> Result<(), Error> {
        same("trade_no", Some(wanted.trade_no), Some(&*self.trade_no))?;
        same(
            "direction",
            wanted.direction.as_ref(),
            Some(&self.direction),
        )?;
        same("coin_code", wanted.coin_code, Some(&*self.coin_code))?;
        same("volume", wanted.volume, Some(&self.volume))?;
        same("uid", wanted.uid.as_ref(), Some(&self.uid))?;
        let told = self.open_id.as_deref().filter(|told| !told.is_empty());
        same(
            "open_id",
            wanted.open_id.filter(|asked| !asked.is_empty()),
            told,
        )
    }
}
