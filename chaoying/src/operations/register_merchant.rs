use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::{Money, Operation, Success};
use crate::rules;

/// Registration of a virtual merchant (注册超赢虚拟商户).
///
/// Which fields it takes is agreed with the provider for each reseller; put them into `extra` under their wire names. The code tables of the
/// manual's registration fields are in this crate ([`PicType`](crate::PicType), [`FlagType`](crate::FlagType) and their neighbours); mind that each numbers differently.
/// Source: Chaoying manual v2.3.2, 运维管理 1.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RegisterMerchant {
    /// Address of the interface (接口地址), ending in `/`.
    pub url_path: Option<String>,
    /// Every other field, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// The new merchant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RegisterMerchantReply {
    /// Merchant number (超赢商户号).
    pub mch_id: String,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for RegisterMerchant {
    const NAME: &'static str = "register_merchant";
    const PATH: &'static str = "/UnifiedPay/Mch_Reg";
    const METHOD: Option<&'static str> = None;
    const SUCCESS: Success = Success::Registered;
    const MONEY: Money = Money::Still;
    type Reply = RegisterMerchantReply;

    fn check(&self) -> Result<(), InvalidField> {
        // Also where its value is empty, so that it is not sent.
        let unnamed = self.extra.contains_key("");
        rules::one_of(!unnamed, "extra", "must name every field")
    }
}
