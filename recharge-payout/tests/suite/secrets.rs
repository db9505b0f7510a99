//! Neither the secret nor anybody's personal data shows in what a program may print.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use crate::gateway::*;
use recharge_payout::*;
use transport::{CallEnd, CallStart, Delivery, ErrorKind, Observer, Response, TransportError};

/// Random, so that no code can know it.
fn canary() -> String {
    signing_core::nonce::alphanumeric(24)
}

struct Canaries {
    secret: String,
    account_number: String,
    account_name: String,
    payer: String,
}

impl Canaries {
    fn new() -> Canaries {
        Canaries {
            secret: canary(),
            account_number: canary(),
            account_name: canary(),
            payer: canary(),
        }
    }

    fn all(&self) -> [&str; 4] {
        [
            &self.secret,
            &self.account_number,
            &self.account_name,
            &self.payer,
        ]
    }

    fn are_not_in(&self, what: &str, text: &str) {
        for canary in self.all() {
            let hex: String = canary.bytes().map(|byte| format!("{byte:02x}")).collect();
            for form in [canary.to_owned(), canary.to_lowercase(), hex] {
                assert!(!text.contains(&form), "{what}: {text}");
            }
        }
    }

    fn payout(&self) -> CreatePayout {
        CreatePayout {
            account_number: self.account_number.as_str().into(),
            account_name: self.account_name.as_str().into(),
            ..payout()
        }
    }

    fn recharge(&self) -> CreateRecharge {
        CreateRecharge {
            payer: Some(self.payer.as_str().into()),
            ..recharge()
        }
    }

