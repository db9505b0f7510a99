//! What an answer proves.

use crate::order_query::query;
use crate::repeated::{but, cancel, refund, success_of_all, wechat};
use crate::support::*;
use chaoying::{Error, Fen, GetMerchant, Outcome, PayType, SendSmsCode};
use signing_core::VerifyError;
use transport::{Delivery, ErrorKind, ManualClock, TransportError};

pub(crate) fn pay_answered(body: impl Into<Vec<u8>>) -> Result<chaoying::Payment, Error> {
    client(body).call(&pay())
}

pub(crate) fn head<'a>(
    state: &'a str,
    code: &'a str,
    trade_state: &'a str,
) -> Vec<(&'a str, &'a str)> {
    vec![
        ("state", state),
        ("code", code),
        ("msg", "m"),
        ("trade_state", trade_state),
    ]
}

#[test]
fn a_signed_success_is_a_payment_with_all_its_fields() {
    let mut fields = PAID.to_vec();
    fields.push(("coupon_fee", "30"));
    fields.push(("later_field", "kept"));
    let payment = pay_answered(signed(&fields)).unwrap();
    assert_eq!(payment.total_fee, Fen(100));
    assert_eq!(payment.refundable(), Fen(70));
    assert_eq!(payment.transaction_id, "755100001201706196281085687");
    assert_eq!(payment.extra.len(), 1);
    assert_eq!(payment.extra["later_field"], "kept");
}

#[test]
fn numbers_are_read_as_texts_are_and_signed_with_their_own_text() {
    let sign = signer().sign(PAID);
    let body = unsigned(PAID).replace("\"total_fee\":\"100\"", "\"total_fee\":100");
    let body = body.replacen('{', &format!("{{\"sign\":\"{}\",", sign.to_lowercase()), 1);
    assert_eq!(pay_answered(body).unwrap().total_fee, Fen(100));
}

/// The table of protocols for pay: only the listed, signed failures are refusals.
#[test]
fn only_listed_and_signed_failures_of_a_payment_are_refusals() {
    let refused = [
        ("SUCCESS", "10006", "FAIL"),
        ("FAIL", "10006", "FAIL"),
        ("SUCCESS", "10000", "FAIL"),
        ("FAIL", "20002", ""),
        ("FAIL", "20004", ""),
        ("FAIL", "20005", ""),
        ("FAIL", "20012", ""),
        ("FAIL", "20013", ""),
        ("FAIL", "10002", ""),
        ("VER", "20004", ""),
        ("VER", "20004", "FAIL"),
        ("VER", "99999", ""),
        ("VER", "10000", ""),
    ];
    let unknown = [
        ("SUCCESS", "10001", "PROCESSING"),
        ("SUCCESS", "10000", "NEED_QUERY"),
        ("SUCCESS", "10000", "REFUND"),
        ("SUCCESS", "10000", ""),
        ("SUCCESS", "10001", "FAIL"),
        ("FAIL", "20003", ""),
        ("FAIL", "20006", ""),
        ("FAIL", "30001", ""),
        ("FAIL", "20003", "FAIL"),
        ("FAIL", "20006", "FAIL"),
        ("FAIL", "30001", "FAIL"),
        ("FAIL", "20007", ""),
        ("FAIL", "20008", ""),
        ("FAIL", "10002", "REFUND"),
        ("FAIL", "99999", ""),
        ("FAIL", "99999", "FAIL"),
        ("NEW", "20004", ""),
        ("NEW", "10006", "FAIL"),
        ("FAIL", "20004", "SUCCESS"),
        ("FAIL", "20004", "PROCESSING"),
        ("VER", "20004", "SUCCESS"),
        ("VER", "20004", "PROCESSING"),
        ("VER", "10001", ""),
        ("VER", "20006", ""),
    ];
    for (cases, outcome) in [
        (&refused[..], Outcome::Refused),
        (&unknown[..], Outcome::Unknown),
    ] {
        for (state, code, trade_state) in cases {
            let fields = head(state, code, trade_state);
            let error = pay_answered(signed(&fields)).unwrap_err();
            assert_eq!(error.outcome(), outcome, "{fields:?}");
            let failure = error.failure().unwrap();
            assert_eq!((failure.code.as_str(), failure.signed), (*code, true));
            let error = pay_answered(unsigned(&fields)).unwrap_err();
            assert_eq!(error.outcome(), Outcome::Unknown, "unsigned {fields:?}");
        }
    }
}

