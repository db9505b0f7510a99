//! confirm_payout: what became of a payout whose answer was lost.

use std::sync::Arc;
use std::time::Duration;

use crate::gateway::*;
use recharge_payout::*;
use transport::{Clock, Delivery, ErrorKind, ManualClock, Request, Response, TransportError};

const NOT_FOUND: &str = r#"{"error":"object_not_found","errorMessage":""}"#;
const INVALID: &str = r#"{"error":"invalid_data","errorMessage":""}"#;

fn status(status: u8) -> String {
    format!(r#"{{"error":"success","result":{{"Mrn":"P-0001","status":{status}}}}}"#)
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const PATIENCE: Patience = Patience {
    poll: seconds(5),
    wait: seconds(300),
    not_found: seconds(60),
};

/// What a query is met with.
#[derive(Clone)]
enum Met {
    /// HTTP status, whether it is provably whole, body.
    Answered(u16, bool, String),
    Silent,
}
use Met::{Answered, Silent};

/// What the query answers from a virtual second on; `None` is no answer at all.
type Script = Vec<(u64, Option<String>)>;

fn confirm(base_url: &str, script: Script, patience: Patience) -> (Confirmed, u64, usize) {
    let met = |body: Option<String>| body.map_or(Silent, |body| Answered(200, true, body));
    let script = script.into_iter().map(|(from, body)| (from, met(body)));
    confirm_scripted(base_url, script.collect(), patience)
}

fn confirm_scripted(
    base_url: &str,
    script: Vec<(u64, Met)>,
    patience: Patience,
) -> (Confirmed, u64, usize) {
    let clock = ManualClock::default();
    let time = clock.clone();
    let link = move |_: &Request| -> Result<Response, TransportError> {
        let now = time.monotonic().as_secs();
        let (_, met) = script
            .iter()
            .rev()
            .find(|(from, _)| *from <= now)
            .expect("the script begins at 0");
        match met {
            Answered(status, whole, body) => Ok(Response {
                status: *status,
                whole: *whole,
                ..ok(body)
            }),
            Silent => Err(TransportError::new(
                Delivery::Unknown,
                ErrorKind::Timeout,
                "late",
            )),
        }
    };
    let client = builder(base_url)
        .transport(link)
        .clock(clock.clone())
        .build()
        .unwrap();
    let mut queries = 0;
    let confirmed = client
        .confirm_payout("P-0001", patience, |_| queries += 1)
        .unwrap();
    (confirmed, clock.monotonic().as_secs(), queries)
}

#[test]
fn a_payout_that_is_there_ends_as_the_platform_says() {
    let (confirmed, at, queries) = confirm(HTTPS, vec![(0, Some(status(1)))], PATIENCE);
    assert!(matches!(confirmed, Confirmed::PaidOut));
    assert_eq!((at, queries), (0, 1));
    let script = vec![(0, None), (10, Some(status(0))), (42, Some(status(2)))];
    let (confirmed, at, queries) = confirm(HTTPS, script, PATIENCE);
    assert!(matches!(confirmed, Confirmed::Failed));
    assert_eq!((at, queries), (45, 10));
    let (confirmed, at, _) = confirm(HTTPS, vec![(0, Some(status(0)))], PATIENCE);
    assert!(matches!(confirmed, Confirmed::Waiting));
    assert_eq!(at, 300);
    let odd = vec![(0, Some(status(9)))];
    assert!(matches!(
        confirm(HTTPS, odd, PATIENCE).0,
        Confirmed::Waiting
    ));
}

#[test]
fn not_found_counts_only_after_its_time() {
    let (confirmed, at, _) = confirm(HTTPS, vec![(0, Some(NOT_FOUND.into()))], PATIENCE);
    assert!(matches!(confirmed, Confirmed::NotFound));
    assert_eq!(at, 60);
    let late = vec![
        (0, Some(NOT_FOUND.into())),
        (55, Some(status(0))),
        (70, Some(status(1))),
    ];
    assert!(matches!(
        confirm(HTTPS, late, PATIENCE).0,
        Confirmed::PaidOut
    ));
    let short = Patience {
        wait: seconds(59),
        ..PATIENCE
    };
    let (confirmed, at, _) = confirm(HTTPS, vec![(0, Some(NOT_FOUND.into()))], short);
    assert!(matches!(confirmed, Confirmed::StillUnknown(_)));
    assert_eq!(at, 59);
}

#[test]
fn a_payout_that_was_once_there_is_never_not_found() {
    for state in [0, 9] {
        for seen_at in [0, 50] {
            let script = vec![
                (0, Some(NOT_FOUND.into())),
                (seen_at, Some(status(state))),
                (seen_at + 5, Some(NOT_FOUND.into())),
            ];
            let (confirmed, at, _) = confirm(HTTPS, script, PATIENCE);
            match confirmed {
                Confirmed::StillUnknown(error) => {
                    let code = error.failure().unwrap().code.as_ref();
                    assert_eq!(code, Some(&Code::ObjectNotFound));
                }
                other => panic!("status {state} at {seen_at}: {other:?}"),
            }
            assert_eq!(at, 300);
        }
    }
}

#[test]
fn any_answer_but_the_denial_starts_the_time_of_not_found_anew() {
    let denial = || Answered(200, true, NOT_FOUND.into());
    let cases = [
        ("another failure", Answered(200, true, INVALID.into()), 115),
        ("a status", Answered(502, true, NOT_FOUND.into()), 115),
        ("a page", Answered(200, true, "<html>".into()), 115),
        (
            "no state",
            Answered(
                200,
                true,
                r#"{"error":"success","result":{"Mrn":"P-0001"}}"#.into(),
            ),
            115,
        ),
        (
            "another payout",
            Answered(200, true, status(0).replace("P-0001", "P-0002")),
            115,
        ),
        (
            "a state, perhaps cut short",
            Answered(200, false, status(0)),
            115,
        ),
        (
            "a denial, perhaps cut short",
            Answered(200, false, NOT_FOUND.into()),
            115,
        ),
        ("no answer", Silent, 60),
    ];
    for (name, between, ends) in cases {
        let script = vec![(0, denial()), (50, between), (55, denial())];
        let (confirmed, at, _) = confirm_scripted(HTTPS, script, PATIENCE);
        assert!(
            matches!(confirmed, Confirmed::NotFound),
            "{name}: {confirmed:?}"
        );
        assert_eq!(at, ends, "{name}");
    }
}

#[test]
fn queries_that_fail_end_nothing_and_prove_nothing() {
    for failing in [
        None,
        Some(INVALID.to_owned()),
        Some("<html>".into()),
        Some(status(1).replace("P-0001", "P-0002")),
    ] {
        let (confirmed, at, queries) = confirm(HTTPS, vec![(0, failing.clone())], PATIENCE);
        assert!(
            matches!(confirmed, Confirmed::StillUnknown(_)),
            "{failing:?}: {confirmed:?}"
        );
        assert_eq!((at, queries), (300, 61));
        let recovered = vec![(0, failing), (100, Some(status(1)))];
        assert!(matches!(
            confirm(HTTPS, recovered, PATIENCE).0,
            Confirmed::PaidOut
        ));
    }
}

#[test]
fn over_plain_http_nothing_is_confirmed() {
    for answer in [status(0), status(1), status(2), NOT_FOUND.to_owned()] {
        let (confirmed, at, _) = confirm(HTTP, vec![(0, Some(answer.clone()))], PATIENCE);
        assert!(
            matches!(confirmed, Confirmed::StillUnknown(_)),
            "{answer}: {confirmed:?}"
        );
        assert_eq!(at, 300);
    }
}

#[test]
fn a_query_that_cannot_be_made_is_an_error_at_once() {
    let (client, sent) = answering(&status(1));
    let error = client.confirm_payout("", PATIENCE, |_| {}).unwrap_err();
    assert_eq!(error.field(), Some("mrn"));
    let hasty = Patience {
        poll: Duration::ZERO,
        ..PATIENCE
    };
    assert_eq!(
        client
            .confirm_payout("P-0001", hasty, |_| {})
            .unwrap_err()
            .field(),
        Some("poll")
    );
    assert_eq!(sent.all(), []);
}

#[test]
fn the_defaults_let_not_found_be_reached() {
    let patience = Patience::default();
    assert!(patience.poll < patience.not_found && patience.not_found < patience.wait);
    let never = Patience {
        not_found: Duration::MAX,
        ..patience
    };
    assert!(matches!(
        confirm(HTTPS, vec![(0, Some(NOT_FOUND.into()))], never).0,
        Confirmed::StillUnknown(_)
    ));
}

#[test]
fn a_client_is_shared_between_threads() {
    let (client, sent) = answering(&status(1));
    let client = Arc::new(client);
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let client = Arc::clone(&client);
            std::thread::spawn(move || client.confirm_payout("P-0001", PATIENCE, |_| {}).unwrap())
        })
        .collect();
    for thread in threads {
        assert!(matches!(thread.join().unwrap(), Confirmed::PaidOut));
    }
    assert_eq!(sent.all().len(), 8);
}
