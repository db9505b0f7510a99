//! What a request must be like, and how a wrong one is told so.

use crate::hicoin::desk::*;
use sandbox::hicoin::Config;
use sandbox::{Gateway, HttpRequest, SignatureFault};
use signing_core::form;

/// A rightly signed transfer with one common field changed before it is signed.
fn with_field(name: &str, value: &str, key: &str) -> String {
    let biz = transfer_biz("W1", 5);
    let mut fields = vec![
        ("app_id", "4f95ab748e204c65d0bdaa61b4e3f1d7"),
        ("access_token", Config::DEFAULT_TOKEN),
        ("lang", "zh_CN"),
        ("version", "1.0"),
        ("charset", "utf8"),
        ("nonce_str", "330b1d9b67e4440abff6d9c89ddb9b86"),
        ("biz_content", &*biz),
    ];
    fields.retain(|(known, _)| *known != name);
    fields.push((name, value));
    let sign = signer(key).sign(&fields);
    fields.push(("sign", &sign));
    form::encode(fields)
}

#[test]
fn common_fields_are_wanted_as_documented() {
    let mut desk = Desk::new();
    for (name, value, code) in [
        ("app_id", "another", "40001"),
        ("app_id", "", "90001"),
        ("lang", "en", "90001"),
        ("version", "2.0", "90001"),
        ("charset", "utf-8", "90001"),
        ("nonce_str", "short", "90001"),
        ("access_token", "", "90001"),
        ("access_token", "nobody's", "40014"),
        ("biz_content", "", "90001"),
        ("biz_content", "[]", "90001"),
        (
            "biz_content",
            "{\"out_trade_no\":\"W1\",\"out_trade_no\":\"W1\"}",
            "90001",
        ),
        ("later", "a further field counts in the signature", "0"),
    ] {
        let answer = desk.post(
            TRANSFER,
            &with_field(name, value, Config::DEFAULT_SECRET_KEY),
        );
        assert_eq!(answer.code, code, "{name}={value}: {}", answer.msg);
    }
}

#[test]
fn a_wrong_signature_is_explained_without_the_key() {
    let mut desk = Desk::new();
    let good = desk
        .gateway
        .signed_transfer(&transfer_biz("W1", 5), Config::DEFAULT_TOKEN);
    let other_key = with_field("lang", "zh_CN", Config::DEFAULT_MCH_KEY);
    let changed = good.replace("%22W1%22", "%22W2%22");
    let unsigned = good.split("&sign=").next().unwrap().to_owned();
    for (body, code) in [
        (other_key, "90002"),
        (changed, "90002"),
        (unsigned, "90001"),
    ] {
        let answer = desk.post(TRANSFER, &body);
        assert_eq!(answer.code, code);
        assert!(
            !answer.msg.contains(Config::DEFAULT_SECRET_KEY)
                && !answer.msg.contains(Config::DEFAULT_TOKEN)
        );
        assert!(
            code == "90001"
                || answer
                    .msg
                    .contains("string to sign is access_token=***&app_id="),
            "{}",
            answer.msg
        );
    }
    assert_eq!(
        desk.post(TRANSFER, &(good.clone() + "&lang=zh_CN")).code,
        "90001",
        "a field that is there twice"
    );
    assert!(desk.gateway.ledger().entries.is_empty());
    assert_eq!(desk.post(TRANSFER, &good).code, "0");
}

#[test]
fn each_operation_wants_its_key_and_its_kind_of_token() {
    let mut desk = Desk::new();
    let user = desk.gateway.user_token(desk.now, OPENID);
    let base = Config::DEFAULT_TOKEN;
    let number = "{\"out_trade_no\":\"W1\"}";
    let (transfer, order) = (transfer_biz("W1", 5), preorder_biz("P1", 5));
    let gateway = &desk.gateway;
    let cases = [
        (TRANSFER, gateway.signed_payment(&transfer, base), "90002"),
        (TRANSFER, gateway.signed_transfer(&transfer, &user), "40014"),
        (
            TRANSFER_QUERY,
            gateway.signed_payment(number, base),
            "90002",
        ),
        (
            TRANSFER_QUERY,
            gateway.signed_transfer(number, &user),
            "40014",
        ),
        (PREORDER, gateway.signed_transfer(&order, &user), "90002"),
        (PREORDER, gateway.signed_payment(&order, base), "40014"),
        (ORDER_QUERY, gateway.signed_transfer(number, base), "90002"),
        (ORDER_QUERY, gateway.signed_payment(number, &user), "40014"),
    ];
    for (path, body, code) in cases {
        assert_eq!(desk.post(path, &body).code, code, "{path}");
    }
    let another = desk.gateway.user_token(desk.now, "another");
    let body = desk
        .gateway
        .signed_payment(&preorder_biz("P1", 5), &another);
    assert_eq!(
        desk.post(PREORDER, &body).code,
        "40014",
        "a token is good for its own user only"
    );
    assert!(desk.gateway.ledger().entries.is_empty());
}

