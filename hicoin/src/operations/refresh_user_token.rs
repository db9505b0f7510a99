use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Base, Money, Operation, UserTokenReply, Wire};
use crate::Error;
use crate::rules::required;

/// Refresh of a user's token (刷新access_token), before or after it has expired. Source: HiCoin open platform, 授权 2.3.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RefreshUserToken {
    /// From the last answer that brought a token. Masked in every output.
    pub refresh_token: Masked,
}

impl Operation for RefreshUserToken {
    const NAME: &'static str = "refresh_user_token";
    const BASE: Base = Base::Oauth;
    const PATH: &'static str = "/sns/oauth/refresh_token";
    const WIRE: Wire = Wire::Grant {
        grant_type: "refresh_token",
        with_secret: false,
    };
    const MONEY: Money = Money::Still;
    type Reply = UserTokenReply;

    fn check(&self) -> Result<(), InvalidField> {
        required(&[("refresh_token", self.refresh_token.expose())])
    }

    fn belongs(&self, _: &UserTokenReply) -> Result<(), Error> {
        Ok(())
    }
}
