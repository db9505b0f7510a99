//! The headers, rendered from the source.

pub mod c;
pub mod cpp;
pub mod names;
