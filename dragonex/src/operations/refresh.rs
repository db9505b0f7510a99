use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Asker, Money, Operation, ServerOperation, Session, same};
use crate::{Error, rules};

/// A new access token for an expiring one (刷新AccessToken). Source: DragonEx login interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Refresh {
    /// The access token. Masked in every output.
    pub access_token: Masked,
    /// The refresh token that came with it. Masked in every output.
    pub refresh_token: Masked,
}

impl Operation for Refresh {
    const NAME: &'static str = "refresh";
    const PATH: &'static str = "/api/v1/login/refresh/";
    const MONEY: Money = Money::Still;
    type Reply = Session;

    fn check(&self) -> Result<(), InvalidField> {
        rules::required(&[
            ("access_token", self.access_token.expose()),
            ("refresh_token", self.refresh_token.expose()),
        ])
    }

    fn belongs(&self, reply: &Session, asker: &Asker<'_>) -> Result<(), Error> {
        same("app_id", Some(asker.app_id), reply.app_id.as_deref())
    }
}

impl ServerOperation for Refresh {}
