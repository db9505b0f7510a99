//! The till: one sale from the first attempt to its end, by the journal alone, so that it can go on after any crash.

use super::{
    defect::{Defect, Planted},
    house::{Context, House, Submitted, Told},
    journal::{Attempt, Journal, Kind, State, order_number},
    plan::Plan,
    refunds,
    world::World,
};
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use transport::Clock;

/// From when a cashier gives up a payment, and until when a cancel is worth sending.
const CANCEL_FROM: Duration = Duration::from_secs(60);
const CANCEL_UNTIL: Duration = Duration::from_secs(280);
/// From then on no cancel can be under way any more: five minutes in which the gateway takes one, and the longest way there.
const CANCEL_SETTLED: Duration = Duration::from_secs(430);
/// From then on an order the gateway has never heard of is a person's business.
const NEVER_ARRIVED: Duration = Duration::from_secs(600);
/// From then on everything is.
const GIVE_UP: Duration = Duration::from_secs(25 * 60);
/// Between two queries, at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
/// How long who shows a code waits for the notification before asking: until the code has expired. Then no request is under way any more, too.
const EXPIRED: Duration = Duration::from_secs(620);
/// How often a call that provably never left is made again.
const TRIES: usize = 3;

/// Goes on from run to run: what must not decide anything. See [`Defect::Undetermined`].
static UNDETERMINED: AtomicU64 = AtomicU64::new(0);

/// A till at work for one sale.
pub(crate) struct Till<'a, H: House> {
    pub(crate) world: &'a World<H::Gateway>,
    pub(crate) journal: &'a Journal,
    pub(crate) client: &'a H::Client,
    pub(crate) plan: &'a Plan,
    pub(crate) sale: u64,
    pub(crate) planted: Planted,
    /// It comes back after a crash.
    pub(crate) restarted: bool,
}

