//! Properties over arbitrary values.

use crate::provider::*;
use hicoin::*;
use proptest::prelude::*;
use signing_core::typed::{self, Value};

/// What a field's text may be: any Unicode but NUL, not empty.
fn text() -> impl Strategy<Value = String> {
    "[^\\x00]{1,20}"
}

proptest! {
    #[test]
    fn an_amount_survives_its_decimal_text_and_the_wire(units in 1..=i64::MAX) {
        let amount = Amount::from_units(units).unwrap();
        prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount));
        let wire = serde_json::to_string(&amount).unwrap();
        prop_assert_eq!(&wire, &units.to_string());
        prop_assert_eq!(serde_json::from_str::<Amount>(&wire).unwrap(), amount);
        // Shifted by hand: the eight decimals of the text are the last eight digits of the units.
        let (coins, rest) = (units / 100_000_000, units % 100_000_000);
        prop_assert_eq!(format!("{coins}.{rest:08}").parse::<Amount>(), Ok(amount));
    }

    #[test]
    fn no_text_is_an_amount_but_plain_decimals(text in "\\PC{0,12}") {
        let plain = text.split_once('.').map_or(!text.is_empty(), |(coins, rest)| !coins.is_empty() && !rest.is_empty())
            && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && text.matches('.').count() <= 1;
        prop_assert!(plain || text.parse::<Amount>().is_err());
    }

    #[test]
    fn biz_content_is_signed_and_sent_as_one_text_whatever_is_in_it(
        body_text in text(), subject in text(), openid in text(), units in 1..=i64::MAX,
    ) {
        let (client, sent) = answered(success(&signed(SECRET_KEY, TRANSFER_ACCEPTED)));
        let transfer = Transfer {
            openid: openid.clone(),
            body: body_text.clone(),
            subject: subject.clone(),
            total_amount: Amount::from_units(units).unwrap(),
            ..transfer()
        };
        client.call(&transfer).unwrap();
        let fields = body(&sent.calls()[0]);
        prop_assert_eq!(&fields["sign"], &sign(SECRET_KEY, fields.iter().map(|(name, value)| (&**name, &**value))));
        let biz = json(&fields["biz_content"]);
        prop_assert_eq!(biz["openid"].as_str(), Some(&*openid));
        prop_assert_eq!(biz["body"].as_str(), Some(&*body_text));
        prop_assert_eq!(biz["subject"].as_str(), Some(&*subject));
        prop_assert_eq!(biz["total_amount"].as_i64(), Some(units));
    }

    #[test]
    fn genuine_answers_are_believed_whatever_fields_a_later_version_adds(
        added in prop::collection::btree_map("x_[a-z]{1,8}", text(), 0..6), shuffle in any::<prop::sample::Index>(),
    ) {
        let added: Vec<(String, String)> =
            added.into_iter().map(|(name, value)| (name, serde_json::to_string(&value).unwrap())).collect();
        let mut fields = TRANSFER_PAID.to_vec();
        fields.extend(added.iter().map(|(name, value)| (&**name, &**value)));
        let first = shuffle.index(fields.len());
        fields.rotate_left(first);
        let (client, _) = answered(success(&signed(SECRET_KEY, &fields)));
        let query = TransferQuery { out_trade_no: "W20260401000042".into(), ..TransferQuery::default() };
        let reply = client.call(&query).unwrap();
        prop_assert_eq!(reply.verdict(), Verdict::Paid);
        prop_assert_eq!(reply.extra.len(), added.len());
    }

    #[test]
    fn no_bytes_make_an_answer_or_a_notification_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (client, _) = answered(bytes.clone());
        prop_assert_eq!(client.call(&transfer()).unwrap_err().outcome(), Outcome::Unknown);
        prop_assert!(client.payment_notification(None, &bytes).is_err());
        prop_assert!(client.payment_notification(Some("application/json"), &bytes).is_err());
    }
}

/// Requests as the C interface makes them: from the texts of their fields, by wire name.
#[test]
fn every_request_can_be_made_from_texts_and_every_reply_written_as_json() {
    struct Names(Vec<(&'static str, Vec<String>)>);
    impl Names {
        fn add<T: serde::de::DeserializeOwned>(&mut self, name: &'static str) {
            let fields = typed::describe::<T>().into_iter();
            self.0.push((
                name,
                fields
                    .map(|field| format!("{}{}", field.name, if field.required { "" } else { "?" }))
                    .collect(),
            ));
        }
    }
    impl OperationVisitor for Names {
        fn visit<O>(&mut self)
        where
            O: Operation + serde::de::DeserializeOwned + 'static,
            O::Reply: serde::Serialize + 'static,
        {
            self.add::<O>(O::NAME);
        }
        fn visit_page<P: Page + serde::de::DeserializeOwned + 'static>(&mut self) {
            self.add::<P>(P::NAME);
        }
    }
    let mut names = Names(Vec::new());
    each_operation(&mut names);
    let listed: Vec<(&str, String)> = names
        .0
        .iter()
        .map(|(name, fields)| (*name, fields.join(" ")))
        .collect();
    let expected = [
        ("access_token", ""),
        (
            "transfer",
            "access_token? openid body subject out_trade_no total_amount settle_currency",
        ),
        ("transfer_query", "access_token? out_trade_no"),
        (
            "preorder",
            "access_token openid body subject out_trade_no total_amount settle_currency passback_params? trade_type trade_timeout_express? return_url",
        ),
        ("payment_url", "trade_no timeStamp? nonceStr?"),
        ("order_query", "access_token? out_trade_no"),
        ("authorize_url", "redirect_uri state scope?"),
        ("user_token", "code"),
        ("refresh_user_token", "refresh_token"),
        ("user_info", "access_token openid"),
    ];
    assert_eq!(
        listed,
        expected.map(|(name, fields)| (name, fields.to_owned()))
    );

    let texts = [
        ("openid", "user0001"),
        ("body", "b"),
        ("subject", "s"),
        ("out_trade_no", "W1"),
        ("total_amount", "150000000"),
        ("settle_currency", "USDT"),
    ];
    let texts = texts.map(|(name, value)| (name.into(), Value::Text(value.into())));
    let made: Transfer = typed::from_fields(&texts).unwrap();
    assert_eq!(
        (made.total_amount, made.access_token.is_none()),
        ("1.5".parse().unwrap(), true)
    );

    let (client, _) = answered(success(&signed(SECRET_KEY, TRANSFER_PAID)));
    let query = TransferQuery {
        out_trade_no: "W20260401000042".into(),
        ..TransferQuery::default()
    };
    let written = serde_json::to_value(client.call(&query).unwrap()).unwrap();
    assert_eq!(
        (&written["trade_status"], &written["total_amount"]),
        (&json("\"SUCCESS\""), &json("150000000"))
    );
}
