//! Asking until it is certain.

use std::sync::Mutex;
use std::time::Duration;

use dragonex::*;
use transport::{Clock, Delivery, ErrorKind, ManualClock, Request, Response, TransportError};

use crate::desk::{
    Desk, NOW, builder, failure, order, query, response, signed, signed_at, success, transfer,
};

fn payment(changes: &[(&str, &str)]) -> Response {
    let mut all = vec![("direction", "1")];
    all.splice(0..0, changes.iter().copied());
    signed(&success(&order(&all)))
}

fn confirm(answer: Response) -> Result<PaymentState, Error> {
    let desk = Desk::new(move |_: &Request| Ok(answer.clone()));
    let expected = ExpectedPayment::new("usdt", "1.5".parse().unwrap())
        .with_id(31)
        .with_uid(1_000_000);
    desk.client.confirm_payment("t_51", &expected)
}

#[test]
fn a_payment_is_paid_only_if_everything_agrees() {
    match confirm(payment(&[])) {
        Ok(PaymentState::Paid(order)) => {
            assert_eq!((order.id, order.into_order().uid), (Some(31), 1_000_000))
        }
        other => panic!("{other:?}"),
    }
    for (changes, field) in [
        (&[("id", "32")][..], "id"),
        (&[("trade_no", "\"t_52\"")], "trade_no"),
        (&[("coin_code", "\"dt\"")], "coin_code"),
        (&[("volume", "\"1.49\"")], "volume"),
        (&[("direction", "2")], "direction"),
        (&[("uid", "5")], "uid"),
        (&[("volume", "\"1.49\""), ("status", "2")], "volume"),
    ] {
        assert_eq!(confirm(payment(changes)).unwrap_err().field(), Some(field));
    }
}

#[test]
fn a_payment_that_is_not_done_is_open_or_over() {
    let state = |status: &str| confirm(payment(&[("status", status)])).unwrap();
    assert!(matches!(state("2"), PaymentState::NotPaid(_)));
    assert!(matches!(state("-1"), PaymentState::NotPaid(_)));
    assert!(matches!(state("3"), PaymentState::Open(Some(_))));
    assert!(matches!(state("77"), PaymentState::Open(Some(_))));
    for code in ["11027", "11041"] {
        assert!(matches!(
            confirm(signed(&failure(code))),
            Ok(PaymentState::Open(None))
        ));
    }
    assert!(
        confirm(response(200, &[], &failure("11027"))).is_err(),
        "unsigned, it says nothing"
    );
    assert!(confirm(signed(&failure("6"))).is_err());
}

/// A provider that answers by the clock it shares with the client, and how long confirming took.
fn search(
    patience: Patience,
    answer: impl Fn(u64) -> Result<Response, TransportError> + Send + Sync + 'static,
) -> (TransferState, u64) {
    let clock = ManualClock::new(Duration::from_secs(NOW));
    let time = clock.clone();
    let client = builder("https://oauth.dragonex.io")
        .clock(clock.clone())
        .transport(move |request: &Request| {
            assert!(!request.moves_money, "confirming only asks");
            assert!(request.url.ends_with("/api/v1/pay/order/detail/"));
            answer(time.monotonic().as_secs())
        })
        .build()
        .unwrap();
    let state = client
        .confirm_transfer(&transfer(), patience, |_| {})
        .unwrap();
    (state, clock.monotonic().as_secs())
}

