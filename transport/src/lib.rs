#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod clock;
mod delivery;
mod error;
mod exchange;
#[cfg(feature = "log")]
mod log_observer;
mod observer;
mod request;
mod response;
mod settings;
#[cfg(feature = "http")]
mod ureq_transport;
mod url;

pub use clock::{Clock, ManualClock, SystemClock};
pub use delivery::{Delivery, Outcome};
pub use error::{ErrorKind, TransportError};
pub use exchange::Transport;
#[cfg(feature = "log")]
pub use log_observer::LogObserver;
pub use observer::{CallEnd, CallStart, Observer};
pub use request::{DEFAULT_TIMEOUT, Method, Request};
pub use response::Response;
pub use settings::{ConfigError, Link, Settings};
#[cfg(feature = "http")]
pub use ureq_transport::{UreqTransport, UreqTransportBuilder};
pub use url::{BaseUrl, InvalidUrl, public_url};
