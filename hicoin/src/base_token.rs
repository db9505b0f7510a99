//! The base access token (基础授权token): fetched when first needed, kept, renewed in time, once for all threads.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use signing_core::Masked;

use crate::Error;

/// A token is renewed this long before it expires, or a tenth of its life before, whichever is shorter.
const MARGIN: Duration = Duration::from_secs(300);

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
    /// Monotonic.
    renew_at: Duration,
    /// Monotonic.
    expires_at: Duration,
}

#[derive(Default)]
struct Flight {
    landed: Mutex<Option<Result<Masked, Error>>>,
    news: Condvar,
}

impl BaseToken {
    /// The token, fetched through `fetch` if there is none or it is about to expire. `now` is monotonic.
    pub(crate) fn get(
        &self,
        now: impl Fn() -> Duration,
        fetch: impl FnOnce() -> Result<Fetched, Error>,
    ) -> Result<Masked, Error> {
        let flight = {
            let mut state = self.lock();
            if let Some(held) = state.held.as_ref().filter(|held| now() < held.renew_at) {
                return Ok(held.token.clone());
            }
            if let Some(flight) = &state.flight {
                let flight = Arc::clone(flight);
                drop(state);
                return flight.wait();
            }
            Arc::clone(state.flight.insert(Arc::default()))
        };
        // Should the fetch panic, those who wait must not wait for ever.
        let landing = Landing {
            cache: self,
            flight: &flight,
        };
        let sent = now();
        let result = match fetch() {
            Ok(fetched) => Ok(self.keep(fetched, sent)),
            Err(error) => self.not_yet_expired(now()).ok_or(error),
        };
        landing.with(result)
    }

    /// Keeps a token that was requested at `sent`.
    pub(crate) fn keep(&self, fetched: Fetched, sent: Duration) -> Masked {
        let Fetched { token, expires_in } = fetched;
        let margin = MARGIN.min(expires_in / 10);
        self.lock().held = Some(Held {
            token: token.clone(),
            renew_at: sent.saturating_add(expires_in.saturating_sub(margin)),
            expires_at: sent.saturating_add(expires_in),
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
    fn not_yet_expired(&self, now: Duration) -> Option<Masked> {
        let state = self.lock();
        let held = state.held.as_ref().filter(|held| now < held.expires_at)?;
        Some(held.token.clone())
    }

    /// The state is whole after every step, so a panic elsewhere does not spoil it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flight {
    fn land(&self, result: Result<Masked, Error>) {
        *self.landed.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        self.news.notify_all();
    }

    fn wait(&self) -> Result<Masked, Error> {
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
        landed.get_or_insert_with(|| {
            Err(Error::Decode(
                "the thread that fetched the token panicked".into(),
            ))
        });
        self.flight.news.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn fetched(token: &str, seconds: u64) -> Result<Fetched, Error> {
        Ok(Fetched {
            token: token.into(),
            expires_in: Duration::from_secs(seconds),
        })
    }

    #[test]
    fn a_token_is_kept_until_shortly_before_it_expires() {
        for (life, renewed) in [(7200, 6900), (600, 540), (10, 9), (0, 0)] {
            let (cache, now) = (BaseToken::default(), Cell::new(Duration::from_secs(1000)));
            let get = |name| {
                cache
                    .get(|| now.get(), || fetched(name, life))
                    .unwrap()
                    .expose()
                    .to_owned()
            };
            assert_eq!(get("first"), "first");
            if renewed > 0 {
                now.set(Duration::from_secs(1000 + renewed) - Duration::from_nanos(1));
                assert_eq!(get("second"), "first", "life {life}");
            }
            now.set(Duration::from_secs(1000 + renewed));
            assert_eq!(get("third"), "third", "life {life}");
        }
    }

    #[test]
    fn a_failed_renewal_leaves_the_old_token_its_last_seconds() {
        let (cache, now) = (BaseToken::default(), Cell::new(Duration::ZERO));
        let fail = || Err(Error::HttpStatus { status: 502 });
        cache.get(|| now.get(), || fetched("old", 1000)).unwrap();
        now.set(Duration::from_secs(999));
        assert_eq!(cache.get(|| now.get(), fail).unwrap().expose(), "old");
        now.set(Duration::from_secs(1000));
        assert!(cache.get(|| now.get(), fail).is_err());
    }

    #[test]
    fn only_the_refused_token_is_forgotten() {
        let cache = BaseToken::default();
        let get = |name| cache.get(|| Duration::ZERO, || fetched(name, 100)).unwrap();
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
                catch_unwind(AssertUnwindSafe(|| cache.get(|| Duration::ZERO, fetch))).is_err()
            }
        });
        has_started.recv().unwrap();
        let flight = Arc::clone(cache.lock().flight.as_ref().unwrap());
        let waiter = std::thread::spawn(move || flight.wait().is_err());
        go.send(()).unwrap();
        assert!(pilot.join().unwrap() && waiter.join().unwrap());
        assert_eq!(
            cache
                .get(|| Duration::ZERO, || fetched("later", 9))
                .unwrap()
                .expose(),
            "later"
        );
    }
}
