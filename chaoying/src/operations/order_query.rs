use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::{Money, Operation, Payment, Success, required};
use crate::rules::{given, one_of};
use crate::{Code, Error, Fen, PayType, TradeState};

/// Order query (订单查询), by your order number or the gateway's trade number; `out_trade_no` wins where both are given.
///
/// Only an answer of this that verified and names the order decides what became of a payment: see [`OrderQueryReply::verdict`].
/// A query that fails says nothing. Source: Chaoying manual v2.3.2, 刷卡支付 2.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OrderQuery {
    /// Wallet that pays (支付方式).
    pub paytype: PayType,
    /// Merchant number (超赢商户号).
    pub mch_id: String,
    /// Your order number.
    pub out_trade_no: Option<String>,
    /// The gateway's trade number (平台交易号).
    pub transaction_id: Option<String>,
}

/// State of an order; the payment's fields are there once it was paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderQueryReply {
    /// Trade state (交易状态).
    pub trade_state: TradeState,
    /// Status code (状态码), which tells the kinds of FAIL apart.
    pub code: Code,
    /// Merchant number.
    pub mch_id: Option<String>,
    /// App id at the wallet.
    pub appid: Option<String>,
    /// The customer at the wallet, below `appid`.
    pub openid: Option<String>,
    /// The gateway's trade number.
    pub transaction_id: Option<String>,
    /// The wallet's order number.
    pub out_transaction_id: Option<String>,
    /// Your order number.
    pub out_trade_no: Option<String>,
    /// Total in fen; where `base_fee` is there, what was really paid.
    pub total_fee: Option<Fen>,
    /// When it was paid, `yyyyMMddHHmmss` in GMT+8.
    pub time_end: Option<String>,
    /// Random text.
    pub nonce_str: Option<String>,
    /// Whether the customer follows the public account, `Y` or `N`.
    pub is_subscribe: Option<String>,
    /// App id of the sub-merchant.
    pub sub_appid: Option<String>,
    /// Whether the customer follows the sub-merchant's account, `Y` or `N`.
    pub sub_is_subscribe: Option<String>,
    /// The customer below `sub_appid`.
    pub sub_openid: Option<String>,
    /// The part in fen that a coupon paid; it cannot be refunded.
    pub coupon_fee: Option<Fen>,
    /// Currency, CNY if absent.
    pub fee_type: Option<String>,
    /// Your `attach`.
    pub attach: Option<String>,
    /// Bank that paid.
    pub bank_type: Option<String>,
    /// The bank's order number.
    pub bank_billno: Option<String>,
    /// Wallet (in later versions of the manual).
    pub paytype: Option<PayType>,
    /// Amount of the order in fen (in later versions of the manual).
    pub base_fee: Option<Fen>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// What a verified answer says about a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Paid.
    Paid,
    /// Was paid, and has been turned into a refund or reversed.
    Refunded,
    /// Not paid, and never will be under this number.
    NotPaid,
    /// Not decided yet: query again.
    Open,
}

impl OrderQueryReply {
    /// What the answer says about the payment. SUCCESS is believed unless a code of the manual's table says otherwise, and FAIL is final only
    /// with the codes 10004, 10005 and 10006: an answer at odds with itself leaves it open.
    pub fn verdict(&self) -> Verdict {
        let agrees = self.code.agrees_with_success(Success::Queried);
        match (&self.trade_state, &self.code) {
            (TradeState::Success, _) if agrees => Verdict::Paid,
            (TradeState::Refund, Code::Refunded | Code::Cancelled) => Verdict::Refunded,
            (TradeState::Refund, _) if agrees => Verdict::Refunded,
            (TradeState::Fail, Code::Closed | Code::Cancelled | Code::PayError) => Verdict::NotPaid,
            _ => Verdict::Open,
        }
    }

    /// The payment, where the order was paid.
    pub fn payment(&self) -> Option<Payment> {
        if self.verdict() != Verdict::Paid {
            return None;
        }
        Some(Payment {
            mch_id: self.mch_id.clone()?,
            appid: self.appid.clone().unwrap_or_default(),
            openid: self.openid.clone().unwrap_or_default(),
            transaction_id: self.transaction_id.clone()?,
            out_transaction_id: self.out_transaction_id.clone().unwrap_or_default(),
            out_trade_no: self.out_trade_no.clone()?,
            total_fee: self.total_fee?,
            time_end: self.time_end.clone().unwrap_or_default(),
            nonce_str: self.nonce_str.clone().unwrap_or_default(),
            is_subscribe: self.is_subscribe.clone(),
            sub_appid: self.sub_appid.clone(),
            sub_is_subscribe: self.sub_is_subscribe.clone(),
            sub_openid: self.sub_openid.clone(),
            coupon_fee: self.coupon_fee,
            fee_type: self.fee_type.clone(),
            attach: self.attach.clone(),
            bank_type: self.bank_type.clone(),
            bank_billno: self.bank_billno.clone(),
            paytype: self.paytype.clone(),
            base_fee: self.base_fee,
            extra: self.extra.clone(),
        })
    }
}

impl Operation for OrderQuery {
    const NAME: &'static str = "order_query";
    const PATH: &'static str = "/UnifiedPay/Gateway";
    const METHOD: Option<&'static str> = Some("orderquery");
    const MONEY: Money = Money::Asked;
    const SUCCESS: Success = Success::Queried;
    type Reply = OrderQueryReply;

    fn order(&self) -> Option<&str> {
        self.out_trade_no
            .as_deref()
            .or(self.transaction_id.as_deref())
    }

    fn check(&self) -> Result<(), InvalidField> {
        required(&[("paytype", self.paytype.as_str()), ("mch_id", &self.mch_id)])?;
        one_of(
            given(&self.out_trade_no) || given(&self.transaction_id),
            "out_trade_no",
            "is required unless transaction_id is given",
        )
    }

    fn belongs(&self, reply: &OrderQueryReply) -> Result<(), Error> {
        // "Paid" is believed only of an answer that names the order and the amount. A FAIL names neither by the manual's tables.
        if reply.verdict() == Verdict::Paid && reply.payment().is_none() {
            return Err(Error::Decode(
                "a paid order lacks the fields of its payment".into(),
            ));
        }
        Ok(())
    }
}
