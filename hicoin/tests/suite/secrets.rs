//! Keys, tokens and codes are in no text that anybody might print.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use crate::provider::{self, answer, is_token_request, success};
use hicoin::*;
use transport::{
    CallEnd, CallStart, Delivery, ErrorKind, Observer, Request, Response, TransportError,
};

#[derive(Clone, Default)]
struct Output(Arc<Mutex<String>>);

impl Output {
    fn shows(&self, what: impl Debug) {
        self.0
            .lock()
            .unwrap()
            .push_str(&format!("{what:?} {what:#?}\n"));
    }
}

impl Observer for Output {
    fn started(&self, call: &CallStart<'_>) {
        self.shows(call);
    }
    fn ended(&self, call: &CallEnd<'_>) {
        self.shows(call);
    }
}

fn canary(name: &str) -> String {
    format!("canary{name}{}", signing_core::nonce::alphanumeric(24))
}

/// In every spelling in which it could slip out.
fn spellings(canary: &str) -> [String; 4] {
    let hex: String = canary.bytes().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = canary.bytes().map(|byte| format!("%{byte:02X}")).collect();
    [canary.to_owned(), hex.to_uppercase(), hex, percent]
}

#[test]
fn no_output_shows_a_canary() {
    let names = [
        "app", "mch", "base", "user", "refresh", "code", "mobile", "email",
    ];
    let canaries = names.map(canary);
    let [app, mch, base, user, refresh, code, mobile, email] = canaries.clone();
    let output = Output::default();

    // A provider that repeats everything it was sent, in every kind of answer.
    type Provider = fn(&Request, &str) -> Result<Response, TransportError>;
    let echo: Provider = |request, _| {
        let sent =
            format!("{}{}", request.url, String::from_utf8_lossy(&request.body)).replace('"', "");
        Ok(answer(format!(
            r#"{{"code":"110043","msg":"you sent {sent}"}}"#
        )))
    };
    let echo_code: Provider = |request, _| {
        let sent =
            format!("{}{}", request.url, String::from_utf8_lossy(&request.body)).replace('"', "");
        Ok(answer(format!(r#"{{"code":"{sent}","msg":"no"}}"#)))
    };
    let detail: Provider = |request, _| {
        let sent = format!("reset by {}", request.url);
        Err(TransportError::new(
            Delivery::Unknown,
            ErrorKind::Closed,
            sent,
        ))
    };
    let junk: Provider = |request, _| Ok(answer(request.body.clone()));
    let status: Provider = |_, _| {
        Ok(Response {
            status: 500,
            ..answer("no")
        })
    };
    let user_answer: Provider = |_, data| Ok(answer(success(data)));

    let tokens = format!(
        r#"{{"access_token":"{user}","refresh_token":"{refresh}","expires_in":1,"openid":"o"}}"#
    );
    let profile = format!(
        r#"{{"openid":"o","mobile_number":"{mobile}","email":"{email}","parent_email":"{email}"}}"#
    );
    for provider in [echo, echo_code, detail, junk, status, user_answer] {
        let (token, tokens, profile) = (base.clone(), tokens.clone(), profile.clone());
        let transport = move |request: &Request| {
            if is_token_request(request) {
                return Ok(answer(provider::token_answer(&token, 7200)));
            }
            provider(
                request,
                if request.url.contains("/user/info") {
                    &profile
                } else {
                    &tokens
                },
            )
        };
        let builder = Client::builder("app", AppKey::new(&*app).unwrap())
            .payment_key(PaymentKey::new(&*mch).unwrap())
            .observer(output.clone())
            .transport(transport);
        output.shows(&builder);
        let client = builder.build().unwrap();
        output.shows(&client);

        let mut call = Calls {
            client: &client,
            output: &output,
        };
        call.call(&AccessToken {});
        call.call(&provider::transfer());
        call.call(&Transfer {
            access_token: Some(base.as_str().into()),
            ..provider::transfer()
        });
        call.call(&TransferQuery {
            out_trade_no: "W1".into(),
            ..TransferQuery::default()
        });
        call.call(&Preorder {
            access_token: user.as_str().into(),
            ..provider::preorder()
        });
        call.call(&OrderQuery {
            out_trade_no: "P1".into(),
            ..OrderQuery::default()
        });
        call.call(&UserToken {
            code: code.as_str().into(),
        });
        call.call(&RefreshUserToken {
            refresh_token: refresh.as_str().into(),
        });
        call.call(&UserInfo {
            access_token: user.as_str().into(),
            openid: "o".into(),
        });
        let page = PaymentUrl {
            trade_no: "1".into(),
            ..PaymentUrl::default()
        };
        output.shows(client.payment_url(&page).unwrap());
        output.shows(
            client
                .payment_notification(None, b"a=1&sign=2")
                .unwrap_err(),
        );
    }
    output.shows((AppKey::new(&*app).unwrap(), PaymentKey::new(&*mch).unwrap()));

    let output = output.0.lock().unwrap();
    assert!(
        output.contains("you sent") && output.contains("***"),
        "the outputs were looked at"
    );
    for canary in &canaries {
        for spelling in spellings(canary) {
            assert!(!output.contains(&spelling), "{} is shown", &canary[..10]);
        }
    }
}

struct Calls<'a> {
    client: &'a Client,
    output: &'a Output,
}

impl Calls<'_> {
    fn call<O: Operation + Debug>(&mut self, operation: &O)
    where
        O::Reply: Debug,
    {
        self.output.shows(operation);
        match self.client.call_for_answer(operation) {
            Ok(answer) => self.output.shows(answer.reply),
            Err(error) => {
                self.output.shows(error.to_string());
                self.output.shows(error);
            }
        }
    }
}

#[test]
fn a_repeated_key_is_masked_in_every_spelling_and_whole() {
    let key = "se+cret/Zk29v==0625";
    let base64 = "c2UrY3JldC9aazI5dj09MDYyNQ==";
    for told in [
        key.to_owned(),
        signing_core::form::percent_encode(key),
        signing_core::form::percent_encode(key)
            .to_lowercase()
            .replace("zk29v", "Zk29v"),
        key.replace('/', r"\\/"),
        key.replace('+', r"\\u002b"),
        key.bytes().map(|byte| format!("{byte:02x}")).collect(),
        key.bytes().map(|byte| format!("{byte:02X}")).collect(),
        base64.to_owned(),
    ] {
        let body = format!(r#"{{"code":"E {told}","msg":"bad key {told}!","data":null}}"#);
        let client = provider::builder()
            .payment_key(PaymentKey::new(key).unwrap())
            .transport(move |_: &Request| Ok(answer(body.clone())))
            .build()
            .unwrap();
        // A short value of the request that is a part of the key.
        let error = client
            .call(&UserToken {
                code: "0625".into(),
            })
            .unwrap_err();
        let failure = error.failure().unwrap();
        assert_eq!(failure.msg.as_deref(), Some("bad key ***!"), "{told}");
        assert_eq!(failure.code.as_str(), "E ***", "{told}");
    }
}
