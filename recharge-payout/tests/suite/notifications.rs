//! Callbacks: what is believed, what is a match, and what is neither.

use crate::gateway::*;
use recharge_payout::*;

fn recharge_body(amount: &str, app_key: &str, channel: &str, mrn: &str, origin: &str) -> String {
    let sign = sign(&format!(
        "amount={amount}&appKey={app_key}&channel={channel}&mrn={mrn}&originAmount={origin}"
    ));
    let fields = [
        ("amount", amount),
        ("appKey", app_key),
        ("channel", channel),
        ("mrn", mrn),
        ("originAmount", origin),
        ("sign", &sign),
    ];
    signing_core::form::encode(fields)
}

fn payout_body(amount: &str, app_key: &str, mrn: &str) -> String {
    let sign = sign(&format!("amount={amount}&appKey={app_key}&mrn={mrn}"));
    signing_core::form::encode([
        ("amount", amount),
        ("appKey", app_key),
        ("mrn", mrn),
        ("sign", &sign),
    ])
}

fn own() -> Client {
    answering("").0
}

#[test]
fn a_recharge_matches_only_the_order_that_was_paid_in_full() {
    let paid = |paid: &str| Unexpected::PaidAmount {
        ordered: yuan("100"),
        paid: yuan(paid),
    };
    let differs = |field| Unexpected::Differs { field };
    for (amount, origin, mrn, ordered, expected) in [
        ("100.00", "100.00", "R-1", "100", Ok(Ack::Success)),
        ("100", "100.0", "R-1", "100.00", Ok(Ack::Success)),
        ("100.0000", "100", "R-1", "100.0", Ok(Ack::Success)),
        ("99.99", "100", "R-1", "100", Err(paid("99.99"))),
        ("100.01", "100", "R-1", "100", Err(paid("100.01"))),
        ("0.00", "100", "R-1", "100", Err(paid("0"))),
        ("100", "99.99", "R-1", "100", Err(differs("originAmount"))),
        ("99.99", "99.99", "R-1", "100", Err(differs("originAmount"))),
        ("100", "100", "R-2", "100", Err(differs("mrn"))),
        ("100", "100", "r-1", "100", Err(differs("mrn"))),
        ("1", "2", "R-2", "100", Err(differs("mrn"))),
    ] {
        let body = recharge_body(amount, APP_KEY, "2", mrn, origin);
        let callback = own().recharge_notification(body.as_bytes()).expect(&body);
        assert_eq!(
            (callback.amount.as_str(), &callback.channel),
            (amount, &Channel::Alipay)
        );
        assert_eq!(callback.expect("R-1", &yuan(ordered)), expected, "{body}");
    }
}

