//! What an order query proves: paid, not paid for good, or neither.

use crate::answers::head;
use crate::support::*;
use chaoying::{Code, Error, OrderQuery, OrderQueryReply, Outcome, PayType, Verdict};

pub(crate) fn query(by: (&str, &str)) -> OrderQuery {
    let number = Some(by.1.to_owned());
    let (out_trade_no, transaction_id) = match by.0 {
        "out_trade_no" => (number, None),
        _ => (None, number),
    };
    OrderQuery {
        paytype: PayType::Wechat,
        mch_id: "00000001".into(),
        out_trade_no,
        transaction_id,
    }
}

#[test]
fn every_number_that_was_given_must_be_the_answers() {
    let both = |transaction_id: &str| OrderQuery {
        transaction_id: Some(transaction_id.to_owned()),
        ..query(("out_trade_no", "1497862554883"))
    };
    let client = client(signed(PAID));
    client.call(&both("755100001201706196281085687")).unwrap();
    let error = client
        .call(&both("755100001201706196281085688"))
        .unwrap_err();
    assert!(
        matches!(
            error,
            Error::Mismatch {
                field: "transaction_id"
            }
        ),
        "{error}"
    );
}

#[test]
fn an_order_query_tells_open_from_final() {
    let cases = [
        ("SUCCESS", "10000", Verdict::Paid),
        ("REFUND", "10002", Verdict::Refunded),
        ("FAIL", "10004", Verdict::NotPaid),
        ("FAIL", "10005", Verdict::NotPaid),
        ("FAIL", "10006", Verdict::NotPaid),
        ("FAIL", "10003", Verdict::Open),
        ("FAIL", "20007", Verdict::Open),
        ("FAIL", "10000", Verdict::Open),
        ("PROCESSING", "10001", Verdict::Open),
        ("NEED_QUERY", "10000", Verdict::Open),
        ("NEW", "10000", Verdict::Open),
        ("SUCCESS", "99999", Verdict::Paid),
        ("REFUND", "10000", Verdict::Refunded),
        ("REFUND", "10005", Verdict::Refunded),
        ("REFUND", "99999", Verdict::Refunded),
        ("REFUND", "10006", Verdict::Open),
        ("REFUND", "20006", Verdict::Open),
    ];
    for (trade_state, code, verdict) in cases {
        let mut fields = paid_but("trade_state", Some(trade_state));
        fields.retain(|(name, _)| *name != "code");
        fields.push(("code", code));
        let reply = client(signed(&fields))
            .call(&query(("out_trade_no", "1497862554883")))
            .unwrap();
        assert_eq!(reply.verdict(), verdict, "{trade_state} {code}");
        assert_eq!(reply.payment().is_some(), verdict == Verdict::Paid);
        let error = client(unsigned(&fields))
            .call(&query(("out_trade_no", "1497862554883")))
            .unwrap_err();
        assert_eq!(
            error.outcome(),
            Outcome::Unknown,
            "an unsigned answer says nothing"
        );
    }
}

/// Also of a reply that was kept and is read again.
#[test]
fn no_reply_with_a_code_that_says_otherwise_is_a_payment() {
    for code in Code::ALL {
        let mut fields = PAID.to_vec();
        fields.retain(|(name, _)| *name != "code");
        fields.push(("code", code.as_str()));
        let reply: OrderQueryReply = serde_json::from_str(&unsigned(&fields)).unwrap();
        let paid = *code == Code::Success;
        assert_eq!(reply.verdict() == Verdict::Paid, paid, "{code}");
        assert_eq!(reply.payment().is_some(), paid, "{code}");
    }
}

#[test]
fn an_order_query_without_a_trade_state_is_a_failure_with_the_gateways_words() {
    for code in ["10003", "10000", "10006", "20006", "99999"] {
        let fields = [("state", "SUCCESS"), ("code", code), ("msg", "why")];
        let error = client(signed(&fields))
            .call(&query(("out_trade_no", "1497862554883")))
            .unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        let failure = error.failure().expect("the gateway has spoken");
        let said = (failure.code.as_str(), failure.msg.as_deref());
        assert_eq!(said, (code, Some("why")));
    }
}

#[test]
fn a_query_that_fails_says_nothing_about_the_payment() {
    for code in ["20007", "20009", "20004", "20002"] {
        let error = client(signed(&head("FAIL", code, "")))
            .call(&query(("out_trade_no", "1497862554883")))
            .unwrap_err();
        assert_eq!(error.failure().unwrap().code.as_str(), code);
        assert_eq!(error.outcome(), Outcome::Unknown);
    }
}

#[test]
fn an_order_query_believes_paid_only_of_the_order_it_asked_for() {
    for (by, other) in [
        (("out_trade_no", "1497862554883"), "1497862554884"),
        (("transaction_id", "755100001201706196281085687"), "1"),
    ] {
        assert!(client(signed(PAID)).call(&query(by)).is_ok());
        let error = client(signed(&paid_but(by.0, Some(other))))
            .call(&query(by))
            .unwrap_err();
        assert!(
            matches!(error, Error::Mismatch { field } if field == by.0),
            "{error}"
        );
        let nameless = client(signed(&paid_but(by.0, None))).call(&query(by));
        assert!(nameless.is_err(), "paid, but the order is not named");
    }
}
