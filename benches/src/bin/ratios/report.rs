//! The table, for people and machines.

use serde::Serialize;

use crate::measure::Measured;
use crate::rows::Row;

/// One row's result. Ratios are thousandths, times picoseconds.
#[derive(Serialize)]
pub(crate) struct Line {
    name: &'static str,
    input: &'static str,
    raw_ps: u64,
    ours_ps: u64,
    naive_ps: u64,
    to_raw_thousandths: u64,
    naive_to_ours_thousandths: u64,
    naive_allocations: u64,
    allocations: u64,
    target_thousandths: Option<u64>,
    target_allocations: Option<u64>,
    thousands_a_second: u64,
    hoped_thousands_a_second: Option<u64>,
    met: Option<bool>,
    /// Missed by more than a tenth, or with an allocation that must not be.
    pub(crate) failed: bool,
}

impl Line {
    pub(crate) fn new(row: &Row, measured: &Measured) -> Self {
        let to_raw = measured.to_raw();
        let heap_met = row
            .allocations
            .is_none_or(|most| measured.allocations <= most);
        let within = |percent: u64| {
            let target = row.target.map(|target| target * percent / 100);
            target.is_none_or(|target| to_raw <= target)
        };
        let has_target = row.target.is_some() || row.allocations.is_some();
        Self {
            name: row.name,
            input: row.input,
            raw_ps: measured.raw,
            ours_ps: measured.ours,
            naive_ps: measured.naive,
            to_raw_thousandths: to_raw,
            naive_to_ours_thousandths: measured.naive_to_ours(),
            naive_allocations: measured.naive_allocations,
            allocations: measured.allocations,
            target_thousandths: row.target,
            target_allocations: row.allocations,
            thousands_a_second: 1_000_000_000 / measured.ours.max(1),
            hoped_thousands_a_second: row.hoped,
            met: has_target.then(|| heap_met && within(100)),
            failed: !(heap_met && within(110)),
        }
    }

    pub(crate) fn text(&self) -> String {
        let target = self.target_thousandths.map_or("-".into(), times);
        let met = match (self.met, self.hoped_thousands_a_second) {
            (Some(true), _) => "met".into(),
            (Some(false), _) if self.failed => "MISSED".into(),
            (Some(false), _) => "within 10 %".into(),
            (None, None) => "-".into(),
            (None, Some(hoped)) => format!(
                "{} of {} million/s",
                times(self.thousands_a_second),
                times(hoped)
            ),
        };
        format!(
            "{:<31}{:<10}{:>8}{:>8}{:>8}{:>7}{:>8}{:>6}{:>9}  {met}",
            self.name,
            self.input,
            nanoseconds(self.raw_ps),
            nanoseconds(self.ours_ps),
            times(self.to_raw_thousandths),
            target,
            times(self.naive_to_ours_thousandths),
            self.allocations,
            self.naive_allocations,
        )
    }
}

pub(crate) fn heading() -> String {
    format!(
        "{:<31}{:<10}{:>8}{:>8}{:>8}{:>7}{:>8}{:>6}{:>9}",
        "", "input", "raw ns", "ns", "to raw", "limit", "naive", "heap", "naive's"
    )
}

fn times(thousandths: u64) -> String {
    let hundredths = (thousandths + 5) / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn nanoseconds(picoseconds: u64) -> String {
    ((picoseconds + 500) / 1000).to_string()
}
