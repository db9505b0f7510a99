//! The faulty line of a world: what a client has of a call, and after which time.

use super::{START, State, post::Parcel, text};
use crate::{Exchange, Faults, Gateway, HttpReply, HttpRequest};
use std::time::Duration;
use transport::{Delivery, ErrorKind, Method, Request, Response, TransportError};

impl<G: Gateway + 'static> State<G> {
    /// One call: how long the client waits, and what it then has.
    pub(super) fn exchange(
        &mut self,
        now: Duration,
        request: &Request,
    ) -> (Duration, Result<Response, TransportError>) {
        self.counts.calls += 1;
        if let Some(delivery) = self.injector.forgery(&mut self.gateway) {
            let at = now + Duration::from_millis(self.random.below(5_000));
            self.post(
                at,
                Parcel::Notification {
                    delivery,
                    genuine: false,
                    counts: false,
                },
            );
        }
        let mut http = std::mem::replace(&mut self.request, HttpRequest::get(""));
        seen_by_gateway(&mut http, request);
        let seen = self.called(now, &http, request.timeout);
        self.request = http;
        seen
    }

    fn called(
        &mut self,
        now: Duration,
        http: &HttpRequest,
        timeout: Duration,
    ) -> (Duration, Result<Response, TransportError>) {
        self.trace.number(now.as_millis() as u64);
        self.trace.bytes(&http.body);
        let (exchange, faults) = self.injector.exchange(&mut self.gateway, START + now, http);
        let watched = self.trace.watches(&http.body) || self.trace.watches(http.query.as_bytes());
        if watched {
            self.trace.told(now, || {
                format!(
                    "{} {}{} [{faults}]",
                    http.path,
                    text(http.query.as_bytes()),
                    text(&http.body)
                )
            });
        }
        match exchange {
            Exchange::Later(late) if late < timeout => {
                let at = now + late;
                self.catch_up(at);
                let (exchange, more) = self.injector.arrival(&mut self.gateway, START + at, http);
                if watched {
                    self.trace
                        .told(at, || format!("  the late request arrives [{more}]"));
                }
                let (span, result) = self.seen(exchange, faults.and(more), timeout - late);
                (late + span, result)
            }
            Exchange::Later(late) => {
                self.post(now + late, Parcel::Request(http.clone()));
                (timeout, Err(no_answer()))
            }
            exchange => self.seen(exchange, faults, timeout),
        }
    }

    /// What the client has of an exchange, once it has waited.
    fn seen(
        &mut self,
        exchange: Exchange,
        faults: Faults,
        timeout: Duration,
    ) -> (Duration, Result<Response, TransportError>) {
        match exchange {
            Exchange::Answer { delay, .. } | Exchange::Cut { delay, .. } if delay >= timeout => {
                (timeout, Err(no_answer()))
            }
            Exchange::Answer { reply, delay } => {
                if faults
                    .iter()
                    .any(|fault| (self.undetectable)(fault, &reply))
                {
                    (delay, Err(broken()))
                } else {
                    (delay, Ok(response(reply, true)))
                }
            }
            Exchange::Cut {
                mut reply,
                bytes,
                delay,
            } => {
                if self.random.coin() {
                    return (delay, Err(broken()));
                }
                reply.body.truncate(bytes);
                (delay, Ok(response(reply, false)))
            }
            Exchange::NotConnected => (Duration::ZERO, Err(refused())),
            Exchange::Broken | Exchange::Later(_) => (Duration::ZERO, Err(broken())),
        }
    }
}

/// What the gateway sees of a request.
pub(super) fn seen_by_gateway(http: &mut HttpRequest, request: &Request) {
    let rest = request.url.splitn(4, '/').nth(3).unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    method.clone_into(&mut http.method);
    http.path.clear();
    http.path.push('/');
    http.path.push_str(path);
    query.clone_into(&mut http.query);
    http.headers.truncate(request.headers.len());
    let known = http.headers.len();
    for ((name, value), (new_name, new_value)) in http.headers.iter_mut().zip(&request.headers) {
        name.clone_from(new_name);
        value.clone_from(new_value);
    }
    http.headers.extend_from_slice(&request.headers[known..]);
    http.body.clone_from(&request.body);
}

fn response(reply: HttpReply, whole: bool) -> Response {
    Response {
        status: reply.status,
        headers: reply.headers,
        body: reply.body,
        whole,
    }
}

fn refused() -> TransportError {
    TransportError::new(Delivery::NotSent, ErrorKind::Connect, "refused")
}

fn broken() -> TransportError {
    TransportError::new(Delivery::Unknown, ErrorKind::Closed, "reset by peer")
}

fn no_answer() -> TransportError {
    TransportError::new(Delivery::Unknown, ErrorKind::Timeout, "the time ran out")
}
