use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Base, Money, Operation, Wire};
use crate::Error;

/// Base access token (获取基础授权token), for everything that is not done in a user's name.
///
/// The client fetches one when it needs one, so this is for those who share a token among machines; what it gives is kept by the client
/// as well. The caller's IP address must be on the list that the provider keeps for the app (IP白名单). It sends the app key itself,
/// which is why plain HTTP must be allowed explicitly. Source: HiCoin open platform, 商户给用户打款 2.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccessToken {}

/// A base token.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AccessTokenReply {
    /// The token. Masked in every output.
    pub access_token: Masked,
    /// Life in seconds.
    pub expires_in: u64,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for AccessToken {
    const NAME: &'static str = "access_token";
    const BASE: Base = Base::Payout;
    const PATH: &'static str = "/cgi-bin/access_token";
    const WIRE: Wire = Wire::Grant {
        grant_type: "client_credential",
        with_secret: true,
    };
    const MONEY: Money = Money::Still;
    type Reply = AccessTokenReply;

    fn check(&self) -> Result<(), InvalidField> {
        Ok(())
    }

    fn belongs(&self, _: &AccessTokenReply) -> Result<(), Error> {
        Ok(())
    }

    fn base_token(reply: &AccessTokenReply) -> Option<(Masked, u64)> {
        Some((reply.access_token.clone(), reply.expires_in))
    }
}
