//! `inputs`: the messages of the benchmarks and their signatures, made by the digest crates and checked against this
//! project's signers. `--json` prints all of them, for programs in other languages, and `--tabs` the same for languages whose
//! standard library has no JSON; without either, a summary.

#![forbid(unsafe_code)]

use std::fmt::Write;
use std::process::ExitCode;

use benches::{Input, KEY};
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use serde::Serialize;
use sha2::Sha256;
use signing_core::{Secret, SortedHmacSha256, SortedMd5, form};

/// As many messages of each size, each in another order of fields.
const MESSAGES: usize = 256;

#[derive(Serialize)]
struct Inputs {
    key: &'static str,
    inputs: Vec<Messages>,
}

#[derive(Serialize)]
struct Messages {
    name: &'static str,
    canonical_bytes: usize,
    form_bytes: usize,
    /// A message whose signatures belong to another one: who verifies it does not verify.
    forged: Signed,
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Message {
    fields: Vec<(String, String)>,
    md5: String,
    hmac_sha256: String,
    forms: Signed,
}

/// The message as a form that ends with its signature.
#[derive(Serialize)]
struct Signed {
    md5: String,
    hmac_sha256: String,
}

impl Signed {
    fn new(fields: &[(&str, &str)], md5: &str, hmac_sha256: &str) -> Signed {
        let with = |sign| form::encode(fields.iter().copied().chain([("sign", sign)]));
        Signed {
            md5: with(md5),
            hmac_sha256: with(hmac_sha256),
        }
    }
}

fn main() -> ExitCode {
    let inputs = Inputs {
        key: KEY,
        inputs: Input::all().into_iter().map(messages).collect(),
    };
    match std::env::args().nth(1).as_deref() {
        Some("--json") => match serde_json::to_string(&inputs) {
            Ok(json) => println!("{json}"),
            Err(error) => return refuse(&error.to_string()),
        },
        Some("--tabs") => print_tabs(&inputs),
        None => print_summary(&inputs),
        Some(_) => return refuse("usage: inputs [--json | --tabs]"),
    }
    ExitCode::SUCCESS
}

fn refuse(why: &str) -> ExitCode {
    eprintln!("inputs: {why}");
    ExitCode::FAILURE
}

fn print_summary(inputs: &Inputs) {
    for input in &inputs.inputs {
        println!(
            "{:<7} {:>2} fields, {:>3} canonical bytes, {:>3} as a form",
            input.name,
            input.messages[0].fields.len(),
            input.canonical_bytes,
            input.form_bytes,
        );
    }
}

/// A line each: `key KEY`, `forged INPUT MD5_FORM HMAC_FORM`, `message INPUT MD5 HMAC MD5_FORM HMAC_FORM NAME VALUE …`.
fn print_tabs(inputs: &Inputs) {
    println!("key\t{}", inputs.key);
    for input in &inputs.inputs {
        let forged = &input.forged;
        println!(
            "forged\t{}\t{}\t{}",
            input.name, forged.md5, forged.hmac_sha256
        );
        for message in &input.messages {
            let forms = &message.forms;
            print!(
                "message\t{}\t{}\t{}\t{}\t{}",
                input.name, message.md5, message.hmac_sha256, forms.md5, forms.hmac_sha256
            );
            for (name, value) in &message.fields {
                print!("\t{name}\t{value}");
            }
            println!();
        }
    }
}

fn messages(mut input: Input) -> Messages {
    let canonical = input.canonical();
    let all: Vec<Message> = (0..MESSAGES)
        .map(|_| message(&input.fields(), &canonical))
        .collect();
    let name = input.name;
    let mut fields = input.fields();
    let form_bytes = form::encode(fields.iter().copied()).len();
    if let Some(last) = fields.last_mut() {
        last.1 = "forged";
    }
    Messages {
        name,
        canonical_bytes: canonical.len(),
        form_bytes,
        forged: Signed::new(&fields, &all[0].md5, &all[0].hmac_sha256),
        messages: all,
    }
}

fn message(fields: &[(&str, &str)], canonical: &str) -> Message {
    let md5 = hex(&Md5::digest(canonical));
    let keyed: Hmac<Sha256> =
        Hmac::new_from_slice(KEY.as_bytes()).expect("HMAC takes keys of every length");
    let hmac_sha256 = hex(&keyed.chain_update(canonical).finalize().into_bytes());
    let secret = Secret::new(KEY).expect("the key is one");
    assert_eq!(*SortedMd5::new(secret.clone()).sign(fields), *md5);
    assert_eq!(*SortedHmacSha256::new(secret).sign(fields), *hmac_sha256);
    Message {
        fields: fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        forms: Signed::new(fields, &md5, &hmac_sha256),
        md5,
        hmac_sha256,
    }
}

fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}
