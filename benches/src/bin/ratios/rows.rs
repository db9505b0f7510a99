//! What is measured, and against what.

use std::hint::black_box;
use std::time::Duration;

use benches::{Input, KEY, input, naive, naive_md5};
use chaoying::Client;
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::Sha256;
use signing_core::{
    Field, FixedMd5, HeaderHmacSha1, Secret, SignedHeaders, SortedHmacSha256, SortedMd5,
    fixed_order, form, typed,
};
use transport::{Delivery, ErrorKind, Request, Response, TransportError};

/// Does the same some hundred times, with the fields in ever another order.
pub(crate) type Batch = Box<dyn FnMut()>;

/// One thing that the library does.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) input: &'static str,
    /// At most so many thousandths of the raw digest's time.
    pub(crate) target: Option<u64>,
    /// At most so many allocations a call.
    pub(crate) allocations: Option<u64>,
    /// So many million a second are hoped for: an absolute figure, for processors with vectors of sixteen lanes, and
    /// so no limit.
    pub(crate) hoped: Option<u64>,
    /// Calls in a batch.
    pub(crate) calls: u64,
    /// The bare digest, by the same crate, of the bytes that this library first has to make.
    pub(crate) raw: Batch,
    /// What it is compared with beside that.
    pub(crate) naive: Batch,
    pub(crate) ours: Batch,
}

/// All rows.
pub(crate) fn all() -> Vec<Row> {
    let limits = |small, pay, notify| [("SMALL", small), ("PAY", pay), ("NOTIFY", notify)];
    let mut rows = Vec::new();
    rows.extend(sorted_md5(limits(1100, 1250, 1350)));
    rows.extend(typed_md5());
    rows.extend(sorted_hmac(limits(1200, 1400, 1800)));
    rows.extend(forms(limits(1300, 1450, 1700)));
    rows.extend(objects());
    rows.extend(batches([
        ("SMALL", 10_000),
        ("PAY", 4_000),
        ("NOTIFY", 1_800),
    ]));
    rows.push(fixed());
    rows.push(dragonex());
    rows
}

type Limits = [(&'static str, u64); 3];

fn key() -> Secret {
    Secret::new(KEY).expect("the key is one")
}

fn limit(limits: Limits, input: &str) -> Option<u64> {
    let limit = limits.into_iter().find(|limit| limit.0 == input);
    limit.map(|limit| limit.1)
}

/// Calls `work` with each item.
fn each<T: 'static, R>(items: Vec<T>, work: impl Fn(&T) -> R + 'static) -> Batch {
    Box::new(move || {
        for item in &items {
            black_box(work(black_box(item)));
        }
    })
}

/// Calls `work` with the finished string, as often as there are orders.
fn finished<R>(mut input: Input, work: impl Fn(&[u8]) -> R + 'static) -> Batch {
    let canonical = vec![input.canonical(); input.orders().len()];
    each(canonical, move |text| work(text.as_bytes()))
}

fn raw_md5(input: Input) -> Batch {
    finished(input, |text| Md5::digest(text))
}

fn raw_hmac(input: Input) -> Batch {
    let keyed = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).expect("any length is a key's");
    finished(input, move |text| {
        keyed.clone().chain_update(text).finalize()
    })
}

fn inputs() -> impl Iterator<Item = (&'static str, fn(usize) -> Input, usize)> {
    let make: fn(usize) -> Input = |at| Input::all().into_iter().nth(at).expect("three inputs");
    (0..3).map(move |at| (make(at).name, make, at))
}

fn sorted_md5(limits: Limits) -> impl Iterator<Item = Row> {
    inputs().map(move |(name, make, at)| {
        let signer = SortedMd5::new(key());
        let orders = make(at).orders().to_vec();
        Row {
            name: "sign, MD5",
            input: name,
            target: limit(limits, name),
            allocations: Some(0),
            hoped: None,
            calls: orders.len() as u64,
            raw: raw_md5(make(at)),
            naive: each(orders.clone(), |fields| naive_md5(fields)),
            ours: each(orders, move |fields| signer.sign(fields)),
        }
    })
}

