//! What an answer repeats of the request must be what was asked, in every operation; and what contradicts itself proves nothing.

use crate::answers::{head, pay_answered};
use crate::order_query::query;
use crate::support::*;
use chaoying::{
    AlipayPreorder, Cancel, Code, Error, FaceAuth, FacePay, Fen, Outcome, PayType, Refund,
    RefundQuery, TradeType, WechatPreorder,
};

pub(crate) fn refund() -> Refund {
    Refund {
        paytype: PayType::Wechat,
        mch_id: "00000001".into(),
        out_refund_no: "TK-1".into(),
        total_fee: Fen(100),
        refund_fee: Fen(40),
        op_user_id: "u".into(),
        out_trade_no: Some("1497862554883".into()),
        transaction_id: Some("755100001201706196281085687".into()),
        scene: None,
    }
}

pub(crate) fn cancel() -> Cancel {
    Cancel {
        paytype: PayType::Wechat,
        mch_id: "00000001".into(),
        out_trade_no: "1497862554883".into(),
        op_user_id: "u".into(),
        scene: None,
    }
}

pub(crate) fn refund_query() -> RefundQuery {
    RefundQuery {
        paytype: PayType::Wechat,
        mch_id: "00000001".into(),
        refund_id: Some("1995".into()),
        out_refund_no: Some("TK-1".into()),
        transaction_id: Some("755100001201706196281085687".into()),
        out_trade_no: Some("1497862554883".into()),
    }
}

pub(crate) fn face_pay() -> FacePay {
    FacePay {
        mch_id: "00000001".into(),
        openid: "oywgtuCJFeGzT-QtF-8U7FHb1z3Q".into(),
        out_trade_no: "1497862554883".into(),
        body: "b".into(),
        total_fee: Fen(100),
        face_code: "f".into(),
        ..Default::default()
    }
}

pub(crate) fn face_auth() -> FaceAuth {
    FaceAuth {
        store_id: "md_001".into(),
        store_name: "s".into(),
        device_id: "d".into(),
        rawdata: "r".into(),
        mch_id: Some("00000001".into()),
    }
}

pub(crate) fn wechat() -> WechatPreorder {
    WechatPreorder {
        mch_id: "00000001".into(),
        body: "b".into(),
        out_trade_no: "1497862554883".into(),
        total_fee: Fen(100),
        trade_type: TradeType::Native,
        product_id: Some("1".into()),
        ..Default::default()
    }
}

pub(crate) fn alipay() -> AlipayPreorder {
    AlipayPreorder {
        mch_id: "00000001".into(),
        body: "b".into(),
        out_trade_no: "1497862554883".into(),
        total_fee: Fen(100),
        trade_type: TradeType::Native,
        ..Default::default()
    }
}

/// Every operation about an order or a merchant's shop, asked and answered thus; and which fields of it an answer may repeat.
type Asked = (
    &'static str,
    fn(String) -> Option<Error>,
    &'static [&'static str],
);

const ASKED: &[Asked] = &[
    (
        "pay",
        |body| client(body).call(&pay()).err(),
        &["mch_id", "out_trade_no", "total_fee"],
    ),
    (
        "face pay",
        |body| client(body).call(&face_pay()).err(),
        &["mch_id", "out_trade_no", "total_fee"],
    ),
    (
        "order query",
        |body| {
            let mut query = query(("out_trade_no", "1497862554883"));
            query.transaction_id = Some("755100001201706196281085687".into());
            client(body).call(&query).err()
        },
        &["mch_id", "out_trade_no", "transaction_id"],
    ),
    (
        "refund",
        |body| client(body).call(&refund()).err(),
        &[
            "mch_id",
            "out_trade_no",
            "transaction_id",
            "out_refund_no",
            "total_fee",
            "refund_fee",
        ],
    ),
    (
        "refund query",
        |body| client(body).call(&refund_query()).err(),
        &[
            "mch_id",
            "out_trade_no",
            "transaction_id",
            "out_refund_no",
            "refund_id",
        ],
    ),
    (
        "cancel",
        |body| client(body).call(&cancel()).err(),
        &["mch_id", "out_trade_no"],
    ),
    (
        "WeChat pre-order",
        |body| client(body).call(&wechat()).err(),
        &["mch_id", "out_trade_no", "total_fee"],
    ),
    (
        "Alipay pre-order",
        |body| client(body).call(&alipay()).err(),
        &["mch_id", "out_trade_no", "total_fee"],
    ),
    (
        "face auth",
        |body| client(body).call(&face_auth()).err(),
        &["mch_id", "store_id"],
    ),
];

/// One answer that is a success of each of them.
pub(crate) fn success_of_all() -> Vec<(&'static str, &'static str)> {
    let mut fields = PAID.to_vec();
    fields.extend([
        ("out_refund_no", "TK-1"),
        ("refund_id", "1995"),
        ("refund_fee", "40"),
        ("refund_count", "1"),
        ("refund_fee_summary", "40"),
        (
            "refund_list",
            r#"[{"serial_no":"0","refund_id":"1995","out_refund_no":"TK-1","refund_fee":"40","refund_status":"SUCCESS"}]"#,
        ),
        ("channel_mch_id", "1"),
        ("store_id", "md_001"),
        ("authinfo", "a"),
        ("expires_in", "7200"),
    ]);
    fields
}

