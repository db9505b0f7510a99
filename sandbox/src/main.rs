//! `sandbox`: payment gateways, simulated. See `sandbox --help`.
#![forbid(unsafe_code)]

use std::process::ExitCode;

/// A simulation spends a fifth of its time on small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    sandbox::cli::run(std::env::args_os())
}
