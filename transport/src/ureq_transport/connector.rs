//! How connections are made: ureq's own connectors, with a witness around them.

use std::{sync::Arc, time::Instant};

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
        Ok(connection.map(Witnessed))
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
#[derive(Debug)]
pub(super) struct Witnessed(Box<dyn Transport>);

impl Transport for Witnessed {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let timeout = before_deadline(timeout)?;
        progress::writing();
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.0.await_input(before_deadline(timeout)?)
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
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
