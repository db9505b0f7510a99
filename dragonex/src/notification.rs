use std::collections::BTreeMap;
use std::ops::Deref;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use signing_core::typed;

use crate::codes::{as_number, as_optional_number};
use crate::envelope::{Envelope, decode, object, text_of, values};
use crate::operations::same;
use crate::verify::Signed;
use crate::{Client, Direction, Error, OrderType, Status, Transfer, Volume};

/// Callback about an order (支付回调), posted to the one address that the app's administrator set, for both directions.
///
/// It tells that something happened to an order; [`Client::confirm_payment`] tells what. Duplicates are normal. Answer HTTP 200 with any text;
/// anything else is told again every 10 minutes for 36 hours. A redo calls back even for an order that was not paid.
/// Source: DragonEx payment interfaces, 接入方需提供的支付回调.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaymentCallback {
    /// DragonEx's number of the order.
    pub id: Option<u64>,
    /// The user who really paid, or was paid, by DragonEx's number.
    pub uid: u64,
    /// Coin, such as `usdt`.
    pub coin_code: String,
    /// How much moved (支付数量).
    pub volume: Volume,
    /// The commission that was taken (收取佣金数量).
    pub cut_volume: Option<Volume>,
    /// Your order number, under the name that the callback's table gives it. Read it by [`order_number`](PaymentCallback::order_number).
    pub trans_no: Option<String>,
    /// Your order number, under the name that everything else gives it.
    pub trade_no: Option<String>,
    /// Way of the payment (订单方向).
    #[serde(serialize_with = "as_number")]
    pub direction: Direction,
    /// State (订单状态).
    #[serde(serialize_with = "as_number")]
    pub status: Status,
    /// Accounts between which the money moved (订单类型).
    #[serde(serialize_with = "as_optional_number")]
    pub order_type: Option<OrderType>,
    /// When the money arrived, in nanoseconds since the Unix epoch; 0 if it has not.
    pub arrive_time: Option<u64>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// A message whose signature was right and fresh, which here proves little: eight hex digits are 32 bits.
///
/// It may start things, it must not end them: whoever can try four thousand million times can forge one. What it says is
/// readable, but nothing in this crate turns it into a payment; only [`Client::confirm_payment`] makes a
/// [`ConfirmedOrder`](crate::ConfirmedOrder).
#[derive(Clone, Debug)]
#[must_use = "a callback is no proof of payment: confirm it"]
pub struct WeaklyVerified<T> {
    message: T,
    signed_at: Duration,
}

/// What to answer a callback with. Only the HTTP status counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "the provider tells it again until it is answered"]
pub enum Ack {
    /// Handled: the provider is done with it.
    Success,
    /// Not handled: the provider tells it again.
    Fail,
}

/// A genuine callback that is not what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unexpected {
    /// It does not speak of money that moved.
    #[error("the callback tells of no successful payment")]
    NotPaid,
    /// It speaks of another order, coin, amount, user or direction.
    #[error("the callback's {field} is not the order's")]
    Differs {
        /// Wire name of the field.
        field: &'static str,
    },
}

/// What a payment of a user must be to count as this order's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExpectedPayment {
    /// Coin, such as `usdt`.
    pub coin_code: String,
    /// How much, compared by value.
    pub volume: Volume,
    /// DragonEx's number of the order, where a callback or redirect told one. Not compared if `None`.
    pub id: Option<u64>,
    /// The only user who may have paid. Not compared if `None`.
    pub uid: Option<u64>,
}

/// The text is not an amount and a coin, such as `12.5 usdt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be an amount, a blank and a coin, such as 12.5 usdt")]
pub struct InvalidExpectation;

impl Client {
    /// Reads a callback from the headers and the raw bytes of the POST. It is believed, weakly, if one of the check keys signed it within the
    /// last minutes (by [`max_age`](crate::ClientBuilder::max_age)).
    pub fn payment_callback<N: AsRef<str>, V: AsRef<str>>(
        &self,
        headers: &[(N, V)],
        body: &[u8],
    ) -> Result<WeaklyVerified<PaymentCallback>, Error> {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_ref()));
        let signed_at = match self
            .inner
            .checker
            .check(self.clock().now(), headers, body)?
        {
            Signed::Fresh(signed) => signed,
            Signed::Stale { signed, local } => return Err(Error::stale(signed, local)),
        };
        let text = std::str::from_utf8(body).map_err(|_| decode("is not UTF-8"))?;
        Ok(WeaklyVerified {
            message: PaymentCallback::read(text, &self.inner.app_id)?,
            signed_at,
        })
    }
}

