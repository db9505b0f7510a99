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

#[test]
fn a_status_other_than_200_proves_nothing() {
    for status in [201, 204, 302, 400, 404, 500, 502] {
        for body in [
            failure("110043"),
            success(&signed(SECRET_KEY, TRANSFER_ACCEPTED)),
        ] {
            let (client, _) = recorded(builder(), move |request| {
                let mut reply = answer(if is_token_request(request) {
                    token_answer(TOKEN, 9)
                } else {
                    body.clone()
                });
                if !is_token_request(request) {
                    reply.status = status;
                }
                Ok(reply)
            });
            let error = client.call(&transfer()).unwrap_err();
            assert_eq!(
                (error.outcome(), error.http_status()),
                (Outcome::Unknown, Some(status))
            );
        }
    }
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