#[test]
fn no_failure_of_a_refund_or_cancel_proves_that_nothing_moved() {
    for code in ["20008", "20011", "20006", "20004", "99999"] {
        let client = client(signed(&head("FAIL", code, "")));
        assert_eq!(
            client.call(&refund()).unwrap_err().outcome(),
            Outcome::Unknown
        );
        assert_eq!(
            client.call(&cancel()).unwrap_err().outcome(),
            Outcome::Unknown
        );
    }
}

#[test]
fn answers_that_prove_nothing_are_unknown() {
    let good = signed(PAID);
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"<html>".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"{}".to_vec(),
        good.as_bytes()[..good.len() - 1].to_vec(),
        good.replace('{', "{\"state\":\"SUCCESS\",").into_bytes(),
        [good.as_bytes(), b"x"].concat(),
        good.replace("SUCCESS", "\u{1F600}")
            .replace('\u{1F600}', "\u{0}")
            .into_bytes(),
        [&good.as_bytes()[..20], &[0xff], &good.as_bytes()[20..]].concat(),
        unsigned(PAID).into_bytes(),
        good.replace("\"100\"", "\"1\"").into_bytes(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body).into_owned();
        let error = pay_answered(body).unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{shown}: {error}");
    }
    let error = pay_answered(unsigned(PAID)).unwrap_err();
    assert!(
        matches!(error, Error::Signature(VerifyError::Missing)),
        "{error}"
    );
}

#[test]
fn another_status_than_200_proves_nothing_unless_the_answer_is_signed() {
    for status_code in [201, 204, 302, 400, 500, 502] {
        let redirects = status_code == 302;
        let when_signed = |outcome| Some(if redirects { Outcome::Unknown } else { outcome });
        for (body, outcome) in [
            (signed(PAID), redirects.then_some(Outcome::Unknown)),
            (unsigned(PAID), Some(Outcome::Unknown)),
            (
                signed(&paid_but("total_fee", Some("1"))),
                Some(Outcome::Unknown),
            ),
            ("<html>".to_owned(), Some(Outcome::Unknown)),
            (unsigned(&head("FAIL", "20004", "")), Some(Outcome::Unknown)),
            (
                signed(&head("FAIL", "20004", "")),
                when_signed(Outcome::Refused),
            ),
        ] {
            let (client, _) = client_with(ManualClock::default(), move |_| {
                Ok(status(status_code, body.clone()))
            });
            let error = client.call(&pay()).err();
            assert_eq!(
                error.as_ref().map(Error::outcome),
                outcome,
                "{status_code}: {error:?}"
            );
            let told = error.map(|error| error.http_status());
            assert!(told.is_none_or(|told| told == Some(status_code)));
        }
        // Nobody vouches for a pre-order's answer but the way it came.
        let body = unsigned(&but(success_of_all(), "total_fee", "100"));
        let (client, _) = client_with(ManualClock::default(), move |_| {
            Ok(status(status_code, body.clone()))
        });
        let error = client.call(&wechat()).unwrap_err();
        assert_eq!(error.http_status(), Some(status_code));
    }
}

#[test]
fn a_transport_error_keeps_its_delivery_verdict() {
    for (delivery, outcome) in [
        (Delivery::NotSent, Outcome::NotSent),
        (Delivery::Unknown, Outcome::Unknown),
    ] {
        let (client, _) = client_with(ManualClock::default(), move |_| {
            Err(TransportError::new(delivery, ErrorKind::Closed, "reset"))
        });
        assert_eq!(client.call(&pay()).unwrap_err().outcome(), outcome);
    }
}

