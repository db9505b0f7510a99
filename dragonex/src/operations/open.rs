//! The open-account (开放账户) twins: the same requests and answers as for the coin account (币币账户), at other paths.

use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::{
    AdminCoin, AdminCoins, Asker, Coin, CoinList, Money, MoneyOperation, MyCoin, MyCoins,
    Operation, Order, ServerOperation, TimeUnit, Transfer, UserCoin, UserCoins, UserOperation,
};
use crate::Error;

macro_rules! open_twins {
    ($( $(#[$doc:meta])+ $open:ident($twin:ident) -> $reply:ty, $kind:ident, $name:literal, $path:literal; )+) => {
        $(
            $(#[$doc])+
            #[derive(Clone, Debug, Default, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $open(pub $twin);

            impl Operation for $open {
                const NAME: &'static str = $name;
                const PATH: &'static str = $path;
                const MONEY: Money = <$twin as Operation>::MONEY;
                type Reply = $reply;

                fn order(&self) -> Option<&str> {
                    self.0.order()
                }

                fn check_field(field: &str, value: &str) -> Result<(), InvalidField> {
                    <$twin as Operation>::check_field(field, value)
                }

                fn check(&self) -> Result<(), InvalidField> {
                    self.0.check()
                }

                fn in_unit(&self, unit: TimeUnit) -> Option<Self> {
                    self.0.in_unit(unit).map(Self)
                }

                fn belongs(&self, reply: &$reply, asker: &Asker<'_>) -> Result<(), Error> {
                    self.0.belongs(reply, asker)
                }
            }

            impl $kind for $open {}
        )+
    };
}

open_twins! {
    /// Transfer to a user's open account (从接入方转账给用户, 开放账户). All rules of [`Transfer`] hold.
    /// Source: DragonEx payment interfaces, 开放账户.
    OpenTransfer(Transfer) -> Order, ServerOperation, "open_transfer", "/api/v1/open/pay/app2user/do/";

    /// What a user has in the open account (获取授权用户开放账户的资产列表). Source: DragonEx payment interfaces, 开放账户.
    OpenUserCoins(UserCoins) -> CoinList, ServerOperation, "open_user_coins", "/api/v1/open/user/coin/list/";

    /// What a user has of one coin in the open account (获取授权用户开放账户的单项资产信息).
    /// Source: DragonEx payment interfaces, 开放账户.
    OpenUserCoin(UserCoin) -> Coin, ServerOperation, "open_user_coin", "/api/v1/open/user/coin/detail/";

    /// What the app's administrator has in the open account (获取APP管理员开放账户的资产列表).
    /// Source: DragonEx payment interfaces, 开放账户.
    OpenAdminCoins(AdminCoins) -> CoinList, ServerOperation, "open_admin_coins", "/api/v1/open/admin/coin/list/";

    /// What the app's administrator has of one coin in the open account (获取APP管理员开放账户的单项资产信息).
    /// Source: DragonEx payment interfaces, 开放账户.
    OpenAdminCoin(AdminCoin) -> Coin, ServerOperation, "open_admin_coin", "/api/v1/open/admin/coin/detail/";

    /// What the user has in the open account (获取授权用户开放账户的资产列表, 客户端). Source: DragonEx payment interfaces, 开放账户.
    MyOpenCoins(MyCoins) -> CoinList, UserOperation, "my_open_coins", "/api/v1/open/user/coin/list/";

    /// What the user has of one coin in the open account (获取授权用户开放账户的单项资产信息, 客户端).
    /// Source: DragonEx payment interfaces, 开放账户.
    MyOpenCoin(MyCoin) -> Coin, UserOperation, "my_open_coin", "/api/v1/open/user/coin/detail/";
}

impl MoneyOperation for OpenTransfer {
    fn trade_no(&self) -> &str {
        self.0.trade_no()
    }
}
