//! What a call through the C interface costs: the guard against panics alone, and a signature.

mod library;
mod rotating;

use std::hint::black_box;

use benches::{Input, KEY};
use criterion::{Criterion, criterion_group, criterion_main};
use library::{CFields, Paysdk};
use rotating::Rotating;
use signing_core::{Secret, SortedMd5};

extern "C" fn unguarded() -> u32 {
    1
}

fn trivial(criterion: &mut Criterion) {
    let library = Paysdk::open(KEY).expect("libpaysdk opens");
    let mut group = criterion.benchmark_group("call");
    let plain = black_box(unguarded as extern "C" fn() -> u32);
    group.bench_function("unguarded", |bench| bench.iter(|| plain()));
    let guarded = black_box(library.abi_version);
    group.bench_function("abi-version", |bench| bench.iter(|| guarded()));
    group.bench_function("operation-count", |bench| {
        bench.iter(|| library.operation_count());
    });
    group.finish();
}

fn sign(criterion: &mut Criterion) {
    let library = Paysdk::open(KEY).expect("libpaysdk opens");
    let signer = SortedMd5::new(Secret::new(KEY).expect("the key is one"));
    for input in Input::all() {
        let mut group = criterion.benchmark_group(format!("call-sign/{}", input.name));
        let mut messages = Rotating::new(input.orders().to_vec());
        group.bench_function("direct", |bench| {
            bench.iter(|| signer.sign(messages.next()))
        });
        let c_fields = input.orders().iter().map(|fields| CFields::new(fields));
        let mut messages = Rotating::new(c_fields.map(|fields| fields.expect("no NUL")));
        let mut buffer = [0; 64];
        group.bench_function("paysdk_sign", |bench| {
            bench.iter(|| library.sign(messages.next(), &mut buffer).is_ok());
        });
        group.finish();
    }
}

criterion_group!(calls, trivial, sign);
criterion_main!(calls);
