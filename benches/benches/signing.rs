//! The signing path, beside the bare digest of the finished bytes and what a merchant without a library writes.

use std::hint::black_box;

use benches::{Input, KEY, naive_md5};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use md5::{Digest, Md5};
use signing_core::{Secret, SortedHmacSha256, SortedMd5, form};

fn key() -> Secret {
    Secret::new(KEY).expect("the key is one")
}

fn sign(criterion: &mut Criterion) {
    let (md5, hmac) = (SortedMd5::new(key()), SortedHmacSha256::new(key()));
    for mut input in Input::all() {
        let mut group = criterion.benchmark_group(format!("sign/{}", input.name));
        let canonical = input.canonical();
        group.bench_function("raw-md5", |bench| {
            bench.iter(|| Md5::digest(black_box(canonical.as_bytes())))
        });
        group.bench_function("md5", |bench| {
            bench.iter_batched(
                || owned(&mut input),
                |fields| md5.sign(&borrowed(&fields)),
                BatchSize::SmallInput,
            );
        });
        group.bench_function("hmac-sha256", |bench| {
            bench.iter_batched(
                || owned(&mut input),
                |fields| hmac.sign(&borrowed(&fields)),
                BatchSize::SmallInput,
            );
        });
        group.bench_function("naive-md5", |bench| {
            bench.iter_batched(
                || owned(&mut input),
                |fields| naive_md5(&borrowed(&fields)),
                BatchSize::SmallInput,
            );
        });
        group.finish();
    }
}

fn verify(criterion: &mut Criterion) {
    let md5 = SortedMd5::new(key());
    for mut input in Input::all() {
        let mut group = criterion.benchmark_group(format!("verify/{}", input.name));
        group.bench_function("form", |bench| {
            bench.iter_batched(
                || {
                    let fields = input.fields();
                    let sign = md5.sign(&fields);
                    form::encode(fields.into_iter().chain([("sign", sign.as_str())]))
                },
                |body| md5.verify_form(body.as_bytes()),
                BatchSize::SmallInput,
            );
        });
        group.finish();
    }
}

fn owned(input: &mut Input) -> Vec<(String, String)> {
    let fields = input.fields();
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

criterion_group!(benches, sign, verify);
criterion_main!(benches);
