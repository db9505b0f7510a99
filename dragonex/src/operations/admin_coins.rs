use serde::{Deserialize, Serialize};

use super::coin::Owner;
use super::{Asker, CoinList, Money, Operation, ServerOperation};
use crate::Error;

/// What the app's administrator has in the coin account (获取APP管理员账户币币账户的资产列表). Source: DragonEx payment interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AdminCoins {}

impl Operation for AdminCoins {
    const NAME: &'static str = "admin_coins";
    const PATH: &'static str = "/api/v1/admin/coin/list/";
    const MONEY: Money = Money::Still;
    type Reply = CoinList;

    fn belongs(&self, reply: &CoinList, _: &Asker<'_>) -> Result<(), Error> {
        reply.must_be(Owner::default())
    }
}

impl ServerOperation for AdminCoins {}
