//! What signs.

use benches::{Input, KEY, input, naive, naive_md5};
use chaoying::Client;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use signing_core::{
    Field, FixedMd5, HeaderHmacSha1, SignedHeaders, SortedHmacSha256, SortedMd5, fixed_order, typed,
};
use transport::{Delivery, ErrorKind, Request, Response, TransportError};

use super::{Limits, Row, each, inputs, key, limit, raw_hmac, raw_md5};

pub(super) fn sorted_md5(limits: Limits) -> impl Iterator<Item = Row> {
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

pub(super) fn sorted_hmac(limits: Limits) -> impl Iterator<Item = Row> {
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
pub(super) fn typed_md5() -> [Row; 2] {
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

pub(super) fn fixed() -> Row {
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

pub(super) fn dragonex() -> Row {
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
