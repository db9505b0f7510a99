//! How connections are made: ureq's own connectors, with a witness around them.

use std::{io::ErrorKind, sync::Arc, time::Instant};

use ureq::{
    Error, Timeout,
    unversioned::transport::{
        Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, TcpConnector,
        Transport, time,
    },
};

use super::progress;

/// Makes every connection of one `UreqTransport`. Clones share the TLS set-up, which is read once.
#[derive(Clone, Debug)]
pub(super) struct Witness(Arc<dyn Connector<(), Out = Box<dyn Transport>>>);

impl Witness {
    pub(super) fn new() -> Self {
        let chain = ().chain(ConnectProxyConnector::default()).chain(TcpConnector::default());
        #[cfg(feature = "tls")]
        let chain = chain.chain(tls::Tls::default());
        Self(Arc::new(chain.chain(Boxed)))
    }
}

impl Connector<()> for Witness {
    type Out = Witnessed;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, Error> {
        progress::connecting();
        // Left to itself, ureq gives a connection whose time is already up another second.
        if details.timeout.after.is_zero() {
            return Err(Error::Timeout(details.timeout.reason));
        }
        let connection = self.0.connect(details, chained)?;
        progress::connected();
        Ok(connection.map(Witnessed::new))
    }
}

/// Erases the type of the chain before it.
#[derive(Debug)]
struct Boxed;

impl<In: Transport> Connector<In> for Boxed {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        _: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|connection| Box::new(connection) as Box<dyn Transport>))
    }
}

/// A connection that reports the first byte written and keeps the call's deadline.
///
/// The head of a request is held back until its body's first piece is there, and both are written at once: ureq hands them
/// over one after the other, and two small segments wake the server twice.
#[derive(Debug)]
pub(super) struct Witnessed {
    connection: Box<dyn Transport>,
    held: Vec<u8>,
}

impl Witnessed {
    fn new(connection: Box<dyn Transport>) -> Self {
        Self {
            connection,
            held: Vec::new(),
        }
    }

    fn write(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let timeout = before_deadline(timeout)?;
        progress::writing();
        self.connection.transmit_output(amount, timeout)
    }
}

impl Transport for Witnessed {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let output = self.connection.buffers().output();
        if progress::body_follows() && output[..amount].ends_with(b"\r\n\r\n") {
            progress::head_is_held();
            self.held.clear();
            self.held.extend_from_slice(&output[..amount]);
            return Ok(());
        }
        let held = self.held.len();
        if held == 0 {
            return self.write(amount, timeout);
        }
        if held + amount <= output.len() {
            output.copy_within(..amount, held);
            output[..held].copy_from_slice(&self.held);
            self.held.clear();
            return self.write(held + amount, timeout);
        }
        let body = output[..amount].to_vec();
        output[..held].copy_from_slice(&self.held);
        self.held.clear();
        self.write(held, timeout)?;
        self.connection.buffers().output()[..amount].copy_from_slice(&body);
        self.write(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let awaited = self.connection.await_input(before_deadline(timeout)?);
        // Of a body without a length ureq takes a reset for the end, so that nobody else would hear of it.
        if let Err(Error::Io(error)) = &awaited
            && matches!(
                error.kind(),
                ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted
            )
        {
            progress::broke();
        }
        awaited
    }

    fn is_open(&mut self) -> bool {
        self.connection.is_open()
    }

    fn is_tls(&self) -> bool {
        self.connection.is_tls()
    }
}

/// Shortens a wait to what is left of the call. ureq hands some waits (for a proxy's answer) a
/// fresh timeout with every read, which a peer that drips bytes could stretch for ever.
fn before_deadline(mut timeout: NextTimeout) -> Result<NextTimeout, Error> {
    let Some(deadline) = progress::deadline() else {
        return Ok(timeout);
    };
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(Error::Timeout(Timeout::Global));
    }
    if left < *timeout.after {
        timeout.after = time::Duration::Exact(left);
        timeout.reason = Timeout::Global;
    }
    Ok(timeout)
}

#[cfg(feature = "tls")]
mod tls {
    use ureq::unversioned::transport::RustlsConnector;

