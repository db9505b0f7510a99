//! Who pays an order, as the order's own request told it. What it did not tell is made up, the same in every answer and notification.

use super::{books::Order, form::Form};

/// What a request told of its payer, and of the merchant's own account below which it names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Payer {
    openid: Option<Box<str>>,
    sub_appid: Option<Box<str>>,
    sub_openid: Option<Box<str>>,
    logon_id: Option<Box<str>>,
}

impl Payer {
    fn or_none(self) -> Option<Box<Self>> {
        let told = [
            &self.openid,
            &self.sub_appid,
            &self.sub_openid,
            &self.logon_id,
        ];
        let any = told.iter().any(|one| one.is_some());
        any.then(|| Box::new(self))
    }

    /// Of a barcode or face payment.
    pub(super) fn of_charge(form: &Form<'_>) -> Option<Box<Self>> {
        let told = |name: &str| form.get(name).map(Into::into);
        let payer = Self {
            openid: told("openid"),
            sub_appid: told("sub_appid"),
            sub_openid: told("sub_openid"),
            logon_id: None,
        };
        payer.or_none()
    }

    /// Of a WeChat pre-order, whose `buyer_id` is the customer's below `sub_appid`.
    pub(super) fn of_wechat(form: &Form<'_>) -> Option<Box<Self>> {
        let told = |name: &str| form.get(name).map(Into::into);
        let payer = Self {
            openid: None,
            sub_appid: told("sub_appid"),
            sub_openid: told("buyer_id"),
            logon_id: None,
        };
        payer.or_none()
    }

    /// Of an Alipay pre-order, whose `buyer_id` is the customer's at Alipay.
    pub(super) fn of_alipay(form: &Form<'_>) -> Option<Box<Self>> {
        let told = |name: &str| form.get(name).map(Into::into);
        let payer = Self {
            openid: told("buyer_id"),
            sub_appid: None,
            sub_openid: None,
            logon_id: told("buyer_logon_id"),
        };
        payer.or_none()
    }
}

impl Order {
    fn told(&self, part: fn(&Payer) -> &Option<Box<str>>) -> Option<&str> {
        self.payer
            .as_deref()
            .and_then(|payer| part(payer).as_deref())
    }

    pub(super) fn is_alipay(&self) -> bool {
        self.wallet == Some("ALIPAY")
    }

    /// The payer at the wallet: `openid` of an answer, `buyer_user_id` of Alipay's notification.
    pub(super) fn openid(&self) -> &str {
        let told = self.told(|payer| &payer.openid);
        told.unwrap_or(if self.is_alipay() {
            "2088000000000001"
        } else {
            "oywgtuSandboxCustomer00001"
        })
    }

    /// The payer's account name at Alipay.
    pub(super) fn logon_id(&self) -> &str {
        self.told(|payer| &payer.logon_id).unwrap_or("138****0000")
    }

    /// The merchant's own account at the wallet, if the request named it. Alipay has no such thing.
    pub(super) fn sub_appid(&self) -> Option<&str> {
        self.told(|payer| &payer.sub_appid)
            .filter(|_| !self.is_alipay())
    }

    /// The payer below [`Order::sub_appid`], if the request named either.
    pub(super) fn sub_openid(&self) -> Option<&str> {
        let told = self
            .told(|payer| &payer.sub_openid)
            .filter(|_| !self.is_alipay());
        told.or(self.sub_appid().map(|_| "oHmbktSandboxCustomer0001"))
    }

    /// The payer below [`Order::sub_appid`] as far as it is known before the payment.
    pub(super) fn sub_openid_told(&self) -> Option<&str> {
        self.told(|payer| &payer.sub_openid)
    }
}
