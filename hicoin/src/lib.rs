//! hicoin
