use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Base, Key, Money, Operation, Verdict, Wire, same};
use crate::rules::required;
use crate::{Amount, Error, TradeStatus, TradeType};

/// Order query (支付订单查询): whether a pre-order was paid.
///
/// Only an answer of this that verified and names the order decides: see [`OrderQueryReply::verdict`]. A query that fails says nothing.
/// Source: HiCoin open platform, H5支付 4.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OrderQuery {
    /// Base token (基础access_token); the client's own if left out.
    pub access_token: Option<Masked>,
    /// Your order number.
    pub out_trade_no: String,
}

/// State of an order.
///
/// A paid one names its amount and coin, or it is not believed. They are still to be compared with what was ordered:
/// [`is_paid`](OrderQueryReply::is_paid) does.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderQueryReply {
    /// Your order number.
    pub out_trade_no: String,
    /// The provider's order number (平台订单号).
    pub trade_no: Option<String>,
    /// Where it is paid (交易类型).
    pub trade_type: Option<TradeType>,
    /// State of the order (订单状态).
    pub trade_status: TradeStatus,
    /// What was ordered, in units of 1e-8.
    pub total_amount: Option<Amount>,
    /// Coin.
    pub settle_currency: Option<String>,
    /// What the provider really received (平台实际收到币数量), in units of 1e-8; 0 while nothing was paid.
    pub settle_trans_amount: Option<Amount>,
    /// Title of the order.
    pub subject: Option<String>,
    /// Explanation of the order.
    pub body: Option<String>,
    /// When it was made (订单时间), in the provider's notation, which it does not state.
    pub trade_time: Option<String>,
    /// When it expires (订单过期时间), in the provider's notation, which it does not state.
    pub timeout_express: Option<String>,
    /// The user.
    pub openid: Option<String>,
    /// Random text.
    pub nonce_str: Option<String>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl OrderQueryReply {
    /// What the answer says about the money. NOTPAY and UNKNOW are not final.
    pub fn verdict(&self) -> Verdict {
        match self.trade_status {
            TradeStatus::Success => Verdict::Paid,
            TradeStatus::Closed => Verdict::NotPaid,
            TradeStatus::NotPay | TradeStatus::Unknow | TradeStatus::Other(_) => Verdict::Open,
        }
    }

    /// Whether it was paid as ordered: that amount of that coin. What of it the provider has received for you, by its own account, is
    /// `settle_trans_amount`, which is not compared.
    pub fn is_paid(&self, total_amount: Amount, settle_currency: &str) -> bool {
        self.verdict() == Verdict::Paid
            && self.total_amount == Some(total_amount)
            && self.settle_currency.as_deref() == Some(settle_currency)
    }
}

impl Operation for OrderQuery {
    const NAME: &'static str = "order_query";
    const BASE: Base = Base::Oauth;
    const PATH: &'static str = "/pay/queryOrder";
    const WIRE: Wire = Wire::Signed {
        key: Key::Payment,
        base_token: true,
    };
    const MONEY: Money = Money::Asked;
    type Reply = OrderQueryReply;

    fn order(&self) -> Option<&str> {
        Some(&self.out_trade_no)
    }

    fn check(&self) -> Result<(), InvalidField> {
        required(&[("out_trade_no", &self.out_trade_no)])
    }

    fn belongs(&self, reply: &OrderQueryReply) -> Result<(), Error> {
        same(
            "out_trade_no",
            &*self.out_trade_no,
            Some(&reply.out_trade_no),
        )?;
        let named = reply.total_amount.is_some() && reply.settle_currency.is_some();
        if reply.verdict() == Verdict::Paid && !named {
            return Err(Error::Decode(
                "a paid order does not name its amount and coin".into(),
            ));
        }
        Ok(())
    }
}
