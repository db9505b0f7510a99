//! The kinds of signed messages: how one is made, read without the crates, and given to a client.

use recharge_payout as recharge;
use sandbox::Random;
use signing_core::{
    FixedMd5, Md5Prefix, Secret, SortedHmacSha256, SortedMd5, fixed_order, form, json,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use transport::{ManualClock, Request, Response, TransportError};

const KEY: &str = "192006250b4c09247ec02edce69f6a2d";
const NOW: u64 = 1_700_000_000;

pub(super) type Fields = Vec<(String, String)>;

/// A message on its way to a client.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) headers: Fields,
    pub(super) body: Vec<u8>,
    /// The fields it was made of: texts in a form, raw JSON in an object.
    pub(super) fields: Fields,
}

type Make = Box<dyn Fn(&mut Random, u64) -> Message + Send + Sync>;
type Accepts = Box<dyn Fn(&Message) -> bool + Send + Sync>;

pub(super) struct Kind {
    pub(super) name: &'static str,
    /// A genuine message with so many extra fields.
    pub(super) make: Make,
    /// The same message with other fields under the old signature.
    pub(super) rebuild: fn(&Message, Fields) -> Message,
    /// Whether the client believes it.
    pub(super) accepts: Accepts,
    /// What it says: sorted, without the case of the signature and without what is not signed.
    pub(super) content: fn(&Message) -> Option<Fields>,
}

pub(super) fn all() -> Vec<Kind> {
    vec![
        chaoying_answer(),
        chaoying_notification(),
        hicoin_answer(),
        hicoin_notification(false),
        hicoin_notification(true),
        recharge_callback(),
        payout_callback(),
        dragonex_answer(),
        dragonex_callback(),
    ]
}

fn secret() -> Secret {
    Secret::new(KEY).unwrap()
}

/// An answer slot: what the client's transport gives next.
fn slot() -> (
    Arc<Mutex<Response>>,
    impl Fn(&Request) -> Result<Response, TransportError> + Send + Sync,
) {
    let empty = Response {
        status: 200,
        headers: Vec::new(),
        body: Vec::new(),
        whole: true,
    };
    let slot = Arc::new(Mutex::new(empty));
    let line = Arc::clone(&slot);
    (slot, move |_: &Request| Ok(line.lock().unwrap().clone()))
}

fn put(slot: &Mutex<Response>, message: &Message) {
    let mut response = slot.lock().unwrap();
    response.headers.clone_from(&message.headers);
    response.body.clone_from(&message.body);
}

/// A text of letters of many scripts, signs and spaces.
fn text(random: &mut Random) -> String {
    const LETTERS: &[char] = &[
        'a', 'Z', '7', ' ', '&', '=', '+', '%', '"', '\\', '/', '中', '文', 'é', 'ß', '🍵', 'Ж',
        '~', '{', ']',
    ];
    let length = 1 + random.below(12);
    (0..length)
        .map(|_| LETTERS[usize::try_from(random.below(LETTERS.len() as u64)).unwrap()])
        .collect()
}

fn extras(random: &mut Random, count: u64) -> Fields {
    (0..count)
        .map(|index| {
            (
                format!("extra_{index}_{}", random.below(1000)),
                text(random),
            )
        })
        .collect()
}

fn shuffle(random: &mut Random, fields: &mut Fields) {
    for index in (1..fields.len()).rev() {
        fields.swap(
            index,
            usize::try_from(random.below(index as u64 + 1)).unwrap(),
        );
    }
}

fn owned(fields: &[(&str, &str)]) -> Fields {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn borrowed(fields: &Fields) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

fn form_message(fields: Fields) -> Message {
    let body = form::encode(borrowed(&fields)).into_bytes();
    Message {
        headers: Vec::new(),
        body,
        fields,
    }
}

fn rebuilt_form(genuine: &Message, fields: Fields) -> Message {
    Message {
        headers: genuine.headers.clone(),
        ..form_message(fields)
    }
}

/// Sorted; the hex of the signature in upper case; an empty value is as good as none.
fn normal(mut fields: Fields) -> Option<Fields> {
    fields.retain(|(_, value)| !value.is_empty());
    fields.sort();
    if fields.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return None;
    }
    for (name, value) in &mut fields {
        if name == "sign" {
            value.make_ascii_uppercase();
        }
    }
    Some(fields)
}

fn form_content(message: &Message) -> Option<Fields> {
    normal(form::decode(&message.body).ok()?)
}

