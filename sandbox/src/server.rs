//! A gateway on a loopback port: real connections, virtual time, notifications delivered, faults applied.

use crate::{
    Delivery, Exchange, Fault, FaultPlan, Faults, Gateway, HttpRequest, Injector, Operation,
    VirtualClock,
    background::Background,
    listener::{self, Answer, Handler},
    notifier::{self, DeliveryWatcher},
};
use std::{
    collections::{BTreeMap, VecDeque},
    fmt, io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time};
use transport::UreqTransport;

/// How many requests the log keeps.
const KEPT_REQUESTS: usize = 10_000;

/// Told of every request once it is answered.
pub type Watcher = Arc<dyn Fn(&Logged) + Send + Sync>;

/// How a server is to run.
#[derive(Clone, Default)]
pub struct Options {
    /// The loopback port. Defaults to 0, a free one.
    pub port: u16,
    /// How many times faster than real time the gateway lives. Defaults to 0, taken as 1.
    pub time_scale: u32,
    /// What the dates in messages are of. Defaults to real time.
    pub dates: Dates,
    /// What goes wrong. Defaults to nothing.
    pub faults: FaultPlan,
    /// What the faults follow from. Defaults to 0.
    pub seed: u64,
    /// Told of every request, from the server's thread, which waits for it. Defaults to nobody.
    pub watcher: Option<Watcher>,
    /// Told of every notification, from the server's thread, which waits for it. Defaults to nobody.
    pub delivery_watcher: Option<DeliveryWatcher>,
}

/// What the dates in a server's messages, and those it compares with its clock, are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dates {
    /// Real time, for clients that look at a clock on the wall: pauses and schedules run `time_scale` times as fast, and each moment has
    /// the date at which it really comes.
    #[default]
    Real,
    /// The server's own time, for clients that live in it by [`Server::clock`].
    Virtual,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("port", &self.port)
            .field("time_scale", &self.time_scale)
            .field("dates", &self.dates)
            .field("faults", &self.faults)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

/// One request that reached the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Virtual time since the Unix epoch.
    pub at: Duration,
    /// The date of that moment, as messages have it.
    pub date: Duration,
    /// The HTTP method.
    pub method: String,
    /// The path.
    pub path: String,
    /// What it asked for.
    pub operation: Operation,
    /// What went wrong with it.
    pub faults: Faults,
    /// The HTTP status it was answered with; `None` if it got no answer.
    pub status: Option<u16>,
}

/// A running server. Dropping it closes the port.
pub struct Server<G: Gateway + 'static> {
    shared: Arc<Shared<G>>,
    base_url: String,
    _job: Background,
}

impl<G: Gateway + 'static> Server<G> {
    /// Binds the port and serves the gateway on a thread of its own.
    ///
    /// # Errors
    /// If the port is taken, or no thread is to be had.
    pub fn start(mut gateway: G, options: Options) -> io::Result<Self> {
        let socket = listener::bind(options.port)?;
        let base_url = format!("http://{}", socket.local_addr()?);
        gateway.set_base_url(&base_url);
        let clock = match options.dates {
            Dates::Real => VirtualClock::new(options.time_scale).with_real_dates(),
            Dates::Virtual => VirtualClock::new(options.time_scale),
        };
        gateway.set_calendar(clock.calendar());
        let client = UreqTransport::builder()
            .allow_http(true)
            .build()
            .map_err(io::Error::other)?;
        let shared = Arc::new(Shared {
            clock,
            state: Mutex::new(State {
                gateway,
                injector: Injector::new(options.faults, options.seed),
                log: VecDeque::new(),
                money_requests: 0,
            }),
            changed: Notify::new(),
            client: Arc::new(client),
            watcher: options.watcher,
            delivery_watcher: options.delivery_watcher,
        });
        let served = Arc::clone(&shared);
        let job = Background::start("sandbox", move || async move {
            tokio::join!(
                listener::serve(socket, Arc::new(Desk(Arc::clone(&served)))),
                notifier::run(served)
            );
        })?;
        Ok(Self {
            shared,
            base_url,
            _job: job,
        })
    }

    /// Where it listens, without a final slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The gateway's clock, for a client that is to live in the same time.
    #[must_use]
    pub fn clock(&self) -> VirtualClock {
        self.shared.clock
    }

    /// How many requests that may move money arrived, whatever became of them.
    #[must_use]
    pub fn money_requests(&self) -> u64 {
        self.shared.lock().money_requests
    }

    /// The last ten thousand requests, oldest first.
    #[must_use]
    pub fn log(&self) -> Vec<Logged> {
        self.shared.lock().log.iter().cloned().collect()
    }

    /// How often each fault struck, see [`Injector::counts`].
    #[must_use]
    pub fn fault_counts(&self) -> BTreeMap<Fault, u64> {
        self.shared.lock().injector.counts()
    }

    /// Changes what goes wrong from the next call on.
    pub fn set_faults(&self, plan: FaultPlan) {
        self.shared.lock().injector.set_plan(plan);
    }

    /// Looks into the gateway or pulls its strings, at the server's virtual time. Requests wait meanwhile.
    pub fn with_gateway<T>(&self, act: impl FnOnce(&mut G, Duration) -> T) -> T {
        let result = {
            let mut state = self.shared.lock();
            act(&mut state.gateway, self.shared.clock.now())
        };
        self.shared.changed.notify_one();
        result
    }
}

