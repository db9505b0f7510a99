use std::collections::BTreeMap;
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use signing_core::{form, typed};

use crate::operations::Key;
use crate::protocol;
use crate::{Amount, Client, Error, TradeStatus, TradeType};

/// Result of a pre-order (异步通知支付订单), posted to the address that the merchant registered with the provider.
///
/// Duplicates are to be reckoned with, and a leaked key makes forgeries possible: compare with your own order through
/// [`expect`](Verified::expect), and handle each order once. Answer with the [`Ack`]'s text.
/// Source: HiCoin open platform, H5支付 5.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaymentNotification {
    /// The app that the order belongs to.
    pub app_id: Option<String>,
    /// State of the order (订单状态).
    pub trade_status: TradeStatus,
    /// The provider's order number (平台订单号).
    pub trade_no: Option<String>,
    /// Your order number.
    pub out_trade_no: Option<String>,
    /// The user.
    pub openid: Option<String>,
    /// Where it was paid (交易类型).
    pub trade_type: Option<TradeType>,
    /// Amount (支付币数量), in units of 1e-8.
    pub total_amount: Option<Amount>,
    /// Coin (支付币种).
    pub settle_currency: Option<String>,
    /// The pre-order's `passback_params` (回传参数).
    pub passback_params: Option<String>,
    /// Explanation of the order.
    pub body: Option<String>,
    /// Title of the order.
    pub subject: Option<String>,
    /// Random text.
    pub nonce_str: Option<String>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// A message whose signature was right. What it says is still to be compared with the order.
#[derive(Clone, Debug)]
pub struct Verified<T> {
    message: T,
    own_app_id: String,
}

/// The text to answer a notification with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "the provider tells it again until it is answered"]
pub enum Ack {
    /// Handled: the provider is done with it.
    Success,
    /// Not handled: the provider tells it again.
    Fail,
}

/// A genuine notification that is not what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unexpected {
    /// It does not speak of a payment that was made.
    #[error("the notification tells of no successful payment")]
    NotPaid,
    /// It speaks of another app, order, amount or coin.
    #[error("the notification's {field} is not the order's")]
    Differs {
        /// Wire name of the field.
        field: &'static str,
    },
}

impl Client {
    /// Reads a notification from the raw bytes of the POST. It is believed only if its signature, by the payment key, is right.
    ///
    /// The documents don't say how it is encoded: it is read as JSON if the `Content-Type` says JSON, and as a form otherwise.
    pub fn payment_notification(
        &self,
        content_type: Option<&str>,
        body: &[u8],
    ) -> Result<Verified<PaymentNotification>, Error> {
        let signer = self.inner.signer(Key::Payment)?;
        let message = if content_type.is_some_and(is_json) {
            let text =
                std::str::from_utf8(body).map_err(|_| Error::Decode("is not UTF-8".into()))?;
            protocol::read(signer.verify_json(text)?)?
        } else {
            signer.verify_form(body)?;
            let mut fields =
                form::decode(body).map_err(|error| Error::Decode(error.to_string()))?;
            fields.retain(|(name, value)| name != "sign" && !value.is_empty());
            typed::from_form(&fields).map_err(|error| Error::Decode(error.to_string()))?
        };
        Ok(Verified {
            message,
            own_app_id: self.inner.app_id.clone(),
        })
    }
}

fn is_json(content_type: &str) -> bool {
    let media = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    media == "application/json" || media == "text/json" || media.ends_with("+json")
}

impl PaymentNotification {
    /// Whether it tells of a payment that was made.
    pub fn is_paid(&self) -> bool {
        self.trade_status == TradeStatus::Success
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.message
    }
}

impl Verified<PaymentNotification> {
    /// Compares with your order: paid, to your app, under that number, that amount of that coin. Only then is the acknowledgement
    /// yours to send.
    pub fn expect(
        &self,
        out_trade_no: &str,
        total_amount: Amount,
        settle_currency: &str,
    ) -> Result<Ack, Unexpected> {
        if !self.is_paid() {
            return Err(Unexpected::NotPaid);
        }
        let texts = [
            ("app_id", &self.app_id, &*self.own_app_id),
            ("out_trade_no", &self.out_trade_no, out_trade_no),
            ("settle_currency", &self.settle_currency, settle_currency),
        ];
        for (field, told, ordered) in texts {
            if told.as_deref() != Some(ordered) {
                return Err(Unexpected::Differs { field });
            }
        }
        if self.total_amount != Some(total_amount) {
            return Err(Unexpected::Differs {
                field: "total_amount",
            });
        }
        Ok(Ack::Success)
    }
}

impl Ack {
    /// The bare text to answer with, HTTP 200.
    pub fn text(self) -> &'static str {
        match self {
            Ack::Success => "SUCCESS",
            Ack::Fail => "FAIL",
        }
    }
}