#[test]
fn fields_of_biz_content_keep_their_rules() {
    let mut desk = Desk::new();
    let good = transfer_biz("W1", 5);
    for (from, to, code) in [
        ("\"W1\"", "\"W-1\"", "90001"),
        ("\"W1\"", "\"012345678901234567890123456789012\"", "90001"),
        ("\"W1\"", "1", "90001"),
        ("\"W1\"", "null", "90001"),
        (":5", ":0", "90001"),
        (":5", ":-5", "90001"),
        (":5", ":5.0", "90001"),
        (":5", ":\"5\"", "90001"),
        (":5", ":9223372036854775808", "90001"),
        ("\"USDT\"", "\"usdt\"", "90001"),
        ("\"s\"", "\"\"", "90001"),
        (OPENID, "nobody", "90005"),
    ] {
        let answer = desk.payout(TRANSFER, &good.replace(from, to));
        assert_eq!(answer.code, code, "{to}: {}", answer.msg);
    }
    let good = preorder_biz("P1", 5);
    let wide = |count| format!("\"{}\"", "测".repeat(count));
    for (from, to, code) in [
        ("\"H5\"", "\"APP\"".to_owned(), "90001"),
        (":600", ":601".to_owned(), "90001"),
        ("\"茶\"", wide(65), "90001"),
        ("\"tea <b>\"", wide(33), "90001"),
        ("http://shop", "ftp://shop".to_owned(), "90001"),
        ("done?", "do ne?".to_owned(), "90001"),
        ("\"茶\"", wide(64), "0"),
    ] {
        let token = desk.gateway.user_token(desk.now, OPENID);
        let body = desk
            .gateway
            .signed_payment(&good.replace(from, &to), &token);
        let answer = desk.post(PREORDER, &body);
        assert_eq!(answer.code, code, "{to}: {}", answer.msg);
    }
    desk.gateway.add_user("second");
    assert_eq!(
        desk.payout(TRANSFER, &transfer_biz("W1", 5).replace(OPENID, "second"))
            .code,
        "0"
    );
}

#[test]
fn other_methods_types_and_addresses_are_turned_away() {
    let mut desk = Desk::new();
    let body = desk
        .gateway
        .signed_transfer(&transfer_biz("W1", 5), Config::DEFAULT_TOKEN);
    assert_eq!(desk.handle(&HttpRequest::get(TRANSFER)).status, 405);
    assert_eq!(
        desk.handle(&HttpRequest::form("/api/sns/user/info", ""))
            .status,
        405
    );
    for path in [
        "/",
        "/api",
        "/mmpaymkttransfers/promotion/transfers",
        "/api/pay/preorder",
    ] {
        assert_eq!(
            desk.handle(&HttpRequest::form(path, body.clone())).status,
            404,
            "{path}"
        );
    }
    let mut json = HttpRequest::form(TRANSFER, body);
    json.headers[0].1 = "application/json".into();
    let reply = desk.handle(&json);
    assert_eq!(read(&reply, TRANSFER).code, "90001");
}

#[test]
fn requests_are_named_without_being_carried_out() {
    let desk = Desk::new();
    let form = desk
        .gateway
        .signed_transfer(&transfer_biz("W1", 5), Config::DEFAULT_TOKEN);
    let named = |request: &HttpRequest| {
        let operation = desk.gateway.operation(request);
        (operation.name, operation.moves_money, operation.order)
    };
    assert_eq!(
        named(&HttpRequest::form(TRANSFER, form.clone())),
        ("transfer", true, Some("W1".into()))
    );
    assert_eq!(
        named(&HttpRequest::form(TRANSFER_QUERY, form.clone())),
        ("transfer_query", false, Some("W1".into()))
    );
    assert_eq!(named(&HttpRequest::get(TRANSFER)), ("unknown", false, None));
    assert_eq!(
        named(&HttpRequest::get("/hicoinfe/payment/")),
        ("page", false, None)
    );
    assert_eq!(
        named(&HttpRequest::form("/api/cgi-bin/access_token", "a=1")),
        ("access_token", false, None)
    );
}

#[test]
fn spoiled_signatures_are_worthless_in_each_way() {
    let mut desk = Desk::new();
    let body = desk
        .gateway
        .signed_transfer(&transfer_biz("W1", 5), Config::DEFAULT_TOKEN);
    let reply = desk.handle(&HttpRequest::form(TRANSFER, body));
    let data = |body: &[u8]| {
        let text = std::str::from_utf8(body).unwrap();
        serde_json::from_str::<serde_json::Value>(text).unwrap();
        let data = text.split_once("\"data\":").unwrap().1;
        data[..data.len() - 1].to_owned()
    };
    let verify = |body: &[u8]| signer(Config::DEFAULT_SECRET_KEY).verify_json(&data(body));
    assert_eq!(verify(&reply.body), Ok(()));
    for how in [
        SignatureFault::Wrong,
        SignatureFault::Missing,
        SignatureFault::Downgraded,
    ] {
        let mut spoiled = reply.clone();
        desk.gateway.spoil_signature(&mut spoiled, how);
        assert!(verify(&spoiled.body).is_err(), "{how:?}");
        assert_eq!(
            data(&spoiled.body).contains("\"sign\""),
            how != SignatureFault::Missing
        );
    }
    let failure = desk.handle(&HttpRequest::form(TRANSFER, ""));
    let mut spoiled = failure.clone();
    desk.gateway
        .spoil_signature(&mut spoiled, SignatureFault::Missing);
    assert_eq!(spoiled, failure, "a failure has no signature to spoil");
}

#[test]
fn the_introduction_gives_what_a_client_needs() {
    let mut desk = Desk::new();
    desk.gateway.set_base_url("http://127.0.0.1:1/");
    let introduction = desk.gateway.introduction();
    let body = introduction
        .curl
        .split_once("-d '")
        .unwrap()
        .1
        .trim_end_matches('\'')
        .to_owned();
    assert!(
        introduction
            .curl
            .starts_with("curl -sS http://127.0.0.1:1/api/")
    );
    assert_eq!(desk.post(TRANSFER, &body).code, "0");
    assert!(
        introduction
            .credentials
            .contains(&("page", "http://127.0.0.1:1/hicoinfe/payment".into()))
    );
}
