use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::coin::{Owner, one_coin};
use super::transfer::one_user;
use super::{Asker, Coin, Money, Operation, ServerOperation};
use crate::Error;
use crate::rules::{self, absent};

/// What a user has of one coin in the coin account (获取授权用户币币账户的单项资产信息). Source: DragonEx payment interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UserCoin {
    /// The user by the number that this app knows from the login; this or `dragonex_uid`, and only one.
    #[serde(skip_serializing_if = "absent")]
    pub open_id: Option<String>,
    /// The user by DragonEx's number; this or `open_id`, and only one.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "rules::a_user"
    )]
    pub dragonex_uid: Option<u64>,
    /// Coin, such as `usdt`; this or `coin_id`, and only one.
    #[serde(skip_serializing_if = "absent")]
    pub coin_code: Option<String>,
    /// Number of the coin; this or `coin_code`, and only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coin_id: Option<u64>,
}

impl Operation for UserCoin {
    const NAME: &'static str = "user_coin";
    const PATH: &'static str = "/api/v1/user/coin/detail/";
    const MONEY: Money = Money::Still;
    type Reply = Coin;

    fn check(&self) -> Result<(), InvalidField> {
        one_user(&self.open_id, self.dragonex_uid, "dragonex_uid")?;
        one_coin(&self.coin_code, self.coin_id)
    }

    fn belongs(&self, reply: &Coin, _: &Asker<'_>) -> Result<(), Error> {
        let owner = Owner::new(&self.open_id, self.dragonex_uid);
        reply.must_be(&self.coin_code, self.coin_id, owner)
    }
}

impl ServerOperation for UserCoin {}
