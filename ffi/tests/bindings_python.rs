//! The Python binding: its own tests, and the till in Python, at the sandbox.

mod bindings;
mod support;

use std::fs;
use std::process::Command;

use bindings::providers::Providers;
use bindings::{binding, names, own_tests, with_everything, with_library};
use support::gateway::Gateway;
use support::{here, scratch, tools};

fn python() -> Option<Command> {
    let mut python = Command::new(tools::find("python3")?);
    python
        .args(["-W", "error"])
        .env("PYTHONPATH", binding("python/src"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8");
    Some(python)
}

#[test]
fn the_till_takes_payments() {
    let Some(mut python) = python() else { return };
    let scratch = scratch("python");
    python.arg(here().join("examples/till.py"));
    Gateway::start().till(&mut with_library(python), "python", &scratch);
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn its_own_tests_pass() {
    let Some(mut python) = python() else { return };
    let scratch = scratch("pytests");
    python
        .args(["-m", "unittest", "discover", "-s"])
        .arg(binding("python/tests"));
    let providers = Providers::start();
    let command = with_everything(python, &providers, &scratch);
    own_tests(command, &Gateway::start(), "pytests", 43);
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn its_constants_are_those_of_the_header() {
    names::python();
}

#[test]
fn the_package_has_the_version_of_the_library() {
    let project = fs::read_to_string(binding("python/pyproject.toml")).expect("the project");
    let own = format!("\nversion = \"{}\"\n", env!("CARGO_PKG_VERSION"));
    assert!(project.contains(&own), "pyproject.toml has another version");
}
