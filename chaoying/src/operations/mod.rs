//! One operation a file: its request, its reply, its constants, its documentation.

mod alipay_preorder;
mod cancel;
mod face_auth;
mod face_pay;
mod get_merchant;
mod order_query;
mod pay;
mod refund;
mod refund_query;
mod register_merchant;
mod send_sms_code;
mod wechat_preorder;

pub use alipay_preorder::{AlipayPreorder, AlipayPreorderReply};
pub use cancel::{Cancel, CancelReply};
pub use face_auth::{FaceAuth, FaceAuthReply};
pub use face_pay::FacePay;
pub use get_merchant::{GetMerchant, GetMerchantReply};
pub use order_query::{OrderQuery, OrderQueryReply, Verdict};
pub use pay::{Pay, Payment};
pub use refund::{Refund, RefundReply};
pub use refund_query::{RefundItem, RefundQuery, RefundQueryReply};
pub use register_merchant::{RegisterMerchant, RegisterMerchantReply};
pub use send_sms_code::{SendSmsCode, SendSmsCodeReply};
pub use wechat_preorder::{WechatPreorder, WechatPreorderReply};

use serde::Serialize;
use serde::de::DeserializeOwned;
use signing_core::InvalidField;

use crate::{Error, rules};

/// A call of the gateway. The crate's own requests implement it; a request of yours may, too.
pub trait Operation: Serialize {
    /// Name in logs and in the C interface.
    const NAME: &'static str;
    /// Path below the base URL.
    const PATH: &'static str;
    /// Value of the field `method`, which only operations of the common gateway path have.
    const METHOD: Option<&'static str>;
    /// What it does to money, and so what its failures prove.
    const MONEY: Money;
    /// What counts as success, and whether a success must be signed.
    const SUCCESS: Success = Success::Traded;
    /// What a successful answer says.
    type Reply: DeserializeOwned;

    /// The order number that logs name this call by.
    fn order(&self) -> Option<&str> {
        None
    }

    /// Rule of one field, by wire name; `value` is not empty.
    fn check_field(field: &str, value: &str) -> Result<(), InvalidField> {
        rules::check(field, value)
    }

    /// Rules that span fields, and that required fields are there.
    fn check(&self) -> Result<(), InvalidField>;

    /// Whether the answer belongs to this request, as far as that takes more than the rule for all operations: what an answer repeats of
    /// the request's numbers (merchant, shop, order, trade, refund) and amounts must be what was asked. By default nothing.
    fn belongs(&self, reply: &Self::Reply) -> Result<(), Error> {
        let _ = reply;
        Ok(())
    }
}

/// What an operation does to money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Money {
    /// Nothing: a registration, an order that a customer has yet to pay.
    Still,
    /// Nothing, and it asks what became of some: a query that fails says nothing about it.
    Asked,
    /// Takes it from a customer.
    Taken,
    /// Gives it back: refund and cancel.
    Returned,
}

/// What counts as success. SUCCESS is believed only beside a `code` that does not say otherwise, as 10006 would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Success {
    /// `state` and `trade_state` are SUCCESS, and the answer is signed.
    Traded,
    /// The same, of money that goes back: code 10002 says so as well.
    Refunded,
    /// The same, of an order that is cancelled: 10002, 10004 and 10005 say so as well.
    Cancelled,
    /// `state` and `trade_state` are SUCCESS; the operation's table lists no signature.
    TradedUnsigned,
    /// `state` is SUCCESS and `code` 10000, signed; there is no `trade_state`.
    Registered,
    /// `state` is SUCCESS and there is a `trade_state`, signed; that and `code` carry the news, good or bad.
    Queried,
    /// `state` is SUCCESS, signed; `code` carries the news.
    Told,
}

/// Is told of every operation of this crate, for those who build tables of them.
pub trait OperationVisitor {
    /// Called once for each operation.
    fn visit<O>(&mut self)
    where
        O: Operation + DeserializeOwned + 'static,
        O::Reply: Serialize + 'static;
}

/// Shows every operation to the visitor.
pub fn each_operation(visitor: &mut impl OperationVisitor) {
    visitor.visit::<FaceAuth>();
    visitor.visit::<FacePay>();
    visitor.visit::<Pay>();
    visitor.visit::<OrderQuery>();
    visitor.visit::<Refund>();
    visitor.visit::<RefundQuery>();
    visitor.visit::<Cancel>();
    visitor.visit::<WechatPreorder>();
    visitor.visit::<AlipayPreorder>();
    visitor.visit::<RegisterMerchant>();
    visitor.visit::<SendSmsCode>();
    visitor.visit::<GetMerchant>();
}

/// The required fields of a request must not be empty.
pub(crate) fn required(fields: &[(&'static str, &str)]) -> Result<(), InvalidField> {
    for (field, value) in fields {
        rules::one_of(!value.is_empty(), field, "is required")?;
    }
    Ok(())
}
