use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{FieldOrder, fixed_order};

use super::{Operation, Way};
use crate::{Error, Status};

/// Query of a recharge (充值查单), the only way to learn that one failed.
///
/// It names no amount: that the customer paid what was asked only the callback proves. Ask for it again with `callback`. A query that
/// fails says nothing about the recharge. Source: interface document (平台对接文档说明), 充值查单接口说明.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct QueryRecharge {
    /// Your order number (商户平台订单号).
    pub mrn: String,
    /// Whether the platform is to post the callback again (再次回调) if the order is paid. Not asked for if left out.
    pub callback: Option<bool>,
}

/// The state of a recharge or payout.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Order {
    /// Your order number; another one than was asked for is an error.
    #[serde(rename = "Mrn")]
    pub mrn: String,
    /// Waiting, done, or failed.
    pub status: Status,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Order {
    /// Whether it is the order that was asked for.
    pub(super) fn of(&self, mrn: &str) -> Result<(), Error> {
        if self.mrn == mrn {
            Ok(())
        } else {
            Err(Error::Mismatch { field: "Mrn" })
        }
    }
}

impl Operation for QueryRecharge {
    const NAME: &'static str = "query_recharge";
    const PATH: &'static str = "/api/Payments/Query";
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