fn sorted_hmac(limits: Limits) -> impl Iterator<Item = Row> {
    inputs().map(move |(name, make, at)| {
        let signer = SortedHmacSha256::new(key());
        let orders = make(at).orders().to_vec();
        Row {
            name: "sign, HMAC-SHA256",
            input: name,
            target: limit(limits, name),
            allocations: Some(0),
            hoped: None,
            calls: orders.len() as u64,
            raw: raw_hmac(make(at)),
            naive: each(orders.clone(), |fields| naive::hmac_sha256(fields)),
            ours: each(orders, move |fields| signer.sign(fields)),
        }
    })
}

/// The fields of a typed payment come in the order of its type, which is the same in each call: this is what the
/// signature of such a request costs. Then the whole call, from the type up to the point where it would be sent.
fn typed_md5() -> [Row; 2] {
    let pay = || Input::all().into_iter().nth(1).expect("three inputs");
    let typed = typed::to_fields(&input::pay()).expect("a payment has fields");
    let fields: Vec<Field<'static>> = input::PAY_HEAD
        .into_iter()
        .chain(
            typed
                .into_iter()
                .map(|(name, value)| (&*name.into_owned().leak(), &*value.leak())),
        )
        .collect();
    let fields = vec![fields; pay().orders().len()];
    let signer = SortedMd5::new(key());
    let client = Client::builder("https://gateway.example", "100201", key())
        .version("2.3.2")
        .pid("till-7")
        .transport(|_: &Request| -> Result<Response, TransportError> {
            Err(TransportError::new(
                Delivery::NotSent,
                ErrorKind::Connect,
                "",
            ))
        })
        .build()
        .expect("the settings are right");
    let payments = vec![input::pay(); fields.len()];
    [
        Row {
            name: "sign, MD5, typed request",
            input: "PAY",
            target: Some(1100),
            allocations: Some(0),
            hoped: None,
            calls: fields.len() as u64,
            raw: raw_md5(pay()),
            naive: each(fields.clone(), |fields| naive_md5(fields)),
            ours: each(fields.clone(), move |fields| signer.sign(fields)),
        },
        Row {
            name: "typed call up to sending",
            input: "PAY",
            target: None,
            allocations: None,
            hoped: None,
            calls: fields.len() as u64,
            raw: raw_md5(pay()),
            naive: each(fields, |fields| naive::signed_form(fields)),
            ours: each(payments, move |pay| client.call(pay)),
        },
    ]
}

