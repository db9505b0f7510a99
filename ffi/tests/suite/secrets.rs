//! Keys and payment codes come back in no error, no log line and no other text of the interface.

use std::fmt::Write;

use crate::support::interface::{Client, Refusal};
use sandbox::{Gateway, chaoying, dragonex, hicoin, recharge_payout};

/// A text that stands nowhere else: 32 random letters and digits.
fn canary() -> String {
    signing_core::nonce::alphanumeric(32)
}

/// The forms in which a secret could get out.
fn forms(secret: &str) -> Vec<String> {
    let hex = secret.bytes().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let percent = secret.bytes().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "%{byte:02X}");
        text
    });
    vec![
        secret.to_owned(),
        hex.to_uppercase(),
        hex,
        percent,
        base64(secret.as_bytes()),
    ]
}

/// Base64 of the whole thirds, which is the same whatever follows.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |number: u32, place: u32| char::from(DIGITS[(number >> (6 * place) & 63) as usize]);
    bytes
        .chunks_exact(3)
        .map(|three| u32::from_be_bytes([0, three[0], three[1], three[2]]))
        .flat_map(|number| [3, 2, 1, 0].map(|place| digit(number, place)))
        .collect()
}

fn all_texts(client: &Client, refusals: &[Refusal]) -> String {
    let mut texts = String::new();
    for (level, line) in client.log.lines() {
        let _ = writeln!(texts, "{level} {line}");
    }
    for refusal in refusals {
        let _ = writeln!(texts, "{refusal:?}");
    }
    texts
}

/// An operation and its fields; the value SECRET stands for a payment code.
type Call<'a> = (&'a str, &'a [(&'a str, &'a str)]);

/// Makes calls that all fail, with secrets wherever a secret can be; what the caller is told of them has none.
fn hidden(
    (provider, kind): (&str, &str),
    plain: &[(&str, &str)],
    keys: &[&str],
    gateway: Box<dyn Gateway>,
    calls: &[Call<'_>],
) {
    let secrets: Vec<String> = (0..=keys.len()).map(|_| canary()).collect();
    let mut settings = plain.to_vec();
    settings.extend(keys.iter().copied().zip(secrets.iter().map(String::as_str)));
    let client = Client::new(provider, &settings, gateway);
    let client = client.unwrap_or_else(|refusal| panic!("{refusal}"));
    let code = &*secrets[keys.len()];
    let mut refusals = Vec::new();
    for (operation, fields) in calls {
        let secret = |value| if value == "SECRET" { code } else { value };
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, secret(*value)))
            .collect();
        let failed = client.call(operation, &fields).err();
        refusals.push(failed.expect("a key that nobody has"));
    }
    let body = format!("state=SUCCESS&sign={code}&appKey={code}");
    refusals.extend(client.hear(kind, "", body.as_bytes()).err());
    let told = all_texts(&client, &refusals);
    assert!(client.log.lines().len() >= 2 * calls.len(), "{told}");
    assert_eq!(refusals.len(), calls.len() + 1);
    for form in secrets.iter().flat_map(|secret| forms(secret)) {
        assert!(!told.contains(&form), "{form} got out:\n{told}");
    }
}

#[test]
fn of_chaoying() {
    let pay: Call<'_> = (
        "chaoying.pay",
        &[
            ("mch_id", "00000001"),
            ("out_trade_no", "secret1"),
            ("body", "tea"),
            ("total_fee", "1"),
            ("auth_code", "SECRET"),
        ],
    );
    let merchant: Call<'_> = (
        "chaoying.get_merchant",
        &[("username", "u"), ("password", "SECRET")],
    );
    hidden(
        ("chaoying", "chaoying.payment"),
        &[
            ("base_url", "https://gateway.example"),
            ("agent_id", "130000000000000001"),
        ],
        &["agent_key"],
        Box::new(chaoying::Chaoying::new(chaoying::Config::default())),
        &[pay, merchant],
    );
}

#[test]
fn of_hicoin() {
    let token: Call<'_> = ("hicoin.access_token", &[]);
    let user: Call<'_> = ("hicoin.user_token", &[("code", "SECRET")]);
    let info: Call<'_> = (
        "hicoin.user_info",
        &[("access_token", "SECRET"), ("openid", "o1")],
    );
    let config = hicoin::Config::default();
    hidden(
        ("hicoin", "hicoin.payment"),
        &[
            ("payout_base_url", "https://gateway.example/api"),
            ("oauth_base_url", "https://gateway.example/api"),
            ("app_id", &*config.app_id),
        ],
        &["secret_key", "mch_key"],
        Box::new(hicoin::HiCoin::new(hicoin::Config::default())),
        &[token, user, info],
    );
}

#[test]
fn of_recharge_payout() {
    let payout: Call<'_> = (
        "recharge_payout.create_payout",
        &[
            ("amount", "200"),
            ("bankName", "bank"),
            ("accountName", "SECRET"),
            ("accountNumber", "SECRET"),
            ("mrn", "S1"),
            ("callbackUrl", "https://shop.example/payout"),
        ],
    );
    hidden(
        ("recharge_payout", "recharge_payout.payout"),
        &[
            ("base_url", "https://gateway.example"),
            ("app_key", "sandbox-merchant"),
        ],
        &["secret"],
        Box::new(recharge_payout::RechargePayout::new(
            recharge_payout::Config::default(),
        )),
        &[payout],
    );
}

#[test]
fn of_dragonex() {
    let coins: Call<'_> = (
        "dragonex.my_coins",
        &[("access_token", "SECRET"), ("device", "device01")],
    );
    let order: Call<'_> = ("dragonex.order", &[("trade_no", "S1")]);
    hidden(
        ("dragonex", "dragonex.payment"),
        &[
            ("base_url", "https://gateway.example"),
            ("app_id", "sandboxapp"),
            ("access_key", "sandboxaccesskey"),
        ],
        &["secret_key", "check_key", "previous_check_key"],
        Box::new(dragonex::DragonEx::new(dragonex::Config::default())),
        &[coins, order],
    );
}
