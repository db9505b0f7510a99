//! A merchant's access, and what becomes of it in a forked process.

use std::process;
use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroize;

use crate::charset::Charset;
use crate::config::Config;
use crate::failure::Failure;
use crate::providers::{Access, Provider};

/// What a client handle holds. Requests share it, so that the handle may be freed before them.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    config: Config,
    access: Arc<Access>,
    process: u32,
    /// The access of a process that was forked off after the client was made.
    forked: Mutex<Option<(u32, Arc<Access>)>>,
}

impl Client {
    pub(crate) fn new(config: &Config) -> Result<Client, Failure> {
        let access = opened(config).map_err(|failure| failure.in_charset(config.charset))?;
        Ok(Client(Arc::new(Inner {
            config: config.clone(),
            access: Arc::new(access),
            process: process::id(),
            forked: Mutex::new(None),
        })))
    }

    pub(crate) fn provider(&self) -> Provider {
        self.0.config.provider
    }

    pub(crate) fn charset(&self) -> Charset {
        self.0.config.charset
    }

    /// The access of this process. A forked one gets its own: two processes that write to one kept-alive connection
    /// would read each other's answers.
    pub(crate) fn access(&self) -> Result<Arc<Access>, Failure> {
        let process = process::id();
        if process == self.0.process {
            return Ok(Arc::clone(&self.0.access));
        }
        let mut forked = self.0.forked.lock().unwrap_or_else(PoisonError::into_inner);
        match &*forked {
            Some((owner, access)) if *owner == process => Ok(Arc::clone(access)),
            _ => {
                let access = Arc::new(opened(&self.0.config)?);
                *forked = Some((process, Arc::clone(&access)));
                Ok(access)
            }
        }
    }
}

/// Opens the access, and wipes the stack on which its keys were made ready: HMAC leaves a copy of its key there.
fn opened(config: &Config) -> Result<Access, Failure> {
    let access = Access::new(config);
    wipe_below();
    access
}

#[inline(never)]
fn wipe_below() {
    [0; 16 * 1024].zeroize();
}
