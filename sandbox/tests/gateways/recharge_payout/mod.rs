//! The recharge and payout platform's gateway as a state machine: no sockets, virtual time.
mod callbacks;
mod desk;
mod money;
mod pages;
mod requests;