#[test]
fn a_short_payment_carries_both_amounts() {
    let body = recharge_body("80.5", APP_KEY, "2", "R-1", "100");
    let callback = own().recharge_notification(body.as_bytes()).unwrap();
    match callback.expect("R-1", &yuan("100.00")) {
        Err(Unexpected::PaidAmount { ordered, paid }) => {
            assert_eq!(
                (ordered.as_str(), paid.as_str(), paid.fen()),
                ("100", "80.5", 8_050)
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_payout_matches_by_number_and_amount() {
    let differs = |field| Err(Unexpected::Differs { field });
    for (amount, mrn, expected) in [
        ("500", "P-1", Ok(Ack::Success)),
        ("500.00", "P-1", Ok(Ack::Success)),
        ("500.01", "P-1", differs("amount")),
        ("5", "P-1", differs("amount")),
        ("500", "P-10", differs("mrn")),
    ] {
        let body = payout_body(amount, APP_KEY, mrn);
        let callback = own().payout_notification(body.as_bytes()).expect(&body);
        assert_eq!(callback.expect("P-1", WholeYuan(500)), expected, "{body}");
    }
}

#[test]
fn the_answer_is_the_bare_text() {
    assert_eq!((Ack::Success.text(), Ack::Fail.text()), ("success", "fail"));
}

#[test]
fn another_merchants_callback_is_refused_though_its_signature_is_right() {
    let client = own();
    let recharge = recharge_body("1", "other-key", "2", "R-1", "1");
    let payout = payout_body("1", "other-key", "P-1");
    for error in [
        client
            .recharge_notification(recharge.as_bytes())
            .unwrap_err(),
        client.payout_notification(payout.as_bytes()).unwrap_err(),
    ] {
        assert_eq!(error.field(), Some("appKey"), "{error}");
    }
}

#[test]
fn one_kind_of_callback_does_not_pass_for_the_other() {
    let client = own();
    let recharge = recharge_body("1", APP_KEY, "2", "R-1", "1");
    let payout = payout_body("1", APP_KEY, "P-1");
    assert!(client.payout_notification(recharge.as_bytes()).is_err());
    assert!(client.recharge_notification(payout.as_bytes()).is_err());
}

#[test]
fn genuine_bodies_are_read_as_they_are_written() {
    let client = own();
    let base = "amount=1&appKey=demo-key&channel=2&mrn=订 单+1&originAmount=1";
    let hex = sign(base);
    for body in [
        format!(
            "sign={hex}&originAmount=1&mrn=%E8%AE%A2+%E5%8D%95%2B1&channel=2&appKey=demo%2Dkey&amount=1"
        ),
        format!(
            "amount=1&appKey=demo-key&channel=2&mrn=%e8%ae%a2%20%e5%8d%95%2b1&originAmount=1&sign={}",
            hex.to_uppercase()
        ),
        format!(
            "amount=1&appKey=demo-key&channel=2&mrn=%E8%AE%A2+%E5%8D%95%2B1&originAmount=1&sign={hex}&note=unsigned&status=0"
        ),
    ] {
        let read = client.recharge_notification(body.as_bytes()).expect(&body);
        assert_eq!(read.mrn, "订 单+1");
        assert!(
            !format!("{read:?}").contains("unsigned"),
            "what is not signed is not handed over"
        );
    }
}

#[test]
fn a_field_does_not_swallow_its_neighbours() {
    // One signed string, two readings: what the platform meant, and what a forger made of it.
    let signed = "amount=1&appKey=demo-key&channel=2&mrn=a&mrn=b&originAmount=1";
    let body = signing_core::form::encode([
        ("amount", "1"),
        ("appKey", APP_KEY),
        ("channel", "2&mrn=a"),
        ("mrn", "b"),
        ("originAmount", "1"),
        ("sign", &sign(signed)),
    ]);
    assert!(matches!(
        own().recharge_notification(body.as_bytes()),
        Err(Error::Decode(_))
    ));
}

#[test]
fn amounts_that_are_no_decimals_are_refused() {
    for amount in [
        "", "1e2", "-1", "+1", "1.001", "1.", ".5", "１", "0x1", "1,00", "NaN",
    ] {
        for body in [
            recharge_body(amount, APP_KEY, "2", "R", "1"),
            recharge_body("1", APP_KEY, "2", "R", amount),
        ] {
            assert!(
                own().recharge_notification(body.as_bytes()).is_err(),
                "{body}"
            );
        }
    }
}

#[test]
fn no_bit_of_a_callback_can_be_changed() {
    let client = own();
    let mut mutants = 0;
    for n in 0..50 {
        let (amount, mrn) = (format!("{}.{:02}", n * n, n), format!("R-{n}/订单"));
        let recharge = recharge_body(&amount, APP_KEY, "2", &mrn, "100.00");
        mutants += bit_flips(&recharge, |body| client.recharge_notification(body).is_ok());
        let payout = payout_body(&n.to_string(), APP_KEY, &mrn);
        mutants += bit_flips(&payout, |body| client.payout_notification(body).is_ok());
    }
    assert!(mutants > 80_000, "{mutants}");
}

/// Flips every bit; only the case of hex, in the signature and in escapes, may be believed. Answers how many mutants there were.
fn bit_flips(body: &str, believed: impl Fn(&[u8]) -> bool) -> usize {
    assert!(believed(body.as_bytes()), "{body}");
    let hex_from = body.find("sign=").expect("there is a signature") + 5;
    for at in 0..body.len() {
        for bit in 0..8 {
            let mut changed = body.as_bytes().to_vec();
            changed[at] ^= 1 << bit;
            if believed(&changed) {
                let escape = body.as_bytes()[at.saturating_sub(2)..at].contains(&b'%');
                assert!(
                    changed.eq_ignore_ascii_case(body.as_bytes()) && (at >= hex_from || escape),
                    "{}",
                    String::from_utf8_lossy(&changed)
                );
            }
        }
    }
    body.len() * 8
}

#[test]
fn no_signed_field_can_be_dropped_doubled_renamed_emptied_or_swapped() {
    let client = own();
    let body = recharge_body("100.00", APP_KEY, "2", "R-1", "99");
    let fields: Vec<(&str, &str)> = body
        .split('&')
        .map(|field| field.split_once('=').unwrap())
        .collect();
    let join = |fields: &[(&str, &str)]| {
        fields
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("&")
    };
    assert!(
        client
            .recharge_notification(join(&fields).as_bytes())
            .is_ok()
    );
    let mut mutants = Vec::new();
    for at in 0..fields.len() {
        let mut dropped = fields.clone();
        dropped.remove(at);
        let mut doubled = fields.clone();
        doubled.push(fields[at]);
        let upper = fields[at].0.to_uppercase();
        let mut recased = fields.clone();
        recased[at].0 = &upper;
        let mut emptied = fields.clone();
        emptied[at].1 = "";
        let mut longer = fields.clone();
        longer[at].1 = "1000";
        mutants.extend([dropped, doubled, emptied, longer].map(|fields| join(&fields)));
        mutants.push(join(&recased));
        for other in at + 1..fields.len() {
            let mut swapped = fields.clone();
            (swapped[at].1, swapped[other].1) = (fields[other].1, fields[at].1);
            mutants.push(join(&swapped));
        }
    }
    mutants.extend([
        "".to_owned(),
        "{}".to_owned(),
        body.replace("amount=", "amount%00="),
        body.replace("sign=", "Sign="),
    ]);
    for mutant in mutants {
        assert!(
            client.recharge_notification(mutant.as_bytes()).is_err(),
            "{mutant}"
        );
    }
}
