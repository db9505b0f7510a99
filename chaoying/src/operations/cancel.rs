use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::{Money, Operation, Success, required};
use crate::{PayType, Scene};

/// Cancel (交易撤销): closes an order that was not paid, reverses one that was.
///
/// No sooner than 15 seconds after the payment was sent and only within 5 minutes of it; later, refund. The answer names no order, so it proves
/// nothing about one: confirm with [`OrderQuery`](crate::OrderQuery). No failure of this proves that nothing moved.
/// Source: Chaoying manual v2.3.2, 刷卡支付 5.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cancel {
    /// Wallet that pays (支付方式).
    pub paytype: PayType,
    /// Merchant number (超赢商户号).
    pub mch_id: String,
    /// Your order number.
    pub out_trade_no: String,
    /// Operator (操作员帐号).
    pub op_user_id: String,
    /// Scene of the payment (支付场景); barcode if left out.
    pub scene: Option<Scene>,
}

/// The gateway took the cancel of some order of this merchant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CancelReply {
    /// Merchant number.
    pub mch_id: String,
    /// Random text.
    #[serde(default)]
    pub nonce_str: String,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for Cancel {
    const NAME: &'static str = "cancel";
    const PATH: &'static str = "/UnifiedPay/Gateway";
    const METHOD: Option<&'static str> = Some("cancel");
    const MONEY: Money = Money::Returned;
    const SUCCESS: Success = Success::Cancelled;
    type Reply = CancelReply;

    fn order(&self) -> Option<&str> {
        Some(&self.out_trade_no)
    }

    fn check(&self) -> Result<(), InvalidField> {
        required(&[
            ("paytype", self.paytype.as_str()),
            ("mch_id", &self.mch_id),
            ("out_trade_no", &self.out_trade_no),
            ("op_user_id", &self.op_user_id),
        ])
    }
}
