//! signing-core
