use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::coin::Owner;
use super::transfer::one_user;
use super::{Asker, CoinList, Money, Operation, ServerOperation};
use crate::Error;
use crate::rules::{self, absent};

/// What a user has in the coin account (获取授权用户币币账户的资产列表). Source: DragonEx payment interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UserCoins {
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
}

impl Operation for UserCoins {
    const NAME: &'static str = "user_coins";
    const PATH: &'static str = "/api/v1/user/coin/list/";
    const MONEY: Money = Money::Still;
    type Reply = CoinList;

    fn check(&self) -> Result<(), InvalidField> {
        one_user(&self.open_id, self.dragonex_uid, "dragonex_uid")
    }

    fn belongs(&self, reply: &CoinList, _: &Asker<'_>) -> Result<(), Error> {
        reply.must_be(Owner::new(&self.open_id, self.dragonex_uid))
    }
}

impl ServerOperation for UserCoins {}
