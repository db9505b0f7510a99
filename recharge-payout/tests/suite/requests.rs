//! What each operation puts on the wire.

use crate::gateway::*;
use recharge_payout::*;
use signing_core::typed;
use transport::{Method, Request};

#[test]
fn a_recharge_is_json_with_numbers_as_they_were_signed() {
    let (client, sent) = answering(r#"{"success":true,"errorMsg":null,"payUrl":"/api/Pay?id=1"}"#);
    client.call(&recharge()).unwrap();
    let request = sent.only();
    assert_eq!(
        (request.method, &*request.url),
        (Method::Post, "https://gateway.example/api/Pay/Create")
    );
    assert_eq!(request.headers[0].1, "application/json; charset=utf-8");
    assert!(request.moves_money);
    let sign = sign(
        "amount=100.50&appKey=demo-key&callbackUrl=https://shop.example/notify?kind=a&n=1&channelId=7&mrn=R-2024 0001/订单\
         &returnUrl=https://shop.example/thanks",
    );
    let expected = format!(
        concat!(
            r#"{{"amount":100.50,"appKey":"demo-key","callbackUrl":"https://shop.example/notify?kind=a&n=1","channelId":7,"#,
            r#""mrn":"R-2024 0001/订单","payer":"张三 \"O'Neil\" <b>&","returnUrl":"https://shop.example/thanks","sign":"{}"}}"#
        ),
        sign
    );
    assert_eq!(String::from_utf8(request.body).unwrap(), expected);
}

#[test]
fn a_payout_is_json_and_signs_its_seven_fields() {
    let (client, sent) = answering(r#"{"error":"success","errorMessage":""}"#);
    client.call(&payout()).unwrap();
    let request = sent.only();
    assert_eq!(
        (request.method, &*request.url),
        (Method::Post, "https://gateway.example/api/Payouts/Create")
    );
    assert!(request.moves_money);
    let sign = sign(
        "accountName=李四&accountNumber=6225880137706868&amount=500&appKey=demo-key&bankName=招商银行\
         &callbackUrl=https://shop.example/paid-out&mrn=P-0001",
    );
    let expected = format!(
        concat!(
            r#"{{"accountName":"李四","accountNumber":"6225880137706868","amount":500,"appKey":"demo-key","bankName":"招商银行","#,
            r#""callbackUrl":"https://shop.example/paid-out","mrn":"P-0001","sign":"{}"}}"#
        ),
        sign
    );
    assert_eq!(String::from_utf8(request.body).unwrap(), expected);
}

#[test]
fn queries_are_signed_addresses() {
    let answer = r#"{"error":"success","result":{"Mrn":"a+b/订 1","status":0}}"#;
    let mrn = "a+b/订 1".to_owned();
    let escaped = "a%2Bb%2F%E8%AE%A2%201";
    let sign = sign("appKey=demo-key&mrn=a+b/订 1");
    for (callback, shown) in [
        (None, "false"),
        (Some(false), "false"),
        (Some(true), "true"),
    ] {
        let (client, sent) = answering(answer);
        client
            .call(&QueryRecharge {
                mrn: mrn.clone(),
                callback,
            })
            .unwrap();
        client
            .call(&QueryPayout {
                mrn: mrn.clone(),
                callback,
            })
            .unwrap();
        for (request, path) in sent.all().iter().zip(["Payments", "Payouts"]) {
            assert_eq!(
                (request.method, request.body.len(), request.moves_money),
                (Method::Get, 0, false)
            );
            let (address, query) = request.url.split_once('?').unwrap();
            assert_eq!(address, format!("https://gateway.example/api/{path}/Query"));
            let mut parts: Vec<&str> = query.split('&').collect();
            parts.sort_unstable();
            let expected = [
                "appKey=demo-key".to_owned(),
                format!("callback={shown}"),
                format!("mrn={escaped}"),
                format!("sign={sign}"),
            ];
            assert_eq!(parts, expected);
        }
    }
}

#[test]
fn the_page_sends_nothing_and_escapes_every_value() {
    let (client, sent) = answering("");
    let answer = client.call_for_answer(&page()).unwrap();
    assert_eq!(sent.all(), []);
    let reply = answer.reply;
    assert_eq!(reply.action, "https://gateway.example/api/Pay");
    let sign = sign(
        "amount=100.50&appKey=demo-key&callbackUrl=https://shop.example/notify?kind=a&n=1&channelId=7&mrn=R-2024 0001/订单\
         &returnUrl=https://shop.example/thanks",
    );
    assert_eq!(
        reply.fields(),
        [
            ("amount", "100.50"),
            ("appKey", "demo-key"),
            ("callbackUrl", "https://shop.example/notify?kind=a&n=1"),
            ("channelId", "7"),
            ("mrn", "R-2024 0001/订单"),
            ("returnUrl", "https://shop.example/thanks"),
            ("sign", &sign),
            ("payer", "张三 \"O'Neil\" <b>&"),
        ]
    );
    assert_eq!(answer.body, reply.html.as_bytes());
    assert!(reply.html.contains(
        "method=\"post\" accept-charset=\"utf-8\" action=\"https://gateway.example/api/Pay\""
    ));
    assert!(reply.html.contains(
        "name=\"payer\" value=\"&#24352;&#19977; &quot;O&#39;Neil&quot; &lt;b&gt;&amp;\">"
    ));
    assert!(
        reply
            .html
            .contains("name=\"callbackUrl\" value=\"https://shop.example/notify?kind=a&amp;n=1\">")
    );
    assert!(reply.html.is_ascii(), "so it is right in every charset");
    assert!(reply.html.contains("<noscript><button type=\"submit\">"));
    assert!(reply.html.contains(".submit();</script>"));
    assert_eq!(reply.html.matches("<input ").count(), 8);
}

#[test]
fn an_invalid_request_names_its_field_and_sends_nothing() {
    let (client, sent) = answering("");
    let long = "x".repeat(65);
    type Change<'a> = &'a dyn Fn(&mut CreateRecharge);
    let recharges: &[(&str, Change<'_>)] = &[
        ("amount", &|r| r.amount = Yuan::default()),
        ("channelId", &|r| r.channel_id = Channel::default()),
        ("channelId", &|r| r.channel_id = Channel::from("7.0")),
        ("channelId", &|r| r.channel_id = Channel::from("07")),
        ("channelId", &|r| r.channel_id = Channel::from("{\"a\":1}")),
        ("mrn", &|r| r.mrn.clear()),
        ("mrn", &|r| r.mrn = long.clone()),
        ("mrn", &|r| r.mrn = "1&originAmount=5".into()),
        ("callbackUrl", &|r| {
            r.callback_url = "shop.example/notify".into()
        }),
        ("callbackUrl", &|r| r.callback_url.clear()),
        ("returnUrl", &|r| r.return_url.clear()),
        ("payer", &|r| r.payer = Some("a\nb".into())),
    ];
    for (field, change) in recharges {
        let mut recharge = recharge();
        change(&mut recharge);
        let error = client.call(&recharge).unwrap_err();
        assert_eq!(
            (error.field(), error.outcome()),
            (Some(*field), Outcome::NotSent),
            "{error}"
        );
    }
    type ChangePayout<'a> = &'a dyn Fn(&mut CreatePayout);
    let payouts: &[(&str, ChangePayout<'_>)] = &[
        ("amount", &|p| p.amount = WholeYuan(0)),
        ("bankName", &|p| p.bank_name.clear()),
        ("accountName", &|p| p.account_name = "".into()),
        ("accountNumber", &|p| p.account_number = "".into()),
        ("accountNumber", &|p| p.account_number = "6225\0".into()),
        ("mrn", &|p| p.mrn.clear()),
        ("callbackUrl", &|p| {
            p.callback_url = "javascript:alert(1)".into()
        }),
    ];
    for (field, change) in payouts {
        let mut payout = payout();
        change(&mut payout);
        let error = client.call(&payout).unwrap_err();
        assert_eq!(
            (error.field(), error.outcome()),
            (Some(*field), Outcome::NotSent),
            "{error}"
        );
    }
    let error = client.call(&QueryPayout::default()).unwrap_err();
    assert_eq!(
        (error.field(), error.to_string()),
        (Some("mrn"), "mrn: is required".to_owned())
    );
    assert!(client.call(&RechargePage::default()).is_err());
    assert_eq!(sent.all(), []);
}

#[test]
fn a_client_needs_an_origin_a_key_and_https() {
    let build = |url: &str, key: &str| {
        Client::builder(url, key, Secret::new("s").unwrap())
            .transport(|_: &Request| unreachable!())
            .build()
    };
    for (url, key, setting) in [
        ("https://gateway.example/api", "k", "base_url"),
        ("https://gateway.example/?a=1", "k", "base_url"),
        ("https://user@gateway.example", "k", "base_url"),
        ("http://gateway.example", "k", "base_url"),
        ("gateway.example", "k", "base_url"),
        ("https://gateway.example", "", "app_key"),
        ("https://gateway.example", "a&mrn=b", "app_key"),
    ] {
        assert_eq!(build(url, key).unwrap_err().setting, setting, "{url} {key}");
    }
    assert!(build("https://gateway.example/", "k").is_ok());
}

#[test]
fn requests_are_read_from_texts_by_wire_name() {
    let texts = |fields: &[(&str, &str)]| -> Vec<(String, String)> {
        fields
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect()
    };
    let fields = texts(&[
        ("amount", "500"),
        ("bankName", "招商银行"),
        ("accountName", "李四"),
        ("accountNumber", "6225880137706868"),
        ("mrn", "P-0001"),
        ("callbackUrl", "https://shop.example/paid-out"),
    ]);
    let read: CreatePayout = typed::from_form(&fields).unwrap();
    assert_eq!(
        typed::to_fields(&read).unwrap(),
        typed::to_fields(&payout()).unwrap()
    );
    let query: QueryRecharge =
        typed::from_form(&texts(&[("mrn", "1"), ("callback", "true")])).unwrap();
    assert_eq!(query.callback, Some(true));
    let json: CreateRecharge = typed::from_json(
        r#"{"amount":100.50,"channelId":7,"mrn":1,"callbackUrl":"https://a","returnUrl":"https://b"}"#,
    )
    .unwrap();
    assert_eq!(
        (json.amount.as_str(), json.channel_id.as_str(), &*json.mrn),
        ("100.50", "7", "1")
    );
    let error = typed::from_json::<CreatePayout>(r#"{"amount":1.5}"#).unwrap_err();
    assert_eq!(error.field, "amount");
}

#[test]
fn the_operations_and_their_fields_have_the_documents_names() {
    #[derive(Default)]
    struct Table(Vec<(&'static str, String)>);
    impl OperationVisitor for Table {
        fn visit<O>(&mut self)
        where
            O: Operation + serde::de::DeserializeOwned + 'static,
            O::Reply: serde::Serialize + 'static,
        {
            let fields: Vec<String> = typed::describe::<O>()
                .iter()
                .map(|field| format!("{}{}", field.name, if field.required { "" } else { "?" }))
                .collect();
            self.0.push((O::NAME, fields.join(" ")));
        }
    }
    let mut table = Table::default();
    each_operation(&mut table);
    let recharge = "amount callbackUrl channelId mrn returnUrl payer?";
    assert_eq!(
        table.0,
        [
            ("recharge_page", recharge.to_owned()),
            ("create_recharge", recharge.to_owned()),
            ("query_recharge", "mrn callback?".to_owned()),
            (
                "create_payout",
                "amount bankName accountName accountNumber mrn callbackUrl".to_owned()
            ),
            ("query_payout", "mrn callback?".to_owned()),
        ]
    );
}
