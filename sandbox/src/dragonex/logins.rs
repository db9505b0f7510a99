//! Logins (登录相关接口): codes to sessions, and what is known of a session's user.

use super::{
    DragonEx,
    answer::{Code, Refusal, string},
    books::Person,
    entrance::Caller,
    message::Message,
    sessions::Session,
};

type Data = Result<String, Refusal>;

pub(super) fn login(gateway: &mut DragonEx, _: Caller, message: &Message<'_>) -> Data {
    if message.required("app_id")? != gateway.config.app_id {
        return Err(Refusal::new(Code::NoApp, "app_id is not the caller's"));
    }
    let code = message.required("code")?;
    message.required("scopes")?;
    let (state, device) = (message.required("state")?, message.required("device")?);
    let grant = gateway
        .sessions
        .redeem(&code)
        .filter(|grant| grant.expires > gateway.now);
    let grant =
        grant.ok_or_else(|| Refusal::new(Code::UnknownGrant, "this access code is not known"))?;
    if state != grant.state || device != grant.device {
        return Err(Refusal::new(
            Code::Parameter,
            "state and device must be those of the login page",
        ));
    }
    let token = gateway.open_session(grant.user, &grant.device, &grant.scopes);
    Ok(gateway.session_data(&token, true))
}

pub(super) fn refresh(gateway: &mut DragonEx, _: Caller, message: &Message<'_>) -> Data {
    let (access_token, refresh_token) = (
        message.required("access_token")?,
        message.required("refresh_token")?,
    );
    let session = gateway.sessions.find(&access_token);
    let session = session
        .ok_or_else(|| Refusal::new(Code::NoToken, "this access token is not known"))?
        .clone();
    if session.refresh_token != refresh_token {
        return Err(Refusal::new(
            Code::NoRefreshToken,
            "this refresh token is not known",
        ));
    }
    if session.refresh_expires <= gateway.now {
        return Err(Refusal::new(
            Code::RefreshTokenExpired,
            "the refresh token has expired",
        ));
    }
    gateway.sessions.close(&access_token);
    let token = gateway.open_session(session.user, &session.device, &session.scopes);
    Ok(gateway.session_data(&token, false))
}

pub(super) fn logout(gateway: &mut DragonEx, caller: Caller, message: &Message<'_>) -> Data {
    let token = match caller {
        Caller::Server => message.required("access_token")?,
        Caller::User(_) => gateway.caller_token.clone().into(),
    };
    match gateway.sessions.close(&token) {
        Some(_) => Ok("{}".into()),
        None => Err(Refusal::new(
            Code::NoToken,
            "this access token is not known",
        )),
    }
}

pub(super) fn token_status(gateway: &mut DragonEx, _: Caller, _: &Message<'_>) -> Data {
    let session = gateway.sessions.find(&gateway.caller_token);
    let expires = session.map_or(0, |session| {
        gateway.calendar.date(session.expires).as_secs()
    });
    let mut data = String::from("{\"app_id\":");
    string(&mut data, &gateway.config.app_id);
    data.push_str(&format!(",\"access_token_et\":{expires}}}"));
    Ok(data)
}

pub(super) fn user_detail(gateway: &mut DragonEx, caller: Caller, message: &Message<'_>) -> Data {
    let user = match caller {
        Caller::User(user) => Some(user),
        Caller::Server => gateway.books.user_by_open_id(&message.required("open_id")?),
    };
    let user = user.ok_or_else(|| Refusal::new(Code::NoOpenId, "this open_id is not known"))?;
    Ok(format!(
        "{{{}}}",
        identity(gateway, &gateway.books.people[user])
    ))
}

fn identity(gateway: &DragonEx, person: &Person) -> String {
    let mut data = String::from("\"company_id\":\"sandboxcompany\",\"app_id\":");
    string(&mut data, &gateway.config.app_id);
    data.push_str(&format!(
        ",\"open_id\":\"{}\",\"union_id\":\"{}\",\"uid\":{}",
        person.open_id, person.union_id, person.uid
    ));
    data
}

impl DragonEx {
    /// Opens a session and returns its access token.
    pub(super) fn open_session(&mut self, user: usize, device: &str, scopes: &str) -> String {
        let token = self.random.nonce();
        let session = Session {
            user,
            device: device.into(),
            scopes: scopes.into(),
            refresh_token: self.random.nonce(),
            pay_token: self.random.nonce()[..20].to_owned(),
            expires: self.now + self.config.token_valid,
            refresh_expires: self.now + 7 * self.config.token_valid,
        };
        self.sessions.open(token.clone(), session);
        token
    }

    fn session_data(&self, access_token: &str, with_identity: bool) -> String {
        let Some(session) = self.sessions.find(access_token) else {
            return "{}".into();
        };
        let mut data = String::from("{");
        for (name, value) in [
            ("access_token", access_token),
            ("refresh_token", &session.refresh_token),
            ("pay_token", &session.pay_token),
        ] {
            data.push_str(&format!("\"{name}\":"));
            string(&mut data, value);
            data.push(',');
        }
        data.push_str(&format!(
            "\"access_token_et\":{},\"refresh_token_et\":{},\"scopes\":[{}]",
            self.calendar.date(session.expires).as_secs(),
            self.calendar.date(session.refresh_expires).as_secs(),
            session.scopes
        ));
        if with_identity {
            data.push(',');
            data.push_str(&identity(self, &self.books.people[session.user]));
        }
        data.push('}');
        data
    }
}
