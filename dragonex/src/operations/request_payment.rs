use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked, nonce};
use transport::BaseUrl;

use super::{Asker, Money, Operation, ServerOperation};
use crate::page_query::PageQuery;
use crate::{Error, Volume, rules};

/// Ask a user for a payment (申请支付): the answer is the address of the page on which the user pays.
///
/// It moves no money. Keep `trade_no`, coin, volume and `state` before sending. The user comes back by
/// [`PaymentRedirect`](crate::PaymentRedirect), which proves nothing; the server hears of it by
/// [`PaymentCallback`](crate::PaymentCallback), which proves little; [`Client::confirm_payment`](crate::Client::confirm_payment) makes sure.
/// Source: DragonEx payment interfaces, 申请支付.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RequestPayment {
    /// Your order number: 1 to 64 letters, digits and underscores, unique for you.
    pub trade_no: String,
    /// Coin, such as `usdt`.
    pub coin_code: String,
    /// How much, greater than 0.
    pub volume: Volume,
    /// What for (支付场景), shorter than 100 characters.
    pub scene: String,
    /// In words (支付描述), shorter than 100 characters.
    pub desc: String,
    /// The device that pays, 8 to 16 characters.
    pub device: String,
    /// Unpredictable, used once, 8 to 16 characters: it ties the redirect back to this request. [`new_state`] makes one. Masked in every output.
    pub state: Masked,
    /// Where the browser goes after the payment, `https://` or `http://`.
    pub redirect_url: String,
    /// The DragonEx domain that the user came from. It arrived through the browser, so only dragonex.io, .im, .co and domains below them pass.
    pub domain: String,
    /// The only user who may pay, by DragonEx's number, greater than 0; anybody if left out.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "rules::a_user"
    )]
    pub specify_dragonex_uid: Option<u64>,
}

/// Where to send the user.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaymentRequested {
    /// Address of the pay page, with the request and a pay code in its query. Masked in every output.
    pub pay_url: Masked,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// A new state for a payment or a login: 16 random letters and digits.
pub fn new_state() -> Masked {
    Masked::from(nonce::alphanumeric(16))
}

impl PaymentRequested {
    /// Until when the pay code can be used (`expire_time` in the query), in seconds since the Unix epoch.
    pub fn expire_time(&self) -> Option<u64> {
        let query = PageQuery::of(self.pay_url.expose(), None)?;
        query.value("expire_time")?.parse().ok()
    }
}

/// The page must be the provider's, over HTTPS, or that of the test gateway that was asked.
fn leads_to_provider(url: &str, base_url: &BaseUrl) -> bool {
    let Some((address, _)) = url.split_once('?') else {
        return false;
    };
    if let Ok(page) = BaseUrl::parse(address, true) {
        let host = page.origin().strip_prefix("https://");
        return page.origin() == base_url.origin() || host.is_some_and(rules::is_dragonex);
    }
    false
}

impl Operation for RequestPayment {
    const NAME: &'static str = "request_payment";
    const PATH: &'static str = "/api/v1/pay/user2app/pre/";
    const MONEY: Money = Money::Still;
    type Reply = PaymentRequested;

    fn order(&self) -> Option<&str> {
        Some(&self.trade_no)
    }

    fn check_field(field: &str, value: &str) -> Result<(), InvalidField> {
        match field {
            "device" => rules::payment_device(value),
            _ => rules::check(field, value),
        }
    }

    fn check(&self) -> Result<(), InvalidField> {
        rules::required(&[
            ("trade_no", &self.trade_no),
            ("coin_code", &self.coin_code),
            ("device", &self.device),
            ("state", self.state.expose()),
            ("redirect_url", &self.redirect_url),
            ("domain", &self.domain),
        ])?;
        rules::no_zero("specify_dragonex_uid", self.specify_dragonex_uid)
    }

    fn belongs(&self, reply: &PaymentRequested, asker: &Asker<'_>) -> Result<(), Error> {
        let url = reply.pay_url.expose();
        if url.contains(rules::unfit_for_url) || !leads_to_provider(url, asker.base_url) {
            return Err(Error::Mismatch { field: "pay_url" });
        }
        let query = PageQuery::of(url, Some(&self.redirect_url))
            .ok_or(Error::Mismatch { field: "pay_url" })?;
        if query.redirects_twice() {
            return Err(Error::Mismatch {
                field: "redirect_url",
            });
        }
        for (field, asked) in [
            ("app_id", asker.app_id),
            ("trade_no", &self.trade_no),
            ("coin_code", &self.coin_code),
            ("device", &self.device),
            ("state", self.state.expose()),
        ] {
            if query.value(field).as_deref() != Some(asked) {
                return Err(Error::Mismatch { field });
            }
        }
        match query.value("volume").map(|text| text.parse::<Volume>()) {
            Some(Ok(volume)) if volume == self.volume => Ok(()),
            _ => Err(Error::Mismatch { field: "volume" }),
        }
    }
}

impl ServerOperation for RequestPayment {}
