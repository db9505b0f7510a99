//! The headers, rendered from the source.

pub(crate) mod c;
pub(crate) mod cpp;
pub(crate) mod names;
