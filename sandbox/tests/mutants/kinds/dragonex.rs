//! DragonEx: an answer and the callback.

use super::{
    Fields, Kind, Message, NOW,
    fields::{extras, object, owned, quoted, rebuilt_json, shuffle},
    put, secret, slot,
};
use sandbox::Random;
use signing_core::Md5Prefix;
use std::time::Duration;
use transport::ManualClock;

fn client(line: impl transport::Transport + 'static) -> dragonex::Client {
    dragonex::Client::builder("https://gateway.test", "app", "access", secret(), secret())
        .clock(ManualClock::new(Duration::from_secs(NOW)))
        .transport(line)
        .build()
        .unwrap()
}

fn order_fields(random: &mut Random, count: u64) -> Fields {
    let mut fields = owned(&[
        ("trade_no", "\"T0000001\""),
        ("coin_code", "\"usdt\""),
        ("volume", "\"12.5\""),
        ("uid", "1000000"),
        ("direction", "1"),
        ("status", "1"),
        ("arrive_time", "1551350721000000000"),
        ("create_time", "1551350721000000000"),
    ]);
    fields.push(("id".into(), random.below(1_000_000_000).to_string()));
    fields.extend(quoted(&extras(random, count)));
    shuffle(random, &mut fields);
    fields
}

/// Eight hex digits sign the whole body and the time: a forger passes once in 2³² tries.
fn prefixed(fields: Fields, body: String) -> Message {
    let ts = NOW.to_string();
    let sign = Md5Prefix::new(secret())
        .sign(body.as_bytes(), &ts)
        .to_string();
    let headers = owned(&[("dragonex-ts", &ts), ("dragonex-sign", &sign)]);
    Message {
        headers,
        body: body.into_bytes(),
        fields,
    }
}

fn framed(fields: &Fields) -> String {
    format!(
        "{{\"ok\":true,\"code\":1,\"msg\":\"\",\"data\":{}}}",
        object(fields)
    )
}

/// Every byte counts, but for the case of the signature's hex.
fn content(message: &Message) -> Option<Fields> {
    let mut fields = message.headers.clone();
    for (_, value) in &mut fields {
        value.make_ascii_lowercase();
    }
    fields.push(("body".into(), String::from_utf8(message.body.clone()).ok()?));
    fields.sort();
    Some(fields)
}

pub(super) fn answer() -> Kind {
    let (slot, line) = slot();
    let client = client(line);
    let query = dragonex::OrderQuery {
        trade_no: "T0000001".into(),
    };
    Kind {
        name: "DragonEx, answer",
        make: Box::new(|random, count| {
            let fields = order_fields(random, count);
            let body = framed(&fields);
            prefixed(fields, body)
        }),
        rebuild: |genuine, fields| Message {
            headers: genuine.headers.clone(),
            body: framed(&fields).into_bytes(),
            fields,
        },
        accepts: Box::new(move |message| {
            put(&slot, message);
            client.call(&query).is_ok()
        }),
        content,
    }
}

pub(super) fn callback() -> Kind {
    let client = client(slot().1);
    Kind {
        name: "DragonEx, callback",
        make: Box::new(|random, count| {
            let fields = order_fields(random, count);
            let body = object(&fields);
            prefixed(fields, body)
        }),
        rebuild: rebuilt_json,
        accepts: Box::new(move |message| {
            client
                .payment_callback(&message.headers, &message.body)
                .is_ok()
        }),
        content,
    }
}
