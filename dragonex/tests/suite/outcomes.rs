//! What each class of answer means for the money.

use std::time::Duration;

use dragonex::*;
use transport::{Delivery, ErrorKind, Request, Response, TransportError};

use crate::desk::{
    Desk, NOW, always, data, failure, order, query, response, signed, signed_at, success, transfer,
};

type Verdict = (&'static str, Outcome);

/// What kind of error an answer makes, as a word, and what it proves.
fn verdict<T>(result: Result<T, Error>) -> Verdict {
    let Err(error) = result else {
        panic!("this was no error");
    };
    let kind = match &error {
        Error::Invalid(_) => "invalid",
        Error::Transport(_) => "transport",
        Error::HttpStatus { .. } => "status",
        Error::Decode(_) => "decode",
        Error::Signature(_) => "signature",
        Error::Timestamp => "timestamp",
        Error::Stale { .. } => "stale",
        Error::ClockSkew { .. } => "skew",
        Error::Provider(_) => "provider",
        Error::Mismatch { .. } => "mismatch",
        _ => "another",
    };
    (kind, error.outcome())
}

#[test]
fn each_class_of_answer_has_its_outcome() {
    use Outcome::{NotSent, Refused, Unknown};
    let with_status = |status: u16, mut answer: Response| {
        answer.status = status;
        answer
    };
    let unsigned = |body: &str| response(200, &[], body);
    // The answer; what it makes of a transfer; what it makes of a query.
    let cases: Vec<(Response, Verdict, Verdict)> = vec![
        (
            signed(&failure("4000")),
            ("provider", Refused),
            ("provider", Unknown),
        ),
        (
            signed(&failure("\"4000\"")),
            ("provider", Refused),
            ("provider", Unknown),
        ),
        (
            with_status(400, signed(&failure("8"))),
            ("provider", Refused),
            ("provider", Unknown),
        ),
        (
            with_status(500, signed(&failure("4000"))),
            ("provider", Unknown),
            ("provider", Unknown),
        ),
        // Whoever redirects has not decided.
        (
            with_status(302, signed(&failure("4000"))),
            ("provider", Unknown),
            ("provider", Unknown),
        ),
        (
            signed(&failure("4009")),
            ("provider", Unknown),
            ("provider", Unknown),
        ),
        (
            signed(&failure("2")),
            ("provider", Unknown),
            ("provider", Unknown),
        ),
        (
            signed(&failure("3")),
            ("provider", Unknown),
            ("provider", Unknown),
        ),
        (
            signed(&failure("4")),
            ("provider", Unknown),
            ("provider", Unknown),
        ),
        (
            signed(&failure("5")),
            ("provider", Unknown),
            ("provider", Unknown),
        ),
        (
            signed(&failure("6")),
            ("provider", Unknown),
            ("provider", Unknown),
        ),
        (
            signed(&failure("7")),
            ("provider", Unknown),
            ("provider", Unknown),
        ),
        (
            signed(&failure("77777")),
            ("provider", Unknown),
            ("provider", Unknown),
        ),
        (
            signed(&failure("9021")),
            ("skew", Refused),
            ("skew", Unknown),
        ),
        (
            signed_at(&failure("9021"), NOW + 600),
            ("skew", Unknown),
            ("skew", Unknown),
        ),
        (
            unsigned(&failure("9021")),
            ("skew", Unknown),
            ("skew", Unknown),
        ),
        (
            signed_at(&failure("4000"), NOW + 600),
            ("stale", Unknown),
            ("stale", Unknown),
        ),
        (
            unsigned(&failure("4000")),
            ("provider", Unknown),
            ("provider", Unknown),
        ),
        (
            with_status(401, unsigned(&failure("9004"))),
            ("status", Unknown),
            ("status", Unknown),
        ),
        (
            unsigned(&success(&order(&[]))),
            ("signature", Unknown),
            ("signature", Unknown),
        ),
        (
            with_status(302, signed(&success(&order(&[])))),
            ("status", Unknown),
            ("status", Unknown),
        ),
        (
            with_status(500, unsigned(&success(&order(&[])))),
            ("status", Unknown),
            ("status", Unknown),
        ),
        (
            with_status(500, signed(&success(&order(&[("trade_no", "\"t_52\"")])))),
            ("status", Unknown),
            ("status", Unknown),
        ),
        (
            with_status(500, signed_at(&success(&order(&[])), NOW + 600)),
            ("stale", Unknown),
            ("stale", Unknown),
        ),
        (
            with_status(500, unsigned("Internal Server Error")),
            ("status", Unknown),
            ("status", Unknown),
        ),
        (
            with_status(502, signed("<html>")),
            ("status", Unknown),
            ("status", Unknown),
        ),
        (unsigned("<html>"), ("decode", Unknown), ("decode", Unknown)),
        (signed(""), ("decode", Unknown), ("decode", Unknown)),
        (signed("[]"), ("decode", Unknown), ("decode", Unknown)),
        (
            signed(r#"{"ok":true,"code":4000,"data":{}}"#),
            ("decode", Unknown),
            ("decode", Unknown),
        ),
        (
            signed(r#"{"ok":false,"code":1,"data":{}}"#),
            ("decode", Unknown),
            ("decode", Unknown),
        ),
        (
            signed(r#"{"ok":"true","code":1,"data":{}}"#),
            ("decode", Unknown),
            ("decode", Unknown),
        ),
        (
            signed(r#"{"ok":true,"code":1,"code":1,"data":{}}"#),
            ("decode", Unknown),
            ("decode", Unknown),
        ),
        (
            signed(&success("7")),
            ("decode", Unknown),
            ("decode", Unknown),
        ),
        (
            signed(&success(&order(&[("volume", "1.5e3")]))),
            ("decode", Unknown),
            ("decode", Unknown),
        ),
        (
            signed(&success(&order(&[("trade_no", "")]))),
            ("decode", Unknown),
            ("decode", Unknown),
        ),
        (
            signed(&success(&order(&[("trade_no", "\"t_52\"")]))),
            ("mismatch", Unknown),
            ("mismatch", Unknown),
        ),
        (
            signed(r#"{"ok":false,"code":4000,"msg":"","data":{"trade_no":"t_52"}}"#),
            ("mismatch", Unknown),
            ("mismatch", Unknown),
        ),
        (
            signed(r#"{"ok":false,"code":4000,"msg":"","data":{"trade_no":"t_51"}}"#),
            ("provider", Refused),
            ("provider", Unknown),
        ),
    ];
    for (answer, of_transfer, of_query) in cases {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let status = answer.status;
        let desk = always(answer);
        assert_eq!(
            verdict(desk.client.call(&transfer())),
            of_transfer,
            "transfer: {status} {text}"
        );
        assert_eq!(
            verdict(desk.client.call(&query())),
            of_query,
            "query: {status} {text}"
        );
    }
    for (delivery, outcome) in [(Delivery::NotSent, NotSent), (Delivery::Unknown, Unknown)] {
        let desk =
            Desk::new(move |_: &Request| Err(TransportError::new(delivery, ErrorKind::Other, "")));
        assert_eq!(
            verdict(desk.client.call(&transfer())),
            ("transport", outcome)
        );
    }
    let desk = Desk::new(data("{}"));
    let invalid = Transfer {
        volume: Volume::default(),
        ..transfer()
    };
    assert_eq!(verdict(desk.client.call(&invalid)), ("invalid", NotSent));
    assert!(desk.asked.lock().unwrap().is_empty());
}

#[test]
fn a_signed_success_is_believed_under_any_status_but_a_redirect() {
    for (status, believed) in [
        (200, true),
        (201, true),
        (202, true),
        (299, true),
        (300, false),
        (302, false),
        (399, false),
        (400, true),
        (404, true),
        (500, true),
        (502, true),
    ] {
        let mut answer = signed(&success(&order(&[])));
        answer.status = status;
        let desk = always(answer.clone());
        for reply in [desk.client.call(&transfer()), desk.client.call(&query())] {
            match reply {
                Ok(order) => assert!(believed && order.is_done(), "{status}"),
                Err(error) => {
                    assert!(!believed, "{status}: {error}");
                    assert_eq!(error.http_status(), Some(status));
                }
            }
        }
        // A user's client checks what is signed, but believes what is not only under 200.
        let mine = MyOrder {
            trade_no: "t_51".into(),
        };
        assert_eq!(desk.user().call(&mine).is_ok(), believed, "{status}");
        answer.headers.clear();
        let unsigned = always(answer).user().call(&mine);
        assert_eq!(unsigned.is_ok(), status == 200, "{status}: {unsigned:?}");
    }
}

#[test]
fn no_code_but_a_listed_rejection_refuses_a_transfer() {
    let mut refused = 0;
    for code in Code::ALL.iter().filter(|code| **code != Code::Ok) {
        let answer = signed(&failure(code.as_str()));
        let (_, outcome) = verdict(always(answer).client.call(&transfer()));
        let expected = if code.class() == Class::Rejected {
            Outcome::Refused
        } else {
            Outcome::Unknown
        };
        assert_eq!(outcome, expected, "{code}");
        refused += u32::from(outcome == Outcome::Refused);
        assert!(
            code.text_en().is_some() && code.text_zh().is_some(),
            "{code} has no text"
        );
    }
    assert!(refused > 40);
    for code in [
        "2", "3", "4", "5", "6", "7", "4009", "11028", "11029", "0", "-1", "99999",
    ] {
        assert_ne!(Code::from(code).class(), Class::Rejected, "{code}");
    }
}

#[test]
fn clock_skew_shows_both_times() {
    let error = always(signed_at(&failure("9021"), NOW - 612))
        .client
        .call(&transfer())
        .unwrap_err();
    let text = error.to_string();
    assert!(text.contains("Fri, 01 Mar 2019 02:41:01 GMT"), "{text}");
    assert!(text.contains("Fri, 01 Mar 2019 02:30:49 GMT"), "{text}");
    assert_eq!(error.failure().unwrap().code, Code::DateTooFar);
    let body = failure("9021");
    let told_by_date = response(400, &[("Date", "Fri, 01 Mar 2019 03:00:00 GMT")], &body);
    match always(told_by_date).client.call(&transfer()) {
        Err(Error::ClockSkew { local, server, .. }) => {
            assert_eq!(local.as_secs(), NOW);
            assert_eq!(server, Some(Duration::from_secs(1_551_409_200)));
        }
        other => panic!("{other:?}"),
    }
}
