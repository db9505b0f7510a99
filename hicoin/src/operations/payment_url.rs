use serde::{Deserialize, Serialize};
use signing_core::form;

use super::{Key, Page};
use crate::rules::required;
use crate::{Client, Error, rules};

/// Payment page (H5唤起支付): where the user's browser is sent to pay a pre-order. Nothing is sent by this.
///
/// The URL carries a signature, so it pays nothing but this one order; give it to nobody but the user.
/// Source: HiCoin open platform, H5支付 3.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PaymentUrl {
    /// The provider's order number, from the pre-order's answer; goes into the URL as `package=prepay_id=…`.
    pub trade_no: String,
    /// Seconds since 1970; now if left out.
    #[serde(rename = "timeStamp")]
    pub timestamp: Option<u64>,
    /// Random text of at most 32 letters and digits; made by the client if left out.
    #[serde(rename = "nonceStr")]
    pub nonce_str: Option<String>,
}

impl Page for PaymentUrl {
    const NAME: &'static str = "payment_url";

    fn url(&self, client: &Client) -> Result<String, Error> {
        required(&[("trade_no", &self.trade_no)])?;
        rules::check("trade_no", &self.trade_no)?;
        let nonce = match self.nonce_str.as_deref().filter(|nonce| !nonce.is_empty()) {
            Some(nonce) => nonce.to_owned(),
            None => (client.inner.nonce)(),
        };
        rules::check("nonceStr", &nonce)?;
        let timestamp = self
            .timestamp
            .unwrap_or_else(|| client.clock().now().as_secs())
            .to_string();
        let package = format!("prepay_id={}", self.trade_no);
        let mut fields = vec![
            ("appId", &*client.inner.app_id),
            ("nonceStr", &nonce),
            ("package", &package),
            ("signType", "HMAC-SHA256"),
            ("timeStamp", &timestamp),
        ];
        let sign = client.inner.signer(Key::Payment)?.sign_page(&fields);
        fields.push(("paySign", &sign));
        Ok(format!(
            "{}?{}",
            client.inner.page_base.join("/"),
            form::encode(fields)
        ))
    }
}

impl Client {
    /// The URL of the payment page (H5唤起支付), signed with the payment key. Nothing is sent.
    pub fn payment_url(&self, page: &PaymentUrl) -> Result<String, Error> {
        page.url(self)
    }
}
