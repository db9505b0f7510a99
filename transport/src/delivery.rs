//! What is known about a request whose answer did not come.

/// Whether a failed request may have reached the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// Proven: no byte of the request left this machine. The same call may be made again.
    NotSent,
    /// The request, or a part of it, may have arrived. On a call that moves money, ask; never repeat.
    Unknown,
}

/// What a failed call means for the money.
///
/// There is no variant for success: a call that succeeded has no outcome to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing left this machine, or it was refused before anything could happen.
    /// The same call may be made again.
    NotSent,
    /// The provider said no, provably. Nothing moved.
    Refused,
    /// Money may have moved. Query by the order number; never repeat with a new one.
    Unknown,
}

impl From<Delivery> for Outcome {
    fn from(delivery: Delivery) -> Self {
        match delivery {
            Delivery::NotSent => Self::NotSent,
            Delivery::Unknown => Self::Unknown,
        }
    }
}