#[test]
fn a_genuine_answer_to_another_request_is_a_mismatch_and_unknown() {
    for (field, other) in [
        ("mch_id", "00000002"),
        ("out_trade_no", "1497862554884"),
        ("total_fee", "101"),
    ] {
        let error = pay_answered(signed(&paid_but(field, Some(other)))).unwrap_err();
        assert!(
            matches!(error, Error::Mismatch { field: named } if named == field),
            "{field}: {error}"
        );
        assert_eq!(
            (error.outcome(), error.http_status()),
            (Outcome::Unknown, Some(200))
        );
    }
    // What was asked is yuan.
    for (currency, good) in [("CNY", true), ("cny", true), ("USD", false), ("HKD", false)] {
        let mut fields = PAID.to_vec();
        fields.push(("fee_type", currency));
        let queried = client(signed(&fields)).call(&query(("out_trade_no", "1497862554883")));
        for error in [pay_answered(signed(&fields)).err(), queried.err()] {
            let named = error.as_ref().and_then(Error::field);
            assert_eq!(named, (!good).then_some("fee_type"), "{currency}");
        }
    }
    // A failure that names another order is not this order's refusal.
    let mut fields = head("FAIL", "20004", "");
    fields.push(("out_trade_no", "other"));
    assert_eq!(
        pay_answered(signed(&fields)).unwrap_err().outcome(),
        Outcome::Unknown
    );
}

#[test]
fn with_a_discount_the_order_amount_is_compared_and_the_paid_amount_told() {
    let mut fields = paid_but("total_fee", Some("90"));
    fields.push(("base_fee", "100"));
    let payment = pay_answered(signed(&fields)).unwrap();
    assert_eq!(
        (payment.total_fee, payment.order_fee()),
        (Fen(90), Fen(100))
    );
}

#[test]
fn registration_answers_have_no_trade_state_and_sms_tells_minutes() {
    let found = signed(&[
        ("state", "SUCCESS"),
        ("code", "10000"),
        ("mch_id", "f00000000000000001"),
        ("mch_trade_code", "f6742168cc"),
        ("mch_full_name", "广州市超赢信息科技有限公司"),
        ("mch_short_name", "超赢科技"),
        ("mch_state", "20"),
    ]);
    let ask = GetMerchant {
        username: Some("u".into()),
        password: Some("p".into()),
        ..Default::default()
    };
    let merchant = client(found).call(&ask).unwrap();
    assert_eq!(merchant.mch_state, chaoying::MchState::Active);
    let other_code = signed(&[("state", "SUCCESS"), ("code", "10001"), ("mch_id", "f0")]);
    assert!(client(other_code).call(&ask).is_err());

    let sent = signed(&[
        ("state", "SUCCESS"),
        ("code", "20"),
        ("msg", "短信验证码已发送"),
    ]);
    let sms = SendSmsCode {
        mobile: "13800000000".into(),
    };
    assert_eq!(client(sent).call(&sms).unwrap().code, 20);
    let merchant_error = signed(&[("state", "SUCCESS"), ("code", "20005")]);
    let error = client(merchant_error).call(&ask).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "no state says no");
    let refused = signed(&[("state", "FAIL"), ("code", "20004")]);
    assert_eq!(
        client(refused).call(&sms).unwrap_err().outcome(),
        Outcome::Refused
    );
}