fn object(fields: &Fields) -> String {
    let members: Vec<String> = fields
        .iter()
        .map(|(name, raw)| format!("{}:{raw}", serde_json::to_string(name).unwrap()))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// Texts as JSON texts.
fn quoted(fields: &Fields) -> Fields {
    let quote = |value: &String| serde_json::to_string(value).unwrap();
    fields
        .iter()
        .map(|(name, value)| (name.clone(), quote(value)))
        .collect()
}

fn json_message(fields: Fields) -> Message {
    Message {
        headers: Vec::new(),
        body: object(&fields).into_bytes(),
        fields,
    }
}

fn rebuilt_json(genuine: &Message, fields: Fields) -> Message {
    Message {
        headers: genuine.headers.clone(),
        ..json_message(fields)
    }
}

fn object_content(text: &str) -> Option<Fields> {
    let fields = json::fields(text).ok()?;
    let texts: Option<Fields> = fields
        .into_iter()
        .map(|(name, raw)| Some((name.into_owned(), json::signed_text(raw).ok()?.into_owned())))
        .collect();
    normal(texts?)
}

fn json_content(message: &Message) -> Option<Fields> {
    object_content(std::str::from_utf8(&message.body).ok()?)
}

fn chaoying_client(line: impl transport::Transport + 'static) -> chaoying::Client {
    chaoying::Client::builder("https://gateway.test", "130000000000000001", secret())
        .transport(line)
        .build()
        .unwrap()
}

fn chaoying_answer() -> Kind {
    let (slot, line) = slot();
    let client = chaoying_client(line);
    let query = chaoying::OrderQuery {
        paytype: chaoying::PayType::Wechat,
        mch_id: "00000001".into(),
        out_trade_no: Some("T0000001".into()),
        transaction_id: None,
    };
    Kind {
        name: "Chaoying, answer",
        make: Box::new(|random, count| {
            let mut fields = owned(&[
                ("state", "SUCCESS"),
                ("code", "10000"),
                ("msg", "SUCCESS"),
                ("trade_state", "SUCCESS"),
                ("mch_id", "00000001"),
                ("appid", "wx1f87d44db95cba7a"),
                ("openid", "oywgtuCJFeGzT-QtF-8U7FHb1z3Q"),
                ("transaction_id", "755100001201706196281085687"),
                ("out_transaction_id", "4005572001201706196460269701"),
                ("out_trade_no", "T0000001"),
                ("time_end", "20170619165616"),
            ]);
            fields.push(("total_fee".into(), (1 + random.below(90_000)).to_string()));
            fields.push(("nonce_str".into(), random.nonce()));
            fields.push(("attach".into(), text(random)));
            fields.extend(extras(random, count));
            let sign = SortedMd5::new(secret())
                .sign(&borrowed(&fields))
                .to_string();
            fields.push(("sign".into(), sign));
            shuffle(random, &mut fields);
            json_message(quoted(&fields))
        }),
        rebuild: rebuilt_json,
        accepts: Box::new(move |message| {
            put(&slot, message);
            client.call(&query).is_ok()
        }),
        content: json_content,
    }
}

fn chaoying_notification() -> Kind {
    let client = chaoying_client(slot().1);
    Kind {
        name: "Chaoying, notification",
        make: Box::new(|random, count| {
            let mut fields = owned(&[
                ("state", "SUCCESS"),
                ("result_code", "SUCCESS"),
                ("pay_result", "0"),
                ("mch_id", "00000001"),
                ("out_trade_no", "T0000001"),
                ("transaction_id", "755100001201706196281085687"),
                ("out_transaction_id", "4005572001201706196460269701"),
                ("fee_type", "CNY"),
                ("bank_type", "CFT"),
                ("time_end", "20170619165616"),
                ("trade_type", "pay.weixin.native"),
            ]);
            fields.push(("total_fee".into(), (1 + random.below(90_000)).to_string()));
            fields.push(("nonce_str".into(), random.nonce()));
            fields.push(("device_info".into(), text(random)));
            fields.extend(extras(random, count));
            let sign = SortedMd5::new(secret())
                .sign(&borrowed(&fields))
                .to_string();
            fields.push(("sign".into(), sign));
            shuffle(random, &mut fields);
            form_message(fields)
        }),
        rebuild: rebuilt_form,
        accepts: Box::new(move |message| client.payment_notification(&message.body).is_ok()),
        content: form_content,
    }
}

fn hicoin_client(line: impl transport::Transport + 'static) -> hicoin::Client {
    hicoin::Client::builder("4f95ab748e204c65", hicoin::AppKey::new(KEY).unwrap())
        .payment_key(hicoin::PaymentKey::new(KEY).unwrap())
        .transport(line)
        .build()
        .unwrap()
}

fn hicoin_fields(random: &mut Random, count: u64) -> Fields {
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

fn hicoin_answer() -> Kind {
    let (slot, line) = slot();
    let client = hicoin_client(line);
    let query = hicoin::OrderQuery {
        access_token: Some("token".into()),
        out_trade_no: "T0000001".into(),
    };
    Kind {
        name: "HiCoin, answer",
        make: Box::new(|random, count| framed(quoted(&hicoin_fields(random, count)))),
        rebuild: |_, fields| framed(fields),
        accepts: Box::new(move |message| {
            put(&slot, message);
            client.call(&query).is_ok()
        }),
        content: framed_content,
    }
}

fn hicoin_notification(as_json: bool) -> Kind {
    let client = hicoin_client(slot().1);
    Kind {
        name: if as_json {
            "HiCoin, notification as JSON"
        } else {
            "HiCoin, notification as a form"
        },
        make: Box::new(move |random, count| {
            let fields = hicoin_fields(random, count);
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

fn recharge_client() -> recharge::Client {
    recharge::Client::builder("https://gateway.test", "shopkey", secret())
        .transport(slot().1)
        .build()
        .unwrap()
}

/// Only the fields of the list are signed, and only they are given to the caller.
fn listed(message: &Message, names: &[&str]) -> Option<Fields> {
    let mut fields = form::decode(&message.body).ok()?;
    fields.retain(|(name, _)| names.contains(&name.as_str()) || name == "sign");
    normal(fields)
}

fn fixed(
    mut fields: Fields,
    order: &signing_core::FieldOrder,
    random: &mut Random,
    count: u64,
) -> Message {
    let sign = FixedMd5::new(secret())
        .sign(order, &borrowed(&fields))
        .unwrap()
        .to_string();
    fields.push(("sign".into(), sign));
    fields.extend(extras(random, count));
    shuffle(random, &mut fields);
    form_message(fields)
}

fn recharge_callback() -> Kind {
    let client = recharge_client();
    Kind {
        name: "recharge, callback",
        make: Box::new(|random, count| {
            let amount = format!("{}.{:02}", 1 + random.below(9_000), random.below(100));
            let number = format!("R-{}", random.below(1_000_000_000));
            let fields = owned(&[
                ("amount", &amount),
                ("originAmount", &amount),
                ("appKey", "shopkey"),
                ("channel", "2"),
                ("mrn", &number),
            ]);
            fixed(fields, &fixed_order::RECHARGE_CALLBACK, random, count)
        }),
        rebuild: rebuilt_form,
        accepts: Box::new(move |message| client.recharge_notification(&message.body).is_ok()),
        content: |message| listed(message, fixed_order::RECHARGE_CALLBACK.names()),
    }
}

fn payout_callback() -> Kind {
    let client = recharge_client();
    Kind {
        name: "payout, callback",
        make: Box::new(|random, count| {
            let amount = (1 + random.below(90_000)).to_string();
            let number = format!("P-{}", random.below(1_000_000_000));
            let fields = owned(&[("amount", &amount), ("appKey", "shopkey"), ("mrn", &number)]);
            fixed(fields, &fixed_order::PAYOUT_CALLBACK, random, count)
        }),
        rebuild: rebuilt_form,
        accepts: Box::new(move |message| client.payout_notification(&message.body).is_ok()),
        content: |message| listed(message, fixed_order::PAYOUT_CALLBACK.names()),
    }
}

fn dragonex_client(line: impl transport::Transport + 'static) -> dragonex::Client {
    dragonex::Client::builder("https://gateway.test", "app", "access", secret(), secret())
        .clock(ManualClock::new(Duration::from_secs(NOW)))
        .transport(line)
        .build()
        .unwrap()
}

fn dragonex_order(random: &mut Random, count: u64) -> Fields {
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

fn dragonex_framed(fields: &Fields) -> String {
    format!(
        "{{\"ok\":true,\"code\":1,\"msg\":\"\",\"data\":{}}}",
        object(fields)
    )
}

/// Every byte counts, but for the case of the signature's hex.
fn dragonex_content(message: &Message) -> Option<Fields> {
    let mut fields = message.headers.clone();
    for (_, value) in &mut fields {
        value.make_ascii_lowercase();
    }
    fields.push(("body".into(), String::from_utf8(message.body.clone()).ok()?));
    fields.sort();
    Some(fields)
}

fn dragonex_answer() -> Kind {
    let (slot, line) = slot();
    let client = dragonex_client(line);
    let query = dragonex::OrderQuery {
        trade_no: "T0000001".into(),
    };
    Kind {
        name: "DragonEx, answer",
        make: Box::new(|random, count| {
            let fields = dragonex_order(random, count);
            let body = dragonex_framed(&fields);
            prefixed(fields, body)
        }),
        rebuild: |genuine, fields| Message {
            headers: genuine.headers.clone(),
            body: dragonex_framed(&fields).into_bytes(),
            fields,
        },
        accepts: Box::new(move |message| {
            put(&slot, message);
            client.call(&query).is_ok()
        }),
        content: dragonex_content,
    }
}

fn dragonex_callback() -> Kind {
    let client = dragonex_client(slot().1);
    Kind {
        name: "DragonEx, callback",
        make: Box::new(|random, count| {
            let fields = dragonex_order(random, count);
            let body = object(&fields);
            prefixed(fields, body)
        }),
        rebuild: rebuilt_json,
        accepts: Box::new(move |message| {
            client
                .payment_callback(&message.headers, &message.body)
                .is_ok()
        }),
        content: dragonex_content,
    }
}
