//! The till's flow on a clock of the test's own.

use std::time::Duration;

use crate::support::*;
use chaoying::{Client, Error, Outcome, Patience, PayType, Settled, Settlement, Step};
use transport::{Clock, Delivery, ErrorKind, ManualClock, Response, TransportError};

type Answer = Result<Response, TransportError>;

fn lost() -> Answer {
    Err(TransportError::new(
        Delivery::Unknown,
        ErrorKind::Closed,
        "reset",
    ))
}

fn not_sent() -> Answer {
    Err(TransportError::new(
        Delivery::NotSent,
        ErrorKind::Connect,
        "refused",
    ))
}

fn told(state: &str, code: &str, trade_state: &str) -> Answer {
    Ok(ok(signed(&[
        ("state", state),
        ("code", code),
        ("trade_state", trade_state),
        ("mch_id", "00000001"),
    ])))
}

fn paid() -> Answer {
    Ok(ok(signed(PAID)))
}

fn settlement() -> Settlement {
    Settlement {
        paytype: PayType::Wechat,
        op_user_id: "cashier".into(),
        patience: Patience::default(),
    }
}

struct Run {
    settled: Result<Settled, Error>,
    /// Method and seconds since the start of each request.
    calls: Vec<(String, u64)>,
}

impl Run {
    fn count(&self, method: &str) -> usize {
        self.calls
            .iter()
            .filter(|(called, _)| called == method)
            .count()
    }
}

/// Settles against a gateway that answers by method, how often that method was called before, and the seconds since the start.
fn settle(gateway: impl FnMut(&str, usize, u64) -> Answer + Send + 'static) -> Run {
    settle_with(Patience::default(), gateway)
}

fn settle_with(
    patience: Patience,
    mut gateway: impl FnMut(&str, usize, u64) -> Answer + Send + 'static,
) -> Run {
    let clock = ManualClock::default();
    let time = clock.clone();
    let mut counts = std::collections::HashMap::<String, usize>::new();
    let calls = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let record = std::sync::Arc::clone(&calls);
    let start = clock.monotonic();
    let (client, _): (Client, _) = client_with(clock, move |fields| {
        let method = fields.get("method").unwrap().to_owned();
        let seconds = (time.monotonic() - start).as_secs();
        record.lock().unwrap().push((method.clone(), seconds));
        let count = counts.entry(method.clone()).or_default();
        *count += 1;
        gateway(&method, *count - 1, seconds)
    });
    let settlement = Settlement {
        patience,
        ..settlement()
    };
    let settled = client.settle(&pay(), &settlement, |_| {});
    let calls = calls.lock().unwrap().clone();
    Run { settled, calls }
}

#[test]
fn a_payment_that_succeeds_at_once_is_one_call() {
    let run = settle(|_, _, _| paid());
    assert!(matches!(run.settled, Ok(Settled::Paid(_))));
    assert_eq!(run.calls.len(), 1);
}

#[test]
fn a_payment_whose_answer_is_lost_is_found_by_a_query_and_sent_once() {
    let run = settle(|method, _, _| if method == "pay" { lost() } else { paid() });
    assert!(matches!(run.settled, Ok(Settled::Paid(_))));
    assert_eq!(
        run.calls,
        [("pay".to_owned(), 0), ("orderquery".to_owned(), 5)]
    );
}

#[test]
fn a_refused_payment_is_declined_with_the_gateways_reason() {
    let run = settle(|_, _, _| told("FAIL", "20005", ""));
    let Ok(Settled::Declined(failure)) = run.settled else {
        panic!("{:?}", run.settled)
    };
    assert_eq!(failure.code.as_str(), "20005");
    assert_eq!(run.calls.len(), 1);
}

#[test]
fn a_payment_that_never_left_is_an_error_that_says_so() {
    let run = settle(|_, _, _| not_sent());
    assert_eq!(run.settled.unwrap_err().outcome(), Outcome::NotSent);
    assert_eq!(run.calls.len(), 1);
}

#[test]
fn open_answers_are_queried_again_until_the_customer_has_paid() {
    let run = settle(|method, nth, _| match (method, nth) {
        ("pay", _) => told("SUCCESS", "10001", "PROCESSING"),
        ("orderquery", 0) => lost(),
        ("orderquery", 1) => told("FAIL", "20007", ""),
        ("orderquery", 2) => told("SUCCESS", "10003", "FAIL"),
        ("orderquery", 3) => told("SUCCESS", "10001", "PROCESSING"),
        _ => paid(),
    });
    assert!(matches!(run.settled, Ok(Settled::Paid(_))));
    assert_eq!(
        (
            run.count("pay"),
            run.count("orderquery"),
            run.count("cancel")
        ),
        (1, 5, 0)
    );
}

