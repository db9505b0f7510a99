use signing_core::{InvalidField, Masked, form};

use crate::{Client, rules};

/// The login page (DragonEx授权登录页面), on which a user grants the app its rights. The browser is sent there.
///
/// Keep `state` and `device`: the redirect ([`LoginRedirect`](crate::LoginRedirect)) and [`Login`](crate::Login) need them again.
/// Source: DragonEx login interfaces, 访问DragonEx授权登录页面.
#[derive(Clone, Debug, Default)]
pub struct LoginPage {
    /// The DragonEx domain that the user came from: dragonex.io, .im, .co or a domain below one of them.
    pub domain: String,
    /// The rights to ask for, comma-separated: `1,5,7`; see [`Scope::list`](crate::Scope::list).
    pub scopes: String,
    /// Unpredictable, used once, 8 to 16 characters; [`new_state`](crate::new_state) makes one. Masked in every output.
    pub state: Masked,
    /// The device to which the token will be bound, 8 to 16 letters, digits and `_`.
    pub device: String,
    /// Where the browser goes afterwards, `https://` or `http://`.
    pub redirect_url: String,
}

impl Client {
    /// The login page's address for this app. Its query carries the state, so it is for the browser and not for logs.
    pub fn login_page(&self, page: &LoginPage) -> Result<String, InvalidField> {
        rules::required(&[("scopes", &page.scopes)])?;
        for (field, value) in [
            ("domain", &*page.domain),
            ("scopes", &page.scopes),
            ("state", page.state.expose()),
            ("redirect_url", &page.redirect_url),
        ] {
            rules::check(field, value)?;
        }
        rules::device(&page.device)?;
        let query = form::encode([
            ("app_id", &*self.inner.app_id),
            ("scopes", &page.scopes),
            ("state", page.state.expose()),
            ("device", &page.device),
            ("redirect_url", &page.redirect_url),
        ]);
        Ok(format!(
            "https://{}/oauth/login/?{query}",
            page.domain.to_ascii_lowercase()
        ))
    }
}
