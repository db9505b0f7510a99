use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Base, Money, Operation, Wire, same};
use crate::Error;
use crate::rules::required;

/// User information (获取用户基本信息).
///
/// The provider wants the token in the URL's query, which this crate shows nowhere; mind what proxies of yours log.
/// Source: HiCoin open platform, 授权 2.4.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UserInfo {
    /// The user's token (授权access_token). Masked in every output.
    pub access_token: Masked,
    /// The user.
    pub openid: String,
}

/// What the provider tells of a user. A text is absent where the user has none.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UserInfoReply {
    /// The user (用户唯一标识).
    pub openid: String,
    /// Nickname (用户昵称).
    pub nickname: Option<String>,
    /// Mobile number (用户手机号). Masked in every output.
    pub mobile_number: Option<Masked>,
    /// Country code of the mobile number (手机号对应的国家编码).
    pub country_code: Option<String>,
    /// E-mail address (邮箱). Masked in every output.
    pub email: Option<Masked>,
    /// Where the user came from (用户来源).
    pub origin: Option<String>,
    /// The user's role among agents (用户在经济人中的角色).
    pub role: Option<String>,
    /// Mobile number of who invited the user (邀请人手机号). Masked in every output.
    pub parent_mobile_number: Option<Masked>,
    /// Country code of that number (邀请人手机号对应的国家编码).
    pub parent_country_code: Option<String>,
    /// E-mail address of who invited the user (邀请人邮箱). Masked in every output.
    pub parent_email: Option<Masked>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for UserInfo {
    const NAME: &'static str = "user_info";
    const BASE: Base = Base::Oauth;
    const PATH: &'static str = "/sns/user/info";
    const WIRE: Wire = Wire::Query;
    const MONEY: Money = Money::Still;
    type Reply = UserInfoReply;

    fn check(&self) -> Result<(), InvalidField> {
        required(&[
            ("access_token", self.access_token.expose()),
            ("openid", &self.openid),
        ])
    }

    fn belongs(&self, reply: &UserInfoReply) -> Result<(), Error> {
        same("openid", &*self.openid, Some(&reply.openid))
    }
}