#[test]
fn a_final_failure_is_declined() {
    for code in ["10004", "10005", "10006"] {
        let run = settle(move |method, _, _| {
            if method == "pay" {
                lost()
            } else {
                told("SUCCESS", code, "FAIL")
            }
        });
        let Ok(Settled::Declined(failure)) = run.settled else {
            panic!("{code}: {:?}", run.settled)
        };
        assert_eq!(failure.code.as_str(), code);
    }
}

#[test]
fn a_customer_who_takes_too_long_is_cancelled_and_a_query_confirms_it() {
    let run = settle(|method, _, seconds| match method {
        "cancel" => told("SUCCESS", "10000", "SUCCESS"),
        "orderquery" if seconds > 60 => told("SUCCESS", "10005", "FAIL"),
        _ => told("SUCCESS", "10001", "PROCESSING"),
    });
    assert!(matches!(run.settled, Ok(Settled::Cancelled)));
    assert_eq!(
        run.calls.iter().find(|(method, _)| method == "cancel"),
        Some(&("cancel".to_owned(), 60))
    );
    assert_eq!((run.count("pay"), run.count("cancel")), (1, 1));
}

#[test]
fn a_payment_reversed_by_the_cancel_is_cancelled() {
    let run = settle(|method, _, seconds| match method {
        "cancel" => told("SUCCESS", "10000", "SUCCESS"),
        "orderquery" if seconds > 60 => told("SUCCESS", "10002", "REFUND"),
        _ => lost(),
    });
    assert!(matches!(run.settled, Ok(Settled::Cancelled)));
}

#[test]
fn a_lost_cancel_is_sent_again_and_paid_is_not_believed_while_it_may_be_under_way() {
    let run = settle(|method, nth, seconds| match (method, nth) {
        ("cancel", 0 | 1) => lost(),
        ("cancel", _) => told("SUCCESS", "10000", "SUCCESS"),
        ("orderquery", _) if seconds >= 75 => told("SUCCESS", "10002", "REFUND"),
        ("orderquery", _) if seconds > 60 => paid(),
        _ => lost(),
    });
    assert!(
        matches!(run.settled, Ok(Settled::Cancelled)),
        "{:?}",
        run.settled
    );
    assert_eq!(run.count("cancel"), 3);
}

#[test]
fn a_payment_found_when_no_cancel_left_is_paid() {
    let run = settle(|method, _, seconds| match method {
        "cancel" => not_sent(),
        "orderquery" if seconds > 60 => paid(),
        _ => lost(),
    });
    assert!(matches!(run.settled, Ok(Settled::Paid(_))));
}

#[test]
fn a_gateway_that_stays_silent_leaves_it_unknown_and_no_cancel_comes_after_five_minutes() {
    let run = settle(|_, _, _| lost());
    assert!(matches!(run.settled, Ok(Settled::StillUnknown(_))));
    assert_eq!(run.count("pay"), 1);
    assert!(
        run.calls
            .iter()
            .all(|(method, seconds)| method != "cancel" || (15..=300).contains(seconds))
    );
}

#[test]
fn another_amount_under_the_same_number_is_not_this_payment() {
    let run = settle(|method, _, seconds| match method {
        "pay" => lost(),
        "cancel" => told("SUCCESS", "10000", "SUCCESS"),
        _ if seconds > 70 => told("SUCCESS", "10005", "FAIL"),
        _ => Ok(ok(signed(&paid_but("total_fee", Some("1"))))),
    });
    assert!(matches!(run.settled, Ok(Settled::Cancelled)));
}

#[test]
fn no_cancel_is_sent_sooner_than_fifteen_seconds_after_the_payment() {
    let clock = ManualClock::default();
    let time = clock.clone();
    let start = clock.monotonic();
    let mut cancelled = false;
    let (client, _) = client_with(clock, move |fields| match fields.get("method") {
        // The answer to pay takes eight seconds, and then does not come.
        Some("pay") => {
            time.advance(Duration::from_secs(8));
            lost()
        }
        Some("cancel") => {
            assert!(time.monotonic() - start >= Duration::from_secs(8 + 15));
            cancelled = true;
            told("SUCCESS", "10000", "SUCCESS")
        }
        Some("orderquery") if cancelled => told("SUCCESS", "10005", "FAIL"),
        _ => lost(),
    });
    let hasty = Settlement {
        patience: Patience {
            poll: Duration::from_secs(1),
            wait: Duration::from_secs(3),
        },
        ..settlement()
    };
    let mut steps = Vec::new();
    let settled = client.settle(&pay(), &hasty, |step| {
        steps.push(match step {
            Step::Pay(_) => "pay",
            Step::Query(_) => "query",
            Step::Cancelling => "cancelling",
            Step::Cancel(_) => "cancel",
            _ => "other",
        });
    });
    assert!(matches!(settled, Ok(Settled::Cancelled)));
    assert_eq!(
        steps,
        [
            "pay",
            // Patience was over when pay was: one query then, and one right before the cancel.
            "query",
            "query",
            "cancelling",
            "cancel",
            "query"
        ]
    );
}

