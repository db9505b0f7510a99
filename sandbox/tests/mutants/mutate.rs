//! Every mutant of a message.

use super::kinds::{Kind, Message};

/// Shows every mutant, and what was done to it.
pub(super) fn each(kind: &Kind, genuine: &Message, see: &mut impl FnMut(&Message, &str)) {
    bit_flips(genuine, see);
    let fields = genuine.fields.clone();
    let mut build = |fields: Vec<(String, String)>, what: &str| {
        if fields != genuine.fields {
            let mutant = (kind.rebuild)(genuine, fields);
            if mutant.body != genuine.body {
                see(&mutant, what);
            }
        }
    };
    for index in 0..fields.len() {
        let (name, value) = fields[index].clone();
        let mut but = |name: String, value: String, what: &str| {
            let mut changed = fields.clone();
            changed[index] = (name, value);
            build(changed, what);
        };
        but(format!("{name}x"), value.clone(), "a field renamed");
        but(name.to_uppercase(), value.clone(), "a name in upper case");
        but(name.to_lowercase(), value.clone(), "a name in lower case");
        but(name.clone(), value.to_uppercase(), "a value in upper case");
        but(name.clone(), value.to_lowercase(), "a value in lower case");
        let mut dropped = fields.clone();
        dropped.remove(index);
        build(dropped, "a field dropped");
        let mut doubled = fields.clone();
        doubled.insert(index, (name.clone(), value.clone()));
        build(doubled, "a field doubled");
        let mut added = fields.clone();
        added.insert(index, (format!("added{index}"), added_value(&value)));
        build(added, "a field added");
        for other in index + 1..fields.len() {
            let mut swapped = fields.clone();
            swapped[index].1.clone_from(&fields[other].1);
            swapped[other].1.clone_from(&value);
            build(swapped, "two values swapped");
            let mut reordered = fields.clone();
            reordered.swap(index, other);
            build(reordered, "two fields swapped");
        }
    }
}

/// In JSON a value is raw text, so that an added one has the form of its neighbour.
fn added_value(neighbour: &str) -> String {
    if neighbour.starts_with('"') {
        "\"1\"".into()
    } else {
        "1".into()
    }
}

fn bit_flips(genuine: &Message, see: &mut impl FnMut(&Message, &str)) {
    let mut mutant = genuine.clone();
    for index in 0..genuine.body.len() {
        for bit in 0..8 {
            mutant.body[index] ^= 1 << bit;
            see(&mutant, "a bit of the body flipped");
            mutant.body[index] ^= 1 << bit;
        }
    }
    for header in 0..genuine.headers.len() {
        let value = genuine.headers[header].1.clone();
        for index in 0..value.len() {
            for bit in 0..7 {
                let mut bytes = value.clone().into_bytes();
                bytes[index] ^= 1 << bit;
                mutant.headers[header].1 = String::from_utf8(bytes).expect("ASCII stays ASCII");
                see(&mutant, "a bit of a header flipped");
            }
        }
        mutant.headers[header].1 = value;
        let removed = mutant.headers.remove(header);
        see(&mutant, "a header dropped");
        mutant.headers.insert(header, removed.clone());
        mutant.headers.push(removed);
        see(&mutant, "a header doubled");
        mutant.headers.pop();
    }
}