fn denial(elapsed: u64, named: bool) -> Response {
    let data = if named {
        r#"{"trade_no":"t_51"}"#
    } else {
        "{}"
    };
    signed_at(
        &format!(r#"{{"ok":false,"code":11027,"msg":"","data":{data}}}"#),
        NOW + elapsed,
    )
}

fn found(elapsed: u64, changes: &[(&str, &str)]) -> Response {
    signed_at(&success(&order(changes)), NOW + elapsed)
}

#[test]
fn a_transfer_is_done_once_a_query_says_so() {
    let (state, took) = search(Patience::default(), |elapsed| match elapsed {
        0..20 => Err(TransportError::new(
            Delivery::Unknown,
            ErrorKind::Timeout,
            "",
        )),
        20..50 => Ok(denial(elapsed, true)),
        50..80 => Ok(found(elapsed, &[("status", "3")])),
        _ => Ok(found(elapsed, &[])),
    });
    assert!(
        matches!(&state, TransferState::Done(order) if order.id == Some(31)),
        "{state:?}"
    );
    assert_eq!(took, 80);
}

#[test]
fn a_transfer_that_failed_is_failed() {
    let (state, took) = search(Patience::default(), |elapsed| {
        Ok(found(elapsed, &[("status", "2")]))
    });
    assert!(matches!(state, TransferState::Failed(_)));
    assert_eq!(took, 0);
}

#[test]
fn no_such_record_counts_only_once_the_request_has_expired() {
    let (state, took) = search(Patience::default(), |elapsed| Ok(denial(elapsed, true)));
    assert!(matches!(state, TransferState::NotMade), "{state:?}");
    assert_eq!(
        took, 360,
        "five minutes that a request lives, and one until it is seen"
    );
    let (state, took) = search(Patience::default(), |elapsed| Ok(denial(elapsed, false)));
    assert!(matches!(state, TransferState::NotMade), "{state:?}");
    assert_eq!(took, 380, "heard three times where it names no order");
    let hasty = Patience {
        wait: Duration::from_secs(300),
        ..Patience::default()
    };
    let (state, took) = search(hasty, |elapsed| Ok(denial(elapsed, true)));
    match state {
        TransferState::StillUnknown {
            order: None,
            error: Some(error),
        } => {
            assert_eq!(error.failure().unwrap().code, Code::NoPayment);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(took, 300);
}

#[test]
fn nothing_but_a_signed_denial_of_this_order_makes_it_not_made() {
    let answers: [fn(u64) -> Result<Response, TransportError>; 6] = [
        |elapsed| {
            Ok(response(
                200,
                &[],
                &String::from_utf8(denial(elapsed, true).body).unwrap(),
            ))
        },
        |elapsed| {
            Ok(signed_at(
                r#"{"ok":false,"code":11027,"msg":"","data":{"trade_no":"t_52"}}"#,
                NOW + elapsed,
            ))
        },
        |elapsed| Ok(signed_at(&failure("6"), NOW + elapsed)),
        |elapsed| Ok(signed_at(&failure("11015"), NOW + elapsed)),
        |elapsed| Ok(found(elapsed, &[("trade_no", "\"t_52\"")])),
        // The clock of the server counts, not this machine's: here it goes five minutes slow, as much as a signature may be old.
        |elapsed| {
            Ok(signed_at(
                r#"{"ok":false,"code":11027,"msg":"","data":{"trade_no":"t_51"}}"#,
                NOW + elapsed - 290,
            ))
        },
    ];
    for (case, answer) in answers.into_iter().enumerate() {
        let (state, took) = search(Patience::default(), answer);
        assert!(
            matches!(state, TransferState::StillUnknown { .. }),
            "{case}: {state:?}"
        );
        assert_eq!(took, 480);
    }
}

#[test]
fn an_order_once_seen_under_way_is_never_called_not_made() {
    let (state, _) = search(Patience::default(), |elapsed| {
        Ok(if elapsed == 0 {
            found(0, &[("status", "3")])
        } else {
            denial(elapsed, true)
        })
    });
    assert!(
        matches!(state, TransferState::StillUnknown { order: Some(_), .. }),
        "{state:?}"
    );
}

#[test]
fn another_order_under_that_number_shows_that_the_number_is_used() {
    for (changes, used) in [
        (&[("volume", "\"15\"")][..], true),
        (&[("coin_code", "\"dt\"")], true),
        (&[("uid", "5")], true),
        (&[("direction", "1")], true),
        (&[("trade_no", "\"t_52\"")], false),
    ] {
        // Under an odd status, too: the signature proves.
        for status in [200, 500] {
            let (state, _) = search(Patience::default(), move |elapsed| {
                let mut shown = found(elapsed, changes);
                shown.status = status;
                Ok(if elapsed == 0 {
                    shown
                } else {
                    denial(elapsed, true)
                })
            });
            assert_eq!(
                matches!(state, TransferState::NotMade),
                !used,
                "{status} {changes:?}: {state:?}"
            );
        }
    }
}

#[test]
fn unnamed_denials_count_in_a_row_only() {
    type Answered = fn(u64) -> Result<Response, TransportError>;
    let others: [(Answered, bool); 7] = [
        (|elapsed| Ok(signed_at(&failure("6"), NOW + elapsed)), true),
        (|_| Ok(response(200, &[], &failure("11027"))), true),
        (|_| Ok(response(502, &[], "<html>")), true),
        (|elapsed| Ok(signed_at("<html>", NOW + elapsed)), true),
        (
            |elapsed| {
                let mut redirect = denial(elapsed, false);
                redirect.status = 302;
                Ok(redirect)
            },
            true,
        ),
        (
            |elapsed| Ok(found(elapsed, &[("trade_no", "\"t_52\"")])),
            true,
        ),
        (
            |_| {
                let late = TransportError::new(Delivery::Unknown, ErrorKind::Timeout, "");
                Err(late)
            },
            false,
        ),
    ];
    for (case, (other, breaks)) in others.into_iter().enumerate() {
        // From 360 s on the request has expired; every second answer is another one.
        let (state, took) = search(Patience::default(), move |elapsed| {
            if elapsed % 20 == 0 {
                Ok(denial(elapsed, false))
            } else {
                other(elapsed)
            }
        });
        let made = matches!(state, TransferState::NotMade);
        assert_eq!(
            (made, took),
            if breaks { (false, 480) } else { (true, 400) },
            "{case}: {state:?}"
        );
    }
}

#[test]
fn a_request_expires_by_the_latest_date_that_money_was_sent_under() {
    // How fast the clock went when the money was sent, and when it is denied for good.
    for (fast, ends) in [(0, 360), (290, 650), (-290, 360)] {
        let clock = ManualClock::new(Duration::from_secs(NOW));
        let time = clock.clone();
        let client = builder("https://oauth.dragonex.io")
            .clock(clock.clone())
            .transport(move |request: &Request| {
                if request.moves_money {
                    let late = TransportError::new(Delivery::Unknown, ErrorKind::Timeout, "");
                    return Err(late);
                }
                Ok(denial(time.monotonic().as_secs(), true))
            })
            .build()
            .unwrap();
        clock.set_wall_offset(fast * 1000);
        let sender = client.clone();
        assert_eq!(
            sender.call(&transfer()).unwrap_err().outcome(),
            Outcome::Unknown
        );
        // What moves no money has no part in it.
        clock.set_wall_offset(900_000);
        client.call(&query()).unwrap_err();
        clock.set_wall_offset(0);
        let patience = Patience {
            wait: Duration::from_secs(3600),
            ..Patience::default()
        };
        let state = client
            .confirm_transfer(&transfer(), patience, |_| {})
            .unwrap();
        assert!(matches!(state, TransferState::NotMade), "{state:?}");
        assert_eq!(clock.monotonic().as_secs(), ends, "{fast}");
    }
}

#[test]
fn another_order_under_that_number_is_no_confirmation() {
    let (state, _) = search(Patience::default(), |elapsed| {
        Ok(found(elapsed, &[("volume", "\"15\"")]))
    });
    match state {
        TransferState::StillUnknown {
            error: Some(error), ..
        } => assert_eq!(error.field(), Some("volume")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lost_return_or_charge_is_confirmed_the_same_way() {
    let desk = Desk::new(|_: &Request| Ok(signed(&success(&order(&[])))));
    let back = ReturnPayment {
        ori_trade_no: "21".into(),
        return_trade_no: "t_51".into(),
        return_rate: Some("0.5".parse().unwrap()),
        ..ReturnPayment::default()
    };
    let open = OpenTransfer(transfer());
    assert!(matches!(
        desk.client
            .confirm_transfer(&back, Patience::default(), |_| {}),
        Ok(TransferState::Done(_))
    ));
    assert!(matches!(
        desk.client
            .confirm_transfer(&open, Patience::default(), |_| {}),
        Ok(TransferState::Done(_))
    ));
}

#[test]
fn what_cannot_have_been_sent_is_not_asked_for() {
    let desk = Desk::new(|_: &Request| panic!("nothing is asked"));
    let nobody = Transfer {
        uid: None,
        ..transfer()
    };
    let error = desk
        .client
        .confirm_transfer(&nobody, Patience::default(), |_| {})
        .unwrap_err();
    assert_eq!(
        (error.field(), error.outcome()),
        (Some("uid"), Outcome::NotSent)
    );
    let hasty = Patience {
        poll: Duration::ZERO,
        ..Patience::default()
    };
    assert_eq!(
        desk.client
            .confirm_transfer(&transfer(), hasty, |_| {})
            .unwrap_err()
            .field(),
        Some("poll")
    );
}

#[test]
fn a_repeated_transfer_whose_first_arrived_is_asked_for() {
    let answers = Mutex::new(vec![success(&order(&[])), failure("4009")]);
    let desk = Desk::new(move |_: &Request| Ok(signed(&answers.lock().unwrap().pop().unwrap())));
    let error = desk.client.call(&transfer()).unwrap_err();
    assert_eq!(
        (error.outcome(), error.failure().unwrap().code.class()),
        (Outcome::Unknown, Class::Exists)
    );
    assert!(matches!(
        desk.client
            .confirm_transfer(&transfer(), Patience::default(), |_| {}),
        Ok(TransferState::Done(_))
    ));
}
