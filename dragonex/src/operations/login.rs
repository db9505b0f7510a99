use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Asker, Money, Operation, ServerOperation, same};
use crate::codes::{as_numbers, granted};
use crate::{Error, Scope, rules};

/// Log a user in (授权登录), with the code that the login page's redirect brought.
///
/// The other fields repeat what [`Client::login_page`](crate::Client::login_page) was given. The client adds the app's id.
/// Source: DragonEx login interfaces (登录相关接口), 授权登录.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Login {
    /// Access code (AccessCode) from the redirect. Masked in every output.
    pub code: Masked,
    /// The rights that were asked for, comma-separated: `1,5,7`; see [`Scope::list`](crate::Scope::list).
    pub scopes: String,
    /// The state that the login page was given, 8 to 16 characters. Masked in every output.
    pub state: Masked,
    /// The device that the login page was given, 8 to 16 letters, digits and `_`. The token is bound to it.
    pub device: String,
}

/// A user's session, from [`Login`] or [`Refresh`](super::Refresh).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Session {
    /// For calls in the user's name. Masked in every output.
    pub access_token: Masked,
    /// When the access token expires, in seconds since the Unix epoch.
    pub access_token_et: u64,
    /// For a new access token. Masked in every output.
    pub refresh_token: Masked,
    /// When the refresh token expires, in seconds since the Unix epoch.
    pub refresh_token_et: u64,
    /// The rights that were really granted.
    #[serde(default, deserialize_with = "granted", serialize_with = "as_numbers")]
    pub scopes: Vec<Scope>,
    /// Allows [`OpenCharge`](super::OpenCharge) while the access token lives. Masked in every output.
    pub pay_token: Option<Masked>,
    /// Company (CompanyId).
    pub company_id: Option<String>,
    /// App.
    pub app_id: Option<String>,
    /// The user by the number that this app knows.
    pub open_id: Option<String>,
    /// The user by the number that all apps of the company know.
    pub union_id: Option<String>,
    /// The user by DragonEx's number. Only with the right to know it.
    pub uid: Option<u64>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for Login {
    const NAME: &'static str = "login";
    const PATH: &'static str = "/api/v1/login/do/";
    const NAMES_APP: bool = true;
    const MONEY: Money = Money::Still;
    type Reply = Session;

    fn check_field(field: &str, value: &str) -> Result<(), InvalidField> {
        match field {
            "device" => rules::device(value),
            _ => rules::check(field, value),
        }
    }

    fn check(&self) -> Result<(), InvalidField> {
        rules::required(&[
            ("code", self.code.expose()),
            ("scopes", &self.scopes),
            ("state", self.state.expose()),
            ("device", &self.device),
        ])
    }

    fn belongs(&self, reply: &Session, asker: &Asker<'_>) -> Result<(), Error> {
        same("app_id", Some(asker.app_id), reply.app_id.as_deref())
    }
}

impl ServerOperation for Login {}
