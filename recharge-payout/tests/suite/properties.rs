//! What holds for every amount, text and order of fields.

use crate::gateway::{self, *};
use proptest::prelude::*;
use recharge_payout::*;
use signing_core::{form, json};

/// Any text that a field may carry.
fn text() -> impl Strategy<Value = String> {
    "[^\\p{Cc}&]{1,40}"
}

fn amount() -> impl Strategy<Value = String> {
    prop_oneof!["(0|[1-9][0-9]{0,14})\\.[0-9]{1,2}", "[1-9][0-9]{0,14}"]
        .prop_filter("more than 0", |text| yuan(text).fen() > 0)
}

proptest! {
    #[test]
    fn every_amount_travels_as_it_is_written_and_signed(amount in amount(), channel in 0u32..999_999_999, mrn in text(), payer in text()) {
        let (client, sent) = answering(r#"{"success":true,"payUrl":"/p"}"#);
        let recharge = CreateRecharge {
            amount: yuan(&amount),
            channel_id: Channel::from(channel.to_string()),
            mrn: mrn.clone(),
            payer: Some(payer.as_str().into()),
            ..recharge()
        };
        client.call(&recharge).unwrap();
        let body = String::from_utf8(sent.only().body).unwrap();
        let fields = json::fields(&body).unwrap();
        let raw = |name: &str| fields.iter().find(|(field, _)| field == name).unwrap().1;
        prop_assert_eq!(raw("amount"), &amount);
        prop_assert_eq!(raw("channelId"), channel.to_string());
        prop_assert_eq!(json::signed_text(raw("mrn")).unwrap(), mrn.as_str());
        prop_assert_eq!(json::signed_text(raw("payer")).unwrap(), payer.as_str());
        let expected = sign(&format!(
            "amount={amount}&appKey={APP_KEY}&callbackUrl={}&channelId={channel}&mrn={mrn}&returnUrl={}",
            recharge.callback_url, recharge.return_url
        ));
        prop_assert_eq!(json::signed_text(raw("sign")).unwrap(), expected);
    }

    #[test]
    fn every_page_reads_back_as_its_fields(mrn in text(), payer in text()) {
        let (client, _) = answering("");
        let page = RechargePage { mrn, payer: Some(payer.as_str().into()), ..page() };
        let reply = client.call(&page).unwrap();
        let mut read: Vec<(String, String)> = reply
            .html
            .split("<input type=\"hidden\" name=\"")
            .skip(1)
            .map(|input| {
                let (name, rest) = input.split_once("\" value=\"").unwrap();
                let (value, _) = rest.split_once("\">\n").unwrap();
                assert!(!value.contains(['<', '>', '"', '\'']));
                let value = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
                let mut pieces = value.split("&#");
                let mut value = pieces.next().unwrap_or_default().to_owned();
                for piece in pieces {
                    let (number, rest) = piece.split_once(';').unwrap();
                    value.push(char::from_u32(number.parse().unwrap()).unwrap());
                    value.push_str(rest);
                }
                let value = value.replace("&amp;", "&");
                (name.to_owned(), value)
            })
            .collect();
        let mut fields: Vec<(String, String)> = reply.fields().into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        read.sort();
        fields.sort();
        prop_assert_eq!(read, fields);
    }

    #[test]
    fn every_genuine_callback_is_believed_in_any_order(paid in amount(), asked in amount(), mrn in text(), channel in 1u32..99, turn in 0usize..7, note in any::<String>()) {
        let channel = channel.to_string();
        let sign = sign(&format!("amount={paid}&appKey={APP_KEY}&channel={channel}&mrn={mrn}&originAmount={asked}"));
        let mut fields = vec![
            ("amount", paid.as_str()), ("appKey", APP_KEY), ("channel", &channel), ("mrn", &mrn),
            ("originAmount", &asked), ("sign", &sign), ("note", &note),
        ];
        fields.rotate_left(turn);
        let (client, _) = answering("");
        let read = client.recharge_notification(form::encode(fields).as_bytes()).unwrap();
        prop_assert_eq!(&read.mrn, &mrn);
        let matched = read.expect(&mrn, &yuan(&asked));
        if yuan(&paid) == yuan(&asked) {
            prop_assert_eq!(matched, Ok(Ack::Success));
        } else {
            prop_assert_eq!(matched, Err(Unexpected::PaidAmount { ordered: yuan(&asked), paid: yuan(&paid) }));
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic_or_believe(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let (client, _) = answering("");
        prop_assert!(client.recharge_notification(&body).is_err());
        prop_assert!(client.payout_notification(&body).is_err());
        let response = transport::Response { body, ..ok("") };
        let (client, _) = gateway::client(HTTPS, move |_| Ok(response.clone()));
        prop_assert!(client.call(&payout()).is_err());
        prop_assert!(client.call(&recharge()).is_err());
    }

    #[test]
    fn every_pay_url_that_is_taken_stays_on_the_gateway(pay_url in "[/\\\\@:.?#%a-f0-9 \t]{0,16}") {
        let body = format!(r#"{{"success":true,"payUrl":{}}}"#, serde_json::to_string(&pay_url).unwrap());
        if let Ok(created) = answering(&body).0.call(&recharge()) {
            let rest = created.pay_url.strip_prefix("https://gateway.example/").expect("the origin stays");
            prop_assert_eq!(format!("/{rest}"), pay_url);
            prop_assert!(!rest.starts_with(['/', '\\']));
        }
    }

    #[test]
    fn yuan_survive_their_text(fen in any::<u64>()) {
        let amount = Yuan::from_fen(fen);
        prop_assert_eq!(amount.as_str().parse::<Yuan>().unwrap().fen(), fen);
    }
}
