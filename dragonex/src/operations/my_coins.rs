use serde::{Deserialize, Serialize};

use super::coin::Owner;
use super::{Asker, CoinList, Money, Operation, UserOperation};
use crate::Error;

/// What the user has in the coin account (获取授权用户币币账户的资产列表, 客户端). Source: DragonEx payment interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MyCoins {}

impl Operation for MyCoins {
    const NAME: &'static str = "my_coins";
    const PATH: &'static str = "/api/v1/user/coin/list/";
    const MONEY: Money = Money::Still;
    type Reply = CoinList;

    fn belongs(&self, reply: &CoinList, _: &Asker<'_>) -> Result<(), Error> {
        reply.must_be(Owner::default())
    }
}

impl UserOperation for MyCoins {}
