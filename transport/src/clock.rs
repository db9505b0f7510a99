//! Time as something the caller hands in.

use std::{
    sync::{Arc, LazyLock, Mutex, PoisonError},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// A wall clock, a stopwatch and a way to wait.
pub trait Clock: Send + Sync {
    /// Wall time since the Unix epoch. May jump in either direction.
    fn now(&self) -> Duration;

    /// Time since some fixed moment. Never goes back.
    fn monotonic(&self) -> Duration;

    /// Waits.
    fn sleep(&self, duration: Duration);
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Duration {
        (**self).now()
    }

    fn monotonic(&self) -> Duration {
        (**self).monotonic()
    }

    fn sleep(&self, duration: Duration) {
        (**self).sleep(duration);
    }
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SystemClock;

/// What [`SystemClock::monotonic`] counts from.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Clock for SystemClock {
    /// Zero on a machine whose clock stands before 1970.
    fn now(&self) -> Duration {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
    }

    fn monotonic(&self) -> Duration {
        START.elapsed()
    }

    fn sleep(&self, duration: Duration) {
        thread::sleep(duration);
    }
}

/// A clock that moves only when told, for tests and simulations.
///
/// Clones show and move the same time. Sleeping moves it and returns at once.
#[derive(Clone, Debug, Default)]
pub struct ManualClock {
    state: Arc<Mutex<ManualTime>>,
}

#[derive(Debug, Default)]
struct ManualTime {
    start: Duration,
    elapsed: Duration,
    wall_offset_ms: i64,
}

impl ManualClock {
    /// A clock that shows `start` (since the Unix epoch) on the wall and zero on the stopwatch.
    pub fn new(start: Duration) -> Self {
        let clock = Self::default();
        clock.with(|time| time.start = start);
        clock
    }

    /// Lets time pass.
    pub fn advance(&self, duration: Duration) {
        self.with(|time| time.elapsed = time.elapsed.saturating_add(duration));
    }

    /// Sets the wall clock wrong by so many milliseconds: ahead if positive, behind if negative.
    /// The stopwatch is not touched.
    pub fn set_wall_offset(&self, milliseconds: i64) {
        self.with(|time| time.wall_offset_ms = milliseconds);
    }

    fn with<R>(&self, use_it: impl FnOnce(&mut ManualTime) -> R) -> R {
        // The state is valid after any panic: each change is one assignment.
        use_it(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Duration {
        self.with(|time| {
            let true_time = time.start.saturating_add(time.elapsed);
            let offset = Duration::from_millis(time.wall_offset_ms.unsigned_abs());
            if time.wall_offset_ms < 0 {
                true_time.saturating_sub(offset)
            } else {
                true_time.saturating_add(offset)
            }
        })
    }

    fn monotonic(&self) -> Duration {
        self.with(|time| time.elapsed)
    }

    fn sleep(&self, duration: Duration) {
        self.advance(duration);
    }
}
