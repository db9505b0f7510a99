//! Several ways to do the same, measured in turns.

use std::time::{Duration, Instant};

use crate::allocations;
use crate::rows::{Batch, Row};

/// A row, measured.
pub(crate) struct Measured {
    /// Picoseconds a call: the raw digest, the naive version, this library.
    pub(crate) raw: u64,
    pub(crate) naive: u64,
    pub(crate) ours: u64,
    /// Allocations a call, rounded up.
    pub(crate) naive_allocations: u64,
    pub(crate) allocations: u64,
}

impl Measured {
    /// Thousandths of the raw digest's time.
    pub(crate) fn to_raw(&self) -> u64 {
        self.ours * 1000 / self.raw.max(1)
    }

    /// How many thousandths of this library's time the naive version takes.
    pub(crate) fn naive_to_ours(&self) -> u64 {
        self.naive * 1000 / self.ours.max(1)
    }
}

/// A row that is being measured: the longer, the less what else the machine does counts.
pub(crate) struct Measuring<'r> {
    row: &'r mut Row,
    /// Nanoseconds of each batch of the raw digest, this library, the naive version.
    taken: [Vec<Duration>; 3],
    naive_allocations: u64,
    allocations: u64,
}

impl<'r> Measuring<'r> {
    pub(crate) fn start(row: &'r mut Row) -> Self {
        let calls = row.calls;
        let allocated = |batch: &mut Batch| allocations::of(batch).div_ceil(calls);
        let (naive_allocations, allocations) =
            (allocated(&mut row.naive), allocated(&mut row.ours));
        Self {
            row,
            taken: [Vec::new(), Vec::new(), Vec::new()],
            naive_allocations,
            allocations,
        }
    }

    pub(crate) fn row(&self) -> &Row {
        self.row
    }

    /// Runs the variants in turns for about `time`, and says what is known by now.
    ///
    /// Each turn is a batch of a few hundred calls, so short that most batches run undisturbed on a busy machine, and
    /// the turns alternate in order, so that none always has the caches of the same predecessor. The slow naive version
    /// has every fourth turn only.
    pub(crate) fn go_on(&mut self, time: Duration) -> Measured {
        let start = Instant::now();
        let mut round = 0_usize;
        while round < 24 || start.elapsed() < time {
            for turn in 0..3 {
                let variant = (turn + round) % 3;
                let batch = match variant {
                    0 => &mut self.row.raw,
                    1 => &mut self.row.ours,
                    _ if round.is_multiple_of(4) => &mut self.row.naive,
                    _ => continue,
                };
                let start = Instant::now();
                batch();
                self.taken[variant].push(start.elapsed());
            }
            round += 1;
        }
        let of = |taken: &Vec<Duration>| tenth_percentile(taken.clone(), self.row.calls);
        Measured {
            raw: of(&self.taken[0]),
            ours: of(&self.taken[1]),
            naive: of(&self.taken[2]),
            naive_allocations: self.naive_allocations,
            allocations: self.allocations,
        }
    }
}

/// Picoseconds a call of the batch that a tenth of all batches beat: what the work takes when nothing else runs.
fn tenth_percentile(mut taken: Vec<Duration>, calls: u64) -> u64 {
    let at = taken.len() / 10;
    let (_, batch, _) = taken.select_nth_unstable(at);
    let nanoseconds = u64::try_from(batch.as_nanos()).unwrap_or(u64::MAX / 1000);
    nanoseconds * 1000 / calls
}