/// The orders as forms, with the signature in the middle.
fn bodies(input: &Input, sign: &dyn Fn(&[Field<'_>]) -> String) -> Vec<String> {
    let bodies = input.orders().iter().map(|fields| {
        let sign = sign(fields);
        let (before, after) = fields.split_at(fields.len() / 2);
        let (before, after) = (before.iter().copied(), after.iter().copied());
        form::encode(before.chain([("sign", &*sign)]).chain(after))
    });
    bodies.collect()
}

fn forms(limits: Limits) -> impl Iterator<Item = Row> {
    inputs().flat_map(move |(name, make, at)| {
        let md5 = SortedMd5::new(key());
        let hmac = SortedHmacSha256::new(key());
        let (md5_bodies, hmac_bodies) = (
            bodies(&make(at), &|fields| md5.sign(fields).to_string()),
            bodies(&make(at), &|fields| hmac.sign(fields).to_string()),
        );
        let row = |name_of, target, raw, bodies: Vec<String>, ours| Row {
            name: name_of,
            input: name,
            target,
            allocations: Some(0),
            hoped: None,
            calls: bodies.len() as u64,
            raw,
            naive: each(bodies, |body| naive::verify_form(body.as_bytes())),
            ours,
        };
        [
            row(
                "verify form, MD5",
                limit(limits, name),
                raw_md5(make(at)),
                md5_bodies.clone(),
                each(md5_bodies, move |body| md5.verify_form(body.as_bytes())),
            ),
            row(
                "verify form, HMAC-SHA256",
                None,
                raw_hmac(make(at)),
                hmac_bodies.clone(),
                each(hmac_bodies, move |body| hmac.verify_form(body.as_bytes())),
            ),
        ]
    })
}

/// Thirty-two forms in one go, as in reconciliation; compared with the same one by one instead of a naive version.
fn batches(hopes: Limits) -> impl Iterator<Item = Row> {
    inputs().map(move |(name, make, at)| {
        let (signer, one_by_one) = (SortedMd5::new(key()), SortedMd5::new(key()));
        let bodies = bodies(&make(at), &|fields| signer.sign(fields).to_string());
        let batches: Vec<Vec<String>> = bodies.chunks(32).map(<[String]>::to_vec).collect();
        Row {
            name: "verify 32 forms; naive: singly",
            input: name,
            target: None,
            allocations: None,
            hoped: limit(hopes, name),
            calls: bodies.len() as u64,
            raw: raw_md5(make(at)),
            naive: each(bodies, move |body| one_by_one.verify_form(body.as_bytes())),
            ours: each(batches, move |batch| signer.verify_batch(batch)),
        }
    })
}

fn objects() -> impl Iterator<Item = Row> {
    inputs().map(|(name, make, at)| {
        let signer = SortedMd5::new(key());
        let input = make(at);
        let objects: Vec<String> = input
            .orders()
            .iter()
            .map(|fields| input::json(fields, &signer.sign(fields)))
            .collect();
        Row {
            name: "verify JSON, MD5",
            input: name,
            target: None,
            allocations: None,
            hoped: None,
            calls: objects.len() as u64,
            raw: raw_md5(make(at)),
            naive: each(objects.clone(), |object| naive::verify_json(object)),
            ours: each(objects, move |object| signer.verify_json(object)),
        }
    })
}

fn fixed() -> Row {
    let orders = Input::recharge().orders().to_vec();
    let signer = FixedMd5::new(key());
    Row {
        name: "sign, MD5, fixed order",
        input: "RECHARGE",
        target: None,
        allocations: Some(0),
        hoped: None,
        calls: orders.len() as u64,
        raw: raw_md5(Input::recharge()),
        naive: each(orders.clone(), |fields| naive_md5(fields)),
        ours: each(orders, move |fields| {
            signer.sign(&fixed_order::RECHARGE, fields)
        }),
    }
}

const HEADERS: SignedHeaders<'static> = SignedHeaders {
    method: "POST",
    content_sha1: "5b3f8a1d0c7e92b46af1d83c05e7b9264d81fa30",
    content_type: "application/json",
    date: "Sat, 14 Mar 2026 01:15:00 GMT",
    headers: &[],
    path: "/api/v1/pay/order/create/",
};

fn dragonex() -> Row {
    let signer = HeaderHmacSha1::new(key());
    let keyed = Hmac::<Sha1>::new_from_slice(KEY.as_bytes()).expect("any length is a key's");
    let text = signer.string_to_sign(&HEADERS);
    let headers = vec![HEADERS; 256];
    Row {
        name: "sign, HMAC-SHA1 header",
        input: "DRAGONEX",
        target: None,
        allocations: Some(0),
        hoped: None,
        calls: headers.len() as u64,
        raw: each(vec![text; 256], move |text| {
            keyed.clone().chain_update(text).finalize()
        }),
        naive: each(headers.clone(), naive::hmac_sha1),
        ours: each(headers, move |headers| signer.sign(headers)),
    }
}

/// Time for each row, if nothing else is asked for.
pub(crate) const TIME: Duration = Duration::from_millis(1200);
