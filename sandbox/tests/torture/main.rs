//! Torture: in each flow the k-th call fails, for every k and in every way, and then every pair. No panic, no wrong outcome.
//!
//! In memory every pair; over real sockets every single failure, with what only a socket can do.

mod flows;
mod memory;
mod sockets;
