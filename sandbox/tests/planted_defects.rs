//! A simulation that finds nothing proves nothing: each mistake planted in a till is found within 20,000 payments.
#![cfg(feature = "planted-defects")]

use sandbox::simulation::{Defect, Simulation};

const PAYMENTS: u64 = 20_000;

#[test]
fn every_planted_defect_is_found_within_20_000_payments() {
    assert!(Defect::ALL.len() >= 20);
    let mut missed = Vec::new();
    for defect in Defect::ALL {
        let report = Simulation::new(7, PAYMENTS)
            .plant(*defect)
            .run(defect.provider())
            .expect("it is a provider");
        match report.violations.first() {
            Some(first) => println!(
                "{:<32} {:>6} payments: {first}",
                defect.name(),
                report.payments
            ),
            None => missed.push(defect.name()),
        }
    }
    assert!(missed.is_empty(), "not found: {missed:?}");
}

#[test]
fn without_a_defect_nothing_is_found() {
    for provider in sandbox::simulation::PROVIDERS {
        let report = Simulation::new(7, 2_000)
            .run(provider)
            .expect("it is a provider");
        assert!(report.holds(), "{report}{:?}", report.violations);
    }
}
