//! Secrets are sent where they must be and shown nowhere.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use dragonex::*;
use signing_core::nonce;
use transport::{CallEnd, CallStart, Observer, Request};

use crate::desk::{
    CHECK_KEY, Desk, NOW, SECRET_KEY, always, answer_sign, failure, query, response, secret, signed,
};

/// Keeps what an observer is told.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<String>>);

impl Observer for Notes {
    fn started(&self, call: &CallStart<'_>) {
        self.0.lock().unwrap().push_str(&format!("{call:?}\n"));
    }

    fn ended(&self, call: &CallEnd<'_>) {
        self.0.lock().unwrap().push_str(&format!("{call:?}\n"));
    }
}

struct Canaries(Vec<String>);

impl Canaries {
    fn hatch(&mut self) -> String {
        let canary = nonce::alphanumeric(16);
        self.0.push(canary.clone());
        canary
    }

    fn must_not_be_in(&self, text: &str) {
        for canary in &self.0 {
            let hex: String = canary.bytes().map(|byte| format!("{byte:02x}")).collect();
            let listed = format!("{:?}", canary.as_bytes());
            assert!(
                !text.contains(canary)
                    && !text.contains(&hex)
                    && !text.contains(listed.trim_matches(['[', ']'])),
                "a secret is shown: {text}"
            );
        }
    }

    fn not_in(&self, value: &impl Debug) {
        self.must_not_be_in(&format!("{value:?} {value:#?}"));
    }
}