pub(crate) fn but<'a>(
    mut fields: Vec<(&'a str, &'a str)>,
    name: &str,
    value: &'a str,
) -> Vec<(&'a str, &'a str)> {
    let field = fields.iter_mut().find(|(field, _)| *field == name);
    field.expect("the field is there").1 = value;
    fields
}

#[test]
fn a_success_beside_a_code_that_says_otherwise_proves_nothing() {
    for (name, call, _) in ASKED {
        let with = |code| signed(&but(success_of_all(), "code", code));
        // The gateway has added codes before.
        for code in ["10000", "10007", "99999", "OK"] {
            let error = call(with(code));
            assert!(error.is_none(), "{name}: {code}: {error:?}");
        }
        // What they were to achieve.
        let achieved: &[Code] = match *name {
            "cancel" => &[Code::Refunded, Code::Closed, Code::Cancelled],
            "refund" | "refund query" => &[Code::Refunded],
            _ => &[],
        };
        for code in achieved {
            let error = call(with(code.as_str()));
            assert!(error.is_none(), "{name}: {code}: {error:?}");
        }
        let good = |code: &&Code| **code == Code::Success || achieved.contains(code);
        for code in Code::ALL.iter().filter(|code| !good(code)) {
            let error = call(with(code.as_str())).expect(name);
            assert_eq!(error.outcome(), Outcome::Unknown, "{name}: {error}");
            assert_eq!(error.failure().map(|failure| &failure.code), Some(code));
        }
    }
}

#[test]
fn whatever_an_answer_repeats_must_be_what_was_asked() {
    for (name, call, repeated) in ASKED {
        for field in *repeated {
            let others: &[&str] = match *field {
                "total_fee" | "refund_fee" => &["99", "101", "1.00", "100.0", "x"],
                _ => &["00000002", "x"],
            };
            for other in others {
                let success = but(success_of_all(), field, other);
                let answers = [
                    success.clone(),
                    but(but(success.clone(), "code", "10006"), "trade_state", "FAIL"),
                    but(but(success.clone(), "code", "10005"), "trade_state", "FAIL"),
                    but(but(success.clone(), "code", "20004"), "state", "FAIL"),
                    vec![("state", "FAIL"), ("code", "20002"), (*field, *other)],
                ];
                for fields in answers {
                    let error = call(signed(&fields)).expect(name);
                    assert!(
                        matches!(error, Error::Mismatch { field: named } if named == *field),
                        "{name}: {fields:?}: {error}"
                    );
                    assert_eq!(error.outcome(), Outcome::Unknown);
                }
            }
        }
        let mut other_agent = success_of_all();
        other_agent.push(("agent_id", "another"));
        let error = call(signed(&other_agent)).expect(name);
        assert_eq!(error.field(), Some("agent_id"), "{name}: {error}");
        // What is asked is asked in yuan.
        let mut foreign = success_of_all();
        foreign.push(("fee_type", "USD"));
        let error = call(signed(&foreign)).expect(name);
        assert_eq!(error.field(), Some("fee_type"), "{name}: {error}");
    }
}

#[test]
fn a_failure_that_repeats_what_was_asked_stays_a_refusal() {
    let mut fields = head("SUCCESS", "10006", "FAIL");
    fields.extend(&PAID[4..]);
    let refused = pay_answered(signed(&fields)).unwrap_err();
    assert_eq!(refused.outcome(), Outcome::Refused, "{refused}");
    // With a discount `base_fee` is the order's amount.
    let mut discounted = but(fields, "total_fee", "90");
    discounted.push(("base_fee", "100"));
    let refused = pay_answered(signed(&discounted)).unwrap_err();
    assert_eq!(refused.outcome(), Outcome::Refused, "{refused}");
}

#[test]
fn only_a_state_that_says_no_refuses_what_moves_no_money() {
    let cases = [
        ("FAIL", "20004", "", Outcome::Refused),
        ("FAIL", "99999", "FAIL", Outcome::Refused),
        ("SUCCESS", "10000", "FAIL", Outcome::Refused),
        ("VER", "20004", "", Outcome::Refused),
        ("SUCCESS", "10000", "", Outcome::Unknown),
        ("SUCCESS", "20004", "", Outcome::Unknown),
        ("SUCCESS", "10001", "PROCESSING", Outcome::Unknown),
        ("SUCCESS", "10000", "NEED_QUERY", Outcome::Unknown),
        ("SUCCESS", "10002", "REFUND", Outcome::Unknown),
        ("SUCCESS", "20004", "SUCCESS", Outcome::Unknown),
        ("FAIL", "20004", "SUCCESS", Outcome::Unknown),
        ("FAIL", "10001", "PROCESSING", Outcome::Unknown),
        ("NEW", "20004", "", Outcome::Unknown),
    ];
    for (state, code, trade_state, outcome) in cases {
        let fields = head(state, code, trade_state);
        for (name, call, _) in ASKED
            .iter()
            .filter(|(name, _, _)| name.contains("pre-order") || *name == "face auth")
        {
            let error = call(signed(&fields)).expect(name);
            assert_eq!(error.outcome(), outcome, "{name}: {fields:?}");
            let unsigned = call(unsigned(&fields)).expect(name);
            assert_eq!(unsigned.outcome(), Outcome::Unknown, "{name}: {fields:?}");
        }
    }
}
