//! The URLs that a browser is sent to.

use std::time::Duration;

use crate::provider::*;
use hicoin::*;
use transport::ManualClock;

#[test]
fn the_published_vectors_of_the_payment_page_pass() {
    let vectors = json(include_str!(
        "../../../signing-core/tests/vectors/signing.json"
    ));
    let vectors = vectors["hicoin_h5"].as_array().unwrap();
    assert!(vectors.len() >= 10);
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let client = idle(
            Client::builder(text("app_id"), AppKey::new("unused").unwrap())
                .payment_key(PaymentKey::new(text("key")).unwrap()),
        );
        let page = PaymentUrl {
            trade_no: text("prepay_id").into(),
            timestamp: vector["timestamp"].as_u64(),
            nonce_str: Some(text("nonce_str").into()),
        };
        assert_eq!(
            client.payment_url(&page).unwrap(),
            format!(
                "https://api.hicoin.vip/hicoinfe/payment/?appId={}&nonceStr={}&package=prepay_id%3D{}&signType=HMAC-SHA256&timeStamp={}&paySign={}",
                text("app_id"),
                text("nonce_str"),
                text("prepay_id"),
                vector["timestamp"],
                text("sign")
            )
        );
    }
}

#[test]
fn the_payment_page_takes_time_and_nonce_from_the_client() {
    let client = idle(
        builder()
            .clock(ManualClock::new(Duration::from_secs(1_577_105_620)))
            .nonce(|| "2K426TILTKCH16CQ25145I8ZNMTM67VS".into()),
    );
    let url = client
        .payment_url(&PaymentUrl {
            trade_no: "1048".into(),
            ..PaymentUrl::default()
        })
        .unwrap();
    let fields = form(url.split_once('?').unwrap().1);
    assert_eq!(fields["timeStamp"], "1577105620");
    assert_eq!(fields["nonceStr"], "2K426TILTKCH16CQ25145I8ZNMTM67VS");
    assert_eq!(fields["package"], "prepay_id=1048");
    let signed = [("package", "prepay_id%3D1048")];
    let others = fields
        .iter()
        .filter(|(name, _)| !matches!(&***name, "package" | "paySign"));
    let all = others
        .map(|(name, value)| (&**name, &**value))
        .chain(signed);
    assert_eq!(fields["paySign"], sign(MCH_KEY, all));
}

#[test]
fn the_authorisation_page_brings_back_a_code_only_with_its_state() {
    let (client, _) = answered("");
    let page = AuthorizeUrl {
        redirect_uri: "https://www.xyz.com/?a=b&c=d".into(),
        state: "abc123".into(),
        scope: None,
    };
    assert_eq!(
        client.authorize_url(&page).unwrap(),
        format!(
            "https://oauth.hicoin.vip/api/connect/oauth/authorize?app_id={APP_ID}&redirect_uri=https%3A%2F%2Fwww.xyz.com%2F%3Fa%3Db%26c%3Dd&response_type=code&scope=snsapi_base&state=abc123#wallet_redirect"
        )
    );
    assert_eq!(
        page.code("a=b&c=d&code=1234&state=abc123")
            .unwrap()
            .expose(),
        "1234"
    );
    for (query, field) in [
        ("code=1234&state=abc124", Some("state")),
        ("code=1234&state=abc12", Some("state")),
        ("code=1234&state=abc1234", Some("state")),
        ("code=1234", Some("state")),
        ("code=1234&state=abc123&state=abc123", None),
        ("state=abc123", None),
        ("code=&state=abc123", None),
    ] {
        let error = page.code(query).unwrap_err();
        assert_eq!(error.field(), field, "{query}");
    }
    assert!(
        AuthorizeUrl::default().code("code=1&state=").is_err(),
        "no state is no protection"
    );
}
