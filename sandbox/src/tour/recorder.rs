//! A transport that remembers: what an SDK sent, and what came back.

use std::sync::{Arc, Mutex, PoisonError};
use transport::{Request, Response, Transport, TransportError, UreqTransport};

/// Sends through the real transport and keeps a copy of everything. Clones share what they keep.
#[derive(Clone, Debug)]
pub struct Recorder {
    transport: Arc<UreqTransport>,
    kept: Arc<Mutex<Vec<Recorded>>>,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub result: Result<Response, TransportError>,
}

impl Recorder {
    /// A recorder over plain HTTP.
    ///
    /// # Errors
    /// If the transport cannot be built.
    pub fn new() -> Result<Self, TransportError> {
        let transport = Arc::new(UreqTransport::builder().allow_http(true).build()?);
        Ok(Self {
            transport,
            kept: Arc::default(),
        })
    }

    /// Takes what was kept since the last time, in order.
    #[must_use]
    pub fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Transport for Recorder {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let result = self.transport.send(request);
        let recorded = Recorded {
            request: request.clone(),
            result: result.clone(),
        };
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(recorded);
        result
    }
}
