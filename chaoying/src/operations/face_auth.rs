use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Money, Operation, required};

/// Credential for the face terminal's SDK (获取SDK调用凭证).
///
/// One credential serves many payments until it expires, for the same device and parameters. It is a secret.
/// Source: Chaoying manual v2.3.2, 刷脸支付 1.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FaceAuth {
    /// Shop (门店编号).
    pub store_id: String,
    /// Name of the shop (门店名称).
    pub store_name: String,
    /// Terminal (终端设备编号).
    pub device_id: String,
    /// Initialisation data from the terminal SDK (初始化数据).
    pub rawdata: String,
    /// Merchant number (超赢商户号): in the manual's example and answer, missing from its table.
    pub mch_id: Option<String>,
}

/// The credential.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FaceAuthReply {
    /// Merchant number.
    pub mch_id: String,
    /// App id of the service provider.
    pub appid: String,
    /// Merchant number of the service provider at the wallet (服务商商户号).
    pub channel_mch_id: String,
    /// Shop.
    pub store_id: String,
    /// The credential (SDK调用凭证). Masked in every output.
    pub authinfo: Masked,
    /// How long the credential holds, in seconds.
    pub expires_in: u64,
    /// Random text.
    pub nonce_str: String,
    /// App id of the sub-merchant.
    pub sub_appid: Option<String>,
    /// Number of the sub-merchant.
    pub sub_mch_id: Option<String>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for FaceAuth {
    const NAME: &'static str = "face_auth";
    const PATH: &'static str = "/UnifiedPay/Gateway";
    const METHOD: Option<&'static str> = Some("getfaceauth");
    const MONEY: Money = Money::Still;
    type Reply = FaceAuthReply;

    fn check(&self) -> Result<(), InvalidField> {
        required(&[
            ("store_id", &self.store_id),
            ("store_name", &self.store_name),
            ("device_id", &self.device_id),
            ("rawdata", &self.rawdata),
        ])
    }
}
