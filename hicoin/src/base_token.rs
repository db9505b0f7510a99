//! The base access token (基础授权token): fetched when first needed, kept, renewed in time, once for all threads.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use signing_core::Masked;
use transport::Clock;

use crate::Error;

/// A token is renewed this long before it expires, or a tenth of its life before, whichever is shorter.
const MARGIN: Duration = Duration::from_secs(300);

/// A moment by both clocks. On Linux the monotonic one stands still while the machine sleeps, and the wall clock can be set back: each
/// sees what the other does not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Moment {
    pub(crate) monotonic: Duration,
    pub(crate) wall: Duration,
}

impl Moment {
    pub(crate) fn of(clock: &dyn Clock) -> Moment {
        Moment {
            monotonic: clock.monotonic(),
            wall: clock.now(),
        }
    }

    /// Whether less than this has passed since then, as both clocks have it.
    fn is_within(self, life: Duration, since: Moment) -> bool {
        self.monotonic < since.monotonic.saturating_add(life)
            && self.wall < since.wall.saturating_add(life)
    }
}

/// What a token request gave.
pub(crate) struct Fetched {
    pub(crate) token: Masked,
    /// From the moment the request was sent: the provider's clock may have started no later.
    pub(crate) expires_in: Duration,
}

/// The client's token. One thread fetches; those that come meanwhile wait for its result, be it an error.
#[derive(Default)]
pub(crate) struct BaseToken(Mutex<State>);

#[derive(Default)]
struct State {
    held: Option<Held>,
    flight: Option<Arc<Flight>>,
}

struct Held {
    token: Masked,
    /// When it was asked for.
    sent: Moment,
    /// From then.
    renew_after: Duration,
    /// From then.
    expires_in: Duration,
}

struct Flight {
    /// The thread that fetches.
    pilot: ThreadId,
    landed: Mutex<Option<Result<Masked, Error>>>,
    news: Condvar,
}

impl BaseToken {
    /// The token, fetched through `fetch` if there is none or it is about to expire.
    pub(crate) fn get(
        &self,
        now: impl Fn() -> Moment,
        fetch: impl FnOnce() -> Result<Fetched, Error>,
    ) -> Result<Masked, Error> {
        let sent = now();
        let flight = {
            let mut state = self.lock();
            let fresh = |held: &&Held| sent.is_within(held.renew_after, held.sent);
            if let Some(held) = state.held.as_ref().filter(fresh) {
                return Ok(held.token.clone());
            }
            if let Some(flight) = &state.flight {
                let flight = Arc::clone(flight);
                drop(state);
                return flight.wait();
            }
            Arc::clone(state.flight.insert(Arc::new(Flight::by_this_thread())))
        };
        // Should the fetch panic, those who wait must not wait for ever.
        let landing = Landing {
            cache: self,
            flight: &flight,
        };
        let result = match fetch() {
            Ok(fetched) => Ok(self.keep(fetched, sent)),
            Err(error) => self.not_yet_expired(now()).ok_or(error),
        };
        landing.with(result)
    }

    /// Keeps a token that was requested at `sent`.
    pub(crate) fn keep(&self, fetched: Fetched, sent: Moment) -> Masked {
        let Fetched { token, expires_in } = fetched;
        let margin = MARGIN.min(expires_in / 10);
        self.lock().held = Some(Held {
            token: token.clone(),
            sent,
            renew_after: expires_in.saturating_sub(margin),
            expires_in,
        });
        token
    }

    /// Drops a token that the provider refused, unless another has taken its place.
    pub(crate) fn forget(&self, refused: &Masked) {
        let mut state = self.lock();
        if state
            .held
            .as_ref()
            .is_some_and(|held| held.token == *refused)
        {
            state.held = None;
        }
    }

    /// A renewal that failed is no reason to give up a token that still has some time.
    fn not_yet_expired(&self, now: Moment) -> Option<Masked> {
        let state = self.lock();
        let alive = |held: &&Held| now.is_within(held.expires_in, held.sent);
        Some(state.held.as_ref().filter(alive)?.token.clone())
    }

    /// The state is whole after every step, so a panic elsewhere does not spoil it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flight {
    fn by_this_thread() -> Flight {
        Flight {
            pilot: thread::current().id(),
            landed: Mutex::default(),
            news: Condvar::default(),
        }
    }

    fn land(&self, result: Result<Masked, Error>) {
        *self.landed.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        self.news.notify_all();
    }

    /// What another thread has fetched. A thread that waited for itself would wait for ever.
    fn wait(&self) -> Result<Masked, Error> {
        if self.pilot == thread::current().id() {
            return Err(Error::NoToken(
                "this thread is fetching it already, and an observer or logger made a call within that",
            ));
        }
        let mut landed = self.landed.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(result) = &*landed {
                return result.clone();
            }
            landed = self
                .news
                .wait(landed)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Ends a flight exactly once, also when its pilot panics.
struct Landing<'a> {
    cache: &'a BaseToken,
    flight: &'a Arc<Flight>,
}

impl Landing<'_> {
    fn with(self, result: Result<Masked, Error>) -> Result<Masked, Error> {
        self.flight.land(result.clone());
        result
    }
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        self.cache.lock().flight = None;
        let mut landed = self
            .flight
            .landed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        landed.get_or_insert_with(|| Err(Error::NoToken("the thread that fetched it panicked")));
        self.flight.news.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn at(monotonic: u64, wall: u64) -> Moment {
        Moment {
            monotonic: Duration::from_secs(monotonic),
            wall: Duration::from_secs(wall),
        }
    }

