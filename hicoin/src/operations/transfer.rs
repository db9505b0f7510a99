use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Base, Key, Money, Operation, Wire, same, same_extra};
use crate::rules::required;
use crate::{Amount, Error, TradeType};

/// Transfer (商户给用户打款): pays a user from the business account (业务账户). A withdrawal, a red packet, a refund.
///
/// **Success means accepted, not paid.** Only [`TransferQuery`](crate::TransferQuery) tells how it ended:
/// [`Client::confirm_transfer`](crate::Client::confirm_transfer) asks until it does. Wrong handling pays twice: the documents don't say
/// what a repeated `out_trade_no` does, so a transfer is sent once, ever. After [`Outcome::Unknown`](crate::Outcome), confirm; after
/// `NotSent` and `Refused` it may be made anew. Source: HiCoin open platform, 商户给用户打款 3.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Transfer {
    /// Base token (基础access_token); the client's own if left out.
    pub access_token: Option<Masked>,
    /// The user who is paid.
    pub openid: String,
    /// Explanation of the order (订单说明).
    pub body: String,
    /// Title of the order (订单标题).
    pub subject: String,
    /// Your order number: 1 to 32 letters and digits, unique for you.
    pub out_trade_no: String,
    /// What the user gets (支付币种数量), greater than 0. On the wire in units of 1e-8.
    pub total_amount: Amount,
    /// Coin, in capitals (支付币种): USDT.
    pub settle_currency: String,
}

/// A transfer that was accepted. It says nothing about whether the user was paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TransferReply {
    /// Your order number.
    pub out_trade_no: String,
    /// The provider's order number (平台订单号).
    pub trade_no: String,
    /// Kind of trade (交易类型).
    pub trade_type: Option<TradeType>,
    /// Random text.
    pub nonce_str: Option<String>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for Transfer {
    const NAME: &'static str = "transfer";
    const BASE: Base = Base::Payout;
    const PATH: &'static str = "/mmpaymkttransfers/promotion/transfers";
    const WIRE: Wire = Wire::Signed {
        key: Key::App,
        base_token: true,
    };
    const MONEY: Money = Money::PaidOut;
    type Reply = TransferReply;

    fn order(&self) -> Option<&str> {
        Some(&self.out_trade_no)
    }

    fn check(&self) -> Result<(), InvalidField> {
        required(&[
            ("openid", &self.openid),
            ("body", &self.body),
            ("subject", &self.subject),
            ("out_trade_no", &self.out_trade_no),
            ("settle_currency", &self.settle_currency),
        ])
    }

    fn belongs(&self, reply: &TransferReply) -> Result<(), Error> {
        same(
            "out_trade_no",
            &*self.out_trade_no,
            Some(&reply.out_trade_no),
        )?;
        same_extra(
            &reply.extra,
            &[
                ("openid", &self.openid),
                ("total_amount", &self.total_amount.units().to_string()),
                ("settle_currency", &self.settle_currency),
            ],
        )
    }
}
