//! Signing and verifying: vectors, properties, explanations.

mod batch;
mod explain;
mod properties;
mod typed;
mod vectors;
mod verification;
