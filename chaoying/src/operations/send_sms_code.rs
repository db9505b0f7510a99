use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Money, Operation, Success, required};

/// Sends the code by SMS with which a merchant proves a phone (下发获取超赢商户号验证短信), for [`GetMerchant`](crate::GetMerchant).
///
/// Source: Chaoying manual v2.3.2, 运维管理 2.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SendSmsCode {
    /// Phone number (手机号). Masked in every output.
    pub mobile: Masked,
}

/// The code is on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SendSmsCodeReply {
    /// How long the code holds, in minutes (验证码有效时长): in this answer `code` is no status.
    pub code: u64,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for SendSmsCode {
    const NAME: &'static str = "send_sms_code";
    const PATH: &'static str = "/Mch/GetMchSMSValid";
    const METHOD: Option<&'static str> = None;
    const SUCCESS: Success = Success::Told;
    const MONEY: Money = Money::Still;
    type Reply = SendSmsCodeReply;

    fn check(&self) -> Result<(), InvalidField> {
        required(&[("mobile", self.mobile.expose())])
    }
}
