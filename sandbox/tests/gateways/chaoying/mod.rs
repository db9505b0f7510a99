//! Chaoying's gateway as a state machine: no sockets, virtual time.
mod accounts;
mod desk;
mod money;
mod notifications;
mod properties;
mod refunds;
mod requests;
