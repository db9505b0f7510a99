use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Asker, Done, Money, Operation, ServerOperation};
use crate::{Error, rules};

/// Take an access token out of service (主动将AccessToken下线). Source: DragonEx login interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Logout {
    /// The access token. Masked in every output.
    pub access_token: Masked,
}

impl Operation for Logout {
    const NAME: &'static str = "logout";
    const PATH: &'static str = "/api/v1/login/logout/";
    const MONEY: Money = Money::Still;
    type Reply = Done;

    fn check(&self) -> Result<(), InvalidField> {
        rules::required(&[("access_token", self.access_token.expose())])
    }

    fn belongs(&self, _: &Done, _: &Asker<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl ServerOperation for Logout {}
