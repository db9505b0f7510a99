use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{FieldOrder, Masked, fixed_order};

use super::{Operation, Way};
use crate::{Channel, Yuan};

/// Recharge by interface (充值, WebAPI 对接模式): the platform answers the address of a payment page.
///
/// When it fails with [`Outcome::Unknown`](crate::Outcome) the order may exist, but no customer has seen its page. Show a customer one page a
/// sale. The callback tells when it is paid; [`QueryRecharge`](crate::QueryRecharge) when it failed.
/// Source: interface document (平台对接文档说明), 充值接口对接.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateRecharge {
    /// What the customer is to pay (订单金额), in yuan with at most two decimals, greater than 0; signed as it is written.
    pub amount: Yuan,
    /// Where the platform posts the callback once it is paid (回调接口). An absolute http or https URL.
    pub callback_url: String,
    /// Payment channel (支付通道ID).
    pub channel_id: Channel,
    /// Your order number (商户平台订单号): at most 64 characters, without control characters and `&`, unique for you.
    pub mrn: String,
    /// Where the customer goes after paying (返回的网址). An absolute http or https URL.
    pub return_url: String,
    /// The payer's real name (充值者的账户实名信息). Not signed. Masked in every output.
    pub payer: Option<Masked>,
}

/// The address of the payment page.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreateRechargeReply {
    /// Where to send the customer (支付页面跳转地址): absolute, and certain to lie on the gateway's origin. The platform itself answers path
    /// and query only; one that could lead elsewhere is [`Error::PayUrl`](crate::Error::PayUrl).
    pub pay_url: String,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for CreateRecharge {
    const NAME: &'static str = "create_recharge";
    const PATH: &'static str = "/api/Pay/Create";
    const WAY: Way = Way::Recharge;
    const SIGNED: FieldOrder = fixed_order::RECHARGE;
    type Reply = CreateRechargeReply;

    fn mrn(&self) -> &str {
        &self.mrn
    }
}