#[test]
fn no_secret_is_in_any_output() {
    let mut canaries = Canaries(Vec::new());
    let (secret_key, check_key, previous, token) = (
        canaries.hatch(),
        canaries.hatch(),
        canaries.hatch(),
        canaries.hatch(),
    );
    let (state, code, pay_token, refresh) = (
        canaries.hatch(),
        canaries.hatch(),
        canaries.hatch(),
        canaries.hatch(),
    );
    // The provider repeats all it knows in its text.
    let msg = canaries.0.join(" ");
    let body = format!(r#"{{"ok":false,"code":8,"msg":"{msg}","data":{{"x":"{msg}"}}}}"#);
    let ts = NOW.to_string();
    let sign = answer_sign(body.as_bytes(), &ts, &check_key);
    let shown = Arc::new(Mutex::new(String::new()));
    let urls = Arc::clone(&shown);
    let notes = Notes::default();
    let builder = Client::builder(
        "https://oauth.dragonex.io",
        "appidfortest",
        "access",
        secret(&secret_key),
        secret(&check_key),
    )
    .previous_check_key(secret(&previous))
    .observer(notes.clone())
    .clock(transport::ManualClock::new(std::time::Duration::from_secs(
        NOW,
    )))
    .transport(move |request: &Request| {
        urls.lock()
            .unwrap()
            .push_str(&format!("{} {request:?}\n", request.url));
        Ok(response(
            200,
            &[("dragonex-ts", &ts), ("dragonex-sign", &sign)],
            &body,
        ))
    });
    canaries.not_in(&builder);
    let client = builder.build().unwrap();
    let user_builder = UserClient::builder(
        "https://oauth.dragonex.io",
        "appidfortest",
        secret(&token),
        "phone_0001",
    )
    .check_key(secret(&check_key));
    canaries.not_in(&user_builder);
    let user = client.user(secret(&token), "phone_0001").unwrap();
    canaries.not_in(&client);
    canaries.not_in(&user);

    let login = Login {
        code: code.as_str().into(),
        scopes: "1".into(),
        state: state.as_str().into(),
        device: "phone_0001".into(),
    };
    let payment = RequestPayment {
        trade_no: "21".into(),
        coin_code: "usdt".into(),
        volume: "1".parse().unwrap(),
        device: "phone_0001".into(),
        state: state.as_str().into(),
        redirect_url: "https://shop.example".into(),
        domain: "dragonex.io".into(),
        ..RequestPayment::default()
    };
    let charge = OpenCharge {
        trade_no: "21".into(),
        uid: Some(1),
        coin_code: "usdt".into(),
        volume: "1".parse().unwrap(),
        pay_token: pay_token.as_str().into(),
        ..OpenCharge::default()
    };
    let refreshing = Refresh {
        access_token: token.as_str().into(),
        refresh_token: refresh.as_str().into(),
    };
    let logout = Logout {
        access_token: token.as_str().into(),
    };
    canaries.not_in(&(&login, &payment, &charge, &refreshing, &logout));

    // Each error masks the request's own secrets and the keys; others' secrets the provider does not know.
    let own = |names: &[&String]| {
        Canaries(
            names
                .iter()
                .map(|name| (*name).clone())
                .chain([secret_key.clone(), check_key.clone(), previous.clone()])
                .collect(),
        )
    };
    let show =
        |error: Error, own: Canaries| own.must_not_be_in(&format!("{error} {error:?} {error:#?}"));
    show(client.call(&login).unwrap_err(), own(&[&code, &state]));
    show(client.call(&payment).unwrap_err(), own(&[&state]));
    show(client.call(&charge).unwrap_err(), own(&[&pay_token]));
    show(
        client.call(&refreshing).unwrap_err(),
        own(&[&token, &refresh]),
    );
    show(client.call(&logout).unwrap_err(), own(&[&token]));
    // The app's keys have no part in what a user's client sends, so only the app's own calls are looked through for them.
    let told = notes.0.lock().unwrap().clone();
    assert_eq!(told.lines().count(), 10);
    Canaries(vec![secret_key, check_key.clone(), previous]).must_not_be_in(&told);
    let error = user.call(&MyCoins {}).unwrap_err();
    Canaries(vec![token, check_key]).must_not_be_in(&format!(
        "{error} {error:?} {}",
        &notes.0.lock().unwrap()[told.len()..]
    ));
    canaries.must_not_be_in(&shown.lock().unwrap());
}

#[test]
fn replies_show_no_token_and_no_pay_page() {
    let mut canaries = Canaries(Vec::new());
    let (access, refresh, pay, page) = (
        canaries.hatch(),
        canaries.hatch(),
        canaries.hatch(),
        canaries.hatch(),
    );
    let session = format!(
        r#"{{"access_token":"{access}","access_token_et":1,"refresh_token":"{refresh}","refresh_token_et":2,"scopes":[1,7],"pay_token":"{pay}"}}"#
    );
    let desk = Desk::new(crate::desk::data(&session));
    let answer = desk
        .client
        .call_for_answer(&Refresh {
            access_token: "a".into(),
            refresh_token: "r".into(),
        })
        .unwrap();
    assert_eq!(
        (answer.reply.access_token.expose(), &*answer.reply.scopes),
        (&*access, &[Scope::Login, Scope::Coins][..])
    );
    canaries.not_in(&answer);
    canaries.not_in(&answer.reply);
    let requested: PaymentRequested =
        serde_json::from_value(serde_json::json!({ "pay_url": page })).unwrap();
    canaries.not_in(&requested);
    let redirect = LoginRedirect::read(
        &format!("code={access}&state={refresh}"),
        &refresh.as_str().into(),
    )
    .unwrap();
    canaries.not_in(&redirect);
}

#[test]
fn not_even_a_code_repeats_one() {
    let body = failure(&format!("\"E{CHECK_KEY}\""));
    let error = always(signed(&body)).client.call(&query()).unwrap_err();
    assert!(error.to_string().contains("code E***"), "{error}");
}

/// What a provider repeats, in every spelling, is masked in the calls of the app and in those of its users.
#[test]
fn every_key_is_masked_in_every_call() {
    let keys = ["ThisIsAccessKey", SECRET_KEY, CHECK_KEY, "user/Token+1="];
    let told = keys.map(|key| {
        let hex: String = key.bytes().map(|byte| format!("{byte:02x}")).collect();
        format!("{key} {} {hex}", signing_core::form::percent_encode(key))
    });
    let msg = told.join(" ");
    let body = format!(r#"{{"ok":false,"code":"E {msg}","msg":"{msg}"}}"#);
    let desk = always(signed(&body));
    let user = desk.user();
    let logout = Logout {
        access_token: keys[3].into(),
    };
    for (asked, error) in [
        ("logout", desk.client.call(&logout).unwrap_err()),
        ("my_coins", user.call(&MyCoins {}).unwrap_err()),
        ("my_detail", user.call(&MyDetail {}).unwrap_err()),
        ("my_logout", user.call(&MyLogout {}).unwrap_err()),
        ("token_status", user.call(&TokenStatus {}).unwrap_err()),
    ] {
        let failure = error.failure().expect(asked);
        let masked = ["***"; 12].join(" ");
        assert_eq!(failure.msg.as_deref(), Some(&*masked), "{asked}");
        assert_eq!(failure.code.as_str(), format!("E {masked}"), "{asked}");
    }
}

#[test]
fn a_short_value_does_not_uncover_the_key_it_is_part_of() {
    let body = failure("8").replace("\"no\"", &format!("\"bad {CHECK_KEY}\""));
    let login = Login {
        code: "Resp".into(),
        scopes: "1".into(),
        state: "unforeseen03".into(),
        device: "phone_0001".into(),
    };
    let error = always(signed(&body)).client.call(&login).unwrap_err();
    assert_eq!(error.failure().unwrap().msg.as_deref(), Some("bad ***"));
}
