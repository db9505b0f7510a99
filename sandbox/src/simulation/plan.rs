//! What a customer and a cashier will do with a sale: it follows from the seed and the sale's number alone.

use super::{journal::Kind, trace::mixed};
use crate::Random;
use std::time::Duration;

/// The course of a sale, but for what the line and the gateway do to it.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) kind: Kind,
    /// What the customer, or the bank behind a payout, does; each provider reads it in its own way.
    pub(crate) conduct: u64,
    /// Which wallet, coin or channel.
    pub(crate) channel: u64,
    /// When a customer who was shown a way to pay decides, and whether to pay. `None` never decides.
    pub(crate) decides: Option<(Duration, bool)>,
    /// When the cashier cancels what the customer was shown.
    pub(crate) abandons: Option<Duration>,
    /// The basket changes after the code was shown: the sale now costs more.
    pub(crate) repriced: bool,
    /// After a payment that was provably not made, the customer tries again.
    pub(crate) tries_again: bool,
    /// Parts to give back, in percent.
    pub(crate) refunds: Vec<u64>,
    /// Between two queries, in seconds.
    pub(crate) poll: u64,
    /// How wrong the till's wall clock is, in milliseconds.
    pub(crate) clock_error: i64,
}

/// What a sale costs. It follows from the number alone, so that an attacker on the line can know it, too.
pub(crate) fn amount(sale: u64) -> u64 {
    101 + mixed(0x5a1e, sale) % 900_000
}

impl Plan {
    pub(crate) fn of(seed: u64, sale: u64) -> Self {
        let mut random = Random::new(mixed(seed, sale));
        let shown = random.below(3) == 0;
        let decides_after = Duration::from_millis(500 + random.below(240_000));
        let decides = (random.below(10) > 0).then(|| (decides_after, random.below(6) > 0));
        // The cashier who loses patience does so in the very moments in which the customer pays.
        let abandons = (random.below(6) == 0)
            .then(|| (decides_after + Duration::from_secs(1)).max(Duration::from_secs(16)));
        let refunds = match random.below(16) {
            0 => vec![100],
            1 => vec![30],
            2 => vec![50, 50],
            _ => Vec::new(),
        };
        Self {
            kind: if shown { Kind::Shown } else { Kind::Direct },
            conduct: random.below(100),
            channel: random.below(100),
            decides,
            abandons,
            repriced: random.below(12) == 0,
            tries_again: random.below(4) == 0,
            refunds,
            poll: 20 + random.below(3) * 20,
            clock_error: clock_error(&mut random),
        }
    }
}

/// Mostly less than four minutes off, sometimes up to ten: what is dated is refused beyond five.
fn clock_error(random: &mut Random) -> i64 {
    let most = if random.below(16) == 0 {
        600_000
    } else {
        240_000
    };
    i64::try_from(random.below(2 * most + 1)).unwrap_or(0) - i64::try_from(most).unwrap_or(0)
}
