use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};
use signing_core::{InvalidField, Masked};

use super::{Base, Key, Money, Operation, Wire, same, same_extra};
use crate::rules::{self, required};
use crate::{Amount, Error, TradeType};

/// Pre-order (支付预下单): an order that a user then pays on the page of [`PaymentUrl`](crate::PaymentUrl).
///
/// Nothing moves yet. Whether it was paid is told by the notification, and decided by [`OrderQuery`](crate::OrderQuery).
/// Source: HiCoin open platform, H5支付 2.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Preorder {
    /// The user's token (授权access_token), from [`UserToken`](crate::UserToken); the base token is not accepted.
    pub access_token: Masked,
    /// The user who is to pay.
    pub openid: String,
    /// Explanation of the order (订单说明), at most 64 characters.
    pub body: String,
    /// Title of the order (订单标题), at most 32 characters.
    pub subject: String,
    /// Your order number: 1 to 32 letters and digits, unique for you.
    pub out_trade_no: String,
    /// What the user pays (支付币种数量), greater than 0. On the wire in units of 1e-8.
    pub total_amount: Amount,
    /// Coin, in capitals (支付币种): USDT.
    pub settle_currency: String,
    /// Text of yours that comes back with the notification (公用回传参数).
    pub passback_params: Option<String>,
    /// Where it is paid (交易类型).
    pub trade_type: TradeType,
    /// How long it can be paid, in seconds. The documents fix it at 600, which is sent if left out.
    #[serde(serialize_with = "seconds")]
    pub trade_timeout_express: Option<u32>,
    /// Where the browser goes after the payment (支付成功跳转地址).
    pub return_url: String,
}

fn seconds<S: Serializer>(timeout: &Option<u32>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u32(timeout.unwrap_or(600))
}

/// An order that waits for its user.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PreorderReply {
    /// Your order number.
    pub out_trade_no: String,
    /// The provider's order number (平台订单号), the `prepay_id` of the payment page.
    pub trade_no: String,
    /// Where it is paid (交易类型).
    pub trade_type: Option<TradeType>,
    /// Random text.
    pub nonce_str: Option<String>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for Preorder {
    const NAME: &'static str = "preorder";
    const BASE: Base = Base::Oauth;
    const PATH: &'static str = "/pay/preOrder";
    const WIRE: Wire = Wire::Signed {
        key: Key::Payment,
        base_token: false,
    };
    const MONEY: Money = Money::Still;
    type Reply = PreorderReply;

    fn order(&self) -> Option<&str> {
        Some(&self.out_trade_no)
    }

    fn check_field(field: &str, value: &str) -> Result<(), InvalidField> {
        match field {
            "body" => rules::at_most(field, value, 64),
            "subject" => rules::at_most(field, value, 32),
            _ => rules::check(field, value),
        }
    }

    fn check(&self) -> Result<(), InvalidField> {
        required(&[
            ("access_token", self.access_token.expose()),
            ("openid", &self.openid),
            ("body", &self.body),
            ("subject", &self.subject),
            ("out_trade_no", &self.out_trade_no),
            ("settle_currency", &self.settle_currency),
            ("trade_type", self.trade_type.as_str()),
            ("return_url", &self.return_url),
        ])
    }

    fn belongs(&self, reply: &PreorderReply) -> Result<(), Error> {
        same(
            "out_trade_no",
            &*self.out_trade_no,
            Some(&reply.out_trade_no),
        )?;
        same("trade_type", &self.trade_type, reply.trade_type.as_ref())?;
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
