//! What the tests of the bindings share: the library under the name they ask for, and their own tests.

use std::path::PathBuf;
use std::process::Command;

use sandbox::chaoying::Config;

use super::support::gateway::Gateway;
use super::support::{built, here, tools};

/// A file of the bindings.
pub(crate) fn binding(path: &str) -> PathBuf {
    here().join("bindings").join(path)
}

/// The command, told which library to load.
pub(crate) fn with_library(mut command: Command) -> Command {
    command.env("PAYSDK_LIBRARY", built().join("libpaysdk.so"));
    command
}

/// Runs a binding's own tests against the gateway: all pass, there are at least so many, and they took payments.
pub(crate) fn own_tests(command: Command, gateway: &Gateway, orders: &str, at_least: usize) {
    let vectors = here().join("../signing-core/tests/vectors/signing.json");
    let before = gateway.server().money_requests();
    let mut command = with_library(command);
    command
        .env("PAYSDK_BASE_URL", gateway.base_url())
        .env("PAYSDK_AGENT_ID", Config::default().agent_id)
        .env("PAYSDK_AGENT_KEY", Config::DEFAULT_KEY)
        .env("PAYSDK_MCH_ID", Config::default().mch_id)
        .env("PAYSDK_ORDERS", orders)
        .env("PAYSDK_VECTORS", vectors);
    let output = tools::output(&mut command);
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{command:?} ended with {}\n{said}",
        output.status
    );
    let ran = said
        .lines()
        .find_map(|line| line.strip_prefix("Ran ")?.split(' ').next()?.parse().ok());
    assert!(ran >= Some(at_least), "fewer tests than there were: {said}");
    assert!(
        gateway.server().money_requests() > before,
        "they took payments"
    );
}
