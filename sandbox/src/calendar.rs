//! The dates of moments: what a message says of a time, where the gateway's time runs faster than the world's.

use std::time::Duration;

/// Turns moments of virtual time into the dates that messages carry, and back.
///
/// The one by default dates a moment with itself. The other, for clients that look at a clock on the wall, gives each moment the date
/// at which it really comes: a pay code that lives fifteen virtual minutes at sixty times the speed expires in fifteen seconds, and says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// From this moment on, time runs faster than its dates.
    start: Duration,
    scale: u32,
}

impl Default for Calendar {
    fn default() -> Self {
        Self {
            start: Duration::ZERO,
            scale: 1,
        }
    }
}

impl Calendar {
    /// Real dates of a time that stood at `start` (since the Unix epoch) as the world did, and runs `scale` times as fast since. A
    /// scale of 0 is taken as 1.
    #[must_use]
    pub const fn real(start: Duration, scale: u32) -> Self {
        Self {
            start,
            scale: if scale == 0 { 1 } else { scale },
        }
    }

    /// The date of a moment, both since the Unix epoch.
    #[must_use]
    pub fn date(self, moment: Duration) -> Duration {
        match moment.checked_sub(self.start) {
            Some(since) => self.start + since / self.scale,
            None => moment,
        }
    }

    /// The moment of a date.
    #[must_use]
    pub fn moment(self, date: Duration) -> Duration {
        match date.checked_sub(self.start) {
            Some(since) => self.start.saturating_add(since.saturating_mul(self.scale)),
            None => date,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Calendar;
    use std::time::Duration;

    #[test]
    fn moments_have_the_dates_at_which_they_come_and_what_was_before_is_not_touched() {
        let at = Duration::from_secs;
        let calendar = Calendar::real(at(1_000), 60);
        for (moment, date) in [(7, 7), (1_000, 1_000), (1_060, 1_001), (1_900, 1_015)] {
            assert_eq!(calendar.date(at(moment)), at(date));
            assert_eq!(calendar.moment(at(date)), at(moment));
            assert_eq!(Calendar::default().date(at(moment)), at(moment));
            assert_eq!(Calendar::default().moment(at(moment)), at(moment));
        }
        assert_eq!(Calendar::real(at(5), 0).date(at(9)), at(9));
        assert_eq!(calendar.moment(Duration::MAX), Duration::MAX);
    }
}
