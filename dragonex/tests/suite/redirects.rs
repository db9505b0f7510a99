//! Redirects: checked by their state, and believed in nothing else.

use dragonex::*;

const QUERY: &str = "order=7&id=31&uid=1000000&coin_code=usdt&volume=1.5&cut_volume=0&trade_no=21&direction=1&status=1&state=stateForTest";

fn state() -> Masked {
    "stateForTest".into()
}

#[test]
fn a_redirect_with_the_right_state_is_read() {
    let redirect = PaymentRedirect::read(QUERY, &state()).unwrap();
    assert_eq!(
        (redirect.id, redirect.uid, &*redirect.trade_no),
        (Some(31), Some(1_000_000), "21")
    );
    assert_eq!(redirect.volume, Some("1.50".parse().unwrap()));
    assert_eq!(
        (redirect.status.as_ref(), redirect.says_given_up()),
        (Some(&Status::Done), false)
    );
    assert_eq!(redirect.extra["order"], "7");
    assert!(!redirect.extra.contains_key("state"));
    let given_up = PaymentRedirect::read(
        "trade_no=21&status=-1&state=stateForTest&id=&uid=0",
        &state(),
    )
    .unwrap();
    assert!(given_up.says_given_up());
    assert_eq!(given_up.id, None);
}

#[test]
fn a_redirect_with_any_other_state_is_not() {
    for (from, to) in [
        ("state=stateForTest", "state=stateForTesT"),
        ("state=stateForTest", "state=stateForTes"),
        ("state=stateForTest", "state="),
        ("&state=stateForTest", ""),
        ("state=stateForTest", "State=stateForTest"),
    ] {
        let query = QUERY.replace(from, to);
        assert_eq!(
            PaymentRedirect::read(&query, &state()).unwrap_err(),
            RedirectError::State,
            "{to}"
        );
    }
    let empty = QUERY.replace("stateForTest", "");
    assert_eq!(
        PaymentRedirect::read(&empty, &Masked::default()).unwrap_err(),
        RedirectError::State
    );
}

#[test]
fn a_redirect_that_can_be_read_in_two_ways_is_not_read() {
    for query in [
        &format!("{QUERY}&state=stateForTest"),
        &format!("{QUERY}&status=1"),
        &format!("{QUERY}&x=%zz"),
        &format!("{QUERY}&x=%ff"),
    ] {
        assert!(
            matches!(
                PaymentRedirect::read(query, &state()),
                Err(RedirectError::Form(_))
            ),
            "{query}"
        );
    }
    for (from, to) in [
        ("trade_no=21&", ""),
        ("id=31", "id=x"),
        ("volume=1.5", "volume=1e5"),
    ] {
        let result = PaymentRedirect::read(&QUERY.replacen(from, to, 1), &state());
        assert!(matches!(result, Err(RedirectError::Invalid(_))), "{to}");
    }
}

#[test]
fn the_login_redirect_brings_a_code_or_a_refusal() {
    let granted = LoginRedirect::read(
        "code=c77685c94d&expire_time=1551348353&scopes=1%2C7&state=stateForTest&device=phone_0001",
        &state(),
    )
    .unwrap();
    assert_eq!(granted.code.as_ref().unwrap().expose(), "c77685c94d");
    assert_eq!(granted.scopes.as_deref(), Some("1,7"));
    let refused = LoginRedirect::read("code=&expire_time=-1&state=stateForTest", &state()).unwrap();
    assert_eq!(
        (refused.code.as_ref(), refused.expire_time),
        (None, Some(-1))
    );
    assert_eq!(
        LoginRedirect::read("code=c&state=another1", &state()).unwrap_err(),
        RedirectError::State
    );
}
