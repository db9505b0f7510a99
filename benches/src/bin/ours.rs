//! `ours FILE`: times this project's signers over the messages that `inputs --json` wrote, as each program in
//! `benches/peers` times those of its language: checks every signature, then prints `input work nanoseconds` a line.

#![forbid(unsafe_code)]

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::Deserialize;
use signing_core::{Field, Secret, SortedHmacSha256, SortedMd5};

/// How long each kind of work is repeated; the best pass over all messages counts.
const WARM_UP: Duration = Duration::from_millis(20);
const MEASURED: Duration = Duration::from_millis(100);

#[derive(Deserialize)]
struct Inputs {
    key: String,
    inputs: Vec<Messages>,
}

#[derive(Deserialize)]
struct Messages {
    name: String,
    forged: Signed,
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    fields: Vec<(String, String)>,
    md5: String,
    hmac_sha256: String,
    forms: Signed,
}

#[derive(Deserialize)]
struct Signed {
    md5: String,
    hmac_sha256: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: ours FILE")?;
    let inputs: Inputs = serde_json::from_slice(&std::fs::read(path)?)?;
    let secret = Secret::new(inputs.key)?;
    let (md5, hmac) = (
        SortedMd5::new(secret.clone()),
        SortedHmacSha256::new(secret),
    );
    for input in &inputs.inputs {
        let messages = &input.messages;
        let fields: Vec<Vec<Field<'_>>> = messages
            .iter()
            .map(|message| borrowed(&message.fields))
            .collect();
        check(input, &fields, &md5, &hmac)?;
        let print = |work: &str, nanoseconds: f64| {
            println!("{} {work} {nanoseconds:.1}", input.name);
        };
        print(
            "sign-md5",
            best(&fields, |fields| black_box(md5.sign(fields)).len()),
        );
        print(
            "sign-hmac-sha256",
            best(&fields, |fields| black_box(hmac.sign(fields)).len()),
        );
        print(
            "verify-md5",
            best(messages, |message| {
                usize::from(md5.verify_form(message.forms.md5.as_bytes()).is_ok())
            }),
        );
        print(
            "verify-hmac-sha256",
            best(messages, |message| {
                usize::from(
                    hmac.verify_form(message.forms.hmac_sha256.as_bytes())
                        .is_ok(),
                )
            }),
        );
    }
    Ok(())
}

fn borrowed(fields: &[(String, String)]) -> Vec<Field<'_>> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

fn check(
    input: &Messages,
    fields: &[Vec<Field<'_>>],
    md5: &SortedMd5,
    hmac: &SortedHmacSha256,
) -> Result<(), Box<dyn Error>> {
    for (message, fields) in input.messages.iter().zip(fields) {
        if *md5.sign(fields) != *message.md5 || *hmac.sign(fields) != *message.hmac_sha256 {
            return Err(format!("{}: another signature", input.name).into());
        }
        md5.verify_form(message.forms.md5.as_bytes())?;
        hmac.verify_form(message.forms.hmac_sha256.as_bytes())?;
    }
    let forged = &input.forged;
    if md5.verify_form(forged.md5.as_bytes()).is_ok()
        || hmac.verify_form(forged.hmac_sha256.as_bytes()).is_ok()
    {
        return Err(format!("{}: a forged form passed", input.name).into());
    }
    Ok(())
}

/// Nanoseconds a message in the best pass over all of them.
#[expect(clippy::float_arithmetic, reason = "a time is printed, not money")]
fn best<T>(messages: &[T], mut work: impl FnMut(&T) -> usize) -> f64 {
    let mut best = Duration::MAX;
    let start = Instant::now();
    while start.elapsed() < WARM_UP + MEASURED {
        let pass = Instant::now();
        for message in messages {
            black_box(work(black_box(message)));
        }
        if start.elapsed() > WARM_UP {
            best = best.min(pass.elapsed());
        }
    }
    best.as_nanos() as f64 / messages.len() as f64
}