    fn fetched(token: &str, seconds: u64) -> Result<Fetched, Error> {
        Ok(Fetched {
            token: token.into(),
            expires_in: Duration::from_secs(seconds),
        })
    }

    #[test]
    fn a_token_is_kept_until_shortly_before_it_expires() {
        for (life, renewed) in [(7200, 6900), (600, 540), (10, 9), (0, 0)] {
            let (cache, now) = (BaseToken::default(), Cell::new(at(1000, 1_700_000_000)));
            let get = |name| {
                cache
                    .get(|| now.get(), || fetched(name, life))
                    .unwrap()
                    .expose()
                    .to_owned()
            };
            assert_eq!(get("first"), "first");
            if renewed > 0 {
                now.set(at(1000 + renewed - 1, 1_700_000_000 + renewed - 1));
                assert_eq!(get("second"), "first", "life {life}");
            }
            now.set(at(1000 + renewed, 1_700_000_000 + renewed));
            assert_eq!(get("third"), "third", "life {life}");
        }
    }

    #[test]
    fn a_token_is_fresh_only_by_both_clocks() {
        // Seconds that have passed by each clock; whether it is renewed, and whether it is too old even where that fails.
        for (monotonic, wall, renewed, expired) in [
            (899, 899, false, false),
            // Set back, the wall clock does not make it live longer.
            (899, -100_000, false, false),
            (900, -100_000, true, false),
            (1000, -100_000, true, true),
            // The machine slept, or the wall clock was set forward.
            (0, 899, false, false),
            (0, 900, true, false),
            (1, 1000, true, true),
            (1, 28_800, true, true),
        ] {
            let case = format!("{monotonic} {wall}");
            let (cache, now) = (BaseToken::default(), Cell::new(at(50, 1_700_000_000)));
            cache.get(|| now.get(), || fetched("old", 1000)).unwrap();
            now.set(at(
                50 + monotonic,
                1_700_000_000_u64.saturating_add_signed(wall),
            ));
            let tried = Cell::new(false);
            let result = cache.get(
                || now.get(),
                || {
                    tried.set(true);
                    Err(Error::HttpStatus { status: 502 })
                },
            );
            assert_eq!((tried.get(), result.is_err()), (renewed, expired), "{case}");
        }
    }

    #[test]
    fn a_failed_renewal_leaves_the_old_token_its_last_seconds() {
        let (cache, now) = (BaseToken::default(), Cell::new(at(0, 0)));
        let fail = || Err(Error::HttpStatus { status: 502 });
        cache.get(|| now.get(), || fetched("old", 1000)).unwrap();
        now.set(at(999, 999));
        assert_eq!(cache.get(|| now.get(), fail).unwrap().expose(), "old");
        now.set(at(1000, 1000));
        assert!(cache.get(|| now.get(), fail).is_err());
    }

    #[test]
    fn only_the_refused_token_is_forgotten() {
        let cache = BaseToken::default();
        let get = |name| cache.get(Moment::default, || fetched(name, 100)).unwrap();
        let old = get("old");
        cache.forget(&old);
        assert_eq!(get("new").expose(), "new");
        cache.forget(&old);
        assert_eq!(get("newer").expose(), "new");
    }

    #[test]
    fn those_who_wait_are_told_of_a_panic() {
        let cache = Arc::new(BaseToken::default());
        let (started, has_started) = std::sync::mpsc::channel();
        let (go, may_go) = std::sync::mpsc::channel::<()>();
        let pilot = std::thread::spawn({
            let cache = Arc::clone(&cache);
            move || {
                let fetch = || -> Result<Fetched, Error> {
                    started.send(()).unwrap();
                    may_go.recv().unwrap();
                    panic!("on purpose")
                };
                catch_unwind(AssertUnwindSafe(|| cache.get(Moment::default, fetch))).is_err()
            }
        });
        has_started.recv().unwrap();
        let flight = Arc::clone(cache.lock().flight.as_ref().unwrap());
        let waiter = std::thread::spawn(move || flight.wait().unwrap_err());
        go.send(()).unwrap();
        assert!(pilot.join().unwrap());
        let told = waiter.join().unwrap();
        assert_eq!(
            (told.outcome(), told.http_status()),
            (transport::Outcome::NotSent, None),
            "{told}"
        );
        assert_eq!(
            cache
                .get(Moment::default, || fetched("later", 9))
                .unwrap()
                .expose(),
            "later"
        );
    }
}
