//! The real transport: ureq, held to what payments need.

mod answer;
mod builder;
mod connector;
mod failure;
mod outgoing;
mod progress;
mod resolver;
#[cfg(feature = "tls")]
mod trust;

use std::{
    fmt,
    time::{Duration, Instant},
};

use ureq::{Agent, config::Config};

pub use self::builder::UreqTransportBuilder;
use self::connector::Witness;
use crate::{Method, Request, Response, Transport, TransportError};

/// Longest time a call or a step of it can be given: a day. Keeps sums of times in range.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// What ureq gathers before it writes; bounds the lines of a request's head.
const OUTPUT_BUFFER: usize = 16 * 1024;

/// Sends requests over HTTP/1.1 with ureq.
///
/// Redirects are not followed, environment proxies not used, cookies not kept. Each request is
/// sent once. A call is over within its [`timeout`](Request::timeout), name lookup and a slow
/// answer included; timeouts beyond 24 hours count as 24 hours.
///
/// Make one and share it: it keeps idle connections for reads, at most three for each host and
/// for 3 seconds. Calls that move money always open their own connection. It is `Send` and
/// `Sync`, and any number of threads may call at the same time.
pub struct UreqTransport {
    agents: Agents,
    allow_http: bool,
    max_body: usize,
}

/// ureq's agents. Reads share one, for its idle connections. A call that moves money gets an
/// agent of its own, so that there is nothing (connection, cookie) it could inherit.
struct Agents {
    reading: Agent,
    config: Config,
    connector: Witness,
}

impl UreqTransport {
    /// Starts setting one up. The defaults are right for a payment gateway.
    pub fn builder() -> UreqTransportBuilder {
        UreqTransportBuilder::default()
    }

    fn agent_for(&self, request: &Request) -> Agent {
        if request.moves_money {
            builder::agent(self.agents.config.clone(), &self.agents.connector)
        } else {
            self.agents.reading.clone()
        }
    }
}

impl Transport for UreqTransport {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let timeout = bounded(request.timeout);
        let deadline = Instant::now() + timeout;
        let outgoing = outgoing::prepare(request, self.allow_http)?;

        let agent = self.agent_for(request);
        let outgoing = agent
            .configure_request(outgoing)
            .timeout_global(Some(timeout))
            .build();

        progress::begin(deadline, !request.body.is_empty());
        let answer = match request.method {
            Method::Get => agent.run(outgoing),
            Method::Post => agent.run(outgoing.map(|()| request.body.as_slice())),
        };
        let answer = answer.map_err(|error| failure::judge(&error, progress::stage()))?;
        answer::read(answer, self.max_body)
    }
}

impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqTransport")
            .field("allow_http", &self.allow_http)
            .field("max_body", &self.max_body)
            .finish_non_exhaustive()
    }
}

fn bounded(timeout: Duration) -> Duration {
    timeout.min(LONGEST)
}
