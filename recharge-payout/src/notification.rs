use std::ops::Deref;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use signing_core::typed;
use signing_core::{FieldOrder, fixed_order, form};

use crate::protocol::decode;
use crate::{Channel, Client, Error, WholeYuan, Yuan, rules};

/// Callback of a recharge (充值回调), posted to its `callbackUrl` once the customer has paid. A failed recharge is silent: query it.
///
/// It may come more than once: credit each order once. Compare with your own order through [`expect`](Verified::expect), for the customer may
/// have paid another amount than was asked. Answer HTTP 200 with the [`Ack`]'s text. Fields that the signature does not cover are left out.
/// Source: interface document (平台对接文档说明), 充值回调参数说明.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RechargeNotification {
    /// What the customer really paid, in yuan to the fen (客人实际支付金额).
    #[serde(deserialize_with = "Yuan::deserialize_received")]
    pub amount: Yuan,
    /// Your key's name (商户Key): the client's own, or the callback is refused.
    pub app_key: String,
    /// Channel (支付通道) that was paid through.
    pub channel: Channel,
    /// Your order number (商户平台订单号).
    pub mrn: String,
    /// What was asked for, in yuan (客人充值时提交的金额).
    #[serde(deserialize_with = "Yuan::deserialize_received")]
    pub origin_amount: Yuan,
}

/// Callback of a payout (下发回调), posted to its `callbackUrl` once it is paid out. A failed payout is silent: query it.
///
/// It may come more than once. Compare with your own payout through [`expect`](Verified::expect), and answer HTTP 200 with the [`Ack`]'s
/// text. Fields that the signature does not cover are left out. Source: interface document, 下发回调参数说明.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PayoutNotification {
    /// What was paid out, in yuan (下发金额).
    #[serde(deserialize_with = "Yuan::deserialize_received")]
    pub amount: Yuan,
    /// Your key's name (商户Key): the client's own, or the callback is refused.
    pub app_key: String,
    /// Your order number (商户平台订单号).
    pub mrn: String,
}

/// A message whose signature was right. What it says is still to be compared with the order.
#[derive(Clone, Debug)]
pub struct Verified<T>(T);

/// The text to answer a callback with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "the platform tells it again until it is answered"]
pub enum Ack {
    /// Handled: the platform is done with it.
    Success,
    /// Not handled: the platform tells it again.
    Fail,
}

/// A genuine callback that is not what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unexpected {
    /// It speaks of another order, or of an order of another amount.
    #[error("the callback's {field} is not the order's")]
    Differs {
        /// Wire name of the field.
        field: &'static str,
    },
    /// It is your order, and the customer paid another amount than was asked: a real payment, to be credited with what was paid
    /// and then answered with [`Ack::Success`].
    #[error("{paid} yuan were paid of an order of {ordered} yuan")]
    PaidAmount {
        /// What was ordered, as the callback repeats it.
        ordered: Yuan,
        /// What the customer really paid.
        paid: Yuan,
    },
}

impl Client {
    /// Reads a recharge's callback from the raw bytes of the POST. It is believed only if its signature is right and its `appKey` the
    /// client's own.
    pub fn recharge_notification(
        &self,
        body: &[u8],
    ) -> Result<Verified<RechargeNotification>, Error> {
        let read: RechargeNotification = self.read(&fixed_order::RECHARGE_CALLBACK, body)?;
        // The signed string does not escape values, so a field that may hold any text could swallow its neighbours.
        if !rules::is_integer(read.channel.as_str()) {
            return Err(decode("channel: must be a whole number"));
        }
        self.own(&read.app_key)?;
        Ok(Verified(read))
    }

    /// Reads a payout's callback from the raw bytes of the POST. It is believed only if its signature is right and its `appKey` the
    /// client's own.
    pub fn payout_notification(&self, body: &[u8]) -> Result<Verified<PayoutNotification>, Error> {
        let read: PayoutNotification = self.read(&fixed_order::PAYOUT_CALLBACK, body)?;
        self.own(&read.app_key)?;
        Ok(Verified(read))
    }

    fn read<T: DeserializeOwned>(&self, order: &FieldOrder, body: &[u8]) -> Result<T, Error> {
        self.inner.signer.verify_form(order, body)?;
        let mut fields = form::decode(body).map_err(|error| decode(&error.to_string()))?;
        fields.retain(|(name, _)| order.names().contains(&name.as_str()));
        typed::from_form(&fields).map_err(|error| decode(&error.to_string()))
    }

    fn own(&self, app_key: &str) -> Result<(), Error> {
        if app_key == self.inner.app_key {
            Ok(())
        } else {
            Err(Error::Mismatch { field: "appKey" })
        }
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

fn same(field: &'static str, same: bool) -> Result<(), Unexpected> {
    if same {
        Ok(())
    } else {
        Err(Unexpected::Differs { field })
    }
}

impl Verified<RechargeNotification> {
    /// Compares with your order: its number, the amount it asked for, and that this amount was paid. Amounts compare as decimals.
    ///
    /// The callback's `appKey` was found to be the client's own before. An order of that number and amount that was paid with another
    /// amount is [`Unexpected::PaidAmount`]: neither a match nor a forgery.
    pub fn expect(&self, mrn: &str, origin_amount: &Yuan) -> Result<Ack, Unexpected> {
        same("mrn", self.mrn == mrn)?;
        same("originAmount", self.origin_amount == *origin_amount)?;
        if self.amount != self.origin_amount {
            return Err(Unexpected::PaidAmount {
                ordered: self.origin_amount.clone(),
                paid: self.amount.clone(),
            });
        }
        Ok(Ack::Success)
    }
}

impl Verified<PayoutNotification> {
    /// Compares with your payout: its number and its amount.
    pub fn expect(&self, mrn: &str, amount: WholeYuan) -> Result<Ack, Unexpected> {
        same("mrn", self.mrn == mrn)?;
        same("amount", self.amount == amount)?;
        Ok(Ack::Success)
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
