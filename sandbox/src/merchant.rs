//! A merchant's end of the line: a loopback address that receives notifications.

use crate::{
    HttpReply, HttpRequest,
    background::Background,
    listener::{self, Answer, Handler},
};
use std::{
    fmt, io,
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Receives what is POSTed to it, keeps it, and answers as the given function says. Stops when dropped.
pub struct Merchant {
    url: String,
    inbox: Arc<Inbox>,
    _job: Background,
}

#[derive(Default)]
struct Inbox {
    received: Mutex<Vec<HttpRequest>>,
    arrived: Condvar,
}

impl Merchant {
    /// Listens on a free loopback port.
    ///
    /// # Errors
    /// If no port or thread is to be had.
    pub fn start(
        answer: impl Fn(&HttpRequest) -> HttpReply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let socket = listener::bind(0)?;
        let url = format!("http://{}", socket.local_addr()?);
        let inbox = Arc::new(Inbox::default());
        let handler = Arc::new(Desk {
            inbox: Arc::clone(&inbox),
            answer,
        });
        let job = Background::start("merchant", move || listener::serve(socket, handler))?;
        Ok(Self {
            url,
            inbox,
            _job: job,
        })
    }

    /// Its address, without a final slash; every path is received.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What was received so far, in order of arrival.
    #[must_use]
    pub fn received(&self) -> Vec<HttpRequest> {
        self.inbox
            .received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits, in real time, until at least `count` requests were received, and returns all. `None` if they did not come.
    #[must_use]
    pub fn wait(&self, count: usize, longest: Duration) -> Option<Vec<HttpRequest>> {
        let deadline = Instant::now() + longest;
        let mut received = self
            .inbox
            .received
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        while received.len() < count {
            let left = deadline.checked_duration_since(Instant::now())?;
            received = self
                .inbox
                .arrived
                .wait_timeout(received, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        Some(received.clone())
    }
}

impl fmt::Debug for Merchant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merchant")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

struct Desk<F> {
    inbox: Arc<Inbox>,
    answer: F,
}

impl<F: Fn(&HttpRequest) -> HttpReply + Send + Sync + 'static> Handler for Desk<F> {
    async fn handle(&self, request: HttpRequest) -> Answer {
        let reply = (self.answer)(&request);
        self.inbox
            .received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(request);
        self.inbox.arrived.notify_all();
        Answer::Reply(reply)
    }
}
