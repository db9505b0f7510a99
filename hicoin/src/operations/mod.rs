//! One operation a file: its request, its reply, its constants, its documentation.

mod access_token;
mod authorize_url;
mod order_query;
mod payment_url;
mod preorder;
mod refresh_user_token;
mod transfer;
mod transfer_query;
mod user_info;
mod user_token;

pub use access_token::{AccessToken, AccessTokenReply};
pub use authorize_url::AuthorizeUrl;
pub use order_query::{OrderQuery, OrderQueryReply};
pub use payment_url::PaymentUrl;
pub use preorder::{Preorder, PreorderReply};
pub use refresh_user_token::RefreshUserToken;
pub use transfer::{Transfer, TransferReply};
pub use transfer_query::{TransferQuery, TransferQueryReply};
pub use user_info::{UserInfo, UserInfoReply};
pub use user_token::{UserToken, UserTokenReply};

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use signing_core::{InvalidField, Masked};

use crate::{Client, Error, rules};

/// A call of the provider. The crate's own requests implement it; a request of yours may, too.
pub trait Operation: Serialize {
    /// Name in logs and in the C interface.
    const NAME: &'static str;
    /// Which of the provider's services carries it out.
    const BASE: Base;
    /// Path below the base URL.
    const PATH: &'static str;
    /// How the request goes over the wire, and which key signs it and its answer.
    const WIRE: Wire;
    /// What it does to money, and so what its failures prove.
    const MONEY: Money;
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

    /// Whether the answer belongs to this request: whatever it repeats must be what was asked.
    fn belongs(&self, reply: &Self::Reply) -> Result<(), Error>;

    /// The base token in the reply and its life in seconds: the client keeps it.
    #[doc(hidden)]
    fn base_token(_reply: &Self::Reply) -> Option<(Masked, u64)> {
        None
    }
}

/// What an operation does to money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Money {
    /// Nothing: a token, an order that a user has yet to pay.
    Still,
    /// Nothing, and it asks what became of some: a query that fails says nothing about it.
    Asked,
    /// Pays it out: never repeated, and its failures are doubted.
    PaidOut,
}

/// One of the provider's services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Payouts and base tokens.
    Payout,
    /// OAuth and H5 payments.
    Oauth,
}

/// One of the merchant's two keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The [`AppKey`](crate::AppKey).
    App,
    /// The [`PaymentKey`](crate::PaymentKey).
    Payment,
}

/// How a request goes over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// A form with the common fields, the operation's fields as JSON in `biz_content`, and a signature; the answer's `data` is
    /// signed as well.
    Signed {
        /// The key that signs both.
        key: Key,
        /// Whether it goes under the base token, which the client supplies; else it brings its user's token.
        base_token: bool,
    },
    /// A form that asks for a token; nothing is signed.
    Grant {
        /// Kind of grant (`grant_type`).
        grant_type: &'static str,
        /// Whether the app key itself is sent, as `secret`.
        with_secret: bool,
    },
    /// A GET with the common fields in the URL's query; nothing is signed.
    Query,
}

/// A page of the provider: nothing is sent, a browser is redirected to its URL.
pub trait Page: Serialize {
    /// Name in the C interface.
    const NAME: &'static str;

    /// Rule of one field, by wire name; `value` is not empty.
    fn check_field(field: &str, value: &str) -> Result<(), InvalidField> {
        rules::check(field, value)
    }

    /// Its URL for this client.
    fn url(&self, client: &Client) -> Result<String, Error>;
}

/// Is told of every operation of this crate, for those who build tables of them.
pub trait OperationVisitor {
    /// Called once for each operation.
    fn visit<O>(&mut self)
    where
        O: Operation + DeserializeOwned + 'static,
        O::Reply: Serialize + 'static;

    /// Called once for each page. Does nothing by default.
    fn visit_page<P: Page + DeserializeOwned + 'static>(&mut self) {}
}

/// Shows every operation and every page to the visitor.
pub fn each_operation(visitor: &mut impl OperationVisitor) {
    visitor.visit::<AccessToken>();
    visitor.visit::<Transfer>();
    visitor.visit::<TransferQuery>();
    visitor.visit::<Preorder>();
    visitor.visit_page::<PaymentUrl>();
    visitor.visit::<OrderQuery>();
    visitor.visit_page::<AuthorizeUrl>();
    visitor.visit::<UserToken>();
    visitor.visit::<RefreshUserToken>();
    visitor.visit::<UserInfo>();
}

/// What a verified answer says about money that was to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It moved.
    Paid,
    /// It did not, and never will under this order number.
    NotPaid,
    /// Not decided yet: query again.
    Open,
}

/// `Err` unless what the answer repeats (`None` where it is silent) equals what was asked.
pub(crate) fn same<T: PartialEq + ?Sized>(
    field: &'static str,
    asked: &T,
    answered: Option<&T>,
) -> Result<(), Error> {
    match answered {
        Some(answered) if answered != asked => Err(Error::Mismatch { field }),
        _ => Ok(()),
    }
}

/// As [`same`], for fields that no table promises, but an answer may repeat all the same.
pub(crate) fn same_extra(
    extra: &BTreeMap<String, String>,
    asked: &[(&'static str, &str)],
) -> Result<(), Error> {
    asked.iter().try_for_each(|(field, asked)| {
        let answered = extra
            .get(*field)
            .map(String::as_str)
            .filter(|text| !text.is_empty());
        same(field, *asked, answered)
    })
}
