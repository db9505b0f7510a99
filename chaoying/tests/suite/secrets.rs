//! Keys and payment codes are in nothing that is shown.

use std::sync::{Arc, Mutex};

use crate::support::*;
use chaoying::{Client, Secret};
use transport::{CallEnd, CallStart, Observer, Request};

#[derive(Clone, Default)]
struct Notes(Arc<Mutex<String>>);

impl Observer for Notes {
    fn started(&self, call: &CallStart<'_>) {
        self.0.lock().unwrap().push_str(&format!("{call:?}"));
    }

    fn ended(&self, call: &CallEnd<'_>) {
        self.0.lock().unwrap().push_str(&format!("{call:?}"));
    }
}

#[test]
fn no_debug_display_error_or_observation_shows_a_secret() {
    let key = signing_core::nonce::alphanumeric(32);
    let code = signing_core::nonce::alphanumeric(18);
    let notes = Notes::default();
    let mut shown = String::new();
    let (echo_key, echo_code) = (key.clone(), code.clone());
    let requests = Arc::new(Mutex::new(String::new()));
    let record = Arc::clone(&requests);
    let builder = Client::builder(
        "https://gateway.test",
        AGENT,
        Secret::new(key.clone()).unwrap(),
    )
    .observer(notes.clone())
    .transport(move |request: &Request| {
        record
            .lock()
            .unwrap()
            .push_str(&format!("{request:?} {}", request.url));
        let signer = signing_core::SortedMd5::new(Secret::new(echo_key.clone()).unwrap());
        let msg = format!("auth_code={echo_code}&key={echo_key}");
        let fields = [("state", "FAIL"), ("code", "20004"), ("msg", msg.as_str())];
        let sign = signer.sign(&fields);
        Ok(ok(unsigned(
            &[&fields[..], &[("sign", sign.as_str())]].concat(),
        )))
    });
    shown += &format!("{builder:?}");
    let client = builder.build().unwrap();
    let pay = chaoying::Pay {
        auth_code: code.as_str().into(),
        ..pay()
    };
    let error = client.call(&pay).unwrap_err();
    shown += &format!("{client:?} {pay:?} {pay:#?} {error} {error:?} {error:#?}");
    shown += &notes.0.lock().unwrap();
    shown += &requests.lock().unwrap();
    assert!(
        shown.contains("***") && shown.contains("20004"),
        "the test must have seen output"
    );
    for secret in [&key, &code] {
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(!shown.contains(secret.as_str()) && !shown.to_lowercase().contains(&hex));
    }
}

#[test]
fn an_answer_shown_for_debugging_hides_the_credential_it_carries() {
    let credential = signing_core::nonce::alphanumeric(40);
    let client = client(signed(&[
        ("state", "SUCCESS"),
        ("code", "10000"),
        ("trade_state", "SUCCESS"),
        ("mch_id", "1"),
        ("appid", "wx"),
        ("channel_mch_id", "1"),
        ("store_id", "s"),
        ("authinfo", &credential),
        ("expires_in", "3600"),
        ("nonce_str", "n"),
    ]));
    let ask = chaoying::FaceAuth {
        store_id: "s".into(),
        store_name: "s".into(),
        device_id: "d".into(),
        rawdata: "r".into(),
        mch_id: None,
    };
    let answer = client.call_for_answer(&ask).unwrap();
    assert_eq!(answer.reply.authinfo.expose(), credential);
    assert!(!format!("{answer:?}").contains(&credential));
}

#[test]
fn a_repeated_key_is_masked_in_every_spelling_and_whole() {
    let key = "se+cret/Zk29v==0625";
    for told in [
        key.to_owned(),
        signing_core::form::percent_encode(key),
        key.replace('/', r"\/"),
        key.bytes().map(|byte| format!("{byte:02X}")).collect(),
        "c2UrY3JldC9aazI5dj09MDYyNQ".to_owned(),
    ] {
        let msg = format!("bad key {told}!");
        let code = format!("E {told}");
        let fields = [("state", "FAIL"), ("code", &*code), ("msg", &*msg)];
        let body = unsigned(&fields);
        let client = Client::builder("https://gateway.test", AGENT, Secret::new(key).unwrap())
            .transport(move |_: &Request| Ok(ok(body.clone())))
            .build()
            .unwrap();
        let pay = chaoying::Pay {
            auth_code: "0625".into(),
            ..pay()
        };
        let error = client.call(&pay).unwrap_err();
        let failure = error.failure().unwrap();
        assert_eq!(failure.msg.as_deref(), Some("bad key ***!"), "{told}");
        assert_eq!(failure.code.as_str(), "E ***", "{told}");
    }
}

#[test]
fn a_registration_shows_the_names_of_its_fields_only() {
    let password = signing_core::nonce::alphanumeric(20);
    let asked = chaoying::RegisterMerchant {
        url_path: None,
        extra: [("password".to_owned(), password.clone())].into(),
    };
    let client = client(signed(&[
        ("state", "SUCCESS"),
        ("code", "10000"),
        ("mch_id", "00000002"),
        ("password", &password),
    ]));
    let answer = client.call_for_answer(&asked).unwrap();
    assert_eq!(answer.reply.extra["password"], password);
    let shown = format!("{asked:?} {answer:?}");
    assert!(!shown.contains(&password), "{shown}");
    assert_eq!(shown.matches("password").count(), 2, "{shown}");
}
