//! Verification: of every kind of signed message, each bit flipped and each field added, dropped, renamed, doubled, swapped or
//! re-cased must be refused, unless what it says is provably the same; genuine ones with extra fields must be accepted.
//!
//! Not here, because there is nothing to verify: the answers of the recharge and payout platform, which are not signed.

mod kinds;
mod mutate;

use kinds::{Kind, Message};
use sandbox::Random;
use std::sync::atomic::{AtomicU64, Ordering};

/// Messages of each kind whose every mutant is tried.
const MESSAGES: u64 = 50;
/// Genuine messages, of all kinds together.
const GENUINE: u64 = 100_000;

#[test]
fn a_million_mutants_are_refused() {
    let refused = AtomicU64::new(0);
    let harmless = AtomicU64::new(0);
    let kinds = kinds::all();
    std::thread::scope(|scope| {
        for kind in &kinds {
            scope.spawn(|| {
                let (no, same) = mutants_of(kind);
                println!(
                    "{:<32} {no:>8} mutants refused, {same:>6} say the same and pass",
                    kind.name
                );
                refused.fetch_add(no, Ordering::Relaxed);
                harmless.fetch_add(same, Ordering::Relaxed);
            });
        }
    });
    let refused = refused.into_inner();
    println!(
        "{refused} mutants refused, {} say the same and pass",
        harmless.into_inner()
    );
    assert!(refused >= 1_000_000, "only {refused} mutants");
}

fn mutants_of(kind: &Kind) -> (u64, u64) {
    let mut random = Random::new(0x5eed);
    let (mut refused, mut same) = (0, 0);
    for _ in 0..MESSAGES {
        let genuine = (kind.make)(&mut random, 0);
        let content = (kind.content)(&genuine).expect("a genuine message can be read");
        assert!(
            (kind.accepts)(&genuine),
            "{}: genuine, and refused: {genuine:?}",
            kind.name
        );
        mutate::each(kind, &genuine, &mut |mutant: &Message, what: &str| {
            if !(kind.accepts)(mutant) {
                refused += 1;
            } else {
                // The case of hex digits, the order of signed fields, words outside of the signature: nothing that counts.
                let says = (kind.content)(mutant);
                assert_eq!(
                    says.as_ref(),
                    Some(&content),
                    "{}: accepted with {what}: {mutant:?}",
                    kind.name
                );
                same += 1;
            }
        });
    }
    (refused, same)
}

#[test]
fn a_hundred_thousand_genuine_messages_with_extra_fields_are_accepted() {
    let kinds = kinds::all();
    let each = GENUINE.div_ceil(kinds.len() as u64);
    let accepted = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for kind in &kinds {
            scope.spawn(|| {
                let mut random = Random::new(0x6e01);
                for _ in 0..each {
                    let extras = random.below(6);
                    let message = (kind.make)(&mut random, extras);
                    assert!((kind.accepts)(&message), "{}: {message:?}", kind.name);
                    accepted.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    println!("{} genuine messages accepted", accepted.into_inner());
}
