//! A whole call over a connection that is kept open to a server on this machine: of the client, and signed and posted only.
//! `cargo run --release -p benches --bin post` compares it with libcurl.

mod loopback;

use criterion::{Criterion, criterion_group, criterion_main};

fn post(criterion: &mut Criterion) {
    let base_url = loopback::start().expect("a port is free");
    let (client, query) = (loopback::client(&base_url), loopback::query());
    let by_hand = loopback::Post::new(&base_url);
    client.call(&query).expect("the order is paid");
    assert_eq!(by_hand.send().map(|answer| answer.status), Ok(200));
    let mut group = criterion.benchmark_group("post");
    group.bench_function("client", |bench| bench.iter(|| client.call(&query).is_ok()));
    group.bench_function("sign-and-post", |bench| {
        bench.iter(|| by_hand.send().is_ok());
    });
    group.finish();
}

criterion_group!(posting, post);
criterion_main!(posting);
