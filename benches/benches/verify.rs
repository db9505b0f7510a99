//! Verifying notifications (forms) and answers (JSON objects), beside the bare digest and what a merchant without a library writes.

mod rotating;

use std::hint::black_box;

use benches::{Input, KEY, input, naive};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use rotating::Rotating;
use sha2::Sha256;
use signing_core::{Field, Secret, SortedHmacSha256, SortedMd5, form};

fn key() -> Secret {
    Secret::new(KEY).expect("the key is one")
}

fn form_md5(criterion: &mut Criterion) {
    let signer = SortedMd5::new(key());
    for mut input in Input::all() {
        let canonical = input.canonical();
        let mut bodies = Rotating::new(input.orders().iter().map(|fields| {
            let sign = signer.sign(fields);
            form::encode(fields.iter().copied().chain([("sign", &*sign)])).into_bytes()
        }));
        assert!(signer.verify_form(bodies.next()).is_ok());
        let mut group = criterion.benchmark_group(format!("verify-form-md5/{}", input.name));
        group.bench_function("raw", |bench| {
            bench.iter(|| Md5::digest(black_box(canonical.as_bytes())));
        });
        group.bench_function("ours", |bench| {
            bench.iter(|| signer.verify_form(bodies.next()));
        });
        group.bench_function("naive", |bench| {
            bench.iter(|| naive::verify_form(bodies.next()));
        });
        group.finish();
    }
}

/// Decoded, signed naively, compared.
fn naive_hmac_sha256(body: &[u8]) -> bool {
    let Ok(fields) = form::decode(body) else {
        return false;
    };
    let plain: Vec<Field<'_>> = fields
        .iter()
        .filter(|(name, _)| name != "sign")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let sign = fields.iter().find(|(name, _)| name == "sign");
    sign.is_some_and(|(_, sign)| sign.to_uppercase() == naive::hmac_sha256(&plain))
}

fn form_hmac_sha256(criterion: &mut Criterion) {
    let signer = SortedHmacSha256::new(key());
    let keyed: Hmac<Sha256> = Hmac::new_from_slice(KEY.as_bytes()).expect("any key");
    for mut input in Input::all() {
        let canonical = input.canonical();
        let mut bodies = Rotating::new(input.orders().iter().map(|fields| {
            let sign = signer.sign(fields);
            form::encode(fields.iter().copied().chain([("sign", &*sign)])).into_bytes()
        }));
        assert!(signer.verify_form(bodies.next()).is_ok() && naive_hmac_sha256(bodies.next()));
        let mut group =
            criterion.benchmark_group(format!("verify-form-hmac-sha256/{}", input.name));
        group.bench_function("raw", |bench| {
            bench.iter(|| {
                keyed
                    .clone()
                    .chain_update(black_box(canonical.as_bytes()))
                    .finalize()
            });
        });
        group.bench_function("ours", |bench| {
            bench.iter(|| signer.verify_form(bodies.next()));
        });
        group.bench_function("naive", |bench| {
            bench.iter(|| naive_hmac_sha256(bodies.next()));
        });
        group.finish();
    }
}

fn json_md5(criterion: &mut Criterion) {
    let signer = SortedMd5::new(key());
    for mut input in Input::all() {
        let canonical = input.canonical();
        let mut answers = Rotating::new(
            input
                .orders()
                .iter()
                .map(|fields| input::json(fields, &signer.sign(fields))),
        );
        assert!(signer.verify_json(answers.next()).is_ok());
        let mut group = criterion.benchmark_group(format!("verify-json-md5/{}", input.name));
        group.bench_function("raw", |bench| {
            bench.iter(|| Md5::digest(black_box(canonical.as_bytes())));
        });
        group.bench_function("ours", |bench| {
            bench.iter(|| signer.verify_json(answers.next()));
        });
        group.bench_function("naive", |bench| {
            bench.iter(|| naive::verify_json(answers.next()));
        });
        group.finish();
    }
}

/// Stored notifications of one signer, 32 at once and one by one.
fn batch_md5(criterion: &mut Criterion) {
    let signer = SortedMd5::new(key());
    for input in Input::all() {
        let bodies: Vec<Vec<u8>> = input
            .orders()
            .iter()
            .map(|fields| {
                let sign = signer.sign(fields);
                form::encode(fields.iter().copied().chain([("sign", &*sign)])).into_bytes()
            })
            .collect();
        let mut batches = Rotating::new(
            bodies
                .chunks(32)
                .map(|chunk| chunk.iter().map(Vec::as_slice).collect::<Vec<_>>()),
        );
        assert!(
            signer
                .verify_batch(batches.next())
                .iter()
                .all(Result::is_ok)
        );
        let mut group = criterion.benchmark_group(format!("verify-32-forms-md5/{}", input.name));
        group.throughput(Throughput::Elements(32));
        group.bench_function("at-once", |bench| {
            bench.iter(|| signer.verify_batch(batches.next()));
        });
        group.bench_function("one-by-one", |bench| {
            bench.iter(|| {
                let batch = batches.next().iter();
                batch
                    .filter(|body| signer.verify_form(body).is_ok())
                    .count()
            });
        });
        group.finish();
    }
}

criterion_group!(verifying, form_md5, form_hmac_sha256, json_md5, batch_md5);
criterion_main!(verifying);
