//! Signing, beside the bare digest of the finished bytes and what a merchant without a library writes.

mod rotating;

use std::hint::black_box;

use benches::{Input, KEY, naive};
use criterion::{Criterion, criterion_group, criterion_main};
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use rotating::Rotating;
use sha1::Sha1;
use sha2::Sha256;
use signing_core::{
    FieldOrder, FixedMd5, HeaderHmacSha1, Secret, SignedHeaders, SortedHmacSha256, SortedMd5,
    content_sha1,
};

fn key() -> Secret {
    Secret::new(KEY).expect("the key is one")
}

fn sorted_md5(criterion: &mut Criterion) {
    let signer = SortedMd5::new(key());
    for mut input in Input::all() {
        let canonical = input.canonical();
        let mut messages = Rotating::new(input.orders().to_vec());
        let mut group = criterion.benchmark_group(format!("sign-sorted-md5/{}", input.name));
        group.bench_function("raw", |bench| {
            bench.iter(|| Md5::digest(black_box(canonical.as_bytes())));
        });
        group.bench_function("ours", |bench| bench.iter(|| signer.sign(messages.next())));
        group.bench_function("naive", |bench| {
            bench.iter(|| naive::naive_md5(messages.next()));
        });
        group.finish();
    }
}

fn sorted_hmac_sha256(criterion: &mut Criterion) {
    let signer = SortedHmacSha256::new(key());
    let keyed: Hmac<Sha256> = Hmac::new_from_slice(KEY.as_bytes()).expect("any key");
    for mut input in Input::all() {
        let canonical = input.canonical();
        let mut messages = Rotating::new(input.orders().to_vec());
        let mut group =
            criterion.benchmark_group(format!("sign-sorted-hmac-sha256/{}", input.name));
        group.bench_function("raw", |bench| {
            bench.iter(|| {
                keyed
                    .clone()
                    .chain_update(black_box(canonical.as_bytes()))
                    .finalize()
            });
        });
        group.bench_function("ours", |bench| bench.iter(|| signer.sign(messages.next())));
        group.bench_function("naive", |bench| {
            bench.iter(|| naive::hmac_sha256(messages.next()));
        });
        group.finish();
    }
}

/// The provider's own lists are short; each input's names as such a list show how the cost grows.
fn fixed_order_md5(criterion: &mut Criterion) {
    let signer = FixedMd5::new(key());
    for mut input in Input::all().into_iter().chain([Input::recharge()]) {
        let canonical = input.canonical();
        let mut names: Vec<&'static str> =
            input.fields().into_iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        let order = FieldOrder::new(names.leak());
        let mut messages = Rotating::new(input.orders().to_vec());
        let mut group = criterion.benchmark_group(format!("sign-fixed-md5/{}", input.name));
        group.bench_function("raw", |bench| {
            bench.iter(|| Md5::digest(black_box(canonical.as_bytes())));
        });
        group.bench_function("ours", |bench| {
            bench.iter(|| signer.sign(&order, messages.next()));
        });
        group.bench_function("naive", |bench| {
            bench.iter(|| naive::naive_md5(messages.next()));
        });
        group.finish();
    }
}

/// A request of DragonEx, whose body is the message as JSON: the digest of the body, then the signature over the headers.
fn dragonex_request(criterion: &mut Criterion) {
    let signer = HeaderHmacSha1::new(key());
    let keyed: Hmac<Sha1> = Hmac::new_from_slice(KEY.as_bytes()).expect("any key");
    for input in Input::all() {
        let bodies = input.orders().iter().map(|fields| {
            let object: std::collections::BTreeMap<_, _> = fields.iter().copied().collect();
            serde_json::to_vec(&object).expect("texts are JSON")
        });
        let mut bodies = Rotating::new(bodies);
        let canonical = signer.string_to_sign(&headers(&content_sha1(bodies.next())));
        let mut group = criterion.benchmark_group(format!("sign-dragonex/{}", input.name));
        group.bench_function("raw", |bench| {
            bench.iter(|| {
                let sha1 = Sha1::digest(bodies.next());
                let hmac = keyed.clone().chain_update(black_box(canonical.as_bytes()));
                (sha1, hmac.finalize())
            });
        });
        group.bench_function("ours", |bench| {
            bench.iter(|| signer.sign(&headers(&content_sha1(bodies.next()))));
        });
        group.bench_function("naive", |bench| {
            bench.iter(|| {
                let sha1 = naive::hex(&Sha1::digest(bodies.next())).to_lowercase();
                naive::hmac_sha1(&headers(&sha1))
            });
        });
        group.finish();
    }
}

fn headers(content_sha1: &str) -> SignedHeaders<'_> {
    SignedHeaders {
        method: "POST",
        content_sha1,
        content_type: "application/json",
        date: "Sat, 14 Mar 2026 01:15:00 GMT",
        headers: &[],
        path: "/api/v1/pay/create/",
    }
}

criterion_group!(
    signing,
    sorted_md5,
    sorted_hmac_sha256,
    fixed_order_md5,
    dragonex_request
);
criterion_main!(signing);
