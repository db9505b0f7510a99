//! What the tests of the bindings share: the library under the name they ask for, their own tests, and what those need.

mod calls;
pub(crate) mod names;
mod notifications;
pub(crate) mod providers;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{collections::BTreeMap, fs};

use paysdk::listing::{self, Listed};
use sandbox::chaoying::Config;
use serde_json::{Value, json};

use super::support::gateway::Gateway;
use super::support::{built, here, tools};
use providers::Providers;

/// A file of the bindings.
pub(crate) fn binding(path: &str) -> PathBuf {
    here().join("bindings").join(path)
}

/// The command, told which library to load.
pub(crate) fn with_library(mut command: Command) -> Command {
    command.env("PAYSDK_LIBRARY", built().join("libpaysdk.so"));
    command
}

/// The command, told of everything that a binding can do, in files of these names in the scratch folder.
///
/// The calls and settings are for the sandboxes of all providers, which must run as long as the command does.
pub(crate) fn with_everything(
    mut command: Command,
    providers: &Providers,
    scratch: &Path,
) -> Command {
    for (variable, contents) in [
        ("PAYSDK_LISTED", listed()),
        ("PAYSDK_SETTINGS", providers.settings()),
        ("PAYSDK_CALLS", calls::all(providers)),
        ("PAYSDK_NOTIFICATIONS", notifications::all(providers)),
    ] {
        let file = scratch.join(format!("{variable}.json"));
        fs::write(&file, contents.to_string()).expect("the file can be written");
        command.env(variable, file);
    }
    command.env("PAYSDK_HEADER", here().join("include/paysdk.ffi.h"));
    command
}

/// The first program of a binding's README, which says `open` where its client may be told of a gateway without TLS by `more`.
pub(crate) fn first_program(readme: &str, language: &str, open: &str, more: &str) -> String {
    let text = fs::read_to_string(binding(readme)).expect("the README");
    let fence = format!("```{language}\n");
    let program = text
        .split(&fence)
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let program = program.expect("a program");
    assert_eq!(program.matches(open).count(), 1, "{readme}");
    program.replace(open, &format!("{open}{more}"))
}

/// What the first program of a README takes for granted: a gateway's address, and whose it is.
pub(crate) fn told(mut command: Command, gateway: &Gateway) -> Command {
    command
        .env("PAYSDK_BASE_URL", gateway.base_url())
        .env("PAYSDK_AGENT_ID", Config::default().agent_id)
        .env("PAYSDK_AGENT_KEY", Config::DEFAULT_KEY);
    with_library(command)
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

/// Every name there is, from the library's own tables.
fn listed() -> Value {
    let fields = |fields: &[(String, u32)]| -> Value {
        let fields: BTreeMap<&str, u32> = fields
            .iter()
            .map(|(name, flags)| (&**name, *flags))
            .collect();
        json!(fields)
    };
    let by_name = |listed: Vec<Listed>| -> BTreeMap<String, Value> {
        let listed = listed.into_iter();
        listed
            .map(|one| {
                let both =
                    json!({"request": fields(&one.request), "response": fields(&one.response)});
                (one.name, both)
            })
            .collect()
    };
    let providers: BTreeMap<&str, Vec<&str>> = listing::providers().into_iter().collect();
    json!({
        "providers": providers,
        "common_keys": listing::common_keys(),
        "operations": by_name(listing::operations()),
        "notifications": by_name(listing::notifications()),
        "item_fields": listing::item_fields(),
        "schemes": listing::schemes(),
    })
}