    fn page(&self) -> RechargePage {
        RechargePage {
            payer: Some(self.payer.as_str().into()),
            ..page()
        }
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Observer for Log {
    fn started(&self, call: &CallStart<'_>) {
        self.0.lock().unwrap().push_str(&format!("{call:?}\n"));
    }

    fn ended(&self, call: &CallEnd<'_>) {
        self.0.lock().unwrap().push_str(&format!("{call:?}\n"));
    }
}

fn show(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

#[test]
fn no_output_shows_them() {
    let canaries = Canaries::new();
    // A platform that explains itself may repeat what it was sent.
    let echo = |sent: [&String; 2]| format!("{} / {} / {}", canaries.secret, sent[0], sent[1]);
    let (payout, recharge) = (
        echo([&canaries.account_number, &canaries.account_name]),
        echo([&canaries.payer, &canaries.payer]),
    );
    let all = format!("{payout} / {recharge}");
    let answers: Vec<Result<Response, TransportError>> = vec![
        Ok(ok(&format!(
            r#"{{"error":"invalid_data","errorMessage":"{payout}","errorMsg":"{recharge}","success":false}}"#
        ))),
        Ok(ok(&format!(
            r#"{{"success":true,"payUrl":"https://{}/"}}"#,
            canaries.payer
        ))),
        Ok(ok(&format!("{{\"error\": {all}}}"))),
        Ok(Response {
            status: 500,
            ..ok(&all)
        }),
        Err(TransportError::new(
            Delivery::Unknown,
            ErrorKind::Other,
            format!("https://u:{0}@h/?k={0}", canaries.secret),
        )),
    ];
    for answer in answers {
        let log = Log::default();
        let secret = Secret::new(canaries.secret.as_str()).unwrap();
        let link = move |request: &transport::Request| {
            assert!(
                !request.url.contains("key="),
                "the signed string is not an address"
            );
            answer.clone()
        };
        let builder = Client::builder(HTTPS, APP_KEY, secret)
            .transport(link)
            .observer(log.clone());
        canaries.are_not_in("builder", &show(&builder));
        let client = builder.build().unwrap();
        canaries.are_not_in("client", &show(&client));
        let mut texts = Vec::new();
        let mut failed = |error: Error| {
            texts.push(show(&error));
            texts.push(error.to_string());
        };
        failed(client.call(&canaries.payout()).unwrap_err());
        failed(client.call(&canaries.recharge()).unwrap_err());
        for text in texts {
            canaries.are_not_in("error", &text);
        }
        let log = log.0.lock().unwrap().clone();
        assert!(log.contains("create_payout") && !log.contains("sign="));
        canaries.are_not_in("observer", &log);
    }
}

#[test]
fn a_query_repeats_nothing_of_an_unreadable_answer() {
    let canary = canary();
    for body in [
        format!(r#"{{"error":"success","result":{{"Mrn":"{canary}","status":0}}}}"#),
        format!(r#"{{"error":"success","result":"{canary}"}}"#),
        format!(r#"{{"error":"success","result":{{"Mrn":"P-0001","status":{{"{canary}":1}}}}}}"#),
        format!("<html>{canary}</html>"),
    ] {
        let error = answering(&body)
            .0
            .call(&QueryPayout {
                mrn: "P-0001".into(),
                callback: None,
            })
            .unwrap_err();
        assert!(
            !show(&error).contains(&canary) && !error.to_string().contains(&canary),
            "{error}"
        );
    }
}

#[test]
fn no_value_shows_them() {
    let canaries = Canaries::new();
    let (client, sent) = answering(&format!(
        r#"{{"error":"success","accountNumber":"{}","payer":"{}","success":true,"payUrl":"/p"}}"#,
        canaries.account_number, canaries.payer
    ));
    let accepted = client.call(&canaries.payout()).unwrap();
    let created = client.call(&canaries.recharge()).unwrap();
    let page = client.call(&canaries.page()).unwrap();
    assert!(
        page.html.contains(&canaries.payer),
        "the browser does get it"
    );
    let mut texts = vec![
        show(&canaries.payout()),
        show(&canaries.recharge()),
        show(&canaries.page()),
        show(&page),
        show(&accepted),
        show(&created),
    ];
    for request in sent.all() {
        canaries.are_not_in("address", &request.url);
        texts.push(show(&request));
    }
    for text in texts {
        canaries.are_not_in("value", &text);
    }
}

#[test]
fn an_invalid_value_is_not_repeated() {
    let canary = canary();
    let (client, _) = answering("");
    let bad = format!("{canary}\n");
    let with = |change: &dyn Fn(&mut CreatePayout)| {
        let mut payout = payout();
        change(&mut payout);
        client.call(&payout).unwrap_err().to_string()
    };
    for text in [
        with(&|p| p.account_number = bad.as_str().into()),
        with(&|p| p.account_name = bad.as_str().into()),
        with(&|p| p.mrn = bad.clone()),
        with(&|p| p.callback_url = bad.clone()),
    ] {
        assert!(!text.contains(&canary), "{text}");
    }
    assert!(
        !bad.parse::<Yuan>()
            .unwrap_err()
            .to_string()
            .contains(&canary)
    );
}

#[test]
fn a_repeated_secret_is_masked_in_every_spelling_and_whole() {
    let key = "se+cret/Zk29v==0625";
    for told in [
        key.to_owned(),
        signing_core::form::percent_encode(key),
        key.replace('/', r"\\/"),
        key.bytes().map(|byte| format!("{byte:02X}")).collect(),
        "c2UrY3JldC9aazI5dj09MDYyNQ".to_owned(),
    ] {
        let body = format!(r#"{{"error":"E {told}","errorMessage":"bad key {told}!"}}"#);
        let client = Client::builder(HTTPS, APP_KEY, Secret::new(key).unwrap())
            .transport(move |_: &transport::Request| Ok(ok(&body)))
            .build()
            .unwrap();
        let payout = CreatePayout {
            account_number: "0625".into(),
            ..payout()
        };
        let error = client.call(&payout).unwrap_err();
        let failure = error.failure().unwrap();
        assert_eq!(failure.msg.as_deref(), Some("bad key ***!"), "{told}");
        assert_eq!(failure.code, Some(Code::from("E ***")), "{told}");
    }
}
