//! What is measured, and against what.

mod checking;
mod signing;

use std::hint::black_box;
use std::time::Duration;

use benches::{Input, KEY};
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;
use signing_core::Secret;

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
    rows.extend(signing::sorted_md5(limits(1100, 1250, 1350)));
    rows.extend(signing::typed_md5());
    rows.extend(signing::sorted_hmac(limits(1200, 1400, 1800)));
    rows.extend(checking::forms(limits(1300, 1450, 1700)));
    rows.extend(checking::objects());
    rows.extend(checking::batches([
        ("SMALL", 10_000),
        ("PAY", 4_000),
        ("NOTIFY", 1_800),
    ]));
    rows.push(signing::fixed());
    rows.push(signing::dragonex());
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

/// Time for each row, if nothing else is asked for.
pub(crate) const TIME: Duration = Duration::from_millis(1200);
