//! Virtual time from real time: a factor, so that an hour of retries fits into seconds.

use crate::Calendar;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A clock that starts at the wall's time and then runs `scale` times as fast. Clones share the same time.
///
/// It is the server's clock, and as a [`transport::Clock`] also a client's: a till that settles on it waits its virtual minute
/// in `60 / scale` real seconds, and dates what it sends as its server does.
#[derive(Clone, Copy, Debug)]
pub struct VirtualClock {
    start: Instant,
    epoch: Duration,
    scale: u32,
    calendar: Calendar,
}

impl VirtualClock {
    /// A clock starting now. A scale of 0 is taken as 1.
    #[must_use]
    pub fn new(scale: u32) -> Self {
        let epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            start: Instant::now(),
            epoch,
            scale: scale.max(1),
            calendar: Calendar::default(),
        }
    }

    /// The same clock, whose dates are those of the wall: each moment has the date at which it really comes.
    #[must_use]
    pub fn with_real_dates(self) -> Self {
        Self {
            calendar: Calendar::real(self.epoch, self.scale),
            ..self
        }
    }

    /// How its moments are dated.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        self.calendar
    }

    /// How many times faster than real time.
    #[must_use]
    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// Virtual time since the Unix epoch.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.epoch.saturating_add(self.elapsed())
    }

    /// How long a virtual span takes in real time.
    #[must_use]
    pub fn real(&self, span: Duration) -> Duration {
        span / self.scale
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed().saturating_mul(self.scale)
    }
}

impl transport::Clock for VirtualClock {
    /// The date of the moment: what messages carry.
    fn now(&self) -> Duration {
        self.calendar.date(VirtualClock::now(self))
    }

    fn monotonic(&self) -> Duration {
        self.elapsed()
    }

    fn sleep(&self, span: Duration) {
        std::thread::sleep(self.real(span));
    }
}
