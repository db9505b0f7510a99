//! Strictness: what the gateway takes, and what it says to the rest.

use crate::recharge_payout::desk::{ACCOUNT, CALLBACK, Desk, PAYOUTS, RECHARGES, member, text};
use sandbox::{Gateway, HttpRequest};

/// The body of a right payout with one text replaced, signed before that.
fn altered(desk: &Desk, from: &str, to: &str) -> HttpRequest {
    let mut request = desk.gateway.signed_payout("P", "500", ACCOUNT, CALLBACK);
    let body = String::from_utf8(request.body).unwrap();
    assert!(body.contains(from), "{from}");
    request.body = body.replacen(from, to, 1).into_bytes();
    request
}

#[test]
fn whatever_was_not_signed_is_a_sign_error() {
    let mut desk = Desk::new();
    for (from, to) in [
        (r#""amount":500"#, r#""amount":501"#),
        (r#""amount":500"#, r#""amount":500.0"#),
        ("招商银行", "招商 银行"),
        ("6868", "6869"),
        (CALLBACK, "https://evil.example/callback"),
        (r#""mrn":"P""#, r#""mrn":"p""#),
        (r#","sign":""#, r#","Sign":""#),
        (r#","sign":""#, r#","sign":"0"#),
    ] {
        let request = altered(&desk, from, to);
        let answer = text(&desk.send(&request));
        assert_eq!(
            member(&answer, "error"),
            "sign_error",
            "{from} → {to}: {answer}"
        );
        assert!(
            !answer.contains(ACCOUNT) && !answer.contains("sandboxrecharge"),
            "{answer}"
        );
    }
    assert!(desk.gateway.ledger().entries.is_empty());
}

#[test]
fn a_text_is_as_good_as_a_number_and_the_case_of_hex_does_not_matter() {
    let mut desk = Desk::new();
    let request = altered(&desk, r#""amount":500"#, r#""amount":"500""#);
    assert_eq!(member(&text(&desk.send(&request)), "error"), "success");
    let mut request = desk.gateway.signed_payout("P2", "500", ACCOUNT, CALLBACK);
    let body = String::from_utf8(request.body).unwrap();
    let (head, sign) = body.split_once(r#""sign":""#).unwrap();
    request.body = format!(r#"{head}"sign":"{}"#, sign.to_uppercase()).into_bytes();
    assert_eq!(member(&text(&desk.send(&request)), "error"), "success");
}

#[test]
fn data_that_breaks_a_rule_is_invalid_data() {
    let mut desk = Desk::new();
    for (from, to) in [
        (r#""mrn":"P""#, r#""mrn":"""#),
        (r#""mrn":"P","#, ""),
        (r#""mrn":"P""#, r#""mrn":7"#),
        (r#""mrn":"P""#, r#""mrn":["P"]"#),
        (r#""amount":500"#, r#""amount":true"#),
        (r#""amount":500"#, r#""amount":500,"amount":500"#),
        (r#""bankName":"招商银行","#, r#""bankName":null,"#),
        ("{", "["),
        ("}", ""),
    ] {
        let request = altered(&desk, from, to);
        let answer = text(&desk.send(&request));
        assert_eq!(
            member(&answer, "error"),
            "invalid_data",
            "{from} → {to}: {answer}"
        );
    }
    let signed = |mrn: &str, amount: &str, url: &str| {
        Desk::new().gateway.signed_payout(mrn, amount, ACCOUNT, url)
    };
    let long = "x".repeat(65);
    for request in [
        signed("P", "0", CALLBACK),
        signed("P", "0.5", CALLBACK),
        signed("P", "5.00", CALLBACK),
        signed("P", "1e3", CALLBACK),
        signed("P", "99999999999999999999", CALLBACK),
        signed(&long, "5", CALLBACK),
        signed("P", "5", "shop.example"),
        signed("P", "5", "https://"),
    ] {
        let answer = text(&desk.send(&request));
        assert_eq!(member(&answer, "error"), "invalid_data", "{answer}");
    }
    // A number below zero is a number.
    let request = altered(&desk, r#""amount":500"#, r#""amount":-5"#);
    let answer = text(&desk.send(&request));
    assert_eq!(member(&answer, "error"), "sign_error", "{answer}");
    let answer = text(&desk.send(&signed("P", "-5", CALLBACK)));
    assert!(
        answer.contains("amount must be whole yuan from 1"),
        "{answer}"
    );
    assert!(desk.gateway.ledger().entries.is_empty());
    assert_eq!(desk.payout(&"单".repeat(64), "5", ACCOUNT), "success");
}

#[test]
fn a_recharge_that_breaks_a_rule_has_no_page() {
    let mut desk = Desk::new();
    for amount in ["0", "0.00", "1.001", "01", "1e2"] {
        let answer = desk.recharge("R", amount);
        assert_eq!(
            (member(&answer, "success"), member(&answer, "payUrl")),
            ("false".into(), String::new()),
            "{answer}"
        );
    }
    for amount in ["0.01", "1", "1.5", "1.50"] {
        assert_eq!(
            member(&desk.recharge(&format!("R{amount}"), amount), "success"),
            "true",
            "{amount}"
        );
    }
}

#[test]
fn the_merchant_is_told_by_its_key_and_the_media_type_counts() {
    let mut desk = Desk::new();
    let request = altered(&desk, "sandbox-merchant", "somebody-else");
    assert_eq!(
        member(&text(&desk.send(&request)), "error"),
        "object_not_found"
    );
    let mut request = desk.gateway.signed_payout("P", "5", ACCOUNT, CALLBACK);
    request.headers.clear();
    assert_eq!(member(&text(&desk.send(&request)), "error"), "invalid_data");
}

#[test]
fn queries_are_signed_and_name_an_order_that_is_there() {
    let mut desk = Desk::new();
    desk.recharge("R", "1");
    assert_eq!(desk.query(RECHARGES, "R", false), "0");
    assert_eq!(desk.query(RECHARGES, "r", false), "object_not_found");
    assert_eq!(desk.query(PAYOUTS, "R", false), "object_not_found");
    let good = desk.gateway.signed_query(RECHARGES, "R", false);
    for (from, to, error) in [
        ("mrn=R", "mrn=S", "sign_error"),
        ("sign=", "sing=", "sign_error"),
        ("mrn=R", "mrn=", "invalid_data"),
        ("mrn=R", "mrn=R&mrn=R", "invalid_data"),
        ("mrn=R", "mrn=%ZZ", "invalid_data"),
        ("callback=false", "callback=maybe", "invalid_data"),
        ("sandbox-merchant", "other", "object_not_found"),
    ] {
        let request = HttpRequest {
            query: good.query.replacen(from, to, 1),
            ..good.clone()
        };
        assert_eq!(
            member(&text(&desk.send(&request)), "error"),
            error,
            "{from} → {to}"
        );
    }
}

#[test]
fn each_path_has_its_method() {
    let mut desk = Desk::new();
    for (method, path, status) in [
        ("GET", "/api/Pay/Create", 405),
        ("POST", "/api/Payments/Query", 405),
        ("PUT", "/api/Payouts/Create", 405),
        ("POST", "/api/Payouts/Query", 405),
        ("GET", "/api/Pay", 404),
        ("GET", "/api", 404),
        ("POST", "/api/pay", 404),
    ] {
        let request = HttpRequest {
            method: method.into(),
            ..HttpRequest::get(path)
        };
        assert_eq!(desk.send(&request).status, status, "{method} {path}");
    }
}

#[test]
fn requests_are_named_for_the_log_and_only_payouts_move_money() {
    let desk = Desk::new();
    let gateway = &desk.gateway;
    for (request, name, moves_money) in [
        (
            gateway.signed_page("N", "1", CALLBACK),
            "recharge_page",
            false,
        ),
        (
            gateway.signed_recharge("N", "1", CALLBACK),
            "create_recharge",
            false,
        ),
        (
            gateway.signed_query(RECHARGES, "N", false),
            "query_recharge",
            false,
        ),
        (
            gateway.signed_payout("N", "1", ACCOUNT, CALLBACK),
            "create_payout",
            true,
        ),
        (
            gateway.signed_query(PAYOUTS, "N", false),
            "query_payout",
            false,
        ),
    ] {
        let operation = gateway.operation(&request);
        assert_eq!(
            (
                operation.name,
                operation.moves_money,
                operation.order.as_deref()
            ),
            (name, moves_money, Some("N"))
        );
    }
    let other = gateway.operation(&HttpRequest::get("/sandbox"));
    assert_eq!((other.name, other.order), ("unknown", None));
}

#[test]
fn the_answers_are_not_signed_so_spoiling_changes_nothing() {
    let mut desk = Desk::new();
    let request = desk.gateway.signed_payout("P", "5", ACCOUNT, CALLBACK);
    let reply = desk.send(&request);
    let mut spoiled = reply.clone();
    desk.gateway
        .spoil_signature(&mut spoiled, sandbox::SignatureFault::Wrong);
    assert_eq!(spoiled, reply);
}
