use serde::{Deserialize, Serialize};
use signing_core::{FieldOrder, fixed_order};

use super::{Operation, Order, Way};
use crate::Error;

/// Query of a payout (下发查单), the only way to learn that one failed.
///
/// "Not found" soon after a payout was sent proves nothing: let [`Client::confirm_payout`](crate::Client::confirm_payout) ask. A query that
/// fails says nothing about the payout. Source: interface document (平台对接文档说明), 下发查单接口说明.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct QueryPayout {
    /// Your order number (商户平台订单号).
    pub mrn: String,
    /// Whether the platform is to post the callback again (再次回调) if it was paid out. Not asked for if left out.
    pub callback: Option<bool>,
}

impl Operation for QueryPayout {
    const NAME: &'static str = "query_payout";
    const PATH: &'static str = "/api/Payouts/Query";
    const WAY: Way = Way::Query;
    const SIGNED: FieldOrder = fixed_order::QUERY;
    type Reply = Order;

    fn mrn(&self) -> &str {
        &self.mrn
    }

    fn belongs(&self, reply: &Order) -> Result<(), Error> {
        reply.of(&self.mrn)
    }
}
