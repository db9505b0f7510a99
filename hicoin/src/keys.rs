use signing_core::{InvalidSecret, Secret};

/// The app's key (`SecretKey`, 第三方key): signs payouts, and fetches tokens.
///
/// It is zeroed when dropped and prints as `[secret]`. A [`PaymentKey`] cannot stand in its place.
#[derive(Clone, Debug)]
pub struct AppKey(Secret);

/// The payment key (`mch_key`, 支付密钥): signs everything of the H5 payment, from pre-order to notification.
///
/// It is zeroed when dropped and prints as `[secret]`. An [`AppKey`] cannot stand in its place.
#[derive(Clone, Debug)]
pub struct PaymentKey(Secret);

impl AppKey {
    /// Takes the key as the provider gave it. Errors: an empty key, or one with a control character.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidSecret> {
        Secret::new(text).map(Self)
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }
}

impl PaymentKey {
    /// Takes the key as the provider gave it. Errors: an empty key, or one with a control character.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidSecret> {
        Secret::new(text).map(Self)
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }
}
