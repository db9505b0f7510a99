//! What answers prove, and what they don't.

use crate::provider::*;
use hicoin::*;

fn transferred(body: impl Into<Vec<u8>>) -> Result<TransferReply, Error> {
    answered(body).0.call(&transfer())
}

fn queried(fields: &[(&str, &str)]) -> Result<TransferQueryReply, Error> {
    let query = TransferQuery {
        out_trade_no: "W20260401000042".into(),
        ..TransferQuery::default()
    };
    answered(success(&signed(SECRET_KEY, fields)))
        .0
        .call(&query)
}

fn ordered(fields: &[(&str, &str)]) -> Result<OrderQueryReply, Error> {
    let query = OrderQuery {
        out_trade_no: "P20260401000042".into(),
        ..OrderQuery::default()
    };
    answered(success(&signed(MCH_KEY, fields))).0.call(&query)
}

#[test]
fn answers_are_read_with_code_as_text_or_number_and_unknown_fields_kept() {
    let fields = with(TRANSFER_ACCEPTED, "fee", Some("1.50"));
    for code in ["\"0\"", "0"] {
        let body = format!(
            r#"{{ "msg": null, "data" : {} ,"code":{code}}}"#,
            signed(SECRET_KEY, &fields)
        );
        let (client, _) = answered(body.clone());
        let answer = client.call_for_answer(&transfer()).unwrap();
        assert_eq!(
            (answer.code, answer.msg, answer.body),
            (Code::Success, None, body.into_bytes())
        );
        assert_eq!(answer.reply.trade_no, "1048157710522051678581");
        assert_eq!(answer.reply.trade_type, Some(TradeType::Jsapi));
        assert_eq!(
            answer.reply.extra.into_iter().collect::<Vec<_>>(),
            [("fee".to_owned(), "1.50".to_owned())]
        );
    }
}

