use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Base, Money, Operation, Wire};
use crate::Error;
use crate::rules::required;

/// Code for user token (授权code换取access_token与openid): what [`AuthorizeUrl`](crate::AuthorizeUrl) brought back becomes a token in the
/// user's name, and the user's openid. A code is good for one use. Source: HiCoin open platform, 授权 2.2.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UserToken {
    /// The code. Masked in every output.
    pub code: Masked,
}

/// A user's token, which is not the base token.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UserTokenReply {
    /// The token, for [`Preorder`](crate::Preorder) and [`UserInfo`](crate::UserInfo). Masked in every output.
    pub access_token: Masked,
    /// Life in seconds.
    pub expires_in: u64,
    /// What [`RefreshUserToken`](crate::RefreshUserToken) needs. Masked in every output.
    pub refresh_token: Masked,
    /// The user (平台用户的唯一标识).
    pub openid: String,
    /// What the user allowed, separated by commas.
    pub scope: Option<String>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for UserToken {
    const NAME: &'static str = "user_token";
    const BASE: Base = Base::Oauth;
    const PATH: &'static str = "/sns/oauth/access_token";
    const WIRE: Wire = Wire::Grant {
        grant_type: "authorization_code",
        with_secret: true,
    };
    const MONEY: Money = Money::Still;
    type Reply = UserTokenReply;

    fn check(&self) -> Result<(), InvalidField> {
        required(&[("code", self.code.expose())])
    }

    fn belongs(&self, _: &UserTokenReply) -> Result<(), Error> {
        Ok(())
    }
}