    use super::{ConnectionDetails, Connector, Error, Transport, progress};
    use crate::ureq_transport::progress::Stage;

    /// rustls, for `https`.
    #[derive(Debug, Default)]
    pub(super) struct Tls(RustlsConnector);

    impl<In: Transport> Connector<In> for Tls {
        type Out = <RustlsConnector as Connector<In>>::Out;

        fn connect(
            &self,
            details: &ConnectionDetails<'_>,
            chained: Option<In>,
        ) -> Result<Option<Self::Out>, Error> {
            if details.needs_tls() {
                progress::reached(Stage::Handshake);
            }
            // Every request has settings of its own (its timeout), but they all share the TLS
            // settings. Saying so lets ureq read the root certificates once, not at each call.
            let shared = ConnectionDetails {
                uri: details.uri,
                addrs: details.addrs.clone(),
                config: details.config,
                request_level: false,
                resolver: details.resolver,
                now: details.now,
                timeout: details.timeout,
                current_time: details.current_time.clone(),
                run_connector: details.run_connector.clone(),
                register_shutdown: details.register_shutdown.clone(),
            };
            self.0.connect(&shared, chained)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, Mutex},
        time::Duration,
    };

    use ureq::unversioned::transport::LazyBuffers;

    use super::*;

    const HEAD: &[u8] = b"POST / HTTP/1.1\r\ncontent-length: 4\r\n\r\n";

    #[derive(Clone, Default, Debug)]
    struct Writes(Arc<Mutex<Vec<Vec<u8>>>>);

    #[derive(Debug)]
    struct Recording(LazyBuffers, Writes);

    impl Transport for Recording {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.0
        }

        fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
            let piece = self.0.output()[..amount].to_vec();
            self.1.0.lock().unwrap().push(piece);
            Ok(())
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
            Ok(false)
        }

        fn is_open(&mut self) -> bool {
            true
        }
    }

    /// What is written when ureq hands over these pieces, with room for 64 bytes.
    fn written(has_body: bool, pieces: &[&[u8]]) -> Vec<Vec<u8>> {
        let writes = Writes::default();
        let recording = Recording(LazyBuffers::new(64, 64), writes.clone());
        let mut connection = Witnessed::new(Box::new(recording));
        progress::begin(Instant::now() + Duration::from_secs(10), has_body);
        for piece in pieces {
            connection.buffers().output()[..piece.len()].copy_from_slice(piece);
            let timeout = NextTimeout {
                after: time::Duration::Exact(Duration::from_secs(1)),
                reason: Timeout::Global,
                per_read: None,
                per_write: None,
            };
            connection.transmit_output(piece.len(), timeout).unwrap();
        }
        writes.0.lock().unwrap().clone()
    }

    #[test]
    fn a_head_and_its_body_are_written_at_once() {
        assert_eq!(written(true, &[HEAD, b"body"]), [[HEAD, b"body"].concat()]);
    }

    #[test]
    fn a_head_without_a_body_does_not_wait() {
        assert_eq!(written(false, &[HEAD]), [HEAD]);
    }

    #[test]
    fn a_body_without_room_beside_its_head_follows_it() {
        let body = [b'x'; 64];
        assert_eq!(written(true, &[HEAD, &body, b"y"]), [HEAD, &body, b"y"]);
    }

    #[test]
    fn a_body_that_looks_like_a_head_is_not_held() {
        let body = b"\r\n\r\n";
        let pieces = [HEAD, body, body];
        assert_eq!(written(true, &pieces), [&[HEAD, body].concat()[..], body]);
    }

    #[test]
    fn what_makes_a_connection_is_not_held() {
        progress::begin(Instant::now() + Duration::from_secs(10), true);
        progress::connecting();
        assert!(!progress::body_follows());
        progress::connected();
        assert!(progress::body_follows());
    }

    #[test]
    fn a_held_head_counts_as_not_sent() {
        written(true, &[HEAD]);
        assert!(progress::stage() < progress::Stage::Sent);
        written(true, &[HEAD, b"body"]);
        assert_eq!(progress::stage(), progress::Stage::Sent);
    }
}
