//! What verifies.

use benches::{Input, input, naive};
use signing_core::{Field, SortedHmacSha256, SortedMd5, form};

use super::{Limits, Row, each, inputs, key, limit, raw_hmac, raw_md5};

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

pub(super) fn forms(limits: Limits) -> impl Iterator<Item = Row> {
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
pub(super) fn batches(hopes: Limits) -> impl Iterator<Item = Row> {
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

pub(super) fn objects() -> impl Iterator<Item = Row> {
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
