//! Name lookup with a time limit.

use std::{
    io,
    net::{SocketAddr, ToSocketAddrs},
    sync::mpsc,
    thread,
};

use ureq::{
    Error,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

use super::progress::{self, Stage};

/// Looks names up with the system's resolver.
///
/// That one blocks and cannot be stopped, so it runs on a thread of its own, which is left behind
/// when time is up. Numeric addresses need no lookup. Unlike ureq's own resolver, a machine that
/// has no thread left is an error here, not a panic.
#[derive(Debug)]
pub(super) struct SystemResolver;

impl Resolver for SystemResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        progress::reached(Stage::Resolve);
        let address = uri
            .scheme()
            .zip(uri.authority())
            .and_then(|(scheme, authority)| DefaultResolver::host_and_port(scheme, authority))
            .ok_or(Error::HostNotFound)?;

        let found = match address.parse::<SocketAddr>() {
            Ok(numeric) => vec![numeric],
            Err(_) => look_up(address, timeout)?,
        };

        let mut addresses = self.empty();
        let room = 16;
        for address in config.ip_family().keep_wanted(found.into_iter()).take(room) {
            addresses.push(address);
        }
        if addresses.is_empty() {
            return Err(Error::HostNotFound);
        }
        Ok(addresses)
    }
}

fn look_up(address: String, timeout: NextTimeout) -> Result<Vec<SocketAddr>, Error> {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("name lookup".into())
        .spawn(move || {
            let found: io::Result<Vec<_>> = address.to_socket_addrs().map(Iterator::collect);
            // Nobody waits any more once the time is up.
            let _ = sender.send(found);
        })
        .map_err(Error::Io)?;
    match receiver.recv_timeout(*timeout.after) {
        Ok(found) => found.map_err(|_| Error::HostNotFound),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(Error::Timeout(timeout.reason)),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(Error::HostNotFound),
    }
}
