//! HiCoin: an answer and the notification, as a form and as JSON.

use super::{
    Fields, KEY, Kind, Message,
    fields::{
        borrowed, extras, form_content, form_message, json_content, json_message, object,
        object_content, owned, quoted, rebuilt_form, rebuilt_json, shuffle, text,
    },
    put, secret, slot,
};
use sandbox::Random;
use signing_core::{SortedHmacSha256, json};

fn client(line: impl transport::Transport + 'static) -> hicoin::Client {
    hicoin::Client::builder("4f95ab748e204c65", hicoin::AppKey::new(KEY).unwrap())
        .payment_key(hicoin::PaymentKey::new(KEY).unwrap())
        .transport(line)
        .build()
        .unwrap()
}

fn signed_fields(random: &mut Random, count: u64) -> Fields {
    let mut fields = owned(&[
        ("app_id", "4f95ab748e204c65"),
        ("out_trade_no", "T0000001"),
        ("trade_no", "38261892"),
        ("trade_type", "H5"),
        ("trade_status", "SUCCESS"),
        ("settle_currency", "USDT"),
        ("subject", "tea"),
        ("openid", "sandboxuser0001"),
        ("trade_time", "2023-11-14 22:13:20"),
    ]);
    fields.push((
        "total_amount".into(),
        (1 + random.below(90_000_000)).to_string(),
    ));
    fields.push(("nonce_str".into(), random.nonce()));
    fields.push(("body".into(), text(random)));
    fields.extend(extras(random, count));
    let sign = SortedHmacSha256::new(secret())
        .sign(&borrowed(&fields))
        .to_string();
    fields.push(("sign".into(), sign));
    shuffle(random, &mut fields);
    fields
}

/// `data` with the code and the words around it.
fn framed(fields: Fields) -> Message {
    let body = format!(
        "{{\"code\":\"0\",\"msg\":\"ok\",\"data\":{}}}",
        object(&fields)
    )
    .into_bytes();
    Message {
        headers: Vec::new(),
        body,
        fields,
    }
}

/// Of an answer only `data` is signed; the code must still be a success.
fn framed_content(message: &Message) -> Option<Fields> {
    let text = std::str::from_utf8(&message.body).ok()?;
    let frame = json::fields(text).ok()?;
    let (_, data) = frame.iter().find(|(name, _)| name == "data")?;
    object_content(data)
}

pub(super) fn answer() -> Kind {
    let (slot, line) = slot();
    let client = client(line);
    let query = hicoin::OrderQuery {
        access_token: Some("token".into()),
        out_trade_no: "T0000001".into(),
    };
    Kind {
        name: "HiCoin, answer",
        make: Box::new(|random, count| framed(quoted(&signed_fields(random, count)))),
        rebuild: |_, fields| framed(fields),
        accepts: Box::new(move |message| {
            put(&slot, message);
            client.call(&query).is_ok()
        }),
        content: framed_content,
    }
}

pub(super) fn notification(as_json: bool) -> Kind {
    let client = client(slot().1);
    Kind {
        name: if as_json {
            "HiCoin, notification as JSON"
        } else {
            "HiCoin, notification as a form"
        },
        make: Box::new(move |random, count| {
            let fields = signed_fields(random, count);
            if as_json {
                json_message(quoted(&fields))
            } else {
                form_message(fields)
            }
        }),
        rebuild: if as_json { rebuilt_json } else { rebuilt_form },
        accepts: Box::new(move |message| {
            let content = as_json.then_some("application/json");
            client.payment_notification(content, &message.body).is_ok()
        }),
        content: if as_json { json_content } else { form_content },
    }
}
