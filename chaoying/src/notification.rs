use std::collections::BTreeMap;
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use signing_core::{form, typed};

use crate::repeated::is_yuan;
use crate::{Client, Error, Fen, State};

/// Result of a pre-order (微信/支付宝预下单结果通知), posted to its `notify_url`.
///
/// Duplicates are normal, and a leaked key makes forgeries possible: compare with your own order through
/// [`expect`](Verified::expect), and handle each order once. Answer within 3 seconds with the [`Ack`]'s text; anything else is told again after
/// 0, 15, 15, 30, 180, 1800 (four times) and 3600 seconds. Source: Chaoying manual v2.3.2, 预下单支付 3 and 4.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaymentNotification {
    /// Communication state (通讯状态).
    pub state: State,
    /// Whether the trade succeeded: SUCCESS, or something else.
    pub result_code: String,
    /// Result of the payment: `0` paid, anything else failed.
    pub pay_result: Option<String>,
    /// Merchant number (超赢商户号).
    pub mch_id: Option<String>,
    /// Your order number.
    pub out_trade_no: Option<String>,
    /// The wallet's order number (第三方订单号).
    pub out_transaction_id: Option<String>,
    /// The gateway's trade number (平台交易号).
    pub transaction_id: Option<String>,
    /// Total in fen.
    pub total_fee: Option<Fen>,
    /// When it was paid, `yyyyMMddHHmmss` in GMT+8.
    pub time_end: Option<String>,
    /// Wallet and way, such as `pay.weixin.native` or `pay.alipay.jspay`.
    pub trade_type: Option<String>,
    /// Random text.
    pub nonce_str: Option<String>,
    /// Your number of the terminal.
    pub device_info: Option<String>,
    /// Currency, CNY if absent.
    pub fee_type: Option<String>,
    /// Bank that paid.
    pub bank_type: Option<String>,
    /// WeChat: the part in fen that a coupon paid.
    pub coupon_fee: Option<Fen>,
    /// WeChat: app id of the sub-merchant.
    pub sub_appid: Option<String>,
    /// WeChat: the customer below `sub_appid`.
    pub sub_openid: Option<String>,
    /// Alipay: the customer's number.
    pub buyer_user_id: Option<String>,
    /// Alipay: the customer's account.
    pub buyer_logon_id: Option<String>,
    /// Alipay: the part in fen that an invoice can be made out for.
    pub invoice_amount: Option<Fen>,
    /// Alipay: means of payment, a JSON text whose `amount` is decimal *yuan*.
    pub fund_bill_list: Option<String>,
    /// Alipay: when the trade was opened, `yyyyMMddHHmmss` in GMT+8.
    pub gmt_create: Option<String>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// The wallet that a notification speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wallet {
    /// WeChat Pay.
    Wechat,
    /// Alipay.
    Alipay,
    /// Neither, or not told.
    Other,
}

/// A message whose signature was right. What it says is still to be compared with the order.
#[derive(Clone, Debug)]
pub struct Verified<T>(T);

/// The text to answer a notification with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "the gateway tells it again until it is answered"]
pub enum Ack {
    /// Handled: the gateway is done with it.
    Success,
    /// Not handled: the gateway tells it again.
    Fail,
}

/// A genuine notification that is not what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unexpected {
    /// It does not speak of a payment that was made.
    #[error("the notification tells of no successful payment")]
    NotPaid,
    /// It speaks of another order, or of another amount or currency.
    #[error("the notification's {field} is not the order's")]
    Differs {
        /// Wire name of the field.
        field: &'static str,
    },
}

impl Client {
    /// Reads a notification from the raw bytes of the POST. It is believed only if its signature is right.
    pub fn payment_notification(
        &self,
        body: &[u8],
    ) -> Result<Verified<PaymentNotification>, Error> {
        self.inner.signer.verify_form(body)?;
        let mut fields = form::decode(body).map_err(|error| Error::Decode(error.to_string()))?;
        fields.retain(|(name, _)| name != "sign");
        let read = typed::from_form(&fields).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Verified(read))
    }
}

impl PaymentNotification {
    /// Whether it tells of a payment that was made.
    pub fn is_paid(&self) -> bool {
        self.state == State::Success
            && self.result_code == "SUCCESS"
            && self.pay_result.as_deref() == Some("0")
    }

    /// The wallet, as `trade_type` tells.
    pub fn wallet(&self) -> Wallet {
        match self.trade_type.as_deref() {
            Some(way) if way.starts_with("pay.weixin.") => Wallet::Wechat,
            Some(way) if way.starts_with("pay.alipay.") => Wallet::Alipay,
            _ => Wallet::Other,
        }
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl Verified<PaymentNotification> {
    /// Compares with your order: paid, under that number, that many fen, in no other currency than CNY. Only then is the acknowledgement
    /// yours to send. The merchant is not compared, which [`expect_of`](Self::expect_of) does.
    pub fn expect(&self, out_trade_no: &str, total_fee: Fen) -> Result<Ack, Unexpected> {
        if !self.is_paid() {
            return Err(Unexpected::NotPaid);
        }
        if self.out_trade_no.as_deref() != Some(out_trade_no) {
            return Err(Unexpected::Differs {
                field: "out_trade_no",
            });
        }
        if self.total_fee != Some(total_fee) {
            return Err(Unexpected::Differs { field: "total_fee" });
        }
        if !self.fee_type.as_deref().is_none_or(is_yuan) {
            return Err(Unexpected::Differs { field: "fee_type" });
        }
        Ok(Ack::Success)
    }

    /// As [`expect`](Self::expect), and compares the merchant.
    pub fn expect_of(
        &self,
        mch_id: &str,
        out_trade_no: &str,
        total_fee: Fen,
    ) -> Result<Ack, Unexpected> {
        let ack = self.expect(out_trade_no, total_fee)?;
        if self.mch_id.as_deref() != Some(mch_id) {
            return Err(Unexpected::Differs { field: "mch_id" });
        }
        Ok(ack)
    }
}

impl Ack {
    /// The bare text to answer with, HTTP 200.
    pub fn text(self) -> &'static str {
        match self {
            Ack::Success => "success",
            Ack::Fail => "fail",
        }
    }
}