#[test]
fn an_order_that_was_refunded_before_is_not_cancelled() {
    let run = settle(|method, _, _| match method {
        "pay" => lost(),
        _ => told("SUCCESS", "10002", "REFUND"),
    });
    assert_eq!(run.count("cancel"), 0);
    let Ok(Settled::StillUnknown(error)) = run.settled else {
        panic!("{:?}", run.settled)
    };
    let said = error.failure().map(|failure| failure.code.as_str());
    assert_eq!(said, Some("10002"), "{error}");
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[test]
fn what_tells_of_a_refund_is_not_cancelled_whatever_stands_beside_it() {
    for (code, trade_state) in [
        ("10002", "SUCCESS"),
        ("10006", "REFUND"),
        ("20006", "REFUND"),
    ] {
        let run = settle(move |method, _, _| match method {
            "pay" => lost(),
            _ => told("SUCCESS", code, trade_state),
        });
        assert_eq!(run.count("cancel"), 0, "{code} {trade_state}");
        assert!(matches!(run.settled, Ok(Settled::StillUnknown(_))));

        // It is seen only after a cancel that never left.
        let mut cancelled = false;
        let late = settle(move |method, _, _| match method {
            "pay" => lost(),
            "cancel" => {
                cancelled = true;
                not_sent()
            }
            _ if cancelled => told("SUCCESS", code, trade_state),
            _ => told("SUCCESS", "10001", "PROCESSING"),
        });
        assert_eq!(late.count("cancel"), 1, "{code} {trade_state}");
        assert!(matches!(late.settled, Ok(Settled::StillUnknown(_))));
    }
}

#[test]
fn the_error_of_a_payment_nobody_knows_of_never_says_that_it_was_not_sent() {
    let run = settle(|method, _, _| if method == "pay" { lost() } else { not_sent() });
    let Ok(Settled::StillUnknown(error)) = run.settled else {
        panic!("{:?}", run.settled)
    };
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
}

#[test]
fn a_refusal_that_took_long_to_come_leaves_as_much_time_for_the_order_to_show() {
    let clock = ManualClock::default();
    let time = clock.clone();
    let mut queries = 0;
    let (client, _) = client_with(clock, move |fields| match fields.get("method") {
        Some("pay") => {
            time.advance(Duration::from_secs(65));
            told("FAIL", "20004", "")
        }
        _ => {
            queries += 1;
            if queries < 4 {
                told("FAIL", "20007", "")
            } else {
                paid()
            }
        }
    });
    let settled = client.settle(&pay(), &settlement(), |_| {});
    assert!(matches!(settled, Ok(Settled::Paid(_))), "{settled:?}");
}

#[test]
fn a_refund_beside_a_cancel_that_was_refused_is_not_taken_for_its_work() {
    let run = settle(|method, _, seconds| match method {
        "cancel" => told("FAIL", "20011", ""),
        "orderquery" if seconds > 60 => told("SUCCESS", "10002", "REFUND"),
        _ => lost(),
    });
    assert!(matches!(run.settled, Ok(Settled::StillUnknown(_))));
    assert!(run.count("cancel") > 1);
}

#[test]
fn a_number_refused_because_it_is_in_use_is_settled_by_a_query() {
    let refused = || told("FAIL", "20004", "");
    let run = settle(move |method, _, _| if method == "pay" { refused() } else { paid() });
    assert!(matches!(run.settled, Ok(Settled::Paid(_))));
    assert_eq!((run.count("pay"), run.count("orderquery")), (1, 1));

    let other = settle(move |method, _, _| {
        if method == "pay" {
            refused()
        } else {
            Ok(ok(signed(&paid_but("total_fee", Some("1")))))
        }
    });
    assert!(matches!(other.settled, Ok(Settled::StillUnknown(_))));

    // Nobody answers whether the number has paid, or the customer is still at it: asked with the usual patience, never cancelled.
    for answer in [lost, || told("SUCCESS", "10001", "PROCESSING")] {
        let open = settle(move |method, _, _| if method == "pay" { refused() } else { answer() });
        assert!(matches!(open.settled, Ok(Settled::StillUnknown(_))));
        assert_eq!((open.count("pay"), open.count("cancel")), (1, 0));
        let queries: Vec<u64> = open.calls[1..].iter().map(|(_, at)| *at).collect();
        assert_eq!(queries, (0..=60).step_by(5).collect::<Vec<_>>());
    }
    let late = settle(move |method, _, seconds| match method {
        "pay" => refused(),
        _ if seconds < 20 => lost(),
        _ => paid(),
    });
    assert!(matches!(late.settled, Ok(Settled::Paid(_))));

    let failed = settle(move |method, _, _| {
        if method == "pay" {
            refused()
        } else {
            told("SUCCESS", "10006", "FAIL")
        }
    });
    assert_eq!((failed.count("orderquery"), failed.count("cancel")), (1, 0));
    let Ok(Settled::Declined(failure)) = failed.settled else {
        panic!("{:?}", failed.settled)
    };
    assert_eq!(failure.code.as_str(), "20004");
}

/// The line may have delivered the payment twice: the answer is the second one's, and the first one's order is not visible yet.
#[test]
fn a_number_in_use_is_declined_only_if_no_order_shows_while_there_is_patience() {
    let refused_pay = move |answers: fn(usize, u64) -> Answer, wait: u64| {
        let patience = Patience {
            wait: Duration::from_secs(wait),
            ..Patience::default()
        };
        let run = settle_with(patience, move |method, nth, seconds| match method {
            "pay" => told("FAIL", "20004", ""),
            _ => answers(nth, seconds),
        });
        assert_eq!((run.count("pay"), run.count("cancel")), (1, 0));
        run
    };
    let hidden = refused_pay(
        |_, seconds| {
            if seconds < 30 {
                told("FAIL", "20007", "")
            } else {
                paid()
            }
        },
        60,
    );
    assert!(
        matches!(hidden.settled, Ok(Settled::Paid(_))),
        "{:?}",
        hidden.settled
    );

    // To the end of the time in which a new order may not be seen, or of the patience.
    for (wait, end) in [(60, 30), (90, 30), (20, 20), (0, 0)] {
        let never = refused_pay(|_, _| told("FAIL", "20007", ""), wait);
        let Ok(Settled::Declined(failure)) = never.settled else {
            panic!("{:?}", never.settled)
        };
        assert_eq!(failure.code.as_str(), "20004");
        let queries: Vec<u64> = never.calls[1..].iter().map(|(_, at)| *at).collect();
        assert_eq!(queries, (0..=end).step_by(5).collect::<Vec<_>>());
    }

    // The last word counts, and only if it is signed, says no, and is about an order that was never spoken of.
    let unknown: [fn(usize, u64) -> Answer; 7] = [
        |_, seconds| {
            if seconds < 30 {
                told("FAIL", "20007", "")
            } else {
                lost()
            }
        },
        |nth, _| match nth {
            0 => told("SUCCESS", "10001", "PROCESSING"),
            _ => told("FAIL", "20007", ""),
        },
        |nth, _| match nth {
            0 => Ok(ok(signed(&paid_but("total_fee", Some("1"))))),
            _ => told("FAIL", "20007", ""),
        },
        |_, _| told("FAIL", "20004", ""),
        |_, _| told("SUCCESS", "20007", ""),
        |_, _| told("SUCCESS", "20007", "SUCCESS"),
        |_, _| Ok(ok(unsigned(&[("state", "FAIL"), ("code", "20007")]))),
    ];
    for (case, answers) in unknown.into_iter().enumerate() {
        let run = refused_pay(answers, 60);
        let Ok(Settled::StillUnknown(error)) = &run.settled else {
            panic!("{case}: {:?}", run.settled)
        };
        assert_eq!(error.outcome(), Outcome::Unknown, "{case}: {error}");
        assert_eq!(run.count("orderquery"), 13, "{case}");
    }
    // In both of the forms in which it can be said.
    let in_trade_state = refused_pay(|_, _| told("SUCCESS", "20007", "FAIL"), 60);
    assert!(matches!(in_trade_state.settled, Ok(Settled::Declined(_))));

    // An answer of another order's is no word on this one.
    let astray = refused_pay(
        |nth, _| match nth {
            0 => Ok(ok(signed(&paid_but("out_trade_no", Some("other"))))),
            _ => told("FAIL", "20007", ""),
        },
        60,
    );
    assert!(matches!(astray.settled, Ok(Settled::Declined(_))));
}

#[test]
fn an_answer_at_odds_with_itself_is_asked_again() {
    let at_odds = || Ok(ok(signed(&paid_but("code", Some("10001")))));
    let run = settle(move |method, nth, _| match (method, nth) {
        ("pay", _) | ("orderquery", 0 | 1) => at_odds(),
        _ => paid(),
    });
    assert!(matches!(run.settled, Ok(Settled::Paid(_))));
    assert_eq!((run.count("pay"), run.count("orderquery")), (1, 3));

    let never = settle(move |method, _, _| match method {
        "cancel" => lost(),
        _ => at_odds(),
    });
    assert!(
        matches!(never.settled, Ok(Settled::StillUnknown(_))),
        "{:?}",
        never.settled
    );
}

/// Neither a query nor a cancel carries the amount; settle knows it.
#[test]
fn an_answer_that_names_another_amount_settles_nothing() {
    let other_amount = |code: &str, trade_state: &str| -> Answer {
        Ok(ok(signed(&[
            ("state", "SUCCESS"),
            ("code", code),
            ("trade_state", trade_state),
            ("mch_id", "00000001"),
            ("total_fee", "1"),
        ])))
    };
    for code in ["10004", "10005", "10006"] {
        let run = settle(move |method, _, seconds| match method {
            "pay" | "cancel" => lost(),
            _ if seconds < 20 => other_amount(code, "FAIL"),
            _ => paid(),
        });
        assert!(matches!(run.settled, Ok(Settled::Paid(_))), "{code}");
    }
    // "Refunded" is the work of a cancel that was accepted; this one's answer is about another sale.
    let run = settle(move |method, _, seconds| match method {
        "cancel" => other_amount("10000", "SUCCESS"),
        "orderquery" if seconds > 60 => told("SUCCESS", "10002", "REFUND"),
        _ => lost(),
    });
    assert!(matches!(run.settled, Ok(Settled::StillUnknown(_))));
    assert!(run.count("cancel") > 1);
}

#[test]
fn however_long_the_patience_the_cancel_comes_in_time() {
    let clock = ManualClock::default();
    let time = clock.clone();
    let start = clock.monotonic();
    let mut cancelled = false;
    let (client, _) = client_with(clock, move |fields| match fields.get("method") {
        Some("cancel") => {
            assert_eq!(time.monotonic() - start, Duration::from_secs(240));
            cancelled = true;
            told("SUCCESS", "10000", "SUCCESS")
        }
        Some("orderquery") if cancelled => told("SUCCESS", "10005", "FAIL"),
        _ => told("SUCCESS", "10001", "PROCESSING"),
    });
    let patient = Settlement {
        patience: Patience {
            wait: Duration::from_secs(3600),
            ..Patience::default()
        },
        ..settlement()
    };
    let settled = client.settle(&pay(), &patient, |_| {});
    assert!(matches!(settled, Ok(Settled::Cancelled)), "{settled:?}");
}

#[test]
fn a_long_poll_outlives_no_patience() {
    let clock = ManualClock::default();
    let time = clock.clone();
    let (client, _) = client_with(clock, |_| lost());
    let rare = Settlement {
        patience: Patience {
            poll: Duration::from_secs(86_400),
            wait: Duration::from_secs(20),
        },
        ..settlement()
    };
    let start = time.monotonic();
    let settled = client.settle(&pay(), &rare, |_| {});
    assert!(
        matches!(settled, Ok(Settled::StillUnknown(_))),
        "{settled:?}"
    );
    // Until the cancel, and once more.
    assert_eq!(time.monotonic() - start, Duration::from_secs(40));
}

#[test]
fn a_settlement_without_paytype_or_operator_sends_nothing() {
    let (client, seen) = client_with(ManualClock::default(), |_| paid());
    for (settlement, field) in [
        (
            Settlement {
                paytype: PayType::default(),
                ..settlement()
            },
            "paytype",
        ),
        (
            Settlement {
                op_user_id: String::new(),
                ..settlement()
            },
            "op_user_id",
        ),
        (
            Settlement {
                patience: Patience {
                    poll: Duration::ZERO,
                    ..Patience::default()
                },
                ..settlement()
            },
            "poll_seconds",
        ),
        (
            Settlement {
                paytype: PayType::Qq,
                ..settlement()
            },
            "device_info",
        ),
    ] {
        let error = client.settle(&pay(), &settlement, |_| {}).unwrap_err();
        assert_eq!(
            (error.field(), error.outcome()),
            (Some(field), Outcome::NotSent)
        );
    }
    assert!(seen.lock().unwrap().is_empty());
}
