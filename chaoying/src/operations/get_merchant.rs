use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Money, Operation, Success};
use crate::MchState;
use crate::rules::{given, one_of, refuse};

/// Looks up the merchant number (获取超赢商户号), by `mobile` and `valid` or by `username` and `password`, one pair whole.
///
/// Source: Chaoying manual v2.3.2, 运维管理 3.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct GetMerchant {
    /// Phone number (手机号). Masked in every output.
    pub mobile: Option<Masked>,
    /// Code that came by SMS (验证码). Masked in every output.
    pub valid: Option<Masked>,
    /// User name (用户名).
    pub username: Option<String>,
    /// Password (用户密码). Masked in every output.
    pub password: Option<Masked>,
}

/// The merchant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GetMerchantReply {
    /// Merchant number (超赢商户号).
    pub mch_id: String,
    /// Trade code of the merchant (商户交易码); case counts.
    pub mch_trade_code: String,
    /// Full name (商户全称).
    #[serde(default)]
    pub mch_full_name: String,
    /// Short name (商户简称).
    #[serde(default)]
    pub mch_short_name: String,
    /// State of the merchant (商户状态).
    pub mch_state: MchState,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for GetMerchant {
    const NAME: &'static str = "get_merchant";
    const PATH: &'static str = "/Mch/GetMchId";
    const METHOD: Option<&'static str> = None;
    const SUCCESS: Success = Success::Registered;
    const MONEY: Money = Money::Still;
    type Reply = GetMerchantReply;

    fn check(&self) -> Result<(), InvalidField> {
        let pairs = [
            (
                ("mobile", given(&self.mobile)),
                ("valid", given(&self.valid)),
            ),
            (
                ("username", given(&self.username)),
                ("password", given(&self.password)),
            ),
        ];
        for ((first, has_first), (second, has_second)) in pairs {
            one_of(
                has_first || !has_second,
                first,
                format!("is required with {second}"),
            )?;
            one_of(
                has_second || !has_first,
                second,
                format!("is required with {first}"),
            )?;
        }
        if !given(&self.mobile) && !given(&self.username) {
            return refuse(
                "mobile",
                "is required with valid, unless username and password are given",
            );
        }
        Ok(())
    }
}
