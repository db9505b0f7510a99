//! `counted WORK INPUT`: does one kind of work a known number of times, for a tool that counts instructions; the count of
//! `counted none none`, which prepares the same and then does nothing, is to be subtracted. Without arguments: what there is.
//!
//! Everything is done once beforehand, so that what happens at the first call only is in both counts.

#![forbid(unsafe_code)]

use std::error::Error;
use std::hint::black_box;

use benches::{Input, KEY, input};
use signing_core::{
    Field, FixedMd5, Secret, SortedHmacSha256, SortedMd5, fixed_order, form, typed,
};

/// How often all messages of an input are gone through.
const PASSES: usize = 4;

struct Signers {
    md5: SortedMd5,
    hmac: SortedHmacSha256,
    fixed: FixedMd5,
}

struct Message {
    fields: Vec<Field<'static>>,
    form_md5: Vec<u8>,
    form_hmac: Vec<u8>,
    json_md5: String,
}

/// Name, and one call; whether it did what it should.
type Work = (&'static str, fn(&Signers, &Message) -> bool);

const WORKS: &[Work] = &[
    ("sign-md5", |signers, message| {
        signers.md5.sign(&message.fields).len() == 32
    }),
    ("verify-form-md5", |signers, message| {
        signers.md5.verify_form(&message.form_md5).is_ok()
    }),
    ("verify-json-md5", |signers, message| {
        signers.md5.verify_json(&message.json_md5).is_ok()
    }),
    ("sign-hmac-sha256", |signers, message| {
        signers.hmac.sign(&message.fields).len() == 64
    }),
    ("verify-form-hmac-sha256", |signers, message| {
        signers.hmac.verify_form(&message.form_hmac).is_ok()
    }),
];

/// The provider's own list of names.
const RECHARGE: Work = ("sign-fixed-md5", |signers, message| {
    let signature = signers.fixed.sign(&fixed_order::RECHARGE, &message.fields);
    signature.is_ok()
});

/// A payment as its type: to fields, and signed.
const TYPED: Work = ("sign-typed-md5", |signers, _| {
    let Ok(typed) = typed::to_fields(&input::pay()) else {
        return false;
    };
    let fields: Vec<Field<'_>> = typed
        .iter()
        .map(|(name, value)| (&**name, value.as_str()))
        .chain(input::PAY_HEAD)
        .collect();
    signers.md5.sign(&fields).len() == 32
});

struct Group {
    input: &'static str,
    messages: Vec<Message>,
    works: Vec<Work>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let signers = Signers {
        md5: SortedMd5::new(Secret::new(KEY)?),
        hmac: SortedHmacSha256::new(Secret::new(KEY)?),
        fixed: FixedMd5::new(Secret::new(KEY)?),
    };
    let groups = groups(&signers);
    match arguments.as_slice() {
        [] => {
            for group in &groups {
                for (work, _) in &group.works {
                    println!("{work} {} {}", group.input, PASSES * group.messages.len());
                }
            }
            Ok(())
        }
        [work, input] => groups.iter().try_for_each(|group| {
            let named = if group.input == input { work } else { "" };
            group.run(&signers, named)
        }),
        _ => Err("usage: counted [WORK INPUT]".into()),
    }
}

fn groups(signers: &Signers) -> Vec<Group> {
    let group = |input: &Input, works: &[Work]| Group {
        input: input.name,
        messages: messages(signers, input),
        works: works.to_vec(),
    };
    let [small, pay, notify] = Input::all();
    vec![
        group(&small, WORKS),
        group(&pay, &[WORKS, &[TYPED]].concat()),
        group(&notify, WORKS),
        group(&Input::recharge(), &[RECHARGE]),
    ]
}

fn messages(signers: &Signers, input: &Input) -> Vec<Message> {
    let form = |fields: &[Field<'static>], sign: &str| {
        form::encode(fields.iter().copied().chain([("sign", sign)])).into_bytes()
    };
    let messages = input.orders().iter().map(|fields| Message {
        form_md5: form(fields, &signers.md5.sign(fields)),
        form_hmac: form(fields, &signers.hmac.sign(fields)),
        json_md5: input::json(fields, &signers.md5.sign(fields)),
        fields: fields.clone(),
    });
    messages.collect()
}

impl Group {
    /// Does each work once, and the named one for all messages.
    fn run(&self, signers: &Signers, named: &str) -> Result<(), Box<dyn Error>> {
        for (name, work) in &self.works {
            if !work(signers, &self.messages[0]) {
                return Err(format!("{name} {}: failed", self.input).into());
            }
            let passes = if *name == named { PASSES } else { 0 };
            for _ in 0..passes {
                for message in &self.messages {
                    black_box(work(signers, black_box(message)));
                }
            }
        }
        Ok(())
    }
}
