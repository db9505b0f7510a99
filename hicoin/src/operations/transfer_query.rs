use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Base, Key, Money, Operation, Verdict, Wire, same};
use crate::rules::required;
use crate::{Amount, Error, TransferStatus};

/// Transfer query (商户给用户打款订单查询).
///
/// Only an answer of this that verified and names the transfer decides what became of it: see [`TransferQueryReply::verdict`]. A query
/// that fails says nothing, and "no such order" is such a failure: the transfer may still be on its way.
/// Source: HiCoin open platform, 商户给用户打款 4.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TransferQuery {
    /// Base token (基础access_token); the client's own if left out.
    pub access_token: Option<Masked>,
    /// Your order number.
    pub out_trade_no: String,
}

/// State of a transfer.
///
/// A paid one names user, amount and coin, or it is not believed. They are still to be compared with what was ordered.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TransferQueryReply {
    /// Your order number.
    pub out_trade_no: String,
    /// The provider's order number (平台订单号).
    pub trade_no: Option<String>,
    /// State of the transfer (订单状态).
    pub trade_status: TransferStatus,
    /// Why it failed (失败原因).
    pub reason: Option<String>,
    /// What was ordered, in units of 1e-8.
    pub total_amount: Option<Amount>,
    /// Coin.
    pub settle_currency: Option<String>,
    /// What was really paid out (实际打币数量), in units of 1e-8.
    pub settle_trans_amount: Option<Amount>,
    /// Title of the order.
    pub subject: Option<String>,
    /// Explanation of the order.
    pub body: Option<String>,
    /// When it was made (订单时间), in the provider's notation, which it does not state.
    pub trade_time: Option<String>,
    /// The user who was to be paid.
    pub openid: Option<String>,
    /// Random text.
    pub nonce_str: Option<String>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl TransferQueryReply {
    /// What the answer says about the money. Both documented states are final.
    pub fn verdict(&self) -> Verdict {
        match self.trade_status {
            TransferStatus::Success => Verdict::Paid,
            TransferStatus::Failed => Verdict::NotPaid,
            TransferStatus::Other(_) => Verdict::Open,
        }
    }
}

impl Operation for TransferQuery {
    const NAME: &'static str = "transfer_query";
    const BASE: Base = Base::Payout;
    const PATH: &'static str = "/mmpaymkttransfers/gettransferinfo";
    const WIRE: Wire = Wire::Signed {
        key: Key::App,
        base_token: true,
    };
    const MONEY: Money = Money::Asked;
    type Reply = TransferQueryReply;

    fn order(&self) -> Option<&str> {
        Some(&self.out_trade_no)
    }

    fn check(&self) -> Result<(), InvalidField> {
        required(&[("out_trade_no", &self.out_trade_no)])
    }

    fn belongs(&self, reply: &TransferQueryReply) -> Result<(), Error> {
        same(
            "out_trade_no",
            &*self.out_trade_no,
            Some(&reply.out_trade_no),
        )?;
        let named = reply.openid.is_some()
            && reply.total_amount.is_some()
            && reply.settle_currency.is_some();
        if reply.verdict() == Verdict::Paid && !named {
            return Err(Error::Decode(
                "a paid transfer does not name its user, amount and coin".into(),
            ));
        }
        Ok(())
    }
}