impl<G: Gateway + 'static> fmt::Debug for Server<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

pub(crate) struct Shared<G> {
    pub(crate) clock: VirtualClock,
    state: Mutex<State<G>>,
    /// Something was planned that may be due before what was planned so far.
    pub(crate) changed: Notify,
    pub(crate) client: Arc<UreqTransport>,
    watcher: Option<Watcher>,
    pub(crate) delivery_watcher: Option<DeliveryWatcher>,
}

pub(crate) struct State<G> {
    pub(crate) gateway: G,
    pub(crate) injector: Injector,
    log: VecDeque<Logged>,
    money_requests: u64,
}

impl<G: Gateway + 'static> Shared<G> {
    /// A panic under the lock was reported by its thread; the books are still worth reading.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State<G>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn exchange(&self, request: &HttpRequest) -> (Exchange, Faults, Option<Delivery>) {
        let mut state = self.lock();
        let State {
            gateway, injector, ..
        } = &mut *state;
        if gateway.is_page(request) {
            let reply = gateway.handle(self.clock.now(), request);
            let delay = Duration::ZERO;
            return (Exchange::Answer { reply, delay }, Faults::NONE, None);
        }
        let (exchange, faults) = injector.exchange(gateway, self.clock.now(), request);
        (exchange, faults, injector.forgery(gateway))
    }

    /// A late request arrives.
    fn arrival(&self, request: &HttpRequest) -> (Exchange, Faults) {
        let mut state = self.lock();
        let State {
            gateway, injector, ..
        } = &mut *state;
        injector.arrival(gateway, self.clock.now(), request)
    }

    fn record(&self, request: &HttpRequest, faults: Faults, answer: &Answer) {
        let status = match answer {
            Answer::Reply(reply) | Answer::Cut(reply, _) => Some(reply.status),
            Answer::Close => None,
        };
        let mut state = self.lock();
        let at = self.clock.now();
        let logged = Logged {
            at,
            date: self.clock.calendar().date(at),
            method: request.method.clone(),
            path: request.path.clone(),
            operation: state.gateway.operation(request),
            faults,
            status,
        };
        if state.log.len() == KEPT_REQUESTS {
            state.log.pop_front();
        }
        state.log.push_back(logged.clone());
        drop(state);
        if let Some(watcher) = &self.watcher {
            watcher(&logged);
        }
    }

    /// Counted on arrival: a client may look as soon as its connection breaks.
    fn count(&self, request: &HttpRequest) {
        let mut state = self.lock();
        state.money_requests += u64::from(state.gateway.operation(request).moves_money);
    }
}

/// What the listener hands requests to.
struct Desk<G>(Arc<Shared<G>>);

impl<G: Gateway + 'static> Handler for Desk<G> {
    async fn handle(&self, request: HttpRequest) -> Answer {
        let shared = &self.0;
        shared.count(&request);
        let (mut exchange, mut faults, forged) = shared.exchange(&request);
        if let Some(forged) = forged {
            tokio::spawn(notifier::forge(Arc::clone(shared), forged));
        }
        if let Exchange::Later(delay) = exchange {
            time::sleep(shared.clock.real(delay)).await;
            let (arrived, more) = shared.arrival(&request);
            (exchange, faults) = (arrived, faults.and(more));
        }
        shared.changed.notify_one();
        let (answer, delay) = match exchange {
            Exchange::Answer { reply, delay } => (Answer::Reply(reply), delay),
            Exchange::Cut {
                reply,
                bytes,
                delay,
            } => (Answer::Cut(reply, bytes), delay),
            Exchange::NotConnected | Exchange::Broken | Exchange::Later(_) => {
                (Answer::Close, Duration::ZERO)
            }
        };
        time::sleep(shared.clock.real(delay)).await;
        shared.record(&request, faults, &answer);
        answer
    }
}
