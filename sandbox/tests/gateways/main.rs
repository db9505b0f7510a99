//! The simulated gateways, each before a client that was written from its provider's documents alone.

mod chaoying;
mod dragonex;
mod forms;
mod hicoin;
mod recharge_payout;
