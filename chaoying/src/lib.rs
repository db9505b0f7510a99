//! chaoying
