use std::fmt;

use serde::{Deserialize, Serialize};
use signing_core::{FieldOrder, Masked, fixed_order};

use super::{Operation, Way};
use crate::{Channel, Yuan};

/// Recharge by page (充值, 页面对接模式): the customer's browser posts the form and is taken over by the platform.
///
/// The client sends nothing; it signs. Hand the reply's `html` to the browser, or post its fields from a page of yours. Whoever shows one
/// customer two pages under two order numbers may charge twice. The callback tells when it is paid; [`QueryRecharge`](crate::QueryRecharge)
/// when it failed. Source: interface document (平台对接文档说明), 充值接口对接.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RechargePage {
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

/// A form for the customer's browser: where it goes, its fields, and a page that submits it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RechargePageReply {
    /// Absolute URL to post to, as `application/x-www-form-urlencoded` in UTF-8.
    pub action: String,
    /// Field of the form: the amount.
    pub amount: Yuan,
    /// Field of the form: your key's name.
    pub app_key: String,
    /// Field of the form.
    pub callback_url: String,
    /// Field of the form.
    pub channel_id: Channel,
    /// Field of the form.
    pub mrn: String,
    /// Field of the form.
    pub return_url: String,
    /// Field of the form, if it was given.
    pub payer: Option<Masked>,
    /// Field of the form: the signature.
    pub sign: String,
    /// A whole page that submits the form at once, with a button where scripts are off. Every value in it is escaped.
    /// A content security policy must allow its inline script.
    pub html: String,
}

impl RechargePageReply {
    /// Names and values of the form's fields, plain: escape them where you write HTML.
    pub fn fields(&self) -> Vec<(&'static str, &str)> {
        let mut fields = vec![
            ("amount", self.amount.as_str()),
            ("appKey", &self.app_key),
            ("callbackUrl", &self.callback_url),
            ("channelId", self.channel_id.as_str()),
            ("mrn", &self.mrn),
            ("returnUrl", &self.return_url),
            ("sign", &self.sign),
        ];
        if let Some(payer) = &self.payer {
            fields.push(("payer", payer.expose()));
        }
        fields
    }
}

/// Without `html`, which names the payer.
impl fmt::Debug for RechargePageReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RechargePageReply")
            .field("action", &self.action)
            .field("mrn", &self.mrn)
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}

impl Operation for RechargePage {
    const NAME: &'static str = "recharge_page";
    const PATH: &'static str = "/api/Pay";
    const WAY: Way = Way::Page;
    const SIGNED: FieldOrder = fixed_order::RECHARGE;
    type Reply = RechargePageReply;

    fn mrn(&self) -> &str {
        &self.mrn
    }
}
