//! The plain data: clocks, outcomes, and that nothing secret is shown.

use std::{sync::Arc, time::Duration};

use transport::{
    Clock, Delivery, ErrorKind, ManualClock, Method, Outcome, Request, Response, SystemClock,
    Transport, TransportError,
};

const SECRET: &str = "s3cret";

#[test]
fn a_manual_clock_moves_only_when_told() {
    let clock = ManualClock::new(Duration::from_secs(1000));
    let same = clock.clone();
    clock.sleep(Duration::from_secs(5));
    same.advance(Duration::from_secs(2));
    assert_eq!(clock.now(), Duration::from_secs(1007));
    assert_eq!(clock.monotonic(), Duration::from_secs(7));

    same.set_wall_offset(-600_000);
    assert_eq!(clock.now(), Duration::from_secs(407));
    clock.set_wall_offset(600_000);
    assert_eq!(clock.now(), Duration::from_secs(1607));
    assert_eq!(clock.monotonic(), Duration::from_secs(7));

    clock.set_wall_offset(i64::MIN);
    assert_eq!(clock.now(), Duration::ZERO);
    clock.advance(Duration::MAX);
    assert_eq!(clock.monotonic(), Duration::MAX);
}

#[test]
fn the_system_clock_goes_forward() {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let (wall, before) = (clock.now(), clock.monotonic());
    assert!(wall > Duration::from_secs(1_700_000_000), "{wall:?}");
    clock.sleep(Duration::from_millis(5));
    assert!(clock.monotonic() - before >= Duration::from_millis(5));
}

#[test]
fn a_delivery_is_an_outcome() {
    assert_eq!(Outcome::from(Delivery::NotSent), Outcome::NotSent);
    assert_eq!(Outcome::from(Delivery::Unknown), Outcome::Unknown);
}

#[test]
fn debug_and_errors_show_no_query_user_header_value_or_body() {
    let url = format!("https://user:{SECRET}@gateway.example/pay?sign={SECRET}");
    let request = Request::post(&url, SECRET).header("auth", SECRET);
    let response = Response {
        status: 200,
        headers: vec![("token".into(), SECRET.into())],
        body: SECRET.into(),
        whole: true,
    };
    let error = TransportError::new(
        Delivery::Unknown,
        ErrorKind::Other,
        format!("at {url} it broke\r\n"),
    );
    let shown = format!("{request:?} {response:?} {error} {error:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(!error.to_string().contains(['\r', '\n']));
    for part in [
        "https://gateway.example/pay",
        "auth",
        "token",
        "body_len: 6",
    ] {
        assert!(shown.contains(part), "{part} not in {shown}");
    }
}

/// What a transport of one's own may say of a request that it could not send.
#[test]
fn an_error_shows_no_query_and_no_user_of_a_part_of_a_url() {
    for (detail, shown) in [
        ("POST /pay?key=SECRET failed?", "POST /pay failed?"),
        (
            "no way to shop:SECRET@gateway.example",
            "no way to gateway.example",
        ),
        (
            "shop:SECRET@gateway.example/p?k=SECRET",
            "gateway.example/p",
        ),
        ("is it up?", "is it up?"),
    ] {
        let error = TransportError::new(Delivery::Unknown, ErrorKind::Other, detail);
        assert_eq!(error.detail(), shown);
    }
}

#[test]
fn an_error_names_its_kind_its_detail_and_its_delivery() {
    let error = TransportError::new(Delivery::NotSent, ErrorKind::Connect, "x".repeat(5000));
    assert_eq!(error.detail().len(), 200);
    assert!(error.to_string().starts_with("no connection: xxx"));
    assert!(error.to_string().ends_with("(nothing was sent)"));
}

#[test]
fn closures_and_shared_transports_are_transports() {
    fn status(transport: impl Transport) -> u16 {
        transport
            .send(&Request::get("https://gateway.example/"))
            .unwrap()
            .status
    }
    let closure = |request: &Request| {
        assert_eq!(request.method, Method::Get);
        Ok(Response {
            status: 418,
            headers: vec![],
            body: vec![],
            whole: true,
        })
    };
    assert_eq!(status(closure), 418);
    let shared: Arc<dyn Transport> = Arc::new(closure);
    assert_eq!(status(shared.clone()), 418);
    assert_eq!(status(shared), 418);
}

#[test]
fn headers_are_found_in_any_case() {
    let response = Response {
        status: 200,
        headers: vec![
            ("Content-Type".into(), "a".into()),
            ("content-type".into(), "b".into()),
        ],
        body: vec![],
        whole: false,
    };
    assert_eq!(response.header("CONTENT-TYPE"), Some("a"));
    assert_eq!(response.header("content-length"), None);
}

#[test]
fn a_post_is_taken_to_move_money() {
    assert!(Request::post("https://gateway.example/", "").moves_money);
    assert!(!Request::get("https://gateway.example/").moves_money);
}
