//! `sandbox`: payment gateways, simulated. See `sandbox --help`.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    sandbox::cli::run(std::env::args_os())
}
