//! Orders and their history.

use crate::dragonex::desk::{Desk, order, transfer};
use sandbox::{Gateway, dragonex::Config};
use serde_json::Value;
use std::time::Duration;

fn numbers(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|order| order["trade_no"].as_str().unwrap())
        .collect()
}

fn history(filter: &str) -> String {
    format!(
        r#"{{"coin_code":"","uid":0,"direction":0,"start_time":0,"end_time":0,"offset":0,"limit":20{filter}}}"#
    )
}

fn with(changes: &[(&str, &str)]) -> String {
    changes
        .iter()
        .fold(history(""), |text, (from, to)| text.replace(from, to))
}

#[test]
fn a_history_is_filtered_and_paged_newest_first() {
    let mut desk = Desk::new();
    let begun = desk.now.as_nanos();
    for nth in 0..25 {
        assert_eq!(
            desk.code("pay/app2user/do", &transfer(&format!("T{nth}"), "1")),
            1
        );
        desk.pass(1);
    }
    desk.payment("P1_PAYS", "1");
    desk.pass(5);
    let all = desk.ask("pay/order/history", &history(""));
    assert_eq!(
        (&all["data"]["total"], numbers(&all["data"]["list"]).len()),
        (&26.into(), 20)
    );
    assert_eq!(numbers(&all["data"]["list"])[..2], ["P1_PAYS", "T24"]);
    let rest = desk.ask(
        "pay/order/history",
        &with(&[("\"offset\":0", "\"offset\":24")]),
    );
    assert_eq!(numbers(&rest["data"]["list"]), ["T1", "T0"]);
    let cases = [
        (
            with(&[("\"direction\":0", "\"direction\":1")]),
            vec!["P1_PAYS"],
        ),
        (with(&[("\"uid\":0", "\"uid\":1000000")]), vec!["P1_PAYS"]),
        (
            with(&[("\"uid\":0", "\"uid\":\"1000000\"")]),
            vec!["P1_PAYS"],
        ),
        (
            with(&[("\"coin_code\":\"\"", "\"coin_code\":\"dt\"")]),
            vec![],
        ),
        (history(",\"trans_type\":3"), vec![]),
        (
            // The start is inclusive, the end is not.
            with(&[
                (
                    "\"start_time\":0",
                    &format!("\"start_time\":{}", begun + 3_000_000_000),
                ),
                (
                    "\"end_time\":0",
                    &format!("\"end_time\":{}", begun + 5_000_000_000),
                ),
            ]),
            vec!["T4", "T3"],
        ),
    ];
    for (body, expected) in cases {
        let page = desk.ask("pay/order/history", &body);
        assert_eq!(numbers(&page["data"]["list"]), expected, "{body}");
    }
    let text = desk.ask(
        "pay/order/history",
        &with(&[("\"uid\":0", "\"uid\":\"0\"")]),
    );
    assert_eq!(text["data"]["total"], 26, "the text 0 is all users, too");
    for (from, to) in [
        ("\"limit\":20", "\"limit\":0"),
        ("\"limit\":20", "\"limit\":21"),
        ("\"limit\":20", "\"limit\":\"20\""),
        ("\"uid\":0", "\"uid\":\"-1\""),
        ("\"uid\":0", "\"uid\":\"+1000000\""),
        ("\"uid\":0", "\"uid\":\"anna\""),
        ("\"uid\":0", "\"uid\":{}"),
    ] {
        let code = desk.code("pay/order/history", &with(&[(from, to)]));
        assert_eq!(code, 8, "{to}");
    }
}

#[test]
fn an_older_server_answers_the_bare_list() {
    let mut config = Config::default();
    config.bare_lists = true;
    let mut desk = Desk::with(config);
    desk.code("pay/app2user/do", &transfer("T1", "1"));
    let page = desk.ask("pay/order/history", &history(""));
    assert_eq!(numbers(&page["data"]), ["T1"]);
}

#[test]
fn a_hidden_order_is_there_but_not_seen() {
    let mut desk = Desk::new();
    desk.gateway.hide_next_order(Duration::from_secs(30));
    desk.code("pay/app2user/do", &transfer("T1_ATONCE", "1"));
    assert_eq!(desk.code("pay/order/detail", &order("T1_ATONCE")), 11027);
    assert_eq!(
        desk.code("pay/app2user/do", &transfer("T1_ATONCE", "1")),
        4009,
        "its number is used"
    );
    desk.pass(30);
    assert_eq!(desk.code("pay/order/detail", &order("T1_ATONCE")), 1);
}

#[test]
fn a_failure_names_the_order_unless_told_not_to() {
    let mut desk = Desk::new();
    assert_eq!(
        desk.ask("pay/order/detail", &order("T9"))["data"]["trade_no"],
        "T9"
    );
    let mut config = Config::default();
    config.name_orders = false;
    let mut desk = Desk::with(config);
    assert!(desk.ask("pay/order/detail", &order("T9"))["data"]["trade_no"].is_null());
}
