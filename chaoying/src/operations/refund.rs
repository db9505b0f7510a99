use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::{Money, Operation, Success, required};
use crate::rules::{given, one_of, refuse};
use crate::{Fen, PayType, RefundChannel, Scene};

/// Refund (交易退款) of a paid order, whole or in parts.
///
/// The gateway refunds once for each `out_refund_no`, however often it is sent. So a refund that failed or is unsure is sent again with the
/// *same* number; a new number is right only once the old refund is known to have failed, else the money goes back twice. All parts together may
/// reach what the customer paid, less a coupon's part. No failure of this proves that nothing moved: ask with [`RefundQuery`](crate::RefundQuery).
/// Source: Chaoying manual v2.3.2, 刷卡支付 3.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Refund {
    /// Wallet that paid (支付方式).
    pub paytype: PayType,
    /// Merchant number (超赢商户号).
    pub mch_id: String,
    /// Your refund number (商户退款单号): 1 to 32 letters, digits and `_ . -`, unique for you.
    pub out_refund_no: String,
    /// Total of the order in fen.
    pub total_fee: Fen,
    /// What to give back in fen, at most `total_fee`.
    pub refund_fee: Fen,
    /// Operator (操作员帐号).
    pub op_user_id: String,
    /// Your order number; one of this and `transaction_id` is required.
    pub out_trade_no: Option<String>,
    /// The gateway's trade number; wins where both are given.
    pub transaction_id: Option<String>,
    /// Scene of the payment (支付场景); barcode if left out.
    pub scene: Option<Scene>,
}

/// A refund that the gateway took. The bank may need days to pay it out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RefundReply {
    /// Merchant number.
    pub mch_id: String,
    /// The gateway's trade number.
    pub transaction_id: String,
    /// Your order number.
    pub out_trade_no: String,
    /// The wallet's number of the *refund* (第三方退款单号), other than in a payment.
    #[serde(default)]
    pub out_transaction_id: String,
    /// Your refund number.
    pub out_refund_no: String,
    /// The gateway's refund number (平台退款单号).
    pub refund_id: String,
    /// What goes back, in fen.
    pub refund_fee: Fen,
    /// The coupon's part of it, in fen.
    pub coupon_refund_fee: Option<Fen>,
    /// Random text.
    #[serde(default)]
    pub nonce_str: String,
    /// The way back.
    pub refund_channel: Option<RefundChannel>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for Refund {
    const NAME: &'static str = "refund";
    const PATH: &'static str = "/UnifiedPay/Gateway";
    const METHOD: Option<&'static str> = Some("refund");
    const MONEY: Money = Money::Returned;
    const SUCCESS: Success = Success::Refunded;
    type Reply = RefundReply;

    fn order(&self) -> Option<&str> {
        Some(&self.out_refund_no)
    }

    fn check(&self) -> Result<(), InvalidField> {
        required(&[
            ("paytype", self.paytype.as_str()),
            ("mch_id", &self.mch_id),
            ("out_refund_no", &self.out_refund_no),
            ("op_user_id", &self.op_user_id),
        ])?;
        one_of(
            given(&self.out_trade_no) || given(&self.transaction_id),
            "out_trade_no",
            "is required unless transaction_id is given",
        )?;
        if self.refund_fee > self.total_fee {
            return refuse("refund_fee", "must not be greater than total_fee");
        }
        Ok(())
    }
}
