use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::{Money, Operation, Success};
use crate::rules;

/// Registration of a virtual merchant (注册超赢虚拟商户).
///
/// Which fields it takes is agreed with the provider for each reseller; put them into `extra` under their wire names. The code tables of the
/// manual's registration fields are in this crate ([`PicType`](crate::PicType), [`FlagType`](crate::FlagType) and their neighbours); mind that each numbers differently.
/// Source: Chaoying manual v2.3.2, 运维管理 1.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct RegisterMerchant {
    /// Address of the interface (接口地址), ending in `/`.
    pub url_path: Option<String>,
    /// Every other field, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// The new merchant.
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RegisterMerchantReply {
    /// Merchant number (超赢商户号).
    pub mch_id: String,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

// Passwords and phones are among what a registration takes, and may come back: names are shown, values are not.
impl fmt::Debug for RegisterMerchant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegisterMerchant")
            .field("url_path", &self.url_path)
            .field("extra", &self.extra.keys())
            .finish()
    }
}

impl fmt::Debug for RegisterMerchantReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegisterMerchantReply")
            .field("mch_id", &self.mch_id)
            .field("extra", &self.extra.keys())
            .finish()
    }
}

impl Operation for RegisterMerchant {
    const NAME: &'static str = "register_merchant";
    const PATH: &'static str = "/UnifiedPay/Mch_Reg";
    const METHOD: Option<&'static str> = None;
    const SUCCESS: Success = Success::Registered;
    const MONEY: Money = Money::Still;
    type Reply = RegisterMerchantReply;

    fn check(&self) -> Result<(), InvalidField> {
        let twice = self.url_path.is_some() && self.extra.contains_key("url_path");
        rules::one_of(!twice, "url_path", "is given twice, also in extra")?;
        // Also where its value is empty, so that it is not sent.
        let unnamed = self.extra.contains_key("");
        rules::one_of(!unnamed, "extra", "must name every field")
    }
}