#[test]
fn the_refund_list_is_read_from_a_text_and_from_a_plain_array() {
    let list = r#"[{"serial_no":"0","refund_id":"1995","out_refund_id":"5000","out_refund_no":"TK-1","refund_fee":"2","refund_status":"SUCCESS","refund_time":"20170622182219"},{"serial_no":1,"refund_id":"1996","out_refund_id":"5001","out_refund_no":"TK-2","refund_fee":1,"refund_status":"CHANGE","refund_bank":"CMB","out_refund_id":null,"refund_channel":null,"coupon_refund_fee":null}]"#
        .replacen(r#""out_refund_id":"5001","#, "", 1);
    let list = &*list;
    let fields = [
        ("state", "SUCCESS"),
        ("code", "10000"),
        ("trade_state", "SUCCESS"),
        ("mch_id", "00000001"),
        ("transaction_id", "1995201"),
        ("out_transaction_id", "4005"),
        ("out_trade_no", "1498125915060"),
        ("refund_count", "2"),
        ("refund_fee_summary", "3"),
        ("refund_list", list),
        ("nonce_str", "n"),
    ];
    let ask = chaoying::RefundQuery {
        paytype: PayType::Wechat,
        mch_id: "00000001".into(),
        out_refund_no: Some("TK-2".into()),
        ..Default::default()
    };
    let as_text = signed(&fields);
    let quoted = serde_json::to_string(list).unwrap();
    for body in [as_text.clone(), as_text.replace(&quoted, list)] {
        let reply = client(body).call(&ask).unwrap();
        assert_eq!((reply.refund_count, reply.refund_fee_summary), (2, Fen(3)));
        let refund = reply.refund("TK-2").unwrap();
        assert_eq!(
            (refund.refund_fee, refund.serial_no.as_str()),
            (Fen(1), "1")
        );
        assert_eq!(refund.refund_status, chaoying::RefundStatus::Change);
        assert_eq!(
            refund.extra.get("refund_bank").map(String::as_str),
            Some("CMB")
        );
    }
    let cases = [
        (None, Some("TK-3"), Some("out_refund_no")),
        (Some("1997"), None, Some("refund_id")),
        // Both are listed, of two refunds.
        (Some("1995"), Some("TK-2"), Some("out_refund_no")),
        (Some("1996"), Some("TK-2"), None),
        (Some("1995"), None, None),
    ];
    for (refund_id, out_refund_no, field) in cases {
        let ask = chaoying::RefundQuery {
            refund_id: refund_id.map(Into::into),
            out_refund_no: out_refund_no.map(Into::into),
            ..ask.clone()
        };
        let error = client(as_text.clone()).call(&ask).err();
        assert_eq!(error.as_ref().and_then(Error::field), field, "{error:?}");
    }
}

#[test]
fn of_a_refund_that_is_listed_twice_what_did_not_fail_counts() {
    let item = |status: &str| {
        format!(
            r#"{{"serial_no":"0","refund_id":"1","out_refund_no":"TK-1","refund_fee":"2","refund_status":"{status}"}}"#
        )
    };
    for (first, second, counts) in [
        ("FAIL", "SUCCESS", "SUCCESS"),
        ("PROCESSING", "FAIL", "PROCESSING"),
        ("FAIL", "FAIL", "FAIL"),
    ] {
        let list = format!("[{},{}]", item(first), item(second));
        let fields = but(success_of_all(), "refund_list", &list);
        let reply = client(signed(&fields))
            .call(&chaoying::RefundQuery {
                paytype: PayType::Wechat,
                mch_id: "00000001".into(),
                out_refund_no: Some("TK-1".into()),
                ..Default::default()
            })
            .unwrap();
        assert_eq!(reply.refund("TK-1").unwrap().refund_status.as_str(), counts);
    }
}

#[test]
fn the_gateways_words_are_kept_but_not_its_echo_of_secrets() {
    let msg = format!("bad sign: auth_code=120061098828009406&key={KEY}");
    let error = pay_answered(signed(&[
        ("state", "FAIL"),
        ("code", "20002"),
        ("msg", &msg),
    ]))
    .unwrap_err();
    assert_eq!(
        error.failure().unwrap().msg.as_deref(),
        Some("bad sign: auth_code=***&key=***")
    );
    let error = pay_answered(signed(&[
        ("state", "FAIL"),
        ("code", "E120061098828009406"),
        ("trade_state", KEY),
    ]))
    .unwrap_err();
    assert_eq!(error.to_string(), "FAIL E***, trade_state ***");
}