impl PaymentCallback {
    /// The documents do not say whether the order stands alone or inside the frame of the answers: both are read.
    fn read(text: &str, app_id: &str) -> Result<PaymentCallback, Error> {
        let mut fields = object(text)?;
        let mut frame = Vec::new();
        if fields
            .iter()
            .any(|(name, _)| matches!(&**name, "data" | "Data"))
        {
            let envelope = Envelope::of_fields(&fields)?;
            if !envelope.succeeded()? {
                return Err(decode("the callback tells of a failure"));
            }
            let inside = object(envelope.data().ok_or_else(|| decode("data is missing"))?)?;
            frame = std::mem::replace(&mut fields, inside);
        }
        for fields in [&frame, &fields] {
            let told = text_of(fields, "app_id");
            same("app_id", Some(app_id), told.as_deref())?;
        }
        let callback: PaymentCallback =
            typed::from_fields(&values(fields)).map_err(|error| decode(&error.to_string()))?;
        let numbers = [&callback.trans_no, &callback.trade_no].map(Option::as_deref);
        let beside = ["trans_no", "trade_no"].map(|name| text_of(&frame, name));
        if numbers == [None, None] {
            return Err(decode("trans_no: is required"));
        }
        let order = callback.order_number();
        let told = numbers
            .into_iter()
            .chain(beside.iter().map(Option::as_deref));
        if told.flatten().any(|told| told != order) {
            return Err(decode("trans_no and trade_no contradict each other"));
        }
        Ok(callback)
    }

    /// Your order number, whichever name it came under.
    pub fn order_number(&self) -> &str {
        self.trans_no
            .as_deref()
            .or(self.trade_no.as_deref())
            .unwrap_or_default()
    }

    /// Whether it claims that a user paid. A claim is no proof.
    pub fn claims_payment(&self) -> bool {
        self.status == Status::Done && self.direction == Direction::UserToApp
    }
}

impl<T> WeaklyVerified<T> {
    /// When it was signed by the server's clock, since the Unix epoch.
    pub fn signed_at(&self) -> Duration {
        self.signed_at
    }
}

impl<T> Deref for WeaklyVerified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.message
    }
}

impl WeaklyVerified<PaymentCallback> {
    /// Compares with your order of a payment: done, from user to app, under that number, in that coin, of that amount.
    ///
    /// That it agrees is still no proof: [`Client::confirm_payment`] next. The acknowledgement is yours to send once the order number is noted
    /// durably; the confirmation may come later.
    pub fn expect(&self, trade_no: &str, expected: &ExpectedPayment) -> Result<Ack, Unexpected> {
        self.compare(
            trade_no,
            Direction::UserToApp,
            &expected.coin_code,
            &expected.volume,
            expected.uid,
        )?;
        if expected.id.is_some() {
            agrees("id", Some(&expected.id), &self.id)?;
        }
        Ok(Ack::Success)
    }

    /// Compares with a transfer that you made. [`Client::confirm_transfer`] next.
    pub fn expect_transfer(&self, transfer: &Transfer) -> Result<Ack, Unexpected> {
        let Transfer {
            trade_no,
            coin_code,
            volume,
            uid,
            ..
        } = transfer;
        self.compare(trade_no, Direction::AppToUser, coin_code, volume, *uid)?;
        Ok(Ack::Success)
    }

    fn compare(
        &self,
        trade_no: &str,
        direction: Direction,
        coin_code: &str,
        volume: &Volume,
        uid: Option<u64>,
    ) -> Result<(), Unexpected> {
        agrees("trans_no", Some(trade_no), self.order_number())?;
        agrees("direction", Some(&direction), &self.direction)?;
        if self.status != Status::Done {
            return Err(Unexpected::NotPaid);
        }
        agrees("coin_code", Some(coin_code), &*self.coin_code)?;
        agrees("volume", Some(volume), &self.volume)?;
        agrees("uid", uid.as_ref(), &self.uid)
    }
}

fn agrees<T: PartialEq + ?Sized>(
    field: &'static str,
    expected: Option<&T>,
    told: &T,
) -> Result<(), Unexpected> {
    match expected {
        Some(expected) if expected != told => Err(Unexpected::Differs { field }),
        _ => Ok(()),
    }
}

impl Ack {
    /// The HTTP status to answer with: 200, or 500 to be told again.
    pub fn http_status(self) -> u16 {
        match self {
            Ack::Success => 200,
            Ack::Fail => 500,
        }
    }

    /// A text to answer with. The provider does not read it.
    pub fn text(self) -> &'static str {
        match self {
            Ack::Success => "success",
            Ack::Fail => "fail",
        }
    }
}

impl ExpectedPayment {
    /// A payment of so much of a coin, by anybody.
    pub fn new(coin_code: impl Into<String>, volume: Volume) -> ExpectedPayment {
        ExpectedPayment {
            coin_code: coin_code.into(),
            volume,
            id: None,
            uid: None,
        }
    }

    /// The payment that a callback or redirect named by DragonEx's number.
    pub fn with_id(mut self, id: impl Into<Option<u64>>) -> ExpectedPayment {
        self.id = id.into();
        self
    }

    /// The payment of this user only.
    pub fn with_uid(mut self, uid: u64) -> ExpectedPayment {
        self.uid = Some(uid);
        self
    }
}

/// From `12.5 usdt`.
impl FromStr for ExpectedPayment {
    type Err = InvalidExpectation;

    fn from_str(text: &str) -> Result<ExpectedPayment, InvalidExpectation> {
        let (volume, coin_code) = text.split_once(' ').ok_or(InvalidExpectation)?;
        let volume = volume.parse().map_err(|_| InvalidExpectation)?;
        if coin_code.is_empty() || coin_code.contains(|c: char| c.is_whitespace() || c.is_control())
        {
            return Err(InvalidExpectation);
        }
        Ok(ExpectedPayment::new(coin_code, volume))
    }
}
