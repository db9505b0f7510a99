use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Asker, Money, Operation, UserOperation, same};
use crate::Error;

/// Whether the client's own access token still holds (获取AccessToken的可用状态). Source: DragonEx login interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TokenStatus {}

/// It holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TokenStatusReply {
    /// App.
    pub app_id: String,
    /// When the access token expires, in seconds since the Unix epoch.
    pub access_token_et: u64,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for TokenStatus {
    const NAME: &'static str = "token_status";
    const PATH: &'static str = "/api/v1/token/status/";
    const MONEY: Money = Money::Still;
    type Reply = TokenStatusReply;

    fn belongs(&self, reply: &TokenStatusReply, asker: &Asker<'_>) -> Result<(), Error> {
        same("app_id", Some(asker.app_id), Some(&*reply.app_id))
    }
}

impl UserOperation for TokenStatus {}
