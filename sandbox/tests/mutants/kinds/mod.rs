//! The kinds of signed messages: how one is made, read without the crates, and given to a client.

mod chaoying;
mod dragonex;
mod fields;
mod hicoin;
mod recharge_payout;

use sandbox::Random;
use signing_core::Secret;
use std::sync::{Arc, Mutex};
use transport::{Request, Response, TransportError};

const KEY: &str = "192006250b4c09247ec02edce69f6a2d";
const NOW: u64 = 1_700_000_000;

pub(super) type Fields = Vec<(String, String)>;

/// A message on its way to a client.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) headers: Fields,
    pub(super) body: Vec<u8>,
    /// The fields it was made of: texts in a form, raw JSON in an object.
    pub(super) fields: Fields,
}

type Make = Box<dyn Fn(&mut Random, u64) -> Message + Send + Sync>;
type Accepts = Box<dyn Fn(&Message) -> bool + Send + Sync>;

pub(super) struct Kind {
    pub(super) name: &'static str,
    /// A genuine message with so many extra fields.
    pub(super) make: Make,
    /// The same message with other fields under the old signature.
    pub(super) rebuild: fn(&Message, Fields) -> Message,
    /// Whether the client believes it.
    pub(super) accepts: Accepts,
    /// What it says: sorted, without the case of the signature and without what is not signed.
    pub(super) content: fn(&Message) -> Option<Fields>,
}

pub(super) fn all() -> Vec<Kind> {
    vec![
        chaoying::answer(),
        chaoying::notification(),
        hicoin::answer(),
        hicoin::notification(false),
        hicoin::notification(true),
        recharge_payout::recharge_callback(),
        recharge_payout::payout_callback(),
        dragonex::answer(),
        dragonex::callback(),
    ]
}

pub(super) fn secret() -> Secret {
    Secret::new(KEY).unwrap()
}

/// An answer slot: what the client's transport gives next.
pub(super) fn slot() -> (
    Arc<Mutex<Response>>,
    impl Fn(&Request) -> Result<Response, TransportError> + Send + Sync,
) {
    let empty = Response {
        status: 200,
        headers: Vec::new(),
        body: Vec::new(),
        whole: true,
    };
    let slot = Arc::new(Mutex::new(empty));
    let line = Arc::clone(&slot);
    (slot, move |_: &Request| Ok(line.lock().unwrap().clone()))
}

pub(super) fn put(slot: &Mutex<Response>, message: &Message) {
    let mut response = slot.lock().unwrap();
    response.headers.clone_from(&message.headers);
    response.body.clone_from(&message.body);
}
