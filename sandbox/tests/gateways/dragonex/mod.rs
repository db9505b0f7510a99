//! DragonEx's gateway as a state machine: no sockets, virtual time.
mod callbacks;
mod dates;
pub(crate) mod desk;
mod entrance;
mod money;
mod pages;
mod queries;
