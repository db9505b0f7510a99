use serde::{Deserialize, Serialize};
use signing_core::{Masked, form};

use super::{Base, Page};
use crate::rules::required;
use crate::{Client, Error, Scope, rules};

/// Authorisation page (授权页面): where the user's browser is sent, and comes back from with a code for
/// [`UserToken`](crate::UserToken). Nothing is sent by this.
///
/// Make a `state` that nobody can foresee for each visitor, and read the way back with [`code`](AuthorizeUrl::code), which compares it: else
/// somebody can have their own account charged to, or credited by, another's session. Source: HiCoin open platform, 授权 2.1.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AuthorizeUrl {
    /// Where the browser comes back to, below the domain registered with the provider (授权域名).
    pub redirect_uri: String,
    /// Text that comes back with the code: 1 to 128 letters and digits.
    pub state: String,
    /// What the user is asked to allow; `snsapi_base` if left out.
    pub scope: Option<Scope>,
}

impl Page for AuthorizeUrl {
    const NAME: &'static str = "authorize_url";

    fn url(&self, client: &Client) -> Result<String, Error> {
        let scope = self
            .scope
            .as_ref()
            .map(Scope::as_str)
            .filter(|scope| !scope.is_empty());
        let own = [
            ("redirect_uri", &*self.redirect_uri),
            ("state", &self.state),
            ("scope", scope.unwrap_or("snsapi_base")),
        ];
        required(&own)?;
        own.iter()
            .try_for_each(|(field, value)| rules::check(field, value))?;
        let [redirect_uri, state, scope] = own;
        let fields = [
            ("app_id", &*client.inner.app_id),
            redirect_uri,
            ("response_type", "code"),
            scope,
            state,
        ];
        let page = client
            .inner
            .base(Base::Oauth)
            .join("/connect/oauth/authorize");
        Ok(format!("{page}?{}#wallet_redirect", form::encode(fields)))
    }
}

impl AuthorizeUrl {
    /// The code in the query with which the browser came back (`code=…&state=…`), if its `state` is the one that was sent.
    pub fn code(&self, query: &str) -> Result<Masked, Error> {
        let fields =
            form::decode(query.as_bytes()).map_err(|error| Error::Decode(error.to_string()))?;
        let value = |name| {
            fields
                .iter()
                .find(|(field, _)| field == name)
                .map_or("", |(_, value)| &**value)
        };
        if self.state.is_empty() || !same_in_constant_time(value("state"), &self.state) {
            return Err(Error::Mismatch { field: "state" });
        }
        match value("code") {
            "" => Err(Error::Decode("the redirect carries no code".into())),
            code => Ok(code.into()),
        }
    }
}

fn same_in_constant_time(left: &str, right: &str) -> bool {
    let different = left
        .bytes()
        .zip(right.bytes())
        .fold(0, |sum, (l, r)| sum | (l ^ r));
    left.len() == right.len() && std::hint::black_box(different) == 0
}

impl Client {
    /// The URL of the authorisation page (授权页面). Nothing is sent.
    pub fn authorize_url(&self, page: &AuthorizeUrl) -> Result<String, Error> {
        page.url(self)
    }
}