#[test]
fn an_answer_must_repeat_what_was_asked() {
    for (field, value) in [
        ("openid", "\"user0002\""),
        ("total_amount", "150000001"),
        ("settle_currency", "\"ETH\""),
    ] {
        let body = success(&signed(
            SECRET_KEY,
            &with(TRANSFER_ACCEPTED, field, Some(value)),
        ));
        let error = transferred(body).unwrap_err();
        assert_eq!(
            (error.field(), error.outcome()),
            (Some(field), Outcome::Unknown)
        );
        let accepted = [
            ("out_trade_no", "\"P20260401000042\""),
            ("trade_no", "\"1048\""),
            (field, value),
        ];
        let error = answered(success(&signed(MCH_KEY, &accepted)))
            .0
            .call(&preorder())
            .unwrap_err();
        assert_eq!(error.field(), Some(field));
    }
    let h5 = [
        ("out_trade_no", "\"P20260401000042\""),
        ("trade_no", "\"1048\""),
        ("trade_type", "\"JSAPI\""),
    ];
    assert_eq!(
        answered(success(&signed(MCH_KEY, &h5)))
            .0
            .call(&preorder())
            .unwrap_err()
            .field(),
        Some("trade_type")
    );
    let other = Some("\"W1\"");
    assert_eq!(
        queried(&with(TRANSFER_PAID, "out_trade_no", other))
            .unwrap_err()
            .field(),
        Some("out_trade_no")
    );
    assert_eq!(
        ordered(&with(ORDER_PAID, "out_trade_no", other))
            .unwrap_err()
            .field(),
        Some("out_trade_no")
    );
    let (client, _) = answered(success(r#"{"openid":"user0002"}"#));
    let info = UserInfo {
        access_token: "t".into(),
        openid: "user0001".into(),
    };
    assert_eq!(client.call(&info).unwrap_err().field(), Some("openid"));
}

#[test]
fn an_answer_that_names_another_app_or_order_is_anothers() {
    let data = |name, value| signed(SECRET_KEY, &with(TRANSFER_PAID, name, Some(value)));
    let beside = |text: &str| {
        success(&signed(SECRET_KEY, TRANSFER_PAID)).replacen('{', &format!("{{{text},"), 1)
    };
    let own = format!("\"{APP_ID}\"");
    for (body, field) in [
        (success(&data("app_id", "\"another\"")), Some("app_id")),
        (success(&data("app_id", "{}")), Some("app_id")),
        (success(&data("app_id", "7")), Some("app_id")),
        (success(&data("app_id", &own)), None),
        (success(&data("app_id", "null")), None),
        (beside(r#""app_id":"another""#), Some("app_id")),
        (beside(&format!(r#""app_id":{own}"#)), None),
        (beside(r#""out_trade_no":"W1""#), Some("out_trade_no")),
        (beside(r#""out_trade_no":["W1"]"#), Some("out_trade_no")),
        (beside(r#""out_trade_no":"W20260401000042""#), None),
        (
            r#"{"code":"110043","out_trade_no":"W1","data":null}"#.into(),
            Some("out_trade_no"),
        ),
        (
            r#"{"code":"110043","app_id":"another","data":null}"#.into(),
            Some("app_id"),
        ),
        (
            r#"{"code":"110043","data":{"app_id":"another"}}"#.into(),
            Some("app_id"),
        ),
    ] {
        let query = TransferQuery {
            out_trade_no: "W20260401000042".into(),
            ..TransferQuery::default()
        };
        let result = answered(body.clone()).0.call(&query);
        let told = result.as_ref().err().map(|error| {
            assert!(matches!(error, Error::Mismatch { .. }), "{body}: {error}");
            error.field().unwrap().to_owned()
        });
        assert_eq!(told.as_deref(), field, "{body}");
    }
    // Neither may a token be another app's.
    let data = r#"{"access_token":"t","expires_in":"9","app_id":"another"}"#;
    let (client, _) = recorded(builder(), move |_| Ok(answer(success(data))));
    let error = client.call(&transfer()).unwrap_err();
    assert_eq!(
        (error.field(), error.outcome()),
        (Some("app_id"), Outcome::NotSent)
    );
}

#[test]
fn only_documented_ends_are_ends() {
    for (status, verdict) in [
        ("SUCCESS", Verdict::Paid),
        ("FAILED", Verdict::NotPaid),
        ("FAIL", Verdict::Open),
        ("PROCESSING", Verdict::Open),
        ("success", Verdict::Open),
    ] {
        let status = format!("\"{status}\"");
        let reply = queried(&with(TRANSFER_PAID, "trade_status", Some(&status))).unwrap();
        assert_eq!(reply.verdict(), verdict, "{status}");
    }
    for (status, verdict) in [
        ("SUCCESS", Verdict::Paid),
        ("CLOSED", Verdict::NotPaid),
        ("NOTPAY", Verdict::Open),
        ("UNKNOW", Verdict::Open),
        ("UNKNOWN", Verdict::Open),
    ] {
        let status = format!("\"{status}\"");
        let reply = ordered(&with(ORDER_PAID, "trade_status", Some(&status))).unwrap();
        assert_eq!(reply.verdict(), verdict, "{status}");
        let amount = Amount::from_units(i64::MAX).unwrap();
        assert_eq!(reply.is_paid(amount, "USDT"), verdict == Verdict::Paid);
        assert!(!reply.is_paid(amount, "ETH") && !reply.is_paid("1".parse().unwrap(), "USDT"));
    }
}

#[test]
fn paid_is_believed_only_with_user_amount_and_coin() {
    for field in ["openid", "total_amount", "settle_currency"] {
        assert!(
            matches!(
                queried(&with(TRANSFER_PAID, field, None)),
                Err(Error::Decode(_))
            ),
            "{field}"
        );
        let failed = with(TRANSFER_PAID, "trade_status", Some("\"FAILED\""));
        assert!(
            queried(&with(&failed, field, None)).is_ok(),
            "a failed transfer may leave {field} out"
        );
    }
    for field in ["total_amount", "settle_currency"] {
        assert!(
            matches!(
                ordered(&with(ORDER_PAID, field, None)),
                Err(Error::Decode(_))
            ),
            "{field}"
        );
    }
    let unpaid = with(ORDER_PAID, "trade_status", Some("\"NOTPAY\""));
    let reply = ordered(&with(&unpaid, "settle_trans_amount", Some("0"))).unwrap();
    assert_eq!(reply.settle_trans_amount, Some(Amount::default()));
}

#[test]
fn amounts_are_read_as_they_stand_or_not_at_all() {
    for raw in ["150000000", "\"150000000\""] {
        assert_eq!(
            queried(&with(TRANSFER_PAID, "total_amount", Some(raw)))
                .unwrap()
                .total_amount,
            "1.5".parse().ok()
        );
    }
    for raw in [
        "1.5",
        "150000000.0",
        "1.5e8",
        "-150000000",
        "9223372036854775808",
        "\"1.5\"",
        "\"+1\"",
        "true",
    ] {
        let error = queried(&with(TRANSFER_PAID, "total_amount", Some(raw))).unwrap_err();
        assert!(
            matches!(&error, Error::Decode(text) if text.contains("total_amount") && !text.contains(raw)),
            "{error}"
        );
    }
}

#[test]
fn numbers_and_nested_values_are_verified_with_their_raw_text() {
    for raw in [
        "1.0",
        "1e3",
        "true",
        "{ \"b\" : [1, 2] }",
        "[1.50]",
        "\"\\u6d4b\\/\"",
        "null",
    ] {
        assert!(
            queried(&with(TRANSFER_PAID, "news", Some(raw))).is_ok(),
            "{raw}"
        );
        let data = signed(SECRET_KEY, &with(TRANSFER_PAID, "news", Some(raw)));
        let other = data.replace(&format!("\"news\":{raw}"), "\"news\":1.00");
        let query = TransferQuery {
            out_trade_no: "W20260401000042".into(),
            ..TransferQuery::default()
        };
        assert!(matches!(
            answered(success(&other)).0.call(&query),
            Err(Error::Signature(VerifyError::Mismatch))
        ));
    }
}

/// Every bit flip in `data`, and every field dropped, renamed, doubled, emptied, added or re-cased.
#[test]
fn no_mutant_of_signed_data_is_believed() {
    // Without an escape, whose hex digits would read alike in either case, and without a null, which counts as nothing.
    let fields = with(TRANSFER_PAID, "body", Some("\"提现 & more\""));
    let fields = with(&fields, "reason", None);
    let genuine = signed(SECRET_KEY, &fields);
    let query = TransferQuery {
        out_trade_no: "W20260401000042".into(),
        ..TransferQuery::default()
    };
    let believed = |data: &[u8]| {
        let body = [br#"{"code":"0","msg":"success","data":"#, data, b"}"].concat();
        answered(body).0.call(&query).is_ok()
    };
    assert!(believed(genuine.as_bytes()));
    let hex = genuine.find("\"sign\":\"").unwrap() + 8..genuine.len() - 2;
    let mut mutants = 0;
    for at in 0..genuine.len() {
        for bit in 0..8 {
            let mut mutant = genuine.clone().into_bytes();
            mutant[at] ^= 1 << bit;
            let same_hex =
                hex.contains(&at) && mutant[at].eq_ignore_ascii_case(&genuine.as_bytes()[at]);
            assert_eq!(believed(&mutant), same_hex, "byte {at} bit {bit}");
            mutants += 1;
        }
    }
    let sign = &genuine[hex];
    let object = |fields: &[(&str, &str)]| {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, raw)| format!("\"{name}\":{raw}"))
            .collect();
        format!("{{{},\"sign\":\"{sign}\"}}", pairs.join(","))
    };
    for (at, (name, value)) in fields.iter().enumerate() {
        let upper = name.to_uppercase();
        let changed = |field: Option<(&str, &str)>| {
            let mut fields = fields.clone();
            fields.remove(at);
            let mut fields: Vec<(&str, &str)> = fields;
            fields.extend(field);
            fields
                .iter()
                .map(|(name, raw)| format!("\"{name}\":{raw}"))
                .collect::<Vec<_>>()
                .join(",")
        };
        for field in [None, Some((&*upper, *value)), Some((name, "\"\""))] {
            let data = format!("{{{},\"sign\":\"{sign}\"}}", changed(field));
            assert!(!believed(data.as_bytes()), "{name}: {field:?}");
            mutants += 1;
        }
        let doubled = [&fields[..], &[(*name, *value)]].concat();
        assert!(!believed(object(&doubled).as_bytes()), "{name} twice");
        mutants += 1;
    }
    for (name, value) in [
        ("extra", "1"),
        ("", "\"x\""),
        ("sign2", "\"x\""),
        ("Sign", "\"x\""),
    ] {
        let added = [&fields[..], &[(name, value)]].concat();
        assert!(!believed(object(&added).as_bytes()), "{name} added");
        mutants += 1;
    }
    let swapped: Vec<(&str, &str)> = TRANSFER_PAID
        .iter()
        .map(|(name, value)| match *name {
            "subject" => ("body", *value),
            "body" => ("subject", *value),
            name => (name, *value),
        })
        .collect();
    assert!(!believed(object(&swapped).as_bytes()));
    for case in [
        sign.to_lowercase(),
        sign[..62].to_owned(),
        format!("{sign}00"),
        String::new(),
    ] {
        let data = genuine.replace(sign, &case);
        assert_eq!(
            believed(data.as_bytes()),
            case == sign.to_lowercase(),
            "{case}"
        );
    }
    assert!(mutants > 3_000, "{mutants}");
}

/// An empty text counts as an absent one, in signatures and in answers alike.
#[test]
fn what_is_required_must_not_be_empty() {
    let empty = Some("\"\"");
    let missing = |result: Result<(), Error>, field: &str| {
        let error = result.expect_err(field);
        assert!(matches!(error, Error::Decode(_)), "{field}: {error}");
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert!(error.to_string().contains(field), "{error}");
    };
    let accepted = success(&signed(
        SECRET_KEY,
        &with(TRANSFER_ACCEPTED, "trade_no", empty),
    ));
    missing(transferred(accepted).map(drop), "trade_no");
    let ordered_by = [
        ("out_trade_no", "\"P20260401000042\""),
        ("trade_no", "\"\""),
    ];
    let (client, _) = answered(success(&signed(MCH_KEY, &ordered_by)));
    missing(client.call(&preorder()).map(drop), "trade_no");
    let state = "trade_status";
    missing(queried(&with(TRANSFER_PAID, state, empty)).map(drop), state);
    missing(ordered(&with(ORDER_PAID, state, empty)).map(drop), state);

    let tokens = r#"{"access_token":"a","refresh_token":"r","expires_in":1,"openid":"o"}"#;
    for (field, value) in [
        ("access_token", "a"),
        ("refresh_token", "r"),
        ("openid", "o"),
    ] {
        let told = format!("\"{field}\":\"{value}\"");
        let emptied = tokens.replace(&told, &format!("\"{field}\":\"\""));
        assert_ne!(emptied, tokens);
        let (client, _) = answered(success(&emptied));
        missing(
            client.call(&UserToken { code: "c".into() }).map(drop),
            field,
        );
        let refresh = RefreshUserToken {
            refresh_token: "r".into(),
        };
        missing(client.call(&refresh).map(drop), field);
    }
    let body = success(r#"{"access_token":"","expires_in":7200}"#);
    let client = builder()
        .transport(move |_: &transport::Request| Ok(answer(body.clone())))
        .build()
        .unwrap();
    missing(client.call(&AccessToken {}).map(drop), "access_token");
}
