//! Tokens and codes: who gets them, how long they are good, and for how many uses.

use crate::hicoin::desk::*;
use sandbox::HttpRequest;
use sandbox::hicoin::Config;

const APP: &str = "app_id=4f95ab748e204c65d0bdaa61b4e3f1d7";

fn base_token(desk: &mut Desk) -> String {
    let body = format!(
        "{APP}&secret={}&grant_type=client_credential",
        Config::DEFAULT_SECRET_KEY
    );
    let answer = desk.post("/api/cgi-bin/access_token", &body);
    assert_eq!((&*answer.code, answer.get("expires_in")), ("0", "7200"));
    answer.get("access_token").to_owned()
}

fn authorize(desk: &mut Desk, query: &str) -> Result<String, u16> {
    let mut request = HttpRequest::get("/api/connect/oauth/authorize");
    query.clone_into(&mut request.query);
    let reply = desk.handle(&request);
    reply
        .header("Location")
        .map(str::to_owned)
        .ok_or(reply.status)
}

fn code(desk: &mut Desk) -> String {
    let query = format!(
        "{APP}&redirect_uri=http%3A%2F%2Fshop%2F&response_type=code&scope=snsapi_base&state=s1"
    );
    let back = authorize(desk, &query).unwrap();
    let rest = back.strip_prefix("http://shop/?code=").unwrap();
    rest.strip_suffix("&state=s1").unwrap().to_owned()
}

fn user_token(desk: &mut Desk, code: &str) -> Answer {
    let secret = Config::DEFAULT_SECRET_KEY;
    desk.post(
        "/api/sns/oauth/access_token",
        &format!("{APP}&secret={secret}&code={code}&grant_type=authorization_code"),
    )
}

fn user_info(desk: &mut Desk, token: &str, openid: &str) -> Answer {
    let mut request = HttpRequest::get("/api/sns/user/info");
    request.query =
        format!("{APP}&access_token={token}&lang=zh_CN&version=1.0&charset=utf8&openid={openid}");
    let reply = desk.handle(&request);
    read(&reply, &request.path)
}

#[test]
fn base_tokens_expire_and_can_be_revoked() {
    let mut desk = Desk::new();
    let token = base_token(&mut desk);
    desk.transfer("W1", 5);
    let query = desk
        .gateway
        .signed_transfer("{\"out_trade_no\":\"W1\"}", &token);
    desk.wait(7199);
    assert_eq!(desk.post(TRANSFER_QUERY, &query).code, "0");
    desk.wait(1);
    assert_eq!(desk.post(TRANSFER_QUERY, &query).code, "42001");
    assert_eq!(
        desk.transfer_query("W1").code,
        "0",
        "the standing token is good for ever"
    );
    desk.gateway.revoke_tokens();
    assert_eq!(desk.transfer_query("W1").code, "40014");
}

#[test]
fn only_the_app_itself_gets_a_base_token() {
    let mut desk = Desk::new();
    let secret = Config::DEFAULT_SECRET_KEY;
    for (body, code) in [
        (
            format!("{APP}&secret=guess&grant_type=client_credential"),
            "40001",
        ),
        (
            format!("app_id=x&secret={secret}&grant_type=client_credential"),
            "40001",
        ),
        (format!("{APP}&grant_type=client_credential"), "90001"),
        (
            format!("{APP}&secret={secret}&grant_type=password"),
            "90001",
        ),
    ] {
        assert_eq!(
            desk.post("/api/cgi-bin/access_token", &body).code,
            code,
            "{body}"
        );
    }
}

