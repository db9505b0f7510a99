use serde::{Deserialize, Serialize};

use super::{Asker, Done, Money, Operation, UserOperation};
use crate::Error;

/// Take the client's own access token out of service (主动将AccessToken下线, 客户端). Source: DragonEx login interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MyLogout {}

impl Operation for MyLogout {
    const NAME: &'static str = "my_logout";
    const PATH: &'static str = "/api/v1/login/logout/";
    const MONEY: Money = Money::Still;
    type Reply = Done;

    fn belongs(&self, _: &Done, _: &Asker<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl UserOperation for MyLogout {
    const BY_POST: bool = true;
}
