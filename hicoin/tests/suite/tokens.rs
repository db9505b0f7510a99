//! The base token: one request for all threads, renewed in time, renewed when refused.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, OnceLock, mpsc};
use std::time::Duration;

use crate::provider::*;
use hicoin::*;
use transport::{ManualClock, Observer};

fn query() -> TransferQuery {
    TransferQuery {
        out_trade_no: "W20260401000042".into(),
        ..TransferQuery::default()
    }
}

/// A client whose provider gives `token-1`, `token-2`, … and accepts those that `accepts` says.
fn numbered(
    clock: ManualClock,
    seconds: u64,
    accepts: impl Fn(usize) -> bool + Send + Sync + 'static,
) -> (Client, Sent) {
    let given = AtomicUsize::new(0);
    recorded(builder().clock(clock), move |request| {
        if is_token_request(request) {
            let number = given.fetch_add(1, Ordering::SeqCst) + 1;
            return Ok(answer(token_answer(&format!("token-{number}"), seconds)));
        }
        let number: usize = body(request)["access_token"]
            .strip_prefix("token-")
            .unwrap()
            .parse()
            .unwrap();
        let fields = if request.moves_money {
            TRANSFER_ACCEPTED
        } else {
            TRANSFER_PAID
        };
        Ok(answer(if accepts(number) {
            success(&signed(SECRET_KEY, fields))
        } else {
            failure("42001")
        }))
    })
}

fn tokens_used(sent: &Sent) -> Vec<String> {
    sent.calls()
        .iter()
        .map(|request| body(request)["access_token"].clone())
        .collect()
}

#[test]
fn sixty_four_threads_on_a_fresh_client_make_one_token_request() {
    let (client, sent) = recorded(builder(), |request| {
        if is_token_request(request) {
            // Long enough for every thread to find that there is no token yet.
            std::thread::sleep(Duration::from_millis(50));
            return Ok(answer(token_answer(TOKEN, 7200)));
        }
        Ok(answer(success(&signed(SECRET_KEY, TRANSFER_PAID))))
    });
    let gate = Barrier::new(64);
    std::thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                gate.wait();
                client.clone().call(&query()).unwrap();
            });
        }
    });
    assert_eq!((sent.token_requests(), sent.calls().len()), (1, 64));
}

#[test]
fn those_who_wait_share_a_failure_and_the_next_call_tries_again() {
    let attempts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&attempts);
    let (client, _) = recorded(builder(), move |request| {
        if is_token_request(request) {
            // Long enough for all to come and wait, even on a busy machine.
            std::thread::sleep(Duration::from_millis(500));
            let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
            return Ok(answer(if first {
                failure("40164")
            } else {
                token_answer(TOKEN, 7200)
            }));
        }
        Ok(answer(success(&signed(SECRET_KEY, TRANSFER_ACCEPTED))))
    });
    let gate = Barrier::new(16);
    let errors: Vec<Error> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..16)
            .map(|_| {
                scope.spawn(|| {
                    gate.wait();
                    client.call(&transfer()).err()
                })
            })
            .collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(!errors.is_empty());
    for error in errors {
        // The token was refused, so the transfer never left: it may be made again.
        assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
        assert_eq!(error.failure().unwrap().code.as_str(), "40164");
    }
    client.call(&transfer()).unwrap();
    assert_eq!(attempts.load(Ordering::SeqCst), 2);
}

#[test]
fn a_token_is_renewed_before_it_expires() {
    let clock = ManualClock::new(Duration::from_secs(1_700_000_000));
    let (client, sent) = numbered(clock.clone(), 7200, |_| true);
    client.call(&query()).unwrap();
    clock.advance(Duration::from_secs(6899));
    client.call(&query()).unwrap();
    // Set back, the wall clock does not make it live longer.
    clock.set_wall_offset(-86_400_000);
    client.call(&query()).unwrap();
    assert_eq!(sent.token_requests(), 1);
    clock.advance(Duration::from_secs(1));
    client.call(&query()).unwrap();
    assert_eq!(
        tokens_used(&sent),
        ["token-1", "token-1", "token-1", "token-2"]
    );
}

