//! Signing a typed request: the fields alone, and all that a client does for a payment before anything is sent.

use std::hint::black_box;

use benches::{Input, KEY, input, naive};
use chaoying::Client;
use criterion::{Criterion, criterion_group, criterion_main};
use md5::{Digest, Md5};
use signing_core::{Field, Secret, SortedMd5, typed};
use transport::{Delivery, ErrorKind, Request, Response, TransportError};

fn key() -> Secret {
    Secret::new(KEY).expect("the key is one")
}

fn signed_fields(signer: &SortedMd5, pay: &chaoying::Pay) -> usize {
    let fields = typed::to_fields(pay).expect("a payment is flat");
    let plain: Vec<Field<'_>> = fields
        .iter()
        .map(|(name, value)| (&**name, value.as_str()))
        .chain(input::PAY_HEAD)
        .collect();
    signer.sign(&plain).len()
}

/// The real client, over a transport that takes the finished request and sends nothing.
fn client() -> Client {
    let take = |request: &Request| -> Result<Response, TransportError> {
        black_box(request);
        Err(TransportError::new(
            Delivery::NotSent,
            ErrorKind::Connect,
            "measured",
        ))
    };
    Client::builder("https://gateway.example", "100201", key())
        .version("2.3.2")
        .pid("till-7")
        .transport(take)
        .build()
        .expect("the settings are right")
}

fn pay(criterion: &mut Criterion) {
    let [_, mut message, _] = Input::all();
    let canonical = message.canonical();
    let (signer, client, pay) = (SortedMd5::new(key()), client(), input::pay());
    let fields = message.fields();
    let mut group = criterion.benchmark_group("sign-typed/PAY");
    group.bench_function("raw", |bench| {
        bench.iter(|| Md5::digest(black_box(canonical.as_bytes())));
    });
    group.bench_function("to-fields-and-sign", |bench| {
        bench.iter(|| signed_fields(&signer, black_box(&pay)));
    });
    group.bench_function("client-until-sent", |bench| {
        bench.iter(|| client.call(black_box(&pay)).is_err());
    });
    group.bench_function("naive-signed-form", |bench| {
        bench.iter(|| naive::signed_form(black_box(&fields)));
    });
    group.finish();
}

criterion_group!(typed_requests, pay);
criterion_main!(typed_requests);
