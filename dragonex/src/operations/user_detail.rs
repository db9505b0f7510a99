use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::{Asker, Money, Operation, ServerOperation, same};
use crate::{Error, rules};

/// Who a user is (获取授权用户的信息), by open id. Source: DragonEx login interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UserDetail {
    /// The user by the number that this app knows from the login.
    pub open_id: String,
}

/// Who the user is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UserDetailReply {
    /// Company (CompanyId).
    pub company_id: Option<String>,
    /// App.
    pub app_id: String,
    /// The user by the number that this app knows.
    pub open_id: String,
    /// The user by the number that all apps of the company know.
    pub union_id: Option<String>,
    /// The user by DragonEx's number. Only with the right to know it.
    pub uid: Option<u64>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for UserDetail {
    const NAME: &'static str = "user_detail";
    const PATH: &'static str = "/api/v1/user/detail/";
    const MONEY: Money = Money::Still;
    type Reply = UserDetailReply;

    fn check(&self) -> Result<(), InvalidField> {
        rules::required(&[("open_id", &self.open_id)])
    }

    fn belongs(&self, reply: &UserDetailReply, asker: &Asker<'_>) -> Result<(), Error> {
        same("app_id", Some(asker.app_id), Some(&*reply.app_id))?;
        same("open_id", Some(&self.open_id), Some(&reply.open_id))
    }
}

impl ServerOperation for UserDetail {}
