use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::coin::{Owner, one_coin};
use super::{Asker, Coin, Money, Operation, UserOperation};
use crate::Error;
use crate::rules::absent;

/// What the user has of one coin in the coin account (获取授权用户币币账户的单项资产信息, 客户端). Source: DragonEx payment interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MyCoin {
    /// Coin, such as `usdt`; this or `coin_id`, and only one.
    #[serde(skip_serializing_if = "absent")]
    pub coin_code: Option<String>,
    /// Number of the coin; this or `coin_code`, and only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coin_id: Option<u64>,
}

impl Operation for MyCoin {
    const NAME: &'static str = "my_coin";
    const PATH: &'static str = "/api/v1/user/coin/detail/";
    const MONEY: Money = Money::Still;
    type Reply = Coin;

    fn check(&self) -> Result<(), InvalidField> {
        one_coin(&self.coin_code, self.coin_id)
    }

    fn belongs(&self, reply: &Coin, _: &Asker<'_>) -> Result<(), Error> {
        reply.must_be(&self.coin_code, self.coin_id, Owner::default())
    }
}

impl UserOperation for MyCoin {}