#[test]
fn a_code_is_good_once_and_for_five_minutes() {
    let mut desk = Desk::new();
    let first = code(&mut desk);
    let token = user_token(&mut desk, &first);
    assert_eq!(
        (&*token.code, token.get("openid"), token.get("scope")),
        ("0", OPENID, "snsapi_base")
    );
    assert_eq!(user_token(&mut desk, &first).code, "40029");
    let second = code(&mut desk);
    desk.wait(300);
    assert_eq!(user_token(&mut desk, &second).code, "40029");
    assert_eq!(user_token(&mut desk, "guess").code, "40029");

    let refresh = |desk: &mut Desk, token: &str| {
        desk.post(
            "/api/sns/oauth/refresh_token",
            &format!("{APP}&grant_type=refresh_token&refresh_token={token}"),
        )
    };
    let fresh = refresh(&mut desk, token.get("refresh_token"));
    assert_eq!((&*fresh.code, fresh.get("openid")), ("0", OPENID));
    assert_ne!(fresh.get("access_token"), token.get("access_token"));
    assert_eq!(refresh(&mut desk, token.get("refresh_token")).code, "40029");
    assert_eq!(
        user_info(&mut desk, fresh.get("access_token"), OPENID).get("nickname"),
        "小明"
    );
    assert_eq!(
        user_info(&mut desk, fresh.get("access_token"), "another").code,
        "40014"
    );
    assert_eq!(
        user_info(&mut desk, Config::DEFAULT_TOKEN, OPENID).code,
        "40014"
    );
    desk.wait(7200);
    assert_eq!(
        user_info(&mut desk, fresh.get("access_token"), OPENID).code,
        "42001"
    );
}

#[test]
fn browsers_are_sent_back_only_where_they_may() {
    let mut config = Config::default();
    config.authorised_origin = Some("https://shop.example".into());
    let mut desk = Desk::with(config);
    let query = |uri: &str, state: &str, kind: &str, scope: &str| {
        format!("{APP}&redirect_uri={uri}&response_type={kind}&scope={scope}&state={state}")
    };
    for (uri, state, kind, scope, sent) in [
        (
            "https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc",
            "s",
            "code",
            "snsapi_base",
            true,
        ),
        (
            "https%3A%2F%2Fshop.example",
            "s",
            "code",
            "snsapi_base",
            true,
        ),
        (
            "https%3A%2F%2Fshop.example.evil.example%2F",
            "s",
            "code",
            "snsapi_base",
            false,
        ),
        (
            "https%3A%2F%2Fshop.example%40evil.example%2F",
            "s",
            "code",
            "snsapi_base",
            false,
        ),
        (
            "http%3A%2F%2Fshop.example%2F",
            "s",
            "code",
            "snsapi_base",
            false,
        ),
        ("javascript%3A1", "s", "code", "snsapi_base", false),
        (
            "https%3A%2F%2Fshop.example%2F%0d%0aX%3A1",
            "s",
            "code",
            "snsapi_base",
            false,
        ),
        (
            "https%3A%2F%2Fshop.example",
            "s-1",
            "code",
            "snsapi_base",
            false,
        ),
        (
            "https%3A%2F%2Fshop.example",
            "",
            "code",
            "snsapi_base",
            false,
        ),
        (
            "https%3A%2F%2Fshop.example",
            "s",
            "token",
            "snsapi_base",
            false,
        ),
        (
            "https%3A%2F%2Fshop.example",
            "s",
            "code",
            "snsapi_userinfo",
            false,
        ),
    ] {
        let back = authorize(&mut desk, &query(uri, state, kind, scope));
        assert_eq!(back.is_ok(), sent, "{uri} {state} {kind} {scope}: {back:?}");
    }
    let back = authorize(
        &mut desk,
        &query(
            "https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc",
            "s",
            "code",
            "snsapi_base",
        ),
    );
    assert!(
        back.unwrap()
            .starts_with("https://shop.example/a?b=c&code=")
    );
}

#[test]
fn a_refused_redirect_uri_is_refused_for_its_own_reason() {
    let mut config = Config::default();
    config.authorised_origin = Some("https://shop.example".into());
    let mut desk = Desk::with(config);
    for (uri, reason) in [
        ("javascript%3A1", "it must begin with https:// or http://"),
        ("https%3A%2F%2Fshop.example%2F%0d", "no control characters"),
        (
            "https%3A%2F%2Fshop.example%2F%23a",
            "it must have no fragment",
        ),
        (
            "https%3A%2F%2Felse.example%2F",
            "not below the registered origin",
        ),
    ] {
        let mut request = HttpRequest::get("/api/connect/oauth/authorize");
        request.query =
            format!("{APP}&redirect_uri={uri}&response_type=code&scope=snsapi_base&state=s");
        let body = String::from_utf8(desk.handle(&request).body).unwrap();
        assert!(body.contains(reason), "{uri}: {body}");
    }
}