impl<H: House> Till<'_, H> {
    /// Takes the sale to its end.
    pub(crate) fn work(&self) {
        loop {
            let (attempts, last) = self.journal.sale(self.sale, |page| {
                (
                    page.attempts.len(),
                    page.attempts.last().map(|attempt| attempt.state),
                )
            });
            match last {
                None => self.attempt(attempts),
                Some(State::NotDone) if self.plan.tries_again && attempts < 2 => {
                    self.attempt(attempts)
                }
                Some(State::Sent)
                    if self.restarted
                        && attempts < 3
                        && self.planted.has(Defect::PayAgainAfterCrash) =>
                {
                    self.attempt(attempts);
                }
                Some(State::Sent) => self.follow_up(),
                Some(State::Done) => {
                    refunds::give_back(self);
                    break;
                }
                Some(State::NotDone | State::Listed) => break,
            }
        }
        self.journal
            .sale(self.sale, |page| page.ended = Some(self.world.elapsed()));
    }

    pub(crate) fn context(&self) -> Context<'_, H> {
        Context {
            client: self.client,
            world: self.world,
            plan: self.plan,
        }
    }

    fn attempt(&self, before: usize) {
        let asked = H::amount(self.sale, self.plan.kind);
        let attempt = Attempt {
            number: order_number(self.sale, before)
                + H::order_ending(self.plan.kind, self.plan.conduct),
            kind: self.plan.kind,
            asked,
            fee: asked,
            started: self.world.elapsed(),
            shown: false,
            cancelling: false,
            state: State::Sent,
            credits: 0,
            refundable: 0,
            refunds: Vec::new(),
            found: None,
        };
        if self.planted.has(Defect::JournalAfterSending) {
            let submitted = self.submit(&attempt);
            self.journal
                .sale(self.sale, |page| page.attempts.push(attempt));
            return self.submitted(submitted);
        }
        self.journal
            .sale(self.sale, |page| page.attempts.push(attempt.clone()));
        self.world.step();
        let submitted = self.submit(&attempt);
        self.submitted(submitted);
    }

    fn submit(&self, attempt: &Attempt) -> Submitted {
        let context = self.context();
        let mut cancelling = || {
            self.journal
                .attempt(self.sale, |line| line.cancelling = true);
            self.world.step();
        };
        let mut submitted = Submitted::NotSent;
        for _ in 0..TRIES {
            submitted = H::submit(&context, attempt, &mut cancelling);
            // What only shows a way to pay moves no money, and the same number is the same order: it may be sent again.
            let again = submitted == Submitted::NotSent
                || attempt.kind == Kind::Shown && submitted == Submitted::Unknown;
            if !again {
                break;
            }
        }
        submitted
    }

    fn submitted(&self, submitted: Submitted) {
        self.world
            .note(|| format!("  the till holds it for {submitted:?}"));
        match submitted {
            Submitted::Paid { refundable } => self.paid(refundable),
            Submitted::NotPaid | Submitted::NotSent => self.mark(State::NotDone),
            Submitted::Open if self.plan.kind == Kind::Shown => self.show(),
            Submitted::Open
                if self.planted.has(Defect::AcceptedPayoutIsPaid)
                    || self.planted.has(Defect::AcceptedTransferIsPaid) =>
            {
                self.paid(0);
            }
            Submitted::Open => {}
            Submitted::Unknown => self.unknown(),
        }
    }

    fn unknown(&self) {
        let again = [
            Defect::PayAgainOnUnknown,
            Defect::PayOutAgainOnUnknown,
            Defect::TransferAgainOnUnknown,
            Defect::UnknownIsNotPaid,
            Defect::UnknownPayoutIsNotPaid,
        ];
        if again[3..].iter().any(|defect| self.planted.has(*defect)) {
            self.mark(State::NotDone);
        } else if self.planted.has(Defect::UnknownIsPaid) {
            self.paid(0);
        } else if again.iter().any(|defect| self.planted.has(*defect)) {
            let attempts = self.journal.sale(self.sale, |page| page.attempts.len());
            if attempts < 3 {
                self.attempt(attempts);
            }
        }
    }

    /// The customer sees a way to pay, and will decide.
    fn show(&self) {
        let plan = self.plan;
        let Some(number) = self.journal.attempt(self.sale, |line| {
            line.shown = true;
            // A basket that changes now leaves an old code in the customer's hands.
            if plan.repriced {
                line.fee += 100;
            }
            line.number.clone()
        }) else {
            return;
        };
        if let Some((after, pays)) = plan.decides {
            self.world.plan(after, move |gateway, now| {
                H::customer(gateway, now, &number, pays)
            });
        }
        self.world.step();
    }

    /// Asks until it is known what became of the newest attempt, and cancels what takes too long.
    fn follow_up(&self) {
        let poll = Duration::from_secs(self.plan.poll);
        let (looks_early, in_haste) = (self.plan.poll == 20, self.plan.abandons.is_some());
        let (first, mut pause) = match self.plan.kind {
            // Some look early, and mostly hear that the order is under way or not known; some wait until it must be.
            Kind::Direct if looks_early => (poll * if H::CANCELS { 1 } else { 3 }, poll * 5),
            Kind::Direct => (EXPIRED, poll * 5),
            // A cashier who will lose patience looks often.
            Kind::Shown if H::CANCELS && in_haste => (poll, poll * 2),
            Kind::Shown if H::CANCELS && looks_early => (poll * 5, poll * 5),
            Kind::Shown => (EXPIRED, poll * 5),
        };
        let mut asked = 0;
        // Nothing is decided in the moment in which it was sent; after a crash time has passed.
        if !self.restarted {
            self.world.clock().sleep(first);
        }
        loop {
            self.world.catch_up();
            let Some(attempt) = self.journal.attempt(self.sale, |line| line.clone()) else {
                return;
            };
            if attempt.state != State::Sent {
                return;
            }
            let told = H::ask(&self.context(), &attempt);
            asked += 1;
            let age = self.world.elapsed().saturating_sub(attempt.started);
            self.world.note(|| format!("  the till learns {told:?}"));
            if self.told(&attempt, &told, age) {
                return;
            }
            if age > GIVE_UP {
                return self.mark(State::Listed);
            }
            if asked > 3 && self.planted.has(Defect::GivesUpSilently) {
                return self.mark(State::NotDone);
            }
            // One cancel that may be under way is enough.
            let cancelled = H::CANCELS && !attempt.cancelling && self.wants_cancel(&attempt, age);
            if cancelled {
                self.cancel(&attempt);
            }
            if self.planted.has(Defect::Undetermined) {
                pause += Duration::from_millis(UNDETERMINED.fetch_add(1, Ordering::Relaxed));
            }
            // A query that failed is soon made again; where nothing was decided only time brings more.
            pause = match told {
                Told::Nothing => pause,
                Told::NoOrder => pause.max((NEVER_ARRIVED + poll).saturating_sub(age)),
                _ => (pause * 4).min(LONGEST_PAUSE),
            };
            if cancelled {
                pause = poll;
            }
            self.world.clock().sleep(pause);
        }
    }

    /// Writes down what a query proved. True if the attempt has ended.
    fn told(&self, attempt: &Attempt, told: &Told, age: Duration) -> bool {
        let cancel_pending = attempt.cancelling
            && age <= CANCEL_SETTLED
            && !self.planted.has(Defect::PaidWhileCancelling);
        match told {
            Told::Paid { refundable } if !cancel_pending => self.paid(*refundable),
            Told::PaidOther(_) if !cancel_pending => {
                if self.planted.has(Defect::NoAmountCheck) {
                    self.paid(attempt.fee);
                } else {
                    self.mark(State::Listed);
                }
            }
            Told::NotPaid => self.mark(State::NotDone),
            Told::TakenBack if attempt.cancelling => self.mark(State::NotDone),
            Told::NoOrder if self.planted.has(Defect::NoOrderIsNotPaid) => {
                self.mark(State::NotDone)
            }
            Told::NoOrder if age > NEVER_ARRIVED => self.mark(State::Listed),
            Told::Open if self.planted.has(Defect::OpenIsNotPaid) => self.mark(State::NotDone),
            Told::Open if self.planted.has(Defect::OpenIsPaid) => self.paid(0),
            _ => return false,
        }
        true
    }

    fn wants_cancel(&self, attempt: &Attempt, age: Duration) -> bool {
        let from = match attempt.kind {
            Kind::Direct => Some(CANCEL_FROM),
            Kind::Shown => self.plan.abandons,
        };
        from.is_some_and(|from| (from..=CANCEL_UNTIL).contains(&age))
    }

    fn cancel(&self, attempt: &Attempt) {
        // In one stroke with the look at its state: the desk may have been told of the payment by now.
        let cancelling = self.journal.attempt(self.sale, |line| {
            let open = line.state == State::Sent || self.planted.has(Defect::CancelsWithoutLooking);
            line.cancelling |= open;
            open
        });
        if cancelling != Some(true) {
            return;
        }
        self.world.step();
        H::cancel(&self.context(), attempt);
        if self.planted.has(Defect::CancelWithoutQuery) {
            self.mark(State::NotDone);
        }
    }

    fn paid(&self, refundable: u128) {
        self.journal.attempt(self.sale, |line| {
            // The desk may have been told in the meantime.
            if line.state == State::Sent || self.planted.has(Defect::BooksWithoutLooking) {
                line.state = State::Done;
                line.credits += 1;
                line.refundable = refundable;
            }
        });
        self.world.step();
    }

    fn mark(&self, state: State) {
        self.journal.attempt(self.sale, |line| {
            if line.state == State::Sent {
                line.state = state;
            }
        });
        self.world.step();
    }
}
