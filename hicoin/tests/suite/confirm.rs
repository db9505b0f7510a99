//! `confirm_transfer`: ends in what a verified query says, or says that it does not know.

use std::sync::Mutex;
use std::time::Duration;

use crate::provider::*;
use hicoin::*;
use transport::{Clock, Delivery, ErrorKind, ManualClock, Response, TransportError};

type Answers = Vec<Result<Response, TransportError>>;

fn signed_answer(fields: &[(&str, &str)]) -> Result<Response, TransportError> {
    Ok(answer(success(&signed(SECRET_KEY, fields))))
}

fn no_such_order() -> Result<Response, TransportError> {
    Ok(answer(failure("110040")))
}

/// Confirms against these answers, the last of which is repeated for ever. Gives the queries made and the time spent as well.
fn confirm(answers: Answers, patience: Patience) -> (Confirmed, usize, Duration) {
    let clock = ManualClock::default();
    let answers = Mutex::new(answers);
    let (client, sent) = recorded(builder().clock(clock.clone()), move |request| {
        if is_token_request(request) {
            return Ok(answer(token_answer(TOKEN, 7200)));
        }
        let mut answers = answers.lock().unwrap();
        if answers.len() > 1 {
            answers.remove(0)
        } else {
            answers[0].clone()
        }
    });
    let mut seen = 0;
    let confirmed = client
        .confirm_transfer(&ExpectedTransfer::from(&transfer()), patience, |_| {
            seen += 1
        })
        .unwrap();
    assert_eq!(seen, sent.calls().len());
    assert!(
        sent.calls().iter().all(|call| !call.moves_money),
        "confirm only reads"
    );
    (confirmed, seen, clock.monotonic())
}

fn dropped() -> Result<Response, TransportError> {
    Err(TransportError::new(
        Delivery::Unknown,
        ErrorKind::Closed,
        "gone",
    ))
}

#[test]
fn it_asks_until_the_transfer_has_ended() {
    let open = with(TRANSFER_PAID, "trade_status", Some("\"PROCESSING\""));
    let answers = vec![
        no_such_order(),
        dropped(),
        signed_answer(&open),
        signed_answer(TRANSFER_PAID),
    ];
    let (confirmed, queries, time) = confirm(answers, Patience::default());
    assert!(
        matches!(confirmed, Confirmed::Paid(reply) if reply.total_amount == Some("1.5".parse().unwrap()))
    );
    assert_eq!((queries, time), (4, Duration::from_secs(15)));

    let failed = with(TRANSFER_PAID, "trade_status", Some("\"FAILED\""));
    let failed = with(&failed, "reason", Some("\"商户余额不足\""));
    let (confirmed, queries, _) = confirm(vec![signed_answer(&failed)], Patience::default());
    assert!(
        matches!(confirmed, Confirmed::Failed(reply) if reply.reason.as_deref() == Some("商户余额不足"))
    );
    assert_eq!(queries, 1);
}

#[test]
fn no_such_order_is_never_an_end() {
    let (confirmed, queries, time) = confirm(vec![no_such_order()], Patience::default());
    let Confirmed::StillUnknown(Some(error)) = confirmed else {
        panic!("{confirmed:?}")
    };
    assert_eq!(error.failure().unwrap().code.as_str(), "110040");
    assert_eq!((queries, time), (13, Duration::from_secs(60)));
}

#[test]
fn an_undecided_state_is_unknown_without_an_error() {
    let open = with(TRANSFER_PAID, "trade_status", Some("\"WAIT\""));
    let patience = Patience {
        poll: Duration::from_secs(7),
        wait: Duration::from_secs(10),
    };
    let (confirmed, queries, time) = confirm(vec![signed_answer(&open)], patience);
    assert!(matches!(confirmed, Confirmed::StillUnknown(None)));
    assert_eq!(
        (queries, time),
        (3, Duration::from_secs(10)),
        "the last query is made when the patience ends"
    );
}

#[test]
fn another_user_amount_or_coin_is_no_end_of_this_transfer() {
    for status in ["\"SUCCESS\"", "\"FAILED\""] {
        let ended = with(TRANSFER_PAID, "trade_status", Some(status));
        for (field, value) in [
            ("openid", "\"user0002\""),
            ("total_amount", "149999999"),
            ("total_amount", "15000000"),
            ("settle_currency", "\"ETH\""),
            ("out_trade_no", "\"W2\""),
        ] {
            let answers = vec![signed_answer(&with(&ended, field, Some(value)))];
            let (confirmed, ..) = confirm(answers, Patience::default());
            let Confirmed::StillUnknown(Some(error)) = confirmed else {
                panic!("{field}: {confirmed:?}")
            };
            assert_eq!(error.field(), Some(field));
        }
    }
}

#[test]
fn what_is_not_proven_is_no_end() {
    let paid = signed(SECRET_KEY, TRANSFER_PAID);
    let unsigned = paid.split(",\"sign\"").next().unwrap().to_owned() + "}";
    for body in [
        success(&unsigned),
        success(&signed(MCH_KEY, TRANSFER_PAID)),
        "<html>".into(),
        failure("110043"),
    ] {
        let (confirmed, ..) = confirm(vec![Ok(answer(body))], Patience::default());
        assert!(matches!(confirmed, Confirmed::StillUnknown(Some(_))));
    }
}

#[test]
fn without_patience_it_asks_once() {
    let patience = Patience {
        wait: Duration::ZERO,
        ..Patience::default()
    };
    let (confirmed, queries, time) = confirm(vec![no_such_order()], patience);
    assert!(matches!(confirmed, Confirmed::StillUnknown(_)));
    assert_eq!((queries, time), (1, Duration::ZERO));
}

#[test]
fn what_cannot_be_asked_is_an_error() {
    let (client, sent) = answered("");
    let good = ExpectedTransfer::from(&transfer());
    let patience = Patience::default();
    for (field, expected, patience) in [
        (
            "out_trade_no",
            ExpectedTransfer {
                out_trade_no: String::new(),
                ..good.clone()
            },
            patience,
        ),
        (
            "out_trade_no",
            ExpectedTransfer {
                out_trade_no: "a-b".into(),
                ..good.clone()
            },
            patience,
        ),
        (
            "openid",
            ExpectedTransfer {
                openid: String::new(),
                ..good.clone()
            },
            patience,
        ),
        (
            "settle_currency",
            ExpectedTransfer {
                settle_currency: String::new(),
                ..good.clone()
            },
            patience,
        ),
        (
            "total_amount",
            ExpectedTransfer {
                total_amount: Amount::default(),
                ..good.clone()
            },
            patience,
        ),
        (
            "poll_seconds",
            good.clone(),
            Patience {
                poll: Duration::ZERO,
                ..patience
            },
        ),
    ] {
        let error = client
            .confirm_transfer(&expected, patience, |_| {})
            .unwrap_err();
        assert_eq!(
            (error.field(), error.outcome()),
            (Some(field), Outcome::NotSent)
        );
    }
    assert!(sent.all().is_empty());
}
