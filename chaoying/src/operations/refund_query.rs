use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::{Money, Operation, Success, required};
use crate::rules::{given, one_of};
use crate::{Error, Fen, PayType, RefundChannel, RefundStatus};

/// Refund query (退款查询), by one of four numbers; where several are given the first of `refund_id`, `out_refund_no`, `transaction_id`, `out_trade_no` wins.
///
/// Alipay's refunds are found by `refund_id` or `out_refund_no` only, and an order with more than 20 part refunds by `refund_id`.
/// With several refunds each item's `refund_status` is the truth. Source: Chaoying manual v2.3.2, 刷卡支付 4.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RefundQuery {
    /// Wallet that paid (支付方式).
    pub paytype: PayType,
    /// Merchant number (超赢商户号).
    pub mch_id: String,
    /// The gateway's refund number.
    pub refund_id: Option<String>,
    /// Your refund number.
    pub out_refund_no: Option<String>,
    /// The gateway's trade number.
    pub transaction_id: Option<String>,
    /// Your order number.
    pub out_trade_no: Option<String>,
}

/// The refunds of an order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RefundQueryReply {
    /// Merchant number.
    pub mch_id: String,
    /// The gateway's trade number.
    pub transaction_id: String,
    /// The wallet's order number.
    #[serde(default)]
    pub out_transaction_id: String,
    /// Your order number.
    pub out_trade_no: String,
    /// How many refunds there are (退款笔数).
    pub refund_count: u64,
    /// All refunds together, in fen (退款汇总金额).
    pub refund_fee_summary: Fen,
    /// The refunds, in the order they were asked for (退款单集合). On the wire a JSON array inside a text.
    pub refund_list: Vec<RefundItem>,
    /// Random text.
    #[serde(default)]
    pub nonce_str: String,
    /// App id at the wallet.
    pub appid: Option<String>,
    /// The customer at the wallet.
    pub openid: Option<String>,
    /// Whether the customer follows the public account, `Y` or `N`.
    pub is_subscribe: Option<String>,
    /// App id of the sub-merchant.
    pub sub_appid: Option<String>,
    /// The customer below `sub_appid`.
    pub sub_openid: Option<String>,
    /// Whether the customer follows the sub-merchant's account, `Y` or `N`.
    pub sub_is_subscribe: Option<String>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// One refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RefundItem {
    /// Number in the order of asking (退款序号).
    pub serial_no: String,
    /// The gateway's refund number.
    pub refund_id: String,
    /// The wallet's refund number (第三方退款单号).
    #[serde(default)]
    pub out_refund_id: String,
    /// Your refund number.
    pub out_refund_no: String,
    /// What goes back, in fen.
    pub refund_fee: Fen,
    /// State of this refund (退款状态).
    pub refund_status: RefundStatus,
    /// The way back.
    #[serde(default)]
    pub refund_channel: Option<RefundChannel>,
    /// When it was refunded, `yyyyMMddHHmmss` in GMT+8.
    #[serde(default)]
    pub refund_time: Option<String>,
    /// The coupon's part, in fen.
    #[serde(default)]
    pub coupon_refund_fee: Option<Fen>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl RefundQueryReply {
    /// The refund of that number. A number that was sent again may stand there twice: then what did not fail counts.
    pub fn refund(&self, out_refund_no: &str) -> Option<&RefundItem> {
        let of_number = |item: &&RefundItem| item.out_refund_no == out_refund_no;
        let mut all = self.refund_list.iter().filter(of_number);
        let first = all.clone().next();
        all.find(|item| item.refund_status != RefundStatus::Fail)
            .or(first)
    }
}

impl Operation for RefundQuery {
    const NAME: &'static str = "refund_query";
    const PATH: &'static str = "/UnifiedPay/Gateway";
    const METHOD: Option<&'static str> = Some("refundquery");
    const MONEY: Money = Money::Asked;
    const SUCCESS: Success = Success::Refunded;
    type Reply = RefundQueryReply;

    fn order(&self) -> Option<&str> {
        [
            &self.refund_id,
            &self.out_refund_no,
            &self.transaction_id,
            &self.out_trade_no,
        ]
        .into_iter()
        .find_map(|number| number.as_deref().filter(|text| !text.is_empty()))
    }

    fn check(&self) -> Result<(), InvalidField> {
        required(&[("paytype", self.paytype.as_str()), ("mch_id", &self.mch_id)])?;
        let by_refund = given(&self.refund_id) || given(&self.out_refund_no);
        if self.paytype == PayType::Alipay {
            return one_of(
                by_refund,
                "out_refund_no",
                "is required for ALIPAY unless refund_id is given",
            );
        }
        one_of(
            by_refund || given(&self.transaction_id) || given(&self.out_trade_no),
            "out_refund_no",
            "is required unless refund_id, transaction_id or out_trade_no is given",
        )
    }

    fn belongs(&self, reply: &RefundQueryReply) -> Result<(), Error> {
        // The gateway looks at one number; every one that was given must be this refund's.
        let is =
            |asked: &Option<String>, told: &str| !given(asked) || asked.as_deref() == Some(told);
        let of_id = |item: &&RefundItem| is(&self.refund_id, &item.refund_id);
        let mut listed = reply.refund_list.iter().filter(of_id).peekable();
        mismatch_unless(
            !given(&self.refund_id) || listed.peek().is_some(),
            "refund_id",
        )?;
        mismatch_unless(
            !given(&self.out_refund_no)
                || listed.any(|item| is(&self.out_refund_no, &item.out_refund_no)),
            "out_refund_no",
        )
    }
}

fn mismatch_unless(belongs: bool, field: &'static str) -> Result<(), Error> {
    if belongs {
        Ok(())
    } else {
        Err(Error::Mismatch { field })
    }
}
