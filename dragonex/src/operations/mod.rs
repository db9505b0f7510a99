//! One operation a file: its request, its reply, its constants, its documentation.

mod admin_coin;
mod admin_coins;
mod coin;
mod login;
mod logout;
mod market_prices;
mod my_coin;
mod my_coins;
mod my_detail;
mod my_logout;
mod my_order;
mod my_order_history;
mod open;
mod open_charge;
mod order;
mod order_history;
mod order_query;
mod redo_callback;
mod refresh;
mod request_payment;
mod return_payment;
mod token_status;
mod transfer;
mod user_coin;
mod user_coins;
mod user_detail;

pub use admin_coin::AdminCoin;
pub use admin_coins::AdminCoins;
pub use coin::{Coin, CoinList};
pub use login::{Login, Session};
pub use logout::Logout;
pub use market_prices::{MarketPrice, MarketPriceList, MarketPrices};
pub use my_coin::MyCoin;
pub use my_coins::MyCoins;
pub use my_detail::MyDetail;
pub use my_logout::MyLogout;
pub use my_order::MyOrder;
pub use my_order_history::MyOrderHistory;
pub use open::{
    MyOpenCoin, MyOpenCoins, OpenAdminCoin, OpenAdminCoins, OpenTransfer, OpenUserCoin,
    OpenUserCoins,
};
pub use open_charge::OpenCharge;
pub use order::Order;
pub use order_history::{OrderHistory, OrderList};
pub use order_query::OrderQuery;
pub use redo_callback::{Done, RedoCallback};
pub use refresh::Refresh;
pub use request_payment::{PaymentRequested, RequestPayment, new_state};
pub use return_payment::ReturnPayment;
pub use token_status::{TokenStatus, TokenStatusReply};
pub use transfer::Transfer;
pub use user_coin::UserCoin;
pub use user_coins::UserCoins;
pub use user_detail::{UserDetail, UserDetailReply};

use serde::de::DeserializeOwned;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use signing_core::InvalidField;
use transport::BaseUrl;

use crate::{Error, rules};

/// A call of the provider. The crate's own requests implement it; a request of yours may, too.
pub trait Operation: Serialize + Sized {
    /// Name in logs and in the C interface.
    const NAME: &'static str;
    /// Path below the base URL.
    const PATH: &'static str;
    /// What it does to money, and so what its failures prove.
    const MONEY: Money;
    /// Whether the body repeats the app's id.
    const NAMES_APP: bool = false;
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
    fn check(&self) -> Result<(), InvalidField> {
        Ok(())
    }

    /// The request with its times in the unit that goes over the wire; `None` where it has none to convert.
    fn in_unit(&self, unit: TimeUnit) -> Option<Self> {
        let _ = unit;
        None
    }

    /// Whether the answer belongs to this request: whatever it repeats must be what was asked.
    fn belongs(&self, reply: &Self::Reply, asker: &Asker<'_>) -> Result<(), Error>;
}

/// An operation of the app's server, signed with its key: for [`Client`](crate::Client).
pub trait ServerOperation: Operation {}

/// An operation in the name of a user, with the user's access token: for [`UserClient`](crate::UserClient).
pub trait UserOperation: Operation {
    /// Whether it is a POST with a JSON body; otherwise a GET with its fields in the query.
    const BY_POST: bool = false;
}

/// An operation that moves money and answers the order: for [`Client::confirm_transfer`](crate::Client::confirm_transfer).
pub trait MoneyOperation: ServerOperation<Reply = Order> {
    /// The number by which the order can be queried.
    fn trade_no(&self) -> &str;
}

/// What an operation does to money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Money {
    /// Nothing: a login, a balance, an order that a user has yet to pay.
    Still,
    /// Nothing, and it asks what became of some: a query that fails says nothing about it.
    Asked,
    /// Moves it, one way or the other.
    Moved,
}

/// Unit in which the provider reads the times of an order history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeUnit {
    /// As its later documents say.
    #[default]
    Nanoseconds,
    /// As its earlier documents say.
    Seconds,
}

/// Who asks, for operations whose answer repeats it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Asker<'a> {
    /// The app.
    pub app_id: &'a str,
    /// Where it asks.
    pub base_url: &'a BaseUrl,
}

impl<'a> Asker<'a> {
    pub(crate) fn new(app_id: &'a str, base_url: &'a BaseUrl) -> Asker<'a> {
        Asker { app_id, base_url }
    }
}

/// Is told of every operation of this crate, for those who build tables of them.
pub trait OperationVisitor {
    /// Called once for each operation of the app's server.
    fn visit<O>(&mut self)
    where
        O: ServerOperation + DeserializeOwned + 'static,
        O::Reply: Serialize + 'static;

    /// Called once for each operation in a user's name.
    fn visit_user<O>(&mut self)
    where
        O: UserOperation + DeserializeOwned + 'static,
        O::Reply: Serialize + 'static;
}

/// Shows every operation to the visitor.
pub fn each_operation(visitor: &mut impl OperationVisitor) {
    visitor.visit::<RequestPayment>();
    visitor.visit::<Transfer>();
    visitor.visit::<OrderQuery>();
    visitor.visit::<OrderHistory>();
    visitor.visit::<RedoCallback>();
    visitor.visit::<UserCoins>();
    visitor.visit::<UserCoin>();
    visitor.visit::<ReturnPayment>();
    visitor.visit::<Login>();
    visitor.visit::<Refresh>();
    visitor.visit::<Logout>();
    visitor.visit::<UserDetail>();
    visitor.visit::<AdminCoins>();
    visitor.visit::<AdminCoin>();
    visitor.visit::<MarketPrices>();
    visitor.visit::<OpenCharge>();
    visitor.visit::<OpenTransfer>();
    visitor.visit::<OpenUserCoins>();
    visitor.visit::<OpenUserCoin>();
    visitor.visit::<OpenAdminCoins>();
    visitor.visit::<OpenAdminCoin>();
    visitor.visit_user::<MyOrder>();
    visitor.visit_user::<MyOrderHistory>();
    visitor.visit_user::<MyCoins>();
    visitor.visit_user::<MyCoin>();
    visitor.visit_user::<MyOpenCoins>();
    visitor.visit_user::<MyOpenCoin>();
    visitor.visit_user::<MyDetail>();
    visitor.visit_user::<MyLogout>();
    visitor.visit_user::<TokenStatus>();
}

/// `Err` unless what the answer repeats (`None` where it is silent) equals what was asked (`None` where nothing was).
pub(crate) fn same<T: PartialEq + ?Sized>(
    field: &'static str,
    asked: Option<&T>,
    answered: Option<&T>,
) -> Result<(), Error> {
    match (asked, answered) {
        (Some(asked), Some(answered)) if asked != answered => Err(Error::Mismatch { field }),
        _ => Ok(()),
    }
}

/// A list that must be named; one that is empty may be `null`.
pub(crate) fn nullable<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Listed<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Listed<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON list")
        }

        fn visit_unit<E>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
            let mut list = Vec::new();
            while let Some(item) = items.next_element()? {
                list.push(item);
            }
            Ok(list)
        }
    }

    deserializer.deserialize_any(Listed(PhantomData))
}