#[test]
fn a_machine_that_slept_renews_its_token_before_it_pays() {
    // Asleep, a machine's stopwatch stands still, and only the wall clock tells.
    let clock = ManualClock::new(Duration::from_secs(1_700_000_000));
    let (client, sent) = numbered(clock.clone(), 7200, |_| true);
    client.call(&query()).unwrap();
    clock.set_wall_offset(8 * 3_600_000);
    client.call(&transfer()).unwrap();
    assert_eq!(tokens_used(&sent), ["token-1", "token-2"]);
    // Kept by hand, it is measured by the same clocks.
    client.call(&AccessToken {}).unwrap();
    clock.set_wall_offset(16 * 3_600_000);
    client.call(&query()).unwrap();
    assert_eq!(tokens_used(&sent), ["token-1", "token-2", "token-4"]);
}

#[test]
fn a_call_from_within_the_tokens_own_request_is_refused_and_not_sent() {
    #[derive(Clone, Default)]
    struct Asking {
        client: Arc<OnceLock<Client>>,
        told: Arc<Mutex<Vec<Error>>>,
    }
    impl Asking {
        fn ask(&self, operation: &str) {
            if operation == "access_token" {
                let asked = self.client.get().unwrap().call(&transfer());
                self.told.lock().unwrap().extend(asked.err());
            }
        }
    }
    impl Observer for Asking {
        fn started(&self, call: &transport::CallStart<'_>) {
            self.ask(call.operation);
        }
        fn ended(&self, call: &transport::CallEnd<'_>) {
            self.ask(call.operation);
        }
    }
    let observer = Asking::default();
    let (client, sent) = recorded(builder().observer(observer.clone()), |request| {
        Ok(answer(if is_token_request(request) {
            token_answer(TOKEN, 7200)
        } else {
            success(&signed(SECRET_KEY, TRANSFER_PAID))
        }))
    });
    assert!(observer.client.set(client.clone()).is_ok());
    // On a thread of its own: should it wait for itself, the test fails instead of waiting, too.
    let (ended, has_ended) = mpsc::channel();
    std::thread::spawn(move || ended.send(client.call(&query()).map(drop)));
    has_ended
        .recv_timeout(Duration::from_secs(30))
        .expect("it waits for itself")
        .expect("the outer call goes on");
    let told = observer.told.lock().unwrap();
    assert_eq!(told.len(), 2);
    for error in &*told {
        assert!(matches!(error, Error::NoToken(_)), "{error}");
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    assert_eq!((sent.token_requests(), sent.calls().len()), (1, 1));
}

#[test]
fn a_read_refused_for_its_token_is_repeated_once_under_a_new_one() {
    let (client, sent) = numbered(ManualClock::default(), 7200, |number| number >= 2);
    client.call(&query()).unwrap();
    assert_eq!(tokens_used(&sent), ["token-1", "token-2"]);
    let nonces: Vec<String> = sent
        .calls()
        .iter()
        .map(|request| body(request)["nonce_str"].clone())
        .collect();
    assert_ne!(nonces[0], nonces[1], "a repeated read is a new request");

    let (client, sent) = numbered(ManualClock::default(), 7200, |_| false);
    let error = client.call(&query()).unwrap_err();
    assert_eq!(error.failure().unwrap().code.as_str(), "42001");
    assert_eq!(
        tokens_used(&sent),
        ["token-1", "token-2"],
        "once, not for ever"
    );
}

#[test]
fn a_transfer_refused_for_its_token_is_never_repeated() {
    let (client, sent) = numbered(ManualClock::default(), 7200, |number| number >= 2);
    let error = client.call(&transfer()).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(tokens_used(&sent), ["token-1"]);
    client.call(&query()).unwrap();
    assert_eq!(
        tokens_used(&sent),
        ["token-1", "token-2"],
        "the next call goes under a new token"
    );
}

#[test]
fn a_token_of_the_callers_own_is_the_callers_to_renew() {
    let (client, sent) = numbered(ManualClock::default(), 7200, |_| false);
    let query = TransferQuery {
        access_token: Some("token-9".into()),
        ..query()
    };
    assert!(client.call(&query).is_err());
    assert_eq!(
        (sent.token_requests(), tokens_used(&sent)),
        (0, vec!["token-9".to_owned()])
    );
}

#[test]
fn the_codes_that_mean_a_refused_token_are_the_callers_to_choose() {
    for (codes, requests) in [(None, 1), (Some("110001"), 2)] {
        let builder = match codes {
            Some(code) => builder().token_codes([code]),
            None => builder(),
        };
        let (client, sent) = recorded(builder, |request| {
            Ok(answer(if is_token_request(request) {
                token_answer(TOKEN, 7200)
            } else {
                failure("110001")
            }))
        });
        assert!(client.call(&query()).is_err());
        assert_eq!(sent.calls().len(), requests, "{codes:?}");
    }
    let (client, sent) = recorded(builder(), |request| {
        let mut reply = answer(token_answer(TOKEN, 7200));
        if !is_token_request(request) {
            reply.status = 401;
        }
        Ok(reply)
    });
    assert_eq!(client.call(&query()).unwrap_err().http_status(), Some(401));
    assert_eq!(sent.calls().len(), 2, "HTTP 401 is a refused token, too");
}

#[test]
fn a_token_asked_for_by_hand_is_kept() {
    let (client, sent) = numbered(ManualClock::default(), 7200, |_| true);
    let reply = client.call(&AccessToken {}).unwrap();
    assert_eq!(
        (reply.access_token.expose(), reply.expires_in),
        ("token-1", 7200)
    );
    client.call(&query()).unwrap();
    assert_eq!(
        (sent.token_requests(), tokens_used(&sent)),
        (1, vec!["token-1".to_owned()])
    );
}

#[test]
fn an_empty_token_or_a_life_that_is_no_number_is_no_token() {
    for data in [
        r#"{"access_token":"","expires_in":"7200"}"#,
        r#"{"access_token":"t","expires_in":"soon"}"#,
        r#"{"access_token":"t","expires_in":"-1"}"#,
        r#"{"expires_in":"7200"}"#,
        "[]",
    ] {
        let (client, sent) = recorded(builder(), move |_| Ok(answer(success(data))));
        let error = client.call(&transfer()).unwrap_err();
        assert_eq!(
            (error.outcome(), sent.calls().len()),
            (Outcome::NotSent, 0),
            "{data}: {error}"
        );
    }
}

#[test]
fn the_observer_sees_the_token_request_inside_the_call_that_needs_it() {
    #[derive(Clone, Default)]
    struct Log(Arc<std::sync::Mutex<Vec<String>>>);
    impl Observer for Log {
        fn started(&self, call: &transport::CallStart<'_>) {
            self.0.lock().unwrap().push(format!(
                "{} {} {:?}",
                call.provider, call.operation, call.order
            ));
        }
        fn ended(&self, call: &transport::CallEnd<'_>) {
            self.0.lock().unwrap().push(format!(
                "{} {:?} {:?}",
                call.operation, call.http_status, call.result
            ));
        }
    }
    let log = Log::default();
    let (client, _) = recorded(builder().observer(log.clone()), |request| {
        Ok(answer(if is_token_request(request) {
            token_answer(TOKEN, 7200)
        } else {
            failure("110043")
        }))
    });
    assert!(client.call(&transfer()).is_err());
    assert_eq!(
        *log.0.lock().unwrap(),
        [
            "hicoin transfer Some(\"W20260401000042\")",
            "hicoin access_token None",
            "access_token Some(200) Ok(())",
            "transfer Some(200) Err(Refused)",
        ]
    );
}
