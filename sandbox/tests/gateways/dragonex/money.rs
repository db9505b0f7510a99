//! Where the money goes.

use crate::dragonex::desk::{Desk, ONE, order, payment, transfer};
use sandbox::{
    Gateway,
    dragonex::{Config, Course, User},
};
use std::time::Duration;

fn total(desk: &mut Desk, account: &str, body: &str) -> String {
    let answer = desk.ask(account, body);
    answer["data"]["total"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

fn users(desk: &mut Desk, uid: u64) -> String {
    total(
        desk,
        "user/coin/detail",
        &format!(r#"{{"dragonex_uid":{uid},"coin_code":"usdt"}}"#),
    )
}

fn apps(desk: &mut Desk) -> String {
    total(desk, "admin/coin/detail", r#"{"coin_code":"usdt"}"#)
}

fn status(desk: &mut Desk, trade_no: &str) -> i64 {
    let answer = desk.ask("pay/order/detail", &order(trade_no));
    answer["data"]["status"]
        .as_i64()
        .unwrap_or_else(|| -answer["code"].as_i64().unwrap())
}

#[test]
fn a_payment_moves_money_once_the_user_pays() {
    let mut desk = Desk::new();
    desk.payment("P1", "2.50");
    assert_eq!(
        (desk.booked("P1"), status(&mut desk, "P1")),
        ((2_500_000_000_000_000_000, 0), -11027)
    );
    assert!(desk.gateway.user_pays(desk.now, "P1"));
    assert!(!desk.gateway.user_pays(desk.now, "P1"), "only once");
    assert!(!desk.gateway.user_gives_up(desk.now, "P1"));
    assert_eq!(
        (users(&mut desk, 1_000_000), apps(&mut desk)),
        ("9997.5".into(), "1000002.5".into())
    );
    let answer = desk.ask("pay/order/detail", &order("P1"));
    assert_eq!(
        (&answer["data"]["volume"], &answer["data"]["status"]),
        (&"2.50".into(), &1.into())
    );
}

#[test]
fn a_payment_ends_as_the_user_has_it() {
    for (trade_no, after, expected) in [
        ("P_PAYS", 5, 1),
        ("P_GIVESUP", 5, -1),
        ("P_FAILS", 5, 2),
        ("P_WAITS", 15 * 60, 2),
    ] {
        let mut desk = Desk::new();
        desk.payment(trade_no, "1");
        desk.pass(after - 1);
        assert_eq!(status(&mut desk, trade_no), -11027, "{trade_no}");
        desk.pass(1);
        assert_eq!(status(&mut desk, trade_no), expected, "{trade_no}");
        assert_eq!(
            desk.booked(trade_no),
            (ONE, if expected == 1 { ONE } else { 0 })
        );
    }
    let mut desk = Desk::new();
    desk.gateway
        .plan_user("P1", User::PaysAfter(Duration::from_secs(60)));
    desk.payment("P1", "10000.000000000000000001");
    desk.pass(60);
    assert_eq!(status(&mut desk, "P1"), 2, "more than the user has");
}

#[test]
fn only_the_specified_user_pays() {
    let mut desk = Desk::new();
    let body =
        payment("P1", "1").replace("\"domain\"", "\"specify_dragonex_uid\":1000002,\"domain\"");
    assert_eq!(desk.code("pay/user2app/pre", &body), 1);
    desk.gateway.user_pays(desk.now, "P1");
    assert_eq!(
        (users(&mut desk, 1_000_002), users(&mut desk, 1_000_000)),
        ("9999".into(), "10000".into())
    );
}

#[test]
fn a_number_is_used_once_for_whatever() {
    let mut desk = Desk::new();
    desk.payment("N1", "1");
    desk.code("pay/app2user/do", &transfer("N2", "1"));
    for number in ["N1", "N2"] {
        assert_eq!(desk.code("pay/app2user/do", &transfer(number, "1")), 4009);
        assert_eq!(desk.code("pay/user2app/pre", &payment(number, "1")), 4009);
    }
    assert_eq!(desk.gateway.ledger().entries.len(), 2);
}

#[test]
fn a_transfer_is_under_way_then_done_or_back() {
    for (trade_no, first, after, last, paid) in [
        ("T", 3, 1, 1, ONE),
        ("T_SLOW", 3, 120, 1, ONE),
        ("T_ATONCE", 1, 0, 1, ONE),
        ("T_FAILS", 3, 5, 2, 0),
    ] {
        let mut desk = Desk::new();
        let answer = desk.ask("pay/app2user/do", &transfer(trade_no, "1"));
        assert_eq!(
            (&answer["data"]["status"], &answer["data"]["direction"]),
            (&first.into(), &2.into())
        );
        assert_eq!(apps(&mut desk), "999999");
        desk.pass(after);
        assert_eq!(status(&mut desk, trade_no), last);
        assert_eq!(desk.booked(trade_no), (ONE, paid), "{trade_no}");
        assert_eq!(apps(&mut desk), if paid > 0 { "999999" } else { "1000000" });
    }
}

#[test]
fn behind_an_error_the_money_moved_or_not() {
    let mut desk = Desk::new();
    let request = desk.gateway.signed(
        desk.now,
        "/api/v1/pay/app2user/do/",
        &transfer("T_500", "1"),
    );
    let reply = desk.gateway.handle(desk.now, &request);
    assert_eq!((reply.status, reply.header("dragonex-sign")), (500, None));
    assert_eq!(desk.code("pay/app2user/do", &transfer("T_UNSURE", "1")), 6);
    assert_eq!(desk.code("pay/app2user/do", &transfer("T_ERROR", "1")), 6);
    desk.gateway
        .plan_transfer("T_PLANNED", Course::NotDoneBehindAnError);
    assert_eq!(desk.code("pay/app2user/do", &transfer("T_PLANNED", "1")), 6);
    let booked = ["T_500", "T_UNSURE", "T_ERROR", "T_PLANNED"].map(|number| desk.booked(number).1);
    assert_eq!(booked, [ONE, ONE, 0, 0]);
}

#[test]
fn returns_give_back_by_rate_or_volume() {
    let mut desk = Desk::new();
    desk.payment("P1", "100");
    let body = |number: &str, measure: &str| {
        format!(
            r#"{{"ori_trade_no":"P1","return_trade_no":"{number}",{measure},"scene":"","desc":"","device":""}}"#
        )
    };
    assert_eq!(
        desk.code("pay/return/do", &body("R0", r#""return_rate":"0.5""#)),
        11027
    );
    desk.gateway.user_pays(desk.now, "P1");
    for (number, measure, volume) in [
        ("R1", r#""return_rate":"0.66""#, "66"),
        ("R2", r#""return_rate":"1""#, "100"),
        ("R3", r#""return_volume":"0.1","return_rate":"""#, "0.1"),
        (
            "R4",
            r#""return_rate":"0.000000000000000001""#,
            "0.0000000000000001",
        ),
    ] {
        let answer = desk.ask("pay/return/do", &body(number, measure));
        assert_eq!(answer["data"]["volume"], volume, "{answer}");
    }
    let exactly_one = "exactly one of return_rate and return_volume";
    for (measure, why) in [
        (r#""return_rate":"1.1""#, "return_rate must be at most 1"),
        (r#""return_rate":"0""#, "greater than 0"),
        (r#""return_volume":"0""#, "greater than 0"),
        (
            r#""return_volume":"100.000000000000000001""#,
            "return_volume must be at most what was paid",
        ),
        (r#""return_rate":"0.5","return_volume":"1""#, exactly_one),
        (r#""x":1"#, exactly_one),
    ] {
        let answer = desk.ask("pay/return/do", &body("R9", measure));
        assert_eq!(answer["code"], 8, "{measure}");
        let msg = answer["msg"].as_str().unwrap();
        assert!(msg.contains(why), "{measure}: {msg}");
    }
    assert_eq!(
        desk.code("pay/return/do", &body("R1", r#""return_rate":"0.5""#)),
        4009
    );
}

#[test]
fn a_share_is_exact_to_the_smallest_part_of_a_coin() {
    for (paid, rate, expected) in [
        ("0.123456789123456789", "1", Ok("0.123456789123456789")),
        ("0.000000000000000003", "0.5", Ok("0.000000000000000001")),
        (
            "9999.999999999999999999",
            "0.999999999999999999",
            Ok("9999.999999999999989999"),
        ),
        ("0.000000000000000001", "1", Ok("0.000000000000000001")),
        (
            "0.000000000000000001",
            "0.5",
            Err("return_rate of this payment is less than"),
        ),
    ] {
        let mut desk = Desk::new();
        desk.payment("P1", paid);
        desk.gateway.user_pays(desk.now, "P1");
        let body = format!(
            r#"{{"ori_trade_no":"P1","return_trade_no":"R1","return_rate":"{rate}","scene":"","desc":"","device":""}}"#
        );
        let answer = desk.ask("pay/return/do", &body);
        match expected {
            Ok(volume) => assert_eq!(answer["data"]["volume"], volume, "{answer}"),
            Err(why) => assert!(
                answer["code"] == 8 && answer["msg"].as_str().unwrap().contains(why),
                "{answer}"
            ),
        }
    }
}

#[test]
fn open_accounts_are_charged_by_pay_token_only() {
    let mut desk = Desk::new();
    let charge = |number: &str, uid: u64, token: &str| {
        format!(
            r#"{{"trade_no":"{number}","uid":{uid},"coin_code":"dt","volume":"3","scene":"","desc":"","device":"","pay_token":"{token}"}}"#
        )
    };
    assert_eq!(
        desk.code(
            "open/pay/user2app/do",
            &charge("O1", 1_000_000, "sandboxpaytoken")
        ),
        1
    );
    assert_eq!(
        desk.code(
            "open/pay/user2app/do",
            &charge("O2", 1_000_001, "sandboxpaytoken")
        ),
        11034
    );
    assert_eq!(
        desk.code("open/pay/user2app/do", &charge("O3", 1_000_000, "guessed")),
        11034
    );
    let one = r#"{"dragonex_uid":1000000,"coin_code":"dt"}"#;
    assert_eq!(total(&mut desk, "open/user/coin/detail", one), "9997");
    assert_eq!(
        total(&mut desk, "user/coin/detail", one),
        "10000",
        "the coin account is another"
    );
}

/// Whatever happens, no part of a coin is made or lost.
#[test]
fn the_sum_of_all_purses_never_changes() {
    let mut config = Config::default();
    config.user_balance = "7".into();
    config.app_balance = "5".into();
    let mut desk = Desk::with(config);
    let all = desk.gateway.in_all("usdt").unwrap();
    assert_eq!(all, (3 * 2 * 7 + 2 * 5) * ONE);
    let endings = [
        "", "_SLOW", "_FAILS", "_500", "_UNSURE", "_ERROR", "_PAYS", "_GIVESUP", "_ATONCE",
    ];
    for nth in 0..400_u64 {
        let number = format!("N{}{}", nth / 2, endings[nth as usize % endings.len()]);
        let volume = format!("{}.{nth}", nth % 3);
        let request = match nth % 2 {
            0 => desk.gateway.signed(
                desk.now,
                "/api/v1/pay/app2user/do/",
                &transfer(&number, &volume),
            ),
            _ => desk.gateway.signed(
                desk.now,
                "/api/v1/pay/user2app/pre/",
                &payment(&number, &volume),
            ),
        };
        desk.gateway.handle(desk.now, &request);
        desk.pass(nth % 7);
        assert_eq!(desk.gateway.in_all("usdt"), Some(all), "{number}");
    }
    let paid = desk
        .gateway
        .ledger()
        .entries
        .values()
        .filter(|entry| entry.paid > 0)
        .count();
    assert!(paid > 20, "{paid}");
}
