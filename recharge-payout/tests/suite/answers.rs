//! What an answer proves: the outcome table.

use crate::gateway::*;
use recharge_payout::*;
use transport::{Delivery, ErrorKind, Response, TransportError};

const ACCEPTED: &str = r#"{"error":"success","errorMessage":"错误信息"}"#;
const PAY_URL: &str =
    r#"{"success":true,"errorMsg":"","payUrl":"/api/Pay?id=some-id&channel=SomeChannel"}"#;

fn refused(code: &str) -> String {
    format!(r#"{{"error":"{code}","errorMessage":"no"}}"#)
}

fn payout_outcome(base_url: &str, response: Response) -> Outcome {
    let (client, sent) = client(base_url, move |_| Ok(response.clone()));
    let outcome = client.call(&payout()).unwrap_err().outcome();
    assert_eq!(sent.all().len(), 1, "a payout is sent once");
    outcome
}

#[test]
fn over_https_the_documented_codes_refuse_and_nothing_else_does() {
    for (code, outcome) in [
        ("invalid_data", Outcome::Refused),
        ("sign_error", Outcome::Refused),
        ("insufficient_balance", Outcome::Refused),
        ("object_not_found", Outcome::Refused),
        ("mrn_duplication", Outcome::Unknown),
        ("system_error", Outcome::Unknown),
        ("Invalid_Data", Outcome::Unknown),
        ("invalid_data ", Outcome::Unknown),
        ("SUCCESS", Outcome::Unknown),
    ] {
        assert_eq!(payout_outcome(HTTPS, ok(&refused(code))), outcome, "{code}");
        assert_eq!(
            payout_outcome(HTTP, ok(&refused(code))),
            Outcome::Unknown,
            "{code} over plain HTTP"
        );
    }
}

#[test]
fn a_short_name_leaves_the_code_as_it_is() {
    for (name, code) in [
        ("n", "insufficient_balance"),
        ("an", "insufficient_balance"),
        ("x", "x10001"),
    ] {
        let (client, _) = client(HTTPS, move |_| Ok(ok(&refused(code))));
        let error = client
            .call(&CreatePayout {
                account_name: name.into(),
                ..payout()
            })
            .unwrap_err();
        let told = error.failure().and_then(|failure| failure.code.clone());
        assert_eq!(told.as_ref().map(Code::as_str), Some(code), "{name}");
    }
}

#[test]
fn an_answer_about_another_order_is_neither_a_refusal_nor_a_success() {
    for body in [
        r#"{"error":"insufficient_balance","Mrn":"other"}"#,
        r#"{"error":"insufficient_balance","result":{"Mrn":"other"}}"#,
        r#"{"error":"success","result":{"mrn":"other","status":2}}"#,
    ] {
        assert_eq!(payout_outcome(HTTPS, ok(body)), Outcome::Unknown, "{body}");
    }
}

#[test]
fn an_answer_that_proves_nothing_is_unknown() {
    let refusal = refused("invalid_data");
    for body in [
        "",
        "{",
        "null",
        "[]",
        "\"success\"",
        "{}",
        r#"{"error":null}"#,
        r#"{"error":""}"#,
        r#"{"error":{"error":"invalid_data"}}"#,
        r#"{"error":["invalid_data"]}"#,
        r#"{"error":"success","error":"invalid_data"}"#,
        r#"{"error":"invalid_data","error":"invalid_data"}"#,
        r#"{"error":"invalid_data"} x"#,
        "<html>invalid_data</html>",
        &refusal[..refusal.len() - 1],
    ] {
        assert_eq!(payout_outcome(HTTPS, ok(body)), Outcome::Unknown, "{body}");
    }
    for status in [201, 204, 301, 302, 400, 401, 404, 500, 502, 504] {
        let response = Response {
            status,
            ..ok(&refusal)
        };
        let (client, _) = client(HTTPS, move |_| Ok(response.clone()));
        let error = client.call(&payout()).unwrap_err();
        assert_eq!(
            (error.http_status(), error.outcome()),
            (Some(status), Outcome::Unknown)
        );
    }
    let cut = Response {
        whole: false,
        ..ok(&refusal)
    };
    assert_eq!(payout_outcome(HTTPS, cut), Outcome::Unknown);
    let not_utf8 = Response {
        body: b"{\"error\":\"invalid_data\",\"x\":\"\xff\"}".to_vec(),
        ..ok("")
    };
    assert_eq!(payout_outcome(HTTPS, not_utf8), Outcome::Unknown);
}

#[test]
fn a_success_that_may_be_cut_short_is_not_proven_and_a_cut_one_is_none() {
    for (body, whole, proven) in [
        (ACCEPTED, true, Some(true)),
        (ACCEPTED, false, Some(false)),
        (ACCEPTED.trim_end_matches('}'), true, None),
    ] {
        let response = Response { whole, ..ok(body) };
        let (client, _) = client(HTTPS, move |_| Ok(response.clone()));
        let called = client.call_for_answer(&payout());
        assert_eq!(called.map(|answer| answer.proven).ok(), proven, "{body}");
    }
}

#[test]
fn no_answer_is_as_unknown_as_its_delivery() {
    for (delivery, outcome) in [
        (Delivery::NotSent, Outcome::NotSent),
        (Delivery::Unknown, Outcome::Unknown),
    ] {
        let (client, _) = client(HTTPS, move |_| {
            Err(TransportError::new(delivery, ErrorKind::Timeout, "late"))
        });
        assert_eq!(client.call(&payout()).unwrap_err().outcome(), outcome);
    }
}

#[test]
fn a_success_says_what_vouches_for_it_and_keeps_the_body() {
    for (base_url, proven) in [(HTTPS, true), (HTTP, false)] {
        let (client, _) = client(base_url, |_| Ok(ok(ACCEPTED)));
        let answer = client.call_for_answer(&payout()).unwrap();
        assert_eq!(
            (answer.proven, &*answer.body),
            (proven, ACCEPTED.as_bytes())
        );
        assert_eq!(answer.reply.error, Code::Success);
    }
    let (client, _) = answering(r#"{"error":"success","trace":12.50,"more":{"a":1}}"#);
    let extra = client.call(&payout()).unwrap().extra;
    assert_eq!((&*extra["trace"], &*extra["more"]), ("12.50", r#"{"a":1}"#));
}

#[test]
fn the_pay_url_is_absolute_and_on_the_gateway() {
    let (https, _) = answering(PAY_URL);
    let created = https.call(&recharge()).unwrap();
    assert_eq!(
        created.pay_url,
        "https://gateway.example/api/Pay?id=some-id&channel=SomeChannel"
    );
    let quoted = r#"{"success":"true","payUrl":"/p","pay_url":"https://evil.example/"}"#;
    assert_eq!(
        answering(quoted).0.call(&recharge()).unwrap().pay_url,
        "https://gateway.example/p"
    );
    for evil in [
        "https://evil.example/pay",
        "//evil.example/pay",
        "/\\\\evil.example/pay",
        "\\\\\\\\evil.example",
        "@evil.example/pay",
        ".evil.example/pay",
        "/%2F/evil.example",
        "/a\\u000d\\u000ab",
        "/\\u0009/evil.example",
    ] {
        let (client, _) = answering(&format!(r#"{{"success":true,"payUrl":"{evil}"}}"#));
        let error = client.call(&recharge()).unwrap_err();
        assert!(matches!(error, Error::PayUrl(_)), "{evil}: {error}");
        assert_eq!(
            (error.field(), error.outcome()),
            (Some("payUrl"), Outcome::Unknown)
        );
        assert!(
            !error.to_string().contains("evil"),
            "the address is not repeated"
        );
    }
}

#[test]
fn a_recharge_without_a_pay_url_proves_nothing() {
    for body in [
        r#"{"success":false,"errorMsg":"通道维护","payUrl":null}"#,
        r#"{"success":"false","errorMsg":"duplicate"}"#,
        r#"{"success":true,"errorMsg":""}"#,
        r#"{"success":true,"payUrl":null}"#,
        r#"{"success":1,"payUrl":"/a"}"#,
        r#"{"payUrl":"/a"}"#,
        r#"{"error":"success"}"#,
    ] {
        let error = answering(body).0.call(&recharge()).unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{body}");
    }
    let error = answering(r#"{"success":false,"errorMsg":"通道维护"}"#)
        .0
        .call(&recharge())
        .unwrap_err();
    let failure = error.failure().expect("the platform said no");
    assert_eq!(
        (&failure.code, failure.msg.as_deref(), failure.proven),
        (&None, Some("通道维护"), true)
    );
}

fn query(body: &str) -> Result<Order, Error> {
    answering(body).0.call(&QueryPayout {
        mrn: "P-0001".into(),
        callback: None,
    })
}

#[test]
fn a_query_is_believed_only_of_the_order_it_asked_for() {
    for (status, state) in [
        ("0", Status::Waiting),
        ("1", Status::Done),
        ("\"2\"", Status::Failed),
        ("7", Status::from("7")),
    ] {
        let order = query(&format!(
            r#"{{"error":"success","result":{{"Mrn":"P-0001","status":{status}}}}}"#
        ))
        .unwrap();
        assert_eq!((&*order.mrn, order.status), ("P-0001", state));
    }
    for (result, field) in [
        (r#"{"Mrn":"P-0002","status":1}"#, Some("Mrn")),
        (r#"{"Mrn":"p-0001","status":1}"#, Some("Mrn")),
        (r#"{"Mrn":"P-0001 ","status":1}"#, Some("Mrn")),
        (
            r#"{"Mrn":"P-0001","status":1,"appKey":"other"}"#,
            Some("appKey"),
        ),
        (
            r#"{"Mrn":"P-0001","status":1,"AppKey":"other"}"#,
            Some("AppKey"),
        ),
        (r#"{"status":1}"#, None),
        (r#"{"Mrn":"","status":1}"#, None),
        (r#"{"Mrn":"P-0001","status":""}"#, None),
        (r#"{"mrn":"P-0001","status":1}"#, None),
        (r#"{"Mrn":"P-0001"}"#, None),
        (r#"{"Mrn":"P-0001","status":null}"#, None),
        (r#"{"Mrn":"P-0001","status":{}}"#, None),
        (r#"{"Mrn":"P-0001","status":1,"status":2}"#, None),
        ("null", None),
        ("[]", None),
    ] {
        let error = query(&format!(r#"{{"error":"success","result":{result}}}"#)).unwrap_err();
        assert_eq!(
            (error.field(), error.outcome()),
            (field, Outcome::Unknown),
            "{result}"
        );
    }
}

#[test]
fn a_query_that_fails_says_nothing_about_the_order() {
    for code in [
        "invalid_data",
        "sign_error",
        "object_not_found",
        "mrn_duplication",
        "other",
    ] {
        let error = query(&refused(code)).unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{code}");
        assert_eq!(error.failure().unwrap().code, Some(Code::from(code)));
    }
    assert_eq!(
        query(r#"{"error":"success"}"#).unwrap_err().outcome(),
        Outcome::Unknown
    );
}

#[test]
fn the_platforms_words_forge_no_lines() {
    let body = r#"{"error":"bad\ncode","errorMessage":"one\r\ntwo\u0000"}"#;
    let error = answering(body).0.call(&payout()).unwrap_err();
    assert!(!error.to_string().contains(char::is_control), "{error}");
    let failure = error.failure().unwrap();
    assert_eq!(
        failure.code,
        Some(Code::from("bad\ncode")),
        "the code is kept verbatim"
    );
    assert_eq!(failure.msg.as_deref(), Some("one  two "));
}
