//! Tokens of the app and of users: 授权.

use super::{
    HiCoin,
    answer::{Code, Data, Failure},
    form::Form,
    tokens::Bearer,
};
use crate::{HttpReply, HttpRequest, redirect_url::with_query};
use signing_core::form;

/// 获取基础授权token.
pub(super) fn access_token(
    gateway: &mut HiCoin,
    request: &HttpRequest,
) -> Result<HttpReply, Failure> {
    let form = Form::posted(request)?;
    gateway.check_app(&form, true)?;
    form.fixed("grant_type", "client_credential")?;
    let life = gateway.config.token_valid;
    let token = gateway
        .tokens
        .give(&mut gateway.random, Bearer::App, gateway.now + life);
    let data = Data::default()
        .with("access_token", token)
        .with("expires_in", life.as_secs().to_string());
    Ok(data.reply(None))
}

/// 授权页面: silent, so the browser goes straight back with a code. What follows the `#` never reaches a server.
pub(super) fn authorize(gateway: &mut HiCoin, request: &HttpRequest) -> Result<HttpReply, Failure> {
    let form = Form::queried(request)?;
    gateway.check_app(&form, false)?;
    form.fixed("response_type", "code")?;
    form.fixed("scope", "snsapi_base")?;
    let state = form.required("state")?;
    if state.len() > 128 || !state.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(Failure::parameter(
            "state must be 1 to 128 letters and digits",
        ));
    }
    let back = form.required("redirect_uri")?;
    if let Some(why) = gateway.why_not_to(back) {
        return Err(Failure::parameter(format!("无效的redirect_uri: {why}")));
    }
    let openid = gateway.config.openid.clone();
    let expires = gateway.now + gateway.config.code_valid;
    let code = gateway
        .tokens
        .give_code(&mut gateway.random, openid, expires);
    let fields = form::encode([("code", &*code), ("state", state)]);
    let location = with_query(back, &fields);
    let mut reply = HttpReply::text(302, "");
    reply.headers.push(("Location".into(), location));
    Ok(reply)
}

/// 授权code换取access_token与openid.
pub(super) fn user_token(
    gateway: &mut HiCoin,
    request: &HttpRequest,
) -> Result<HttpReply, Failure> {
    let form = Form::posted(request)?;
    gateway.check_app(&form, true)?;
    form.fixed("grant_type", "authorization_code")?;
    let openid = gateway
        .tokens
        .take_code(form.required("code")?, gateway.now);
    let openid = openid.ok_or_else(|| {
        Failure::new(
            Code::Grant,
            "this code was used, is too old, or never was one",
        )
    })?;
    Ok(gateway.user_grant(openid))
}

/// 刷新access_token.
pub(super) fn refresh(gateway: &mut HiCoin, request: &HttpRequest) -> Result<HttpReply, Failure> {
    let form = Form::posted(request)?;
    gateway.check_app(&form, false)?;
    form.fixed("grant_type", "refresh_token")?;
    let openid = gateway.tokens.take_refresh(form.required("refresh_token")?);
    let openid = openid.ok_or_else(|| {
        Failure::new(Code::Grant, "this refresh_token was used, or never was one")
    })?;
    Ok(gateway.user_grant(openid))
}

/// 获取用户基本信息.
pub(super) fn user_info(gateway: &mut HiCoin, request: &HttpRequest) -> Result<HttpReply, Failure> {
    let form = Form::queried(request)?;
    form.check_common(&gateway.config.app_id)?;
    let bearer = gateway
        .tokens
        .bearer(form.required("access_token")?, gateway.now)?;
    let openid = form.required("openid")?;
    if *bearer != Bearer::User(openid.to_owned()) {
        return Err(Failure::new(Code::Token, "the token is not this user's"));
    }
    let data = Data::default()
        .with("openid", openid)
        .with("nickname", "小明")
        .with("mobile_number", "13800000000")
        .with("country_code", "86")
        .with("email", "ming@example.com")
        .with("origin", "app")
        .with("role", "")
        .with("parent_mobile_number", "")
        .with("parent_country_code", "")
        .with("parent_email", "");
    Ok(data.reply(None))
}

impl HiCoin {
    fn check_app(&self, form: &Form<'_>, with_secret: bool) -> Result<(), Failure> {
        let known = form.required("app_id")? == self.config.app_id
            && (!with_secret || form.required("secret")? == self.config.secret_key.expose());
        if known {
            Ok(())
        } else {
            Err(Failure::new(Code::Credential, ""))
        }
    }

    /// Why the browser may not be sent there.
    fn why_not_to(&self, url: &str) -> Option<&'static str> {
        let of_space = |b: u8| b.is_ascii_whitespace() || b.is_ascii_control();
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Some("it must begin with https:// or http://");
        }
        if url.bytes().any(of_space) {
            return Some("it must have no blanks and no control characters");
        }
        if url.contains('#') {
            return Some("it must have no fragment");
        }
        let below = self
            .config
            .authorised_origin
            .as_deref()
            .is_none_or(|origin| {
                url.strip_prefix(origin)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
            });
        (!below).then_some("it is not below the registered origin")
    }

    fn user_grant(&mut self, openid: String) -> HttpReply {
        let life = self.config.user_token_valid;
        let bearer = Bearer::User(openid.clone());
        let token = self.tokens.give(&mut self.random, bearer, self.now + life);
        let refresh = self.tokens.give_refresh(&mut self.random, openid.clone());
        Data::default()
            .with("access_token", token)
            .with("expires_in", life.as_secs().to_string())
            .with("refresh_token", refresh)
            .with("openid", openid)
            .with("scope", "snsapi_base")
            .reply(None)
    }
}
