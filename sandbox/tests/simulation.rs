//! Two ledgers agree: a short run for every provider, and what earlier runs found.

use sandbox::simulation::{PROVIDERS, Simulation};

#[test]
fn every_invariant_holds_for_every_provider() {
    for provider in PROVIDERS {
        let report = Simulation::new(20_260_101, 2_000)
            .run(provider)
            .expect("it is a provider");
        println!("{report}");
        assert!(report.holds(), "{report}{:#?}", report.violations);
        let rare: Vec<_> = report
            .faults
            .iter()
            .filter(|(_, count)| **count == 0)
            .collect();
        assert!(rare.is_empty(), "never happened: {rare:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_trace_and_another_one_another() {
    for provider in PROVIDERS {
        let hash = |seed| {
            let report = Simulation::new(seed, 300).run(provider);
            report.expect("it is a provider").hash
        };
        assert_eq!(hash(1), hash(1), "{provider}");
        assert_ne!(hash(1), hash(2), "{provider}");
    }
}

#[test]
fn a_payment_replayed_alone_tells_its_story_and_nobody_elses() {
    let report = Simulation::new(7, 2_000)
        .only(777)
        .run("chaoying")
        .expect("it is a provider");
    assert!(report.payments <= 256);
    assert!(
        report.lines.iter().any(|line| line.contains("sale 777")),
        "{:#?}",
        report.lines
    );
    assert!(report.lines.iter().any(|line| line.contains("S00000777A0")));
}

/// Seeds, numbers of payments and payments at which a till or a crate was once wrong.
///
/// * chaoying 946: a notification came while the till was asking, and the payment was booked twice.
/// * chaoying 4336: a cancel was sent for a payment of which a notification had told in the meantime.
/// * chaoying 15160: another order's sign error, which named no order, was taken for this one's refusal. No client can tell; see
///   `RELIABILITY.md`.
const FOUND: &[(&str, u64, u64, u64)] = &[
    ("chaoying", 7, 20_000, 946),
    ("chaoying", 7, 20_000, 4_336),
    ("chaoying", 7, 50_000, 15_160),
    ("chaoying", 7, 50_000, 29_883),
];

#[test]
fn what_was_found_stays_mended() {
    for (provider, seed, payments, payment) in FOUND {
        let report = Simulation::new(*seed, *payments)
            .only(*payment)
            .run(provider);
        let report = report.expect("it is a provider");
        assert_eq!(report.violations, [], "{provider} {payment}");
    }
}
