//! What a failed call proves: each class of answer has its outcome.

use crate::provider::*;
use hicoin::*;
use transport::{Delivery, ErrorKind, Request, TransportError};

fn transferred(body: impl Into<Vec<u8>>) -> Result<TransferReply, Error> {
    answered(body).0.call(&transfer())
}

#[test]
fn every_class_of_answer_to_a_transfer_has_its_outcome() {
    use Outcome::{Refused, Unknown};
    let unsigned = r#"{"out_trade_no":"W20260401000042","trade_no":"1"}"#;
    let other_order = with(
        TRANSFER_ACCEPTED,
        "out_trade_no",
        Some("\"W20260401000043\""),
    );
    let cases: Vec<(&str, String, Outcome)> = vec![
        ("balance too low", failure("110043"), Refused),
        (
            "balance too low, as a number",
            r#"{"code":110043}"#.into(),
            Refused,
        ),
        (
            "balance too low, with data that says nothing",
            r#"{"code":"110043","data":{}}"#.into(),
            Refused,
        ),
        (
            "balance too low, beside a signed acceptance",
            success(&signed(SECRET_KEY, TRANSFER_ACCEPTED))
                .replace(r#""code":"0""#, r#""code":"110043""#),
            Unknown,
        ),
        (
            "balance too low, beside data that nobody signed",
            format!(r#"{{"code":"110043","data":{unsigned}}}"#),
            Unknown,
        ),
        ("unlisted code", failure("110044"), Unknown),
        ("unlisted success-like code", failure("00"), Unknown),
        ("token refused", failure("40001"), Unknown),
        ("system error", failure("-1"), Unknown),
        ("accepted, not signed", success(unsigned), Unknown),
        ("accepted, without data", r#"{"code":"0"}"#.into(), Unknown),
        (
            "accepted, data null",
            r#"{"code":"0","data":null}"#.into(),
            Unknown,
        ),
        (
            "accepted, data text",
            r#"{"code":"0","data":"{}"}"#.into(),
            Unknown,
        ),
        (
            "accepted, signed by the other key",
            success(&signed(MCH_KEY, TRANSFER_ACCEPTED)),
            Unknown,
        ),
        (
            "accepted, another order",
            success(&signed(SECRET_KEY, &other_order)),
            Unknown,
        ),
        (
            "accepted, no order",
            success(&signed(
                SECRET_KEY,
                &with(TRANSFER_ACCEPTED, "out_trade_no", None),
            )),
            Unknown,
        ),
        (
            "failure that names another order",
            r#"{"code":"110043","data":{"out_trade_no":"W1"}}"#.into(),
            Unknown,
        ),
        (
            "failure that names another order beside its data",
            r#"{"code":"110043","out_trade_no":"W1","data":null}"#.into(),
            Unknown,
        ),
        (
            "failure that names another app",
            r#"{"code":"110043","app_id":"4f95","data":null}"#.into(),
            Unknown,
        ),
        (
            "failure that names this order and app",
            format!(r#"{{"code":"110043","out_trade_no":"W20260401000042","app_id":"{APP_ID}"}}"#),
            Refused,
        ),
        ("no code", r#"{"msg":"ok"}"#.into(), Unknown),
        (
            "two codes",
            r#"{"code":"110043","code":"110043"}"#.into(),
            Unknown,
        ),
        ("empty", String::new(), Unknown),
        ("a page", "<html>".into(), Unknown),
        ("cut short", failure("110043")[..20].into(), Unknown),
        ("a list", "[]".into(), Unknown),
    ];
    for (name, body, outcome) in cases {
        let error = transferred(body).expect_err(name);
        assert_eq!(error.outcome(), outcome, "{name}: {error}");
    }
    assert_eq!(transferred([0xff, 0xfe]).unwrap_err().outcome(), Unknown);
}

/// A client that gets a token, and this answer to everything else.
fn with_status(status: u16, body: &str) -> (Client, Sent) {
    let body = body.to_owned();
    recorded(builder(), move |request| {
        if is_token_request(request) {
            return Ok(answer(token_answer(TOKEN, 9)));
        }
        let mut reply = answer(body.clone());
        reply.status = status;
        Ok(reply)
    })
}

#[test]
fn under_a_status_other_than_200_only_a_signed_success_proves_anything() {
    let genuine = success(&signed(SECRET_KEY, TRANSFER_ACCEPTED));
    let other_order = with(TRANSFER_ACCEPTED, "out_trade_no", Some("\"W1\""));
    let worthless = [
        failure("110043"),
        success(&signed(MCH_KEY, TRANSFER_ACCEPTED)),
        success(&signed(SECRET_KEY, &other_order)),
        success(r#"{"out_trade_no":"W20260401000042","trade_no":"1"}"#),
        genuine.replace(r#""code":"0""#, r#""code":"110043""#),
        "<html>".into(),
        String::new(),
    ];
    for status in [201, 204, 299, 300, 302, 399, 400, 401, 404, 500, 502] {
        let believed = with_status(status, &genuine).0.call(&transfer());
        assert_eq!(
            believed.as_ref().err().and_then(Error::http_status),
            (300..400).contains(&status).then_some(status),
            "{status}: {believed:?}"
        );
        for body in &worthless {
            let error = with_status(status, body).0.call(&transfer()).unwrap_err();
            assert!(
                matches!(error, Error::HttpStatus { .. }),
                "{status} {body}: {error}"
            );
            assert_eq!(
                (error.outcome(), error.http_status()),
                (Outcome::Unknown, Some(status))
            );
        }
        // An answer that nobody signs is worth no more than its status.
        let info = UserInfo {
            access_token: "t".into(),
            openid: "user0001".into(),
        };
        let (client, _) = with_status(status, &success(r#"{"openid":"user0001"}"#));
        assert_eq!(client.call(&info).unwrap_err().http_status(), Some(status));
    }
}

#[test]
fn a_read_that_is_answered_under_401_is_not_repeated() {
    let query = TransferQuery {
        out_trade_no: "W20260401000042".into(),
        ..TransferQuery::default()
    };
    let (client, sent) = with_status(401, &success(&signed(SECRET_KEY, TRANSFER_PAID)));
    client.call(&query).unwrap();
    assert_eq!(sent.calls().len(), 1);
    let (client, sent) = with_status(401, &failure("110040"));
    client.call(&query).unwrap_err();
    assert_eq!(sent.calls().len(), 2, "as a refused token");
}

#[test]
fn over_plain_http_no_failure_is_proven() {
    let plain = || {
        let builder = builder()
            .allow_http(true)
            .payout_base_url("http://127.0.0.1:1/api");
        builder.oauth_base_url("http://127.0.0.1:1/api")
    };
    let provider = |request: &Request| {
        let token = is_token_request(request);
        Ok(answer(if token {
            token_answer(TOKEN, 9)
        } else {
            failure("110043")
        }))
    };
    let (client, _) = recorded(plain(), provider);
    assert_eq!(
        client.call(&transfer()).unwrap_err().outcome(),
        Outcome::Unknown
    );
    assert_eq!(
        client.call(&preorder()).unwrap_err().outcome(),
        Outcome::Unknown
    );
    let (client, _) = recorded(builder().allow_http(true), provider);
    let refused = Outcome::Refused;
    assert_eq!(
        client.call(&transfer()).unwrap_err().outcome(),
        refused,
        "leave to use HTTP is not its use"
    );
    assert_eq!(client.call(&preorder()).unwrap_err().outcome(), refused);
}

#[test]
fn a_query_that_fails_says_nothing_about_the_money() {
    for code in ["110043", "110040", "-1"] {
        let (client, _) = answered(failure(code));
        let transfer = TransferQuery {
            out_trade_no: "W1".into(),
            ..TransferQuery::default()
        };
        let order = OrderQuery {
            out_trade_no: "P1".into(),
            ..OrderQuery::default()
        };
        assert_eq!(
            client.call(&transfer).unwrap_err().outcome(),
            Outcome::Unknown
        );
        assert_eq!(client.call(&order).unwrap_err().outcome(), Outcome::Unknown);
    }
}

#[test]
fn a_failure_that_may_be_cut_short_proves_nothing() {
    let (client, _) = recorded(builder(), |request| {
        if is_token_request(request) {
            return Ok(answer(token_answer(TOKEN, 9)));
        }
        let mut reply = answer(failure("110043"));
        reply.whole = false;
        Ok(reply)
    });
    assert_eq!(
        client.call(&transfer()).unwrap_err().outcome(),
        Outcome::Unknown
    );
    assert_eq!(
        client.call(&preorder()).unwrap_err().outcome(),
        Outcome::Unknown
    );
}

#[test]
fn further_refusals_count_only_when_the_caller_vouches_for_them() {
    let provider = |request: &Request| {
        Ok(answer(if is_token_request(request) {
            token_answer(TOKEN, 9)
        } else {
            failure("110099")
        }))
    };
    for (codes, outcome) in [
        (vec!["110098"], Outcome::Unknown),
        (vec!["110098", "110099"], Outcome::Refused),
    ] {
        let (client, _) = recorded(builder().refusal_codes(codes), provider);
        let error = client.call(&transfer()).unwrap_err();
        assert_eq!(error.outcome(), outcome);
        assert_eq!(error.failure().unwrap().code, Code::Other("110099".into()));
    }
}

#[test]
fn a_transport_error_keeps_its_verdict() {
    for (delivery, outcome) in [
        (Delivery::NotSent, Outcome::NotSent),
        (Delivery::Unknown, Outcome::Unknown),
    ] {
        let (client, sent) = recorded(builder(), move |request| {
            if is_token_request(request) {
                return Ok(answer(token_answer(TOKEN, 9)));
            }
            Err(TransportError::new(delivery, ErrorKind::Closed, "gone"))
        });
        assert_eq!(client.call(&transfer()).unwrap_err().outcome(), outcome);
        assert_eq!(sent.calls().len(), 1, "sent once");
    }
}
