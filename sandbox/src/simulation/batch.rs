//! A batch: some hundred sales at one gateway, each after the other on one clock, then quiet, then the comparison.

use super::{
    audit,
    crash::powered,
    defect::Planted,
    desk::desk,
    house::{Context, House},
    invariant::Violation,
    journal::{Journal, Kind, State, sale_of},
    plan::Plan,
    storm::storm,
    till::Till,
    trace::{Trace, mixed},
    world::{Counts, World},
};
use crate::{Ledger, Random};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How many sales share a gateway. Few enough that its tables stay in the processor's caches.
pub(crate) const SIZE: u64 = 256;
/// A till that crashed so often at one sale is left in peace.
const CRASHES: usize = 5;
/// How long it takes until nothing is under way any more: the longest schedule of repeated notifications.
const QUIET: Duration = Duration::from_secs(40 * 3600);

/// Which batch, and how.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) seed: u64,
    pub(crate) first: u64,
    pub(crate) count: u64,
    /// The payment to write lines about.
    pub(crate) watched: Option<u64>,
    pub(crate) planted: Planted,
}

/// What a batch came to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) hash: u64,
    pub(crate) violations: Vec<Violation>,
    pub(crate) counts: Counts,
    /// Cancels and customers that met in the same moments.
    pub(crate) races: u64,
    /// Attempts and refunds listed for a person.
    pub(crate) listed: u64,
    pub(crate) attempts: u64,
    /// The longest a sale took, in virtual time.
    pub(crate) longest: Duration,
    pub(crate) gateway: Ledger,
    pub(crate) merchant: Ledger,
    pub(crate) lines: Vec<String>,
}

/// Lives through a batch.
pub(crate) fn run<H: House>(batch: &Batch) -> Outcome {
    let seed = mixed(batch.seed, batch.first);
    let watched = batch.watched.map(|sale| format!("S{sale:08}"));
    let world = World::new(
        H::gateway(seed),
        storm(H::STORM),
        seed,
        Box::new(H::lie),
        Trace::new(watched),
    );
    let planted = batch.planted;
    world.overlook(Box::new(move |request, reply| {
        H::overlook(planted, request, reply)
    }));
    world.spare(H::undetectable);
    let journal = Journal::default();
    let found = Arc::new(Mutex::new(Vec::new()));
    let desk_random = Random::new(mixed(seed, 1));
    world.set_desk(desk::<H>(
        H::client(&world),
        journal.clone(),
        Arc::clone(&found),
        planted,
        desk_random,
    ));
    let mut outcome = Outcome::default();
    let mut client = None;
    for sale in batch.first..batch.first + batch.count {
        let plan = Plan::of(batch.seed, sale);
        world.watch(batch.watched == Some(sale));
        outcome.races +=
            u64::from(plan.abandons.is_some() && plan.kind == Kind::Shown && H::CANCELS);
        one_sale::<H>(&world, &journal, &plan, sale, planted, &mut client);
    }
    world.watch(false);
    world.calm();
    world.quiet(QUIET);
    a_person_looks::<H>(&world, &journal, batch);
    outcome.violations = std::mem::take(&mut *found.lock().unwrap_or_else(PoisonError::into_inner));
    outcome.gateway = world.gateway(|gateway| crate::Gateway::ledger(gateway));
    audit::audit::<H>(&journal, &mut outcome);
    let (counts, trace) = world.finish();
    outcome.hash = trace.hash();
    outcome.counts = counts;
    outcome.lines = trace.into_lines();
    outcome
}

fn one_sale<H: House>(
    world: &World<H::Gateway>,
    journal: &Journal,
    plan: &Plan,
    sale: u64,
    planted: Planted,
    client: &mut Option<H::Client>,
) {
    world.note(|| format!("sale {sale}: {plan:?}"));
    world.clock().set_wall_offset(plan.clock_error);
    for crashes in 0.. {
        world.let_crash(crashes < CRASHES);
        let till = Till::<H> {
            world,
            journal,
            client: client.get_or_insert_with(|| H::client(world)),
            plan,
            sale,
            planted,
            restarted: crashes > 0,
        };
        if powered(|| till.work()).is_some() {
            break;
        }
        // With the power goes what the client held in memory, such as a token.
        *client = None;
        world.restart();
    }
}

/// What was listed is looked at once nothing is under way any more and the line is good.
fn a_person_looks<H: House>(world: &World<H::Gateway>, journal: &Journal, batch: &Batch) {
    world.clock().set_wall_offset(0);
    let client = H::client(world);
    let listed: Vec<_> = {
        let pages = journal.pages();
        let all = pages.values().flat_map(|page| &page.attempts);
        all.filter(|attempt| attempt.state == State::Listed || has_listed_refund(attempt))
            .cloned()
            .collect()
    };
    for attempt in listed {
        let sale = sale_of(&attempt.number).unwrap_or_default();
        world.watch(batch.watched == Some(sale));
        let plan = Plan::of(batch.seed, sale);
        let context = Context::<H> {
            client: &client,
            world,
            plan: &plan,
        };
        if attempt.state == State::Listed {
            let told = H::ask(&context, &attempt);
            world.note(|| format!("a person finds {told:?} for {}", attempt.number));
            // What was asked for may come as a notification.
            world.quiet(Duration::from_secs(60));
            journal.by_number(&attempt.number, |line| {
                line.found = Some(audit::found(line, &told))
            });
        }
        for (part, refund) in attempt.refunds.iter().enumerate() {
            if let Some((number, State::Listed)) = refund.tries.last() {
                let told = H::ask_refund(&context, &attempt, number, refund.amount);
                world.note(|| format!("a person finds {told:?} for {number}"));
                audit::found_refund(journal, &attempt.number, part, told);
            }
        }
    }
}

fn has_listed_refund(attempt: &super::journal::Attempt) -> bool {
    let mut tries = attempt
        .refunds
        .iter()
        .filter_map(|refund| refund.tries.last());
    tries.any(|(_, state)| *state == State::Listed)
}
